"""Values, conditions, documents, packs and cases for property tests, drawn by Hypothesis.

Everything is small and taken from short lists, so that what clauses ask for
and what cases hold meet often. A strategy draws a tape of bytes, and each
choice reads one: that is ten times as fast as a strategy for each choice, and
still shrinks, since a byte of zero takes the first and simplest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.case import Case, Edge, Ingredient, Link, Path, Role, Step, Waiver
from policy.compiling import Pack, make_pack
from policy.conditionparsing import _AS_AREA, _AS_SET, allowed_operators
from policy.conditions import ALWAYS, AllOf, AnyOf, Condition, Defined, NotThat, Operator, Test
from policy.documents import (
    LICENSES,
    TERMS,
    Act,
    Carveout,
    Clause,
    Confidence,
    Document,
    DocumentKind,
    Effect,
    Reach,
    Silence,
    Version,
)
from policy.facts.fact import Fact, Kind, Scalar
from policy.facts.vocabulary import VOCABULARY
from policy.house import House
from policy.places import Territory
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Bounds, Given, Origin, Several, Value, several

QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""Of every run of the tests: the same examples each time."""
DEEP = settings(QUICK, max_examples=5_000, derandomize=False, print_blob=True)
"""Of the long tests: other examples each time; what fails is printed to be repeated."""
PROPERTIES: dict[str, Callable[[], None]] = {}
"""Every property by name, to be tried on many examples by `tests.soak`."""
Drawn = TypeVar("Drawn")


