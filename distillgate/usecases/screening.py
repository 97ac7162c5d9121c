"""Import screening lists, show what is loaded, and hold names against it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Level, Span
from policy.yamltext import UnreadableError
from registry.screening.faults import UnreadableListError
from registry.screening.files import ENDING, ListFiles, Origin, write_lists
from registry.screening.listnames import TITLES
from registry.screening.matching import Hit, Screened
from registry.screening.ofaccsv import OfacCsv
from registry.screening.parties import Edition, Party
from registry.screening.reading import Reading, format_of

_STEP = 5_000
_CHUNK = 1_048_576


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be imported, and whither."""

    path: str
    folder: Path
    today: date
    day: date | None = None
    """Of the edition, where the reader knows better than the file."""
    list: str | None = None
    """The list that the file is, whatever it says of itself."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    editions: tuple[Edition, ...]
    form: str
    known: bool = False
    """The same file was imported before, and nothing was written."""
    diagnostics: tuple[Diagnostic, ...] = ()


def import_list(wanted: Import, told: Callable[[int], None]) -> Imported:
    """Write the parties of a file into the folder of lists, all of them or none.

    `told` hears now and then how many parties have been read. Raises
    `UnreadableError` with what is wrong and where.
    """
    shown = readable(wanted.path)
    try:
        return _imported(wanted, Path(wanted.path), told)
    except UnreadableListError as error:
        place = Span(shown, error.line, 1)
        found = Diagnostic(Code.UNREADABLE_LIST, error.message, place, error.hint)
        raise UnreadableError((found,)) from error
    except FileNotFoundError as error:
        found = Diagnostic(Code.FILE_NOT_FOUND, "there is no such file", Span(shown, 1, 1))
        raise UnreadableError((found,)) from error
    except OSError as error:
        why = f"it cannot be read or kept: {error.strerror or 'no reason is given'}"
        raise UnreadableError(
            (Diagnostic(Code.UNUSABLE_FILE, why.lower(), Span(shown, 1, 1)),)
        ) from error


def _imported(wanted: Import, path: Path, told: Callable[[int], None]) -> Imported:
    form = format_of(path)
    reading = form.reads(path)
    beside = reading.aliases if isinstance(reading, OfacCsv) else None
    digest = _digest([path, *([beside] if beside else [])])
    warned = _without_aliases(reading, readable(wanted.path))
    target = wanted.folder / f"{digest[:16]}{ENDING}"
    known = target.exists() and wanted.list is None
    if not known:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        origin = Origin(path.name, f"sha256:{digest}")
        day = wanted.day or reading.day or wanted.today
        parties = _counted(_as_list(reading.parties(), wanted.list), told)
        write_lists(target, parties, origin, day)
    editions = ListFiles(wanted.folder).editions()
    mine = tuple(each for each in editions if each.digest == f"sha256:{digest}")
    return Imported(tuple(map(_titled, mine)), form.name, known, warned)


def _without_aliases(reading: Reading, shown: str) -> tuple[Diagnostic, ...]:
    if not isinstance(reading, OfacCsv) or reading.aliases is not None:
        return ()
    message = "the file of aliases does not lie beside it, so aliases are not known"
    hint = "put `alt.csv` beside `sdn.csv`, or `cons_alt.csv` beside `cons_prim.csv`"
    place = Span(shown, 1, 1)
    return (Diagnostic(Code.FILE_NOT_FOUND, message, place, hint, Level.WARNING),)


def _as_list(parties: Iterator[Party], name: str | None) -> Iterator[Party]:
    for party in parties:
        yield party if name is None else replace(party, list=name)


def _counted(parties: Iterator[Party], told: Callable[[int], None]) -> Iterator[Party]:
    count = 0
    for party in parties:
        yield party
        count += 1
        if count % _STEP == 0:
            told(count)
    if count == 0:
        raise UnreadableListError(1, "the file names nobody")


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _titled(edition: Edition) -> Edition:
    return replace(edition, title=TITLES.get(edition.list, edition.title))


def editions_titled(editions: Sequence[Edition]) -> tuple[Edition, ...]:
    """Return `editions` with the titles of their lists."""
    return tuple(map(_titled, editions))


def edition_json(edition: Edition) -> Mapping[str, object]:
    """Return one edition for programs."""
    return {
        "list": edition.list,
        "title": edition.title,
        "day": edition.day.isoformat(),
        "parties": edition.parties,
        "file": edition.file,
        "digest": edition.digest or None,
        "whole": not edition.sample,
    }


def screened_json(found: Screened) -> Mapping[str, object]:
    """Return what the screening of a name came to, for programs."""
    return {
        "names": list(found.queries),
        "stands_on": list(found.matched),
        "may_stand_on": list(found.possible),
        "whole_lists": sorted(found.covered),
        "hits": [_hit_json(hit) for hit in found.hits],
    }


def _hit_json(hit: Hit) -> Mapping[str, object]:
    party = hit.party
    return {
        "likeness": hit.likeness.value,
        "list": party.list,
        "party": party.key,
        "name": party.name,
        "found": hit.name,
        "why": hit.why,
        "score": f"{hit.score:.2f}",
        "country": party.country,
        "listed": party.listed.isoformat() if party.listed else None,
        "removed": party.removed.isoformat() if party.removed else None,
        "note": party.note,
    }
