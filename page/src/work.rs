//! What the page asks of the library, and the answers.
//!
//! Every question carries all that it depends on but the bytes of the list,
//! which go with the first question about it and are kept, and the set that was
//! made last, of which pictures are drawn. So an instance that was lost is
//! replaced by a new one that is asked again. Knows nothing of browsers.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::Arc;

use jiff::civil::Date;
use pamyatka::base::diagnostic::Diagnostic;
use pamyatka::base::plural::{self, count};
use pamyatka::base::{file_name, text};
use pamyatka::kit::Content;
use pamyatka::kit::manifest::{self, List, Listed, Stamp};
use pamyatka::model::job::{Form, Job};
use pamyatka::model::picture::{EMBLEM, Picture};
use pamyatka::model::selection::{self, Selection};
use pamyatka::model::student::{Roster, Student};
use pamyatka::pipeline::{self, Failure, Made, Source};
use pamyatka::proof::Report;
use pamyatka::roster::{self, Grid, Mend, Options};
use pamyatka::settings::{self, KEYS, Settings, SettingsFile, Texts, Typed, Written};
use pamyatka::template::{self, BUILTIN};
use pamyatka::{kit, pictures, report};
use serde::Deserialize;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Rows that are shown to be mended.
const MOST_ROWS: usize = 5000;
/// Pixels for a point at most: a page of A4 takes 30 MB then.
const MOST_SCALE: f64 = 5.0;
/// The list to try the page with.
const SAMPLE: &[u8] = include_bytes!("../../examples/list.csv");
/// What goes round as a name where a list has none.
const NAMELESS: &str = "список";

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Question {
    /// What can be chosen from; answers with the sample list.
    Begin,
    /// Makes the sample once: a browser compiles what is used, and the first
    /// list need not wait for that.
    Rehearse,
    /// How the list is understood.
    Read(Wanted),
    /// The list as CSV, with a row of these titles above it if there are any.
    Csv {
        /// The list.
        #[serde(flatten)]
        wanted: Wanted,
        /// For each column the field it holds.
        titles: Vec<Option<String>>,
    },
    /// The handouts as a PDF whose codes have been read back.
    Make(Wanted),
    /// A page of the PDF that was made last, as a PNG.
    Picture {
        /// Counted from 0.
        page: usize,
        /// Pixels for a point.
        scale: f64,
    },
    /// All files of the kit as a ZIP.
    Kit(Wanted),
    /// The emblem of the school in the bytes of a picture; no bytes take it away.
    Emblem,
    /// The settings as a settings file.
    SettingsText(Wanted),
    /// The settings in the bytes of a settings file.
    SettingsRead,
}

/// A list, what is put right in it, whom it is for and how.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Name of the file.
    pub file: String,
    /// The day it is where the teacher is, `2026-11-22`.
    pub today: String,
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// What is put right.
    pub mends: Vec<Put>,
    /// What stands in the form.
    pub settings: Values,
    /// Rows of the pupils who are wanted, if not all are.
    pub rows: Option<Vec<usize>>,
}

/// One thing that is put right, see [`Mend`]. A title says of its column what
/// it holds: the key of a field, or nothing.
#[derive(Debug, Deserialize)]
pub struct Put {
    row: usize,
    column: Option<usize>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    field: Option<String>,
}

/// Settings by the names of the settings file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Values {
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    labels: BTreeMap<String, Texts>,
    papers: Texts,
    vars: Texts,
}

/// The answer: JSON, and the bytes of a file if that was asked for.
#[derive(Default)]
pub struct Answer {
    /// What is said.
    pub json: Value,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What is wrong, as an answer.
type Refusal = Vec<Diagnostic>;

/// The page's memory.
#[derive(Default)]
pub struct Page {
    list: Vec<u8>,
    emblem: Option<Arc<Picture>>,
    made: Option<(Made, Vec<u8>)>,
}

impl Page {
    /// Answers a question; `bytes` go with it. Whenever some pupils or pages are
    /// done, `rest` is awaited with the number of pupils. Gives the memory back;
    /// who does not wait for the answer loses it.
    pub async fn ask(
        mut self,
        question: Vec<u8>,
        bytes: Vec<u8>,
        rest: impl AsyncFn(usize),
    ) -> (Self, Answer) {
        let answer = match serde_json::from_slice(&question) {
            Ok(question) => self.answer(question, bytes, &rest).await,
            Err(error) => Err(vec![Diagnostic::error("question", error.to_string())]),
        };
        (self, answer.unwrap_or_else(|errors| failed(&errors)))
    }

