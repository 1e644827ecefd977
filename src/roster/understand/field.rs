//! Which column a header names.
//!
//! Takes a header's words, gives the [`Field`] they stand for. Written as
//! lists of what people write, compared without regard to case, ё, spaces and
//! punctuation; «ученика», «ребёнка» and the like are left out first, and a
//! column about a parent or a teacher is never the pupil's.

use crate::roster::text;

/// A column that the program can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::roster) enum Field {
    Last,
    First,
    Middle,
    Full,
    Class,
    Grade,
    Letter,
    Birth,
    Login,
    Account,
    /// «№ п/п»: known in order to be ignored.
    Number,
}

/// Number of kinds of [`Field`].
pub(super) const FIELDS: usize = 11;

impl Field {
    pub(super) const ALL: [Field; FIELDS] = [
        Field::Last,
        Field::First,
        Field::Middle,
        Field::Full,
        Field::Class,
        Field::Grade,
        Field::Letter,
        Field::Birth,
        Field::Login,
        Field::Account,
        Field::Number,
    ];

    /// The name in [`crate::model::student::Reading::columns`].
    pub(in crate::roster) fn key(self) -> &'static str {
        match self {
            Field::Last => "last",
            Field::First => "first",
            Field::Middle => "middle",
            Field::Full => "full",
            Field::Class => "class",
            Field::Grade => "grade",
            Field::Letter => "letter",
            Field::Birth => "birth",
            Field::Login => "login",
            Field::Account => "account",
            Field::Number => "number",
        }
    }
}

/// Names of columns as a hint shows them.
pub(super) const KNOWN: [&str; 10] = [
    "Фамилия",
    "Имя",
    "Отчество",
    "ФИО",
    "Класс",
    "Параллель",
    "Литера",
    "Дата рождения",
    "Логин",
    "Учётная запись",
];

/// The title by which a column of this field is known for sure; the field is
/// named by its key.
pub(in crate::roster) fn title(key: &str) -> Option<&'static str> {
    let field = Field::ALL.into_iter().find(|field| field.key() == key)?;
    match field {
        Field::Login => Some("Логин Госуслуг"),
        other => KNOWN.get(other as usize).copied(),
    }
}

