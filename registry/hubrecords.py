"""What hubs say of single models and data sets, laid over the catalog.

A hub's word never sets aside what somebody has read and written into the
catalog: it fills what is not known there, adds what the thing was made from,
and where the two disagree, the disagreement is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from connectors.exchange import time_text
from connectors.hubs import SOURCES, scheme_of
from connectors.licensenames import UNNAMED, is_unnamed, names_declared, one_name
from connectors.lineage import bases_told
from connectors.record import (
    Base,
    Hub,
    Kind,
    Knowledge,
    ModelRecord,
    Relation,
    Topic,
    UsedData,
)
from policy.case import Edge
from policy.documents import Confidence
from policy.references import parse_reference
from registry.records import (
    Artifact,
    ArtifactKind,
    ArtifactPattern,
    ChannelRow,
    LineageEdge,
    Provider,
)
from registry.seednames import OWNED_HUBS
from registry.store import Catalog

_KINDS = {Kind.MODEL: ArtifactKind.MODEL, Kind.DATASET: ArtifactKind.DATASET}
_WEIGHTS_OF = {
    Relation.ADAPTER: "adapter",
    Relation.MERGE: "merge",
    Relation.QUANTIZED: "quantized",
    Relation.FINETUNE: "finetune",
}


def artifact_of(record: ModelRecord) -> Artifact | None:
    """Return what `record` says, as the registry holds it.

    Nothing where the source could not be read, has no references of ours, or
    speaks of models that are not its own, as a router does.
    """
    if record.knows(Topic.METADATA) is not Knowledge.ANSWERED:
        return None
    known = references_of(record)
    if not known:
        return None
    return Artifact(
        ref=known[0],
        kind=_KINDS[record.kind],
        maker=_maker(known[0]),
        aliases=tuple(dict.fromkeys(each for each in known if each != known[0])),
        weights_open=True if record.kind is Kind.MODEL and record.files else None,
        parameters=Decimal(record.parameters.value) if record.parameters else None,
        declared_license=_license(record),
        unread=True,
        made_from=tuple(dict.fromkeys(_edges(record))),
        contradiction=_contradiction(record),
        confidence=Confidence.MEDIUM,
        source=_source(record),
    )


def references_of(record: ModelRecord) -> list[str]:
    """Return the references under which a record is known, the first one its own.

    What somebody wrote into a bill of materials names them in full.
    """
    names = (record.id, record.asked_id, *(alias.id for alias in record.aliases))
    if record.hub is Hub.FILE:
        found = [parse_reference(name) for name in names]
        return [each.canonical for each in found if each is not None]
    scheme = scheme_of(record.hub)
    if scheme is None or not SOURCES[scheme].tells_terms:
        return []
    return [ref for name in names if (ref := _reference(scheme, name)) is not None]


def _maker(ref: str) -> str | None:
    """Return the owner of `ref` on its hub, in small letters."""
    scheme, _, name = ref.partition(":")
    owner, slash, _ = name.partition("/")
    return owner.casefold() if slash and scheme in OWNED_HUBS else None


def _reference(scheme: str, name: str) -> str | None:
    found = parse_reference(f"{scheme}:{name}")
    return found.canonical if found is not None else None


def _source(record: ModelRecord) -> str:
    revision = f"@{record.revision.value}" if record.revision else ""
    return f"{record.hub} {record.id}{revision}, read {time_text(record.retrieved)}"


def _license(record: ModelRecord) -> str | None:
    """Return the license that is declared first; one without a name is still declared."""
    named = next(iter(names_declared(record)), None)
    unnamed = any(map(is_unnamed, record.licenses))
    return named or ("other" if unnamed else None)


def _contradiction(record: ModelRecord) -> str | None:
    """Return which places declare which licenses, where they differ."""
    declared = names_declared(record)
    if len(declared) < 2:  # noqa: PLR2004 two that differ
        return None
    told = (
        f"`{each.where.pointer.strip('/') or 'the record'}` says {name}"
        for name, each in declared.items()
    )
    return f"at {record.hub}, {', '.join(told)}"


def _edges(record: ModelRecord) -> Iterator[LineageEdge]:
    """Yield what the record says it was made from, nothing twice, and never itself."""
    yield from map(_edge, bases_told(record))
    by_id = {each.id.casefold(): each for each in reversed(record.datasets)}
    yield from map(_data_edge, reversed(by_id.values()))


def _edge(base: Base) -> LineageEdge:
    distilled = base.relation is Relation.DISTILLED
    edge = Edge.OUTPUTS if distilled else Edge.WEIGHTS
    relation = "distilled" if distilled else _WEIGHTS_OF.get(base.relation, "unknown")
    ref = _named(scheme_of(base.hub), base.id)
    words = None if ref is not None else base.id
    return LineageEdge(edge, relation, ArtifactKind.MODEL, ref, words, Confidence.MEDIUM)


def _data_edge(data: UsedData) -> LineageEdge:
    ref = _named(scheme_of(data.hub), data.id)
    words = None if ref is not None else data.id
    kind = ArtifactKind.DATASET
    return LineageEdge(Edge.DATA, "trained-on", kind, ref, words, Confidence.MEDIUM)


def _named(scheme: str | None, name: str) -> str | None:
    return None if scheme is None else _reference(scheme, name)


@dataclass(frozen=True)
class Overlaid:
    """A `Catalog` with what hubs say laid over another one."""

    below: Catalog
    told: tuple[Artifact, ...]

    def provider(self, slug: str) -> Provider | None:
        """Return the provider called `slug`, or known by that alias."""
        return self.below.provider(slug)

    def maker_of(self, ref: str) -> Provider | None:
        """Return who makes what `ref` names."""
        return self.below.maker_of(ref)

    def artifact(self, ref: str, kind: ArtifactKind | None = None) -> Artifact | None:
        """Return what is known of `ref`, from both."""
        known = self.below.artifact(ref, kind)
        kinds = (ArtifactKind.MODEL, ArtifactKind.DATASET) if kind is None else (kind,)
        key = ref.partition("@")[0].casefold()
        found = (self._by_name.get((each, key)) for each in kinds)
        told = next(filter(None, found), None)
        if told is None or (known is not None and known.kind is not told.kind):
            return known
        told = replace(told, made_from=tuple(map(self._by_its_name, told.made_from)))
        return told if known is None else united(known, told)

    def _by_its_name(self, edge: LineageEdge) -> LineageEdge:
        """Return `edge` with the name under which the catalog has its end."""
        known = self.below.artifact(edge.ref, edge.kind) if edge.ref else None
        return edge if known is None else replace(edge, ref=known.ref)

    def revisions(self, ref: str, kind: ArtifactKind) -> tuple[str, ...] | None:
        """Return the revisions of `ref` that sources have told of, as it is below."""
        return self.below.revisions(ref, kind)

    def channels(self, maker: str, hop: str) -> tuple[ChannelRow, ...]:
        """Return the rows for `maker` through `hop`."""
        return self.below.channels(maker, hop)

    def children(self, ref: str, kind: ArtifactKind) -> tuple[Artifact, ...]:
        """Return what was made from `ref` in one step, as both say."""
        known = self.artifact(ref, kind)
        place = (kind, (known.ref if known else ref).casefold())
        below = self.below.children(ref, kind)
        told = (each for each in self.told if place in self._parents(each))
        whole = (self.artifact(each.ref, each.kind) or each for each in (*below, *told))
        found = {(each.ref.casefold(), each.kind): each for each in whole}
        return tuple(found[name] for name in sorted(found))

    def _parents(self, told: Artifact) -> set[tuple[ArtifactKind, str]]:
        """Return where that stands from which a hub says that `told` was made."""
        edges = map(self._by_its_name, told.made_from)
        return {(each.kind, each.ref.casefold()) for each in edges if each.ref}

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return every record, by reference."""
        names = {(each.kind, each.ref.casefold()) for each in self.below.artifacts()}
        new = (each for each in self.told if (each.kind, each.ref.casefold()) not in names)
        known = tuple(
            self.artifact(each.ref, each.kind) or each for each in self.below.artifacts()
        )
        return tuple(sorted((*known, *new), key=lambda each: (each.ref.casefold(), each.kind)))

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider, by slug."""
        return self.below.providers()

    def rows(self) -> tuple[ChannelRow, ...]:
        """Return every row that says which documents govern a channel."""
        return self.below.rows()

    def families(self) -> tuple[ArtifactPattern, ...]:
        """Return every pattern of names, the first that matches first."""
        return self.below.families()

    @cached_property
    def _by_name(self) -> dict[tuple[ArtifactKind, str], Artifact]:
        return {
            (each.kind, name.casefold()): each
            for each in reversed(self.told)
            for name in (*each.aliases, each.ref)
        }


def united(known: Artifact, told: Artifact) -> Artifact:
    """Return what the catalog knows, with what a hub adds; where they differ, both."""
    edges = {(each.kind, (each.ref or "").casefold()) for each in known.made_from if each.ref}
    more = tuple(
        each
        for each in told.made_from
        if each.ref is None or (each.kind, each.ref.casefold()) not in edges
    )
    if known.lineage_complete:
        # Whoever has told all of it knows the things that a hub names in words only.
        more = tuple(each for each in more if each.ref is not None)
    return replace(
        known,
        maker=known.maker or told.maker,
        weights_open=told.weights_open if known.weights_open is None else known.weights_open,
        parameters=told.parameters if known.parameters is None else known.parameters,
        declared_license=known.declared_license or told.declared_license,
        made_from=(*known.made_from, *more),
        contradiction=known.contradiction or told.contradiction or _differ(known, told),
        source="; ".join(filter(None, (known.source, told.source))),
    )


def _differ(known: Artifact, told: Artifact) -> str | None:
    """Return how the license in the catalog and that at the hub differ."""
    if known.declared_license is None or told.declared_license is None:
        return None
    one, other = one_name(known.declared_license), one_name(told.declared_license)
    if one == other or {one, other} & UNNAMED:
        return None
    return f"the catalog has {one}, and {told.source} declares {other}"


def overlaid(catalog: Catalog, records: Iterable[ModelRecord]) -> Catalog:
    """Return `catalog` with `records` laid over it; of several about one thing, the newest."""
    ordered = sorted(records, key=lambda each: each.retrieved, reverse=True)
    told = tuple(filter(None, map(artifact_of, ordered)))
    return Overlaid(catalog, told) if told else catalog
