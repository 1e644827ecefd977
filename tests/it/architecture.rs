//! Holds the architecture: imports go one way, and only `cli` touches the
//! world (design, 1 and 2). Reads the sources as text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The stages of the pipeline and `inspect`, which judges files of any origin.
/// None knows another, but for `inspect`, which stands over `proof`.
const STAGES: [&str; 7] = [
    "roster", "template", "layout", "pdf", "pictures", "proof", "inspect",
];
/// Shared modules from the ground up: each may name those before it.
const SHARED: [&str; 3] = ["base", "model", "address"];
/// Crates and the only places that may name them.
const OWNERS: [(&str, &[&str]); 11] = [
    ("sha2", &["kit"]),
    ("png", &["pictures", "inspect"]),
    ("rqrr", &["proof"]),
    ("hayro", &["proof"]),
    ("printpdf", &["pdf"]),
    ("lopdf", &["pdf"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("tempfile", &["cli"]),
    ("serde_json", &["cli", "kit", "report"]),
    ("toml", &["settings", "template"]),
];
/// What a stage or a shared module must not do.
const WORLD: [&str; 12] = [
    "std::fs",
    "std::env",
    "std::net::Tcp",
    "std::process",
    "std::thread",
    "std::time",
    "SystemTime",
    "Zoned::now",
    "println!",
    "eprintln!",
    "stdout()",
    "stderr()",
];

struct Source {
    path: PathBuf,
    /// Top-level module: the first folder or the file's stem.
    module: String,
    /// How deep the file's own module lies: 1 for `layout/mod.rs`.
    depth: usize,
    /// The text without comments.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(source(&root, path));
            }
        }
    }
    assert!(found.len() > 10, "the sources were not found");
    found
}

fn source(root: &Path, path: PathBuf) -> Source {
    let inside = path.strip_prefix(root).unwrap().with_extension("");
    let mut parts: Vec<String> = inside
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    let code = fs::read_to_string(&path).unwrap();
    Source {
        module: parts[0].clone(),
        depth: parts.len(),
        code: without_comments(&code),
        path,
    }
}

/// Line comments only: the house style has no others.
fn without_comments(code: &str) -> String {
    code.lines()
        .map(|line| {
            // "https://" in a string is no comment.
            let start = line
                .match_indices("//")
                .map(|(at, _)| at)
                .find(|&at| at == 0 || line.as_bytes()[at - 1] != b':');
            &line[..start.unwrap_or(line.len())]
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The top-level modules that the code names: `crate::x`, `crate::{x, y::z}`,
/// and `super::…` chains that climb to the crate's root.
fn named_modules(source: &Source) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in source.code.match_indices("crate::") {
        let before = source.code[..at].chars().next_back();
        if before.is_none_or(|c| !is_ident(c) && c != '$') {
            heads(&source.code[at + "crate::".len()..], &mut names);
        }
    }
    let mut rest = source.code.as_str();
    while let Some(at) = rest.find("super::") {
        let mut tail = &rest[at..];
        let mut climbs = 0;
        while let Some(next) = tail.strip_prefix("super::") {
            tail = next;
            climbs += 1;
        }
        // `super::*` in the unit tests of a top-level file is that file.
        if climbs >= source.depth && !tail.starts_with('*') {
            heads(tail, &mut names);
        }
        rest = tail;
    }
    names
}

fn is_ident(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// First words of a path or of each path of a group in braces.
fn heads(path: &str, names: &mut BTreeSet<String>) {
    let Some(group) = path.strip_prefix('{') else {
        let word: String = path.chars().take_while(|&c| is_ident(c)).collect();
        names.insert(if path.starts_with('*') {
            "*".into()
        } else {
            word
        });
        return;
    };
    let mut depth = 0;
    let mut word = String::new();
    let mut at_head = true;
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.insert(std::mem::take(&mut word));
                at_head = true;
            }
            ':' => at_head = false,
            c if at_head && depth == 0 && (is_ident(c) || c == '*') => word.push(c),
            _ => {}
        }
    }
    names.insert(word);
}

