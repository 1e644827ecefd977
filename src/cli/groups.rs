//! Parameters that several commands have.
//!
//! Clap's derive, as in [`super::args`], and what was typed in the words of
//! [`crate::settings`].

use std::path::PathBuf;

use clap::Args as Group;

use crate::settings::Typed;

/// Which pupils, in which order: the same for every command that makes
/// something for each pupil.
#[derive(Debug, Clone, Group, Default)]
#[command(next_help_heading = "Для кого")]
pub struct ChoiceArgs {
    /// Только эти ученики: фамилия, имя, их начало или номер в списке; 3-5, 3,4,5 (можно повторять)
    #[arg(long, requires = "roster", value_name = "КТО")]
    pub only: Vec<String>,
    /// Начиная с этого ученика, в порядке печати
    #[arg(long, requires = "roster", value_name = "КТО")]
    pub from: Option<String>,
    /// До этого ученика включительно
    #[arg(long, requires = "roster", value_name = "КТО")]
    pub to: Option<String>,
    /// Только те, чей логин в списке не указан
    #[arg(long, requires = "roster")]
    pub missing: bool,
    /// Порядок внутри класса: roster (как в списке) или name (по алфавиту)
    #[arg(long, requires = "roster", value_name = "ПОРЯДОК")]
    pub sort: Option<String>,
}

/// For whom sheets are made, out of which list, and what stands on them.
#[derive(Debug, Group)]
pub struct SetArgs {
    /// Which pupils.
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// What stands on the sheet.
    #[command(flatten)]
    pub sheet: SheetArgs,
    /// How the list is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// What stands on the sheet.
#[derive(Debug, Group, Default)]
#[command(next_help_heading = "Что стоит в памятке")]
pub struct SheetArgs {
    /// Школа
    #[arg(long, value_name = "НАЗВАНИЕ")]
    pub school: Option<String>,
    /// Класс для тех, у кого он в списке не указан
    #[arg(long, value_name = "КЛАСС")]
    pub class: Option<String>,
    /// Классный руководитель, которому вернуть талон
    #[arg(long, value_name = "ФИО")]
    pub teacher: Option<String>,
    /// Как связаться с учителем: телефон, кабинет, часы
    #[arg(long, value_name = "ТЕКСТ")]
    pub contact: Option<String>,
    /// До какого дня вернуть талон: «5 декабря», 05.12.26
    #[arg(long, value_name = "ДАТА")]
    pub return_by: Option<String>,
    /// Где идут онлайн-уроки: vk, max или none (не упоминать)
    #[arg(long, value_name = "ГДЕ")]
    pub platform: Option<String>,
    /// Банк, где можно подтвердить учётную запись (можно повторять)
    #[arg(long, value_name = "БАНК")]
    pub bank: Vec<String>,
    /// Талон: login (логин ребёнка) или status (сделано / нет / нужна помощь)
    #[arg(long, value_name = "ВИД")]
    pub slip: Option<String>,
    /// Всё на одной стороне листа
    #[arg(long)]
    pub single_side: bool,
    /// Крупным шрифтом, на нескольких листах
    #[arg(long)]
    pub large_print: bool,
    /// Два ученика на листе A4, лист разрезать пополам
    #[arg(long)]
    pub a5: bool,
    /// Одни талоны, по нескольку на листе
    #[arg(long)]
    pub slip_only: bool,
    /// Серый фон под важным
    #[arg(long)]
    pub tint: bool,
    /// Эмблема школы: картинка PNG или JPEG
    #[arg(long, value_name = "ФАЙЛ")]
    pub emblem: Option<String>,
    /// Разрешить ссылки и коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Встроенный шаблон по имени или свой файл
    #[arg(long, value_name = "ИМЯ|ФАЙЛ")]
    pub template: Option<String>,
}

/// How the list is read.
#[derive(Debug, Group, Default)]
#[command(next_help_heading = "Как читать список")]
pub struct ReadingArgs {
    /// На какой день считать возраст (обычно сегодня)
    #[arg(long, value_name = "ДАТА")]
    pub date: Option<String>,
    /// Кодировка списка, если она распознана неверно
    #[arg(long, requires = "roster", value_name = "КОДИРОВКА")]
    pub encoding: Option<String>,
    /// Какой лист книги читать; all — все видимые со списками
    #[arg(
        id = "book-sheet",
        long = "sheet",
        value_name = "ЛИСТ",
        requires = "roster"
    )]
    pub sheet: Option<String>,
    /// Столбец с логинами Госуслуг, если он не взят сам
    #[arg(long, requires = "roster", value_name = "СТОЛБЕЦ")]
    pub login_column: Option<String>,
    /// Разрешить больше 100 000 строк
    #[arg(long, requires = "roster")]
    pub many: bool,
    /// Файл настроек (обычно pamyatka.toml рядом со списком)
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// What stands on a paper that is the same for everybody.
#[derive(Debug, Group, Default)]
#[command(next_help_heading = "Что на нём стоит")]
pub struct AboutArgs {
    /// Школа
    #[arg(long, value_name = "НАЗВАНИЕ")]
    pub school: Option<String>,
    /// Класс
    #[arg(long, value_name = "КЛАСС")]
    pub class: Option<String>,
    /// Разрешить ссылки и коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Свой файл шаблона вместо встроенного
    #[arg(long, value_name = "ФАЙЛ")]
    pub template: Option<String>,
    /// Дата в свойствах файла (обычно сегодня)
    #[arg(long, value_name = "ДАТА")]
    pub date: Option<String>,
    /// Файл настроек (обычно pamyatka.toml в этой папке)
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// Where a paper goes.
#[derive(Debug, Group, Default)]
#[command(next_help_heading = "Параметры")]
pub struct TargetArgs {
    /// Куда записать
    #[arg(short, long, value_name = "ФАЙЛ.pdf")]
    pub output: Option<PathBuf>,
    /// Заменить файл, даже если он сделан не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
}

impl SetArgs {
    /// What was typed, for [`crate::settings`].
    pub fn typed(&self) -> Typed {
        let sheet = &self.sheet;
        let typed = Typed::default()
            .text("school", &sheet.school)
            .text("class", &sheet.class)
            .text("teacher", &sheet.teacher)
            .text("contact", &sheet.contact)
            .text("return-by", &sheet.return_by)
            .text("platform", &sheet.platform)
            .text("slip", &sheet.slip)
            .switch("single-side", sheet.single_side)
            .switch("large-print", sheet.large_print)
            .switch("a5", sheet.a5)
            .switch("slip-only", sheet.slip_only)
            .switch("tint", sheet.tint)
            .text("emblem", &sheet.emblem)
            .text("template", &sheet.template)
            .list("banks", &sheet.bank)
            .list("hosts", &sheet.allow_host);
        self.reading.typed(typed)
    }
}

impl ReadingArgs {
    /// Adds what was typed here.
    pub fn typed(&self, typed: Typed) -> Typed {
        typed
            .text("date", &self.date)
            .text("encoding", &self.encoding)
            .text("sheet", &self.sheet)
    }
}

impl AboutArgs {
    /// What was typed. Its template is no setting: that of the settings file
    /// is the handouts'.
    pub fn typed(&self) -> Typed {
        Typed::default()
            .text("school", &self.school)
            .text("class", &self.class)
            .text("date", &self.date)
            .list("hosts", &self.allow_host)
    }
}
