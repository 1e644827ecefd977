//! The words of titles, and what is known of them.
//!
//! Takes a title, gives its words in one form; holds, each once, the lists of
//! words by which titles of columns and of tables and the lines under a list
//! are told. Most are stems, as the lists say that are not. Decides nothing.

use crate::roster::text;

/// The words of a header in lower case, those in brackets as well.
pub(super) fn all(cell: &str) -> Vec<String> {
    outside_brackets(&cell.replace(['(', ')', '[', ']'], " "))
}

/// The words of a header in lower case, without what stands in brackets.
pub(super) fn outside_brackets(cell: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in cell.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    text::fold(&plain)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(in_one_script)
        .collect()
}

/// «Имя» typed with a Latin «м» is still «Имя».
fn in_one_script(word: &str) -> String {
    if !word.chars().any(text::is_cyrillic) {
        return word.to_owned();
    }
    word.chars()
        .map(|c| text::cyrillic_twin(c).unwrap_or(c))
        .collect()
}

/// Whether the word begins with one of these.
pub(super) fn starts(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.starts_with(stem))
}

/// Whether one of the words does.
pub(super) fn any(words: &[String], stems: &[&str]) -> bool {
    words.iter().any(|word| starts(word, stems))
}

/// Words that only say whose the column is.
#[rustfmt::skip]
pub(super) const PUPIL: &[&str] = &[
    "учени", "учащ", "обучающ", "ребен", "дети", "детей", "школьник", "воспитанник", "гимназист",
    "лицеист", "кадет", "студент", "child", "pupil", "student", "kid",
];

/// Whole words that name a child of somebody.
pub(super) const CHILD: &[&str] = &["сын", "дочь", "сына", "дочери"];

/// Words that name pupils where nothing else in a list does.
pub(super) const PARTAKERS: &[&str] = &["участник", "получател", "читател"];

/// Words of columns with marks, of whatever class.
pub(super) const MARKS: &[&str] = &["балл", "оценк", "отметк"];

/// Words that name Госуслуги.
pub(super) const GOSUSLUGI: &[&str] = &["госуслуг", "есиа", "епгу", "gosuslug", "esia"];

/// Words that make a column that names Госуслуги one of logins.
#[rustfmt::skip]
pub(super) const CONTACTS: &[&str] = &[
    "логин", "login", "телефон", "тел", "phone", "номер", "почт", "mail", "email", "вход",
];

/// Words that make it a login, of whatever system; «Логинова» is a surname.
pub(super) const LOGINS: &[&str] = &["логин", "логина", "логины", "login", "username"];

/// Words that make a column somebody else's.
#[rustfmt::skip]
pub(super) const PARENTS: &[&str] = &[
    "родител", "мать", "матер", "мам", "отец", "отца", "отцу", "пап", "опекун", "законн",
    "представител", "заявител", "плательщик", "доверенн", "супруг", "бабуш", "дедуш", "брата", "братьев", "сестр", "сестер", "parent", "mother", "father", "guardian",
    "mom",
];
#[rustfmt::skip]
pub(super) const STAFF: &[&str] = &[
    "учител", "руководител", "педагог", "куратор", "ответственн", "директор", "воспитател",
    "teacher",
];

/// Adults whose names lists have, and who have no other columns.
#[rustfmt::skip]
pub(super) const GROWN: &[&str] = &[
    "сотрудник", "работник", "преподават", "настав", "тренер", "тьютор", "психолог", "логопед",
    "эксперт", "водител", "врач", "сопровожд", "организат", "вожат", "инструктор", "член", "завуч",
    "администратор",
];

