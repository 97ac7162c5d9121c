"""Whether the value of a derived fact goes together with those that it is derived from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product

from policy.deriving import INGREDIENT_DERIVATIONS, PLAN_DERIVATIONS, TERMS_DERIVATIONS
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.values import UNKNOWN, Bounds, Several, Value, several

Meets = Callable[[str, Value], bool]
"""Whether a value of a fact is one of those that are looked for."""
DERIVATIONS = {
    path: derive
    for path, derive in (
        *PLAN_DERIVATIONS.items(),
        *INGREDIENT_DERIVATIONS.items(),
        *TERMS_DERIVATIONS.items(),
    )
    if not VOCABULARY.get(path).settable
}
"""The facts that no plan states, with what they are derived by."""
_LONGEST_LIST = 8
_FINITE = frozenset({Kind.BOOLEAN, Kind.ENUM})


def inputs_of(path: str) -> Sequence[Fact]:
    """Return the facts that `path` is derived from, as far as their values can be listed."""
    facts = map(VOCABULARY.get, VOCABULARY.get(path).inputs)
    return [fact for fact in facts if _is_listed(fact)]


def _is_listed(fact: Fact) -> bool:
    short = not fact.many or len(fact.values) <= _LONGEST_LIST
    return fact.kind in _FINITE and short and fact.path not in DERIVATIONS


def can_be_derived(path: str, meets: Meets) -> bool:
    """Return whether some values of its inputs, as `meets` wants them, let it be as wanted.

    Inputs whose values cannot be listed stay unknown, and with them what is
    derived, which never counts as a contradiction.
    """
    inputs = inputs_of(path)
    wanted = [[value for value in _values(fact) if meets(fact.path, value)] for fact in inputs]
    return any(
        _agrees(path, dict(zip((fact.path for fact in inputs), values, strict=True)), meets)
        for values in product(*wanted)
    )


def _agrees(path: str, values: Mapping[str, Value], meets: Meets) -> bool:
    found = DERIVATIONS[path](lambda fact: values.get(fact, UNKNOWN))
    return found is UNKNOWN or isinstance(found, Bounds) or meets(path, found)


def _values(fact: Fact) -> Iterator[Value]:
    if fact.kind is Kind.BOOLEAN:
        yield from (True, False)
    elif fact.many:
        yield from _lists(fact.values)
    else:
        yield from fact.values


def _lists(words: Sequence[str]) -> Iterator[Several]:
    """Yield every list of `words`, the empty one too."""
    sizes = range(len(words) + 1)
    parts = chain.from_iterable(combinations(words, size) for size in sizes)
    return (several(*part) for part in parts)
