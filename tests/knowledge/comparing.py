"""Compare the packs with the research: which clauses are missing, which values differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from policy.documents import Clause, Confidence, Document, DocumentKind, Version
from tests.knowledge.differences import Differences, OtherPlace
from tests.knowledge.matching import Match, matches, version_of
from tests.knowledge.research import (
    MEMORY,
    SECOND_HAND,
    WrittenDocument,
    WrittenVersion,
    written_documents,
)
from tests.knowledge.translation import WEIGHTY


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was compared."""

    found: tuple[Match, ...]
    """Clauses of the research that stand in a pack as the translation has it."""
    listed: tuple[tuple[Match, OtherPlace], ...]
    """Clauses that stand elsewhere, with the entry that says why."""
    missing: tuple[Match, ...]
    """Clauses that stand nowhere and of which nobody says why."""
    stale: tuple[OtherPlace, ...]
    """Entries of the list that name nothing, or a clause that is found without them."""

    @property
    def weighty(self) -> int:
        """How many of the clauses bear on distilling."""
        every = (*self.found, *(match for match, _ in self.listed), *self.missing)
        return sum(match.research.written.topic in WEIGHTY for match in every)


def compare_clauses(
    knowledge: Path, documents: Mapping[str, Document], differences: Differences
) -> Comparison:
    """Return what the packs have of every clause of the research."""
    found: list[Match] = []
    listed: list[tuple[Match, OtherPlace]] = []
    missing: list[Match] = []
    used: set[OtherPlace] = set()
    for written in written_documents(knowledge):
        for match in matches(written, documents, differences):
            entry = _entry(match, differences)
            if entry is not None and not match.is_found:
                used.add(entry)
                kept = _has(match, entry.clauses)
                listed.append((match, entry)) if kept else missing.append(match)
            else:
                (found if match.is_found else missing).append(match)
    stale = tuple(each for each in differences.clauses if each not in used)
    return Comparison(tuple(found), tuple(listed), tuple(missing), stale)


def _entry(match: Match, differences: Differences) -> OtherPlace | None:
    written = match.research.written
    label = match.research.version.version
    return next(
        (
            each
            for each in differences.clauses
            if each.covers(match.research.document, label, written.topic, written.section)
        ),
        None,
    )


def _has(match: Match, names: tuple[str, ...]) -> bool:
    """Return whether the versions hold every clause that the list names."""
    held = {clause.id for version in match.versions for clause in version.clauses}
    return set(names) <= held


@dataclass(frozen=True, slots=True)
class OtherValueFound:
    """A value of a version or clause that is not that of the research."""

    document: str
    version: str
    field: str
    theirs: str
    ours: str


def compare_values(
    knowledge: Path, documents: Mapping[str, Document], differences: Differences
) -> Iterator[OtherValueFound]:
    """Yield dates, addresses and confidences that differ from the research."""
    for written in written_documents(knowledge):
        document = documents.get(written.id)
        if document is None:
            continue
        for theirs in written.versions:
            ours = version_of(theirs, document, differences)
            if ours is not None:
                yield from _version_values(written.id, theirs, ours)
        yield from _too_sure(written, documents, differences)


def _version_values(
    document: str, theirs: WrittenVersion, ours: Version
) -> Iterator[OtherValueFound]:
    pairs = {
        "effective": (theirs.effective, ours.effective),
        "until": (theirs.until, ours.until),
        "url": (theirs.url, ours.url) if theirs.url else (None, None),
    }
    for field, (one, other) in pairs.items():
        if one != other:
            yield OtherValueFound(document, theirs.version, field, str(one), str(other))
    last = theirs.observed.last
    if last is not None and str(ours.last_seen or "") < str(last):
        seen = str(ours.last_seen)
        yield OtherValueFound(document, theirs.version, "last_seen", str(last), seen)


def _too_sure(
    written: WrittenDocument, documents: Mapping[str, Document], differences: Differences
) -> Iterator[OtherValueFound]:
    """Yield versions with a clause that is surer than all that the research has of it."""
    ceilings: dict[tuple[str, str], list[Confidence]] = defaultdict(list)
    held: dict[tuple[str, str], Clause] = {}
    for match in matches(written, documents, differences):
        for version in match.versions:
            for clause in match.clauses:
                if clause in version.clauses and not _is_paper_beside(match, clause, documents):
                    ceilings[version.label, clause.id].append(match.research.ceiling)
                    held[version.label, clause.id] = clause
    for (label, name), most in sorted(ceilings.items()):
        ours = held[label, name].confidence
        if ours > max(most):
            field = f"confidence of {name}"
            yield OtherValueFound(written.id, label, field, max(most).word, ours.word)


def _is_paper_beside(match: Match, clause: Clause, documents: Mapping[str, Document]) -> bool:
    """Return whether a clause stands in another document than the one of the research."""
    own = documents.get(match.research.document)
    return own is None or not any(clause in version.clauses for version in own.versions)


def unsourced(documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield clauses without a source, or surer than a source of that kind lets one be."""
    for document in documents.values():
        if document.kind is DocumentKind.HOUSE:
            continue
        for version in document.versions:
            for clause in version.clauses:
                source = (clause.source or "").lower()
                if not source:
                    yield f"{document.id}@{version.label}#{clause.id}: no source"
                elif source.startswith(MEMORY) and clause.confidence > Confidence.LOW:
                    yield f"{document.id}@{version.label}#{clause.id}: from memory"
                elif source.startswith(SECOND_HAND) and clause.confidence > Confidence.MEDIUM:
                    yield f"{document.id}@{version.label}#{clause.id}: second hand"
