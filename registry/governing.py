"""Which documents govern an ingredient: the catalog's channel rows, and its licenses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from policy.case import Link
from policy.conditions import Tester, compile_condition, facts_read
from policy.frozen import dataclass
from policy.truth import FALSE, TRUE, Truth, all_of
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Value
from registry.records import DIRECT, Artifact, ChannelRow, MakerTerms
from registry.sheet import Sheet
from registry.store import Catalog

_BY_CONTRACT = frozenset({"api", "app", "cloud", "tool", "program", "scrape"})
OURS = frozenset({"us", "affiliate", "contractor", "vendor"})
"""Those who obtain on our account or order, so that we are a party to the terms."""
PRIVATE = "employee"
"""Who holds an account on which ours took something, and it is not ours."""
_OTHERS = frozenset({"customer", "stranger"})


@dataclass(frozen=True, slots=True)
class Channel:
    """How an ingredient is reached: what decides which rows of the catalog hold."""

    maker: str
    through: tuple[str, ...] | None
    """Nearest first; nothing where unknown."""
    artifact: Artifact | None
    accepted: Truth
    accepted_by: tuple[str, ...]
    start: date | None
    end: date | None
    obtained: date | None
    revision: str | None
    not_after: date | None = None
    """The last day on which it can have been taken: what it went into came out then."""


class Governing:
    """Finds the documents of ingredients in one catalog."""

    def __init__(
        self,
        catalog: Catalog,
        by_tag: Mapping[str, tuple[str, ...]],
        tester: Tester,
        besides: tuple[str, ...] = (),
    ) -> None:
        self._catalog = catalog
        self._tester = tester
        self._by_tag = by_tag
        self._besides = besides

    def links(self, channel: Channel, sheet: Sheet) -> tuple[Link, ...]:
        """Return the links of an ingredient that is reached through `channel`."""
        access = sheet.value("ingredient.access")
        found: list[Link] = []
        if access is UNKNOWN or access in _BY_CONTRACT:
            found += self._terms(channel, sheet)
        if access is UNKNOWN or access in {"weights", "dataset"} or self._hosted(channel):
            found += self.licenses(channel)
        if access is UNKNOWN:
            found = [_maybe(link, "ingredient.access") for link in found]
        known = {link.document for link in found}
        besides = [_link(channel, name, None) for name in self._besides if name not in known]
        if access in {"weights", "dataset"}:
            besides = [replace(link, start=channel.obtained, end=None) for link in besides]
        found += besides
        return tuple(_unique(found))

    def upstream(self, channel: Channel, sheet: Sheet) -> tuple[Link, ...]:
        """Return the maker's own terms for what somebody upstream took from its API."""
        return tuple(_unique(self._makers_own(channel, sheet, direct=False)))

    def _hosted(self, channel: Channel) -> bool:
        """Return whether somebody else serves weights that are open, under their license."""
        artifact = channel.artifact
        if artifact is None or not artifact.weights_open or not channel.through:
            return False
        rows = [self._catalog.channels(channel.maker, hop) for hop in channel.through]
        return not any(
            row.maker_terms is MakerTerms.ADDED
            for each in rows
            for row in each
            if row.maker == channel.maker
        )

    def _terms(self, channel: Channel, sheet: Sheet) -> Iterator[Link]:
        if channel.through is None:
            yield from self._every_row(channel, sheet)
            return
        hops = channel.through or (DIRECT,)
        add_maker = not channel.through
        for hop in channel.through:
            rows = list(self._rows(channel, hop, sheet))
            if not self._catalog.channels(channel.maker, hop):
                yield _link(channel, f"terms-of-{hop}", hop)
            for row, truth, missing in rows:
                add_maker = add_maker or row.maker_terms is MakerTerms.ADDED
                yield from _row_links(channel, row, truth, missing)
        if add_maker:
            yield from self._makers_own(channel, sheet, direct=hops == (DIRECT,))

    def _makers_own(self, channel: Channel, sheet: Sheet, *, direct: bool) -> Iterator[Link]:
        """Yield the maker's own terms; through a hop, those for its API."""
        rows = list(self._rows(channel, DIRECT, sheet, through_hop=not direct))
        if not self._catalog.channels(channel.maker, DIRECT):
            yield _link(channel, f"terms-of-{channel.maker}", channel.maker)
        for row, truth, missing in rows:
            yield from _row_links(channel, row, truth, missing)

    def _every_row(self, channel: Channel, sheet: Sheet) -> Iterator[Link]:
        """Yield all of the maker's rows, each unsure: nobody said how it is reached."""
        direct = self._catalog.channels(channel.maker, DIRECT)
        if not direct:
            yield _link(channel, f"terms-of-{channel.maker}", channel.maker)
        for row, truth, missing in self._rows(channel, DIRECT, sheet):
            for link in _row_links(channel, row, truth, missing):
                yield _maybe(link, "ingredient.through")

    def _rows(
        self, channel: Channel, hop: str, sheet: Sheet, *, through_hop: bool = False
    ) -> Iterator[tuple[ChannelRow, Truth, tuple[str, ...]]]:
        """Yield the rows for `hop` that may hold, with what is missing to know."""
        for row in self._catalog.channels(channel.maker, hop):
            parts = [
                _matches(row.accounts, sheet.value("ingredient.account")),
                compile_condition(row.when, self._tester)(_Values(sheet)),
                _in_time(row, channel),
                _in_program(row, sheet.value("ingredient.program")),
                _of_weights(row, sheet.value("ingredient.weights")),
            ]
            asked = [
                ("ingredient.account",),
                tuple(sorted(facts_read(row.when))),
                ("ingredient.collected_from",),
                ("ingredient.program",),
                ("ingredient.weights",),
            ]
            access = "api" if through_hop else sheet.value("ingredient.access")
            parts.append(_matches(row.access, access))
            asked.append(("ingredient.access",))
            truth = all_of(parts)
            if truth is not FALSE:
                missing = [
                    fact
                    for part, facts in zip(parts, asked, strict=True)
                    if part is MAYBE
                    for fact in facts
                ]
                yield row, truth, tuple(missing)

    def licenses(self, channel: Channel) -> Iterator[Link]:
        """Yield the licenses and statements of an artifact: known, else by declared tag."""
        artifact = channel.artifact
        names: tuple[str, ...] = artifact.documents if artifact else ()
        if not names and artifact is not None and artifact.declared_license is not None:
            names = tuple(self._by_tag.get(artifact.declared_license.casefold(), ()))
        if not names:
            names = (f"license-of-{artifact.ref if artifact else channel.maker}",)
        for name in names:
            link = _link(channel, name, None)
            yield replace(link, start=channel.obtained, end=None)


