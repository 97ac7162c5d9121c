"""What an issuer's documents, or the laws of a place, said over time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.changes import Direction, Turn, turns_of
from distillgate.usecases.documentviews import Edition, Json, difference, documents_of
from policy.compiling import Pack
from policy.documents import Document, Version
from policy.explaining_words import counted, listed
from policy.satisfying import Solver, solver_for
from policy.versionparsing import succeeds


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day; without a day, at a time that nobody knows."""

    day: date | None
    document: str
    version: str
    words: str
    turns: tuple[Turn, ...] = ()
    """What changed, clause by clause, where there was a version before."""

    def json(self) -> Json:
        """Return the event in the types of JSON."""
        return {
            "date": self.day.isoformat() if self.day else None,
            "document": self.document,
            "version": self.version,
            "event": self.words,
            "changes": [turn_json(turn) for turn in self.turns],
        }


def turn_json(turn: Turn) -> Json:
    """Return one change in the types of JSON."""
    return {
        "clause": turn.clause.id,
        "change": turn.kind.value,
        "direction": turn.direction.value,
        "words": list(turn.words),
    }


def timeline(pack: Pack, issuer: str) -> tuple[Event, ...]:
    """Return the events of all documents of an issuer or a jurisdiction, the oldest first."""
    solver = solver_for(pack.territories)
    found = [
        event
        for document in documents_of(pack, issuer=issuer)
        for event in _events(document, solver)
    ]
    return tuple(sorted(found, key=lambda each: (each.day or date.min, each.document)))


def _events(document: Document, solver: Solver) -> Iterator[Event]:
    for version in document.versions:
        yield _begins(document, version, before(document, version), solver)
        if version.until is not None and not _next(document, version):
            yield Event(version.until, document.id, version.label, "ends, with no next text")
    if document.versions:
        yield from _days_of_clauses(document, document.versions[-1])


def before(document: Document, version: Version) -> Version | None:
    """Return the version that `version` takes the place of."""
    place = document.versions.index(version)
    earlier = [each for each in document.versions[:place] if succeeds(each, version)]
    return earlier[-1] if earlier else None


def _next(document: Document, version: Version) -> bool:
    place = document.versions.index(version)
    return any(succeeds(version, each) for each in document.versions[place + 1 :])


def _begins(
    document: Document, version: Version, earlier: Version | None, solver: Solver
) -> Event:
    day, name = version.effective, document.id
    if version.carried_from is not None:
        words = f"known by its date only; the text of {version.carried_from} stands in"
        return Event(day, name, version.label, words)
    if earlier is None:
        words = f"first text known, {counted(len(version.clauses), 'clause')}"
        return Event(day, name, version.label, words)
    found = difference(Edition(document, earlier), Edition(document, version))
    turns = turns_of(found, solver)
    return Event(day, name, version.label, summary(turns), turns)


def summary(turns: Iterable[Turn]) -> str:
    """Return in one line how many clauses went which way, with the names that matter."""
    parts = []
    known = tuple(turns)
    for way in Direction:
        names = [turn.clause.id for turn in known if turn.direction is way]
        if names:
            told = f": {listed(names)}" if way is not Direction.REWORDED else ""
            parts.append(f"{len(names)} {way}{told}")
    return "; ".join(parts) or "no clause changed"


def _days_of_clauses(document: Document, version: Version) -> Iterator[Event]:
    """Yield the days on which single clauses of the newest version begin and end."""
    begins: dict[date, list[str]] = {}
    ends: dict[date, list[str]] = {}
    for clause in version.clauses:
        if clause.start is not None:
            begins.setdefault(clause.start, []).append(clause.id)
        if clause.end is not None:
            ends.setdefault(clause.end, []).append(clause.id)
    for days, word in ((begins, "begins to apply"), (ends, "no longer applies")):
        for day, names in days.items():
            words = f"{word}: {listed(names)}"
            yield Event(day, document.id, version.label, words)