/// Whether `word` stands in the code as a word of its own.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        before.is_none_or(|c| !is_ident(c)) && after.is_none_or(|c| !is_ident(c))
    })
}

/// The code before the unit tests at the end of a file.
fn working_part(source: &Source) -> &str {
    let file = source.path.file_stem().unwrap_or_default();
    if file == "tests" {
        return "";
    }
    source.code.split("#[cfg(test)]").next().unwrap_or_default()
}

fn is_stage(module: &str) -> bool {
    STAGES.contains(&module)
}

/// Whether `from` may name `to`.
fn allowed(from: &str, to: &str) -> bool {
    match from {
        "main" | "lib" | "cli" => true,
        "kit" => to != "cli",
        "report" => !["kit", "cli"].contains(&to),
        "pipeline" => !["settings", "report", "kit", "cli"].contains(&to),
        "settings" => to == from || SHARED.contains(&to),
        _ if to == from => true,
        "inspect" if to == "proof" => true,
        _ => match SHARED.iter().position(|shared| *shared == from) {
            Some(level) => SHARED[..level].contains(&to),
            None => is_stage(from) && SHARED.contains(&to),
        },
    }
}

/// The module that a path of a `use` leads to, as far as the path names modules
/// that are files of their own.
fn file_of<'a>(path: &[String], files: &'a BTreeMap<Vec<String>, PathBuf>) -> Option<&'a PathBuf> {
    (1..=path.len())
        .rev()
        .find_map(|end| files.get(&path[..end]))
}

/// Every path that a `use` of this code names, from the crate's root.
fn used_paths(code: &str, module: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let starts = code[..at].chars().next_back();
        if starts.is_some_and(|c| !c.is_whitespace() && c != '(') {
            continue;
        }
        let Some(end) = code[at..].find(';') else {
            continue;
        };
        branches(
            code[at + "use ".len()..at + end].trim(),
            &mut Vec::new(),
            &mut found,
        );
    }
    found
        .into_iter()
        .filter_map(|path| from_root(path, module))
        .collect()
}

/// The paths of a tree of uses, `a::{b, c::d}`.
fn branches(tree: &str, above: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let depth = above.len();
    let mut rest = tree.trim();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            for part in parts(group.trim_end_matches('}')) {
                branches(part, above, found);
            }
            break;
        }
        match rest.split_once("::") {
            Some((head, tail)) if !head.contains('{') => {
                above.push(head.trim().to_owned());
                rest = tail.trim();
            }
            _ => {
                let name = rest.split_whitespace().next().unwrap_or_default();
                let mut path = above.clone();
                path.push(name.to_owned());
                found.push(path);
                break;
            }
        }
    }
    above.truncate(depth);
}

/// What stands between the commas of a group, not those of inner groups.
fn parts(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut all) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(&group[start..]);
    all.retain(|part| !part.trim().is_empty());
    all
}

