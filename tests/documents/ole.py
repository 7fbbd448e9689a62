"""A writer of small OLE2 files and of binary Word streams, for tests of the reader of ``.doc``."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams):
    """The bytes of an OLE2 file; streams are padded to where they need no small sectors."""
    padded = {
        n: d + b"\0" * (max(4096, -(-len(d) // SECTOR) * SECTOR) - len(d))
        for n, d in streams.items()
    }
    directory_sectors = -(-(len(padded) + 1) * 128 // SECTOR)
    table = [FAT, *range(2, directory_sectors + 1), END]
    starts = {}
    for name, data in padded.items():
        starts[name] = len(table)
        count = len(data) // SECTOR
        table += [*range(len(table) + 1, len(table) + count), END]
    assert len(table) <= SECTOR // 4, "one sector of the table must do"
    fat = struct.pack(f"<{len(table)}I", *table) + struct.pack("<I", FREE) * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    names = sorted(padded, key=lambda n: (len(n), n.upper()))
    entries = [_entry("Root Entry", 5, FREE, 1 if names else FREE, END, 0)]
    for number, name in enumerate(names, start=1):
        after = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, 2, after, FREE, starts[name], len(padded[name])))
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    return header + fat + directory + b"".join(padded.values())


def _entry(name, kind, right, child, start, size):
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return (
        head
        + struct.pack("<III", FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def word(pieces, flags=0x0200, version=0x00C1, row_ends=(), runs=()):
    """The streams of a Word file with these pieces of text, each cp1252 or UTF-16.

    ``row_ends`` are the numbers of the characters that end a row of a table; ``runs`` are triples
    of first character, one past the last, and the code of the property that is on between them.
    """
    text_at, places, bounds, body = 1024, [], [0], b""
    where = []  # the byte of every character
    for text in pieces:
        narrow = all(ord(c) < 256 or c in "“”‘’—–…•" for c in text)
        data = text.encode("cp1252" if narrow else "utf-16-le")
        at = text_at + len(body)
        where += [at + n * (1 if narrow else 2) for n in range(len(text))]
        places.append(at * 2 | 0x40000000 if narrow else at)
        body += data + b"\0" * (len(data) % 2)
        bounds.append(bounds[-1] + len(text))
    clx = struct.pack(f"<{len(bounds)}I", *bounds)
    clx += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x02" + struct.pack("<I", len(clx)) + clx
    page_at = -(-(text_at + len(body)) // SECTOR)
    papx = struct.pack("<III", text_at, text_at + len(body), page_at)
    head = bytearray(text_at)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 0x0A, flags)
    struct.pack_into("<I", head, 0x4C, bounds[-1])
    struct.pack_into("<II", head, 0x9A + 8 * 33, 0, len(clx))
    struct.pack_into("<II", head, 0x9A + 8 * 13, len(clx), len(papx))
    chpx = struct.pack("<III", text_at, text_at + len(body), page_at + 1) if runs else b""
    struct.pack_into("<II", head, 0x9A + 8 * 12, len(clx) + len(papx), len(chpx))
    main = (bytes(head) + body).ljust(page_at * SECTOR, b"\0") + _rows(where, row_ends)
    main += _runs(where, runs) if runs else b""
    return {"WordDocument": main, "1Table" if flags & 0x0200 else "0Table": clx + papx + chpx}


def _runs(where, runs):
    """A page of character properties, one after another, that switches codes on."""
    where = [*where, where[-1] + 2]
    bounds, codes = [where[0]], []
    for first, last, code in runs:
        bounds += [where[first], where[last]]
        codes += [0, code]
    bounds.append(where[-1])
    codes.append(0)
    page = bytearray(SECTOR)
    struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
    for number, code in enumerate(codes):
        at = 500 - 8 * number
        page[at : at + 4] = bytes([3]) + struct.pack("<HB", code, 1)
        page[4 * len(bounds) + number] = at // 2 if code else 0
    page[-1] = len(codes)
    return bytes(page)


def _rows(where, row_ends):
    """A page of paragraph properties that marks the given characters as ends of rows."""
    marks = sorted(where[n] for n in row_ends)
    bounds, on = [where[0]], []
    for mark in marks:
        bounds += [mark, mark + 1]
        on += [0, 1]
    bounds.append(where[-1] + 2)
    on.append(0)
    page = bytearray(SECTOR)
    struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
    change = bytes([0, 3]) + struct.pack("<HHB", 0, 0x2417, 1) + b"\0"
    page[480 : 480 + len(change)] = change
    for number, is_end in enumerate(on):
        page[4 * len(bounds) + 13 * number] = 240 if is_end else 0
    page[-1] = len(on)
    return bytes(page)
