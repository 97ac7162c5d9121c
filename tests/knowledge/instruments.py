"""The rules of the research on law, and how the packs state each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from policy.compiling import Pack
from policy.documents import Clause, Document, Effect, Version

HERE = Path(__file__).parent
RENAMED = {"cn-labelling-2025": "cn-labeling-2025"}
"""Instruments whose id the packs spell in another way."""
EFFECTS: Mapping[str, frozenset[Effect]] = {
    "forbids": frozenset({Effect.FORBIDS}),
    "requires": frozenset({Effect.REQUIRES}),
    "permits": frozenset({Effect.PERMITS}),
    "limits": frozenset({Effect.REQUIRES, Effect.NOTES}),
    "uncertain": frozenset({Effect.CAUTIONS, Effect.NOTES}),
}
"""The effects that a clause may have where a rule of the research has this one."""


def research_folder() -> Path | None:
    """Return the folder of the research on law, where there is one beside the source tree."""
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "knowledge" / "jurisdictions"
        if folder.is_dir():
            return folder
    return None


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Rule(_Written):
    """One rule as the research states it."""

    id: str
    section: str | None = None
    effect: str
    start: date | None = None
    until: date | None = None
    source: str
    confidence: str


class Instrument(_Written):
    """One legal instrument as the research states it."""

    id: str
    jurisdiction: str
    kind: str
    rules: tuple[Rule, ...]

    @property
    def document(self) -> str:
        """The id of its document in the packs."""
        return RENAMED.get(self.id, self.id)


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Difference(_Told):
    """One point in which the packs differ from the research, with the reason."""

    rule: str
    on: str
    stated: str
    written: str
    because: str = ""

    @property
    def point(self) -> tuple[str, str, str, str]:
        """What differs, without the reason."""
        return (self.rule, self.on, self.stated, self.written)


class Differences(_Told):
    """What `law-differences.yaml` holds."""

    clauses: Mapping[str, tuple[str, ...]]
    """The clauses for a rule where its section alone does not find them, the main one first."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause with the first and the last version that has it."""

    name: str
    clause: Clause
    version: Version
    last: Version

    @property
    def start(self) -> date | None:
        """The first day on which it holds."""
        return self.clause.start or self.version.effective

    @property
    def end(self) -> date | None:
        """The first day on which it holds no longer."""
        return self.clause.end or self.last.until


def instruments(folder: Path) -> tuple[Instrument, ...]:
    """Return every instrument of the research."""
    content = yaml.safe_load((folder / "instruments.yaml").read_text(encoding="utf-8"))
    for each in content["instruments"]:
        for rule in each["rules"]:
            rule["start"] = rule.pop("from")
    return tuple(map(Instrument.model_validate, content["instruments"]))


def stated_differences() -> Differences:
    """Return the differences that are known, each with its reason."""
    text = (HERE / "law-differences.yaml").read_text(encoding="utf-8")
    return Differences.model_validate(yaml.safe_load(text))


def clauses_for(
    rule: Rule, instrument: Instrument, pack: Pack, named: Mapping[str, tuple[str, ...]]
) -> tuple[Placed, ...]:
    """Return the clauses that state `rule`: those named, else those of its section."""
    document = pack.documents.get(instrument.document)
    placed = {each.name: each for each in _placed(document)} if document else {}
    if rule.id in named:
        return tuple(placed[name] for name in named[rule.id] if name in placed)
    section = _plain(rule.section)
    return tuple(each for each in placed.values() if _plain(each.clause.section) == section)


def differences(rule: Rule, found: tuple[Placed, ...]) -> Iterator[Difference]:
    """Yield each point in which the clauses for `rule` differ from it."""
    if not found:
        yield Difference(rule=rule.id, on="clause", stated=rule.effect, written="none")
        return
    main = found[0]
    effects = [each.clause.effect for each in found]
    points = [
        ("effect", rule.effect, effects[0].value, bool(EFFECTS[rule.effect] & set(effects))),
        ("from", rule.start, main.start, rule.start == main.start),
        ("until", rule.until, main.end, rule.until == main.end),
        (
            "confidence",
            rule.confidence,
            main.clause.confidence.word,
            rule.confidence == main.clause.confidence.word,
        ),
    ]
    for on, stated, written, same in points:
        if not same:
            yield Difference(rule=rule.id, on=on, stated=str(stated), written=str(written))


def _placed(document: Document) -> Iterator[Placed]:
    having: dict[str, list[tuple[Clause, Version]]] = {}
    for version in document.versions:
        for clause in version.clauses:
            having.setdefault(clause.id, []).append((clause, version))
    for name, found in having.items():
        (clause, first), (_, last) = found[0], found[-1]
        yield Placed(f"{document.id}#{name}", clause, first, last)


def _plain(section: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", " ", (section or "").lower()).strip()
