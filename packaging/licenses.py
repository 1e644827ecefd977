"""Writes packaging/licenses.txt, which `pamyatka licenses` prints: what every crate
that gets into the program, and every typeface, asks to be handed on with it. Texts
that differ in nothing but the holder of the rights stand there once.

Takes the dependencies from cargo and the texts from the crates themselves; `--check`
writes nothing and fails if the file is not fresh."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGETS = ("x86_64-unknown-linux-gnu", "x86_64-pc-windows-gnu", "wasm32-unknown-unknown")
# Where there is a choice, the first of these is taken.
LIKED = ("MIT", "Zlib", "BSD-3-Clause", "BSD-2-Clause", "0BSD", "ISC", "Apache-2.0", "Unicode-3.0")
# A word of the text by which a licence is known.
MARKS = {
    "MIT": "Permission is hereby granted, free of charge",
    "Zlib": "This software is provided 'as-is'",
    "BSD-3-Clause": "Neither the name",
    "BSD-2-Clause": "Redistributions in binary form",
    "0BSD": "Permission to use, copy, modify, and/or distribute",
    "ISC": "Permission to use, copy, modify, and/or distribute",
    "Apache-2.0": "Apache License",
    "Unicode-3.0": "UNICODE LICENSE V3",
}
# Where the text proper begins, for licences that stand beside others in a file.
BEGINNINGS = {
    "MIT": r"Permission\s+is\s+hereby\s+granted",
    "BSD-3-Clause": r"Redistribution\s+and\s+use",
    "BSD-2-Clause": r"Redistribution\s+and\s+use",
    "ISC": r"Permission\s+to\s+use",
    "0BSD": r"Permission\s+to\s+use",
}
HOLDER = re.compile(r"^\W*(?:[Cc]opyright|COPYRIGHT|\([cC]\)|©)\W+(?:[A-Z\d©(].*)$", re.M)


def crates():
    """Name, version, licence, authors and folder of each crate, the program left out."""
    needed = set()
    for target in TARGETS:
        tree = ["cargo", "tree", "--locked", "-e", "normal,no-proc-macro", "--prefix", "none"]
        out = subprocess.run([*tree, "--target", target, "-f", "{p}"], cwd=ROOT, capture_output=True, check=True)
        needed |= {tuple(line.split()[:2]) for line in out.stdout.decode().splitlines() if line}
    ask = ["cargo", "metadata", "--locked", "--format-version", "1"]
    known = json.loads(subprocess.run(ask, cwd=ROOT, capture_output=True, check=True).stdout)
    for package in sorted(known["packages"], key=lambda p: (p["name"], p["version"])):
        if package["source"] and (package["name"], "v" + package["version"]) in needed:
            yield package


def choice(expression):
    """The licences that are used: one of each group of alternatives."""
    chosen = []
    for part in re.split(r"\s+AND\s+", expression.replace("/", " OR ")):
        ids = [word.strip(" ()") for word in re.split(r"\s+OR\s+", part)]
        chosen.append(min(ids, key=lambda i: LIKED.index(i) if i in LIKED else len(LIKED)))
    return chosen


def squeezed(text):
    return " ".join(text.split())


def texts(folder):
    """Files of the crate that look like licences."""
    files = [f for f in Path(folder).iterdir() if re.match(r"(?i)(licen[cs]e|copying|notice|unlicense)", f.name)]
    files += [f for f in Path(folder).glob("LICENSES/*")]
    return [f.read_text(errors="replace") for f in sorted(files) if f.is_file()]


def body(licence, text):
    """The text without holders, and the holders."""
    if licence == "Apache-2.0":
        return text.split("APPENDIX")[0].split("END OF TERMS")[0].strip("\n "), []
    holders = [squeezed(m.group()) for m in HOLDER.finditer(text)]
    rest = HOLDER.sub("", text)
    rest = rest[re.search(BEGINNINGS.get(licence, ""), rest).start() :]
    return re.split(r"\n-{20,}", rest)[0].strip(), holders


def main():
    used, groups = [], {}
    for package in crates():
        found = texts(Path(package["manifest_path"]).parent)
        for licence in choice(package["license"] or ""):
            if licence not in MARKS:
                sys.exit(f"{package['name']}: the licence {licence} is not known to this script")
            own = [t for t in found if MARKS[licence] in squeezed(t)]
            text, holders = body(licence, own[0]) if own else (None, [])
            if not holders:
                holders = [", ".join(re.sub(r" <.*?>", "", a) for a in package["authors"])]
            used.append((package, licence, text, [h for h in holders if h]))
    for _, licence, text, _ in used:
        if text:
            group = groups.setdefault(licence, {})
            group.setdefault(re.sub(r"\W+", " ", text).lower().strip(), text)
    out = ["pamyatka: MIT.", "", "В программе есть и чужие части. Ниже — их авторы и лицензии.", ""]
    out += ["Шрифты: SIL Open Font License 1.1, текст в конце.", ""]
    out += ["Стандартная библиотека Rust: The Rust Project Contributors, MIT.", ""]
    for package, licence, _, holders in used:
        line = f"{package['name']} {package['version']}: {licence}"
        out.append(line + "".join(f"\n    {holder}" for holder in holders))
    for licence in LIKED:
        for text in groups.get(licence, {}).values():
            out += ["", "-" * 72, licence, "", text]
    for font in sorted(ROOT.glob("fonts/*/OFL.txt")):
        out += ["", "-" * 72, font.parent.name, "", font.read_text().strip()]
    made = "\n".join(line.rstrip() for line in "\n".join(out).splitlines()) + "\n"
    file = Path(__file__).parent / "licenses.txt"
    if "--check" in sys.argv:
        sys.exit(0 if file.read_text() == made else "packaging/licenses.txt is not fresh: run packaging/licenses.py")
    file.write_text(made)


main()
