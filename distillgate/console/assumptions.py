"""What a verdict takes as given: each fact once, with all of which it is taken."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from distillgate.console.facts import fact_line
from distillgate.console.findings import FactLine, Json
from policy.case import Case
from policy.values import Given

SHOWN = 6
_About = tuple[str, str]
"""An ingredient and an issuer; each may be nothing."""


@dataclass(frozen=True, slots=True)
class AssumptionView:
    """One fact that somebody vouches for, or that house policy presumes."""

    line: FactLine
    about: tuple[str, ...]
    """The ingredients of which it is taken, or the first of them."""
    more: int = 0
    """How many there are beside those."""


def assumptions_of(
    case: Case, assumptions: Iterable[Json], *, whole: bool
) -> tuple[AssumptionView, ...]:
    """Return what a verdict takes as given: each with who answers for it."""
    ingredients = {each.id: each for each in case.ingredients}
    groups: dict[tuple[str, Given], dict[_About, None]] = {}
    for each in assumptions:
        ingredient = ingredients.get(each.get("ingredient") or "")
        given = case.given(each["fact"], ingredient, each.get("issuer"))
        key = (each["fact"], given)
        about = each.get("ingredient") or "", each.get("issuer") or ""
        groups.setdefault(key, {})[about] = None
    return tuple(
        _view(fact, given, tuple(about), whole=whole) for (fact, given), about in groups.items()
    )


def _view(fact: str, given: Given, about: tuple[_About, ...], *, whole: bool) -> AssumptionView:
    names = tuple(filter(None, (", ".join(filter(None, each)) for each in about)))
    shown = names if whole else names[:SHOWN]
    ingredient, issuer = about[0]
    line = replace(fact_line(fact, given), ingredient=ingredient, issuer=issuer)
    return AssumptionView(line, shown, len(names) - len(shown))
