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

pub use message::message;
use mistake::Mistake;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::base::diagnostic::Diagnostic;
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
            source,
        })
    }

    /// The handout of one pupil.
    ///
    /// # Errors
    /// What is wrong with the template, by line where that can be told.
    pub fn handout(&mut self, student: &Student) -> Result<Handout, Vec<Diagnostic>> {
        let values = context::of_student(student, &self.set, &self.default_class, self.today);
        self.filled(&values)
    }

    /// What is the same for everybody, such as a poster: it knows no pupil.
    ///
    /// # Errors
    /// As [`Template::handout`].
    pub fn for_everybody(&mut self) -> Result<Handout, Vec<Diagnostic>> {
        let values = context::of_class(&[], &self.set, &self.default_class);
        self.filled(&values)
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
        self.filled(&values)
    }

    /// The handout for some values.
    fn filled(&mut self, values: &Value) -> Result<Handout, Vec<Diagnostic>> {
        let template = self
            .environment
            .get_template("handout")
            .expect("added by parse");
        let text = template
            .render(values.clone())
            .map_err(|error| vec![context::explain(&self.name, &error, values)])?;
        let mut reader = sides::Reader {
            setup: &self.setup,
            hosts: &self.hosts,
            tint: self.tint,
            known: &mut self.known,
            mistakes: Vec::new(),
        };
        let sides = reader.sides(&text);
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
        diagnostic.hint = Some(match (row, mistake.hint) {
            (Some(_), hint) => hint,
            (None, hint) => format!("После подстановки строка такая: {wanted}. {hint}"),
        });
        diagnostic
    }
}

fn is_empty(side: &Side) -> bool {
    side.body.is_empty() && side.slip.is_none()
}

#[cfg(test)]
mod tests;
