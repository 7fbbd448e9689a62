"""The first page of the story: which reports were read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.pages.parts import Page, captions_of, lead_of
from analysis.pages.tables import scores as score_tables
from analysis.study import View


@dataclass(frozen=True)
class DocumentsPage(Page):
    """The parts of the story's first step."""

    readings: pd.DataFrame
    not_used: pd.DataFrame
    form: pd.DataFrame


def documents_page(view: View) -> DocumentsPage:
    """Return the parts of the story's first step: what was read."""
    documents = view.table("documents")
    used = documents[documents["status"] == "used"]
    return DocumentsPage(
        title=view.say("01 读到了哪些报告", "01 Which reports were read"),
        lead=lead_of(
            view,
            view.say(
                f"{len(documents)} 个文件，其中 {len(used)} 份县级年度报告进入比较。",
                f"{len(documents)} documents, of which {len(used)} county reports are compared.",
            ),
        ),
        captions=captions_of(
            view,
            readings=("读取的文件", "Files read"),
            not_used=("没有采用的文件", "Files not used"),
            form=("年度报告规定内容（合规比例，%）", "Prescribed contents (share that obey, %)"),
        ),
        readings=score_tables.readings(view),
        not_used=score_tables.not_used(view),
        form=score_tables.form(view),
    )
