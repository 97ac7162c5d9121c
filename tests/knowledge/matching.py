"""Find the clauses of the research in our packs, by document, version, topic and section."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.documents import Clause, Document, Version
from tests.knowledge.differences import Differences
from tests.knowledge.research import ResearchClause, WrittenDocument, WrittenVersion, clauses_of
from tests.knowledge.translation import SILENT, UNREAD, reading_of

_NUMBER = re.compile(
    r"\b[ivx]+\b(?:\([a-z0-9]+\))*|\d+(?:\.\d+)*[a-z]?(?:\([a-z0-9]+\))*|\([a-z0-9]+\)"
)
_WORD = re.compile(r"[a-z]{3,}")
_PLAIN = frozenset("and the section clause definition definitions exception paragraph".split())


@dataclass(frozen=True, slots=True)
class Match:
    """What the packs have of one clause of the research."""

    research: ResearchClause
    versions: tuple[Version, ...]
    """Where it is looked for; none: no version of ours carries that text."""
    clauses: tuple[Clause, ...] = ()
    unspoken: str | None = None
    """`silent` or `unread` where that is what the packs say of the topic."""

    @property
    def is_found(self) -> bool:
        """Whether the rule stands in a pack as the translation has it."""
        return bool(self.clauses) or self.unspoken is not None

    @property
    def at_section(self) -> tuple[Clause, ...]:
        """All that the packs have at that section, whatever the topic."""
        section = self.research.written.section
        return tuple(
            clause
            for version in self.versions
            for clause in version.clauses
            if section and same_place(section, clause.section)
        )


def marks(section: str | None) -> frozenset[str]:
    """Return what identifies a section: its numbers with letters, and its words."""
    text = (section or "").lower().replace(" (", "(").replace("§", "")
    return frozenset(_NUMBER.findall(text)) | (frozenset(_WORD.findall(text)) - _PLAIN)


def same_place(theirs: str | None, ours: str | None) -> bool:
    """Return whether two names of a section can mean the same place."""
    wanted, given = marks(theirs), marks(ours)
    if not wanted or wanted & given:
        return True
    return any(_within(one, other) for one in wanted for other in given)


def _within(one: str, other: str) -> bool:
    """Return whether one of two numbers is a part of the other: `3.3` of `3.3(e)`."""
    short, long = sorted((one, other), key=len)
    return len(short) < len(long) and long.startswith(short) and long[len(short)] in ".("


def matches(
    written: WrittenDocument, documents: Mapping[str, Document], differences: Differences
) -> Iterator[Match]:
    """Yield what the packs have of each clause of `written`."""
    names = differences.documents.get(written.id, (written.id,))
    ours = [documents[name] for name in names if name in documents]
    for research in clauses_of(written):
        yield _match(research, _versions(research, ours, differences))


def _versions(
    research: ResearchClause, ours: list[Document], differences: Differences
) -> tuple[Version, ...]:
    """Return the version that carries the text, and all of the papers beside it."""
    found: list[Version] = []
    for document in ours:
        if document.id == research.document:
            one = version_of(research.version, document, differences)
            found += [one] if one is not None else []
        else:
            found += document.versions
    return tuple(found)


def version_of(
    written: WrittenVersion, document: Document, differences: Differences
) -> Version | None:
    """Return the version of `document` that carries `written`."""
    versions = {version.label: version for version in document.versions}
    label = differences.version(document.id, written.version)
    if label is not None:
        return versions.get(label)
    if written.version in versions:
        return versions[written.version]
    day = written.effective
    same_day = [each for each in document.versions if day and each.effective == day]
    if len(same_day) == 1:
        return same_day[0]
    return document.versions[0] if len(document.versions) == 1 else None


def _match(research: ResearchClause, versions: tuple[Version, ...]) -> Match:
    written = research.written
    reading = reading_of(written.topic, written.effect)
    found = tuple(
        clause
        for version in versions
        for clause in version.clauses
        if clause.topic in reading.topics
        and clause.effect.value in reading.effects
        and same_place(written.section, clause.section)
    )
    unspoken = None if found else _unspoken(versions, reading.topics, reading.effects)
    return Match(research, versions, found, unspoken)


def _unspoken(
    versions: tuple[Version, ...], topics: frozenset[str], effects: frozenset[str]
) -> str | None:
    """Return what the versions say of topics that they have no clause on."""
    if SILENT in effects and any(s.topic in topics for v in versions for s in v.silent):
        return SILENT
    if UNREAD in effects and any(topics & set(v.unread) for v in versions):
        return UNREAD
    return None
