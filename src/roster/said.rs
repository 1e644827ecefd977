//! Every text of the stage: what is said of a list and what to do about it.
//!
//! Each has a code that programs read, a sentence and a hint, which may be
//! empty; `{}` stands for words that are known where it is said. Cells of the
//! list are never among them.

use std::fmt::Display;

use super::log::Fatal;
use crate::base::diagnostic::{Diagnostic, Severity};

/// A remark of which it is not known yet where it belongs.
#[derive(Clone, Copy)]
pub(super) struct Said {
    severity: Severity,
    pub(super) code: &'static str,
    message: &'static str,
    hint: &'static str,
}

impl Said {
    /// The remark about a row.
    pub(super) fn at(self, row: usize) -> Diagnostic {
        Diagnostic::from(self).at_row(row)
    }

    /// The remark with these words in the gaps.
    pub(super) fn with(self, words: &[&dyn Display]) -> Diagnostic {
        let mut remark = Diagnostic::from(self);
        for word in words {
            let word = word.to_string();
            let text = match (remark.message.contains("{}"), &mut remark.hint) {
                (false, Some(hint)) => hint,
                _ => &mut remark.message,
            };
            *text = text.replacen("{}", &word, 1);
        }
        remark
    }
}

impl From<Said> for Diagnostic {
    fn from(said: Said) -> Self {
        let remark = match said.severity {
            Severity::Error => Diagnostic::error(said.code, said.message),
            Severity::Warning => Diagnostic::warning(said.code, said.message),
        };
        if said.hint.is_empty() { remark } else { remark.with_hint(said.hint) }
    }
}

impl From<Said> for Fatal {
    fn from(said: Said) -> Self {
        Diagnostic::from(said).into()
    }
}

const fn error(code: &'static str, message: &'static str, hint: &'static str) -> Said {
    Said { severity: Severity::Error, code, message, hint }
}

const fn warning(code: &'static str, message: &'static str, hint: &'static str) -> Said {
    Said { severity: Severity::Warning, code, message, hint }
}

const RESAVE: &str =
    "Откройте список в Excel и сохраните как «Книга Excel (.xlsx)» или «CSV UTF-8».";
const RESAVE_BOOK: &str = "Откройте её в Excel или LibreOffice и сохраните заново.";
const CLOSE_QUOTE: &str = "Закройте кавычку или удалите её.";
const LETTERS_LOST: &str = "Буквы потеряны при сохранении: сохраните список заново как .xlsx.";
const TRANSPOSE: &str =
    "В Excel выделите таблицу, скопируйте и вставьте её с «транспонированием», чтобы каждый \
     ученик занял строку.";
const USUAL_CLASS: &str = "Обычная запись: «7Б».";
const MOVE_TITLES: &str = "Если это ученик, поставьте названия столбцов над ним.";
const WRITE_DATE: &str = "Напишите дату так: «05.03.2013».";
const CHECK_DATE: &str = "Проверьте день, месяц и год.";
const WHOSE_NAMES: &str =
    "Если это ученики, поставьте их под списком; если нет, назовите столбец по тому, кто в нём: \
     «ФИО родителя».";

// The file.

pub(super) const TOO_BIG: Said = error("too-big",
    "в файле больше ячеек, чем в любом списке.",
    "Скопируйте только список (строки с учениками) на новый лист и сохраните.");
pub(super) const LONG_CELL: Said = error("too-big",
    "в ячейке больше текста, чем бывает в таблице.",
    "Сократите или удалите его: для памяток он не нужен.");
pub(super) const TOO_MANY_ROWS: Said = error("too-many-rows",
    "в файле больше {} строк.",
    "Если это не ошибка, запустите программу с параметром --many.");
pub(super) const TOO_MANY_ROWS_OF_MANY: Said = error("too-many-rows",
    "в файле больше {} строк.",
    "Разделите список на несколько файлов.");
pub(super) const EMPTY_FILE: Said = error("empty-file",
    "файл пуст.",
    "Откройте список, проверьте, что в нём есть ученики, и сохраните заново.");
