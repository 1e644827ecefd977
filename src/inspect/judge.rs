//! What is wrong with a code, in the words of a teacher.
//!
//! Takes figures and what a code says, gives errors and remarks with hints.
//! The limits are those that our own sheets keep (`docs/qr.md`).

use percent_encoding::percent_decode_str;

use super::code::{Code, Length};
use super::seen::FAR;
use crate::address;
use crate::base::diagnostic::Diagnostic;
use crate::base::plural;
use crate::base::text::decimal;
use crate::model::qr::Level;
use crate::model::rules::{self, QUIET_ZONE};

/// What measuring may be wrong by, in millimetres of a module.
const MODULE_SLACK: f64 = 0.01;
/// Least difference of light and dark: the best grade of ISO/IEC 15415.
const LEAST_CONTRAST: f64 = 0.70;
/// Below it a code is grey or coloured rather than black.
const GOOD_CONTRAST: f64 = 0.90;

/// All that is wrong with a code or deserves a remark.
pub(super) fn problems(code: &Code, quiet_slack: f64, hosts: &[String]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if !code.readable {
        let error = Diagnostic::error("code-unreadable", "код не читается.");
        problems.push(error.with_hint("Сделайте его заново: он испорчен или закрыт."));
    }
    problems.extend(code.personal.as_ref().map(|what| {
        Diagnostic::error("code-personal", format!("в коде личные данные: {what}."))
            .with_hint("Код видят все: оставьте в нём только адрес сайта.")
    }));
    if let Some(text) = &code.text {
        problems.extend(address::check(text, hosts).err().map(|refusal| {
            Diagnostic::error("code-address", refusal.reason).with_hint(refusal.hint)
        }));
    }
    problems.extend(small(code));
    problems.extend(quiet(code, quiet_slack));
    problems.extend(shades(code));
    if code.level == Some(Level::L) {
        let remark = Diagnostic::warning("code-level", "слабая защита от пятен (уровень L).");
        problems.push(remark.with_hint("Лучше уровень M, Q или H."));
    }
    problems
}

fn small(code: &Code) -> Option<Diagnostic> {
    let Length::Mm(module) = code.module else {
        return None;
    };
    let least = rules::LEAST_MODULE.to_mm();
    (module < least - MODULE_SLACK).then(|| {
        let message = format!(
            "слишком мелко: модуль {} мм, а нужно не меньше {} мм.",
            decimal(module, 2),
            decimal(least, 2)
        );
        let wanted = rules::least_side_mm(code.modules);
        let hint = format!("Печатайте этот код со стороной не меньше {wanted} мм.");
        Diagnostic::error("code-small", message).with_hint(hint)
    })
}

fn quiet(code: &Code, slack: f64) -> Option<Diagnostic> {
    const SIDES: [&str; 4] = ["слева", "сверху", "справа", "снизу"];
    let needed = QUIET_ZONE as f64;
    let broken: Vec<String> = SIDES
        .iter()
        .zip(code.quiet)
        .filter(|&(_, clear)| clear < needed - slack.clamp(0.15, 0.5))
        .map(|(side, clear)| format!("{side} {}", decimal(clear, 1)))
        .collect();
    if broken.is_empty() {
        return None;
    }
    let message = format!(
        "светлое поле нарушено: {}, а нужно {QUIET_ZONE} модуля с каждой стороны.",
        broken.join(", ")
    );
    let hint = match code.module {
        Length::Mm(module) => format!(
            "Уберите текст и линии на {} мм от кода.",
            decimal((needed * module * 10.0).ceil() / 10.0, 1)
        ),
        Length::Px(module) => format!(
            "Оставьте вокруг кода {} пустыми.",
            plural::count(
                (needed * module).ceil() as usize,
                ["точку", "точки", "точек"]
            )
        ),
    };
    Some(Diagnostic::error("code-quiet", message).with_hint(hint))
}

fn shades(code: &Code) -> Option<Diagnostic> {
    const HINT: &str = "Печатайте чёрным на белом.";
    if code.inverted {
        let message = "код светлый на тёмном: половина программ такой не читает.";
        return Some(Diagnostic::error("code-inverted", message).with_hint(HINT));
    }
    let percent = decimal((code.contrast * 100.0).floor(), 0);
    if code.contrast < LEAST_CONTRAST {
        let message = format!(
            "слабый контраст: {percent} %, а нужно не меньше {} %.",
            decimal(LEAST_CONTRAST * 100.0, 0)
        );
        return Some(Diagnostic::error("code-contrast", message).with_hint(HINT));
    }
    (code.contrast < GOOD_CONTRAST).then(|| {
        let message = format!("код не чёрный на белом: контраст {percent} %.");
        Diagnostic::warning("code-grey", message).with_hint(HINT)
    })
}

/// What a clear side is called: `4,0`, or `8 и больше`.
pub fn quiet_in_words(clear: f64) -> String {
    if clear >= FAR {
        format!("{} и больше", decimal(FAR, 0))
    } else {
        decimal(clear, 1)
    }
}

/// That not all of a page was looked at.
pub(super) fn stopped() -> Diagnostic {
    let message = "здесь слишком много похожего на код: просмотрено не всё.";
    Diagnostic::error("search-stopped", message)
        .with_hint("Уберите узор из квадратов или проверьте части страницы по отдельности.")
}

