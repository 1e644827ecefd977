//! Which column a header names.
//!
//! Takes a header's words, gives the [`Field`] they stand for. Written as
//! lists of what people write, compared without regard to case, ё, spaces and
//! punctuation; «ученика», «ребёнка» and the like are left out first, and a
//! column about a parent or a teacher is never the pupil's.

use super::words;
use crate::roster::text;

/// A column that the program can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// Each field with its name in [`crate::model::student::Reading::columns`] and
/// the title that hints show.
#[rustfmt::skip]
const TABLE: [(Field, &str, &str); FIELDS] = [
    (Field::Last, "last", "Фамилия"),
    (Field::First, "first", "Имя"),
    (Field::Middle, "middle", "Отчество"),
    (Field::Full, "full", "ФИО"),
    (Field::Class, "class", "Класс"),
    (Field::Grade, "grade", "Параллель"),
    (Field::Letter, "letter", "Литера"),
    (Field::Birth, "birth", "Дата рождения"),
    (Field::Login, "login", "Логин"),
    (Field::Account, "account", "Учётная запись"),
    (Field::Number, "number", "№"),
];

impl Field {
    pub(super) fn all() -> impl Iterator<Item = Field> + Clone {
        TABLE.into_iter().map(|(field, ..)| field)
    }

    /// The name in [`crate::model::student::Reading::columns`].
    pub(in crate::roster) fn key(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// Whether it names somebody, which a patronymic alone does not.
    pub(super) fn names(self) -> bool {
        self.is_name() && self != Field::Middle
    }

    /// Whether it is a name or a part of one.
    pub(super) fn is_name(self) -> bool {
        matches!(
            self,
            Field::Full | Field::Last | Field::First | Field::Middle
        )
    }
}

/// Titles of columns as a hint shows them.
pub(super) fn known() -> Vec<&'static str> {
    let needed = TABLE.iter().filter(|(field, ..)| *field != Field::Number);
    needed.map(|(.., title)| *title).collect()
}

