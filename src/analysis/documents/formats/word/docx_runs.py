"""How a run of a DOCX is shown: hidden, struck out, raised or white, by itself or by its style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from analysis.documents.formats.word.docx_numbers import STYLES, VAL, W

HIDING = ("vanish", "specVanish")
STRIKING = ("strike", "dstrike")
TINY = 2  # half-points; smaller type is not meant to be read
OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """How text is shown; None where nothing is said and the style decides."""

    hidden: bool | None = None
    struck: bool | None = None
    raised: bool | None = None
    white: bool | None = None

    def over(self, below: Look) -> Look:
        """Return this look with what it leaves open taken from another one."""
        return Look(
            below.hidden if self.hidden is None else self.hidden,
            below.struck if self.struck is None else self.struck,
            below.raised if self.raised is None else self.raised,
            below.white if self.white is None else self.white,
        )

    @property
    def unread(self) -> bool:
        """True for text that no reader takes for part of the report."""
        return bool(self.hidden or self.struck)


PLAIN = Look()


@dataclass
class Looks:
    """The looks of the styles of a file."""

    styles: dict[str, Look] = field(default_factory=dict)

    def of(self, run: Element) -> Look:
        """Return how a run is shown."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return PLAIN
        style = properties.find(f"{W}rStyle")
        named = self.styles.get(style.get(VAL, ""), PLAIN) if style is not None else PLAIN
        return _look(properties).over(named)


def looks_of(styles: Element | None) -> Looks:
    """Read the looks of the styles in styles.xml, each over the one it is based on."""
    known = (
        {} if styles is None else {s.get(f"{W}styleId", ""): s for s in styles.iter(f"{W}style")}
    )
    return Looks({name: _of_style(style, known) for name, style in known.items()})


def _of_style(style: Element, known: dict[str, Element]) -> Look:
    look = PLAIN
    for _ in range(STYLES):
        properties = style.find(f"{W}rPr")
        look = look.over(_look(properties)) if properties is not None else look
        based = style.find(f"{W}basedOn")
        parent = known.get(based.get(VAL, "")) if based is not None else None
        if parent is None:
            break
        style = parent
    return look


def _look(properties: Element) -> Look:
    values = {child.tag.removeprefix(W): child.get(VAL, "") for child in properties}
    size, height = values.get("sz", ""), values.get("position", "")
    hidden = _any_on(values, HIDING)
    if re.fullmatch(r"\d{1,2}", size) and int(size) <= TINY:
        hidden = True
    raised = values["vertAlign"] == "superscript" if "vertAlign" in values else None
    if re.fullmatch(r"\d{1,3}", height) and int(height) > TINY:
        raised = True
    white = values["color"].upper() == "FFFFFF" if "color" in values else None
    on_ground = "shd" in values or "highlight" in values
    return Look(hidden, _any_on(values, STRIKING), raised, white and not on_ground)


def _any_on(values: dict[str, str], names: tuple[str, ...]) -> bool | None:
    switches = [values[name].lower() not in OFF for name in names if name in values]
    return any(switches) if switches else None