pub(super) const DAMAGED: Said = error("bad-workbook",
    "книга повреждена и не читается.", RESAVE_BOOK);
pub(super) const PROTECTED: Said = error("bad-workbook",
    "книга защищена паролем.",
    "Откройте её в Excel, снимите пароль и сохраните.");
pub(super) const DOUBLED: Said = error("bad-workbook",
    "в одной ячейке книги записаны два значения: файл повреждён.",
    "Откройте файл в Excel, сохраните его ещё раз как .xlsx и повторите.");
pub(super) const NO_TABLE: Said = error("not-a-table",
    "это не список класса, а {}.", "{}");
pub(super) const ANCIENT: Said = error("not-a-table",
    "таблицу в формате {} программа не читает.",
    "Откройте её в Excel или LibreOffice и сохраните как .xlsx.");
pub(super) const ROW_IN_ONE_CELL: Said = error("no-header",
    "вся строка стоит в одной ячейке: столбцы не разделены.",
    "В Excel выделите столбец и выберите «Данные» → «Текст по столбцам».");
pub(super) const BINARY: Said = error("not-a-table",
    "это не таблица и не текст.", RESAVE);
pub(super) const CUT_FILE: Said = error("cut-file",
    "файл обрывается посреди буквы: он скопирован не до конца.",
    "Скопируйте или скачайте файл заново.");
pub(super) const CUT_PAGE: Said = warning("cut-file",
    "страница кончается посреди таблицы: возможно, она сохранена не до конца.",
    "Проверьте, все ли ученики на месте, или скачайте список ещё раз.");
pub(super) const BAD_ENCODING: Said = error("bad-encoding",
    "файл не читается в кодировке {}.", RESAVE);
pub(super) const BROKEN_UTF8: Said = error("bad-encoding",
    "строка записана в другой кодировке, чем весь файл (UTF-8), или испорчена.", RESAVE);
pub(super) const UNREADABLE: Said = error("unreadable-text",
    "в кодировке {} вместо русских букв получаются случайные знаки.", RESAVE);
pub(super) const UNKNOWN_ENCODING: Said = error("unknown-encoding",
    "не удалось понять, в какой кодировке записан файл.", RESAVE);
pub(super) const UNKNOWN_LABEL: Said = error("unknown-encoding",
    "кодировка «{}» неизвестна.",
    "Можно указать: utf-8, windows-1251, utf-16le, utf-16be, cp866, koi8-r, mac, iso-8859-5.");
const WRONG_LABEL: &str = "в кодировке «{}», которую вы назвали, файл не читается.";
const NO_LABEL: &str = "Уберите --encoding: программа узнает кодировку сама.";
/// What is wrong with the encoding that the user named has the code of what
/// went wrong.
pub(super) fn wrong_label(code: &'static str) -> Said {
    error(code, WRONG_LABEL, NO_LABEL)
}
pub(super) const ROWS_IN_QUOTES: Said = warning("rows-in-quotes",
    "строки файла целиком стоят в кавычках; кавычки сняты, столбцы разделены.", "");
pub(super) const UNCLOSED_QUOTE: Said = error("unclosed-quote",
    "в строке не закрыта кавычка.", CLOSE_QUOTE);
pub(super) const OTHER_ENCODING: Said = error("other-encoding",
    "строка записана в другой кодировке, чем весь файл; прочитать её нельзя.",
    "Удалите строку и впишите её в Excel или «Блокноте» заново.");

// Sheets.

pub(super) const NO_PUPILS: Said = error("no-pupils",
    "под строкой с названиями столбцов нет учеников.",
    "Впишите учеников и сохраните файл.");
pub(super) const HIDDEN_ROWS: Said = warning("hidden-rows",
    "в файле скрыты строки с учениками (фильтр?): {}; они тоже взяты.",
    "Если эти ученики не нужны, удалите их строки.");
pub(super) const HIDDEN_COLUMN: Said = warning("hidden-column",
    "столбец скрыт; он взят.", "");
