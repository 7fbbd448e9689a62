"""Files damaged at random, and what every reader owes them: an error of ours, or a text or a word.

python tests/documents/fuzz.py --seconds 600 --seed 7    for long; the tests run it for a moment
"""

from __future__ import annotations

import argparse
import email.message
import importlib.util
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.documents.formats.detect import read_bytes
from analysis.documents.formats.draft import Draft
from analysis.documents.formats.limits import Budget, Limits, cpu_limit
from analysis.errors import DocumentError

SECONDS = 20.0  # of CPU time; a file of this size takes a hundredth
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LOST = 1 / 3  # of the text; a loss that large must be said
LIMITS = Limits(seconds=SECONDS)


def seeds() -> dict[str, bytes]:
    """Return a whole file of each kind, made for the purpose."""
    make, ole = _neighbour("conftest"), _neighbour("ole")
    text = make.REPORT * 3
    page = make.page(f"<h1>{make.TITLE}</h1>{make.paragraphs(text)}").encode()
    mail = email.message.EmailMessage()
    mail.set_content(page.decode(), subtype="html", cte="base64")
    rtf = "".join(f"\\u{ord(sign)}?" if sign != "\n" else "\\par\n" for sign in text)
    lines = [make.paragraph(make.run(line)) for line in text.splitlines()]
    return {
        "txt": text.encode("gb18030"),
        "html": page,
        "mht": b"MIME-Version: 1.0\r\n" + bytes(mail).replace(b"\n", b"\r\n"),
        "rtf": b"{\\rtf1\\ansi\\ansicpg936 " + rtf.encode() + b"}",
        "docx": make.docx("".join(lines)),
        "doc": ole.ole(ole.word([line + "\r" for line in text.splitlines()])),
        "pdf": make.pdf([text.splitlines()]),
    }


def _neighbour(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mutants(seed: bytes, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield damaged copies of a file without end, each with the kind of its damage."""
    while True:
        at = chance.randrange(len(seed))
        size = chance.randint(1, 4)
        other = chance.randrange(len(seed))
        kind = chance.choice(
            ["changed", "changed", "dropped", "put in", "cut off", "moved", "many"]
        )
        data = bytearray(seed)
        if kind == "changed":
            data[at : at + size] = chance.randbytes(size)
        elif kind == "dropped":
            del data[at : at + size]
        elif kind == "put in":
            data[at:at] = chance.choice([b"\x00", b"<", b"{", b"\\", b"\xff\xfe", b"<!--", b"&#"])
        elif kind == "cut off":
            del data[at:]
        elif kind == "moved":
            data[at:at] = data[other : other + chance.randint(1, 4000)]
        else:
            for _ in range(chance.randint(5, 200)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        yield kind, bytes(data)


def fault(name: str, whole: Draft, kind: str, data: bytes) -> str:
    """Return what a reader does wrong with a damaged file, or ""."""
    started = time.thread_time()
    try:
        with cpu_limit(SECONDS):
            draft = read_bytes(data, Budget(LIMITS))
    except DocumentError as error:
        return f"hangs ({error})" if time.thread_time() - started > SECONDS else ""
    except Exception as error:  # what this looks for
        return f"{type(error).__name__}: {error}"
    if not CHINESE.search(draft.text):
        return ""  # it counts as no report, and the run says so
    try:
        draft.text.encode("utf-8")
    except UnicodeEncodeError as error:
        return str(error)
    # The end of a plain text looks like any other of its lines.
    silent = not draft.notes and not (name == "txt" and kind in ("cut off", "dropped"))
    if silent and kind not in ("moved", "many") and _kept(draft, whole) < 1 - LOST:
        return f"{1 - _kept(draft, whole):.0%} of the text is gone without a word"
    return ""


def _kept(draft: Draft, whole: Draft) -> float:
    held = len(CHINESE.findall("".join([draft.text, *draft.aside])))
    return held / max(1, len(CHINESE.findall("".join([whole.text, *whole.aside]))))


def run(
    seeds: Mapping[str, bytes], seed: int, enough: Callable[[int], bool]
) -> dict[tuple[str, str], list[bytes]]:
    """Damage files in turn until it is enough; return what went wrong, with the files."""
    chance = random.Random(seed)
    wholes = {name: read_bytes(data) for name, data in seeds.items()}
    streams = {name: mutants(data, chance) for name, data in seeds.items()}
    found: dict[tuple[str, str], list[bytes]] = {}
    count = 0
    while not enough(count):
        for name, stream in streams.items():
            kind, data = next(stream)
            said = fault(name, wholes[name], kind, data)
            count += 1
            if said:
                found.setdefault((name, said), []).append(data)
    return found


def main() -> int:
    """Run for some seconds on files of the test suite's own making; write what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("fuzz"))
    given = parser.parse_args()
    end, tried = time.monotonic() + given.seconds, [0]

    def enough(count: int) -> bool:
        tried[0] = count
        return time.monotonic() > end

    found = run(seeds(), given.seed, enough)
    counts = Counter({f"{name}: {said}": len(files) for (name, said), files in found.items()})
    for number, (name, files) in enumerate(sorted(found.items())):
        given.out.mkdir(exist_ok=True)
        (given.out / f"{number:03}-{name[0]}.bin").write_bytes(files[0])
    for said, often in counts.most_common():
        sys.stdout.write(f"{often:6} {said}\n")
    wrong = sum(counts.values())
    sys.stdout.write(f"{tried[0]} damaged files of {len(seeds())} kinds, {wrong} faults\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
