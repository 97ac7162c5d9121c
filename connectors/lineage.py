"""Follows what a model was made from, one record each, to its roots.

Cycles end where they close; depth and number are bounded, and what lies
beyond the bounds is told.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.hubs import Hubs, scheme_of
from connectors.ledger import Pulled
from connectors.record import Base, Hub, Kind, ModelRecord, Relation, Tier
from connectors.wanted import Wanted

MOST_DEPTH = 8
MOST_RECORDS = 64


@dataclass(frozen=True, slots=True)
class Walked:
    """The records of a model and of what it was made from, nearest first."""

    pulled: tuple[Pulled, ...]
    beyond: tuple[str, ...] = ()
    """References that were not followed, as they lie too deep or are too many."""


def followed(hubs: Hubs, start: Pulled) -> Walked:
    """Return `start` with the records of all its ancestors that can be read."""
    found = [start]
    own = (start.record.id, start.record.asked_id)
    seen = {_key(start.record.hub, name) for name in own}
    waiting = deque((each, 1) for each in bases_told(start.record))
    beyond: dict[str, None] = {}
    while waiting:
        base, depth = waiting.popleft()
        scheme = scheme_of(base.hub)
        if base.hub is None or scheme is None or _key(base.hub, base.id) in seen:
            continue
        if depth > MOST_DEPTH or len(found) >= MOST_RECORDS:
            beyond[f"{scheme}:{base.id}"] = None
            continue
        seen.add(_key(base.hub, base.id))
        pulled = hubs.read(scheme, Wanted(base.id, Kind.MODEL))
        resolved = _key(pulled.record.hub, pulled.record.id)
        if pulled.record.id != base.id and resolved in seen:
            continue
        seen.add(resolved)
        found.append(pulled)
        waiting += [(each, depth + 1) for each in bases_told(pulled.record)]
    return Walked(tuple(found), tuple(beyond))


def bases_told(record: ModelRecord) -> tuple[Base, ...]:
    """Return what a record says its model was made from, one entry for each.

    What the hub resolved stands for what the card spells: a card may know its
    base by an old name. What the files say otherwise stands beside it, and
    what a name alone suggests is a question for a person.
    """
    own = {record.id.casefold(), record.asked_id.casefold()}
    told = [each for each in record.bases if each.tier is not Tier.NAME]
    resolved = _by_id(each for each in told if each.resolved)
    declared = _by_id(each for each in told if not each.resolved and each.tier is Tier.DECLARED)
    embedded = _by_id(each for each in told if each.tier is Tier.EMBEDDED)
    found = dict(resolved)
    if len(declared) > len(resolved):
        found |= {key: each for key, each in declared.items() if key not in found}
    for key, each in embedded.items():
        if key not in found and key not in declared:
            found[key] = each
    return tuple(each for key, each in found.items() if key not in own)


def _by_id(bases: Iterable[Base]) -> dict[str, Base]:
    """Return one base for each id, that with a relation before one without."""
    found: dict[str, Base] = {}
    for each in bases:
        known = found.get(each.id.casefold())
        if known is None or known.relation is Relation.UNKNOWN:
            found[each.id.casefold()] = each
    return found


def _key(hub: Hub, name: str) -> tuple[Hub, str]:
    return hub, name.casefold()