    async fn answer(
        &mut self,
        question: Question,
        bytes: Vec<u8>,
        rest: &impl AsyncFn(usize),
    ) -> Result<Answer, Refusal> {
        let has_list = !matches!(question, Question::SettingsRead | Question::Emblem);
        if has_list && !bytes.is_empty() {
            self.list = bytes.clone();
        }
        match question {
            Question::Begin => Ok(begin()),
            Question::Rehearse => rehearse(rest).await,
            Question::Read(wanted) => Ok(self.read(&wanted)),
            Question::Csv { wanted, titles } => self.csv(&wanted, &titles),
            Question::Make(wanted) => self.make(&wanted, rest).await,
            Question::Picture { page, scale } => self.picture(page, scale),
            Question::Kit(wanted) => self.kit(&wanted, rest).await,
            Question::SettingsText(wanted) => Ok(Answer {
                bytes: wanted.settings.file().text().into_bytes(),
                ..Answer::default()
            }),
            Question::SettingsRead => settings_read(bytes),
            Question::Emblem => self.take_emblem(&bytes),
        }
    }

    fn read(&self, wanted: &Wanted) -> Answer {
        let (settings, wrong) = wanted.settled();
        let mends = wanted.mends();
        let options = wanted.options(&settings);
        let read = roster::read_mended(&self.list, &options, &mends);
        let (mut roster, errors) = match read {
            Ok(roster) => (roster, Vec::new()),
            Err(errors) => (Roster::default(), errors),
        };
        roster::fill_class(&mut roster, &settings.job.class);
        let remarks: Vec<&Diagnostic> = errors.iter().chain(&roster.warnings).collect();
        let grid = roster::grid(&self.list, &options, &mends).unwrap_or_default();
        let today = settings.job.today;
        let reading = &roster.reading;
        let student = |student: &Student| {
            json!({
                "row": student.row,
                "name": student.name.full(),
                "class": &*student.class,
                "age": student.age_on(today),
                "login": student.login.is_some(),
            })
        };
        let wrong = wrong.iter().map(|one| {
            let text = format!("{} {}", one.reason, one.hint);
            json!({ "key": one.key, "text": text })
        });
        let answer = json!({
            "ok": errors.is_empty(),
            "remarks": remarks.into_iter().map(remark).collect::<Vec<_>>(),
            "wrong": wrong.collect::<Vec<_>>(),
            "settings": settings.warnings.iter().map(remark).collect::<Vec<_>>(),
            "students": roster.students.iter().map(student).collect::<Vec<_>>(),
            "pupils": count(roster.students.len(), plural::PUPILS),
            "classes": report::check::class_lines(&roster, today),
            "left_out": report::left_out(reading),
            "grid": shown(&grid, &roster),
        });
        Answer {
            json: answer,
            ..Answer::default()
        }
    }

    fn take_emblem(&mut self, bytes: &[u8]) -> Result<Answer, Refusal> {
        self.emblem = None;
        if !bytes.is_empty() {
            let picture = pipeline::picture(bytes).map_err(|error| vec![*error])?;
            self.emblem = Some(Arc::new(picture));
        }
        Ok(Answer {
            json: json!({ "ok": true }),
            ..Answer::default()
        })
    }

