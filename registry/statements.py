"""What sources state of models, data sets and providers, and what that comes to together.

Statements stand side by side: none is changed, none erased. The strongest
grade counts for each field; where equally strong ones contradict each other,
the field is unknown, and a contradicted license is told as such.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum, StrEnum
from typing import Any

from connectors.licensenames import UNNAMED
from policy.diagnostics import Span
from registry.records import Artifact, ArtifactKind, LineageEdge, Provider


class Grade(IntEnum):
    """How a source comes to know what it states, the weakest first."""

    DECLARED = 0
    """Somebody says so."""
    HUB = 1
    """The hub says so: a card, a tag, an API."""
    FILE = 2
    """It was read in the files themselves."""
    CATALOG = 3
    """It ships with the product; nobody declares at this grade."""
    CURATED = 4
    """A person has looked into it, and corrects what others state."""
    COUNSEL = 5
    """Legal has decided it."""

    @property
    def word(self) -> str:
        """The word that people and programs read."""
        return self.name.lower()

    @property
    def corrects(self) -> bool:
        """Return whether it settles what weaker sources contradict each other in."""
        return self >= Grade.CURATED


GRADES = tuple(grade for grade in Grade if grade is not Grade.CATALOG)
"""The grades at which something is declared."""


class SubjectKind(StrEnum):
    """What a statement is about."""

    MODEL = "model"
    DATASET = "dataset"
    PROVIDER = "provider"

    @property
    def artifact(self) -> ArtifactKind | None:
        """The kind of artifact; nothing for a provider."""
        return None if self is SubjectKind.PROVIDER else ArtifactKind(self.value)


class KnownBy(StrEnum):
    """By what somebody who writes is known."""

    COMMAND = "cli"
    """They run the command line."""
    KEY = "key"
    """A key of a team."""
    PROVIDER = "oidc"
    """A token of an identity provider."""
    SESSION = "session"
    """They signed in."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes something down, when, and how they are known."""

    name: str
    at: str
    machine: bool = False
    known_by: KnownBy = field(default=KnownBy.COMMAND, compare=False)


