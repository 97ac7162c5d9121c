"""The days on which a case that is judged again may come out otherwise.

A verdict rests on the day where something begins or ends: a version, a clause,
a waiver, a determination, an agreement, a date that the plan names, and the age
at which a text counts as not seen lately. Between two such days it is the same.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from policy.case import Case, Ingredient
from policy.compiling import Pack
from policy.documents import Document
from policy.house import House
from policy.values import Given

_A_DAY = timedelta(days=1)


def change_days(pack: Pack, case: Case, first: date, last: date) -> tuple[date, ...]:
    """Return `first`, `last`, and each day between them on which something changes.

    Both a day and the one after it are given, as some things end with a day
    and others before it.
    """
    found = {first, last}
    for day in _days(pack, case):
        found.update(each for each in (day, _after(day)) if first < each < last)
    return tuple(sorted(found))


def _days(pack: Pack, case: Case) -> Iterator[date]:
    for document in (*pack.documents.values(), *case.agreements):
        yield from _of_document(document, pack.house)
    for waiver in case.waivers:
        yield from (waiver.on, waiver.until)
    for settlement in case.settlements:
        yield settlement.until
    yield from _of_facts(case.facts.values())
    for ingredient in case.ingredients:
        yield from _of_ingredient(ingredient)


def _of_document(document: Document, house: House) -> Iterator[date]:
    for version in document.versions:
        yield from filter(None, (version.effective, version.until))
        if version.last_seen is not None:
            yield from _stale(version.last_seen, house)
        for clause in version.clauses:
            yield from filter(None, (clause.start, clause.end))


def _stale(seen: date, house: House) -> Iterator[date]:
    """Yield the last days on which a text that was seen then counts as seen lately."""
    for days in (house.staleness.note, house.staleness.review):
        if days < (date.max - seen).days:
            yield seen + timedelta(days=days)


def _of_ingredient(ingredient: Ingredient) -> Iterator[date]:
    yield from _of_facts(ingredient.facts.values())
    for terms in ingredient.terms.values():
        yield from _of_facts(terms.values())
    for link in ingredient.links:
        named = (link.start, link.end, link.not_before, link.not_after)
        yield from filter(None, named)


def _of_facts(facts: Iterable[Given]) -> Iterator[date]:
    for given in facts:
        if given.until is not None:
            yield given.until
        if isinstance(given.value, date):
            yield given.value


def _after(day: date) -> date:
    return day if day == date.max else day + _A_DAY