    /// The settings, if all of them can be, with the emblem.
    fn sound(&self, wanted: &Wanted) -> Result<Settings, Refusal> {
        let (mut settings, wrong) = wanted.settled();
        if !wrong.is_empty() {
            return Err(wrong.iter().map(|one| one.written("Настройки")).collect());
        }
        match (&self.emblem, &settings.emblem) {
            (Some(picture), _) => {
                let name = EMBLEM.to_owned();
                settings.job.pictures.insert(name, Arc::clone(picture));
            }
            (None, Some((name, _))) => {
                let message = format!("эмблема «{name}» не напечатана: страница не видит файла.");
                let remark = Diagnostic::warning("emblem-not-read", message);
                settings
                    .warnings
                    .push(remark.with_hint("Выберите картинку в настройках."));
            }
            (None, None) => {}
        }
        Ok(settings)
    }

    fn csv(&self, wanted: &Wanted, titles: &[Option<String>]) -> Result<Answer, Refusal> {
        let (settings, _) = wanted.settled();
        let grid = roster::grid(&self.list, &wanted.options(&settings), &wanted.mends());
        let title = |field: &Option<String>| roster::title_of(field.as_deref()).to_owned();
        let titles: Vec<String> = titles.iter().map(title).collect();
        Ok(Answer {
            json: json!({ "name": named(&wanted.stem(), "csv") }),
            bytes: grid.unwrap_or_default().csv(&titles).into_bytes(),
        })
    }

    /// The chosen pupils of the list, and how many it has.
    fn chosen(&self, wanted: &Wanted, settings: &Settings) -> Result<(Roster, usize), Refusal> {
        let options = wanted.options(settings);
        let mut roster = roster::read_mended(&self.list, &options, &wanted.mends())?;
        roster::fill_class(&mut roster, &settings.job.class);
        let listed = roster.students.len();
        let mut selection = Selection::default();
        if let Some(rows) = wanted.rows.as_ref().filter(|rows| rows.len() < listed) {
            let numbers = (1..).zip(&roster.students);
            let numbers = numbers.filter(|(_, student)| rows.contains(&student.row));
            selection.only = numbers.map(|(number, _)| number.to_string()).collect();
        }
        Ok((selection::select(roster, &selection)?, listed))
    }

    async fn make(
        &mut self,
        wanted: &Wanted,
        rest: &impl AsyncFn(usize),
    ) -> Result<Answer, Refusal> {
        self.made = None;
        let settings = self.sound(wanted)?;
        let (mut roster, listed) = self.chosen(wanted, &settings)?;
        let source = source(&settings)?;
        let whom = report::whom(&roster);
        let chosen = report::chosen(roster.students.len(), listed);
        let students = std::mem::take(&mut roster.students);
        let names = students.iter().map(|one| (one.row, one.name.short()));
        let names: Vec<(usize, String)> = names.collect();
        let name = match &names[..] {
            all if all.len() == listed => wanted.stem(),
            [(_, one)] => format!("{} — {one}", wanted.stem()),
            some => format!("{} — {} из {listed}", wanted.stem(), some.len()),
        };
        let job = &settings.job;
        let mut pdf = Vec::new();
        let (made, read) = made_and_read(students, source, job, &mut pdf, rest).await?;
        let warnings = [&settings.warnings, &made.warnings, &roster.warnings];
        let pupils = names.iter().enumerate().map(|(at, (row, name))| {
            let pages = made.pages_of(at);
            json!({ "row": row, "name": name, "pages": [pages.start, pages.end] })
        });
        let answer = json!({
            "ok": true,
            "name": named(&name, "pdf"),
            "said": format!(
                "{}{chosen}{}",
                report::done(&whom, &made),
                report::addresses(&made.addresses)
            ),
            "printing": report::printing(&made, job.form),
            "codes": read.codes,
            "pupils": pupils.collect::<Vec<_>>(),
            "remarks": warnings.into_iter().flatten().map(remark).collect::<Vec<_>>(),
        });
        self.made = Some((made, pdf.clone()));
        Ok(Answer {
            json: answer,
            bytes: pdf,
        })
    }

