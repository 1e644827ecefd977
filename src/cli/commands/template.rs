//! `pamyatka template`: a built-in template, to be edited.

use std::io::Write;

use crate::cli::args::TemplateArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::output::{self, Draft};
use crate::template::{builtin, builtin_names};

/// `pamyatka template`.
///
/// # Errors
/// [`Stop`], if there is no such template or it cannot be written.
pub fn template(args: &TemplateArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let known: Vec<&str> = builtin_names().collect();
    let name = args.name.as_deref().unwrap_or(known[0]);
    let Some(text) = builtin(name) else {
        return Err(Stop::Usage(format!(
            "Встроенного шаблона «{name}» нет. Есть: {}.",
            known.join(", ")
        )));
    };
    let Some(output) = &args.output else {
        console.result(text);
        return Ok(());
    };
    // An edited template is work of hours: it is never ours to replace.
    if output.is_file() && !args.force {
        return Err(Stop::Usage(format!(
            "Файл «{}» уже есть, в нём могут быть ваши правки. Укажите другое имя: -o ФАЙЛ, или добавьте --force, чтобы заменить его.",
            output.display()
        )));
    }
    let mut draft = Draft::open(output, &[], args.force, |_| false)?;
    draft
        .file()
        .write_all(text.as_bytes())
        .map_err(|error| output::machine(output, &error))?;
    draft.finish()?;
    console.result(&format!(
        "Шаблон «{name}» записан: {file}\nИзмените его и печатайте так: pamyatka СПИСОК --template {file}\n",
        file = output.display()
    ));
    Ok(())
}
