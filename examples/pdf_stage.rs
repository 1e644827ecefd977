//! Writes a PDF of hand-made sheets and says what the PDF stage alone cost:
//! `cargo run --release --example pdf_stage -- 10000 out.pdf`.
//!
//! Shaping the names is layout's work; its time is measured and left out.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant};

use pamyatka::fonts::Fonts;
use pamyatka::pdf::{Meta, Writer, excerpt};
use pamyatka::verify::{Expected, read_excerpt};

#[path = "../tests/sheets/mod.rs"]
mod sheets;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().unwrap_or("1000".into()).parse()?;
    let path = args.next().unwrap_or("/tmp/pdf_stage.pdf".into());
    let fonts = Fonts::embedded();
    let common = sheets::Common::new(&fonts);
    let meta = Meta {
        title: "Памятки 7 «Б» класса".into(),
        author: "Школа № 1".into(),
        date: jiff::civil::date(2026, 11, 22),
        duplex: true,
    };
    let mut spent = Duration::ZERO;
    let begin = Instant::now();
    let mut writer = Writer::new(File::create(&path)?, &fonts, &meta)?;
    for first in (0..count).step_by(256) {
        let batch = sheets::sheets(&fonts, &common, first..count.min(first + 256));
        let before = Instant::now();
        writer.add(&batch)?;
        spent += before.elapsed();
    }
    let before = Instant::now();
    let index = writer.finish()?.index;
    spent += before.elapsed();
    let bytes = std::fs::metadata(&path)?.len();
    writeln!(
        std::io::stdout(),
        "{count} sheets: pdf {:.3} s of {:.3} s, {bytes} bytes, {} a page",
        spent.as_secs_f64(),
        begin.elapsed().as_secs_f64(),
        bytes / (2 * count as u64)
    )?;
    let sheet = &sheets::sheets(&fonts, &common, 0..1)[0];
    let expected: Vec<Expected> = (0..2)
        .map(|page| Expected {
            page,
            codes: sheet.pages[page]
                .codes()
                .iter()
                .map(|(area, code)| (*area, code.text().to_owned()))
                .collect(),
            page_size: sheet.pages[page].size,
        })
        .collect();
    let before = Instant::now();
    let mut file = File::open(&path)?;
    let pdf = excerpt(&index, &[0, 1], &mut |offset, length| {
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    })?;
    let size = pdf.len();
    let report = read_excerpt(pdf.into(), &expected).map_err(|errors| format!("{errors:?}"))?;
    writeln!(
        std::io::stdout(),
        "read back {} codes in an excerpt of {size} bytes in {:.1} ms",
        report.codes,
        before.elapsed().as_secs_f64() * 1000.0
    )?;
    Ok(())
}
