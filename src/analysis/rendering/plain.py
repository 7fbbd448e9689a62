"""Pages without a notebook: the text of each report, and each indicator.

There are thousands of them and nothing is computed on them, so that a kernel for each would be the
most of their cost. They share the template, the manifest and the links of the other pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from analysis.batch.lock import folder_lock
from analysis.batch.manifest import Manifest
from analysis.batch.plan import Choice, make_plan
from analysis.errors import FazhiError
from analysis.files import digest_of, write_whole
from analysis.notebooks.job import Job
from analysis.notebooks.placement import Placement, in_order, with_links
from analysis.notebooks.site import Digests, Places, Site, digests_of
from analysis.notebooks.template import TEMPLATES, fill
from analysis.pages.elements import page_link, show, table
from analysis.pages.indicator import indicator_list, indicator_page, printed_indicators
from analysis.pages.report_text import report_texts
from analysis.records import Outcome
from analysis.study import View

TEMPLATE = TEMPLATES / "plain.html.j2"
LIST = "indicators"  # the page that lists the indicators
RUN = "plain"  # in the manifest, where other pages name the run that rendered them


@dataclass(frozen=True)
class PlainPage:
    """What a plain page is made of: its title, leading paragraph and HTML."""

    key: str
    title: str
    lead: str
    body: str


def plain_jobs(site: Site, codes: Iterable[str]) -> list[Job]:
    """Return the jobs of the texts of all used reports, and of the indicators that they hold."""
    digests, places = digests_of(site), Places(site, [f"county/{code}" for code in codes])
    view = view_of(site)
    return [*_text_jobs(site, places, digests), *_indicator_jobs(site, places, digests, view)]


def view_of(site: Site) -> View:
    """Return the study as the plain pages of a site see it."""
    return View(site.project.root, site.project.processed, site.lang)


def _text_jobs(site: Site, places: Places, digests: Digests) -> Iterator[Job]:
    documents = site.project.store.read("documents")
    documents = documents[documents["status"] == "used"].sort_values(["county_code", "year"])
    for county, own in documents.groupby("county_code", sort=True):
        keys = [f"text/{code}" for code in own["document_id"]]
        around = in_order(keys, [str(year) for year in own["year"]])
        for key in keys:
            inputs = digest_of(digests.county(str(county)), key)
            place = places.beside(key, around[key])
            parameters = {"lang": site.lang, "county": str(county)}
            yield Job(key, TEMPLATE, parameters, site.page(key), inputs, place)


def _indicator_jobs(site: Site, places: Places, digests: Digests, view: View) -> Iterator[Job]:
    codes = printed_indicators(view)
    keys = [LIST, *(f"indicator/{code}" for code in codes)]
    labels = [view.words["indicator_pages"], *(view.indicator(code) for code in codes)]
    around = in_order(keys, labels)
    for key in keys:
        place = places.beside(key, around[key])
        parameters = {"lang": site.lang}
        yield Job(key, TEMPLATE, parameters, site.page(key), digests.everything, place)


def render_plain(
    site: Site, jobs: list[Job], choice: Choice | None = None, *, wait: bool = False
) -> Iterator[Outcome]:
    """Render the plain pages whose inputs changed; yield one outcome a job.

    Raises:
        StoreError: another batch runs in the folder, or it cannot be written.
    """
    with folder_lock(site.out, wait=wait):
        manifest = Manifest(site.out)
        plan = make_plan(jobs, manifest, choice or Choice())
        yield from (Outcome(job.key, "unchanged", str(job.page)) for job in plan.unchanged)
        yield from (Outcome(job.key, "skipped", str(job.page)) for job in plan.left)
        view, todo = view_of(site), [job for job, _ in plan.todo]
        for county, own in groupby(todo, key=attrgetter("parameters")):
            wanted = {job.key: job for job in own}
            for outcome in _made(view, str(county.get("county", "")), wanted):
                manifest.add(wanted[outcome.key], outcome, RUN)
                yield outcome


def _made(view: View, county: str, wanted: dict[str, Job]) -> Iterator[Outcome]:
    """Write the wanted pages of a county, or of indicators where there is none."""
    pages = _texts(view, county) if county else _indicators(view, wanted)
    try:
        for page in pages:
            if page.key in wanted:
                write_whole(wanted[page.key].page, _html(page, view.lang, wanted[page.key].place))
                yield Outcome(page.key, "rendered", str(wanted[page.key].page))
    except FazhiError as error:
        yield from (Outcome(key, "failed", "", str(error)) for key in wanted)


def _html(page: PlainPage, lang: str, place: Placement | None) -> str:
    filled = fill(
        "plain.html.j2", lang, title=page.title, lead=page.lead, body=page.body, place=place
    )
    return with_links(filled, place)


def _texts(view: View, county: str) -> Iterator[PlainPage]:
    back = page_link(f"county/{county}", view.counties[county]).html
    for text in report_texts(view, county):
        body = f'<p class="up">{back}</p>{text.body}'
        yield PlainPage(f"text/{text.document_id}", text.title, text.lead, body)


def _indicators(view: View, wanted: Iterable[str]) -> Iterator[PlainPage]:
    for key in wanted:
        if key == LIST:
            yield _list(view)
            continue
        page = indicator_page(view, Path(key).name)
        parts = [show(page.picture, view.lang, "years").html]
        for name in ("values", "breaks", "yardsticks"):
            frame, caption = getattr(page, name), page.captions[name]
            if len(frame):
                parts.append(f'<h2 id="{name}">{caption}</h2>{table(frame, caption).html}')
        yield PlainPage(key, page.title, page.lead, "".join([*parts, page.data.html]))


def _list(view: View) -> PlainPage:
    frame, title = indicator_list(view), view.words["indicator_pages"]
    lead = view.say(
        f"报告中读到的 {len(frame)} 项指标；县区数和中位数为最近一年。",
        f"{len(frame)} indicators were found in the reports; counties and median are of the latest "
        "year.",
    )
    return PlainPage(LIST, title, lead, table(frame, title, folded=False).html)
