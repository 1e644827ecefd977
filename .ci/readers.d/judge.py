"""Compares what readers saw with what must be there: judge.py PAPERS SEEN…

PAPERS is the table of .ci/lib.sh. SEEN is what one reader printed, lines of
`file, what, where, value`: the text of a page (without spaces), a link on a page,
a bookmark to a page, how often a tag occurs. Every reader must see the pages, the
names and the addresses of the table, and the same links, bookmarks and tags as the
others. Fails with everything that is wrong; prints a line for each reader.
"""

import collections
import csv
import pathlib
import sys

# Elements that never go on over a page: some readers see them page by page.
WHOLE = {"H1", "H2", "Lbl", "Figure", "Link", "TH"}
# poppler's tools do not print bookmarks.
NO_BOOKMARKS = {"poppler"}
faults = []


def fault(*words):
    faults.append(" ".join(map(str, words)))


def read_seen(path):
    """Of each file, what was seen: (what, where) and the values there."""
    files = collections.defaultdict(lambda: collections.defaultdict(list))
    for line in path.read_text(encoding="utf-8").splitlines():
        file, what, where, value = line.split("\t", 3)
        files[file][what, where].append(value)
    return files


def facts(seen, kind):
    """What is comparable between readers: places and values of one kind."""
    if kind == "tag":
        return sorted((role, *count) for (what, role), count in seen.items() if what == kind and role in WHOLE)
    return sorted((int(where), sorted(values)) for (what, where), values in seen.items() if what == kind)


def texts(seen):
    return [seen["text", page][0] for page in sorted((where for what, where in seen if what == "text"), key=int)]


def check_names(reader, file, pages, roster):
    with open(roster, encoding="utf-8-sig", newline="") as lines:
        pupils = [row[:2] for row in list(csv.reader(lines, delimiter=";"))[1:] if row]
    each = len(pages) // len(pupils)
    for number, names in enumerate(pupils):
        first = pages[number * each]
        for name in names:
            if "".join(name.split()) not in first:
                fault(reader, file, f"page {number * each + 1}: {name} is not found")


def check_expected(reader, file, seen, row):
    _, count, bookmarks, _, addresses, roster = row
    pages = texts(seen)
    if len(pages) != int(count):
        fault(reader, file, f"{len(pages)} pages, not {count}")
    if not all(pages):
        fault(reader, file, "a page without text")
    found = {url for _, urls in facts(seen, "link") for url in urls}
    if found != {address for address in addresses.split(",") if address != "-"}:
        fault(reader, file, "links to", sorted(found))
    titles = sum(len(titles) for _, titles in facts(seen, "bookmark"))
    if reader not in NO_BOOKMARKS and titles != int(bookmarks):
        fault(reader, file, f"{titles} bookmarks, not {bookmarks}")
    if not facts(seen, "tag"):
        fault(reader, file, "no structure tree")
    if roster != "-" and len(pages) == int(count):
        check_names(reader, file, pages, roster)


def check_same(reader, file, seen, other):
    for kind in ["link", "tag"] + ["bookmark"] * (reader not in NO_BOOKMARKS):
        ours, theirs = facts(seen, kind), facts(other, kind)
        if ours != theirs:
            differing = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]]
            fault(reader, file, f"other {kind}s than the last reader, {len(ours)} and {len(theirs)}:", differing[:3])


def count_seen(files):
    counts = collections.Counter()
    for seen in files.values():
        for (what, _), values in seen.items():
            counts[what] += sum(map(int, values)) if what == "tag" else len(values)
    return ", ".join(f"{count} {what}s" for what, count in counts.items())


def main():
    table = [line.split("\t") for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    readers = [(path.stem, read_seen(path)) for path in map(pathlib.Path, sys.argv[2:])]
    for reader, files in readers:
        for row in table:
            file = pathlib.Path(row[0]).name
            check_expected(reader, file, files[file], row)
            check_same(reader, file, files[file], readers[-1][1][file])
        print(f"{reader}: {len(files)} files,", count_seen(files))
    if faults or not table or len(readers) < 2:
        sys.exit("\n".join(faults) or "nothing to judge")


main()
