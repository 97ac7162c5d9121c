"""Findings as pages show them: by layer, each with the card of its clause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from distillgate.console.words import (
    LAYER_TITLES,
    Layer,
    Mark,
    finding_mark,
    layer_of,
    origin_mark,
    plain_words,
    spoken,
)
from distillgate.usecases.documentviews import edition_called
from policy.canonical import canonical_json
from policy.compiling import Pack
from policy.explaining_words import first_sentence, section_words, without_stop
from policy.facts.vocabulary import VOCABULARY

Json = Mapping[str, Any]
MOST_SHOWN = 40
"""How many findings of a layer a page shows at once."""
_OUTGROWN = "the waiver "
"""How a note begins that tells of a waiver which no longer holds."""
_OF_INGREDIENTS = ("ingredient.", "terms.")
_WHERE = frozenset({"ingredient", "location", "paths", "fingerprint"})
_GRAVITY = ("deny", "review", "duty", "note")


class Part(StrEnum):
    """Which findings of a layer: those that move the verdict, or the others."""

    __hash__ = str.__hash__

    STANDING = "standing"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: its value, in words, and where it comes from."""

    path: str
    meaning: str
    value: str
    origin: Mark
    where: str = ""
    """Who answers for it and why, or the line of the plan."""
    wrong: bool = False
    """Nobody knows it."""
    ingredient: str = ""
    """Of what it is a fact, unless of the plan."""
    issuer: str = ""
    """Under whose terms, of a fact about terms."""
    until: str = ""
    """The first day on which it is no longer taken as given."""


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """What a clause is: whose, where, of which day, and how sure we are of it."""

    document: str
    title: str
    version: str
    others: tuple[str, ...]
    """Other versions that say the same."""
    issuer: str
    section: str
    url: str | None
    effective: str
    last_seen: str
    confidence: str
    source: str
    clause: str