    fn picture(&self, page: usize, scale: f64) -> Result<Answer, Refusal> {
        let Some((made, pdf)) = &self.made else {
            return Err(vec![Diagnostic::error("nothing-made", "памяток ещё нет.")]);
        };
        let scale = scale.clamp(0.5, MOST_SCALE);
        let drawn = pipeline::draw(made, page, scale, &mut pipeline::in_memory(pdf));
        let drawn = drawn.map_err(refused)?;
        Ok(Answer {
            json: json!({ "ok": true, "width": drawn.width, "height": drawn.height }),
            bytes: pictures::grey(drawn.width, &drawn.pixels),
        })
    }

    async fn kit(&self, wanted: &Wanted, rest: &impl AsyncFn(usize)) -> Result<Answer, Refusal> {
        let settings = self.sound(wanted)?;
        let (roster, listed) = self.chosen(wanted, &settings)?;
        let source = source(&settings)?;
        let job = &settings.job;
        let mut files = Vec::new();
        for (name, content) in
            kit::contents(&roster, source, papers(wanted, job)?).map_err(refused)?
        {
            let mut bytes = Vec::new();
            let made = match content {
                Content::Handouts => {
                    let students = roster.students.clone();
                    let made = made_and_read(students, source, job, &mut bytes, rest).await?;
                    Some(made.0)
                }
                other => paper(&other, &roster, source, job, &mut bytes)?,
            };
            rest(roster.students.len()).await;
            let listed = Listed {
                name,
                stamp: Stamp::of_bytes(&bytes),
                pages: made.as_ref().map(|made| made.pages),
                sheets: made.as_ref().map(|made| made.sheets),
            };
            files.push((listed, bytes));
        }
        let mended = (!wanted.mends.is_empty())
            .then(|| self.csv(wanted, &[]))
            .transpose()?;
        let list = List {
            stamp: &Stamp::of_bytes(mended.as_ref().map_or(&self.list, |csv| &csv.bytes)),
            pupils: listed,
            chosen: roster.students.len(),
        };
        let stamps: Vec<Listed> = files.iter().map(|(listed, _)| listed.clone()).collect();
        let text = manifest::text(list, job.today, &stamps);
        let names = files
            .iter()
            .map(|(listed, bytes)| (&*listed.name, &bytes[..]));
        let zip = zipped(names.chain([(manifest::NAME, text.as_bytes())]));
        Ok(Answer {
            json: json!({
                "ok": true,
                "name": named(&format!("{} — набор", wanted.stem()), "zip"),
                "said": format!("Готово: набор ({}, {}).",
                    count(roster.students.len(), plural::PUPILS),
                    count(files.len() + 1, plural::FILES)),
            }),
            bytes: zip,
        })
    }
}

impl Wanted {
    fn day(&self) -> Date {
        self.today.parse().unwrap_or(Date::ZERO)
    }

    /// The name of the list without its ending.
    fn stem(&self) -> String {
        let stem = self
            .file
            .rsplit_once('.')
            .map_or(&*self.file, |(stem, _)| stem);
        if stem.is_empty() {
            NAMELESS.to_owned()
        } else {
            stem.to_owned()
        }
    }

    fn mends(&self) -> Vec<Mend> {
        let title =
            |put: &Put| roster::title_of(put.field.as_deref().filter(|key| !key.is_empty()));
        let mends = self.mends.iter().map(|put| Mend {
            row: put.row,
            column: put.column,
            text: match put.field {
                Some(_) => title(put).to_owned(),
                None => put.text.clone(),
            },
        });
        mends.collect()
    }

    fn options<'a>(&'a self, settings: &'a Settings) -> Options<'a> {
        Options {
            file: &self.file,
            encoding: settings.encoding.as_deref(),
            sheet: settings.book_sheet.as_deref(),
            login_column: None,
            many: false,
            today: settings.job.today,
        }
    }

    fn settle(&self, file: &SettingsFile) -> Result<Settings, Vec<settings::Wrong>> {
        settings::settle(
            &Typed::default().text("sheet", &self.sheet),
            file,
            self.day(),
        )
    }

