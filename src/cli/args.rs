//! The command line as it is typed: clap's derive and nothing else.
//!
//! All texts are Russian. What the values mean is settled in
//! [`crate::settings`]; errors get their Russian words in [`super::usage`].

use std::path::PathBuf;

use clap::{ArgAction, Args as Group, Command as Clap, CommandFactory, Parser, Subcommand};

use super::groups::{AboutArgs, ChoiceArgs, ReadingArgs, SetArgs, TargetArgs};
use crate::settings::Typed;

const TEMPLATE: &str = "\
{about-with-newline}
Использование: {usage}

{all-args}{after-help}
";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "pamyatka",
    version,
    about = "Из списка класса — набор памяток для родителей, готовый к печати",
    override_usage = "pamyatka СПИСОК [-o ФАЙЛ.pdf] [ПАРАМЕТРЫ]\n               pamyatka КОМАНДА …",
    subcommand_help_heading = "Команды",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = "Подробно о команде: pamyatka help print\n\
        Пример: pamyatka 7б.csv --teacher \"Иванова Мария Петровна\" --return-by \"5 декабря\""
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Показать эту справку
    #[arg(short, long, action = ArgAction::Help, global = true, help_heading = "Справка")]
    help: Option<bool>,
    /// Показать версию программы
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "Справка")]
    version: Option<bool>,
}

/// The definition, for clap and what else is made of it.
pub fn command() -> Clap {
    let all = Args::command().help_template(TEMPLATE);
    all.mut_subcommands(|one| one.help_template(TEMPLATE))
}

