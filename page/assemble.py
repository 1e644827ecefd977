#!/usr/bin/env python3
"""Puts the page together: assemble.py MODULE.wasm OUT.html

Takes page/web and the module, gives one file that needs no other. Modules of
JavaScript are put one after another without their imports, so no two may call
something alike. The policy of the page allows its own scripts and style, by
their digests, and nothing from outside.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

WEB = Path(__file__).parent / "web"
PAGE = ["dom.js", "engine.js", "work.js", "form.js", "list.js", "sheets.js", "main.js"]
WORKER = ["engine.js", "worker.js"]


def bundle(names):
    text = "\n".join((WEB / name).read_text("utf-8") for name in names)
    text = re.sub(r"^import .*\n", "", text, flags=re.M)
    text = re.sub(r"^export ", "", text, flags=re.M)
    assert not re.search(r"</script|<!--", text, re.I)
    return text


def stripped(module):
    """The module without its custom sections, which only tools read."""

    def number(at):
        value = shift = 0
        while True:
            value |= (module[at] & 127) << shift
            at, shift = at + 1, shift + 7
            if module[at - 1] < 128:
                return value, at

    kept, at = module[:8], 8
    while at < len(module):
        length, start = number(at + 1)
        if module[at]:
            kept += module[at : start + length]
        at = start + length
    return kept


def without_press(module):
    """Noughts, which pack to nothing, for the profile of a printing press (ICC.1, 7.2:
    length, class, colours, mark). printpdf carries one for PDF/X, which no paper of
    ours is."""
    marks = (found.start() for found in re.finditer(b"acsp", module))
    starts = [mark - 36 for mark in marks if module[mark - 24 : mark - 16] == b"prtrCMYK"]
    assert len(starts) == 1, starts
    length = int.from_bytes(module[starts[0] : starts[0] + 4])
    return module[: starts[0]] + bytes(length) + module[starts[0] + length :]


# Letters that HTML changes in a text, and with '<' what would end it.
CHANGED = [0, 13, 60]


def lettered(data):
    """Bytes as text that HTML leaves as it is, seven bits a letter (engine.js
    reads it): base64 would take a sixth more. Before them stands how many noughts
    follow."""
    noughts = -(len(data) + 1) % 7
    data = bytes([noughts]) + data + bytes(noughts)
    letters = []
    first = None
    for at in range(0, len(data), 7):
        eight = int.from_bytes(data[at : at + 7])
        for shift in range(49, -1, -7):
            seven = eight >> shift & 127
            if first is not None:
                letters.append(chr(256 + (first << 7) + seven))
                first = None
            elif seven in CHANGED:
                first = CHANGED.index(seven)
            else:
                letters.append(chr(seven))
    if first is not None:
        letters.append(chr(256 + (first << 7)))
    return "".join(letters)


def digest(text):
    sha256 = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(sha256).decode()}'"


def main(module, out):
    cargo = (WEB.parent.parent / "Cargo.toml").read_text("utf-8")
    style = (WEB / "style.css").read_text("utf-8")
    old = (WEB / "old.js").read_text("utf-8")
    script = bundle(PAGE)
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(without_press(stripped(Path(module).read_bytes())))
        packed = subprocess.run(["zopfli", "--i5", "-c", file.name], check=True, capture_output=True).stdout
    policy = [
        "default-src 'none'",
        f"script-src {digest(old)} {digest(script)} 'wasm-unsafe-eval'",
        f"style-src {digest(style)}",
        "worker-src blob:",
        "img-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    parts = {
        "csp": "; ".join(policy),
        "module": lettered(packed),
        "old": old,
        "script": script,
        "style": style,
        "version": re.search(r'^version = "(.*)"', cargo, re.M)[1],
        "worker": bundle(WORKER),
    }
    page = (WEB / "page.html").read_text("utf-8")
    page = re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], page)
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(page.encode("utf-8"))
    print(f"{out}: {out.stat().st_size} bytes, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
