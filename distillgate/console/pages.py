"""Drawing pages: the templates, and the frame that every page stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from distillgate import __version__
from distillgate.console.words import Locale, day_words, number_in

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
_NAV = (
    ("/reviews", "Queue"),
    ("/plans", "Plans"),
    ("/documents", "Documents"),
    ("/models", "Registry"),
    ("/filed", "On file"),
    ("/policies", "House policy"),
    ("/lineage", "Lineage"),
    ("/audit", "Audit"),
    ("/overview", "Overview"),
)
_PART_OF = {
    "/datasets": "/models",
    "/providers": "/models",
    "/decisions": "/plans",
    "/new": "/reviews",
}


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link to one of the main pages."""

    href: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    title: str
    locale: Locale
    reader: str = ""
    """Nobody, where the page is for those who have not signed in."""
    roles: str = ""
    csrf: str = ""
    nav: tuple[NavLink, ...] = ()
    submits: bool = False
    """Whoever reads may ask for plans."""
    narrow: bool = False
    way_in: str = ""
    """Where somebody signs in by an identity provider and comes back; nothing: nowhere."""
    engine: str = __version__


def nav_of(path: str, closed: frozenset[str] = frozenset()) -> tuple[NavLink, ...]:
    """Return the links to the main pages that are not `closed`, as seen from `path`."""
    root = "/" + path.strip("/").partition("/")[0]
    at = _PART_OF.get(root, root)
    return tuple(NavLink(href, text, href == at) for href, text in _NAV if href not in closed)


@cache
def environment() -> Environment:
    """Return the templates: everything that is put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["day"] = _day
    made.filters["number"] = _number
    return made


@pass_context
def _day(context: Context, said: str) -> str:
    """Return a day as the reader writes days; what is none stays as it is."""
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        return said
    return day_words(day, context["frame"].locale)


@pass_context
def _number(context: Context, number: int) -> str:
    """Return a whole number as the reader writes them."""
    return number_in(number, context["frame"].locale)


def drawn(template: str, frame: Frame, page: object, more: Mapping[str, object]) -> str:
    """Return the HTML of one page."""
    return environment().get_template(template).render(frame=frame, page=page, **more)
