"""The seed catalog in memory: what ships with the product, ready to be asked."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from policy.frozen import dataclass
from policy.testing import bare_name, glob
from registry.records import (
    ANY_MAKER,
    DIRECT,
    Artifact,
    ArtifactKind,
    ArtifactPattern,
    ChannelRow,
    Provider,
)
from registry.seednames import Made, Named, Names

_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One pattern, ready to be held against what is looked up."""

    begin: str
    """The text with which every match begins."""
    text: str
    pattern: ArtifactPattern

    @property
    def scheme(self) -> str | None:
        """The scheme of every match; nothing where the pattern leaves it open."""
        scheme, colon, _ = self.begin.partition(":")
        return scheme if colon else None

    def matches(self, key: str) -> bool:
        """Return whether the pattern matches `key`; most are told by how it begins."""
        return key.startswith(self.begin) and glob(self.text)(key)


@dataclass(frozen=True)
class SeedCatalog:
    """What ships with the product; a `registry.store.Catalog`.

    `seed_catalog` makes one in canonical order.
    """

    provider_records: tuple[Provider, ...] = ()
    channel_rows: tuple[ChannelRow, ...] = ()
    artifact_records: tuple[Artifact, ...] = ()
    patterns: tuple[ArtifactPattern, ...] = ()
    """In the order of their files: the first that matches counts."""

    def provider(self, slug: str) -> Provider | None:
        """Return the provider called `slug`, or known by that alias."""
        return self._names.provider(slug)

    def maker_of(self, ref: str) -> Provider | None:
        """Return who makes what `ref` names, by record, pattern, API prefix or hub owner."""
        known = self.artifact(ref)
        if known is not None and known.maker is not None:
            return self._names.provider(known.maker)
        return self._names.owner(ref)

    def artifact(self, ref: str, kind: ArtifactKind | None = None) -> Artifact | None:
        """Return what is known of `ref`: its record, by alias too, else its first pattern.

        A model and a data set of one hub may share a name; `kind` says which
        is meant, else the model comes first. Of a model that a provider
        serves and that has no record, the maker is known.
        """
        kinds = (ArtifactKind.MODEL, ArtifactKind.DATASET) if kind is None else (kind,)
        named = self._names.named(ref)
        record = self._record(named, kinds)
        if record is not None:
            return record
        pattern = self._pattern(named.keys, kinds)
        if pattern is not None:
            return _of_pattern(ref, pattern)
        if named.made is None or ArtifactKind.MODEL not in kinds:
            return None
        weights_open = self._weights_open(named.made)
        maker = named.made.maker.slug
        return Artifact(ref, ArtifactKind.MODEL, maker, weights_open=weights_open)

    def revisions(self, ref: str, kind: ArtifactKind) -> None:  # noqa: ARG002 of the protocol
        """Return nothing: what ships is about all revisions."""
        return

    def channels(self, maker: str, hop: str) -> tuple[ChannelRow, ...]:
        """Return the rows for `maker` through `hop` (`DIRECT`, or the maker itself: none).

        Rows for any maker fill the kinds of access that no row of this maker
        is about.
        """
        who, via = self._slug(maker), self._slug(hop)
        direct = via in {DIRECT, who}
        own = self._rows.get((who, DIRECT if direct else via), ())
        anybody = self._rows.get((ANY_MAKER, DIRECT if direct else via), ())
        if direct:
            served = self._rows.get((ANY_MAKER, who), ())
            anybody += tuple(replace(row, maker_terms=None) for row in served)
        told = {access for row in own if row.program is None for access in row.access}
        return (*own, *_rest(anybody, told))

    def children(self, ref: str, kind: ArtifactKind) -> tuple[Artifact, ...]:
        """Return what was made from `ref` in one step, by reference."""
        known = self.artifact(ref, kind)
        return self._children.get((kind, self._names.key(known.ref if known else ref)), ())

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return every record, by reference."""
        return self.artifact_records

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider, by slug."""
        return self.provider_records

    def rows(self) -> tuple[ChannelRow, ...]:
        """Return every row that says which documents govern a channel."""
        return self.channel_rows

    def families(self) -> tuple[ArtifactPattern, ...]:
        """Return every pattern of names, the first that matches first."""
        return self.patterns

    @cached_property
    def _names(self) -> Names:
        return Names(self.provider_records)

    @cached_property
    def _records(self) -> dict[tuple[ArtifactKind, str], Artifact]:
        return {
            (record.kind, self._names.key(name)): record
            for record in self.artifact_records
            for name in (*record.aliases, record.ref)
        }

    @cached_property
    def _children(self) -> dict[tuple[ArtifactKind, str], tuple[Artifact, ...]]:
        """What each artifact was made into, by the key of what it was made from."""
        found: dict[tuple[ArtifactKind, str], dict[str, Artifact]] = {}
        for record in self.artifact_records:
            for edge in record.made_from:
                if edge.ref is not None:
                    parent = self.artifact(edge.ref, edge.kind)
                    key = self._names.key(parent.ref if parent else edge.ref)
                    found.setdefault((edge.kind, key), {})[record.ref] = record
        return {place: tuple(records.values()) for place, records in found.items()}

    @cached_property
    def _rows(self) -> dict[tuple[str, str], tuple[ChannelRow, ...]]:
        found: dict[tuple[str, str], tuple[ChannelRow, ...]] = {}
        for row in self.channel_rows:
            place = (row.maker, row.hop)
            found[place] = (*found.get(place, ()), row)
        return found

    @cached_property
    def _matchers(self) -> dict[str, tuple[_Matcher, ...]]:
        """The patterns that may match a reference of a scheme; under `*`, of any other."""
        globs = ((self._names.key(each.match), each) for each in self.patterns)
        matchers = [_Matcher(beginning(text), text, each) for text, each in globs]
        schemes = {each.scheme for each in matchers if each.scheme is not None}
        return {
            scheme: tuple(each for each in matchers if each.scheme in {None, scheme})
            for scheme in (*sorted(schemes), "*")
        }

    @cached_property
    def _open_names(self) -> dict[str, frozenset[str]]:
        """How the names of models with open weights begin, by maker."""
        found: dict[str, set[str]] = {}
        records = ((each.maker, each.weights_open, each.ref) for each in self.artifact_records)
        matches = ((each.maker, each.weights_open, each.match) for each in self.patterns)
        for maker, weights_open, name in (*records, *matches):
            if maker and weights_open:
                bare = bare_name(beginning(name))
                found.setdefault(maker, set()).add(_letters(bare))
        return {maker: frozenset(names) for maker, names in found.items()}

    def _slug(self, word: str) -> str:
        provider = self._names.provider(word)
        return provider.slug if provider else word

    def _record(self, named: Named, kinds: Iterable[ArtifactKind]) -> Artifact | None:
        """Return the record under one of the keys in `named`; what is served is a model."""
        places = [(kind, key) for key in named.keys for kind in kinds]
        if ArtifactKind.MODEL in kinds:
            places += [(ArtifactKind.MODEL, key) for key in named.hub_keys]
        return next((self._records[place] for place in places if place in self._records), None)

    def _pattern(
        self, keys: Iterable[str], kinds: Iterable[ArtifactKind]
    ) -> ArtifactPattern | None:
        """Return the first pattern that one of `keys` matches.

        A name at a host is not held against patterns of the hub: `qwen3-max`
        is closed, whatever `hf:Qwen/Qwen3-*` says.
        """
        for key in keys:
            scheme = key.partition(":")[0]
            for each in self._matchers.get(scheme, self._matchers["*"]):
                if each.matches(key) and each.pattern.kind in kinds:
                    return each.pattern
        return None

    def _weights_open(self, made: Made) -> bool | None:
        """Return false for a closed model, or nothing where it may be one of the open ones.

        What a maker serves is closed unless the catalog says otherwise; but
        a name that goes on like that of an open model after the maker's
        prefix, or with a number as that does, may mean another of its kind.
        """
        if made.prefix is None:
            return None
        least = len(_letters(made.prefix))
        goes_on = _letters(made.name)[: least + 1]
        known = self._open_names.get(made.maker.slug, frozenset())
        alike = len(goes_on) > least and any(each.startswith(goes_on) for each in known)
        return None if alike else False


