"""Write ``docs/codebook.md`` from ``config/``; with ``--check`` only tell whether it is fresh."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from analysis.extraction.indicators import Codebook, Indicator, load_codebook
from analysis.index import Goalpost, load_goalposts

ROOT = Path(__file__).resolve().parents[1]
CONFIG, PAGE = ROOT / "config", ROOT / "docs" / "codebook.md"
RENEW = "python docs/make_codebook.py"
ARROWS = {1: "+", -1: "−", 0: ""}
COLUMNS = (
    "code", "指标", "indicator", "kind", "unit", "role", "direction", "n/N", "goalposts"
)  # fmt: skip
HEAD = f"""# Codebook 指标手册

Made from [`config/indicators.csv`](../config/indicators.csv) and
[`config/goalposts.csv`](../config/goalposts.csv) by `{RENEW}`; do not edit it here.

{{counts}}

- **kind**: count, rate (per cent), amount (money, time), flag. **unit**: the unit of its values.
- **role**: only `level` indicators with goalposts enter the level L; `progress`, `context` and
  `denominator` are shown and never scored.
- **direction**: + more is better, − less is better, empty: a volume that carries no direction.
- **n/N**: the indicators whose counts make the rate. A rate without its N never enters L.
- **goalposts**: the values worth 0 and 100, the same in all years, and what is measured against
  them: `rate` per cent; `failure` the failing per cent by its log-odds; `share` the count in per
  cent of its denominator; `ratio` the count per denominator; `count`, `amount` in their own unit.
  Reasons are in `config/goalposts.csv`, formulas in [methods.md](methods.md).

The wordings that name each indicator, the words that rule it out and the known traps are columns of
`config/indicators.csv`, which opens in a spreadsheet.
"""


def main() -> int:
    """Write the codebook page, or tell with ``--check`` whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 where stale")
    page = codebook_page(CONFIG)
    if not parser.parse_args().check:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    sys.stderr.write(f"docs/codebook.md is not what config/ says; run: {RENEW}\n")
    return 1


def codebook_page(config: Path) -> str:
    """Return the page: a table of indicators for each dimension."""
    codebook = load_codebook(config / "indicators.csv")
    posts = {p.indicator: p for p in load_goalposts(config / "goalposts.csv", codebook)}
    parts = [HEAD.format(counts=_counts(codebook, posts))]
    with (config / "dimensions.csv").open(encoding="utf-8-sig", newline="") as file:
        dimensions = list(csv.DictReader(file))
    for row in dimensions:
        code = row["dimension"]
        own = [_cells(i, posts.get(i.code)) for i in codebook if i.dimension == code]
        title = f"## {code} {row['name_zh']} · {row['name_en']}"
        lines = [_line(COLUMNS), _line(["---"] * len(COLUMNS)), *map(_line, own)]
        parts.append(f"{title}\n\n{row['outline']}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _counts(codebook: Codebook, posts: dict[str, Goalpost]) -> str:
    rates = sum(i.kind == "rate" for i in codebook)
    return f"{len(codebook)} indicators, {rates} of them rates; {len(posts)} have goalposts."


def _cells(indicator: Indicator, post: Goalpost | None) -> list[str]:
    return [
        f"`{indicator.code}`",
        indicator.name_zh,
        indicator.name_en,
        indicator.kind,
        indicator.unit,
        indicator.role,
        ARROWS[indicator.direction],
        " / ".join(f"`{part}`" for part in indicator.ratio_of or ()),
        f"{post.low:g}–{post.high:g} ({post.basis})" if post else "",
    ]


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.exit(main())
