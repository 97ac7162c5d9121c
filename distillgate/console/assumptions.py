"""What a verdict takes as given: each fact once, with all of which it is taken."""

from collections.abc import Iterable
from dataclasses import dataclass

from distillgate.console.facts import fact_line
from distillgate.console.findings import FactLine, Json
from policy.case import Case
from policy.values import Given

SHOWN = 6


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
    groups: dict[tuple[str, Given], dict[str, None]] = {}
    for each in assumptions:
        ingredient = ingredients.get(each.get("ingredient") or "")
        given = case.given(each["fact"], ingredient, each.get("issuer"))
        key = (each["fact"], given)
        groups.setdefault(key, {})[_about(each)] = None
    return tuple(
        _view(fact, given, tuple(filter(None, about)), whole=whole)
        for (fact, given), about in groups.items()
    )


def _view(fact: str, given: Given, about: tuple[str, ...], *, whole: bool) -> AssumptionView:
    shown = about if whole else about[:SHOWN]
    return AssumptionView(fact_line(fact, given), shown, len(about) - len(shown))


def _about(each: Json) -> str:
    return ", ".join(filter(None, (each.get("ingredient"), each.get("issuer"))))
