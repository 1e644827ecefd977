//! The template stage: a text file and a pupil in, a [`Handout`] out.
//!
//! A template is front matter (TOML between `+++` lines), then text with
//! MiniJinja expressions, then, once those are filled in, CommonMark with a
//! small vocabulary for what CommonMark lacks (`templates/README.md` documents
//! it). This stage knows nothing of paper beyond the lengths a template states;
//! it checks every address that is to become a code or a link.

mod commonmark;
mod containers;
mod context;
mod front_matter;
mod inline;
mod lint;
mod message;
mod mistake;
mod sides;
mod written;

pub use message::message;
use mistake::Mistake;
use written::Written;

use std::collections::HashSet;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::memo::Memo;
use crate::model::handout::{Blocks, Handout, PageSetup, Side};
use crate::model::job::Job;
use crate::model::student::Student;

/// Built-in templates by name.
const BUILTIN: [(&str, &str); 5] = [
    ("handout", include_str!("../../templates/handout.md")),
    ("poster", include_str!("../../templates/poster.md")),
    ("checklist", include_str!("../../templates/checklist.md")),
    ("card", include_str!("../../templates/card.md")),
    ("label", include_str!("../../templates/label.md")),
];

/// Steps that filling in may take: a list of a school takes a tenth.
const MOST_STEPS: u64 = 20_000_000;

/// Bytes of a text that is filled in, and as many more for each pupil on it.
const MOST_FILLED: usize = 1 << 20;
const MOST_FOR_A_PUPIL: usize = 4 << 10;

/// How many texts between fences are remembered. Those that are the same for a
/// whole set number some dozens; those with a name in them come and go.
const REMEMBERED: usize = 256;

/// The source of a built-in template, or `None` if there is none of that name.
pub fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, source)| *source)
}

/// The names of the built-in templates.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|(name, _)| *name)
}

/// A template, ready to be filled in for one pupil after another.
pub struct Template {
    name: String,
    source: String,
    setup: PageSetup,
    environment: Environment<'static>,
    set: Value,
    hosts: Vec<String>,
    tint: bool,
    default_class: String,
    today: jiff::civil::Date,
    known: Memo<String, Blocks>,
    /// Digests of the addresses of sheets that are the same for a stranger.
    impersonal: HashSet<u128>,
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
        Ok(Template {
            name: name.to_owned(),
            setup: front.setup,
            environment,
            set: context::of_job(job, &front.vars),
            hosts: job.hosts.clone(),
            tint: job.tint,
            default_class: job.class.clone(),
            today: job.today,
            known: Memo::new(REMEMBERED),
            impersonal: HashSet::new(),
            source,
        })
    }

    /// The handout of one pupil.
    ///
    /// # Errors
    /// What is wrong with the template, by line where that can be told.
    pub fn handout(&mut self, student: &Student) -> Result<Handout, Vec<Diagnostic>> {
        let of = |student: &Student, this: &Template| {
            context::of_student(student, &this.set, &this.default_class, this.today)
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
        let values = context::of_class(&[], &self.set, &self.default_class);
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
        if addresses.is_empty() || self.impersonal.contains(&own) {
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
        if self.impersonal.len() < REMEMBERED {
            self.impersonal.insert(own);
        }
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
            hosts: &self.hosts,
            tint: self.tint,
            known: &mut self.known,
            mistakes: Vec::new(),
        };
        let sides = reader.sides(&text.text());
        let mistakes = reader.mistakes;
        if !mistakes.is_empty() {
            return Err(mistakes.into_iter().map(|m| self.locate(m)).collect());
        }
        if sides.iter().all(is_empty) {
            return Err(vec![
                Diagnostic::error("template", "в шаблоне нет текста: лист вышел бы пустым.")
                    .in_file(self.name.as_str())
                    .with_hint("Возьмите за основу встроенный: pamyatka template -o шаблон.md."),
            ]);
        }
        Ok(Handout {
            setup: self.setup.clone(),
            sides,
        })
    }

    /// Turns a mistake in filled-in text into a remark about the source: the
    /// line with the same words, if there is one.
    fn locate(&self, mistake: Mistake) -> Diagnostic {
        let wanted = mistake.line.trim();
        let row = self
            .source
            .lines()
            .position(|line| !wanted.is_empty() && line.trim() == wanted)
            .map(|index| index + 1);
        let mut diagnostic =
            Diagnostic::error("template", mistake.message).in_file(self.name.as_str());
        diagnostic.row = row;
        // The line as it is filled in may hold a name: it is not told.
        diagnostic.hint = Some(match row {
            Some(_) => mistake.hint,
            None => format!("Эта строка получается подстановкой. {}", mistake.hint),
        });
        diagnostic
    }
}

fn is_empty(side: &Side) -> bool {
    side.body.is_empty() && side.slip.is_none()
}

#[cfg(test)]
mod tests;
