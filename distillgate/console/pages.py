"""Drawing pages: the templates, and the frame that every page stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from distillgate import __version__
from distillgate.console.words import Locale

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
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def drawn(template: str, frame: Frame, page: object, more: Mapping[str, object]) -> str:
    """Return the HTML of one page."""
    return environment().get_template(template).render(frame=frame, page=page, **more)
