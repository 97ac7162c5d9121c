"""The index over standing clauses: which of them can be about a case at all.

A clause is filed under values of facts that its condition needs, seen through
lists, `any`, `not` and definitions; clauses that need nothing are always
candidates. Where the fact is unknown in a case, all clauses filed under it
are candidates: the index may never hide a clause that could be unsure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from policy.case import Case
from policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Operator,
    Test,
)
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import WORLDWIDE, Territory, area_of, atoms
from policy.values import Bounds, Several, Unknown, Value

if TYPE_CHECKING:
    from policy.compiling import CompiledClause

_POSITIVE = frozenset({Operator.IN, Operator.HAS_ANY, Operator.HAS_ALL})
_NEGATIVE = frozenset({Operator.NOT_IN})
_AREA = frozenset({Operator.WITHIN})
_INDEXED = frozenset({Kind.ENUM, Kind.PLACE, Kind.BOOLEAN})
Keys = frozenset[str]
Filing = tuple[tuple[str, Keys], ...]
"""Facts with the keys of each: a clause is filed under all of them."""


class ClauseIndex:
    """Clauses filed under the values of the facts that they need."""

    def __init__(
        self, clauses: tuple["CompiledClause", ...], territories: Mapping[str, Territory]
    ) -> None:
        self._territories = territories
        self._always: list[CompiledClause] = []
        self._filed: dict[str, dict[str, list[CompiledClause]]] = {}
        for clause in clauses:
            self._file(clause)

    def _file(self, clause: "CompiledClause") -> None:
        filing = self._filing(clause.condition)
        if filing is None:
            self._always.append(clause)
            return
        for fact, keys in filing:
            shelf = self._filed.setdefault(fact, defaultdict(list))
            for key in keys:
                shelf[key].append(clause)

    def candidates(self, case: Case) -> Iterable["CompiledClause"]:
        """Return every clause that is not known to be about something else, in order."""
        found = {clause.ref: clause for clause in self._always}
        for fact, shelf in self._filed.items():
            keys = self._keys(case, fact)
            chosen = shelf.values() if keys is None else (shelf.get(key, ()) for key in keys)
            found.update((clause.ref, clause) for clauses in chosen for clause in clauses)
        return [found[ref] for ref in sorted(found)]

    def _keys(self, case: Case, fact: str) -> Keys | None:
        """Return the keys of `fact` in `case`; nothing where any value is unknown."""
        if not fact.startswith(("ingredient.", "terms.")):
            return keys_of(case.given(fact).value, VOCABULARY.get(fact))
        found: Keys = frozenset()
        for ingredient in case.ingredients:
            keys = keys_of(ingredient.value(fact), VOCABULARY.get(fact))
            if keys is None:
                return None
            found |= keys
        return found

    def _filing(self, condition: Condition) -> Filing | None:
        """Return under what to file a condition: it can hold only if one of these may.

        A test that no value meets is unsure where the fact is unknown, so it files nothing.

        Of the parts that must all hold, the narrowest files them all; parts
        of which one must hold are filed each under its own.
        """
        match condition:
            case Test():
                keys = self._admitted_by(condition, VOCABULARY.get(condition.fact))
                return ((condition.fact, keys),) if keys else None
            case AllOf(parts=parts):
                known = [filing for filing in map(self._filing, parts) if filing is not None]
                return min(known, key=_width, default=None)
            case AnyOf(parts=parts):
                return _together([self._filing(part) for part in parts])
            case NotThat(part=Test() as test):
                return self._filing_of_not(test)
            case NotThat():
                return None
            case Defined(condition=inner):
                return self._filing(inner)

    def _filing_of_not(self, test: Test) -> Filing | None:
        """Return where to file what holds unless `test` does: the other values of the list."""
        fact = VOCABULARY.get(test.fact)
        if fact.kind is not Kind.ENUM or fact.many:
            return None
        keys = self._complement(self._admitted_by(test, fact), fact)
        return ((fact.path, keys),) if keys else None

    def _admitted_by(self, test: Test, fact: Fact) -> Keys | None:
        """Return the values of `fact` under which `test` may hold; nothing: any."""
        if fact.kind not in _INDEXED:
            return None
        words = frozenset(_key(each) for each in test.operands)
        if fact.kind is Kind.PLACE:
            return self._countries(test) if test.operator in _AREA else None
        if test.operator in _POSITIVE:
            return words
        if test.operator in _NEGATIVE and fact.kind is Kind.ENUM and not fact.many:
            return self._complement(words, fact)
        return None

    def _countries(self, test: Test) -> Keys | None:
        area = area_of((str(each) for each in test.operands), self._territories)
        if WORLDWIDE in area.codes:
            return None
        return frozenset(code[:2] for code in area.codes)

    @staticmethod
    def _complement(keys: Keys | None, fact: Fact) -> Keys | None:
        return None if keys is None else frozenset(map(_key, fact.values)) - keys


def _together(filings: list[Filing | None]) -> Filing | None:
    """Return the filing of parts of which one must hold; nothing where one may always."""
    known = [filing for filing in filings if filing is not None]
    if len(known) < len(filings):
        return None
    return tuple(pair for filing in known for pair in filing)


def _width(filing: Filing) -> int:
    return sum(len(keys) for _, keys in filing)


def keys_of(value: Value, fact: Fact) -> Keys | None:
    """Return the index keys of a value; nothing where it may still be anything."""
    match value:
        case Unknown() | Bounds() | Several(open=True):
            return None
        case Several(items=items):
            words: tuple[object, ...] = items
        case _:
            words = (value,)
    if fact.kind is not Kind.PLACE:
        return frozenset(map(_key, words))
    codes = [code for word in words for code in atoms(str(word))]
    return None if WORLDWIDE in codes else frozenset(code[:2] for code in codes)


def _key(value: object) -> str:
    return str(value).casefold()
