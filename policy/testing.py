"""What one test comes to: every operator over every kind of fact, in three values."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from policy.conditions import Evaluator, Facts, Operator, Test, Tester
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import Area, Territory, area_of, every_in, located_in, some_in
from policy.references import SCHEMES
from policy.truth import FALSE, TRUE, Truth, all_of, any_of, negate, truth_of
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Bounds, Scalar, Several, Unknown, Value

_NEGATIVE = {
    Operator.IS_NOT: Operator.IS,
    Operator.NOT_IN: Operator.IN,
    Operator.HAS_NONE: Operator.HAS_ANY,
    Operator.OUTSIDE: Operator.WITHIN,
}
_STRINGS = frozenset({Operator.STARTS_WITH, Operator.CONTAINS, Operator.MATCHES})
_REMEMBERED = 256
"""Values of places for which one test remembers its truth."""
Check = Callable[[Scalar], Truth]


def tester_for(territories: Mapping[str, Territory]) -> Tester:
    """Return the maker of evaluators for tests over `territories`."""

    @cache
    def tester(test: Test) -> Evaluator:
        positive = _NEGATIVE.get(test.operator)
        if positive is None:
            return _remembering(test.fact, _of_value(test, territories))
        held = _of_value(Test(test.fact, positive, test.operands), territories)
        return _remembering(test.fact, lambda value: negate(held(value)))

    return tester


def _of_value(test: Test, territories: Mapping[str, Territory]) -> Callable[[Value], Truth]:
    return _held(test, VOCABULARY.get(test.fact), territories)


def _remembering(name: str, held: Callable[[Value], Truth]) -> Evaluator:
    """Return the evaluator of one test, which works out the truth of each value once."""
    known: dict[Value, Truth] = {}

    def evaluate(facts: Facts) -> Truth:
        value = facts.get(name, UNKNOWN)
        if value is UNKNOWN:
            return MAYBE
        truth = known.get(value)
        if truth is None:
            truth = held(value)
            if len(known) < _REMEMBERED:
                known[value] = truth
        return truth

    return evaluate


def _held(
    test: Test, fact: Fact, territories: Mapping[str, Territory]
) -> Callable[[Value], Truth]:
    """Return the function from a known value to the truth of `test`."""
    if fact.kind is Kind.PLACE:
        names = tuple(map(str, test.operands))
        if test.operator is Operator.HAS_ALL:
            each = [
                _places(test.operator, area_of([name], territories), fact) for name in names
            ]
            return lambda value: all_of(held(value) for held in each)
        return _places(test.operator, area_of(names, territories), fact)
    if fact.many:
        return _elements(test)
    check = _check(test)
    if fact.kind is Kind.NUMBER:
        return _number(test)

    def held(value: Value) -> Truth:
        return MAYBE if isinstance(value, Several | Bounds | Unknown) else check(value)

    return held


def _places(operator: Operator, area: Area, fact: Fact) -> Callable[[Value], Truth]:
    gather = every_in if operator in {Operator.ALL_WITHIN, Operator.ONLY} else some_in

    @lru_cache(maxsize=_REMEMBERED)
    def held(value: Value) -> Truth:
        if not isinstance(value, Several):
            return located_in(str(value), area)
        truth = gather(value.items, area, extent=fact.extent)
        return _left_open(truth, value, settled=FALSE if gather is every_in else TRUE)

    return held


def _left_open(truth: Truth, value: Several, *, settled: Truth) -> Truth:
    """Return `truth`, or unknown where elements nobody named could still change it."""
    return MAYBE if value.open and truth is not settled else truth


def _elements(test: Test) -> Callable[[Value], Truth]:
    """Return the test of a list fact: positive operators ask for some element."""
    wanted = frozenset(str(each).casefold() for each in test.operands)
    match test.operator:
        case Operator.HAS_ALL:
            return lambda value: _has_all(value, wanted)
        case Operator.ONLY:
            return lambda value: _has_only(value, wanted)
        case _:
            check = _check(test)
            return lambda value: _has_some(value, check)


def _has_some(value: Value, check: Check) -> Truth:
    if not isinstance(value, Several):
        return MAYBE
    return _left_open(any_of(check(item) for item in value.items), value, settled=TRUE)


def _has_all(value: Value, wanted: frozenset[str]) -> Truth:
    if not isinstance(value, Several):
        return MAYBE
    there = {item.casefold() for item in value.items}
    return _left_open(truth_of(wanted <= there), value, settled=TRUE)


def _has_only(value: Value, wanted: frozenset[str]) -> Truth:
    if not isinstance(value, Several):
        return MAYBE
    inside = all_of(truth_of(item.casefold() in wanted) for item in value.items)
    return _left_open(inside, value, settled=FALSE)


_ORDER: Mapping[Operator, Callable[[int], bool]] = {
    Operator.ABOVE: lambda sign: sign > 0,
    Operator.AT_LEAST: lambda sign: sign >= 0,
    Operator.BELOW: lambda sign: sign < 0,
    Operator.AT_MOST: lambda sign: sign <= 0,
    Operator.AFTER: lambda sign: sign > 0,
    Operator.ON_OR_AFTER: lambda sign: sign >= 0,
    Operator.BEFORE: lambda sign: sign < 0,
    Operator.ON_OR_BEFORE: lambda sign: sign <= 0,
}


def _check(test: Test) -> Check:
    """Return the two-valued test of one scalar."""
    if test.operator in _STRINGS:
        return _string_check(test)
    order = _ORDER.get(test.operator)
    if order is not None:
        limit = test.operands[0]
        return lambda value: truth_of(order(_sign(value, limit)))
    wanted = frozenset(_folded(each) for each in test.operands)
    return lambda value: truth_of(_folded(value) in wanted)


def _folded(value: Scalar) -> Scalar:
    return value.casefold() if isinstance(value, str) else value


def _sign(value: Scalar, limit: Scalar) -> int:
    if isinstance(value, Decimal) and isinstance(limit, Decimal):
        return (value > limit) - (value < limit)
    if isinstance(value, date) and isinstance(limit, date):
        return (value > limit) - (value < limit)
    message = f"typed at load: {value!r} and {limit!r} have no order"
    raise TypeError(message)


def _number(test: Test) -> Callable[[Value], Truth]:
    check = _check(test)

    def held(value: Value) -> Truth:
        match value:
            case Bounds():
                return _bounded(test, value)
            case Several() | Unknown():
                return MAYBE
            case _:
                return check(value)

    return held


def _bounded(test: Test, value: Bounds) -> Truth:
    """Return what a test says of a number of which only inclusive bounds are known."""
    low, high = value.low, value.high
    if low is not None and low == high:
        return _check(test)(low)
    order = _ORDER.get(test.operator)
    if order is None:
        inside = any(_may_be(each, value) for each in test.operands)
        return MAYBE if inside else FALSE
    limit = test.operands[0]
    upward = test.operator in {Operator.ABOVE, Operator.AT_LEAST}
    least, most = (low, high) if upward else (high, low)
    if least is not None and order(_sign(least, limit)):
        return TRUE
    if most is not None and not order(_sign(most, limit)):
        return FALSE
    return MAYBE


def _may_be(number: Scalar, value: Bounds) -> bool:
    if not isinstance(number, Decimal):
        return False
    above = value.low is None or number >= value.low
    return above and (value.high is None or number <= value.high)


def _string_check(test: Test) -> Check:
    """Return a string test that ignores case and the owner in front of a name."""
    words = tuple(str(each).casefold() for each in test.operands)
    match test.operator:
        case Operator.STARTS_WITH:
            return lambda value: truth_of(bare_name(str(value)).startswith(words))
        case Operator.CONTAINS:
            return lambda value: truth_of(_contains(bare_name(str(value)), words))
        case _:
            return _glob_check(words)


def bare_name(name: str) -> str:
    """Return `name` in lower case without scheme and owner (`hf:org/Name` is `name`)."""
    folded = name.casefold().strip()
    if "/" in folded:
        return folded.rpartition("/")[2].lstrip()
    scheme, colon, rest = folded.partition(":")
    return rest if colon and scheme in SCHEMES else folded


def _contains(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name for word in words)


def _glob_check(words: tuple[str, ...]) -> Check:
    globs = [(glob(word), "/" in word or ":" in word) for word in words]

    def check(value: Scalar) -> Truth:
        whole = str(value).casefold().partition("@")[0]
        bare = bare_name(whole)
        return truth_of(any(match(whole if owned else bare) for match, owned in globs))

    return check


@cache
def glob(pattern: str) -> Callable[[str], bool]:
    """Return the matcher of a glob in which only `*` and `?` are special; linear time.

    The pieces between stars are found left to right, so there is nothing to
    backtrack into: first piece at the start, last piece at the end.
    """
    pieces = [_piece(piece) for piece in re.split(r"\*+", pattern)]

    def match(text: str) -> bool:
        if len(pieces) == 1:
            return pieces[0].fullmatch(text) is not None
        first = pieces[0].match(text)
        if first is None:
            return False
        place = first.end()
        for piece in pieces[1:-1]:
            found = piece.search(text, place)
            if found is None:
                return False
            place = found.end()
        length = len(pattern.rpartition("*")[2])
        start = len(text) - length
        return start >= place and pieces[-1].fullmatch(text, start) is not None

    return match


def _piece(text: str) -> re.Pattern[str]:
    pattern = "".join("." if each == "?" else re.escape(each) for each in text)
    return re.compile(pattern, re.DOTALL)
