"""Compiles sheet.typ with the compiler in the PyPI package `typst`.

Usage: sheet_typst.py LIST.csv OUT.pdf CODES MODE
MODE: tagged (PDF/UA-1 and PDF/A-2a at once), plain (no tags), static (no tags,
what all sheets share is a picture made beforehand, in the same run).
"""

import os
import pathlib
import sys

import typst

list_file, out, codes, mode = sys.argv[1:]
here = pathlib.Path(__file__).resolve().parent


def compile_to(target, inputs, tagged):
    typst.compile(
        str(here / "sheet.typ"),
        output=target,
        root="/",
        font_paths=[str(here.parent.parent / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"list": os.path.abspath(list_file), "codes": os.path.abspath(codes), **inputs},
        pdf_standards=["ua-1", "a-2a"] if tagged else [],
        pdf_tags=tagged,
    )


if mode == "static":
    blank = out + ".blank.pdf"
    compile_to(blank, {"blank": "yes"}, False)
    compile_to(out, {"static": os.path.abspath(blank)}, False)
else:
    compile_to(out, {}, mode == "tagged")