def holds_for(
    examples: int | None = None, **drawn: st.SearchStrategy[object]
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Return the decorator that makes a test of a property over what is `drawn`."""
    quick = QUICK if examples is None else settings(QUICK, max_examples=examples)

    def decorate(test: Callable[..., None]) -> Callable[[], None]:
        PROPERTIES[f"{test.__module__.rpartition('.')[2]}.{test.__name__}"] = DEEP(
            given(**drawn)(test)
        )
        return quick(given(**drawn)(test))

    return decorate


class Tape:
    """Choices, read from bytes; where the bytes end, the first of all that can be chosen."""

    def __init__(self, data: bytes) -> None:
        self._left = iter(data)

    def pick(self, items: Sequence[Drawn]) -> Drawn:
        """Return one of `items`."""
        return items[next(self._left, 0) % len(items)]

    def some(self, items: Sequence[Drawn], least: int = 0, most: int = 3) -> tuple[Drawn, ...]:
        """Return a few of `items`, each once, in any order."""
        left, found = list(items), []
        for _ in range(self.pick(range(least, min(most, len(items)) + 1))):
            found.append(self.pick(left))
            left.remove(found[-1])
        return tuple(found)

    def rarely(self) -> bool:
        """Return true one time in six."""
        return self.pick(range(6)) == 1


def drawn(make: Callable[[Tape], Drawn], length: int) -> st.SearchStrategy[Drawn]:
    """Return the strategy for what `make` makes of tapes of that `length`."""
    return st.binary(min_size=length, max_size=length).map(lambda data: make(Tape(data)))


# Values.

DAYS = tuple(date(2025 + month // 12, month % 12 + 1, 1) for month in range(18))
NUMBERS = tuple(Decimal(number) for number in ("0", "1", "10", "1000", "1e23"))
NAMES = (
    "Llama 3 Support",
    "llama-3-8b",
    "hf:acme/Llama 3",
    "acme/other",
    "alpha",
    "none",
    "Built with Llama",
)
PATTERNS = ("Llama 3", "llama", "hf:acme/*", "*3*", "o?her", "none", "Built with Llama")
PLACES = ("DE", "FR", "US", "US-CA", "US-NY", "CN", "CN-HK", "EU", "worldwide")
REGIONS = ("US-CA", "US-NY", "CN-HK", "DE-BY")
TERRITORIES = {
    each.name: each
    for each in (
        Territory("members", "The Union", frozenset({"EU"})),
        Territory("most-members", "Most of it", frozenset({"EU"}), frozenset({"DE"})),
        Territory("open", "All but two", frozenset({"worldwide"}), frozenset({"CN", "US-NY"})),
        Territory("land", "A country, less a region", frozenset({"US"}), frozenset({"US-CA"})),
        Territory("few", "Some places", frozenset({"CN", "US-NY", "DE-BY"})),
    )
}
_SCALARS: Mapping[Kind, Sequence[Scalar]] = {
    Kind.BOOLEAN: (True, False),
    Kind.NUMBER: NUMBERS,
    Kind.DATE: DAYS,
    Kind.PLACE: PLACES,
    Kind.STRING: NAMES,
}


def scalars_of(fact: Fact) -> Sequence[Scalar]:
    """Return the known values, or elements, of `fact` that are ever drawn."""
    return fact.values[:4] if fact.kind is Kind.ENUM else _SCALARS[fact.kind]


def a_value(tape: Tape, fact: Fact) -> Value:
    """Return a known value of `fact`: lists may be open, and numbers bounds."""
    known = scalars_of(fact)
    if fact.many:
        return several(*map(str, tape.some(known)), more=tape.rarely())
    if fact.kind is Kind.NUMBER and tape.pick((False, True)):
        low, high = sorted((tape.pick(NUMBERS), tape.pick(NUMBERS)))
        return Bounds(tape.pick((low, None)), tape.pick((high, None)))
    return tape.pick(known)


@cache
def values(fact: Fact) -> st.SearchStrategy[Value]:
    """Return the strategy for known values of `fact`."""
    return drawn(lambda tape: a_value(tape, fact), 6)


# Conditions.

_OUTSIDE = ("terms.accepted", "ingredient.output_terms")
"""What no clause may read, and what clauses may test for one word alone."""
ALL_FACTS = tuple(fact for fact in VOCABULARY if fact.path not in _OUTSIDE)


def _named(names: str) -> tuple[Fact, ...]:
    return tuple(map(VOCABULARY.get, names.split()))


PLAN_FACTS = _named(
    """
    student.name student.type student.markets student.parameters organization.country
    release.places release.forms release.to_third_parties release.first_date release.notices
    use.listed_uses student.trained_from student.trained_until
    """
)
INGREDIENT_FACTS = _named(
    """
    ingredient.account ingredient.access ingredient.access_country ingredient.circumvention
    ingredient.feeds_training ingredient.own ingredient.signals ingredient.examples
    ingredient.released_on ingredient.maker ingredient.through ingredient.weights
    """
)
TERMS_FACTS = _named(
    "terms.competes_with_issuer terms.same_family terms.users_at_release terms.binds_us"
)
READ_FACTS = (*PLAN_FACTS, *INGREDIENT_FACTS, *TERMS_FACTS)
_SINGLE = frozenset(
    """
    is is_not has above at_least below at_most before after on_or_before on_or_after
    """.split()
)
_STRING_TESTS = frozenset({Operator.STARTS_WITH, Operator.CONTAINS, Operator.MATCHES})


@cache
def _operators(fact: Fact) -> tuple[Operator, ...]:
    return tuple(sorted(allowed_operators(fact)))


def as_kept(test: Test) -> Test:
    """Return `test` with the operator to which the parser turns what is written."""
    fact, operator = VOCABULARY.get(test.fact), test.operator
    single = {Operator.IS: Operator.IN, Operator.IS_NOT: Operator.NOT_IN}
    kept = _AS_AREA if fact.kind is Kind.PLACE else _AS_SET if fact.many else single
    return replace(test, operator=kept.get(operator, operator))


def a_test(tape: Tape, facts: Sequence[Fact]) -> Test:
    """Return a test of one of `facts`, as the parser keeps it."""
    return as_kept(a_written_test(tape, facts))


def a_written_test(tape: Tape, facts: Sequence[Fact]) -> Test:
    """Return a test of one of `facts`, with any operator that an author may write."""
    fact = tape.pick(facts)
    operator = tape.pick(_operators(fact))
    known = scalars_of(fact)
    if operator in _STRING_TESTS:
        known = PATTERNS
    elif fact.kind is Kind.PLACE:
        known = (*PLACES, *TERRITORIES)
    most = 1 if operator.value in _SINGLE else 3
    return Test(fact.path, operator, tape.some(known, 1, most))


def a_condition(
    tape: Tape,
    facts: Sequence[Fact] = ALL_FACTS,
    levels: int = 3,
    test: Callable[[Tape, Sequence[Fact]], Test] = a_test,
) -> Condition:
    """Return a condition over `facts` of so many levels at most."""
    shape = tape.pick("ttabnd") if levels > 1 else "t"
    if shape == "t":
        return test(tape, facts)
    if shape == "n":
        return NotThat(a_condition(tape, facts, levels - 1, test))
    if shape == "d":
        return Defined("named", a_condition(tape, facts, levels - 1, test))
    many = range(tape.pick((2, 3, 1)))
    parts = tuple(a_condition(tape, facts, levels - 1, test) for _ in many)
    return AllOf(parts) if shape == "a" else AnyOf(parts)


def conditions(
    facts: Sequence[Fact] = ALL_FACTS, levels: int = 3
) -> st.SearchStrategy[Condition]:
    """Return the strategy for conditions over `facts`."""
    return drawn(lambda tape: a_condition(tape, facts, levels), 80)


def _when(tape: Tape, facts: Sequence[Fact]) -> Condition:
    """Return a condition as clauses have it: few tests, or none."""
    levels = tape.pick((0, 1, 1, 2))
    return a_condition(tape, facts, levels) if levels else ALWAYS


# Clauses, documents and packs.

ISSUERS = ("alpha", "beta")
CLAUSE_IDS = ("c0", "c1", "c2", "c3")
BAN = "train-on-outputs"
_TOPICS: Mapping[Effect, tuple[str, ...]] = {
    Effect.PERMITS: (BAN, "output-ownership", "use", "white-box", "scope"),
    Effect.FORBIDS: (BAN, BAN, "competing-product", "research-only", "territory"),
    Effect.REQUIRES: ("naming", "registration", "attribution-notice"),
    Effect.CAUTIONS: ("safety", BAN),
    Effect.NOTES: ("patent",),
}
EFFECTS = (
    Effect.PERMITS,
    Effect.PERMITS,
    Effect.FORBIDS,
    Effect.FORBIDS,
    Effect.REQUIRES,
    Effect.REQUIRES,
    Effect.CAUTIONS,
    Effect.NOTES,
)
KINDS: Mapping[str, DocumentKind] = {
    "alpha-terms": DocumentKind.PROVIDER_TERMS,
    "alpha-policy": DocumentKind.USAGE_POLICY,
    "beta-terms": DocumentKind.PROVIDER_TERMS,
    "alpha-license": DocumentKind.MODEL_LICENSE,
    "beta-license": DocumentKind.DATASET_LICENSE,
    "land-act": DocumentKind.LAW,
    "land-decree": DocumentKind.LAW,
    "house": DocumentKind.HOUSE,
}
_LIFTS = (
    *CLAUSE_IDS,
    *CLAUSE_IDS,
    f"topic:{BAN}",
    *(f"{name}#c0" for name in KINDS),
)
CHECKS: tuple[Condition | None, ...] = (
    None,
    *(Test("release.notices", Operator.HAS_ALL, (name,)) for name in NAMES[:3]),
    Test("student.name", Operator.CONTAINS, ("llama",)),
    Test("terms.same_family", Operator.IN, (True,)),
    Test("ingredient.account", Operator.NOT_IN, ("consumer",)),
)
"""Of duties; no two of them exclude each other."""


def a_clause(tape: Tape, kind: DocumentKind, effect: Effect | None = None) -> Clause:
    """Return a clause as a document of `kind` may have it."""
    effect = effect or tape.pick(EFFECTS)
    duty = effect is Effect.REQUIRES
    return Clause(
        id=tape.pick(CLAUSE_IDS),
        effect=effect,
        statement=tape.pick(("One thing.", "Another thing.")),
        topic=tape.pick(_TOPICS[effect]),
        reach=tape.pick((None, None, None, *Reach)),
        per_plan=tape.rarely(),
        start=tape.pick((None, None, *DAYS[::4])) if kind is DocumentKind.LAW else None,
        when=_when(tape, READ_FACTS),
        exceptions=(Carveout(a_condition(tape, READ_FACTS, 2)),) if tape.rarely() else (),
        lifts=tape.some(_LIFTS, most=4) if effect is Effect.PERMITS else (),
        due=tape.pick((None, *Act)) if duty else None,
        check=tape.pick(CHECKS) if duty else None,
        protects=tape.pick((None, None, None, "maker", "beta")),
        confidence=tape.pick((Confidence.HIGH, Confidence.HIGH, Confidence.HIGH, *Confidence)),
    )


def a_document(tape: Tape, name: str, *, follows: bool = False) -> Document:
    """Return a document called `name`, with one to three versions.

    Some clauses of laws follow what contracts and licenses come to, if asked.
    """
    kind = KINDS[name]
    standing = kind in {DocumentKind.LAW, DocumentKind.HOUSE}
    law = kind is DocumentKind.LAW
    pool = [a_clause(tape, kind) for _ in range(tape.pick((3, 4, 5, 1)))]
    if law and follows:
        pool = [_following(clause) if tape.pick((0, 1)) else clause for clause in pool]
    starts: list[date] = sorted(tape.some(DAYS[::3], 1, 3))
    ends = [(start, end) for start, end in pairwise([*starts, None]) if start is not None]
    return Document(
        id=name,
        kind=kind,
        title=name.title(),
        versions=tuple(_version(tape, pool, f"v-{start}", start, end) for start, end in ends),
        issuer=None if standing else name.partition("-")[0],
        jurisdiction="EU" if law else None,
        nexus=_when(tape, PLAN_FACTS) if law else None,
        passes_on=("alpha-terms",) if name == "beta-license" else (),
    )


def _following(clause: Clause) -> Clause:
    test = Test("ingredient.output_terms", Operator.IN, ("forbidden",))
    return replace(clause, when=AllOf((clause.when, test)))


def _version(
    tape: Tape, pool: Sequence[Clause], label: str, start: date, end: date | None
) -> Version:
    """Return a version of some clauses of `pool`; most last until the next one begins."""
    early = end - timedelta(days=31) if end is not None and tape.rarely() else end
    chosen = {clause.id: clause for clause in tape.some(pool, 0, len(pool))}
    return Version(
        label=label,
        clauses=tuple(chosen.values()),
        effective=start,
        until=early if early is None or early > start else end,
        silent=(Silence(BAN),) if tape.pick((False, True)) else (),
        unread=(BAN,) if tape.rarely() else (),
        retroactive=tape.rarely(),
        closed=end is not None,
        claims_outputs=tape.rarely(),
    )


def a_pack(tape: Tape, least: int = 2, most: int = 7, *, follows: bool = False) -> Pack:
    """Return a pack of a few documents."""
    names = tape.some(tuple(KINDS), least, most)
    found = [a_document(tape, name, follows=follows) for name in names]
    house = House(deny_from=tape.pick((Confidence.MEDIUM, Confidence.MEDIUM, Confidence.LOW)))
    return pack_of(found, house)


def pack_of(found: Sequence[Document], house: House | None = None) -> Pack:
    """Return the pack of the documents in `found`."""
    by_id = {document.id: document for document in found}
    digests = dict.fromkeys(by_id, "sha256:")
    return make_pack(by_id, TERRITORIES, house or House(), digests)


def packs(least: int = 2, most: int = 7, *, follows: bool = False) -> st.SearchStrategy[Pack]:
    """Return the strategy for packs of so many documents."""
    return drawn(lambda tape: a_pack(tape, least, most, follows=follows), 1_000)


# Cases.

AS_OF = DAYS[-6]
LINKED = tuple(name for name, kind in KINDS.items() if kind in TERMS | LICENSES)
WINDOW = ("ingredient.collected_from", "ingredient.collected_until")
_EDGES = {Role.TEACHER: Edge.OUTPUTS, Role.BASE: Edge.WEIGHTS, Role.DATASET: Edge.DATA}


def _givens(tape: Tape, facts: Sequence[Fact], least: int = 0) -> dict[str, Given]:
    """Return what a case knows of `facts`."""
    origins = (Origin.PLAN, Origin.DERIVED, Origin.PRESUMPTION)
    chosen = tape.some(facts, least, len(facts))
    known = {fact.path: Given(a_value(tape, fact), tape.pick(origins)) for fact in chosen}
    return dict(sorted(known.items()))


def _links(tape: Tape, start: date | None, end: date | None) -> tuple[Link, ...]:
    """Return what governs an ingredient that was obtained then."""
    return tuple(
        Link(
            document=name,
            accepted=tape.pick((TRUE, TRUE, TRUE, MAYBE, FALSE)),
            accepted_by=("ingredient.by",),
            certainty=MAYBE if tape.rarely() else TRUE,
            missing=("ingredient.access",),
            start=start,
            end=end,
        )
        for name in tape.some((*LINKED, "text-in-no-pack"), 0, 5)
    )


def an_ingredient(tape: Tape, key: str, above: Ingredient | None = None) -> Ingredient:
    """Return an ingredient of the plan, or one that the ingredient `above` was made from."""
    role = tape.pick(tuple(_EDGES))
    name = tape.pick((f"hf:x/{key}", "hf:alpha/one", "hf:beta/two"))
    first, last = sorted(tape.some(DAYS, 2, 2))
    start, end = tape.pick((first, first, None)), tape.pick((last, last, None))
    facts = _givens(tape, INGREDIENT_FACTS, 7)
    facts["ingredient.role"] = Given(role.value, Origin.DERIVED)
    known = zip(WINDOW, (start, end), strict=True)
    facts |= {fact: Given(day, Origin.PLAN) for fact, day in known if day is not None}
    unknown = above is None and tape.rarely()
    return Ingredient(
        key=key,
        id=name,
        role=role,
        root=above.root if above else key,
        paths=_paths(tape, name, role, above),
        facts=facts,
        terms={issuer: _givens(tape, TERMS_FACTS) for issuer in ISSUERS},
        links=() if unknown else _links(tape, start, end),
        unknown="lineage" if unknown else None,
        noted=unknown and tape.pick((False, True)),
    )


def _paths(tape: Tape, name: str, role: Role, above: Ingredient | None) -> tuple[Path, ...]:
    if above is None:
        return ((Step(_EDGES[role], name),),)
    edges = [tape.some(tuple(Edge), 1, 2) for _ in range(tape.pick((1, 2)))]
    found = [(*above.paths[0], *(Step(edge, name) for edge in each)) for each in edges]
    return tuple(dict.fromkeys(found))


def a_case(tape: Tape) -> Case:
    """Return a case of a few ingredients, some upstream of others."""
    found: list[Ingredient] = []
    for place in range(tape.pick((1, 2, 3, 0))):
        root = an_ingredient(tape, f"teachers[{place}]")
        found.append(root)
        if root.unknown is None and tape.pick((False, True)):
            found.append(an_ingredient(tape, f"teachers[{place}]/up", root))
    return Case(
        plan="plan",
        title="A plan",
        digest="sha256:" + "0" * 64,
        as_of=AS_OF,
        facts=_in_time(_givens(tape, PLAN_FACTS, 7)),
        ingredients=tuple(found),
    )


ORDERED = ("student.trained_from", "student.trained_until", "release.first_date")
"""Days that follow each other in any plan that can be."""


def _in_time(facts: Mapping[str, Given]) -> dict[str, Given]:
    """Return `facts` with their days in the order in which things happen."""
    days = sorted(str(facts[fact].value) for fact in ORDERED if fact in facts)
    known = [fact for fact in ORDERED if fact in facts]
    put = zip(known, map(date.fromisoformat, days), strict=True)
    return {**facts, **{fact: replace(facts[fact], value=day) for fact, day in put}}


def in_time(case: Case) -> bool:
    """Return whether the days of `case` follow each other as they must."""
    days = [case.given(fact).value for fact in ORDERED]
    known = [day for day in days if isinstance(day, date)]
    return known == sorted(known)


def cases() -> st.SearchStrategy[Case]:
    """Return the strategy for cases."""
    return drawn(a_case, 500)


def a_waiver(tape: Tape) -> Waiver:
    """Return a waiver of a few clauses; some have ended."""
    named = [f"{name}#{clause}" for name in KINDS for clause in CLAUSE_IDS]
    built_in = [f"distillgate#{name}" for name in ("no-basis", "not-a-party")]
    return Waiver(
        id=tape.pick(("w-1", "w-2")),
        clauses=tape.some((*named, *built_in), 1, 9),
        reason="because",
        by="somebody",
        role="legal",
        on=tape.pick((DAYS[0], AS_OF)),
        until=tape.pick((DAYS[-1], DAYS[-1], AS_OF, DAYS[1])),
    )


def waivers() -> st.SearchStrategy[Waiver]:
    """Return the strategy for waivers."""
    return drawn(a_waiver, 16)


# What a case would be, were less or more of it known.

Place = tuple[int | None, str | None, str]
"""Which ingredient (none: the plan), under which issuer, which fact."""


def known_places(case: Case) -> list[Place]:
    """Return the place of each fact that is known, structure apart."""
    found: list[Place] = [(None, None, fact) for fact in case.facts]
    kept = ("ingredient.role", *WINDOW)
    for number, each in enumerate(case.ingredients):
        found += [(number, None, fact) for fact in each.facts if fact not in kept]
        found += [
            (number, issuer, fact) for issuer in each.terms for fact in each.terms[issuer]
        ]
    return found


def every_place(case: Case) -> list[Place]:
    """Return the place of each fact that clauses of `packs` read, known or not."""
    found: list[Place] = [(None, None, fact.path) for fact in PLAN_FACTS]
    for number, _ in enumerate(case.ingredients):
        found += [(number, None, fact.path) for fact in INGREDIENT_FACTS]
        found += [(number, issuer, fact.path) for issuer in ISSUERS for fact in TERMS_FACTS]
    return found


def with_fact(case: Case, place: Place, value: Value) -> Case:
    """Return `case` with `value` at `place`; with nothing there where it is unknown."""
    number, issuer, fact = place
    if number is None:
        return replace(case, facts=_put(case.facts, fact, value))
    every = list(case.ingredients)
    each = every[number]
    if issuer is None:
        every[number] = replace(each, facts=_put(each.facts, fact, value))
    else:
        terms = {**each.terms, issuer: _put(each.terms.get(issuer, {}), fact, value)}
        every[number] = replace(each, terms=terms)
    return replace(case, ingredients=tuple(every))


def _put(facts: Mapping[str, Given], fact: str, value: Value) -> dict[str, Given]:
    left = {path: found for path, found in facts.items() if path != fact}
    return left if value is UNKNOWN else {**left, fact: Given(value, Origin.PLAN)}


def value_at(case: Case, place: Place) -> Value:
    """Return what is known at `place`."""
    number, issuer, fact = place
    return case.given(fact, None if number is None else case.ingredients[number], issuer).value


def is_wider(wide: Value, narrow: Value) -> bool:
    """Return whether all that `narrow` may be, `wide` may be too."""
    match wide, narrow:
        case _ if wide is UNKNOWN or wide == narrow:
            return True
        case Several(items=items, open=True), Several(items=more):
            return set(items) <= set(more)
        case Bounds(low=low, high=high), Bounds() | Decimal():
            ends = narrow if isinstance(narrow, Bounds) else Bounds(narrow, narrow)
            above = low is None or (ends.low is not None and low <= ends.low)
            return above and (high is None or (ends.high is not None and ends.high <= high))
        case _:
            return False
