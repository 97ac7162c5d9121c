"""What a document means, apart from its words, and which clauses mean something else now."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date

from policy.compiling import Pack
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    joined,
    tests_of,
)
from policy.documents import (
    Act,
    BasisKind,
    Clause,
    Confidence,
    Document,
    Effect,
    Reach,
    Thing,
    Version,
    default_reach,
)
from policy.frozen import dataclass
from policy.house import House
from policy.places import Territory

NEVER = NotThat(ALWAYS)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a clause comes to, apart from its words and its name."""

    effect: Effect
    topic: str
    act: Act | None
    reach: Reach
    per_plan: bool
    start: date | None
    end: date | None
    basis: BasisKind | None
    things: frozenset[Thing]
    lifts: frozenset[str]
    due: Act | None
    protects: str | None
    confidence: Confidence
    carried: bool
    applies: Condition
    """Nexus, `when` and exceptions in one."""
    check: Condition | None


@dataclass(frozen=True, slots=True)
class Placed:
    """One clause in its version and document."""

    document: Document
    version: Version
    clause: Clause
    rule: Rule


@dataclass(frozen=True, slots=True)
class Pair:
    """One clause before and after, in every version in which it changed in this way."""

    document: str
    clause: str
    versions: tuple[str, ...]
    before: Placed | None
    after: Placed | None

    @property
    def now(self) -> Placed:
        """Return the clause as it is; one that is gone, as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a clause stands on neither side")
        return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Two packs, clause by clause."""

    pairs: tuple[Pair, ...]
    """What is not the same at a glance: the same may still be meant in other words."""
    besides: tuple[tuple[str, str], ...]
    """What else changed, by document, in words: dates of versions, what is silent, settings."""
    renamed: tuple[tuple[str, str, str], ...]
    """Clauses that mean the same under another id: document, id before, id now."""
    reworded: int
    """Clauses of which nothing but words, sections or sources changed."""
    documents: int
    clauses: int


def rule_of(document: Document, clause: Clause) -> Rule:
    """Return what `clause` of `document` comes to."""
    excepted = tuple(NotThat(each.when) for each in clause.exceptions)
    return Rule(
        effect=clause.effect,
        topic=clause.topic,
        act=clause.act,
        reach=clause.reach or default_reach(document.kind, clause.effect, clause.topic),
        per_plan=clause.per_plan,
        start=clause.start,
        end=clause.end,
        basis=clause.basis,
        things=frozenset(clause.things),
        lifts=frozenset(clause.lifts),
        due=clause.due,
        protects=clause.protects or document.protects,
        confidence=clause.confidence,
        carried=clause.carried,
        applies=ordered(joined(document.nexus, clause.when, *excepted)),
        check=ordered(clause.check) if clause.check else None,
    )


def ordered(condition: Condition) -> Condition:
    """Return `condition` with names of definitions, nesting and order taken out."""
    match condition:
        case Defined(condition=part):
            return ordered(part)
        case NotThat(part=part):
            inner = ordered(part)
            return inner.part if isinstance(inner, NotThat) else NotThat(inner)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            kind = type(condition)
            found: dict[Condition, None] = {}
            for each in map(ordered, parts):
                inside = each.parts if isinstance(each, kind) else (each,)
                found.update(dict.fromkeys(inside))
            every = tuple(sorted(found, key=repr))
            return every[0] if len(every) == 1 else kind(every)
        case _:
            return condition


def compare(before: Pack, after: Pack) -> Compared:
    """Return what may mean something else in `after` than in `before`."""
    return _Comparing(before, after).done()


