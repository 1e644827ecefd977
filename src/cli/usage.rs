//! What is wrong with a command line, in Russian.
//!
//! Takes clap's error apart by kind and context; clap's own English sentence
//! is never shown.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// One or two sentences about a wrong command line that begins with `command`.
pub fn message(error: &Error, command: &str) -> String {
    let arg = text(error, ContextKind::InvalidArg);
    let said = match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => {
            format!("Параметра «{arg}» нет.")
        }
        ErrorKind::UnknownArgument => format!(
            "Лишнее слово «{arg}». Если это часть названия с пробелами, возьмите его в кавычки."
        ),
        ErrorKind::InvalidValue if !arg.starts_with('-') => {
            format!("Вместо «{arg}» стоит пустое слово.")
        }
        ErrorKind::InvalidValue | ErrorKind::WrongNumberOfValues => {
            format!("После «{arg}» не хватает значения.")
        }
        ErrorKind::TooManyValues => format!("Параметр «{arg}» значения не принимает."),
        // No two parameters exclude each other.
        ErrorKind::ArgumentConflict => format!("Параметр «{arg}» указан дважды."),
        ErrorKind::MissingRequiredArgument => missing(&arg, command),
        ErrorKind::InvalidUtf8 => "В командной строке знаки, которых не прочесть.".to_owned(),
        _ => "Командная строка не понята.".to_owned(),
    };
    match text(error, ContextKind::SuggestedArg) {
        none if none.is_empty() => said,
        word => format!("{said} Может быть, {word}?"),
    }
}

fn missing(arg: &str, command: &str) -> String {
    let (what, example) = match arg {
        "СПИСОК" => ("список", "7б.xlsx"),
        "ФАЙЛ" => ("файл", "плакат.pdf"),
        "ОБОЛОЧКА" => ("оболочку", "bash"),
        other => return format!("Не хватает: {other}."),
    };
    format!("Назовите {what}: pamyatka {command} {example}")
}

/// The text of a context, without its value name in brackets for flags.
fn text(error: &Error, kind: ContextKind) -> String {
    let text = match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let text = text.split(" <").next().unwrap_or_default();
    text.trim_end_matches("...")
        .trim_matches(['<', '>', '[', ']'])
        .to_owned()
}
