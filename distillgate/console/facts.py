"""The facts of a case as pages show them: in groups, each with its origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from distillgate.console.findings import FactLine
from distillgate.console.words import origin_mark, spoken
from policy.case import Case, Ingredient
from policy.explaining_words import listed, place_words, value_words
from policy.facts.vocabulary import VOCABULARY
from policy.values import NOT_GIVEN, Given, Origin, Several

MOST_OPEN = 12
"""Of how many ingredients a page shows the facts at once."""
_QUIET = frozenset({Origin.MOOT, Origin.UNKNOWN})
_PURPOSES = {
    "product": "a product",
    "internal-business": "internal business",
    "public-service": "a public service",
    "personal": "personal use",
}
_ACCESS = {
    "weights": "its weights run by us or for us",
    "api": "through its API",
    "app": "through an app",
    "cloud": "through a cloud",
    "tool": "through a tool",
    "program": "through a distillation program",
    "dataset": "as a ready-made data set",
    "scrape": "scraped",
}


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts about one thing: those that were given, and those that are open or moot."""

    title: str
    sub: str
    known: tuple[FactLine, ...]
    quiet: tuple[FactLine, ...]
    ingredient: str = ""
    """The ingredient, unless they are facts of the plan."""
    later: "Later | None" = None
    """Where there are too many groups for one page: how to get at this one."""
    also: tuple[str, ...] = ()
    """Other ingredients of which the same is known."""


@dataclass(frozen=True, slots=True)
class Later:
    """Facts that are fetched when somebody opens them."""

    place: int
    known: int
    quiet: int


@dataclass(frozen=True, slots=True)
class Words:
    """A part of a sentence."""

    text: str
    strong: bool = False


def groups_of(case: Case, *, whole: bool = True) -> tuple[FactGroup, ...]:
    """Return the facts of `case`: of the plan by group, then of each ingredient.

    Of many ingredients only the number of facts is told, unless the `whole` is wanted.
    """
    groups = [
        _group(spoken(name).capitalize(), "", _of_group(case.facts, name))
        for name in VOCABULARY.groups
        if name not in {"ingredient", "terms"}
    ]
    roots = [place for place, each in enumerate(case.ingredients) if each.depth == 0]
    if whole or len(roots) <= MOST_OPEN:
        groups += [ingredient_group(case, place) for place in roots]
    else:
        groups += [_later(case, place) for place in roots]
    return tuple(group for group in groups if group.known or group.quiet or group.later)


def ingredient_group(case: Case, place: int) -> FactGroup:
    """Return the facts of the ingredient at `place` of `case`."""
    each = case.ingredients[place]
    return replace(_group(each.id, each.role.value, _of_ingredient(each)), ingredient=each.id)


def _later(case: Case, place: int) -> FactGroup:
    each = case.ingredients[place]
    facts = list(_of_ingredient(each))
    quiet = sum(given.origin in _QUIET for _, given in facts)
    later = Later(place, len(facts) - quiet, quiet)
    return FactGroup(each.id, each.role.value, (), (), each.id, later)


def _of_group(facts: Mapping[str, Given], name: str) -> Iterable[tuple[str, Given]]:
    """Yield every fact of a group, also those that nobody has given."""
    for path in _paths_of(name):
        yield path, facts.get(path, NOT_GIVEN)


@cache
def _paths_of(name: str) -> tuple[str, ...]:
    return tuple(fact.path for fact in VOCABULARY.in_group(name))


def _of_ingredient(ingredient: Ingredient) -> Iterable[tuple[str, Given]]:
    yield from _of_group(ingredient.facts, "ingredient")
    for issuer, own in sorted(ingredient.terms.items()):
        for path, given in own.items():
            yield f"{path} ({issuer})", given


def _group(title: str, sub: str, facts: Iterable[tuple[str, Given]]) -> FactGroup:
    lines = [(given, fact_line(path, given)) for path, given in sorted(facts)]
    known = tuple(line for given, line in lines if given.origin not in _QUIET)
    quiet = tuple(line for given, line in lines if given.origin in _QUIET)
    return FactGroup(title, sub, known, quiet)


def fact_line(path: str, given: Given) -> FactLine:
    """Return one fact with its value and origin in words."""
    fact = VOCABULARY.find(path.partition(" ")[0])
    return FactLine(
        path,
        fact.meaning if fact else "",
        value_words(given.value),
        origin_mark(given.origin.value),
        _where(given),
        given.origin is Origin.UNKNOWN,
        until=given.until.isoformat() if given.until else "",
    )


def _where(given: Given) -> str:
    parts = []
    if given.span is not None and given.origin in {Origin.PLAN, Origin.ORGANIZATION}:
        parts.append(place_words(given.span))
    if given.owner:
        parts.append(given.owner)
    if given.reason:
        parts.append(given.reason)
    return "; ".join(parts)


def sentence_of(case: Case) -> tuple[Words, ...]:
    """Return what the plan asks for, in one sentence."""
    student = _said(case.facts, "student.name") or "a student"
    parts = [Words("You asked to "), *_act(case, student)]
    purpose = _said(case.facts, "use.purpose")
    places = _said(case.facts, "release.places")
    if purpose:
        parts.append(Words(f", for {_PURPOSES.get(purpose, spoken(purpose))}"))
    if places and places != "none":
        parts.append(Words(f", offered in {places}"))
    parts.append(Words("."))
    return tuple(parts)


def _act(case: Case, student: str) -> Iterable[Words]:
    roots = [each for each in case.ingredients if each.depth == 0]
    teachers = [each for each in roots if each.role.value == "teacher"]
    others = {
        role: [each.id for each in roots if each.role.value == role]
        for role in ("dataset", "base")
    }
    if not teachers and not others["dataset"]:
        yield Words("use ")
        yield Words(listed(others["base"]) or "a model of others", strong=True)
        yield Words(" as ")
        yield Words(student, strong=True)
        return
    yield Words("train ")
    yield Words(student, strong=True)
    if teachers:
        yield Words(" on ")
        for place, each in enumerate(teachers):
            yield Words(("", ", ")[place > 0] + f"{_taken(each)} of ")
            yield Words(each.id, strong=True)
            access = _said(each.facts, "ingredient.access")
            yield Words(f" ({_ACCESS.get(access, spoken(access))})" if access else "")
    if others["dataset"]:
        yield Words(" and on the data " if teachers else " on the data ")
        yield Words(listed(others["dataset"]), strong=True)
    if others["base"]:
        yield Words(", starting from ")
        yield Words(listed(others["base"]), strong=True)


def _taken(teacher: Ingredient) -> str:
    given = teacher.facts.get("ingredient.signals")
    if given is None or not isinstance(given.value, Several) or not given.value.items:
        return "what is taken"
    names = {"text": "answers", "reasoning": "reasoning text"}
    return listed([names.get(each, spoken(each)) for each in given.value.items])


def _said(facts: Mapping[str, Given], path: str) -> str:
    given = facts.get(path)
    if given is None or given.origin is Origin.UNKNOWN:
        return ""
    return value_words(given.value)
