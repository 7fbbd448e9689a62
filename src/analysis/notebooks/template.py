"""Pages that are made from a template and not from a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.wording import words

TEMPLATES = Path(__file__).parent / "templates"


def fill(name: str, lang: str, **values: Any) -> str:
    """Return a template's page in ``zh`` or ``en``, with the style of all pages.

    All values are escaped; one that the template names and that is not given is an error.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (TEMPLATES / "fazhi" / "page.css").read_text(encoding="utf-8")
    return environment.get_template(name).render(words=words(lang), css=css, **values)