class _Values(Mapping[str, Value]):
    """The values of a sheet as conditions read them."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __getitem__(self, path: str) -> Value:
        return self._sheet.value(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheet.given)

    def __len__(self) -> int:
        return len(self._sheet.given)


def _link(channel: Channel, document: str, hop: str | None) -> Link:
    return Link(
        document=document,
        accepted=channel.accepted,
        accepted_by=channel.accepted_by,
        start=channel.start,
        end=channel.end,
        revision=channel.revision,
        hop=hop,
    )


def _row_links(
    channel: Channel, row: ChannelRow, truth: Truth, missing: tuple[str, ...]
) -> Iterator[Link]:
    """Yield the links of one row, bounded by the time in which the row held."""
    hop = channel.maker if row.hop == DIRECT else row.hop
    for name in row.documents:
        last = row.end - timedelta(days=1) if row.end is not None else None
        last = min(filter(None, (last, channel.not_after)), default=None)
        link = replace(_link(channel, name, hop), not_before=row.start, not_after=last)
        yield link if truth is TRUE else replace(link, certainty=MAYBE, missing=missing)


def _maybe(link: Link, fact: str) -> Link:
    return replace(link, certainty=MAYBE, missing=(*link.missing, fact))


def _matches(wanted: tuple[str, ...], value: Value) -> Truth:
    if not wanted:
        return TRUE
    if value is UNKNOWN:
        return MAYBE
    return TRUE if value in wanted else FALSE


def _in_program(row: ChannelRow, program: Value) -> Truth:
    """Return whether a row for a program holds: only under that program."""
    if row.program is None:
        return TRUE
    if program is UNKNOWN:
        return MAYBE
    return TRUE if program == row.program else FALSE


def _of_weights(row: ChannelRow, weights: Value) -> Truth:
    """Return whether a row is for models whose weights are as open as these."""
    if row.weights_open is None:
        return TRUE
    return _matches(("open",) if row.weights_open else ("closed",), weights)


def _in_time(row: ChannelRow, channel: Channel) -> Truth:
    """Return whether some of the window surely falls into the time of the row.

    Nothing was taken from a model before it came out.
    """
    if row.start is None and row.end is None:
        return TRUE
    released = channel.artifact.released_on if channel.artifact else None
    if row.end is not None and released is not None and released >= row.end:
        return FALSE
    start, end = channel.start, channel.end or channel.start
    if start is None or end is None:
        return MAYBE
    if row.start is not None and end < row.start:
        return FALSE
    return FALSE if row.end is not None and start >= row.end else TRUE


def _unique(links: Iterable[Link]) -> list[Link]:
    """Return one link for each document: the surest, over the times of all."""
    found: dict[str, Link] = {}
    for link in links:
        before = found.get(link.document)
        found[link.document] = link if before is None else _united(before, link)
    return list(found.values())


def _united(one: Link, other: Link) -> Link:
    """Return the surer of two links of a document, over the time in which either governs."""
    surer = one if one.certainty >= other.certainty else other
    starts, ends = (one.not_before, other.not_before), (one.not_after, other.not_after)
    return replace(
        surer,
        not_before=None if None in starts else min(filter(None, starts)),
        not_after=None if None in ends else max(filter(None, ends)),
    )


def party(by: Value, holder: Value) -> tuple[Truth, tuple[str, ...]]:
    """Return whether we are a party to what `by` agreed to, and what would tell.

    What an employee took on a private account was perhaps not taken on our
    order: whether it binds us is for legal.
    """
    if by in OURS:
        private = holder == PRIVATE
        return (MAYBE, ("terms.binds_us",)) if private else (TRUE, ())
    if by in _OTHERS:
        return FALSE, ()
    return MAYBE, ("ingredient.by",)
