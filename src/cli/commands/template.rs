//! `pamyatka template`: the built-in templates, to be edited; one of one's own, to
//! be checked.

use std::path::Path;

use crate::base::nearest::hint;
use crate::cli::args::TemplateArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::{self, TemplateText};
use crate::cli::output::{self, Draft};
use crate::cli::place;
use crate::pipeline::{self, Source};
use crate::settings::Typed;
use crate::template::{self, BUILTIN, builtin};

/// `pamyatka template`.
///
/// # Errors
/// [`Stop`], if there is no such template, it cannot be written, or there are
/// mistakes in it.
pub fn template(args: &TemplateArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    if args.force && args.output.is_none() {
        return Err(Stop::Usage(
            "Параметр --force заменяет файл, а файл не назван: добавьте -o ФАЙЛ.".to_owned(),
        ));
    }
    let is_check = args.name.as_deref() == Some("check");
    if !is_check && (args.config.is_some() || !args.allow_host.is_empty()) {
        return Err(Stop::Usage(
            "Параметры --config и --allow-host нужны для проверки: pamyatka template check ФАЙЛ."
                .to_owned(),
        ));
    }
    match (args.name.as_deref(), &args.file, &args.output) {
        (Some("check"), Some(file), None) => check(file, args, console),
        (Some("check"), ..) => Err(Stop::Usage(
            "Назовите шаблон: pamyatka template check моя.md".to_owned(),
        )),
        (Some(name), Some(_), _) if builtin(name).is_some() => Err(Stop::Usage(
            "Имя шаблона одно: pamyatka template poster -o плакат.md".to_owned(),
        )),
        (None, _, None) => {
            console.result(&list());
            Ok(())
        }
        (name, ..) => write_out(name.unwrap_or(BUILTIN[0].name), args, console),
    }
}

/// The built-in templates, a line each.
fn list() -> String {
    let lines = BUILTIN
        .iter()
        .map(|one| format!("  {:<12} {}\n", one.name, one.about));
    format!(
        "Встроенные шаблоны:\n{}Выписать: pamyatka template ИМЯ -o ФАЙЛ. Проверить свой: pamyatka template check ФАЙЛ.\n",
        lines.collect::<String>()
    )
}

fn write_out(name: &str, args: &TemplateArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let Some(text) = builtin(name) else {
        let known = BUILTIN.iter().map(|one| one.name).chain(["check"]);
        let hint = hint(name, &known.collect::<Vec<_>>());
        return Err(Stop::Usage(format!(
            "Встроенного шаблона «{name}» нет. {hint}"
        )));
    };
    let Some(output) = &args.output else {
        console.result(text);
        return Ok(());
    };
    let ending = if name == "message" { "txt" } else { "md" };
    let output = &place::named(output, ending)?;
    // An edited template is work of hours: it is never ours to replace.
    if output.is_file() && !args.force {
        return Err(Stop::Usage(format!(
            "Файл «{}» уже есть, в нём могут быть ваши правки. Укажите другое имя: -o ФАЙЛ, или добавьте --force, чтобы заменить его.",
            output.display()
        )));
    }
    Draft::open(output, &[], args.force, |_| false)?.write(text.as_bytes())?;
    let file = output.display();
    console.result(&format!(
        "Шаблон «{name}» записан: {file}\nИзмените его. Печатать: {}\n",
        used(name, &file.to_string())
    ));
    Ok(())
}

/// How a template of one's own is used.
fn used(name: &str, file: &str) -> String {
    match name {
        "poster" => format!("pamyatka poster --template {file}"),
        "card" | "label" => format!("pamyatka cards --template {file}"),
        "checklist" => format!("pamyatka checklist СПИСОК --template {file}"),
        "code" | "message" => {
            format!("строка в pamyatka.toml, в разделе [papers]: {name} = \"{file}\"")
        }
        _ => format!("pamyatka СПИСОК --template {file}"),
    }
}

/// Tries a template with every kind of pupil and every setting.
fn check(file: &Path, args: &TemplateArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let typed = Typed::default().list("hosts", &args.allow_host);
    let (_, settings) = inputs::settled(Some(file), args.config.as_deref(), &typed, console)?;
    let template = TemplateText::read(file.to_owned())?;
    let job = template.job(&settings.job);
    let Source { name, text } = template.source();
    // A message is plain text and no page.
    if file.extension().is_some_and(|ending| ending == "txt") {
        template::message(name, text, &job, ("handout", &["7А", "7Б"])).map_err(Stop::Input)?;
    } else {
        let tried = pipeline::try_out(template.source(), &job);
        tried.map_err(|failure| output::stop(failure, file))?;
    }
    console.result(&format!("Годится: {}\n", file.display()));
    Ok(())
}