pub(super) const NO_SHEETS: Said = warning("sheet-ignored",
    "в текстовом файле нет листов; лист «{}» не искали.", "");
pub(super) const NO_SUCH_SHEET: Said = error("no-such-sheet",
    "в книге нет листа «{}».", "В ней есть листы: {}.");
pub(super) const OTHER_SHEETS: Said = warning("other-sheets",
    "прочитан лист «{}»; списки есть и на других листах: {}.",
    "Другой лист: --sheet \"{}\"; все сразу: --sheet {}.");
pub(super) const SHEET_OF_ADULTS: Said = warning("adults",
    "лист «{}» не взят: судя по названиям, на нём не ученики, а взрослые.",
    "Если на нём ученики, назовите иначе лист или столбцы.");
pub(super) const DOUBTFUL_SHEET: Said = warning("doubtful-sheet",
    "лист «{}» тоже взят; по названию на нём могут быть не ученики класса.",
    "Если это не они, назовите нужный лист: --sheet ИМЯ.");
pub(super) const HIDDEN_SHEET: Said = error("hidden-sheet",
    "список есть только на скрытом листе.", "Если он нужен: --sheet \"{}\".");
pub(super) const SEVERAL_SHEETS: Said = error("several-sheets",
    "исправить можно один лист, а прочитано их несколько.", "");

// Headers.

pub(super) const NO_HEADER: Said = error("no-header",
    "нет строки с названиями столбцов.",
    "Добавьте над списком строку с названиями: «Фамилия», «Имя», «Отчество», «Класс», \
     «Дата рождения».");
pub(super) const NO_NAME_COLUMN: Said = error("no-name-column",
    "нет столбца с именем ученика. Есть столбцы: {}.",
    "Переименуйте столбец с именем в «ФИО» или в «Фамилия», «Имя», «Отчество». \
     Программа знает столбцы: {}.");
pub(super) const LOST_LETTERS: Said = error("lost-letters",
    "вместо русских букв стоят знаки «?» или «_».", LETTERS_LOST);
pub(super) const LIES_ACROSS: Said = error("lies-across",
    "список лежит на боку: ученики стоят в столбцах.", TRANSPOSE);
pub(super) const NAMES_WITHOUT_TITLES: Said = error("names-beside",
    "нет строки с названиями столбцов, а имена стоят в нескольких столбцах.",
    "Если это списки рядом, поставьте один под другим, а над именами напишите «ФИО».");
pub(super) const PUPIL_ABOVE: Said = error("above-header",
    "над строкой с названиями столбцов стоит ученик.", MOVE_TITLES);
pub(super) const NAME_ABOVE: Said = warning("above-header",
    "над строкой с названиями столбцов стоит имя; эта строка не взята.", MOVE_TITLES);

// Columns.

pub(super) const SEVERAL_NAMES: Said = error("ambiguous-column",
    "имена стоят в нескольких столбцах, и непонятно, какие из них ученики: {}.",
    "Если это два списка рядом, поставьте второй под первым; столбец с родителями назовите \
     «ФИО родителя».");
pub(super) const SEVERAL_COLUMNS: Said = error("ambiguous-column",
    "столбцы названы одинаково, а стоит в них разное: {}.",
    "Оставьте тот, который верен, а другой удалите или переименуйте.");
pub(super) const REPEATED_COLUMN: Said = warning("repeated-column",
    "таких столбцов несколько; этот не взят.", "");
pub(super) const NAMES_BESIDE: Said = error("names-beside",
    "рядом со списком ещё имена, и непонятно, чьи.", WHOSE_NAMES);
pub(super) const OTHER_NAMES: Said = warning("names-beside",
    "в этом столбце тоже имена; он не взят.", WHOSE_NAMES);
pub(super) const NUMBERED_NAMES: Said = warning("numbered-names",
    "перед именами в тех же ячейках стоят номера; они отброшены.", "");
pub(super) const SWAPPED_NAMES: Said = warning("swapped-names",
    "под этим названием стоят имена, а не фамилии; они взяты как фамилии.",
    "Если столбцы названы наоборот, поменяйте названия.");