/// That something on a page could not be looked at.
pub(super) fn unseen() -> Diagnostic {
    let message = "здесь штамп или слой, который виден только на бумаге: он не просмотрен.";
    Diagnostic::error("print-only", message)
        .with_hint("Напечатайте файл в PDF и проверьте то, что получится.")
}

/// A remark if codes of a page stand too near to each other.
pub(super) fn near(codes: &[Code]) -> Option<Diagnostic> {
    let pairs = (0..codes.len()).flat_map(|a| (a + 1..codes.len()).map(move |b| (a, b)));
    let near: Vec<(f64, usize, usize)> = pairs
        .filter_map(|(a, b)| Some((gap(&codes[a], &codes[b])?, a + 1, b + 1)))
        .filter(|(gap, ..)| *gap < rules::LEAST_GAP.to_mm() - 0.5)
        .collect();
    let (gap, a, b) = near.iter().copied().min_by(|x, y| x.0.total_cmp(&y.0))?;
    let gap = decimal(gap, 0);
    let message = match near.len() {
        1 => format!("между кодами {a} и {b} всего {gap} мм: телефон может взять не тот."),
        pairs => format!(
            "коды стоят тесно, телефон может взять не тот: ближе всего {a} и {b} ({gap} мм), таких пар {pairs}."
        ),
    };
    let hint = format!(
        "Лучше {} мм и больше.",
        decimal(rules::LEAST_GAP.to_mm(), 0)
    );
    Some(Diagnostic::warning("codes-near", message).with_hint(hint))
}

/// The distance between two codes in millimetres.
fn gap(a: &Code, b: &Code) -> Option<f64> {
    let mm = |length: Length| match length {
        Length::Mm(mm) => Some(mm),
        Length::Px(_) => None,
    };
    let apart = |at: Length, size: Length, other: Length, other_size: Length| {
        let (at, size, other, other_size) = (mm(at)?, mm(size)?, mm(other)?, mm(other_size)?);
        Some((other - at - size).max(at - other - other_size).max(0.0))
    };
    let x = apart(a.left, a.width, b.left, b.width)?;
    let y = apart(a.top, a.height, b.top, b.height)?;
    Some(x.hypot(y))
}

/// What personal data a text carries, in Russian; `None` if none is seen.
pub(super) fn personal(text: &str) -> Option<&'static str> {
    // What is written as `%40` is an `@` for whoever opens the address.
    let lower = percent_decode_str(text).decode_utf8_lossy().to_lowercase();
    let begins = |marks: &[&str]| marks.iter().any(|mark| lower.starts_with(mark));
    if begins(&["begin:vcard", "mecard:", "bizcard:", "begin:vevent"]) {
        return Some("визитка или запись в календарь");
    }
    if begins(&["wifi:"]) {
        return Some("пароль от Wi-Fi");
    }
    if begins(&["tel:", "sms:", "smsto:", "mms:", "facetime:"]) {
        return Some("телефон");
    }
    if begins(&["mailto:", "matmsg:", "smtp:"]) {
        return Some("адрес почты");
    }
    if begins(&["geo:"]) {
        return Some("место на карте");
    }
    // The host of an address is judged by the rules for addresses.
    let rest = match lower.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]),
        None => &lower,
    };
    if has_mail(rest) {
        return Some("адрес почты");
    }
    if rest.split(|c: char| !is_of_phone(c)).any(is_phone) {
        return Some("телефон");
    }
    None
}

fn is_of_phone(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ')
}

/// `+7 (912) 345-67-89` and `89123456789`, not any long number.
fn is_phone(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = text.trim_start().starts_with('+') && (11..=15).contains(&digits.len());
    let mobile = digits.len() == 11 && (digits.starts_with("89") || digits.starts_with("79"));
    international || mobile
}

fn has_mail(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(is_word);
        let host: String = text[at + 1..].chars().take_while(|&c| is_word(c)).collect();
        let dot = host.trim_end_matches('.').rfind('.');
        before && dot.is_some_and(|dot| dot > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_seen_in_every_dress() {
        for (text, what) in [
            ("tel:+79123456789", "телефон"),
            ("+7 (912) 345-67-89", "телефон"),
            ("https://school7.ru/form?phone=89123456789", "телефон"),
            ("https://school7.ru/form?phone=%2B79123456789", "телефон"),
            ("MAILTO:ivanova@example.org", "адрес почты"),
            ("https://school7.ru/?u=ivanova%40mail.ru", "адрес почты"),
            ("BEGIN:VCARD\nFN:Иванова", "визитка или запись в календарь"),
            ("WIFI:S:school;P:12345;;", "пароль от Wi-Fi"),
        ] {
            assert_eq!(personal(text), Some(what), "{text}");
        }
        for text in [
            "https://www.gosuslugi.ru",
            "https://vk.com/@school",
            "https://school7.ru/news/20261205",
            "https://school7.ru/video-123456789012",
            "просто слова",
        ] {
            assert_eq!(personal(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_have_a_comma() {
        assert_eq!(quiet_in_words(8.0), "8 и больше");
        assert_eq!(quiet_in_words(3.25), "3,2");
    }
}