#[rustfmt::skip]
const NAMES: &[(Field, &[&str])] = &[
    (Field::Last, &[
        "фамилия", "фам", "фамил", "lastname", "last", "surname", "familyname", "family",
        "familiya", "familia", "lname",
    ]),
    (Field::First, &[
        "имя", "firstname", "first", "givenname", "given", "name", "forename", "imya", "imia",
        "fname", "личноеимя", "имяотчество", "имяиотчество", "ио", "имяотчествоприналичии", "инициалы",
    ]),
    (Field::Middle, &[
        "отчество", "отч", "отчествоприналичии", "отчествоеслиесть", "middlename", "middle",
        "patronymic", "patronym", "secondname", "otchestvo", "mname",
    ]),
    (Field::Full, &[
        "фио", "фи", "физическоелицо", "физлицо", "фамио", "фамилияио", "фамилияимяотчество", "фамилияимяиотчество",
        "фамилияимя", "фамилияиимя", "имяфамилия", "имяифамилия", "имяотчествофамилия",
        "фиополностью", "полноефио", "полноеимя", "фамилияимяотчествоприналичии",
        "фамилияимяотчествополностью", "фиоприналичии", "фамилияимяотчествопоследнееприналичии",
        "fio", "fullname", "fullnames", "namefull", "lastnamefirstname", "firstnamelastname",
    ]),
    (Field::Class, &[
        "класс", "группа", "классгруппа", "группакласс", "учебныйкласс", "классилитера",
        "класслитера", "классслитерой", "классбуква", "классипараллель", "классобучения",
        "классшколы", "кл", "наименованиекласса", "названиекласса", "учебнаягруппа", "class",
        "classname", "group", "grp", "klass", "form",
    ]),
    (Field::Grade, &[
        "параллель", "параллелькласса", "номеркласса", "классномер", "цифракласса", "классцифра",
        "годобучения", "parallel", "grade", "year", "gradelevel",
    ]),
    (Field::Letter, &[
        "литера", "литер", "литеракласса", "буква", "буквакласса", "классбуквой", "индекскласса",
        "letter", "litera", "classletter",
    ]),
    (Field::Birth, &[
        "датарождения", "датарожд", "датарожден", "датарож", "датар", "др", "дрожд", "дрождения",
        "деньрождения", "деньрожд", "числомесяцгодрождения", "датарожденияддммгггг", "родился",
        "родилась", "birthdate", "birthday", "birth", "dateofbirth", "datebirth", "dob", "bday",
        "bdate", "born", "datarozhdeniya",
    ]),
    (Field::Account, &[
        "учетнаязапись", "учзапись", "естьучетнаязапись", "учетнаязаписьгосуслуг",
        "учетнаязаписьгосуслуги", "учетнаязаписьнагосуслугах", "учетнаязаписьесиа",
        "учетнаязаписьвесиа", "учетнаязаписьепгу", "естьучетнаязаписьнагосуслугах",
        "естьучетнаязаписьгосуслуг", "естьгосуслуги", "естьнагосуслугах", "естьливгосуслугах",
        "естьлиучетнаязапись", "естьлигосуслуги", "естьлинагосуслугах",
        "естьлиучетнаязаписьнагосуслугах", "госуслуги", "госуслугах", "нагосуслугах",
        "наличиеучетнойзаписи", "наличиеучетнойзаписинагосуслугах",
        "наличиеучетнойзаписигосуслуг", "наличиегосуслуг", "аккаунт", "естьаккаунт",
        "аккаунтгосуслуг", "аккаунтнагосуслугах", "аккаунтгосуслуги", "регистрациянагосуслугах",
        "регистрациягосуслуги", "регистрациявесиа", "зарегистрированнагосуслугах",
        "зарегистрированнагосуслугахданет", "учетнаязаписьданет", "есиа", "епгу", "account",
        "hasaccount", "gosuslugi", "gosuslugiaccount",
    ]),
    (Field::Number, &[
        "", "пп", "n", "no", "номер", "номерпп", "нпп", "nпп", "порядковыйномер", "номерпопорядку",
        "номерпорядку", "попорядку", "num", "number", "id", "ид", "н",
    ]),
];

/// Names of a class column that name other groups as well: only what stands
/// beneath tells.
const GROUPS: &[&str] = &["группа", "учебнаягруппа", "group", "grp", "form"];

/// Words that only say whose the column is.
#[rustfmt::skip]
const PUPIL: &[&str] = &[
    "учени", "учащ", "обучающ", "ребен", "дети", "детей", "школьник", "воспитанник", "гимназист",
    "лицеист", "кадет", "студент", "child", "pupil", "student", "kid",
];

/// Words that name pupils where nothing else in a list does.
const PARTAKERS: &[&str] = &["участник", "получател", "читател"];

/// Words that name Госуслуги.
const GOSUSLUGI: &[&str] = &["госуслуг", "есиа", "епгу", "gosuslug", "esia"];

/// Words that make a column that names Госуслуги one of logins.
const CONTACTS: &[&str] = &[
    "логин",
    "login",
    "телефон",
    "тел",
    "phone",
    "номер",
    "почт",
    "mail",
    "email",
    "вход",
];

/// Words that make it a login, of whatever system.
const LOGINS: &[&str] = &["логин", "login", "username"];

/// Words that make a column somebody else's.
#[rustfmt::skip]
const PARENTS: &[&str] = &[
    "родител", "мать", "матер", "мам", "отец", "отца", "отцу", "пап", "опекун", "законн",
    "представител", "бабуш", "дедуш", "брата", "братьев", "сестры", "сестер", "parent", "mother", "father", "guardian",
    "mom",
];
#[rustfmt::skip]
const STAFF: &[&str] = &[
    "учител", "руководител", "педагог", "куратор", "ответственн", "директор", "воспитател",
    "teacher",
];

/// Adults whose names lists have, and who have no other columns.
#[rustfmt::skip]
const GROWN: &[&str] = &[
    "сотрудник", "работник", "преподават", "настав", "тренер", "тьютор", "психолог", "логопед",
    "эксперт", "водител", "врач", "заявител", "плательщик", "сопровожд", "супруг", "доверенн",
    "организат", "вожат", "инструктор", "член",
];

