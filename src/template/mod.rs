//! The template stage: a text file and a pupil in, a [`Handout`] out.
//!
//! A template is front matter (TOML between `+++` lines), then text with
//! MiniJinja expressions, then, once those are filled in, CommonMark with a
//! small vocabulary for what CommonMark lacks (`templates/README.md` documents
//! it). This stage knows nothing of paper beyond the lengths a template states;
//! it checks every address that is to become a code or a link.

mod captions;
mod commonmark;
mod containers;
mod context;
mod front_matter;
mod inline;
mod lint;
mod marks;
mod message;
mod mistake;
mod sides;
mod written;

pub use front_matter::NO_FORM;
pub use message::message;
use mistake::Mistake;
use written::{MOST_FILLED, MOST_STEPS, Written};

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use front_matter::FrontMatter;

use crate::base::calendar::in_words;
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::memo::Memo;
use crate::model::handout::{Blocks, Handout, PageSetup, Side};
use crate::model::job::Job;
use crate::model::picture::EMBLEM;
use crate::model::student::Student;

/// A built-in template.
pub struct Builtin {
    /// How it is asked for.
    pub name: &'static str,
    /// The template.
    pub source: &'static str,
    /// What it is for, in Russian.
    pub about: &'static str,
    /// Whether it is an edition of the handout.
    pub is_handout: bool,
}

/// A template as it is embedded.
macro_rules! built_in {
    ($name:literal, $file:literal, $is_handout:literal, $about:literal) => {
        Builtin {
            name: $name,
            source: include_str!(concat!("../../templates/", $file)),
            about: $about,
            is_handout: $is_handout,
        }
    };
}

/// The built-in templates, the handout's default edition first.
#[rustfmt::skip]
pub static BUILTIN: [Builtin; 8] = [
    built_in!("handout", "handout.md", true, "памятка по инструкции школы (обычная)"),
    built_in!("family-2026", "family-2026.md", true,
        "памятка: до 14 лет запись создаёт родитель; проверьте у школы"),
    built_in!("poster", "poster.md", false, "плакат"),
    built_in!("card", "card.md", false, "карточка, которую вырезают"),
    built_in!("label", "label.md", false, "этикетка мельче карточки"),
    built_in!("checklist", "checklist.md", false, "список учителя"),
    built_in!("code", "code.md", false, "страница с одним QR-кодом"),
    built_in!("message", "message.txt", false, "сообщение в чат родителей, простой текст"),
];

/// Bytes more for each pupil on a text that is filled in.
const MOST_FOR_A_PUPIL: usize = 4 << 10;

/// The code of what is said of a sheet with nothing on it.
pub const NO_TEXT: &str = "no-text";

/// How many texts between fences are remembered. Those that are the same for a
/// whole set number some dozens; those with a name in them come and go.
const REMEMBERED: usize = 256;

/// The source of a built-in template, or `None` if there is none of that name.
pub fn builtin(name: &str) -> Option<&'static str> {
    let found = BUILTIN.iter().find(|one| one.name == name);
    found.map(|one| one.source)
}

/// The name of the built-in template with this text; empty if it is one's own.
pub fn edition(source: &str) -> &'static str {
    let found = BUILTIN.iter().find(|one| one.source == source);
    found.map_or("", |one| one.name)
}

/// The files of the pictures that stand in a template.
pub fn pictures(source: &str) -> Vec<&str> {
    let targets = source.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', '"', '\n']).next()?.trim();
        (target != EMBLEM && inline::is_picture(target)).then_some(target)
    });
    targets.collect()
}

/// A template, ready to be filled in for one pupil after another.
pub struct Template {
    name: String,
    source: String,
    setup: PageSetup,
    environment: Environment<'static>,
    set: Value,
    job: Job,
    /// Names that it asks for, whether or not a pupil takes that branch.
    asks: HashSet<String>,
    remarks: Vec<Diagnostic>,
    known: Memo<String, Blocks>,
    passed: Passed,
}