pub(super) const PATRONYMICS: Said = warning("swapped-names",
    "под этим названием стоят отчества, а не фамилии; они взяты как фамилии.",
    "Если столбцы названы наоборот, поменяйте названия.");
pub(super) const FIRST_PATRONYMICS: Said = warning("swapped-names",
    "под этим названием стоят отчества, а не имена; они взяты как имена.",
    "Если столбцы названы наоборот, поменяйте названия.");
pub(super) const NO_FIRST_NAMES: Said = warning("incomplete-name",
    "столбца с именами нет; на памятках будут одни фамилии.",
    "Если имена в списке есть, назовите их столбец «Имя».");
pub(super) const NO_SURNAMES: Said = warning("incomplete-name",
    "столбца с фамилиями нет; на памятках будут одни имена.",
    "Если фамилии в списке есть, назовите их столбец «Фамилия».");
pub(super) const NO_CLASS: Said = warning("no-class",
    "в этом столбце, судя по нему, не классы; он не взят.",
    "Если это классы, назовите столбец «Класс».");
pub(super) const MARKS: Said = warning("marks",
    "в столбце стоят числа от 2 до 5; они взяты как номера классов.",
    "Если это отметки, переименуйте столбец.");
pub(super) const PERHAPS_CLASSES: Said = warning("column-not-taken",
    "похоже, здесь классы; столбец не взят.",
    "Если это класс, в котором ученик сейчас, назовите столбец «Класс».");
pub(super) const PERHAPS_DATES: Said = warning("column-not-taken",
    "похоже, здесь даты рождения; столбец не взят.",
    "Назовите столбец «Дата рождения» и оставьте в ячейках только дату.");
pub(super) const MONTH_FIRST: Said = warning("month-first",
    "даты с косой чертой записаны месяцем вперёд; так они и прочитаны.",
    "Проверьте даты; надёжнее всего запись «05.03.2013».");
pub(super) const NO_LOGIN_COLUMN: Said = warning("no-login-column",
    "столбца «{}» с логинами нет.", "Есть столбцы: {}.");
pub(super) const LOGIN_OF_WHOM: Said = warning("login-of-whom",
    "столбец стоит рядом с родителями; логины взяты, но проверьте, что это логины детей.",
    "Если это логины родителей, назовите столбец «Логин родителя».");
pub(super) const LOGIN_NOT_TAKEN: Said = warning("login-not-taken",
    "логины из этого столбца не взяты: {}.",
    "Если это логины Госуслуг, добавьте: --login-column \"{}\".");

// Rows.

pub(super) const OTHER_DELIMITER: Said = error("other-delimiter",
    "в строке между столбцами стоит другой знак, чем в остальных.",
    "Поставьте тот же знак, что в других строках.");
pub(super) const ROW_TOO_WIDE: Said = error("row-too-wide",
    "в строке ячеек больше, чем столбцов в заголовке: {} вместо {}.",
    "Знак «{}» внутри ячейки нужно взять в кавычки вместе с ячейкой.");
pub(super) const ODD_ROW: Said = error("odd-row",
    "непонятно, ученик ли это: рядом с именем нет ни номера, ни класса, ни даты рождения.",
    "Если это ученик, впишите номер или класс; если нет, удалите строку.");
pub(super) const MERGED_NAME: Said = error("merged-name",
    "ячейка с именем объединена со строкой выше, а номер, класс или дата здесь свои.",
    "Разъедините ячейки и впишите каждому ученику его имя.");
pub(super) const NO_VALUE: Said = error("no-value",
    "вместо имени стоит формула, значение которой не сохранено.",
    "Откройте список в Excel, сохраните его и повторите.");
pub(super) const NUMBER_ONLY: Said = warning("number-only",
    "в строке только номер, а ниже есть ещё ученики; строка не взята.",
    "Впишите имя или удалите строку.");
pub(super) const ALONE_NAME: Said = warning("alone-name",
    "рядом с именем нет ни номера, ни класса, как у других: может быть, это не ученик.",
    "Если это не ученик, удалите строку.");