/// Groups of adults as titles of tables and names of sheets have them.
#[rustfmt::skip]
const ADULTS: &[&str] = &[
    "родители", "родителей", "родительский", "родительского", "родком", "учителя", "учителей",
    "педагоги", "педагогов", "педагогический", "педагогического", "педсостав", "педколлектив",
    "преподаватели", "преподавателей", "воспитатели", "воспитателей", "сотрудники", "сотрудников",
    "работники", "работников", "администрация", "администрации", "опекуны", "опекунов",
];

/// Words that stand beside them in such a title.
#[rustfmt::skip]
const BESIDE_ADULTS: &[&str] = &[
    "спис", "состав", "член", "предметник", "школ", "законн", "представит", "комитет",
    "коллектив", "класс", "учебн", "год",
];

/// Whose a column is, by what stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Pupil,
    Other,
    /// Nobody or several are named.
    Unknown,
}

/// Whom these words name; teachers stand above whole lists, and do not count.
pub(super) fn owner(cell: &str) -> Owner {
    let words = all_words(&text::clean(cell));
    let names = |stems| words.iter().any(|word| starts_any(word, stems));
    match (names(PUPIL), names(PARENTS)) {
        (true, false) => Owner::Pupil,
        (false, true) => Owner::Other,
        _ => Owner::Unknown,
    }
}

/// Whether a title names parents or teachers.
pub(in crate::roster) fn is_of_others(title: &str) -> bool {
    name_others(&all_words(title))
}

/// Whether a title names a group of adults and nobody else: «Родительский
/// комитет», «Учителя 7Б», but not «Родители и дети», «Заполняют родители».
pub(in crate::roster) fn is_of_adults(title: &str) -> bool {
    let words = all_words(&text::clean(title));
    let is_adults = |word: &String| ADULTS.contains(&&**word);
    let fits = |word: &String| {
        is_adults(word)
            || starts_any(word, BESIDE_ADULTS)
            || word.chars().count() <= 2
            || word.starts_with(|c: char| c.is_ascii_digit())
    };
    title.len() <= 200 && words.iter().any(is_adults) && words.iter().all(fits)
}

fn name_others(words: &[String]) -> bool {
    let others = |word: &String| starts_any(word, PARENTS) || starts_any(word, STAFF);
    words.iter().any(others)
}

/// Whether a word names a pupil.
pub(super) fn is_of_pupils(word: &str) -> bool {
    starts_any(word, PUPIL)
}

/// Whether Госуслуги are named.
pub(super) fn names_gosuslugi(words: &[String]) -> bool {
    words.iter().any(|word| starts_any(word, GOSUSLUGI))
}

/// Whether a title may stand over names of pupils where no other does: it
/// begins with ФИО or names pupils, and nobody grown up. A delimiter in it means
/// that a line has been cut at the wrong one.
pub(super) fn may_name_pupils(title: &str) -> bool {
    let words = all_words(title);
    let is_cut = title.contains([';', '|']) || title.replace(", ", "").contains(',');
    let speaks = |stems| words.iter().any(|word| starts_any(word, stems));
    !is_cut
        && (words.concat().starts_with("фио") || speaks(PUPIL) || speaks(PARTAKERS))
        && !name_others(&words)
        && !speaks(GROWN)
        && !is_of_adults(title)
}

/// Whether a class column of this name may be one of other groups.
pub(super) fn is_group(title: &str) -> bool {
    GROUPS.contains(&&*words(&text::clean(title)).concat())
}

/// Whether a cell may be the header of a column with names: a quick look that
/// spares nearly all pupils the long one.
pub(super) fn may_head_names(cell: &str) -> bool {
    const STARTS: &[&str] = &[
        "фа", "им", "фи", "ф.", "ф ", "уч", "об", "ре", "по", "ли", "шк", "во", "ги", "де", "ка",
        "кл", "да", "сп", "чи", "ст",
    ];
    let mut letters = cell.trim_start().chars();
    let start = [letters.next(), letters.next()].into_iter().flatten();
    let start = text::fold(&start.collect::<String>());
    start.starts_with(|c: char| c.is_ascii_alphabetic()) || STARTS.contains(&&*start)
}

