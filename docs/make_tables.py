"""Write ``docs/tables.md``, what each table and column means; with ``--check`` only compare it.

The meanings are the comments beside the columns in ``src/analysis/tables``.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from analysis.tables.contracts import CONTRACTS
from analysis.tables.schema import Contract

ROOT = Path(__file__).resolve().parents[1]
SOURCES, PAGE = ROOT / "src" / "analysis" / "tables", ROOT / "docs" / "tables.md"
RENEW = "python docs/make_tables.py"
NAMED = re.compile(
    r'^\w+ = (?:_table|Contract)\(\s*"(\w+)"|^ +"(\w+)": "\w+\??",(?:  # (.*))?$', re.M
)
WHAT = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}
COMMON = {  # columns that mean the same in every table
    "county_code": "official code of six digits, or the id of a place without one",
    "county": "its name",
    "province": "its province",
    "prefecture": "its prefecture",
    "year": "reported on",
    "indicator": "code of the codebook",
    "dimension": "D0 … D8, or L for all",
    "document_id": "start of the SHA-256 of the file",
    "start": "first character of the figure in the text",
    "end": "the one after its last",
    "low": "lower end of the interval",
    "high": "upper end of the interval",
    "quote": "the figure's own words",
    "before": "the sentence before the figure",
    "after": "the sentence after it",
    "section": "heading it stands under",
}
HEAD = f"""# Tables

Made from `src/analysis/tables` by `{RENEW}`; do not edit it here. Each table lies in
`data/processed/` as Parquet and, where people read it, as CSV; `study.table(NAME)` gives it as a
data frame. Shares are 0 – 1, rates and scores 0 – 100. A column that may be empty says so.
"""


def main() -> int:
    """Write the page, or tell with ``--check`` whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 where stale")
    page = tables_page()
    if not parser.parse_args().check:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    sys.stderr.write(f"docs/tables.md is not what the contracts say; run: {RENEW}\n")
    return 1


def tables_page() -> str:
    """Return the page: a section for each table, by the verb that makes it."""
    said = meanings()
    order = sorted(CONTRACTS.values(), key=lambda c: (c.made_by != "ingest", c.made_by, c.name))
    return "\n".join([HEAD, *(_section(contract, said) for contract in order)])


def meanings() -> dict[tuple[str, str], str]:
    """Return the comment beside each column, by table and column."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(SOURCES.glob("*.py")):
        table = ""
        for named, column, said in NAMED.findall(path.read_text(encoding="utf-8")):
            table = named or table
            if column and said:
                found[table, column] = said
    return found


def _section(contract: Contract, said: dict[tuple[str, str], str]) -> str:
    more = [", exported"] if contract.exported else []
    rows = [
        f"| `{column}` | {WHAT[kind.rstrip('?')]}{' or empty' if kind.endswith('?') else ''} "
        f"| {said.get((contract.name, column), COMMON.get(column, '')).replace('|', '/')} |"
        for column, kind in contract.columns.items()
    ]
    head = f"## {contract.name}\n\nMade by `fazhi {contract.made_by}`{''.join(more)}. "
    key = ", ".join(f"`{c}`" for c in contract.key)
    table = ["| column | holds | meaning |", "|---|---|---|", *rows, ""]
    return "\n".join([f"{head}Key: {key}.\n", *table])


if __name__ == "__main__":
    sys.exit(main())
