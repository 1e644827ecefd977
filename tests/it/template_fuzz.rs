//! Templates that nobody meant: made or refused, no panic.

use std::io;

use crate::support::dice::{Dice, mutate, run};
use crate::support::set;
use pamyatka::pipeline::{self, Source};
use pamyatka::template;

/// Pieces of the vocabulary, and pieces that upset readers.
const PIECES: &[&str] = &[
    "+++\n",
    "paper = \"A5\"\n",
    "text = \"300pt\"\n",
    "slip = \"64mm\"\n",
    "[forms.a5]\n",
    "::: front\n",
    "::: back 1.2\n",
    "::: slip отрежьте\n",
    "::: header\n",
    ":::\n",
    ":::\n",
    ":::\n",
    "::: columns * 40mm\n",
    "::: column\n",
    "::: bar\n",
    "::: name\n",
    "::: label\n",
    "::: text 0.5\n",
    "::: table 10mm *\n",
    "::: frame\n",
    "\n",
    "\n\n",
    "# ",
    "### ",
    "1. ",
    "- ",
    "- [ ] ",
    "> ",
    "> [!WARNING]\n",
    "---\n",
    "\\\n",
    "|a|b|\n|-|-|\n|c|d|\n",
    "`Далее`",
    "**",
    "*",
    "![](line)",
    "![](line:400mm)",
    "![](digits:3-3-2-2)",
    "![](tick)",
    "![](tab:900mm)",
    "![?!](letters)",
    "![Госуслуги](qr:https://www.gosuslugi.ru)",
    "![](qr:https://cop.admhmao.ru \"20mm edge\")",
    "[тут](https://cop.admhmao.ru)",
    "{{ student.full }}",
    "{{ student.age }}",
    "{{ class",
    "}}",
    "{% if student.ready %}",
    "{% else %}",
    "{% endif %}",
    "{% for n in range(9) %}",
    "{% endfor %}",
    "{% set x %}",
    "{% endset %}",
    "{{ x }}",
    "{#",
    "#}",
    "длинноеслово",
    "ё\u{301}",
    "\u{202e}",
    "\u{0}",
    "漢",
];

fn print(text: &str) {
    let source = Source {
        name: "fuzz.md",
        text,
    };
    let _ = pipeline::run(vec![set::pupil()], source, &set::job(), io::sink(), &|_| {});
}

fn builtin(dice: &mut Dice) -> &'static str {
    let names: Vec<&str> = template::BUILTIN.iter().map(|one| one.name).collect();
    template::builtin(dice.pick(&names)).unwrap()
}

#[test]
fn templates_of_awkward_pieces() {
    run(|dice| {
        let text: String = (0..dice.below(40)).map(|_| dice.pick(PIECES)).collect();
        print(&text);
    });
}

#[test]
fn damaged_templates() {
    run(|dice| {
        let mut bytes = builtin(dice).as_bytes().to_vec();
        mutate(dice, &mut bytes);
        print(&String::from_utf8_lossy(&bytes));
    });
}
