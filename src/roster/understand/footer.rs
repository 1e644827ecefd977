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
    "в том числе", "из них", "по списку", "на начало", "на конец",
    "отличников", "хорошистов", "классный руководитель", "классные руководители", "кл. рук",
    "кл рук", "кл.рук", "классный воспитатель", "и.о. директора", "ио директора", "зам. директора",
    "зам директора", "зам.директора", "директор школы", "список составил", "список составила",
    "список верен", "родительский комитет", "м.п", "мп",
];

/// Beginnings of lines under a list that could be surnames as well.
#[rustfmt::skip]
const PERHAPS: &[&str] = &[
    "средний", "мальчиков", "мальчики", "девочки", "юноши", "девушки", "число", "руководитель", "директор", "завуч",
    "заместитель", "учитель", "секретарь", "делопроизводитель", "исполнитель", "исп", "подпись",
    "составил", "составила", "список", "верно", "примечание", "примечания", "дата", "приказ",
    "председатель", "отчет", "сформировано", "страница", "стр", "лист", "page", "утверждаю",
    "согласовано", "школа", "телефон", "тел", "выбыл", "выбыли", "прибыл", "прибыли",
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
    let starts_with = |phrases: &[&str]| {
        let mut near = phrases
            .iter()
            .filter(|phrase| phrase.starts_with(first))
            .peekable();
        if near.peek().is_none() {
            return false;
        }
        let folded = text::fold(cell);
        near.any(|phrase| {
            folded
                .strip_prefix(phrase)
                .is_some_and(|rest| !rest.starts_with(text::is_letter))
        })
    };
    if starts_with(SURE) {
        Start::Sure
    } else if starts_with(PERHAPS) {
        Start::Perhaps
    } else {
        Start::Other
    }
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
