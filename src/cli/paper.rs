//! One paper of the kit into a file of its own: poster, cards, checklist.

use std::path::{Path, PathBuf};

use super::console::{Console, Stop};
use super::inputs::TemplateText;
use super::output::{self, Draft};
use super::place;
use crate::base::diagnostic::Diagnostic;
use crate::model::job::Job;
use crate::pipeline::{self, Made, Paper};
use crate::report;
use crate::settings::SettingsFile;

/// A paper that is to be made.
pub struct Order<'a> {
    /// Which.
    pub paper: Paper<'a>,
    /// The name of its built-in template.
    pub name: &'a str,
    /// A template that is typed instead.
    pub template: Option<&'a str>,
    /// The settings file, which may name one, too.
    pub file: &'a SettingsFile,
    /// Files that were read and are never written over.
    pub read: &'a [&'a Path],
    /// What stands on it.
    pub job: &'a Job,
    /// Where it goes, if the user says.
    pub output: Option<&'a Path>,
    /// Where it goes otherwise.
    pub usual: &'a Path,
    /// Whether a file of others may be replaced.
    pub force: bool,
}

impl Order<'_> {
    fn output(&self) -> Result<PathBuf, Stop> {
        match self.output {
            Some(named) => place::named(named, "pdf"),
            None => Ok(self.usual.to_owned()),
        }
    }

    /// Makes it, reads it back and gives the file its name, which is given back
    /// too.
    ///
    /// # Errors
    /// [`Stop`], with no file left.
    pub fn make(&self) -> Result<Printed, Stop> {
        let output = &self.output()?;
        let template = TemplateText::of_paper(self.name, self.template, self.file)?;
        let job = template.job(self.job);
        let settings = [Path::new(&self.file.name)];
        let read = self
            .read
            .iter()
            .copied()
            .chain(settings)
            .chain(template.file());
        let read: Vec<&Path> = read.collect();
        let mut draft = Draft::open(output, &read, self.force, output::is_ours)?;
        let made = output::checked(draft.file(), |out| {
            pipeline::paper(&self.paper, template.source(), &job, out)
        });
        let made = made.map_err(|failure| output::stop(failure, output))?;
        draft.finish()?;
        Ok(Printed {
            made,
            file: output.clone(),
        })
    }
}

/// A paper that lies on the disk.
pub struct Printed {
    /// What was made.
    pub made: Made,
    /// Where it lies.
    pub file: PathBuf,
}

impl Printed {
    /// Says what was made and what deserves a look.
    pub fn say(&self, what: &str, remarks: &[&Vec<Diagnostic>], console: &mut Console<'_>) {
        let file = self.file.display();
        let remarks: Vec<Diagnostic> = remarks.iter().copied().flatten().cloned().collect();
        console.result(&format!("Готово: {what}.\nФайл: {file}\n"));
        console.result(&report::addresses(&self.made.addresses));
        console.remark(&report::warnings(&remarks));
    }
}
