//! `pamyatka verify` on damaged PDFs and pictures: an answer in Russian within
//! bounds, whatever the libraries that read them do.

use std::fs;
use std::path::Path;

use crate::support::bounded::bounded;
use crate::support::dice::{Dice, mutate, run};

/// A file of this program and the same with its streams unpacked, so that what is
/// damaged is not only the packing.
fn papers(dir: &Path) -> Vec<Vec<u8>> {
    fs::write(dir.join("7b.csv"), "ФИО\nЦой Ян\n").unwrap();
    assert!(bounded(dir, &["7b.csv", "-o", "a.pdf"]).status.success());
    let packed = fs::read(dir.join("a.pdf")).unwrap();
    let mut document = lopdf::Document::load_mem(&packed).unwrap();
    document.decompress();
    let mut plain = Vec::new();
    document.save_to(&mut plain).unwrap();
    vec![packed, plain]
}

fn pictures(dir: &Path) -> Vec<Vec<u8>> {
    let address = "https://cop.admhmao.ru";
    assert!(bounded(dir, &["qr", address, "-o", "qr"]).status.success());
    let files = fs::read_dir(dir.join("qr")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let mut paths: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "png"))
        .collect();
    paths.sort();
    let code = image::load_from_memory(&fs::read(&paths[0]).unwrap()).unwrap();
    let mut jpeg = std::io::Cursor::new(Vec::new());
    code.to_luma8()
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .unwrap();
    let mut all: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    all.push(jpeg.into_inner());
    all
}

/// Damages one of the files and has it judged.
fn judged(dir: &Path, files: &[Vec<u8>], name: &str, dice: &mut Dice) {
    let mut bytes = files[dice.below(files.len())].clone();
    mutate(dice, &mut bytes);
    fs::write(dir.join(name), bytes).unwrap();
    let output = bounded(dir, &["verify", name]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
    for word in ["panicked", "backtrace", "os error", "RUST"] {
        assert!(!said.contains(word), "{said}");
    }
}

#[test]
fn damaged_papers() {
    let dir = tempfile::tempdir().unwrap();
    let files = papers(dir.path());
    run(|dice| judged(dir.path(), &files, "x.pdf", dice));
}

#[test]
fn damaged_pictures() {
    let dir = tempfile::tempdir().unwrap();
    let files = pictures(dir.path());
    run(|dice| judged(dir.path(), &files, "x.png", dice));
}