/// Groups of adults as titles of tables and names of sheets have them.
#[rustfmt::skip]
pub(super) const ADULTS: &[&str] = &[
    "родители", "родителей", "родительский", "родительского", "родком", "учителя", "учителей",
    "педагоги", "педагогов", "педагогический", "педагогического", "педсостав", "педколлектив",
    "преподаватели", "преподавателей", "воспитатели", "воспитателей", "сотрудники", "сотрудников",
    "работники", "работников", "администрация", "администрации", "опекуны", "опекунов",
    "руководители", "руководителей", "представители", "представителей", "специалисты", "тренеры",
    "наставники", "кураторы", "водители", "организаторы", "эксперты", "жюри", "наблюдатели",
    "мамы", "папы", "матери", "отцы", "рк", "вожатые", "персонал", "комиссия", "сопровождающие", "сопровождающий", "сопровождающее", "взрослые", "взрослых",
];

/// Words that stand beside them in such a title.
#[rustfmt::skip]
pub(super) const BESIDE_ADULTS: &[&str] = &[
    "спис", "состав", "член", "предметник", "школ", "законн", "представит", "комитет",
    "коллектив", "класс", "учебн", "год", "лиц", "групп", "ответствен",
];

/// Beginnings of totals, of one word or several: never a name by themselves.
#[rustfmt::skip]
pub(super) const TOTALS: &[&str] = &[
    "всего", "итого", "итог", "среднее", "девочек", "юношей", "девушек", "количество", "кол-во",
    "в том числе", "в т. ч", "в т.ч", "качество", "успеваемость", "успевают", "из них", "по списку", "на начало", "на конец",
    "отличников", "хорошистов", "прибыло", "выбыло", "овз", "многодетных", "многодетные",
    "малообеспеченных", "малообеспеченные", "опекаемых", "опекаемые", "инвалиды",
    "ср. балл", "ср.балл", "средний балл", "ср. отметка", "сред. балл", "максимальный балл", "макс. балл",
    "мин. балл", "сумма", "общий итог", "общее кол-во", "кач-во", "% кач", "усп.", "обученность", "соу",
    "неуспевающих", "пропусков", "присутствовало", "присутствовали", "отсутствовало", "отсутствовали",
    "писали", "не писали", "сдали", "явка", "мальч", "дев.", "юн.", "чел.", "контингент", "иногородних",
    "под опекой", "на подвозе", "сирот", "питаются", "дето-дней", "к оплате",
];

/// The same of offices and signatures.
#[rustfmt::skip]
pub(super) const OFFICES: &[&str] = &[
    "классный руководитель", "классные руководители", "кл. рук", "кл рук", "кл.рук",
    "кл. руководитель", "классный воспитатель", "и.о. директора", "ио директора", "зам. директора",
    "зам директора", "зам.директора", "директор школы", "список составил", "список составила",
    "список верен", "родительский комитет", "м.п", "мп",
];

/// Beginnings of totals and titles of groups that could be surnames as well.
#[rustfmt::skip]
pub(super) const TOTALS_OR_NAMES: &[&str] = &[
    "средний", "мальчиков", "мальчики", "девочки", "юноши", "девушки", "число", "выбыл", "выбыли",
    "прибыл", "прибыли",
];

/// The same of signatures, remarks and page marks.
#[rustfmt::skip]
pub(super) const NOTES: &[&str] = &[
    "подпись", "список", "верно", "примечание", "примечания", "дата", "приказ", "отчет",
    "сформировано", "страница", "стр", "лист", "page", "школа", "телефон", "тел", "староста",
    "родитель", "мать", "отец", "продолжение", "расшифровка", "печать", "выписка", "выгружено",
    "выгрузка", "дежурные",
];

