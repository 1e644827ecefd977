"""Draws packaging/windows/pamyatka.ico from packaging/linux/pamyatka.svg, which has
nothing but rectangles on a grid of 32. Run by hand when the drawing changes."""

import re
import struct
import zlib
from pathlib import Path

HERE = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 256)
FINE = 8  # Points a side within a pixel.


def rectangles():
    form = r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" fill="#(\w+)"/>'
    for *box, colour in re.findall(form, (HERE / "linux" / "pamyatka.svg").read_text()):
        yield *map(int, box), (*bytes.fromhex(colour), 255)


def drawn(size):
    fine = size * FINE
    rows = [[(0, 0, 0, 0)] * fine for _ in range(fine)]
    for x, y, width, height, colour in rectangles():
        for row in rows[y * fine // 32 : (y + height) * fine // 32]:
            left, right = x * fine // 32, (x + width) * fine // 32
            row[left:right] = [colour] * (right - left)
    raw = bytearray()
    for y in range(size):
        raw.append(0)
        for x in range(size):
            points = [p for row in rows[y * FINE : (y + 1) * FINE] for p in row[x * FINE : (x + 1) * FINE]]
            alpha = sum(p[3] for p in points)
            raw += bytes(sum(p[i] * p[3] for p in points) // max(alpha, 1) for i in range(3))
            raw.append(alpha // len(points))
    return png(size, bytes(raw))


def png(size, raw):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


pictures = [drawn(size) for size in SIZES]
at = 6 + 16 * len(SIZES)
ico = bytearray(struct.pack("<HHH", 0, 1, len(SIZES)))
for size, picture in zip(SIZES, pictures):
    ico += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
    at += len(picture)
(HERE / "windows" / "pamyatka.ico").write_bytes(bytes(ico) + b"".join(pictures))
