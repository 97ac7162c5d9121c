"""The index over standing clauses: which of them can hold where some facts are known.

Each clause is a bit. For every fact there is a shelf: under each value, the
clauses whose condition admits it. A clause stands on the shelves of all facts
that its condition tests for a closed list of values; the others do not tell
it apart. What may hold is the conjunction over the shelves; where a fact is
unknown its shelf excludes nothing: the index may never hide a clause that
could be unsure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from policy.bundles import Bundle, CompiledClause, Run, values_of
from policy.case import Ingredient, reaches_of
from policy.conditions import AllOf, AnyOf, Condition, Defined, Facts, NotThat, Operator, Test
from policy.documents import Reach
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import WORLDWIDE, Territory, area_of, atoms
from policy.remembering import Memo
from policy.truth import TRUE
from policy.values import UNKNOWN, Bounds, Several, Told, Unknown, Value

_POSITIVE = frozenset({Operator.IN, Operator.HAS_ANY, Operator.HAS_ALL})
_NEGATIVE = frozenset({Operator.NOT_IN})
_AREA = frozenset({Operator.WITHIN})
_INDEXED = frozenset({Kind.ENUM, Kind.PLACE, Kind.BOOLEAN, Kind.STRING})
_REMEMBERED = 4096
_BUNDLES = 512
"""So many sets of clauses are kept that may hold together."""
Keys = frozenset[str]
Filing = Mapping[str, Keys]
"""Facts with the keys under which alone a condition may hold."""
_NOWHERE: Filing = {}
_NO_KEYS: Keys = frozenset()
_ALL = -1
"""Every bit there is."""
_OWN = ("ingredient.", "terms.")


class Shelf:
    """One fact: which clauses each of its values leaves possible."""

    def __init__(self, fact: Fact, everything: int) -> None:
        self._fact = fact
        self._everything = everything
        self._others = everything
        self._under: dict[str, int] = {}
        self.known: Memo[Value, int] = Memo(_REMEMBERED)
        """What was admitted, by value."""

    def file(self, bit: int, keys: Keys) -> None:
        """Put the clause of `bit` under each of `keys`."""
        self._others &= ~bit
        for key in keys:
            self._under[key] = self._under.get(key, 0) | bit

    def admits(self, value: Value) -> int:
        """Return the clauses that may hold where the fact has `value`."""
        if value is UNKNOWN:
            return self._everything
        known = self.known.get(value)
        return self.known.keep(value, self._bits(value)) if known is None else known

    def _bits(self, value: Value) -> int:
        keys = keys_of(value, self._fact)
        if keys is None:
            return self._everything
        bits = self._others
        for key in keys:
            bits |= self._under.get(key, 0)
        return bits


class Shelves:
    """Several facts: which clauses their values leave possible together."""

    def __init__(self, shelves: Iterable[tuple[str, Shelf]]) -> None:
        self._shelves = list(shelves)
        self._values = values_of([path for path, _ in self._shelves])
        self._known: Memo[object, int] = Memo(_REMEMBERED)

    def admit(self, facts: Told) -> int:
        """Return the clauses that may hold as `facts` stand; every bit where all may."""
        values = self._values(facts)
        known = self._known.get(values)
        if known is not None:
            return known
        return self._known.keep(values, _narrowed(self._shelves, facts, _ALL))


class ClauseIndex:
    """Clauses in the order of their names, filed under the values of the facts they need."""

    def __init__(
        self, clauses: Iterable[CompiledClause], territories: Mapping[str, Territory]
    ) -> None:
        self._clauses = tuple(sorted(clauses, key=lambda each: each.ref))
        self._territories = territories
        self._everything = (1 << len(self._clauses)) - 1
        shelves = self._filed()
        self._of_plan = Shelves(each for each in shelves if not each[0].startswith(_OWN))
        self._of_ingredient = Shelves(
            each for each in shelves if each[0].startswith("ingredient.")
        )
        self._all = sorted(shelves, key=lambda each: not each[0].startswith("ingredient."))
        self._by_reach: dict[Reach, int] = {}
        for place, clause in enumerate(self._clauses):
            if clause.per_ingredient:
                known = self._by_reach.get(clause.reach, 0)
                self._by_reach[clause.reach] = known | 1 << place
        self._shared = self._everything & ~_union(self._by_reach.values())
        self._by_reaches: Memo[frozenset[Reach], int] = Memo()
        self._bundles: Memo[int, Bundle] = Memo(_BUNDLES)

    def _filed(self) -> list[tuple[str, Shelf]]:
        """Return, for each fact on which clauses stand, what its values admit."""
        shelves: dict[str, Shelf] = {}
        self._filings: dict[int, Filing] = {}
        for place, clause in enumerate(self._clauses):
            for path, keys in self._filing(clause.condition).items():
                if path not in shelves:
                    shelves[path] = Shelf(VOCABULARY.get(path), self._everything)
                shelves[path].file(1 << place, keys)
        self._filings.clear()
        return sorted(shelves.items())

    def candidates(
        self, plan: Told, ingredients: Sequence[tuple[Ingredient, Told]]
    ) -> list[tuple[Bundle, Ingredient | None]]:
        """Return what may hold for the plan, and for each of `ingredients`.

        A clause that reads no fact of an ingredient is held against nothing.
        """
        bits = self._everything & self._of_plan.admit(plan)
        found: list[tuple[Bundle, Ingredient | None]] = [
            (self._bundle(bits & self._shared), None)
        ]
        for each, facts in ingredients:
            reached = bits & self._reached(reaches_of(each.paths))
            own = reached and reached & self._of_ingredient.admit(facts)
            found.append((self._bundle(own), each))
        return found

    def _reached(self, reaches: frozenset[Reach]) -> int:
        """Return the clauses that one of `reaches` covers."""
        known = self._by_reaches.get(reaches)
        if known is not None:
            return known
        those = (bits for reach, bits in self._by_reach.items() if reach in reaches)
        return self._by_reaches.keep(reaches, _union(those))

    def _bundle(self, bits: int) -> Bundle:
        known = self._bundles.get(bits)
        if known is not None:
            return known
        clauses = [self._clauses[bit.bit_length() - 1] for bit in _bits_of(bits)]
        made = Bundle(Run(each, (each.version.label,), (0,)) for each in clauses)
        return self._bundles.keep(bits, made)

    def holding(self, facts: Facts) -> list[CompiledClause]:
        """Return the clauses whose condition surely holds over `facts`."""
        bits = _narrowed(self._all, facts, self._everything)
        found = (self._clauses[bit.bit_length() - 1] for bit in _bits_of(bits))
        return [each for each in found if each.holds(facts) is TRUE]

    def _filing(self, condition: Condition) -> Filing:
        """Return under what to file a condition; what clauses share is looked at once."""
        known = self._filings.get(id(condition))
        if known is None:
            known = self._filings[id(condition)] = self._worked_out(condition)
        return known

    def _worked_out(self, condition: Condition) -> Filing:
        """Return under what to file a condition: every entry must be met for it to hold."""
        match condition:
            case Test():
                keys = self._admitted_by(condition, VOCABULARY.get(condition.fact))
                return _NOWHERE if keys is None else {condition.fact: keys}
            case AllOf(parts=parts):
                return _all_together([self._filing(part) for part in parts])
            case AnyOf(parts=parts):
                return _some_of([self._filing(part) for part in parts])
            case NotThat(part=Test() as test):
                return self._filing_of_not(test)
            case NotThat():
                return _NOWHERE
            case Defined(condition=inner):
                return self._filing(inner)

    def _filing_of_not(self, test: Test) -> Filing:
        """Return where to file what holds unless `test` does: the other values of the list."""
        fact = VOCABULARY.get(test.fact)
        if fact.kind is not Kind.ENUM or fact.many:
            return _NOWHERE
        keys = self._complement(self._admitted_by(test, fact), fact)
        return _NOWHERE if keys is None else {fact.path: keys}

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


def _narrowed(shelves: Iterable[tuple[str, Shelf]], facts: Facts, bits: int) -> int:
    for path, shelf in shelves:
        value = facts.get(path, UNKNOWN)
        if value is not UNKNOWN:
            admitted = shelf.known.get(value)
            bits &= shelf.admits(value) if admitted is None else admitted
            if not bits:
                break
    return bits


def _bits_of(bits: int) -> Iterator[int]:
    """Yield the bits that are set, the lowest first."""
    while bits:
        low = bits & -bits
        yield low
        bits ^= low


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _all_together(filings: Iterable[Filing]) -> Filing:
    """Return the filing of parts that must all hold.

    Two tests of one list or place may be met by two of its elements, so of
    those the narrower counts alone.
    """
    found: dict[str, Keys] = {}
    for path, keys in (pair for filing in filings for pair in filing.items()):
        known = found.get(path)
        fact = VOCABULARY.get(path)
        if known is None:
            found[path] = keys
        elif fact.many or fact.kind is Kind.PLACE:
            found[path] = min(known, keys, key=len)
        else:
            found[path] = known & keys
    return found


def _some_of(filings: list[Filing]) -> Filing:
    """Return the filing of parts of which one must hold: the facts on which all stand."""
    if not filings:
        return _NOWHERE
    shared = set(filings[0]).intersection(*filings[1:])
    return {path: _NO_KEYS.union(*(each[path] for each in filings)) for path in sorted(shared)}


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