@dataclass(frozen=True, slots=True)
class Spot:
    """An ingredient of which a finding is true, with its place in the plan."""

    about: str
    place: str
    anchor: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding."""

    anchor: str
    mark: Mark
    headline: str
    says: str
    """What else the clause says, after its first sentence."""
    topic: str
    about: str
    """The ingredient, or the first of them."""
    also: tuple["Spot", ...]
    """The other ingredients of which all the rest is true, too."""
    card: ClauseCard
    facts: tuple[FactLine, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    outgrown: tuple[str, ...]
    """Waivers that were for what this clause meant before."""
    consequences: tuple[str, ...]
    ways: tuple[str, ...]
    aside_by: str
    """What lifted or waived it."""
    place: str
    grave: bool


@dataclass(frozen=True, slots=True)
class LayerView:
    """The findings of one layer: those that count, and those that stand aside."""

    layer: Layer
    title: str
    hint: str
    standing: tuple[FindingView, ...]
    aside: tuple[FindingView, ...]
    more_standing: int = 0
    """How many follow that are fetched on demand."""
    more_aside: int = 0


def layers_of(
    findings: Iterable[Json], pack: Pack | None, *, whole: bool = True
) -> tuple[LayerView, ...]:
    """Return `findings` of a verdict by layer, the gravest first; empty layers fall away.

    Of many findings the first ones are shown, unless the `whole` is wanted.
    """
    groups: dict[Layer, list[Json]] = {}
    for each in findings:
        groups.setdefault(layer_of(each["kind"]), []).append(each)
    most = None if whole else MOST_SHOWN
    return tuple(_layer(layer, groups[layer], pack, most) for layer in Layer if layer in groups)


def further(
    findings: Iterable[Json], pack: Pack | None, layer: Layer, part: Part, skip: int
) -> tuple[tuple[FindingView, ...], int]:
    """Return the next findings of one part of a layer, and how many follow after them."""
    own = [each for each in findings if layer_of(each["kind"]) is layer]
    groups = _part(own, standing=part is Part.STANDING)
    shown = groups[skip : skip + MOST_SHOWN]
    return tuple(_grouped(each, pack) for each in shown), len(groups[skip:]) - len(shown)


def _layer(
    layer: Layer, findings: Sequence[Json], pack: Pack | None, most: int | None
) -> LayerView:
    title, hint = LAYER_TITLES[layer]
    standing, aside = (_part(findings, standing=each) for each in (True, False))
    return LayerView(
        layer,
        title,
        hint,
        tuple(_grouped(each, pack) for each in standing[:most]),
        tuple(_grouped(each, pack) for each in aside[:most]),
        len(standing) - len(standing[:most]),
        len(aside) - len(aside[:most]),
    )


def _part(findings: Sequence[Json], *, standing: bool) -> list[list[Json]]:
    """Return the findings that move the verdict, or the others; alike ones together."""
    ordered = sorted(findings, key=lambda each: _GRAVITY.index(each["severity"]))
    groups: dict[str, list[Json]] = {}
    for each in ordered:
        if stands(each) is standing:
            groups.setdefault(_all_but_where(each), []).append(each)
    return list(groups.values())


def _all_but_where(finding: Json) -> str:
    """Return everything that a finding says but of which ingredient, and where."""
    told = {key: value for key, value in finding.items() if key not in _WHERE}
    return canonical_json(told)


def _grouped(alike: Sequence[Json], pack: Pack | None) -> FindingView:
    first, *others = alike
    also = tuple(Spot(each["ingredient"] or "", _place(each), _anchor(each)) for each in others)
    return replace(finding_view(first, pack), also=also)


def stands(finding: Json) -> bool:
    """Return whether a finding moves the verdict, or is a duty."""
    return finding["severity"] != "note" and finding["state"] in {"applies", "unsure"}


def finding_view(finding: Json, pack: Pack | None) -> FindingView:
    """Return one finding of a verdict with its card."""
    first, rest = first_sentence(finding["statement"])
    notes = tuple(finding.get("notes", ()))
    return FindingView(
        anchor=_anchor(finding),
        mark=finding_mark(finding["severity"], finding["state"]),
        headline=without_stop(first),
        says=rest,
        topic=spoken(finding["topic"]),
        about=finding["ingredient"] or "",
        also=(),
        card=card_of(finding, pack),
        facts=tuple(_because(each, finding) for each in finding["because"]),
        missing=tuple(finding["missing"]),
        notes=tuple(each for each in notes if not each.startswith(_OUTGROWN)),
        outgrown=tuple(each for each in notes if each.startswith(_OUTGROWN)),
        consequences=tuple(finding["consequences"]),
        ways=tuple(finding["fix"]),
        aside_by=finding["lifted_by"] or finding["waived_by"] or "",
        place=_place(finding),
        grave=finding["severity"] in {"deny", "review"},
    )


def _anchor(finding: Json) -> str:
    return f"f-{finding['fingerprint']}"


def _place(finding: Json) -> str:
    place = finding["location"]
    return f"{place['path']}:{place['line']}"


def _because(each: Json, finding: Json) -> FactLine:
    name = each["fact"]
    fact = VOCABULARY.find(name)
    unknown = each["value"] is None
    about, terms = name.startswith(_OF_INGREDIENTS), name.startswith("terms.")
    return FactLine(
        each["fact"],
        fact.meaning if fact else "",
        plain_words(each["value"]),
        origin_mark(each["origin"]),
        wrong=unknown,
        ingredient=(finding["ingredient"] or "") if about else "",
        issuer=(finding["issuer"] or "") if terms else "",
    )


def card_of(finding: Json, pack: Pack | None) -> ClauseCard:
    """Return the card of the clause that a finding is about.

    Days and source come from the pack, where it still has that version.
    """
    name, _, clause = finding["clause"].partition("#")
    document, _, label = name.partition("@")
    held = pack.documents.get(document) if pack else None
    edition = edition_called(held, label) if held else None
    said = edition.clause(clause) if edition else None
    version = edition.version if edition else None
    return ClauseCard(
        document=document,
        title=" ".join(finding["title"].split()),
        version=label,
        others=tuple(each for each in finding["versions"] if each != label),
        issuer=finding["issuer"] or "",
        section=section_words(finding["section"]),
        url=safe_url(finding["url"]),
        effective=version.effective.isoformat() if version and version.effective else "",
        last_seen=version.last_seen.isoformat() if version and version.last_seen else "",
        confidence=finding["confidence"],
        source=(said.source or "") if said else "",
        clause=clause,
    )


def safe_url(url: str | None) -> str | None:
    """Return `url` where a link may lead to it: the schemes of the web alone."""
    if url and url.casefold().startswith(("https://", "http://")):
        return url
    return None
