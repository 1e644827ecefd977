//! Russian endings after a number, and lists in words.

/// `1 памятка`, `2 памятки`, `5 памяток`.
pub fn count(n: usize, [one, few, many]: [&str; 3]) -> String {
    let word = match (n % 10, n % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    };
    format!("{n} {word}")
}

/// `7А, 7Б и 7В`.
pub fn list<T: ToString>(items: &[T]) -> String {
    let mut words: Vec<String> = items.iter().map(T::to_string).collect();
    match words.pop() {
        None => String::new(),
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} и {last}", words.join(", ")),
    }
}

/// The same; of more than `most` the first: `7А, 7Б и ещё 3`.
pub fn few<T: ToString>(items: &[T], most: usize) -> String {
    match items.len().saturating_sub(most) {
        0 => list(items),
        more => {
            let first: Vec<String> = items[..most].iter().map(T::to_string).collect();
            format!("{} и ещё {more}", first.join(", "))
        }
    }
}

/// The pupils of a list.
pub const PUPILS: [&str; 3] = ["ученик", "ученика", "учеников"];
/// Small cards.
pub const CARDS: [&str; 3] = ["карточка", "карточки", "карточек"];
/// Labels.
pub const LABELS: [&str; 3] = ["этикетка", "этикетки", "этикеток"];
/// The sheets for families.
pub const HANDOUTS: [&str; 3] = ["памятка", "памятки", "памяток"];
/// Sides of paper.
pub const PAGES: [&str; 3] = ["страница", "страницы", "страниц"];
/// Pieces of paper.
pub const SHEETS: [&str; 3] = ["лист", "листа", "листов"];
/// QR codes.
pub const CODES: [&str; 3] = ["код", "кода", "кодов"];
/// Files.
pub const FILES: [&str; 3] = ["файл", "файла", "файлов"];
/// Mistakes in the input.
pub const ERRORS: [&str; 3] = ["ошибка", "ошибки", "ошибок"];
/// Remarks that do not stop the work.
pub const REMARKS: [&str; 3] = ["замечание", "замечания", "замечаний"];

/// ` (2 листа)`; nothing for no sheet.
pub fn on_sheets(sheets: usize) -> String {
    match sheets {
        0 => String::new(),
        some => format!(" ({})", count(some, SHEETS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        for (n, text) in [
            (0, "0 памяток"),
            (1, "1 памятка"),
            (2, "2 памятки"),
            (4, "4 памятки"),
            (5, "5 памяток"),
            (11, "11 памяток"),
            (12, "12 памяток"),
            (14, "14 памяток"),
            (21, "21 памятка"),
            (28, "28 памяток"),
            (102, "102 памятки"),
            (111, "111 памяток"),
            (1001, "1001 памятка"),
        ] {
            assert_eq!(count(n, HANDOUTS), text);
        }
    }

    #[test]
    fn lists() {
        assert_eq!(list::<u8>(&[]), "");
        assert_eq!(list(&["7Б"]), "7Б");
        assert_eq!(list(&[3, 7, 12]), "3, 7 и 12");
        assert_eq!(few(&[3, 7, 12], 3), "3, 7 и 12");
        assert_eq!(few(&[3, 7, 12, 15], 2), "3, 7 и ещё 2");
    }
}