Record = Artifact | Provider
_NAMING = frozenset({"ref", "kind", "slug", "span"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """One statement before it is written down."""

    kind: SubjectKind
    record: Record
    stated: frozenset[str]
    """The fields of the record that it states; the others say nothing."""
    grade: Grade = Grade.DECLARED
    revision: str | None = None
    evidence: str | None = None
    reason: str | None = None
    span: Span = field(default=Span("registry", 1, 1), compare=False)

    @property
    def ref(self) -> str:
        """The reference of an artifact, the slug of a provider."""
        return self.record.slug if isinstance(self.record, Provider) else self.record.ref

    @property
    def edges(self) -> tuple[LineageEdge, ...]:
        """What it says the subject was made from."""
        return self.record.made_from if isinstance(self.record, Artifact) else ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was written down: by whom and when."""

    declaration: Declaration
    actor: str
    made_at: str
    number: int = 0

    @property
    def grade(self) -> Grade:
        """Its grade."""
        return self.declaration.grade


@dataclass(frozen=True, slots=True)
class Retirement:
    """Somebody says that a subject is not to be used any more."""

    actor: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that is written down about one model, data set or provider."""

    kind: SubjectKind
    ref: str
    statements: tuple[Statement, ...]
    """In the order in which they were made."""
    retired: Retirement | None = None

    @property
    def revisions(self) -> tuple[str, ...]:
        """The revisions that statements are about."""
        named = (each.declaration.revision for each in self.statements)
        return tuple(dict.fromkeys(each for each in named if each is not None))


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says of one field."""

    grade: Grade
    actor: str
    value: object


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One field of which sources say different things."""

    field: str
    voices: tuple[Voice, ...]
    """The strongest first."""
    settled: bool
    """A correction says which counts."""


def voices_of(
    statements: Iterable[Statement], shipped: Record | None
) -> dict[str, list[Voice]]:
    """Return who says what, by field, the strongest and then the latest first.

    Of what one source stated twice at one grade, the later counts; nothing
    at all withdraws what it stated before.
    """
    found: dict[str, dict[tuple[Grade, str], Voice]] = {}
    if shipped is not None:
        for name in stated_by_catalog(shipped):
            voice = Voice(Grade.CATALOG, "catalog", getattr(shipped, name))
            found.setdefault(name, {})[voice.grade, voice.actor] = voice
    for each in statements:
        for name in each.declaration.stated:
            voice = Voice(each.grade, each.actor, getattr(each.declaration.record, name))
            by_source = found.setdefault(name, {})
            by_source.pop((voice.grade, voice.actor), None)
            if voice.value is not None:
                by_source[voice.grade, voice.actor] = voice
    return {
        name: sorted(by_source.values(), key=lambda voice: voice.grade)[::-1]
        for name, by_source in found.items()
        if by_source
    }


def stated_by_catalog(record: Record) -> frozenset[str]:
    """Return the fields that a shipped record states: those that are not as by default."""
    if isinstance(record, Provider):
        blank: Record = Provider(record.slug, "")
    else:
        blank = Artifact(record.ref, record.kind, None)
    names = {each.name for each in fields(record)} - _NAMING
    return frozenset(name for name in names if getattr(record, name) != getattr(blank, name))


def contradictions_of(voices: Mapping[str, Sequence[Voice]]) -> tuple[Contradiction, ...]:
    """Return the fields of which sources say different things, by name."""
    found = []
    for name in sorted(set(voices) - _UNCOMPARED):
        said = voices[name]
        if len({_compared(each.value) for each in said}) > 1:
            top = [each for each in said if each.grade == said[0].grade]
            agree = len({_compared(each.value) for each in top}) == 1
            settled = said[0].grade.corrects and agree
            found.append(Contradiction(name, tuple(said), settled))
    return tuple(found)


_UNCOMPARED = frozenset(
    {
        "source",
        "note",
        "confidence",
        "flop_source",
        "license_confidence",
        "made_from",
        "lineage_complete",
        "aliases",
        "unread",
        "contradiction",
    }
)
"""Fields in which sources add to each other, or speak of themselves."""


def _compared(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def merged_provider(slug: str, subject: Subject, shipped: Provider | None) -> Provider:
    """Return what all sources together say of a provider; lists of names add up."""
    voices = voices_of(subject.statements, shipped)
    values: dict[str, object] = {name: _counting(said) for name, said in voices.items()}
    for name in ("aliases", "model_prefixes", "hub_owners"):
        values[name] = _united(voices.get(name, ()))
    blank = Provider(slug, subject.ref)
    return replace(blank, **_known(values, blank))


def merged_artifact(subject: Subject, shipped: Artifact | None) -> Artifact:
    """Return what all sources together say of a model or data set.

    Lineage adds up, unless a correction says what it is made from. Of a
    license that sources contradict each other in, the strongest counts, and
    the contradiction is told until somebody corrects it.
    """
    kind = subject.kind.artifact
    assert kind is not None  # noqa: S101 only artifacts are merged here
    voices = voices_of(subject.statements, shipped)
    values: dict[str, object] = {name: _counting(said) for name, said in voices.items()}
    values["aliases"] = _united(voices.get("aliases", ()))
    values["made_from"] = _edges(voices.get("made_from", ()))
    if "declared_license" in voices:
        values["declared_license"] = voices["declared_license"][0].value
    values["contradiction"] = _license_contradiction(voices)
    blank = Artifact(shipped.ref if shipped else subject.ref, kind, None, unread=True)
    if "documents" in voices or (shipped is not None and not shipped.unread):
        values["unread"] = False
    return replace(blank, **_known(values, blank))


def _known(values: Mapping[str, object], blank: Record) -> dict[str, Any]:
    """Return `values` less what is unknown where a field has no such value."""
    return {
        name: getattr(blank, name) if value is None else value for name, value in values.items()
    }


def _counting(said: Sequence[Voice]) -> object:
    """Return the value of the strongest; nothing where equally strong ones disagree."""
    top = [each.value for each in said if each.grade == said[0].grade]
    return top[0] if len({_compared(each) for each in top}) == 1 else None


def _united(said: Sequence[Voice]) -> tuple[str, ...]:
    items: dict[str, None] = {}
    for voice in reversed(said):
        if isinstance(voice.value, tuple):
            items.update(dict.fromkeys(str(each) for each in voice.value))
    return tuple(items)


def counting_edges(said: Sequence[Voice]) -> tuple[Voice, ...]:
    """Return the voices whose edges count: a correction's alone, else all."""
    if said and said[0].grade.corrects:
        return tuple(each for each in said if each.grade == said[0].grade)
    return tuple(said)


def _edges(said: Sequence[Voice]) -> tuple[LineageEdge, ...]:
    found: dict[tuple[object, ...], LineageEdge] = {}
    for voice in counting_edges(said):
        if not isinstance(voice.value, tuple):
            continue
        for edge in voice.value:
            mark = (
                edge.edge,
                edge.kind,
                (edge.ref or "").casefold(),
                edge.words and not edge.ref,
            )
            found.setdefault(mark, edge)
    return tuple(found.values())


def _license_contradiction(voices: Mapping[str, Sequence[Voice]]) -> str | None:
    """Return why the declared license cannot be the whole truth, unless that is settled."""
    known = voices.get("contradiction", ())
    said = voices.get("declared_license", ())
    if said and said[0].grade.corrects:
        return _differing([each for each in said if each.grade == said[0].grade])
    differ = _differing(said)
    return differ or (str(known[0].value) if known and known[0].value else None)


def _differing(said: Sequence[Voice]) -> str | None:
    by_value: dict[object, Voice] = {}
    for each in said:
        if _compared(each.value) not in UNNAMED:
            by_value.setdefault(_compared(each.value), each)
    if len(by_value) < 2:  # noqa: PLR2004 one voice contradicts nobody
        return None
    return ", ".join(f"{each.grade.word} says `{each.value}`" for each in by_value.values())