pub(super) const ONE_WORD: Said = warning("alone-name",
    "в имени одно слово, у других больше: может быть, это не ученик.",
    "Если это не ученик, удалите строку.");
pub(super) const ONLY_INITIALS: Said = warning("alone-name",
    "в имени есть точка, как ни у кого из других: может быть, это не ученик.",
    "Если это не ученик, удалите строку.");
pub(super) const ADULTS_BELOW: Said = warning("adults",
    "под этой строкой, судя по ней, не ученики, а взрослые; они не взяты.",
    "Если это ученики, измените или удалите эту строку.");
pub(super) const ADULT: Said = warning("adults",
    "судя по строке, в ней не ученик, а взрослый; она не взята.",
    "Если это ученик, исправьте это слово в строке.");
pub(super) const PERHAPS_ADULT: Said = warning("adults",
    "рядом с именем стоит слово о взрослом.",
    "Если это не ученик, удалите строку.");
pub(super) const COUNT_DIFFERS: Said = warning("count-differs",
    "здесь сказано, что учеников {}, а в списке их {}.", "Проверьте, весь ли список сохранён.");
pub(super) const PERHAPS_PARENTS: Said = warning("adults",
    "в списке есть место работы: может быть, в нём родители, а не ученики.",
    "Памятки делают по списку учеников; если он и есть, напишите «Место работы родителей».");
pub(super) const NUMBERS_ANEW: Said = warning("numbers-anew",
    "под этой строкой номера начинаются снова; ученики ли там, непонятно, они взяты.",
    "Если это не ученики, удалите их строки.");
pub(super) const ANOTHER_TABLE: Said = warning("another-table",
    "здесь начинается ещё одна таблица, без класса и даты рождения; все из неё тоже взяты.",
    "Если это не ученики, удалите её.");
pub(super) const LEFT_BELOW: Said = warning("left-pupils",
    "под этой строкой, судя по ней, выбывшие; они тоже взяты.",
    "Если они не нужны, удалите их строки.");
pub(super) const SAME_PUPIL: Said = warning("same-pupil",
    "этот ученик уже есть в {}.", "Если это один ребёнок, удалите одну из строк.");

// Names.

pub(super) const MISSING_NAME: Said = error("missing-name",
    "в строке нет имени ученика.", "Впишите имя или удалите строку.");
pub(super) const TWO_NAMES: Said = error("two-names",
    "в ячейке стоят имена двух учеников.", "Отведите каждому ученику свою строку.");
pub(super) const ERROR_AS_NAME: Said = error("bad-name",
    "вместо имени стоит ошибка формулы.",
    "Исправьте формулу или впишите имя; если это не ученик, удалите строку.");
pub(super) const MARKS_AS_NAME: Said = error("bad-name",
    "вместо букв имени стоят вопросительные знаки.", LETTERS_LOST);
pub(super) const INVERTED: Said = error("bad-name",
    "имя написано наоборот: со строчной буквы, дальше заглавными (Caps Lock или другая кодировка).",
    "Впишите имя заново.");
pub(super) const NO_NAME: Said = error("bad-name",
    "на месте имени ученика стоит что-то другое.",
    "Исправьте имя; если это не ученик, удалите строку.");
pub(super) const NO_SURNAME: Said = warning("incomplete-name", "у ученика нет фамилии.", "");
pub(super) const NO_FIRST_NAME: Said = warning("incomplete-name", "у ученика нет имени.", "");
pub(super) const NOTE_CUT: Said = warning("note-in-name",
    "в ячейке с именем стоит что-то ещё; взято только имя.",
    "Если ученик выбыл, удалите строку.");
pub(super) const NOTE_LEFT: Said = warning("note-in-name",
    "в ячейке с именем стоит что-то ещё; она оставлена как есть.",
    "Оставьте только имя; если ученик выбыл, удалите строку.");
pub(super) const LATIN_REPLACED: Said = warning("latin-letters",
    "в имени были латинские буквы, похожие на русские; они заменены на русские.", "");
