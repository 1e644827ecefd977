//! One paper of the kit into a file of its own: poster, cards, checklist.

use std::path::Path;

use super::console::{Console, Stop};
use super::groups::TargetArgs;
use super::inputs::{Inputs, TemplateText};
use super::output::{self, Draft};
use super::place;
use crate::pipeline::{self, Made, Paper};

/// A paper that is to be made.
pub struct Order<'a> {
    /// Which.
    pub paper: Paper<'a>,
    /// The name of its built-in template.
    pub name: &'a str,
    /// A template that is typed instead.
    pub template: Option<&'a str>,
    /// What was read and is meant.
    pub inputs: &'a Inputs,
    /// Where it goes, if the user says.
    pub target: &'a TargetArgs,
    /// Where it goes otherwise.
    pub usual: &'a Path,
}

impl Order<'_> {
    /// Makes it, reads it back, gives the file its name and says so; `what` tells
    /// what it is.
    ///
    /// # Errors
    /// [`Stop`], with no file left.
    pub fn make(
        &self,
        what: impl FnOnce(&Made) -> String,
        console: &mut Console<'_>,
    ) -> Result<(), Stop> {
        let inputs = self.inputs;
        let output = match &self.target.output {
            Some(named) => &place::named(named, "pdf")?,
            None => self.usual,
        };
        let template = TemplateText::of_paper(self.name, self.template, &inputs.file)?;
        let job = template.job(&inputs.settings.job);
        let read = inputs.files(&template);
        let mut draft = Draft::open(output, &read, self.target.force, output::is_ours)?;
        let made = output::checked(draft.file(), |out| {
            pipeline::paper(&self.paper, template.source(), &job, out)
        });
        let made = made.map_err(|failure| output::stop(failure, output))?;
        let remarks = draft.remarks();
        draft.finish()?;
        if !self.target.quiet {
            let (what, file) = (what(&made), output.display());
            let done = format!("Готово: {what}.\nФайл: {file}\n{remarks}");
            inputs.say(&done, &made, console);
        }
        Ok(())
    }
}
