"""What pypdf sees in strict mode: pypdf-strict.py FILE…"""

import collections
import logging
import pathlib
import sys

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject


class Strict(logging.Handler):
    def emit(self, record):
        raise SystemExit(f"pypdf says: {record.getMessage()}")


def say(file, what, where, value):
    print(pathlib.Path(file).name, what, where, value, sep="\t")


def bookmarks(reader, items):
    for item in items:
        if isinstance(item, list):
            yield from bookmarks(reader, item)
        else:
            yield 1 + reader.get_destination_page_number(item), item.title


def elements(node):
    """The structure elements at and below a node."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node["/S"][1:]
        if "/K" in node:
            yield from elements(node.raw_get("/K"))


def see(file):
    reader = pypdf.PdfReader(file, strict=True)
    for number, page in enumerate(reader.pages, 1):
        say(file, "text", number, "".join(page.extract_text().split()))
        for annotation in page.get("/Annots", ()):
            say(file, "link", number, annotation.get_object()["/A"]["/URI"])
    for page, title in bookmarks(reader, reader.outline):
        say(file, "bookmark", page, title)
    tree = reader.root_object.get("/StructTreeRoot")
    for role, count in collections.Counter(elements(tree) if tree else ()).items():
        say(file, "tag", role, count)


logging.getLogger("pypdf").addHandler(Strict(logging.WARNING))
for name in sys.argv[1:]:
    see(name)
