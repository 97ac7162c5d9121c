"""Public lists of parties, read from the files as their publishers give them out.

A reader yields one party after another and never holds a whole file; what
makes a file unreadable is raised with its line, so that nothing of it is kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol

from registry.screening import csl, eufsf, ofaccsv, ofacxml, unxml
from registry.screening.faults import UnreadableListError
from registry.screening.parties import Party
from registry.screening.xmlrecords import root_of

_LOOKED_AT = 65_536


class Reading(Protocol):
    """A file of which the format is known."""

    @property
    def day(self) -> date | None:
        """Return the day of the edition, where the file says so."""
        ...

    def parties(self) -> Iterator[Party]:
        """Yield every party; raises `UnreadableListError`."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """One format of public lists."""

    name: str
    """In the words of a message."""
    reads: Callable[[Path], Reading]


OFAC_XML = Format("OFAC advanced XML", ofacxml.OfacXml)
OFAC_CSV = Format("OFAC CSV", ofaccsv.OfacCsv)
CSL_JSON = Format("Consolidated Screening List, JSON", csl.CslJson)
CSL_CSV = Format("Consolidated Screening List, CSV", csl.CslCsv)
EU_XML = Format("EU consolidated financial sanctions list, XML 1.1", eufsf.EuXml)
UN_XML = Format("UN Security Council consolidated list, XML", unxml.UnXml)
FORMATS = (OFAC_XML, OFAC_CSV, CSL_JSON, CSL_CSV, EU_XML, UN_XML)
_ROOTS = {"Sanctions": OFAC_XML, "export": EU_XML, "CONSOLIDATED_LIST": UN_XML}


def format_of(path: Path) -> Format:
    """Return the format of the file at `path`, by how it begins.

    Raises `UnreadableListError` where it is none that we read.
    """
    with path.open("rb") as file:
        beginning = file.read(_LOOKED_AT)
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _xml(path)
    if text.startswith((b"{", b"[")):
        return CSL_JSON
    first = text.partition(b"\n")[0]
    if csl.is_heading(first.decode("utf-8", "replace")):
        return CSL_CSV
    if ofaccsv.is_row(first.decode("latin-1")):
        return OFAC_CSV
    raise UnreadableListError(1, "this is no list in a format that is read here", _READ)


def _xml(path: Path) -> Format:
    with path.open("rb") as file:
        root, line = _root(file)
    if root in _ROOTS:
        return _ROOTS[root]
    message = f"`{root}` is the root of no list that is read here"
    raise UnreadableListError(line, message, _READ)


def _root(file: BinaryIO) -> tuple[str, int]:
    found = root_of(file)
    return found.name, found.line


_READ = "formats that are read: " + "; ".join(each.name for each in FORMATS)
