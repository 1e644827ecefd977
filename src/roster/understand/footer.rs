//! Words with which lines under a list begin: totals, signatures, page marks.
//!
//! Takes a cell, says how it begins. The words decide nothing by themselves,
//! since each could be a surname: `rows` asks for them only where the rest of
//! the row is no pupil's.

use crate::roster::text;

/// Totals: never a name.
#[rustfmt::skip]
const TOTALS: &[&str] = &[
    "всего", "итого", "итог", "среднее", "средний", "мальчиков", "девочек", "мальчики", "девочки",
    "юношей", "девушек", "юноши", "девушки", "количество", "кол-во", "число", "в том числе",
    "из них", "по списку", "на начало", "на конец", "отличников", "хорошистов",
];

/// Beginnings of the other lines that schools put under a list.
#[rustfmt::skip]
const STARTS: &[&str] = &[
    "классный руководитель", "классные руководители", "кл. рук", "кл рук", "кл.рук",
    "классный воспитатель", "руководитель", "директор", "и.о. директора", "ио директора", "завуч",
    "заместитель", "зам. директора", "зам директора", "зам.директора", "учитель", "секретарь",
    "делопроизводитель", "исполнитель", "исп", "подпись", "составил", "составила",
    "список составил", "список составила", "список верен", "список", "верно", "примечание",
    "примечания", "дата", "м.п", "мп", "приказ", "председатель", "родительский комитет", "отчет",
    "сформировано", "страница", "стр", "лист", "page", "утверждаю", "согласовано", "школа",
    "телефон", "тел", "выбыл", "выбыли", "прибыл", "прибыли",
];

/// How a cell begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// As no footer.
    Other,
    /// As a total.
    Total,
    /// As a signature or a note.
    Note,
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
    if starts_with(TOTALS) {
        Start::Total
    } else if starts_with(STARTS) {
        Start::Note
    } else {
        Start::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_by_their_first_words() {
        assert_eq!(start("Всего: 25"), Start::Total);
        assert_eq!(start("ИТОГО"), Start::Total);
        assert_eq!(start("Классный руководитель: Иванова А. П."), Start::Note);
        assert_eq!(start("Кл. рук. Иванова"), Start::Note);
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