/// Words that name a command. Anything else in first place is a class list.
pub fn commands() -> Vec<String> {
    let all = Args::command();
    let names = all.get_subcommands().map(|one| one.get_name().to_owned());
    names.collect()
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Положить в папку образцы списка и настроек
    #[command(
        override_usage = "pamyatka init [ПАПКА]",
        after_help = "Примеры:\n  pamyatka init\n  pamyatka init собрание\n  pamyatka init \"C:\\Мои документы\\7Б\""
    )]
    Init(InitArgs),
    /// Сделать памятки (слово print можно не писать)
    #[command(
        override_usage = "pamyatka [print] СПИСОК [-o ФАЙЛ.pdf] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka 7б.xlsx\n  pamyatka 7б.xlsx --teacher \"Иванова Мария Петровна\" --return-by \"5 декабря\"\n  pamyatka 7б.xlsx --only \"Ким Юлия\""
    )]
    Print(Box<PrintArgs>),
    /// Показать памятку одного ученика картинкой, не печатая
    #[command(
        override_usage = "pamyatka preview СПИСОК [--only КТО] [-o ФАЙЛ.png] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka preview 7б.xlsx\n  pamyatka preview 7б.xlsx --only \"Ким Юлия\"\n  pamyatka preview 7б.xlsx --large-print -o крупно.png"
    )]
    Preview(Box<PreviewArgs>),
    /// Сделать сразу всё: памятки, плакат, список учителя, коды, сообщение для чата
    #[command(
        override_usage = "pamyatka kit СПИСОК [-o ПАПКА] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka kit 7б.xlsx\n  pamyatka kit 7б.xlsx -o собрание\n  pamyatka kit школа.xlsx --sheet all"
    )]
    Kit(Box<KitArgs>),
    /// Сделать плакат на стену: два больших кода и адреса
    #[command(
        override_usage = "pamyatka poster [-o ФАЙЛ.pdf] [--paper A3|A4] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka poster\n  pamyatka poster --paper A3 --school \"Школа № 7\"\n  pamyatka poster -o стенд.pdf"
    )]
    Poster(Box<PosterArgs>),
    /// Сделать карточки с кодами: в дневник, на холодильник или на готовые этикетки
    #[command(
        override_usage = "pamyatka cards [-o ФАЙЛ.pdf] [--copies N] [--start N] [--labels 3x8] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka cards --copies 28\n  pamyatka cards --start 7\n  pamyatka cards --labels 3x8"
    )]
    Cards(Box<CardsArgs>),
    /// Сделать список для учителя: кому отдано, кто вернул талон
    #[command(
        override_usage = "pamyatka checklist СПИСОК [-o ФАЙЛ.pdf] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka checklist 7б.xlsx\n  pamyatka checklist 7б.xlsx --sort name\n  pamyatka checklist 7б.xlsx --missing"
    )]
    Checklist(Box<ChecklistArgs>),
    /// Сделать QR-коды картинками и страницами
    #[command(
        override_usage = "pamyatka qr [АДРЕС…] [--png] [--svg] [--pdf] [-o ПАПКА] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka qr\n  pamyatka qr --png --size 40mm\n  pamyatka qr https://cop.admhmao.ru --caption \"Вход в дневник\""
    )]
    Qr(Box<QrArgs>),
    /// Показать, как прочитан список, и ничего не делать
    #[command(
        override_usage = "pamyatka check СПИСОК [--json] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka check 7б.xlsx\n  pamyatka check 7б.xlsx --sheet \"7В\"\n  pamyatka check 7б.csv --encoding windows-1251"
    )]
    Check(CheckArgs),
    /// Назвать встроенные шаблоны, выписать один, проверить свой
    #[command(
        override_usage = "pamyatka template [ИМЯ] [-o ФАЙЛ] [--force]\n               pamyatka template check ФАЙЛ",
        after_help = "Примеры:\n  pamyatka template\n  pamyatka template -o моя.md\n  pamyatka template poster -o плакат.md\n  pamyatka template check моя.md"
    )]
    Template(TemplateArgs),
    /// Проверить QR-коды в любом PDF или на картинке
    #[command(
        override_usage = "pamyatka verify ФАЙЛ… [--stress] [--json] [ПАРАМЕТРЫ]",
        after_help = "Примеры:\n  pamyatka verify плакат.pdf\n  pamyatka verify картинка.png --stress\n  pamyatka verify 7б.pdf --json"
    )]
    Verify(VerifyArgs),
    /// Дать оболочке (bash, zsh, fish) подсказки к командам
    #[command(
        override_usage = "pamyatka completions ОБОЛОЧКА",
        after_help = "Примеры:\n  pamyatka completions bash > ~/.local/share/bash-completion/completions/pamyatka\n  pamyatka completions fish > ~/.config/fish/completions/pamyatka.fish\n  pamyatka completions zsh > ~/.zfunc/_pamyatka"
    )]
    Completions(CompletionsArgs),
    /// Дать страницу для man: о программе или о команде
    #[command(
        override_usage = "pamyatka man [КОМАНДА]",
        after_help = "Примеры:\n  pamyatka man > pamyatka.1\n  pamyatka man print > pamyatka-print.1\n  pamyatka man kit | man -l -"
    )]
    Man(ManArgs),
    /// Показать лицензии программы, её частей и шрифтов
    #[command(
        override_usage = "pamyatka licenses",
        after_help = "Примеры:\n  pamyatka licenses\n  pamyatka licenses > лицензии.txt\n  pamyatka licenses | less"
    )]
    Licenses,
}

/// `pamyatka init`.
#[derive(Debug, Group)]
pub struct InitArgs {
    /// Папка (обычно эта); если её нет, она появится
    #[arg(value_name = "ПАПКА", help_heading = "Куда")]
    pub folder: Option<PathBuf>,
}

/// `pamyatka print`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct PrintArgs {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(
        value_name = "СПИСОК",
        help_heading = "Что печатать",
        required_unless_present = "blank"
    )]
    pub roster: Option<PathBuf>,
    /// Столько памяток без имени, с линией для него (со списком — ещё и их)
    #[arg(long, value_name = "ЧИСЛО", help_heading = "Что печатать")]
    pub blank: Option<String>,
    /// Куда записать (обычно рядом со списком; для выбранных учеников — отдельный файл)
    #[arg(short, long, value_name = "ФАЙЛ.pdf|ПАПКА")]
    pub output: Option<PathBuf>,
    /// Заменить файл, даже если он сделан не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
    /// Ответить в виде JSON, для программ
    #[arg(long)]
    pub json: bool,
    /// Открыть готовый файл или папку
    #[arg(long)]
    pub open: bool,
    /// Разложить по файлам: pupil (на каждого ученика) или class (на каждый класс); тогда -o — папка
    #[arg(long, value_name = "КАК")]
    pub split: Option<String>,
    /// For whom, and what.
    #[command(flatten)]
    pub set: SetArgs,
}

