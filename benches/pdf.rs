//! The PDF stage and the read-back on hand-made sheets:
//! `cargo bench --bench pdf`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pamyatka::base::fonts::Fonts;
use pamyatka::model::frame::HandoutCopy;
use pamyatka::pdf::{Meta, Writer};
use pamyatka::proof::{self, Expected, Known};
use pamyatka_benches::sheets;

fn write(fonts: &Fonts, sheets: &[HandoutCopy]) -> Vec<u8> {
    let meta = Meta {
        title: "Памятки".into(),
        author: String::new(),
        date: jiff::civil::date(2026, 11, 22),
        duplex: pamyatka::pdf::Duplex::LongEdge,
    };
    let mut writer = Writer::new(Vec::new(), fonts, &meta).expect("memory does not fail");
    writer.add(sheets).expect("the sheets can be drawn");
    writer.finish().expect("memory does not fail").out
}

fn stages(criterion: &mut Criterion) {
    let fonts = Fonts::embedded();
    let common = sheets::Common::new(&fonts);
    let mut group = criterion.benchmark_group("pdf");
    group.sample_size(20);
    for count in [1, 30, 1000] {
        let sheets = sheets::sheets(&fonts, &common, 0..count);
        group.bench_function(format!("{count} sheets"), |bench| {
            bench.iter(|| black_box(write(&fonts, &sheets)));
        });
    }
    group.finish();
    let sheets = sheets::sheets(&fonts, &common, 0..30);
    let document = proof::open(write(&fonts, &sheets)).expect("it opens");
    let expected = [0, 1].map(|page| Expected::of(page, &sheets[0].pages[page]));
    criterion.bench_function("read back 2 pages of a class", |bench| {
        bench.iter(|| {
            let known = Known::default();
            proof::read(&document, &known, black_box(expected.iter().enumerate()))
        });
    });
}

criterion_group!(benches, stages);
criterion_main!(benches);