/// The field that a header cell stands for.
pub(in crate::roster) fn recognise(cell: &str) -> Option<Field> {
    // A header is a few words; a longer cell is a title or an address, and one
    // with a delimiter is a line that has been cut at the wrong delimiter.
    if cell.len() > 240 || cell.contains(';') {
        return None;
    }
    let cell = text::clean(cell);
    if cell.is_empty() || text::is_error(&cell) {
        return None;
    }
    let words = words(&cell);
    // «ФИО (мать)», but not «ФИО ученика (заполняет родитель)».
    let pupil = words.iter().any(|word| starts_any(word, PUPIL));
    let all = all_words(&cell);
    let bracketed = || all.iter().any(|word| starts_any(word, PARENTS));
    if name_others(&words) || !pupil && bracketed() {
        return None;
    }
    if words.iter().any(|word| starts_any(word, LOGINS)) {
        return Some(Field::Login);
    }
    if names_gosuslugi(&all) && all.iter().any(|word| starts_any(word, CONTACTS)) {
        return Some(Field::Login);
    }
    let own: Vec<&str> = words
        .iter()
        .filter(|word| !starts_any(word, PUPIL))
        .map(String::as_str)
        .collect();
    if own.is_empty() && words.len() == 1 {
        return Some(Field::Full);
    }
    let key = own.concat();
    if key.is_empty() && !cell.contains(['№', '#']) {
        return None;
    }
    by_key(&key)
}

fn by_key(key: &str) -> Option<Field> {
    NAMES
        .iter()
        .find(|(_, keys)| keys.contains(&key))
        .map(|(field, _)| *field)
}

/// The words of a header in lower case, those in brackets as well.
pub(super) fn all_words(cell: &str) -> Vec<String> {
    words(&cell.replace(['(', ')', '[', ']'], " "))
}

/// The words of a header in lower case, without what stands in brackets.
pub(super) fn words(cell: &str) -> Vec<String> {
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

pub(super) fn starts_any(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.starts_with(stem))
}

/// How many letters this header is away from a name the program knows.
pub(super) fn distance(cell: &str, known: &str) -> usize {
    let key = |text: &str| words(&text::clean(text)).concat();
    strsim::levenshtein(&key(cell), &key(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_people_write_them() {
        for (cell, field) in [
            ("Фамилия", Field::Last),
            ("фамилия_ученика", Field::Last),
            ("ФАМИЛИЯ:", Field::Last),
            ("last_name", Field::Last),
            ("LastName", Field::Last),
            ("Имя ребёнка", Field::First),
            ("Отчество (при наличии)", Field::Middle),
            ("Ф.И.О.", Field::Full),
            ("Ф. И. О. учащегося", Field::Full),
            ("ФИО ребёнка", Field::Full),
            ("Фамилия, имя, отчество", Field::Full),
            ("Обучающийся", Field::Full),
            ("Дата рождения", Field::Birth),
            ("Дата рожд.", Field::Birth),
            ("Д.Р.", Field::Birth),
            ("ДР", Field::Birth),
            ("birth_date", Field::Birth),
            ("Класс", Field::Class),
            ("Группа", Field::Class),
            ("Параллель", Field::Grade),
            ("Литера", Field::Letter),
            ("Логин", Field::Login),
            ("Логин ЭлЖур", Field::Login),
            ("Учетная\nзапись", Field::Account),
            ("Есть Госуслуги?", Field::Account),
            ("№ п/п", Field::Number),
            ("№", Field::Number),
        ] {
            assert_eq!(recognise(cell), Some(field), "{cell}");
        }
    }

    #[test]
    fn other_peoples_columns_are_nobodys() {
        for cell in [
            "Ф.И.О. родителя",
            "ФИО матери",
            "ФИО (мать)",
            "Логин (мамы)",
            "Дата рождения (матери)",
            "Фамилия законного представителя",
            "Классный руководитель",
            "Телефон",
            "Свидетельство о рождении",
            "Место рождения",
            "Пароль",
            "СНИЛС",
            "Иванов",
            "",
        ] {
            assert_eq!(recognise(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_header_with_latin_letters_is_recognised() {
        assert_eq!(recognise("Kлаcc"), Some(Field::Class));
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("Фамилья", "Фамилия"), 1);
        assert_eq!(distance("Ф.И.О", "ФИО"), 0);
        assert_eq!(distance("", "ФИО"), 3);
    }
}
