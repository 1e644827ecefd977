#!/usr/bin/env python3
"""Puts the page together: assemble.py MODULE.wasm OUT.html

Takes page/web and the module, gives one file that needs no other. Modules of
JavaScript are put one after another without their imports, so no two may call
something alike. The policy of the page allows its own scripts and style, by
their digests, and nothing from outside.
"""

import base64
import gzip
import hashlib
import re
import sys
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


def digest(text):
    sha256 = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(sha256).decode()}'"


def main(module, out):
    cargo = (WEB.parent.parent / "Cargo.toml").read_text("utf-8")
    style = (WEB / "style.css").read_text("utf-8")
    old = (WEB / "old.js").read_text("utf-8")
    script = bundle(PAGE)
    packed = gzip.compress(Path(module).read_bytes(), 9, mtime=0)
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
        "module": base64.b64encode(packed).decode(),
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