/// Whole words of a signature that say who signs or what has been done.
#[rustfmt::skip]
pub(super) const POSTS: &[&str] = &[
    "руководитель", "директор", "директора", "завуч", "заместитель", "зам", "учитель", "секретарь",
    "делопроизводитель", "исполнитель", "исп", "составил", "составила", "председатель", "утверждаю",
    "утвердил", "утвердила", "согласовано", "согласовал", "согласовала", "куратор", "психолог",
    "педагог-психолог", "воспитатель", "проверил", "проверила", "тьютор", "методист", "логопед",
    "дефектолог", "инспектор", "ответственный", "ответственная", "вожатый", "вожатая", "педагог",
    "соцпедагог", "рук", "классрук", "медсестра", "медработник", "фельдшер", "врач",
    "библиотекарь", "подготовил", "подготовила", "принял", "приняла", "сдал", "сдала", "оператор",
    "специалист", "ассистент", "водитель", "наблюдатель", "инструктор", "диспетчер",
    "составитель", "сопровождающий", "сопровождающая", "ознакомлен", "ознакомлена",
];

/// Whole titles of groups, which are no surnames where people have two names.
#[rustfmt::skip]
pub(super) const TITLES_OF_GROUPS: &[&str] = &[
    "мальчики", "девочки", "юноши", "девушки", "выбыли", "прибыли", "примечание", "примечания",
];

/// Words that say of pupils that they have gone.
pub(super) const LEFT: &[&str] = &["выбы", "отчисл"];

/// Words of columns that say whose kin somebody is.
pub(super) const KIN: &[&str] = &["родств", "приходится"];

/// Whole words before the name of a child whose kin somebody is: «мама Пети».
#[rustfmt::skip]
pub(super) const KIN_OF: &[&str] = &[
    "мама", "мать", "папа", "отец", "бабушка", "дедушка", "опекун",
];

/// Words of columns that say who somebody is.
#[rustfmt::skip]
pub(super) const WHO: &[&str] = &[
    "должност", "статус", "кто", "примечан", "коммент", "категор",
];

/// Words of columns that say whose something is.
pub(super) const WHOSE: &[&str] = &["чей", "чья", "чье", "чьи", "владел", "принадлеж"];

/// Whole titles of such columns, where whose kin they say is in them.
pub(super) const KIN_TITLES: &[&str] = &["кто", "статус"];

/// Words of columns that only tables of adults have.
pub(super) const OF_STAFF: &[&str] = &["должност", "стаж", "предмет"];

/// Words that are followed by a person or a room, whatever class they name.
pub(super) const OF_PEOPLE: &[&str] = &["рук", "учител", "ответствен", "каб"];

/// Words with which the title of a list of pupils names a class.
#[rustfmt::skip]
pub(super) const OF_LISTS: &[&str] = &[
    "спис", "учащ", "учени", "обучающ", "лист", "дети", "детей", "групп", "параллел",
];

/// Whole words of a title that speaks of a class.
#[rustfmt::skip]
pub(super) const OF_CLASSES: &[&str] = &[
    "класс", "класса", "классы", "классов", "кл", "параллель", "параллели",
];

/// Words of lines that count pupils or say what becomes of them.
#[rustfmt::skip]
pub(super) const COUNTED: &[&str] = &[
    "чел", "ученик", "учени", "учащ", "обуча", "воспитанник", "мальчик", "девоч", "дев", "юнош",
    "девуш", "многодет", "малообесп", "инвалид", "опека", "сирот", "семей", "овз", "прибыл", "выбыл",
    "успева", "отлични", "качеств", "хороши", "приказ", "прилож", "верно", "подлин", "отсутств", "больн",
];

/// Words by which classes are called instead of a letter.
#[rustfmt::skip]
pub(super) const PROFILES: &[&str] = &[
    "кадет", "гимн", "лице", "казач", "инж", "полиц", "проф", "мед", "хим", "физ", "гуман", "соц",
    "эконом", "юрид",
];

/// Words of a title that speaks of a class in which the pupil is not.
#[rustfmt::skip]
pub(super) const NOT_NOW: &[&str] = &[
    "бывш", "поступл", "выпуск", "брат", "участия",
    "прошл", "предыд", "прежн", "прибы", "был", "будущ", "след", "перев", "пришел", "ушел",
];