/// Digests of what has passed a check that takes its time.
#[derive(Default)]
struct Passed(HashSet<u128>);

impl Passed {
    fn has(&self, key: u128) -> bool {
        self.0.contains(&key)
    }

    fn note(&mut self, key: u128) {
        if self.0.len() < REMEMBERED {
            self.0.insert(key);
        }
    }
}

impl Template {
    /// Reads a template for one set. `name` is how messages call it.
    ///
    /// # Errors
    /// Every mistake that shows without a pupil: front matter, unknown words of
    /// the vocabulary, syntax of expressions.
    pub fn parse(name: &str, source: &str, job: &Job) -> Result<Template, Vec<Diagnostic>> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let source = source.replace("\r\n", "\n");
        let (front, body) = front_matter::split(name, &source, job.form).map_err(|d| vec![*d])?;
        let mistakes = lint::lint(name, &source);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markup".into()));
        environment.set_fuel(Some(MOST_STEPS));
        environment.set_formatter(context::escape_markup);
        environment
            .add_template_owned("handout", body)
            .map_err(|error| vec![context::explain(name, &error, &Value::UNDEFINED)])?;
        let set = context::of_job(job, &front.vars);
        let own = environment.get_template("handout").expect("just added");
        let unknown = context::unknown(name, &own, &set);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let asks = own.undeclared_variables(false);
        Ok(Template {
            name: name.to_owned(),
            remarks: outdated(name, &front, job.today).into_iter().collect(),
            setup: front.setup,
            environment,
            set,
            job: job.clone(),
            asks,
            known: Memo::new(REMEMBERED),
            passed: Passed::default(),
            source,
        })
    }

    /// Whether a name stands in it, such as `student` or `students`, in whatever
    /// branch.
    pub fn asks_for(&self, name: &str) -> bool {
        self.asks.contains(name)
    }

    /// What deserves a look and is no mistake.
    pub fn remarks(&self) -> &[Diagnostic] {
        &self.remarks
    }

    /// The handout of one pupil.
    ///
    /// # Errors
    /// What is wrong with the template, by line where that can be told.
    pub fn handout(&mut self, student: &Student) -> Result<Handout, Vec<Diagnostic>> {
        let of = |student: &Student, this: &Template| {
            context::of_student(student, &this.set, &this.job.class, this.job.today)
        };
        let handout = self.filled(&of(student, self), 1)?;
        let stranger = |this: &Template| of(&student.disguised(), this);
        self.impersonal(handout, stranger, 1)
    }

    /// What is the same for everybody, such as a poster: it knows no pupil.
    ///
    /// # Errors
    /// As [`Template::handout`].
    pub fn for_everybody(&mut self) -> Result<Handout, Vec<Diagnostic>> {
        let values = context::of_class(&[], &self.set, &self.job.class);
        self.filled(&values, 0)
    }

    /// A paper about a class: the template is given `students`.
    ///
    /// # Errors
    /// As [`Template::handout`].
    pub fn for_class(
        &mut self,
        students: &[&Student],
        class: &str,
    ) -> Result<Handout, Vec<Diagnostic>> {
        let values = context::of_class(students, &self.set, class);
        let handout = self.filled(&values, students.len())?;
        let strangers = |this: &Template| {
            let strangers: Vec<Student> = students.iter().map(|one| one.disguised()).collect();
            context::of_class(&strangers.iter().collect::<Vec<_>>(), &this.set, class)
        };
        self.impersonal(handout, strangers, students.len())
    }

    /// Passes a handout whose codes and links say nothing of a name or a login:
    /// for a stranger they are the same.
    fn impersonal(
        &mut self,
        handout: Handout,
        stranger: impl Fn(&Template) -> Value,
        pupils: usize,
    ) -> Result<Handout, Vec<Diagnostic>> {
        let addresses = handout.addresses();
        let own = Digest::of(&addresses);
        if addresses.is_empty() || self.passed.has(own) {
            return Ok(handout);
        }
        let values = stranger(self);
        let other = self.filled(&values, pupils).ok();
        if other.map(|other| Digest::of(&other.addresses())) != Some(own) {
            let message = "в адресе кода или ссылки стоят данные ученика.";
            let hint = "Его видит каждый, кто держит лист: оставьте один адрес для всех.";
            let error = Diagnostic::error("template", message).with_hint(hint);
            return Err(vec![error.in_file(self.name.as_str())]);
        }
        self.passed.note(own);
        Ok(handout)
    }

    /// The handout for some values.
    fn filled(&mut self, values: &Value, pupils: usize) -> Result<Handout, Vec<Diagnostic>> {
        let template = self
            .environment
            .get_template("handout")
            .expect("added by parse");
        let mut text = Written::up_to(self.source.len() + MOST_FILLED + pupils * MOST_FOR_A_PUPIL);
        template
            .render_captured_to(values.clone(), &mut text)
            .map_err(|error| vec![context::explain(&self.name, &error, values)])?;
        let mut reader = sides::Reader {
            setup: &self.setup,
            job: &self.job,
            size: self.setup.text,
            known: &mut self.known,
            mistakes: Vec::new(),
        };
        let sides = reader.sides(&text.text());
        let mut mistakes = reader.mistakes;
        mistakes.extend(captions::check(&sides, &mut self.passed));
        if !mistakes.is_empty() {
            let located = mistakes.into_iter().map(|m| self.locate(m, values));
            return Err(located.collect());
        }
        if sides.iter().all(is_empty) {
            return Err(vec![
                Diagnostic::error(NO_TEXT, "в шаблоне нет текста: лист вышел бы пустым.")
                    .in_file(self.name.as_str())
                    .with_hint(
                        "Возьмите за основу встроенный: pamyatka template handout -o шаблон.md.",
                    ),
            ]);
        }
        Ok(Handout {
            setup: self.setup.clone(),
            sides,
        })
    }

    /// Turns a mistake in filled-in text into a remark about the source: the
    /// line with the same words, or the one that they come from.
    fn locate(&self, mistake: Mistake, values: &Value) -> Diagnostic {
        let wanted = mistake.line.trim();
        let lines = self.source.lines();
        let same = (1..).zip(lines).find(|(_, line)| line.trim() == wanted);
        let row = match same {
            _ if wanted.is_empty() => None,
            Some((row, _)) => Some(row),
            None => self.row_of(wanted, values),
        };
        // The line as it is filled in may hold a name: it is not told.
        let error = Diagnostic::error("template", mistake.message).in_file(self.name.as_str());
        Diagnostic {
            row,
            ..error.with_hint(mistake.hint)
        }
    }

    /// The line of the source that becomes this one when it is filled in.
    fn row_of(&self, wanted: &str, values: &Value) -> Option<usize> {
        let template = self.environment.get_template("handout").ok()?;
        let marked = marks::marked(template.source());
        let filled = self.environment.render_str(&marked, values.clone()).ok()?;
        let mut lines = filled.lines().filter_map(marks::read);
        lines.find_map(|(row, line)| line.contains(wanted).then_some(row))
    }
}

/// A remark on a text that was held against its source more than a year ago.
fn outdated(name: &str, front: &FrontMatter, today: Date) -> Option<Diagnostic> {
    let day = front
        .checked
        .filter(|day| day.saturating_add(1.year()) < today)?;
    let message = format!(
        "текст шаблона сверяли {}, больше года назад.",
        in_words(day)
    );
    let source = match front.source.as_str() {
        "" => String::new(),
        source => format!(" (откуда он: {source})"),
    };
    let hint = format!("Проверьте, верен ли он до сих пор{source}.");
    Some(
        Diagnostic::warning("template-old", message)
            .in_file(name)
            .with_hint(hint),
    )
}

fn is_empty(side: &Side) -> bool {
    side.body.is_empty() && side.slip.is_none()
}

#[cfg(test)]
mod tests;