/// `pamyatka preview`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct PreviewArgs {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(value_name = "СПИСОК", help_heading = "Что показать")]
    pub roster: PathBuf,
    /// Куда записать картинку (обычно рядом со списком)
    #[arg(short, long, value_name = "ФАЙЛ.png")]
    pub output: Option<PathBuf>,
    /// Заменить файл, даже если он сделан не этой программой
    #[arg(long)]
    pub force: bool,
    /// Открыть готовую картинку
    #[arg(long)]
    pub open: bool,
    /// For whom, and what.
    #[command(flatten)]
    pub set: SetArgs,
}

/// `pamyatka kit`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct KitArgs {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(value_name = "СПИСОК", help_heading = "Что печатать")]
    pub roster: PathBuf,
    /// Папка, куда записать (обычно рядом со списком: «7б — набор»)
    #[arg(short, long, value_name = "ПАПКА")]
    pub output: Option<PathBuf>,
    /// Заменить файлы, даже если они сделаны не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
    /// Ответить в виде JSON, для программ
    #[arg(long)]
    pub json: bool,
    /// For whom, and what.
    #[command(flatten)]
    pub set: SetArgs,
}

/// `pamyatka poster`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct PosterArgs {
    /// Только на этой бумаге: A3 или A4 (обычно обе)
    #[arg(long, value_name = "БУМАГА")]
    pub paper: Option<String>,
    /// Эмблема школы: картинка PNG или JPEG
    #[arg(long, value_name = "ФАЙЛ")]
    pub emblem: Option<String>,
    /// Where it goes.
    #[command(flatten)]
    pub target: TargetArgs,
    /// What stands on it.
    #[command(flatten)]
    pub about: AboutArgs,
}

/// `pamyatka cards`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct CardsArgs {
    /// Сколько карточек (обычно один лист)
    #[arg(long, value_name = "ЧИСЛО")]
    pub copies: Option<String>,
    /// Первое свободное место на начатом листе, считая слева направо
    #[arg(long, value_name = "МЕСТО")]
    pub start: Option<String>,
    /// На готовых этикетках: столбцов x рядов, например 3x8
    #[arg(long, value_name = "СЕТКА")]
    pub labels: Option<String>,
    /// Where it goes.
    #[command(flatten)]
    pub target: TargetArgs,
    /// What stands on it.
    #[command(flatten)]
    pub about: AboutArgs,
}

