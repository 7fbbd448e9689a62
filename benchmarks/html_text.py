"""How well the main text of pages is found: ours beside all text and, where installed, others.

Run it as ``python benchmarks/html_text.py [PAGES]``; the last line is JSON. The pages are those of
the tests, in the styles of eight content systems. A reader of "all text" loses nothing and keeps
every word of the site; its precision is the measure to beat. Cells count where a row is one line
with "|" between them, as this package writes rows; other readers write them otherwise.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from analysis.documents.formats.web.page import read_html

ROOT = Path(__file__).parents[1]
Reader = Callable[[str], str]


def pages_of_the_tests() -> ModuleType:
    """Load the generator of pages, which lies among the tests."""
    path = ROOT / "tests" / "documents" / "pages.py"
    spec = importlib.util.spec_from_file_location("pages", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules["pages"] = module
    spec.loader.exec_module(module)
    return module


def ours(html: str) -> str:
    """Read a page with this package, without what is marked as furniture."""
    draft = read_html(html)
    text = list(draft.text)
    for span in draft.furniture:
        text[span.start : span.end] = " " * (span.end - span.start)
    return "".join(text)


def all_text(html: str) -> str:
    """Take all text of a page, a line for each node."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style"])
    return tree.body.text(separator="\n") if tree.body else ""


def readers() -> dict[str, Reader]:
    """Return ours, all text, and the other readers that are installed."""
    found: dict[str, Reader] = {"ours": ours, "all text": all_text}
    with suppress(ImportError):
        import trafilatura

        found["trafilatura"] = lambda html: (
            trafilatura.extract(html, favor_recall=True, include_tables=True) or ""
        )
    with suppress(ImportError):
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda html: extract_plain_text(html, main_content=True)
    return found


def score(read: Reader, generator: ModuleType, count: int) -> dict[str, float]:
    """Return mean recall, precision, share of cells in their rows, and milliseconds a page."""
    made = [generator.build(style, seed) for style in generator.STYLES for seed in range(count)]
    started = time.process_time()
    texts = [read(page.html) for page in made]
    spent = time.process_time() - started
    measured = [generator.measure(page, text) for page, text in zip(made, texts, strict=True)]
    cells = sum(len(row) for page in made for row in page.rows)
    return {
        "recall": round(sum(m[0] for m in measured) / len(made), 4),
        "precision": round(sum(m[1] for m in measured) / len(made), 4),
        "cells": round(1 - sum(m[2] for m in measured) / cells, 4),
        "ms": round(1000 * spent / len(made), 2),
    }


def main() -> None:
    """Print a line for each reader, and all as JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    generator = pages_of_the_tests()
    results = {name: score(read, generator, count) for name, read in readers().items()}
    for name, result in results.items():
        print(f"{name:12} " + "  ".join(f"{key} {value}" for key, value in result.items()))
    print(json.dumps({"pages": count * len(generator.STYLES), "readers": results}))


if __name__ == "__main__":
    main()
