"""What the registry knows of providers, channels, models and data sets; it judges nothing."""

from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from policy.case import Edge
from policy.conditions import ALWAYS, Condition
from policy.diagnostics import Span
from policy.documents import Confidence
from policy.frozen import dataclass

DIRECT = "direct"
"""The hop of a channel row without anybody in between."""
ANY_MAKER = "*"


class MakerTerms(StrEnum):
    """What a hop does to the terms of the maker."""

    ADDED = "added"
    REPLACED = "replaced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Provider:
    """Who makes models, serves them, or passes calls on."""

    slug: str
    name: str
    country: str | None = None
    markets: tuple[str, ...] = ()
    """What it sells, in the words of `student.markets`."""
    model_prefixes: tuple[str, ...] = ()
    hub_owners: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hosts: bool = False
    listed_on: tuple[str, ...] | None = None
    """Screening lists that name it; nothing where it was not screened."""
    owned_50_by: tuple[str, ...] | None = None
    parent: str | None = None
    confidence: Confidence = Confidence.MEDIUM
    source: str | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Which documents govern a maker's models when they are reached in one way."""

    maker: str
    hop: str
    access: tuple[str, ...]
    documents: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    """Empty: any account."""
    when: Condition = ALWAYS
    """On facts of the organization."""
    start: date | None = None
    end: date | None = None
    """Exclusive."""
    maker_terms: MakerTerms | None = None
    """Nothing on a maker's own channel."""
    weights_open: bool | None = None
    """The row is only for models whose weights are so; nothing: for both."""
    program: str | None = None
    confidence: Confidence = Confidence.MEDIUM
    source: str | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False)


class ArtifactKind(StrEnum):
    """Whether a record is about a model or a data set."""

    MODEL = "model"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """One thing that an artifact was made from."""

    edge: Edge
    relation: str
    """As the hubs say it: finetune, adapter, merge, quantized, pruned, distilled, …"""
    kind: ArtifactKind
    ref: str | None
    """Nothing where the source names it in prose only."""
    words: str | None = None
    confidence: Confidence | None = None
    """Of this edge alone, where it differs from the record's."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One model or data set as it is known."""

    ref: str
    kind: ArtifactKind
    maker: str | None
    aliases: tuple[str, ...] = ()
    family: str | None = None
    released_on: date | None = None
    weights_open: bool | None = None
    multimodal: bool | None = None
    systemic_risk: bool | None = None
    parameters: Decimal | None = None
    training_flop: Decimal | None = None
    flop_source: str | None = None
    """Where the number was published, or from what it was worked out."""
    declared_license: str | None = None
    license_confidence: Confidence | None = None
    """Of the declared license alone, where it differs from the record's."""
    documents: tuple[str, ...] = ()
    """Licenses and statements that govern it."""
    unread: bool = False
    """Nobody has read which texts govern it, so that no documents does not say that none do."""
    made_from: tuple[LineageEdge, ...] = ()
    lineage_complete: bool = False
    contradiction: str | None = None
    confidence: Confidence = Confidence.MEDIUM
    source: str | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ArtifactPattern:
    """What is known of every artifact whose reference matches."""

    match: str
    maker: str | None
    kind: ArtifactKind = ArtifactKind.MODEL
    family: str | None = None
    weights_open: bool | None = None
    multimodal: bool | None = None
    released_on: date | None = None
    declared_license: str | None = None
    documents: tuple[str, ...] = ()
    unread: bool = False
    confidence: Confidence = Confidence.MEDIUM
    source: str | None = None
    note: str | None = None
    span: Span | None = field(default=None, compare=False)
