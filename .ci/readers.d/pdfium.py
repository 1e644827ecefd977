"""What PDFium, the viewer of Chrome, sees: pdfium.py FILE…"""

import collections
import ctypes
import pathlib
import sys

import pypdfium2
import pypdfium2.raw as raw


def say(file, what, where, value):
    print(pathlib.Path(file).name, what, where, value, sep="\t")


def text_of(call, wide):
    """A text of PDFium, asked for its length in bytes first."""
    buffer = ctypes.create_string_buffer(call(None, 0))
    call(buffer, len(buffer))
    return buffer.raw.decode("utf-16-le" if wide else "ascii").rstrip("\0")


def links(pdf, page):
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, place, link):
        action = raw.FPDFLink_GetAction(link)
        yield text_of(lambda into, size: raw.FPDFAction_GetURIPath(pdf, action, into, size), False)


def roles(element):
    yield text_of(lambda into, size: raw.FPDF_StructElement_GetType(element, into, size), True)
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield from roles(child)


def tags(page):
    tree = raw.FPDF_StructTree_GetForPage(page)
    for index in range(raw.FPDF_StructTree_CountChildren(tree)):
        yield from roles(raw.FPDF_StructTree_GetChildAtIndex(tree, index))
    raw.FPDF_StructTree_Close(tree)


def see(file):
    pdf = pypdfium2.PdfDocument(file)
    counts = collections.Counter()
    for number, page in enumerate(pdf, 1):
        say(file, "text", number, "".join(page.get_textpage().get_text_range().split()))
        for url in links(pdf, page):
            say(file, "link", number, url)
        counts.update(tags(page))
    for bookmark in pdf.get_toc():
        say(file, "bookmark", 1 + bookmark.get_dest().get_index(), bookmark.get_title())
    for role, count in counts.items():
        say(file, "tag", role, count)


for name in sys.argv[1:]:
    see(name)