    /// The settings without what cannot be, and what that is.
    fn settled(&self) -> (Settings, Vec<settings::Wrong>) {
        let mut file = self.settings.file();
        let wrong = match self.settle(&file) {
            Ok(settings) => return (settings, Vec::new()),
            Err(wrong) => wrong,
        };
        for one in &wrong {
            file.texts.remove(one.key);
            file.lists.remove(one.key);
        }
        let settings = self.settle(&file).unwrap_or_else(|_| Settings {
            job: Job::on(self.day()),
            encoding: None,
            book_sheet: None,
            template: None,
            emblem: None,
            warnings: Vec::new(),
        });
        (settings, wrong)
    }
}

impl Values {
    fn file(&self) -> SettingsFile {
        let key = |name: &String| KEYS.into_iter().find(|key| key == name);
        // Where a value is to be found is told by its key.
        let texts = self.texts.iter().filter_map(|(name, value)| {
            let value = value.trim().to_owned();
            (!value.is_empty()).then_some((key(name)?, Written { value, line: 1 }))
        });
        let lists = self.lists.iter().filter_map(|(name, value)| {
            let value = value.clone();
            Some((key(name)?, Written { value, line: 1 }))
        });
        let labels = self.labels.iter().map(|(name, value)| {
            let value = value.clone();
            (name.clone(), Written { value, line: 1 })
        });
        SettingsFile {
            name: String::new(),
            texts: texts.collect(),
            lists: lists.collect(),
            labels: labels.collect(),
            papers: self.papers.clone(),
            vars: self.vars.clone(),
        }
    }
}

fn begin() -> Answer {
    let fields = [
        "last", "first", "middle", "full", "class", "grade", "letter", "birth", "login", "account",
    ];
    let fields = fields.map(|key| json!({ "key": key, "name": report::check::field_name(key) }));
    let forms = Form::NAMES.map(|(name, _)| name);
    let editions = BUILTIN.iter().filter(|one| one.is_handout);
    let editions = editions.map(|one| json!({ "name": one.name, "about": one.about }));
    Answer {
        json: json!({
            "version": env!("CARGO_PKG_VERSION"),
            "fields": fields,
            "forms": forms,
            "editions": editions.collect::<Vec<_>>(),
        }),
        bytes: SAMPLE.to_vec(),
    }
}

async fn rehearse(rest: &impl AsyncFn(usize)) -> Result<Answer, Refusal> {
    let mut page = Page {
        list: SAMPLE.to_vec(),
        ..Page::default()
    };
    let wanted = Wanted {
        today: "2026-09-01".to_owned(),
        ..Wanted::default()
    };
    page.read(&wanted);
    page.make(&wanted, rest).await?;
    page.picture(0, 1.0)
}

fn settings_read(bytes: Vec<u8>) -> Result<Answer, Refusal> {
    let text = text::of_utf8(bytes).map_err(|error| vec![*error])?;
    let file = SettingsFile::parse("", &text)?;
    Ok(Answer {
        json: json!({
            "ok": true,
            "texts": file.texts,
            "lists": file.lists,
            "labels": file.labels,
            "papers": file.papers,
            "vars": file.vars,
        }),
        ..Answer::default()
    })
}

/// Handouts in `pdf` that have been read back.
async fn made_and_read(
    students: Vec<Student>,
    source: Source<'_>,
    job: &Job,
    pdf: &mut Vec<u8>,
    rest: &impl AsyncFn(usize),
) -> Result<(Made, Report), Refusal> {
    let made = pipeline::run_in_slices(students, source, job, &mut *pdf, rest);
    let made = made.await.map_err(refused)?;
    let mut read_at = pipeline::in_memory(pdf);
    let read = pipeline::read_back_in_slices(&made, &mut read_at, async || {
        rest(made.handouts).await;
    });
    let read = read.await.map_err(refused)?;
    Ok((made, read))
}

/// Another paper of the kit, read back if it is a PDF that was made now.
fn paper(
    content: &Content,
    roster: &Roster,
    source: Source<'_>,
    job: &Job,
    bytes: &mut Vec<u8>,
) -> Result<Option<Made>, Refusal> {
    let made = content.write(roster, source, job, bytes, &|_| {});
    let made = made.map_err(refused)?;
    if let Some(made) = &made {
        pipeline::read_back(made, &mut pipeline::in_memory(bytes)).map_err(refused)?;
    }
    Ok(made)
}

/// The template that the settings name, if it is built in and for handouts: no
/// other file can be read here.
fn source(settings: &Settings) -> Result<Source<'static>, Refusal> {
    let name = settings
        .template
        .as_ref()
        .map_or(BUILTIN[0].name, |(name, _)| name);
    let known = BUILTIN
        .iter()
        .find(|one| one.is_handout && one.name == name);
    let known = known.ok_or_else(|| vec![not_read(name)])?;
    Ok(Source {
        name: known.name,
        text: known.source,
    })
}

