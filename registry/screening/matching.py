"""Screening of names: equality is a match, likeness is a question for a person."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from policy.frozen import dataclass
from registry.screening.memory import ShippedLists
from registry.screening.names import is_short, number_key, reduced, squeezed
from registry.screening.parties import Edition, Named, Party, PartyLists, editions_on
from registry.screening.similarity import COMPARE

ENOUGH = 0.85
ENOUGH_OF_ONE_WORD = 0.90
MOST_HITS = 200
_LIKE = "has a name like it"
NOTHING_SHIPPED = ShippedLists()


class Likeness(StrEnum):
    """How sure it is that a name is that of a listed party."""

    MATCH = "match"
    POSSIBLE = "possible"
    """A person looks; on this alone nothing is ever denied."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One listed party that a name matches, or may match."""

    likeness: Likeness
    party: Party
    name: str
    """The name of the listed party that was found."""
    why: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Screened:
    """What the screening of one party came to."""

    queries: tuple[str, ...]
    hits: tuple[Hit, ...]
    covered: frozenset[str]
    """Lists of which a whole edition was searched."""

    @property
    def matched(self) -> tuple[str, ...]:
        """The lists on which the party stands."""
        found = {hit.party.list for hit in self.hits if hit.likeness is Likeness.MATCH}
        return tuple(sorted(found))

    @property
    def possible(self) -> tuple[str, ...]:
        """The lists on which it may stand besides."""
        found = {hit.party.list for hit in self.hits if hit.likeness is Likeness.POSSIBLE}
        return tuple(sorted(found - set(self.matched)))


@dataclass(frozen=True, slots=True)
class Screener:
    """Holds names against every list there is."""

    shipped: ShippedLists = NOTHING_SHIPPED
    """What the catalog knows, and which provider is which listed party."""
    imported: tuple[PartyLists, ...] = ()

    @property
    def lists(self) -> tuple[PartyLists, ...]:
        """Return every place where parties are kept."""
        return (self.shipped, *self.imported)

    def editions(self) -> tuple[Edition, ...]:
        """Return every edition, by list and day."""
        found = [each for lists in self.lists for each in lists.editions()]
        return tuple(sorted(found, key=lambda each: (each.list, each.day, each.digest)))

    def screen(
        self,
        names: Sequence[str],
        day: date,
        *,
        numbers: Iterable[str] = (),
        provider: str | None = None,
    ) -> Screened:
        """Return the listed parties that one of `names` or `numbers` matches on `day`.

        A `provider` of the catalog is the listed parties that the catalog
        says it is, and is looked up under their names too.
        """
        covered = frozenset(
            each.list for each in editions_on(self.editions(), day) if not each.sample
        )
        known = self._of_provider(provider, day)
        hits = [Hit(Likeness.MATCH, each, each.name, "is this provider") for each in known]
        for number in numbers:
            hits += self._numbered(number, day)
        asked = tuple(dict.fromkeys([*names, *_names_of(known)]))
        same = {(each.list, each.key) for each in known}
        for name in asked:
            found = self._named(name, day)
            hits += [each for each in found if (each.party.list, each.party.key) not in same]
        return Screened(tuple(names), _best(hits), covered)

    def _of_provider(self, slug: str | None, day: date) -> list[Party]:
        if slug is None:
            return []
        return [each for each in self.shipped.of_provider(slug) if each.stands_on(day)]

    def _numbered(self, number: str, day: date) -> list[Hit]:
        found = (party for lists in self.lists for party in lists.numbered(number, day))
        why = f"has the number {number_key(number)}"
        return [
            Hit(Likeness.MATCH, party, party.name, why)
            for party in found
            if party.stands_on(day)
        ]

    def _named(self, name: str, day: date) -> list[Hit]:
        found = (named for lists in self.lists for named in lists.named(name, day))
        hits = (_held(name, named) for named in found if named.party.stands_on(day))
        return [hit for hit in hits if hit is not None]


def _held(query: str, named: Named) -> Hit | None:
    """Return what `query` comes to against one name of a listed party."""
    key, other = reduced(query), reduced(named.name.text)
    if not key or not other:
        return None
    if key == other and named.name.strong:
        return Hit(Likeness.MATCH, named.party, named.name.text, "has this name")
    score, why = _likeness(key, other)
    if not why:
        return None
    return Hit(Likeness.POSSIBLE, named.party, named.name.text, why, score)


def _likeness(key: str, other: str) -> tuple[float, str]:
    """Return how like two names are and in what; no word where they are not like enough."""
    if key == other:
        return 1.0, "has this name as a brand or a weak alias"
    if is_short(key) or is_short(other):
        return 0.0, ""
    if squeezed(key) == squeezed(other):
        return 1.0, "has this name, with words split otherwise"
    score = COMPARE(key, other)
    one_word = " " not in key or " " not in other
    enough = score >= (ENOUGH_OF_ONE_WORD if one_word else ENOUGH)
    return score, _LIKE if enough else ""


def _names_of(parties: Iterable[Party]) -> list[str]:
    """Return the names under which other lists may hold the same parties."""
    return [name.text for party in parties for name in party.names if name.strong]


def _best(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the strongest hit for each listed party, the surest first."""
    best: dict[tuple[str, str], Hit] = {}
    for hit in sorted(hits, key=_order):
        best.setdefault((hit.party.list, hit.party.key), hit)
    return tuple(sorted(best.values(), key=_order)[:MOST_HITS])


def _order(hit: Hit) -> tuple[object, ...]:
    possible = hit.likeness is Likeness.POSSIBLE
    vague = hit.why == _LIKE
    return (possible, vague, -hit.score, hit.party.list, hit.party.key, hit.why, hit.name)