pub(super) const LATIN_LEFT: Said = warning("latin-letters",
    "в имени среди русских букв есть нерусские; имя оставлено как написано.", "Проверьте имя.");
pub(super) const SMALL_LETTERS: Said = warning("small-letters",
    "имя начинается со строчной буквы; оставлено как есть.", "");
pub(super) const CAPITALS_LOWERED: Said = warning("capitals",
    "фамилия написана заглавными буквами; заглавная оставлена одна.", "");
pub(super) const CAPITALS_LEFT: Said = warning("capitals",
    "имя написано заглавными буквами; оставлено как есть.", "");

// Other cells.

pub(super) const BROKEN_CELL: Said = warning("broken-cell",
    "в ячейке ошибка или формула без значения; она считается пустой.", "");
pub(super) const CLASS_TITLE: Said = warning("class-title",
    "эта ячейка понята как название класса: он взят для учеников ниже.",
    "Если это примечание, впишите его в строку ученика.");
pub(super) const ODD_CLASS_TITLE: Said = warning("odd-class-title",
    "непонятно, какой класс назван; у учеников ниже он считается неизвестным.",
    "Обычная запись: «7Б класс».");
pub(super) const CLASS_ONCE: Said = warning("class-gaps",
    "класс стоит только у первых учеников; он продолжен вниз до следующего.",
    "Впишите класс каждому.");
pub(super) const CLASS_GAPS: Said = warning("class-gaps",
    "у многих учеников класс не указан; он считается неизвестным.",
    "Впишите класс каждому.");
pub(super) const CLASS_MISSING: Said = warning("class-gaps",
    "класс не указан, хотя у других он есть; он считается неизвестным.", "Впишите класс.");
pub(super) const CLASS_AS_IT_IS: Said = warning("odd-class",
    "класс записан необычно; оставлен как есть.", USUAL_CLASS);
pub(super) const SHEET_GUESSED: Said = warning("odd-class",
    "класс назван по листу «{}»; проверьте, так ли он понят.", USUAL_CLASS);
pub(super) const CLASS_GUESSED: Said = warning("odd-class",
    "класс записан необычно; проверьте, так ли он понят.", USUAL_CLASS);
pub(super) const CLASS_UNKNOWN: Said = warning("odd-class",
    "это не класс; считается, что он неизвестен.", USUAL_CLASS);
pub(super) const NO_DATE: Said = warning("bad-date",
    "это не дата; считается, что возраст неизвестен.", WRITE_DATE);
pub(super) const MIXED_DATE: Said = warning("bad-date",
    "непонятно, что в дате день, а что месяц; считается, что возраст неизвестен.", WRITE_DATE);
pub(super) const FUTURE_DATE: Said = warning("future-date",
    "дата рождения ещё не наступила; считается, что возраст неизвестен.", CHECK_DATE);
pub(super) const TOO_YOUNG: Said = warning("odd-age",
    "по этой дате ученику меньше 5 лет; считается, что возраст неизвестен.", CHECK_DATE);
pub(super) const TOO_OLD: Said = warning("odd-age",
    "по этой дате ученику больше 20 лет; считается, что возраст неизвестен.", CHECK_DATE);
pub(super) const SNILS: Said = warning("snils-login",
    "вместо логина стоит номер, похожий на СНИЛС; он не взят: на памятке ему не место.",
    "Впишите телефон (+7…) или электронную почту либо оставьте ячейку пустой.");
pub(super) const ODD_LOGIN: Said = warning("odd-login",
    "логин не похож ни на телефон, ни на электронную почту; он не взят.",
    "Исправьте логин или оставьте ячейку пустой.");
pub(super) const SAME_LOGIN: Said = warning("same-login",
    "тот же логин стоит в {}.",
    "У каждой учётной записи свой телефон или своя почта: проверьте оба логина.");
pub(super) const ODD_ACCOUNT: Said = warning("odd-account",
    "непонятно, есть ли учётная запись; считается, что неизвестно.",
    "Напишите «да», «нет» или оставьте ячейку пустой.");
