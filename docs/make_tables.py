"""Write ``docs/tables.md``, what each table and column means; with ``--check`` only compare it.

The meanings are in ``src/analysis/tables/data/columns.csv``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.tables.contracts import CONTRACTS
from analysis.tables.meanings import meaning
from analysis.tables.schema import Contract

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "tables.md"
RENEW = "python docs/make_tables.py"
WHAT = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}
HEAD = f"""# Tables: the data dictionary 数据字典

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
    order = sorted(CONTRACTS.values(), key=lambda c: (c.made_by != "ingest", c.made_by, c.name))
    return "\n".join([HEAD, *map(_section, order)])


def _section(contract: Contract) -> str:
    more = ", exported" if contract.exported else ""
    rows = [_row(contract.name, column, kind) for column, kind in contract.columns.items()]
    said = meaning(contract.name)
    head = f"## {contract.name}\n\n{said.en[:1].upper()}{said.en[1:]} ({said.zh}). "
    head += f"Made by `fazhi {contract.made_by}`{more}. "
    key = ", ".join(f"`{c}`" for c in contract.key)
    table = ["| column | holds | meaning | 含义 |", "|---|---|---|---|", *rows, ""]
    return "\n".join([f"{head}Key: {key}.\n", *table])


def _row(table: str, column: str, kind: str) -> str:
    said = meaning(table, column)
    holds = WHAT[kind.rstrip("?")] + (" or empty" if kind.endswith("?") else "")
    holds += "".join(f", {more}" for more in (said.unit, said.values) if more)
    return f"| `{column}` | {holds} | {said.en} | {said.zh} |"


if __name__ == "__main__":
    sys.exit(main())