/// The built-in templates of the papers of the kit.
fn papers(wanted: &Wanted, job: &Job) -> Result<[kit::Template; kit::TEMPLATES.len()], Refusal> {
    let own = wanted.settings.papers.iter();
    let own: Vec<_> = own
        .filter(|(name, _)| kit::TEMPLATES.contains(&&***name))
        .collect();
    if !own.is_empty() {
        return Err(own
            .into_iter()
            .map(|(_, file)| not_read(&file.value))
            .collect());
    }
    Ok(kit::TEMPLATES.map(|name| kit::Template {
        name: name.to_owned(),
        text: template::builtin(name).unwrap_or_default().to_owned(),
        job: job.clone(),
    }))
}

fn not_read(name: &str) -> Diagnostic {
    let message = format!("шаблон «{name}» страница прочесть не может.");
    let hint = "Свой шаблон читает программа pamyatka; здесь выберите встроенный.";
    Diagnostic::error("no-template", message).with_hint(hint)
}

/// The list to be mended: what each column is taken for, and the rows.
fn shown(grid: &Grid, roster: &Roster) -> Value {
    let mut taken = roster.reading.columns.clone();
    let is_read = !taken.is_empty();
    let columns = grid.columns.iter().map(|column| {
        let at = taken.iter().position(|(_, title)| *title == column.title);
        let field = match (is_read, at) {
            (true, Some(at)) => Some(taken.remove(at).0),
            (true, None) => None,
            (false, _) => column.field,
        };
        json!({ "title": column.title, "field": field })
    });
    let columns: Vec<Value> = columns.collect();
    let rows = grid.rows.iter().take(MOST_ROWS);
    let rows: Vec<Value> = rows.map(|row| json!([row.number, row.cells])).collect();
    let more = grid.rows.len().saturating_sub(MOST_ROWS);
    json!({ "sheet": grid.sheet, "sheets": grid.sheets, "header": grid.header_row, "columns": columns, "rows": rows, "more": more })
}

/// A remark as the page shows it. Flags are for the command line: what they do
/// can be chosen beside.
fn remark(remark: &Diagnostic) -> Value {
    let hint = remark.hint.as_ref().filter(|hint| !hint.contains("--"));
    json!({
        "error": remark.is_error(),
        "code": remark.code,
        "row": remark.row,
        "column": remark.column,
        "message": remark.message,
        "hint": hint,
    })
}

fn failed(errors: &[Diagnostic]) -> Answer {
    let remarks: Vec<Value> = errors.iter().map(remark).collect();
    Answer {
        json: json!({ "ok": false, "remarks": remarks }),
        ..Answer::default()
    }
}

fn refused(failure: Failure) -> Refusal {
    match failure {
        Failure::Input(errors) => errors,
        // Memory takes what is written.
        Failure::Output(error) => vec![Diagnostic::error("memory", format!("{error}."))],
    }
}

fn named(stem: &str, ending: &str) -> String {
    file_name::safe(stem, ending)
}

/// Files as a ZIP; what is packed already is not packed again.
fn zipped<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(name, stored).expect("names are given once");
        zip.write_all(bytes).expect("memory takes all bytes");
    }
    zip.finish().expect("memory takes all bytes").into_inner()
}
