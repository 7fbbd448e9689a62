"""Pages and pieces of pages that are made from a template and not from a notebook."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.text.display import anchor
from analysis.wording import words

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def fill(name: str, lang: str, **values: Any) -> str:
    """Return a template's page or piece in ``zh`` or ``en``, with the style of all pages.

    All values are escaped; one that the template names and that is not given is an error.
    """
    return _environment().get_template(name).render(words=words(lang), css=_style(), **values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = css_string
    environment.filters["anchor"] = anchor
    return environment


def css_string(text: str) -> str:
    r"""Return text as it stands between quotation marks in a style sheet within HTML.

    >>> css_string('甲县 "x"</style>')
    '甲县 \\22 x\\22 \\3c \\2f style\\3e '
    """
    return "".join(c if c.isalnum() or c in " -，：。（）·" else f"\\{ord(c):x} " for c in text)


@cache
def _style() -> str:
    return (TEMPLATES / "fazhi" / "page.css").read_text(encoding="utf-8")
