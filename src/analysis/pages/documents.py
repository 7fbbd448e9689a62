"""The first page of the story: which reports were read."""

from __future__ import annotations

from analysis.pages.parts import Page, captions_of, page_parts
from analysis.pages.tables import scores as score_tables
from analysis.study import View


def documents_page(view: View) -> Page:
    """Return the parts of the story's first step: what was read."""
    documents = view.table("documents")
    used = documents[documents["status"] == "used"]
    return page_parts(
        view,
        title=view.say("01 读到了哪些报告", "01 Which reports were read"),
        lead=view.say(
            f"{len(documents)} 个文件,其中 {len(used)} 份县级年度报告进入比较。",
            f"{len(documents)} documents, of which {len(used)} county reports are compared.",
        ),
        captions=captions_of(
            view,
            readings=("读取的文件", "Files read"),
            not_used=("没有采用的文件", "Files not used"),
            form=("年度报告规定内容(合规比例,%)", "Prescribed contents (share that obey, %)"),
        ),
        readings=score_tables.readings(view),
        not_used=score_tables.not_used(view),
        form=score_tables.form(view),
    )
