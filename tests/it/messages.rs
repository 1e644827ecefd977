//! Every Russian text of the program in one file, to be read from top to bottom
//! as a teacher would: `snapshots/it__messages__said.snap`.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Literal, TokenStream, TokenTree};

/// Where comments are what the program says.
const HELP: [&str; 2] = ["cli/args.rs", "cli/groups.rs"];

/// The files of a folder and those in it that hold code, sorted.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The text of a literal, if it is Russian.
fn russian(literal: &Literal) -> Option<String> {
    let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else {
        return None;
    };
    let text = text.value();
    let letters = text.chars().filter(|c| ('а'..='я').contains(c)).count();
    (letters > 1).then_some(text)
}

/// The texts of some code; what stands in comments is among them if asked for.
fn texts(code: TokenStream, comments: bool, found: &mut Vec<String>) {
    let mut is_comment = false;
    for token in code {
        match token {
            TokenTree::Group(group) => texts(group.stream(), comments, found),
            TokenTree::Literal(literal) if comments || !is_comment => {
                found.extend(russian(&literal));
            }
            TokenTree::Ident(name) => is_comment = name == "doc",
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn said() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let mut all = String::new();
    for path in paths.iter().filter(|path| !path.ends_with("tests.rs")) {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let name = name.replace('\\', "/");
        let source = fs::read_to_string(path).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut found = Vec::new();
        texts(code.parse().unwrap(), HELP.contains(&&*name), &mut found);
        if !found.is_empty() {
            all.push_str(&format!("\n{name}\n"));
        }
        for text in found {
            all.push_str(&format!("  {}\n", text.trim().replace('\n', "\n    ")));
        }
    }
    // One word for one thing.
    for word in ["ключом", " ключа", "лёжа", "ограду", "запись Excel"] {
        assert!(!all.contains(word), "{word}");
    }
    insta::assert_snapshot!(all);
}
