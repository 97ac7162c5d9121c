"""Findings as pages show them: by layer, each with the card of its clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from policy.compiling import Pack
from policy.explaining_words import first_sentence, section_words, without_stop
from policy.facts.vocabulary import VOCABULARY

Json = Mapping[str, Any]
_GRAVITY = ("deny", "review", "duty", "note")


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: its value, in words, and where it comes from."""

    path: str
    meaning: str
    value: str
    origin: Mark
    where: str = ""
    """Who answers for it, until when, or the line of the plan."""
    wrong: bool = False
    """Nobody knows it."""


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
class FindingView:
    """One finding."""

    anchor: str
    mark: Mark
    headline: str
    says: str
    """What else the clause says, after its first sentence."""
    topic: str
    about: str
    card: ClauseCard
    facts: tuple[FactLine, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
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


def layers_of(findings: Iterable[Json], pack: Pack | None) -> tuple[LayerView, ...]:
    """Return `findings` of a verdict by layer, the gravest first; empty layers fall away."""
    groups: dict[Layer, list[Json]] = {}
    for each in findings:
        groups.setdefault(layer_of(each["kind"]), []).append(each)
    return tuple(_layer(layer, groups[layer], pack) for layer in Layer if layer in groups)


def _layer(layer: Layer, findings: list[Json], pack: Pack | None) -> LayerView:
    title, hint = LAYER_TITLES[layer]
    ordered = sorted(findings, key=lambda each: _GRAVITY.index(each["severity"]))
    views = [(each, finding_view(each, pack)) for each in ordered]
    return LayerView(
        layer,
        title,
        hint,
        tuple(view for each, view in views if stands(each)),
        tuple(view for each, view in views if not stands(each)),
    )


def stands(finding: Json) -> bool:
    """Return whether a finding moves the verdict, or is a duty."""
    return finding["severity"] != "note" and finding["state"] in {"applies", "unsure"}


def finding_view(finding: Json, pack: Pack | None) -> FindingView:
    """Return one finding of a verdict with its card."""
    first, rest = first_sentence(finding["statement"])
    place = finding["location"]
    return FindingView(
        anchor=f"f-{finding['fingerprint']}",
        mark=finding_mark(finding["severity"], finding["state"]),
        headline=without_stop(first),
        says=rest,
        topic=spoken(finding["topic"]),
        about=finding["ingredient"] or "",
        card=card_of(finding, pack),
        facts=tuple(map(_because, finding["because"])),
        missing=tuple(finding["missing"]),
        notes=tuple(finding.get("notes", ())),
        consequences=tuple(finding["consequences"]),
        ways=tuple(finding["fix"]),
        aside_by=finding["lifted_by"] or finding["waived_by"] or "",
        place=f"{place['path']}:{place['line']}",
        grave=finding["severity"] in {"deny", "review"},
    )


def _because(each: Json) -> FactLine:
    fact = VOCABULARY.find(each["fact"])
    unknown = each["value"] is None
    return FactLine(
        each["fact"],
        fact.meaning if fact else "",
        plain_words(each["value"]),
        origin_mark(each["origin"]),
        wrong=unknown,
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
