"""Contracts of the tables that the number stages hand to each other.

A table is a plain DataFrame; its contract says which columns it has, of which type, and which of
them are its key. ``check`` raises :class:`TableError` naming the table, column and first bad row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import TableError

DIMENSIONS = ("D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")
STATES = ("reported", "none", "silent", "section_missing", "not_required")
PLAIN: dict[str, Any] = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}
NULLABLE: dict[str, Any] = PLAIN | {"int": "Int64", "bool": "boolean"}
BANDS = ("A", "B", "C", "D")  # best first


@dataclass(frozen=True)
class Contract:
    """What a table must look like: ``columns`` maps names to ``str``, ``int``, ``float``, ``bool``.

    A type ending in ``?`` allows missing values.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` with the contract's columns, in order and typed.

        Raises:
            TableError: a column is missing or surplus, a value has the wrong type or is missing,
                or the key is not unique.
        """
        self._check_names(frame)
        typed = pd.DataFrame({c: self._column(frame, c, t) for c, t in self.columns.items()})
        twice = typed.duplicated(list(self.key))
        if twice.any():
            where = typed.loc[twice, list(self.key)].iloc[0].to_dict()
            raise TableError(f"table {self.name}: key {where} stands more than once")
        return typed.reset_index(drop=True)

    def empty(self) -> pd.DataFrame:
        """Return a table of this contract without rows."""
        return self.check(pd.DataFrame(columns=list(self.columns)))

    def _check_names(self, frame: pd.DataFrame) -> None:
        missing = [c for c in self.columns if c not in frame.columns]
        surplus = [str(c) for c in frame.columns if c not in self.columns]
        if missing or surplus:
            said = [f"lacks {', '.join(missing)}"] if missing else []
            said += [f"does not know {', '.join(surplus)}"] if surplus else []
            raise TableError(f"table {self.name}: {'; '.join(said)}")

    def _column(self, frame: pd.DataFrame, column: str, kind: str) -> pd.Series[Any]:
        base, optional = kind.rstrip("?"), kind.endswith("?")
        values = frame[column].reset_index(drop=True)
        if not optional and values.isna().any():
            row = int(values.isna().to_numpy().argmax())
            raise TableError(f"table {self.name}: column {column} has no value in row {row}")
        try:
            return values.astype((NULLABLE if optional else PLAIN)[base])
        except (TypeError, ValueError) as error:
            where = f"table {self.name}: column {column}"
            raise TableError(f"{where} is not {kind} ({error})") from None


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run; no bare return stays in a cell.

    Numbers stay numbers.

    Source: OWASP, CSV Injection.

    >>> harmless(pd.DataFrame({"a": ["=1+1", "ok"], "b": [-1, 2]})).to_dict("list")
    {'a': ["'=1+1", 'ok'], 'b': [-1, 2]}
    """
    out = table.copy()
    for column in (c for c in out.columns if out[c].dtype == object or _is_text(out[c])):
        texts = out[column].map(lambda value: isinstance(value, str)).to_numpy(bool)
        if texts.any():
            quoted = out[column][texts].astype("str")
            quoted = quoted.str.replace(r"^(?=[=+\-@\t\r])", "'", regex=True)
            quoted = quoted.str.replace(r"\r\n?", "\n", regex=True)
            out.loc[texts, column] = quoted.to_numpy(object)
    return out


def _is_text(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_string_dtype(column))


DOCUMENTS = Contract(
    "documents",
    {
        "document_id": "str",
        "file": "str",
        "status": "str",  # used | listed | duplicate | unplaced
        "county_code": "str?",
        "county": "str?",
        "year": "int?",
        "level": "str",
        "title": "str",
        "issuers": "str",
        "published": "str?",
        "characters": "int",
        "quantities": "int",
        "roles": "str",  # roles of the top sections, '|' between
        "note": "str",
    },
    ("document_id",),
)

OUTCOMES = Contract(
    "outcomes",
    {
        "file": "str",
        "status": "str",  # used | listed | duplicate | unplaced | failed
        "message": "str",
    },
    ("file",),
)

OBSERVATIONS = Contract(
    "observations",
    {
        "county_code": "str",
        "year": "int",
        "indicator": "str",
        "value": "float?",
        "unit": "str",
        "qualifier": "str",
        "scope": "str",
        "status": "str",  # records.Status
        "reason": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "before": "str",  # the sentence before the quote
        "after": "str",  # the sentence after the quote
        "section": "str",
        "role": "str",
    },
    ("document_id", "start", "end", "indicator"),
)

AUDIT = Contract(
    "audit",
    {
        "county_code": "str",
        "year": "int",
        "document_id": "str",
        "kind": "str",  # rate | parts | change | bounds
        "indicator": "str",  # "" for a figure that stands for none
        "verdict": "str",  # agrees | disagrees | not checkable
        "printed": "float",
        "expected": "float?",
        "start": "int",
        "end": "int",
        "quote": "str",
        "against": "str",  # the other figures as start-end, ';' between
        "against_quotes": "str",  # their words, ' ; ' between
        "before": "str",  # the rest of the sentence; only where the verdict is disagrees
        "after": "str",
        "against_sentences": "str",  # theirs with the figure in 【】, a line each; likewise
        "note": "str",
    },
    ("document_id", "start", "end", "kind", "indicator"),
)

LEDGER = Contract(
    "ledger",
    {
        "document_id": "str",
        "kind": "str",  # used | aside | other | not_a_quantity, see check.ledger
        "detail": "str",  # dimension of a coded number, class of one that is no quantity
        "count": "int",
    },
    ("document_id", "kind", "detail"),
)

CORRECTIONS = Contract(
    "corrections",
    OBSERVATIONS.columns | {"correction": "int", "action": "str"},  # its number in the file
    ("document_id", "start", "end", "indicator", "status"),
)

COUNTIES = Contract(
    "counties",
    {"county_code": "str", "county": "str", "province": "str", "prefecture": "str"},
    ("county_code",),
)

PANEL = Contract(
    "panel",
    {
        "county_code": "str",
        "year": "int",
        "indicator": "str",
        "dimension": "str",
        "value": "float?",
        "qualifier": "str?",
        "state": "str",  # one of STATES
        "numerator": "float?",
        "denominator": "float?",
        "denominator_of": "str?",  # indicator that the denominator comes from
        "claim": "str?",  # claim class of a rate, see panel.claims
        "reason": "str",  # "" | computed | disagrees | … , see panel.denominate
    },
    ("county_code", "year", "indicator"),
)

CHANGES = Contract(
    "changes",
    {
        "county_code": "str",
        "indicator": "str",
        "year_before": "int",
        "year": "int",
        "before": "float",
        "after": "float",
        "change": "float?",  # missing across a break
        "broken_by": "str",  # what lies between the years: instruments, changes of the county
        "direction": "int",  # in the later year: more is better (1), worse (-1) or neither (0)
        "better": "int?",  # 1, -1 or 0; missing where it cannot be said
    },
    ("county_code", "indicator", "year"),
)

SCORES = Contract(
    "scores",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",  # D0 … D8, or L for the index
        "score": "float?",  # 0 – 100, missing where too little is observed
        "low": "float?",
        "high": "float?",
        "band": "str?",
        "band_low": "str?",
        "band_high": "str?",
        "observed": "int",
        "expected": "int",
    },
    ("county_code", "year", "dimension"),
)

CHANCES = Contract(
    "chances",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",  # D0 … D8, or L for the index
        "band_a": "float?",  # share of the draws in which the score lies in the band
        "band_b": "float?",
        "band_c": "float?",
        "band_d": "float?",
        "rank": "float?",  # of the score among those scored in the year; never without its interval
        "rank_median": "float?",  # of the draws of the level behind the figures
        "rank_low": "float?",  # the best end of the interval
        "rank_high": "float?",
        "top": "float?",  # share of those draws in which it is among the best of its year
    },
    ("county_code", "year", "dimension"),
)

MEDIANS = Contract(
    "medians",
    {
        "year": "int",
        "dimension": "str",  # D0 … D8, or L for the index
        "median": "float?",  # of the scores; missing where no county has one
        "counties": "int",  # of the group in that year
    },
    ("year", "dimension"),
)

INDEX_AUDIT = Contract(
    "index_audit",
    {
        "year": "int",  # whose index was examined
        "item": "int",  # of the ten parts of an audit
        "check": "str",  # of composite.audit_rules
        "subject": "str",  # the index, a dimension, an indicator, …
        "verdict": "str",  # pass | flag | fail
        "value": "float?",
        "threshold": "str",
        "n": "int",
        "source": "str",
        "zh": "str",  # a sentence
        "en": "str",
    },
    ("check", "subject"),
)

CONSTRUCTS = Contract(
    "constructs",
    {
        "county_code": "str",
        "year": "int",
        "construct": "str",  # R, F, B
        "part": "str",
        "value": "float?",
    },
    ("county_code", "year", "construct", "part"),
)

CLUSTERS = Contract(
    "clusters",
    {
        "county_code": "str",
        "year": "int",
        "cluster": "int",  # 1 is the highest level
        "label": "str",
        "silhouette": "float",
        "filled": "int",  # dimension scores that had to be filled
        "progress": "float?",  # change of L in points a year, see clusters.progress
        "broken_by": "str",  # change of the county since its clustered year before; "" for none
    },
    ("county_code", "year"),
)

SILHOUETTES = Contract(
    "silhouettes",
    {"k": "int", "silhouette": "float", "inertia": "float"},
    ("k",),
)

SLICES = Contract("slices", {"county_code": "str", "digest": "str"}, ("county_code",))

CODING_CHECK = Contract(
    "coding_check",
    {
        "measure": "str",  # see check.score
        "between": "str",  # program - coder 1 | coder 1 - coder 2 | …
        "dimension": "str",  # D0 … D8, or all
        "estimate": "float?",  # share or coefficient, at most 1
        "low": "float?",
        "high": "float?",
        "rows": "int",  # rows of the sample it rests on
        "effective": "float",  # rows of a simple random sample that would tell as much
        "sample": "str",  # id of the sample
        "reading": "str",  # start of the digest of the reading that was sampled
    },
    ("measure", "between", "dimension"),
)

CODING_DISAGREEMENTS = Contract(
    "coding_disagreements",
    {
        "id": "str",
        "coder": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "before": "str",
        "quote": "str",
        "after": "str",
        "section": "str",
        "program": "str",  # code, value and scope
        "coded": "str",
        "note": "str",
    },
    ("id", "coder"),
)