def beginning(pattern: str) -> str:
    """Return the text with which everything begins that `pattern` matches."""
    return _WILD.split(pattern, maxsplit=1)[0]


def seed_catalog(
    providers: Iterable[Provider],
    rows: Iterable[ChannelRow],
    artifacts: Iterable[Artifact],
    patterns: Iterable[ArtifactPattern],
) -> SeedCatalog:
    """Return the catalog of all that is given, in canonical order; patterns keep theirs."""
    return SeedCatalog(
        tuple(sorted(providers, key=lambda each: each.slug)),
        tuple(sorted(rows, key=_row_order)),
        tuple(sorted(artifacts, key=lambda each: (each.ref.casefold(), each.kind))),
        tuple(patterns),
    )


def _row_order(row: ChannelRow) -> tuple[object, ...]:
    begin = row.start or date.min
    return (row.maker, row.hop, row.access, row.accounts, row.program or "", begin)


def _rest(rows: Iterable[ChannelRow], told: set[str]) -> Iterable[ChannelRow]:
    """Yield `rows` for the kinds of access that are not in `told`."""
    for row in rows:
        access = tuple(each for each in row.access if each not in told)
        if access:
            yield replace(row, access=access)


def _of_pattern(ref: str, pattern: ArtifactPattern) -> Artifact:
    return Artifact(
        ref,
        pattern.kind,
        pattern.maker,
        family=pattern.family,
        released_on=pattern.released_on,
        weights_open=pattern.weights_open,
        multimodal=pattern.multimodal,
        declared_license=pattern.declared_license,
        documents=pattern.documents,
        unread=pattern.unread,
        confidence=pattern.confidence,
        source=pattern.source,
        note=pattern.note,
        span=pattern.span,
    )


def _letters(name: str) -> str:
    """Return the letters of `name`, any digit as a zero."""
    return "".join(
        "0" if each.isdigit() else each for each in name if each.isalnum()
    ).casefold()