class _Comparing:
    """Compares two packs document by document."""

    def __init__(self, before: Pack, after: Pack) -> None:
        self._before = before
        self._after = after
        self._moved = _changed_territories(before.territories, after.territories)
        self._pairs: dict[tuple[object, ...], Pair] = {}
        self._besides: list[tuple[str, str]] = []
        self._renamed: dict[tuple[str, str, str], None] = {}
        self._reworded = 0

    def done(self) -> Compared:
        """Return what was found."""
        names = sorted({*self._before.documents, *self._after.documents})
        for name in names:
            was, now = self._before.documents.get(name), self._after.documents.get(name)
            if was != now or (now is not None and self._mentions(now)):
                self._document(name, was, now)
        house = _house_words(self._before.house, self._after.house)
        self._besides += [("house policy", words) for words in house]
        every = (
            version for each in self._after.documents.values() for version in each.versions
        )
        return Compared(
            tuple(self._pairs.values()),
            tuple(dict.fromkeys(self._besides)),
            tuple(self._renamed),
            self._reworded,
            len(names),
            sum(len(version.clauses) for version in every),
        )

    def _mentions(self, document: Document) -> bool:
        return bool(self._moved) and any(
            self._reads_moved(_placed(document, version, clause).rule)
            for version in document.versions
            for clause in version.clauses
        )

    def _reads_moved(self, rule: Rule) -> bool:
        conditions = (rule.applies, *((rule.check,) if rule.check else ()))
        tests = (test for each in conditions for test in tests_of(each))
        return any(self._moved.intersection(map(str, test.operands)) for test in tests)

    def _document(self, name: str, was: Document | None, now: Document | None) -> None:
        if was is not None and now is not None:
            words = _differences(was, now, _OF_DOCUMENTS)
            self._besides += [(name, each) for each in words]
        older = {each.label: each for each in was.versions} if was else {}
        newer = {each.label: each for each in now.versions} if now else {}
        for label in dict.fromkeys([*older, *newer]):
            self._version(name, (was, older.get(label)), (now, newer.get(label)))

    def _version(
        self,
        name: str,
        was: tuple[Document | None, Version | None],
        now: tuple[Document | None, Version | None],
    ) -> None:
        before, after = _clauses(*was), _clauses(*now)
        older, newer = was[1], now[1]
        version = newer or older
        label = version.label if version else ""
        if older is not None and newer is not None:
            words = _differences(older, newer, _OF_VERSIONS)
            self._besides += [(f"{name}@{label}", each) for each in words]
        elif was[0] is not None and now[0] is not None:
            what = "the version is new" if newer else "the version is gone"
            self._besides.append((f"{name}@{label}", what))
        gone, come = _unpaired(before, after)
        for old, new in _renamed(gone, come):
            self._renamed[name, old, new] = None
            before.pop(old)
            after.pop(new)
        for each in dict.fromkeys([*before, *after]):
            self._clause(name, label, before.get(each), after.get(each))

    def _clause(
        self, name: str, label: str, before: Placed | None, after: Placed | None
    ) -> None:
        if before is not None and after is not None and before.rule == after.rule:
            if before.clause != after.clause:
                self._reworded += 1
            if not self._reads_moved(after.rule):
                return
        now = after or before
        key = (
            name,
            now.clause.id if now else "",
            before.rule if before else None,
            after.rule if after else None,
        )
        known = self._pairs.get(key)
        versions = (*known.versions, label) if known else (label,)
        clause = now.clause.id if now else ""
        self._pairs[key] = Pair(name, clause, versions, before, after)


def _placed(document: Document, version: Version, clause: Clause) -> Placed:
    return Placed(document, version, clause, rule_of(document, clause))


def _clauses(document: Document | None, version: Version | None) -> dict[str, Placed]:
    if document is None or version is None:
        return {}
    return {each.id: _placed(document, version, each) for each in version.clauses}


def _unpaired(
    before: Mapping[str, Placed], after: Mapping[str, Placed]
) -> tuple[dict[str, Placed], dict[str, Placed]]:
    gone = {name: each for name, each in before.items() if name not in after}
    come = {name: each for name, each in after.items() if name not in before}
    return gone, come


def _renamed(
    gone: Mapping[str, Placed], come: Mapping[str, Placed]
) -> Iterator[tuple[str, str]]:
    left = dict(come)
    for old, was in gone.items():
        for new, now in left.items():
            if was.rule == now.rule:
                yield old, new
                left.pop(new)
                break


def _changed_territories(
    before: Mapping[str, Territory], after: Mapping[str, Territory]
) -> frozenset[str]:
    def places(of: Mapping[str, Territory], name: str) -> object:
        found = of.get(name)
        return (found.codes, found.excluded) if found else None

    names = {*before, *after}
    return frozenset(name for name in names if places(before, name) != places(after, name))


_OF_DOCUMENTS: tuple[tuple[str, Callable[[Document], object]], ...] = (
    ("kind", lambda each: each.kind.value),
    ("issuer", lambda each: each.issuer),
    ("jurisdiction", lambda each: each.jurisdiction),
    ("license tags", lambda each: sorted(each.license_tags)),
    ("what it hands on", lambda each: sorted(each.passes_on)),
    ("authority", lambda each: each.authority),
    ("parties", lambda each: sorted(each.parties)),
    ("models", lambda each: sorted(each.models)),
    ("what it replaces", lambda each: sorted(each.replaces)),
    ("what it pins", lambda each: sorted(each.pins)),
    ("what it lifts", lambda each: sorted(each.lifts)),
)
_OF_VERSIONS: tuple[tuple[str, Callable[[Version], object]], ...] = (
    ("first day", lambda each: each.effective),
    ("end", lambda each: each.until),
    ("last seen", lambda each: each.last_seen),
    ("silent on", lambda each: sorted((s.topic, s.confidence.word) for s in each.silent)),
    ("not read on", lambda each: sorted(each.unread)),
    ("governs", lambda each: sorted((g.model, *g.revisions) for g in each.governs)),
    ("text stands in from", lambda each: each.carried_from),
    ("reaches back", lambda each: each.retroactive),
    ("claims outputs", lambda each: each.claims_outputs),
)


def _differences(was: object, now: object, asked: Iterable[tuple[str, Callable]]) -> list[str]:  # type: ignore[type-arg]
    found = []
    for what, value in asked:
        before, after = value(was), value(now)
        if before != after:
            found.append(f"{what}: {_said(after)}, before: {_said(before)}")
    return found


def _said(value: object) -> str:
    match value:
        case None | []:
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(" ".join(e) if isinstance(e, tuple) else str(e) for e in value)
        case _:
            return str(value)


def _house_words(was: House, now: House) -> Iterator[str]:
    for each in fields(House):
        if each.compare and getattr(was, each.name) != getattr(now, each.name):
            yield f"the setting `{each.name}` is another one"