/// The title by which a column of this field is known for sure; the field is
/// named by its key.
pub(in crate::roster) fn title(key: &str) -> Option<&'static str> {
    let (field, _, title) = TABLE.iter().find(|(_, known, _)| *known == key)?;
    match field {
        Field::Login => Some("Логин Госуслуг"),
        Field::Number => None,
        _ => Some(title),
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
        "classname", "group", "grp", "klass", "form", "cohort", "cohort1",
    ]),
    (Field::Grade, &[
        "параллель", "параллелькласса", "номеркласса", "классномер", "цифракласса", "классцифра",
        "годобучения", "parallel", "grade", "year", "gradelevel",
    ]),
    (Field::Letter, &[
        "литера", "литер", "литеракласса", "литеракл", "буква", "буквакласса", "буквакл", "классбуквой", "индекскласса",
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
#[rustfmt::skip]
const GROUPS: &[&str] = &[
    "группа", "учебнаягруппа", "group", "grp", "form", "cohort", "cohort1",
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
    let words = words::all(&text::clean(cell));
    let of_child = words.iter().any(|word| words::CHILD.contains(&&**word));
    match (
        of_child || words::any(&words, words::PUPIL),
        name_family(&words),
    ) {
        (true, false) => Owner::Pupil,
        (false, true) => Owner::Other,
        _ => Owner::Unknown,
    }
}

/// Whether a title names parents or teachers.
pub(super) fn is_of_others(title: &str) -> bool {
    name_others(&words::all(title))
}

/// Whether a cell heads a column with names of others: «ФИО родителя».
pub(super) fn heads_others(cell: &str) -> bool {
    let words = words::all(cell);
    // «Мамедов Ф. Э.» is somebody.
    let in_letters = || words.windows(3).any(|three| three.concat() == "фио");
    let heads = |word: &String| words::starts(word, &["фио", "фамили"]);
    let is_other = |word: &String| words::starts(word, words::GROWN) || word.starts_with("родком");
    (words.iter().any(heads) || in_letters())
        && words.len() > 1
        && (name_others(&words) || words.iter().any(is_other))
}

/// Whether a title names a group of adults and nobody else: «Родительский
/// комитет», «Учителя 7Б», but not «Родители и дети», «Группа учителя Ли О.»,
/// «Сопровождающий: Ли О. О.», which name somebody.
pub(in crate::roster) fn is_of_adults(title: &str) -> bool {
    let words = words::all(&text::clean(title));
    let is_adults = |word: &String| words::ADULTS.contains(&&**word);
    let fits = |word: &String| {
        is_adults(word)
            || words::starts(word, words::BESIDE_ADULTS)
            || word.chars().count() <= 2
            || word.starts_with(|c: char| c.is_ascii_digit())
    };
    title.len() <= 200
        && words.iter().any(is_adults)
        && words.iter().all(fits)
        && !title.split(' ').any(is_of_somebody)
}

/// Whether a title names adults among others: «Контакты родителей».
pub(in crate::roster) fn speaks_of_adults(title: &str) -> bool {
    let words = words::all(title);
    words.iter().any(|word| words::ADULTS.contains(&&**word))
}

/// Whether a word is initials or a short name: «Опекунов А. Н.», «Родителей Ия».
fn is_of_somebody(word: &str) -> bool {
    let one = |part: &str| part.chars().count() == 1 && part.starts_with(char::is_uppercase);
    let mut letters = word.chars();
    let short = [letters.next(), letters.next(), letters.next()];
    let parts = word.strip_suffix('.').map(|word| word.split('.').all(one));
    parts == Some(true)
        || matches!(short, [Some(a), Some(b), None] if a.is_uppercase() && b.is_lowercase())
}

/// Whether a cell is a surname that a word for pupils begins, alone or with
/// initials: «Школьников», «Кадетов Ф. И.», but not «Ф. И. кадетов».
fn is_surname(cell: &str) -> bool {
    let mut words = cell.split([' ', '.']).filter(|word| !word.is_empty());
    let ends = [
        "ов", "ова", "ев", "ева", "ин", "ина", "енко", "ский", "ская",
    ];
    words.next().is_some_and(|word| {
        word.starts_with(char::is_uppercase) && ends.iter().any(|end| word.ends_with(end))
    }) && words.all(|word| word.chars().count() == 1)
}

/// Whether a title names pupils who have gone.
pub(in crate::roster) fn is_of_leavers(title: &str) -> bool {
    let words = words::all(title);
    words.len() <= 4 && words::any(&words, words::LEFT)
}

/// Who somebody is, if a cell says that and nothing else: «ученик», «дочь»,
/// «мать», «мама Пети», «Классный руководитель».
pub(super) fn role(cell: &str) -> Owner {
    let words = words::all(cell);
    let is_child =
        |word: &String| words::starts(word, words::PUPIL) || words::CHILD.contains(&&**word);
    let is_grown = |word: &String| {
        let stems = [words::PARENTS, words::STAFF, words::GROWN];
        word == "классный" || stems.iter().any(|stems| words::starts(word, stems))
    };
    let mut written = cell.split_whitespace();
    let is_kin = |word: &str| words::KIN_OF.contains(&&*text::fold(word));
    let of_somebody = words.len() > 1
        && written.next().is_some_and(is_kin)
        && written.all(|word| word.starts_with(char::is_uppercase));
    match words.is_empty() {
        false if words.iter().all(is_child) => Owner::Pupil,
        false if words.iter().all(is_grown) || of_somebody => Owner::Other,
        _ => Owner::Unknown,
    }
}

/// Whether a title says whose and not what: «ребёнка», «родителя».
pub(super) fn is_whose(title: &str) -> bool {
    let words = words::all(title);
    let is_whose =
        |word: &String| words::starts(word, words::PUPIL) || words::starts(word, words::PARENTS);
    !words.is_empty() && words.iter().all(is_whose)
}

/// Whether a cell is a teacher's post and nothing else.
pub(super) fn is_of_teacher(cell: &str) -> bool {
    let words = words::all(cell);
    let is_post = |word: &String| word == "классный" || words::starts(word, words::STAFF);
    !words.is_empty() && words.iter().all(is_post)
}

fn name_others(words: &[String]) -> bool {
    name_family(words) || words::any(words, words::STAFF)
}

fn name_family(words: &[String]) -> bool {
    // Brothers, but not the town of Братск.
    words::any(words, words::PARENTS) || words.iter().any(|word| word == "брат")
}

/// Whether Госуслуги are named.
pub(super) fn names_gosuslugi(words: &[String]) -> bool {
    words::any(words, words::GOSUSLUGI)
}

/// Whether a title may stand over names of pupils where no other does: it
/// begins with ФИО, names pupils or the list, and nobody grown up. A delimiter in it means
/// that a line has been cut at the wrong one.
pub(super) fn may_name_pupils(title: &str) -> bool {
    let words = words::all(title);
    let is_name = |key: &str| words::starts(key, &["фио", "фамилияимя", "списоккласса"]);
    let speaks = |stems| words::any(&words, stems);
    !is_line(title)
        && (is_name(&words.concat()) || speaks(words::PUPIL) || speaks(words::PARTAKERS))
        && !name_others(&words)
        && !speaks(words::GROWN)
        && !is_of_adults(title)
}

/// Whether a title is a line that has been cut at the wrong delimiter.
fn is_line(title: &str) -> bool {
    title.contains([';', '|', '\t']) || title.replace(", ", "").contains(',')
}

/// Whether a class column of this name may be one of other groups.
pub(super) fn is_group(title: &str) -> bool {
    GROUPS.contains(&&*key(title))
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
    let is_line = is_line(cell) || cell.contains(['№', '#']);
    let cell = text::clean(cell);
    if cell.is_empty() || text::is_error(&cell) {
        return None;
    }
    let words = words::outside_brackets(&cell);
    if words::any(&words, words::PUPIL) && is_surname(&cell) {
        return None;
    }
    // «ФИО (мать)», but not «ФИО ученика (заполняет родитель)».
    let all = words::all(&cell);
    let of_pupil = words::any(&words, words::PUPIL);
    let of_others = name_others(&words) || !of_pupil && words::any(&all, words::PARENTS);
    let is_secret = words::any(&all, &["парол"]) && !words::any(&all, words::CONTACTS);
    if of_others || is_secret || words::any(&all, words::MARKS) {
        return None;
    }
    let is_contact = names_gosuslugi(&all) && words::any(&all, words::CONTACTS);
    if is_contact || words.iter().any(|word| is_login(word)) {
        return Some(Field::Login);
    }
    let mut own = words.clone();
    own.retain(|word| !words::starts(word, words::PUPIL));
    match &*own.concat() {
        "" if words.len() == 1 => Some(Field::Full),
        "" if !cell.contains(['№', '#']) => None,
        // «Ученик, дата рождения», «Ученик, класс», but not «Ученик: дата рождения».
        _ if words::any(&words[..words.len().min(1)], words::PUPIL)
            && is_joined(&cell)
            && !is_line =>
        {
            with_more(&format!("фио{}", own.concat()))
        }
        key => named(key).or_else(|| with_more(key).filter(|_| !is_line)),
    }
}

fn named(key: &str) -> Option<Field> {
    let mut names = NAMES.iter();
    let found = names.find(|(_, keys)| keys.contains(&key));
    found.map(|(field, _)| *field)
}

/// Whether a title names two things.
fn is_joined(title: &str) -> bool {
    title.contains([',', '/']) || title.contains(" и ")
}

/// «ФИО, дата рождения», «ФИО и класс» in one column.
fn with_more(key: &str) -> Option<Field> {
    let (_, births) = NAMES.iter().find(|(field, _)| *field == Field::Birth)?;
    let births = births.iter().chain(&["годрождения", "годр"]);
    let births = births.filter_map(|birth| Some((key.strip_suffix(birth)?, false)));
    let class = key.strip_suffix("класс").map(|head| (head, true));
    let mut heads = births.chain(class);
    heads.find_map(|(head, of_class)| {
        let name = named(head.strip_suffix('и').unwrap_or(head));
        name.filter(|field| field.is_name() && (!of_class || *field == Field::Full))
    })
}

/// Whether a word speaks of logins: «логин», «loginname», but not «Логинова».
fn is_login(word: &str) -> bool {
    let goes_on = word.is_ascii() && words::starts(word, words::LOGINS);
    goes_on || words::LOGINS.contains(&word)
}

/// A title without spaces, signs and what stands in brackets.
fn key(title: &str) -> String {
    words::outside_brackets(&text::clean(title)).concat()
}

/// How many letters this header is away from a name the program knows.
pub(super) fn distance(cell: &str, known: &str) -> usize {
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
