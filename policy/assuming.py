"""Assumptions: the facts of a case that somebody vouches for or that house policy presumes."""

from collections.abc import Mapping

from policy.case import Case
from policy.values import Given, Origin, Value, plain
from policy.verdict import Assumption

_VOUCHED = frozenset({Origin.PRESUMPTION, Origin.ATTESTATION, Origin.DETERMINATION})
_About = tuple[str, str, str, str, str]
"""What tells an assumption from all others, in the order in which they are listed."""


def assumptions_of(case: Case) -> tuple[Assumption, ...]:
    """Return every fact of `case` that is vouched for or presumed, each once, in order."""
    found: dict[_About, Assumption] = {}
    _note(found, case.facts)
    for ingredient in case.ingredients:
        _note(found, ingredient.facts, ingredient.id)
        for issuer, terms in ingredient.terms.items():
            _note(found, terms, ingredient.id, issuer)
    return tuple([found[about] for about in sorted(found)])


def _note(
    found: dict[_About, Assumption],
    facts: Mapping[str, Given],
    ingredient: str | None = None,
    issuer: str | None = None,
) -> None:
    for fact, given in facts.items():
        if given.origin in _VOUCHED:
            about = (fact, ingredient or "", issuer or "", _word(given.value), given.origin)
            found[about] = Assumption(fact, given, ingredient, issuer)


def _word(value: Value) -> str:
    if value is True or value is False:
        return str(value)
    return value if isinstance(value, str) else str(plain(value))