/// `pamyatka checklist`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct ChecklistArgs {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(value_name = "СПИСОК", help_heading = "Что печатать")]
    pub roster: PathBuf,
    /// Where it goes.
    #[command(flatten)]
    pub target: TargetArgs,
    /// Школа
    #[arg(long, value_name = "НАЗВАНИЕ")]
    pub school: Option<String>,
    /// Класс для тех, у кого он в списке не указан
    #[arg(long, value_name = "КЛАСС")]
    pub class: Option<String>,
    /// Классный руководитель
    #[arg(long, value_name = "ФИО")]
    pub teacher: Option<String>,
    /// До какого дня вернуть талон: «5 декабря», 05.12.26
    #[arg(long, value_name = "ДАТА")]
    pub return_by: Option<String>,
    /// Талон, о котором список: login или status (тогда столбца «Логин» нет)
    #[arg(long, value_name = "ВИД")]
    pub slip: Option<String>,
    /// Свой файл шаблона вместо встроенного
    #[arg(long, value_name = "ФАЙЛ")]
    pub template: Option<String>,
    /// Which pupils.
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// How the list is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// `pamyatka qr`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct QrArgs {
    /// Адреса, https://… (обычно Госуслуги и дневник)
    #[arg(value_name = "АДРЕС", help_heading = "Что закодировать")]
    pub addresses: Vec<String>,
    /// Картинка PNG: для печати (300 точек на дюйм) и для мессенджеров (1024 точки)
    #[arg(long)]
    pub png: bool,
    /// Картинка SVG: увеличивается без потерь
    #[arg(long)]
    pub svg: bool,
    /// Страница A4 с кодом (без --png, --svg и --pdf делаются все)
    #[arg(long)]
    pub pdf: bool,
    /// Сторона кода без светлого поля (обычно 30mm, на странице 120mm)
    #[arg(long, value_name = "РАЗМЕР")]
    pub size: Option<String>,
    /// Подпись над кодом на странице и в описании картинки
    #[arg(long, value_name = "ТЕКСТ")]
    pub caption: Option<String>,
    /// Папка, куда записать (обычно qr)
    #[arg(short, long, value_name = "ПАПКА")]
    pub output: Option<PathBuf>,
    /// Заменить файлы, даже если они сделаны не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
    /// Разрешить коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Дата в свойствах страницы (обычно сегодня)
    #[arg(long, value_name = "ДАТА")]
    pub date: Option<String>,
    /// Файл настроек (обычно pamyatka.toml в этой папке)
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// `pamyatka check`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct CheckArgs {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(value_name = "СПИСОК", help_heading = "Что проверить")]
    pub roster: PathBuf,
    /// Ответить в виде JSON, для программ
    #[arg(long)]
    pub json: bool,
    /// Класс для тех, у кого он в списке не указан
    #[arg(long, value_name = "КЛАСС")]
    pub class: Option<String>,
    /// How the list is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// `pamyatka template`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct TemplateArgs {
    /// Имя встроенного шаблона (без него — все имена) или check
    #[arg(value_name = "ИМЯ", help_heading = "Что выписать", display_order = 1)]
    pub name: Option<String>,
    /// После check: свой шаблон, который надо проверить
    #[arg(value_name = "ФАЙЛ", help_heading = "Что выписать", display_order = 2)]
    pub file: Option<PathBuf>,
    /// Куда записать (обычно на экран)
    #[arg(short, long, value_name = "ФАЙЛ")]
    pub output: Option<PathBuf>,
    /// Заменить файл, если он уже есть
    #[arg(long)]
    pub force: bool,
    /// Для check: разрешить ссылки и коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Для check: файл настроек (обычно pamyatka.toml рядом с шаблоном)
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// `pamyatka verify`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct VerifyArgs {
    /// PDF, PNG или JPEG, один или несколько
    #[arg(value_name = "ФАЙЛ", required = true, help_heading = "Что проверить")]
    pub files: Vec<PathBuf>,
    /// Показать и всё, что измерено: размеры, светлое поле, контраст
    #[arg(short, long)]
    pub verbose: bool,
    /// Испытать каждый код: размытие, пятна, складки, наклон
    #[arg(long)]
    pub stress: bool,
    /// Ответить в виде JSON, для программ
    #[arg(long)]
    pub json: bool,
    /// Разрешить коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Файл настроек: сайты в нём разрешены
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// `pamyatka completions`.
#[derive(Debug, Group)]
pub struct CompletionsArgs {
    /// bash, elvish, fish, powershell или zsh
    #[arg(value_name = "ОБОЛОЧКА", help_heading = "Для чего")]
    pub shell: String,
}

/// `pamyatka man`.
#[derive(Debug, Group)]
pub struct ManArgs {
    /// Команда (обычно вся программа)
    #[arg(value_name = "КОМАНДА", help_heading = "О чём")]
    pub command: Option<String>,
}

impl ChecklistArgs {
    /// What was typed, the template left out as in [`AboutArgs::typed`].
    pub fn typed(&self) -> Typed {
        let typed = Typed::default()
            .text("school", &self.school)
            .text("class", &self.class)
            .text("teacher", &self.teacher)
            .text("return-by", &self.return_by)
            .text("slip", &self.slip);
        self.reading.typed(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clap_finds_no_fault_with_the_definition() {
        command().debug_assert();
    }

    #[test]
    fn a_list_named_like_a_command_is_reached_through_print() {
        match Args::parse_from(["pamyatka", "print", "check"]).command {
            Command::Print(print) => assert!(print.roster.unwrap().ends_with("check")),
            other => panic!("{other:?}"),
        }
    }
}
