"""What a permit says: an in-toto statement whose one subject is a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType

from distillgate.gate.envelope import EnvelopeError, json_of

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:distillgate:permit:v1"
APPROVED = "APPROVED"
_HEX = frozenset("0123456789abcdef")
_DIGEST_LENGTH = 64


class PermitAct(StrEnum):
    """What a permit lets a job do."""

    COLLECT = "collect"
    TRAIN = "train"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be done where the data has no digest yet."""

    teachers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    """Data sets that may be used whatever is in them on the day."""
    window: tuple[date, date] | None = None
    """The first and the last day on which outputs may be collected."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """The most of something, such as `examples`."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Somebody who let the plan go ahead: by a commitment, in which sense, and when."""

    ref: str
    meaning: str
    """`approve`, or `confirm` as the second person who sets a denial aside."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """A permit, as it is signed."""

    id: str
    plan: str
    """The digest of the plan, as `sha256:…`."""
    acts: tuple[PermitAct, ...]
    audience: str
    not_before: datetime
    not_after: datetime
    issued_by: str
    version: str
    origin: str
    """The log that holds the decision."""
    index: int
    """The place of the decision in that log."""
    policy: str
    """The digest of the documents that were judged by."""
    inputs: str
    """The digest of the case that was judged."""
    materials: Mapping[str, str] = field(default_factory=dict)
    """The digest of each data set and base, by its reference."""
    recipe: Recipe | None = None
    conditions: tuple[str, ...] = ()
    """The obligations, as clauses."""
    approvers: tuple[SignOff, ...] = ()
    """Nobody where the verdict approves by itself."""
    max_runs: int | None = None
    status_needed: bool = False
    """Whether the permit is of no use without a status list."""
    effect: str = APPROVED

    def plain(self) -> dict[str, object]:
        """Return the statement as JSON."""
        predicate: dict[str, object] = {
            "permitId": self.id,
            "effect": self.effect,
            "acts": [act.value for act in self.acts],
            "audience": self.audience,
            "notBefore": stamp(self.not_before),
            "notAfter": stamp(self.not_after),
            "verifier": {"id": self.issued_by, "version": self.version},
            "decision": {"origin": self.origin, "index": self.index},
            "policy": {"digest": {"sha256": _bare(self.policy)}},
            "inputs": {"digest": {"sha256": _bare(self.inputs)}},
            "materials": [
                {"name": name, "digest": {"sha256": _bare(digest)}}
                for name, digest in sorted(self.materials.items())
            ],
            "conditions": list(self.conditions),
            "approvers": [
                {"ref": each.ref, "meaning": each.meaning, "time": stamp(each.at)}
                for each in self.approvers
            ],
            "statusList": {"required": self.status_needed},
        }
        if self.max_runs is not None:
            predicate["maxRuns"] = self.max_runs
        if self.recipe is not None:
            predicate["recipe"] = _plain_recipe(self.recipe)
        return {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": "plan", "digest": {"sha256": _bare(self.plan)}}],
            "predicateType": PREDICATE_TYPE,
            "predicate": predicate,
        }

    @classmethod
    def parse(cls, payload: bytes) -> "Statement":
        """Return the statement in a payload; raises `EnvelopeError` for anything else."""
        whole = Reader(json_of(payload))
        if whole.text("_type") != STATEMENT_TYPE:
            raise EnvelopeError("it is no in-toto statement of version 1")
        if whole.text("predicateType") != PREDICATE_TYPE:
            raise EnvelopeError("it is a statement about something else than a permit")
        subjects = whole.readers("subject")
        if len(subjects) != 1:
            raise EnvelopeError(f"it has {len(subjects)} subjects, and a permit has one")
        return _statement(subjects[0].digest(), whole.reader("predicate"))


def stamp(moment: datetime) -> str:
    """Return `moment` as permits write it: UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def moment_of(text: str) -> datetime:
    """Return the moment that a permit wrote; raises `EnvelopeError` for other spellings."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise EnvelopeError(f"`{text}` is no moment like 2026-01-31T08:00:00Z") from error
    return moment


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an object of JSON; what is missing or of another type raises `EnvelopeError`."""

    value: Mapping[str, object]

    def text(self, name: str) -> str:
        """Return a text."""
        found = self.value.get(name)
        if not isinstance(found, str):
            raise EnvelopeError(f"it has no text `{name}`")
        return found

    def number(self, name: str) -> int:
        """Return a whole number that is not negative."""
        found = self.value.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            raise EnvelopeError(f"it has no whole number `{name}`")
        return found

    def truth(self, name: str) -> bool:
        """Return whether something is so."""
        found = self.value.get(name)
        if not isinstance(found, bool):
            raise EnvelopeError(f"it does not say whether it is `{name}`")
        return found

    def moment(self, name: str) -> datetime:
        """Return a moment."""
        return moment_of(self.text(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.value.get(name)
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise EnvelopeError(f"it has no list of texts `{name}`")
        return tuple(found)

    def reader(self, name: str) -> "Reader":
        """Return an object."""
        found = self.value.get(name)
        if not isinstance(found, dict):
            raise EnvelopeError(f"it has no `{name}`")
        return Reader(found)

    def readers(self, name: str) -> tuple["Reader", ...]:
        """Return a list of objects."""
        found = self.value.get(name)
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise EnvelopeError(f"it has no list `{name}`")
        return tuple(map(Reader, found))

    def digest(self) -> str:
        """Return the SHA-256 that stands under `digest`, and nothing else there."""
        found = self.reader("digest")
        value = found.text("sha256")
        if len(found.value) != 1 or len(value) != _DIGEST_LENGTH or not _HEX.issuperset(value):
            raise EnvelopeError("a digest in it is no SHA-256 in small letters")
        return f"sha256:{value}"


def _statement(plan: str, told: Reader) -> Statement:
    decision = told.reader("decision")
    verifier = told.reader("verifier")
    return Statement(
        id=told.text("permitId"),
        plan=plan,
        acts=_acts(told.texts("acts")),
        audience=told.text("audience"),
        not_before=told.moment("notBefore"),
        not_after=told.moment("notAfter"),
        issued_by=verifier.text("id"),
        version=verifier.text("version"),
        origin=decision.text("origin"),
        index=decision.number("index"),
        policy=told.reader("policy").digest(),
        inputs=told.reader("inputs").digest(),
        materials=_materials(told.readers("materials")),
        recipe=_recipe(told.reader("recipe")) if "recipe" in told.value else None,
        conditions=told.texts("conditions"),
        approvers=tuple(
            SignOff(each.text("ref"), each.text("meaning"), each.moment("time"))
            for each in told.readers("approvers")
        ),
        max_runs=told.number("maxRuns") if "maxRuns" in told.value else None,
        status_needed=told.reader("statusList").truth("required"),
        effect=told.text("effect"),
    )


def _acts(words: tuple[str, ...]) -> tuple[PermitAct, ...]:
    try:
        return tuple(map(PermitAct, words))
    except ValueError as error:
        raise EnvelopeError("it permits something that is not known here") from error


def _materials(listed: tuple[Reader, ...]) -> Mapping[str, str]:
    found = {each.text("name"): each.digest() for each in listed}
    if len(found) < len(listed):
        raise EnvelopeError("it lists one material twice")
    return MappingProxyType(found)


def _recipe(told: Reader) -> Recipe:
    limits = told.reader("limits")
    return Recipe(
        teachers=told.texts("teachers"),
        channels=told.texts("channels"),
        data=told.texts("data"),
        window=_window(told.texts("window")),
        limits=MappingProxyType({name: limits.number(name) for name in limits.value}),
    )


def _window(days: tuple[str, ...]) -> tuple[date, date] | None:
    if not days:
        return None
    try:
        first, last = map(date.fromisoformat, days)
    except ValueError as error:
        raise EnvelopeError("its window is not made of a first and a last day") from error
    return first, last


def _plain_recipe(recipe: Recipe) -> dict[str, object]:
    return {
        "teachers": list(recipe.teachers),
        "channels": list(recipe.channels),
        "data": list(recipe.data),
        "window": [day.isoformat() for day in recipe.window or ()],
        "limits": dict(recipe.limits),
    }


def _bare(digest: str) -> str:
    return digest.removeprefix("sha256:")
