"""On which screening lists the parties of a plan stand, as facts of its case.

A match is a fact. A likeness leaves the list of lists open: not knowing is
never permission, and on a likeness alone nothing is denied. That a party
stands on no further list is known once an edition of every list that the
packs read is loaded, or somebody signs it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date

from policy.frozen import dataclass
from policy.values import Given, Origin, several
from registry.records import Provider
from registry.screening.matching import Likeness, Screened, Screener

READ_BY_PACKS = frozenset(
    """
    eu-269-2014-i-entities eu-269-2014-i-persons eu-833-2014-iv eu-fsf-other uk-sanctions-list
    un-sc-consolidated us-bis-dpl us-bis-entity-list us-bis-meu us-bis-uvl us-dod-1260h
    us-ndaa-fy26-1532 us-ofac-capta us-ofac-fse us-ofac-ns-cmic us-ofac-ns-mbs us-ofac-ns-plc
    us-ofac-other us-ofac-sdn us-ofac-ssi us-state-debarred us-state-isn
    """.split()
)
"""Lists that clauses of the shipped packs read; a test holds this to them."""
_APART = re.compile(
    r"\s*\((?=[^)]*\)$)|\)$|, of | and |, earlier |, later of |, in texts of \w+ \d+ "
)
"""What stands between the names in how the catalog calls a provider."""
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of where one party, or several together, stand."""

    lists: tuple[str, ...] = ()
    closed: bool = False
    """It stands on no other list that matters."""
    like: tuple[str, ...] = ()
    """What it may be besides, in words."""
    why: tuple[str, ...] = ()
    """What it is, in words."""


@dataclass(frozen=True)
class Listings:
    """Screens the parties of one plan, each once, or those of many plans of one day."""

    screener: Screener
    day: date
    signature: Given | None = None
    """That no party is listed, where the requester has signed it."""
    known: dict[str, Listing] = field(default_factory=dict)
    """Where providers stand, by slug."""

    def provider(self, provider: Provider | None) -> Listing:
        """Return where a provider of the catalog stands; nothing is known of one it lacks."""
        if provider is None:
            return Listing()
        if provider.listed_on is not None:
            return Listing(provider.listed_on, closed=True)
        if provider.slug not in self.known:
            names = names_of(provider.name)
            found = self.screener.screen(names, self.day, provider=provider.slug)
            self.known[provider.slug] = _listing(found)
        return self.known[provider.slug]

    def named(self, name: str) -> Listing:
        """Return where somebody called `name` stands."""
        return _listing(self.screener.screen([name], self.day))

    def given(self, listings: Sequence[Listing]) -> Given | None:
        """Return the fact on which lists the parties stand together, or nothing.

        What is signed closes the list where nobody is like a listed party.
        """
        lists = sorted({name for each in listings for name in each.lists})
        like = _few(words for each in listings for words in each.like)
        why = _few(words for each in listings for words in each.why)
        closed = all(each.closed for each in listings)
        if like:
            value = several(*lists, more=True)
            return Given(value, Origin.REGISTERED, reason=f"may be {like}")
        if closed:
            return Given(several(*lists), Origin.REGISTERED, reason=why or None)
        if not lists:
            return None
        if self.signature is None:
            return Given(several(*lists, more=True), Origin.REGISTERED, reason=why or None)
        signed = f"{why}; on no other list, as {self.signature.owner} signs"
        return Given(several(*lists), Origin.REGISTERED, self.signature.span, reason=signed)


def names_of(name: str) -> list[str]:
    """Return the names in how the catalog calls a provider and those that it belongs to."""
    return [part.strip() for part in _APART.split(name) if part.strip()]


def _listing(found: Screened) -> Listing:
    closed = found.covered >= READ_BY_PACKS and not found.possible
    like = [hit for hit in found.hits if hit.likeness is Likeness.POSSIBLE]
    like = [hit for hit in like if hit.party.list in found.possible]
    matched = [hit for hit in found.hits if hit.likeness is Likeness.MATCH]
    return Listing(
        found.matched,
        closed=closed,
        like=tuple(f"`{hit.name}` on {hit.party.list}" for hit in like),
        why=tuple(f"is `{hit.name}` on {hit.party.list}" for hit in matched),
    )


def _few(words: Iterable[str]) -> str:
    found = list(dict.fromkeys(words))
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more