/// A path from the crate's root; `None` for other crates.
fn from_root(path: Vec<String>, module: &[String]) -> Option<Vec<String>> {
    let climbs = path.iter().take_while(|part| *part == "super").count();
    let (above, rest) = match path.first().map(String::as_str)? {
        "crate" => (&module[..0], &path[1..]),
        "self" => (module, &path[1..]),
        "super" => (
            &module[..module.len().checked_sub(climbs)?],
            &path[climbs..],
        ),
        _ => return None,
    };
    Some(above.iter().chain(rest).cloned().collect())
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for source in sources() {
        for name in named_modules(&source) {
            if !allowed(&source.module, &name) {
                wrong.push(format!("{}: crate::{name}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "upward or sideways imports:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn outside_crates_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, owners) in OWNERS {
            let path = format!("{name}::");
            let imported = source.code.contains(&format!("use {name};"));
            let named = imported || mentions_path(&source.code, &path);
            if named && !owners.contains(&source.module.as_str()) {
                wrong.push(format!("{}: {name}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates out of place:\n{}",
        wrong.join("\n")
    );
}

/// Whether a path begins with `path` (and is not a tail such as `crate::pdf::`).
fn mentions_path(code: &str, path: &str) -> bool {
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !is_ident(c) && c != ':')
    })
}

#[test]
fn only_cli_touches_the_world() {
    let mut wrong = Vec::new();
    for source in sources() {
        if ["cli", "main"].contains(&source.module.as_str()) {
            continue;
        }
        let code = working_part(&source);
        for word in WORLD {
            // Batches side by side are one function of the pipeline.
            let excused = source.module == "pipeline" && word == "std::thread";
            if !excused && mentions(code, word) {
                wrong.push(format!("{}: {word}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "files, clocks or threads:\n{}",
        wrong.join("\n")
    );
}

/// No file is imported, by whatever way, by a file that it imports. The head of
/// a folder (`mod.rs`), which hands on what the files in it define, is left out.
#[test]
fn no_files_import_each_other() {
    let sources = sources();
    let module = |source: &Source| -> Vec<String> {
        let path = source.path.with_extension("");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let inside = path.strip_prefix(&root).unwrap().iter();
        inside
            .map(|part| part.to_string_lossy().into_owned())
            .collect()
    };
    let is_head =
        |module: &[String]| ["mod", "lib", "main"].contains(&module.last().unwrap().as_str());
    let files: BTreeMap<Vec<String>, PathBuf> = sources
        .iter()
        .map(|source| (module(source), source.path.clone()))
        .filter(|(module, _)| !is_head(module))
        .collect();
    let mut arrows: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = BTreeMap::new();
    for source in &sources {
        let module = module(source);
        if is_head(&module) {
            continue;
        }
        let paths = used_paths(working_part(source), &module);
        let to = paths.iter().filter_map(|path| file_of(path, &files));
        let own = &files[&module];
        arrows
            .entry(own)
            .or_default()
            .extend(to.filter(|to| *to != own));
    }
    assert!(arrows.values().map(BTreeSet::len).sum::<usize>() > 100);
    // What imports nothing that is left is in no circle.
    while let Some(free) = arrows
        .iter()
        .find(|(_, to)| to.iter().all(|to| !arrows.contains_key(*to)))
        .map(|(from, _)| *from)
    {
        arrows.remove(free);
    }
    assert!(arrows.is_empty(), "in circles, or above one: {arrows:#?}");
}

/// The checks themselves, on made-up sources.
#[test]
fn the_checks_see_what_they_look_for() {
    let names = |depth, code: &str| {
        let source = Source {
            path: PathBuf::from("x.rs"),
            module: "layout".into(),
            depth,
            code: without_comments(code),
        };
        named_modules(&source)
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(names(1, "use crate::pdf::Writer;"), "pdf");
    assert_eq!(
        names(1, "use crate::{units::{Pt, Mm}, pdf, cli::run};"),
        "cli pdf units"
    );
    assert_eq!(
        names(
            1,
            "// use crate::pdf;\nlet a = \"https://\"; crate::verify::go()"
        ),
        "verify"
    );
    assert_eq!(names(1, "use super::template;"), "template");
    assert_eq!(names(2, "use super::lines; use super::super::pdf;"), "pdf");
    assert_eq!(names(2, "use crate::*;"), "*");
    assert!(!allowed("layout", "pdf") && !allowed("base", "layout"));
    assert!(!allowed("base", "model") && allowed("address", "model"));
    assert!(!allowed("layout", "pipeline") && !allowed("pipeline", "cli"));
    assert!(!allowed("layout", "*"));
    assert!(allowed("layout", "base") && allowed("pipeline", "pdf"));
    let module = ["a", "b"].map(String::from);
    let used = used_paths(
        "use super::{c, d::{E, F}};\nuse crate::g::h;\nuse i::j;",
        &module,
    );
    let used: Vec<String> = used.iter().map(|path| path.join("::")).collect();
    assert_eq!(used, ["a::c", "a::d::E", "a::d::F", "g::h"]);
    assert!(mentions("use std::fs;", "std::fs") && !mentions("std::fsx", "std::fs"));
    assert!(mentions_path("lopdf::Object", "lopdf::"));
    assert!(!mentions_path("crate::toml::x", "toml::"));
}
