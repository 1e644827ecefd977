//! Words with which lines under a list begin: totals, signatures, page marks.
//!
//! Takes a cell, says how it begins. The words decide nothing by themselves,
//! since each could be a surname: `rows` asks for them only where the rest of
//! the row is no pupil's.

use crate::roster::text;

/// Totals and offices of several words: never a name by themselves.
#[rustfmt::skip]
const SURE: &[&str] = &[
    "всего", "итого", "итог", "среднее", "девочек", "юношей", "девушек", "количество", "кол-во",
    "в том числе", "в т. ч", "в т.ч", "качество", "успеваемость", "успевают", "из них", "по списку", "на начало", "на конец",
    "отличников", "хорошистов", "классный руководитель", "классные руководители", "кл. рук",
    "кл рук", "кл.рук", "классный воспитатель", "и.о. директора", "ио директора", "зам. директора",
    "зам директора", "зам.директора", "директор школы", "список составил", "список составила",
    "список верен", "родительский комитет", "м.п", "мп",
];

/// Beginnings of totals and titles of groups that could be surnames as well.
#[rustfmt::skip]
const PERHAPS: &[&str] = &[
    "средний", "мальчиков", "мальчики", "девочки", "юноши", "девушки", "число", "выбыл", "выбыли",
    "прибыл", "прибыли",
];

/// The same of signatures, remarks and page marks.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "руководитель", "директор", "завуч", "заместитель", "учитель", "секретарь", "делопроизводитель",
    "исполнитель", "исп", "подпись", "составил", "составила", "список", "верно", "примечание",
    "примечания", "дата", "приказ", "председатель", "отчет", "сформировано", "страница", "стр",
    "лист", "page", "утверждаю", "согласовано", "школа", "телефон", "тел",
    "куратор", "психолог", "староста", "воспитатель", "проверил", "проверила", "тьютор", "методист",
    "логопед", "инспектор", "родитель", "мать", "отец", "ответственный", "ответственная", "вожатый",
    "вожатая", "педагог", "классрук", "медсестра", "подготовил", "подготовила",
];

/// Titles of groups, which are no surnames where people have two names.
const GROUPS: &[&str] = &[
    "мальчики",
    "девочки",
    "юноши",
    "девушки",
    "выбыли",
    "прибыли",
    "примечание",
    "примечания",
];

/// How a cell begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// As no line under a list does.
    Other,
    /// As a signature or a note, or with a surname.
    Perhaps,
    /// As a total or an office.
    Sure,
}

/// Tells how a clean cell begins.
pub(super) fn start(cell: &str) -> Start {
    // Nearly all rows are pupils'; a look at two letters spares them the rest.
    let Some((second, letter)) = cell.char_indices().nth(1) else {
        return Start::Other;
    };
    let first = &*text::fold(&cell[..second + letter.len_utf8()]);
    let starts = |phrases: &[&str]| {
        let mut near = phrases.iter().filter(|phrase| phrase.starts_with(first));
        near.any(|phrase| begins(cell, phrase))
    };
    if starts(SURE) {
        Start::Sure
    } else if starts(PERHAPS) || starts(NOTES) {
        Start::Perhaps
    } else {
        Start::Other
    }
}

/// Whether a cell begins as a signature, a remark or a page mark.
pub(super) fn is_note(cell: &str) -> bool {
    NOTES.iter().any(|phrase| begins(cell, phrase))
}

/// Whether a cell is the title of a group and nothing else.
pub(super) fn is_group(cell: &str) -> bool {
    GROUPS.contains(&text::fold(cell.trim_end_matches([':', '.'])).as_str())
}

fn begins(cell: &str, phrase: &str) -> bool {
    let folded = text::fold(cell);
    let rest = folded.strip_prefix(phrase);
    rest.is_some_and(|rest| !rest.starts_with(text::is_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_by_their_first_words() {
        assert_eq!(start("Всего: 25"), Start::Sure);
        assert_eq!(start("ИТОГО"), Start::Sure);
        assert_eq!(start("Кл. рук. Иванова"), Start::Sure);
        assert_eq!(start("Директор: Иванова А. П."), Start::Perhaps);
        for name in [
            "Всеволодова Анна",
            "Директоров Пётр",
            "Иванов",
            "Датаев",
            "",
        ] {
            assert_eq!(start(name), Start::Other, "{name}");
        }
    }
}
