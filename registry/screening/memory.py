"""Party lists that are held in memory: those that ship with the catalog."""

from datetime import date
from functools import cached_property

from policy.frozen import dataclass
from registry.screening.names import blocks_of, number_key, reduced
from registry.screening.parties import Edition, Named, Party


@dataclass(frozen=True)
class ShippedLists:
    """The lists of the catalog: a sample of each, with the dates of every party."""

    edition_records: tuple[Edition, ...] = ()
    parties: tuple[Party, ...] = ()

    def editions(self) -> tuple[Edition, ...]:
        """Return every edition, by list."""
        return self.edition_records

    def named(self, name: str, _day: date, /) -> tuple[Named, ...]:
        """Return every name that may be like `name`; each party has dates of its own."""
        found = {
            (named.party.list, named.party.key, named.name.text): named
            for block in blocks_of(reduced(name))
            for named in self._blocks.get(block, ())
        }
        return tuple(found[key] for key in sorted(found))

    def numbered(self, number: str, _day: date, /) -> tuple[Party, ...]:
        """Return who has `number`."""
        return self._numbers.get(number_key(number), ())

    def of_provider(self, slug: str) -> tuple[Party, ...]:
        """Return which listed parties a provider of the catalog is."""
        return tuple(party for party in self.parties if slug in party.providers)

    @cached_property
    def _blocks(self) -> dict[str, tuple[Named, ...]]:
        found: dict[str, tuple[Named, ...]] = {}
        for party in self.parties:
            for name in party.names:
                for block in blocks_of(reduced(name.text)):
                    found[block] = (*found.get(block, ()), Named(party, name))
        return found

    @cached_property
    def _numbers(self) -> dict[str, tuple[Party, ...]]:
        found: dict[str, tuple[Party, ...]] = {}
        for party in self.parties:
            for number in party.numbers:
                key = number_key(number)
                found[key] = (*found.get(key, ()), party)
        return found
