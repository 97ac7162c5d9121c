from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.conditionparsing import (
    ENGINE_ONLY,
    MAX_LEVELS,
    MAX_OPERANDS,
    MAX_TESTS,
    OUTPUT_TERMS,
    ConditionParser,
    Scope,
    allowed_operators,
    described,
)
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Operator,
    compile_condition,
    facts_read,
)
from policy.conditions import Test as OneTest
from policy.diagnostics import Code, Span
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import Territory
from policy.reading import Notebook
from policy.testing import tester_for as evaluating
from policy.yamltext import Entry, Fields, Items, Node, Text, read_yaml
from tests.policy.packbuilders import Said, as_said

UNION = {"union": Territory("union", "Union", frozenset({"DE", "FR"}))}
NARROW = OneTest("student.generality", Operator.IN, ("narrow",))


def read(
    text: str, definitions: dict[str, Condition] | None = None
) -> tuple[Condition, list[Said]]:
    """Return the condition of `text` and what is wrong with it."""
    notebook = Notebook()
    parser = ConditionParser(Scope(UNION, definitions or {}), notebook)
    condition = parser.parse(read_yaml(text.encode(), "f.yaml"))
    return condition, [as_said(each) for each in notebook.found]


def parsed(text: str, definitions: dict[str, Condition] | None = None) -> Condition:
    condition, said = read(text, definitions)
    assert said == []
    return condition


def wrong(text: str) -> list[Said]:
    condition, said = read(text)
    assert said
    compile_condition(condition, evaluating(UNION))
    return said


def test_absent_condition_always_holds() -> None:
    assert ConditionParser(Scope({}, {}), Notebook()).parse(None) == ALWAYS


@pytest.mark.parametrize(
    ("text", "operator", "operands"),
    [
        ("student.type: classifier", Operator.IN, ("classifier",)),
        ("student.type: [classifier, embedding]", Operator.IN, ("classifier", "embedding")),
        ("student.type: {is: classifier}", Operator.IN, ("classifier",)),
        ("student.type: {is_not: classifier}", Operator.NOT_IN, ("classifier",)),
        ("student.type: {not_in: [classifier]}", Operator.NOT_IN, ("classifier",)),
        ("student.monetized: true", Operator.IN, (True,)),
        ("student.monetized: {is_not: false}", Operator.NOT_IN, (False,)),
        ("student.parameters: {above: 7e9}", Operator.ABOVE, (Decimal(7_000_000_000),)),
        ("student.parameters: 8", Operator.IN, (Decimal(8),)),
        (
            "student.trained_from: {on_or_after: 2026-01-31}",
            Operator.ON_OR_AFTER,
            (date(2026, 1, 31),),
        ),
        ("student.name: 3.10", Operator.IN, ("3.10",)),
        ("student.name: {starts_with: Llama 3}", Operator.STARTS_WITH, ("Llama 3",)),
        ("student.name: {matches: ['*-8b', 'x?']}", Operator.MATCHES, ("*-8b", "x?")),
        ("student.markets: search", Operator.HAS_ANY, ("search",)),
        ("student.markets: [search, agents]", Operator.HAS_ANY, ("search", "agents")),
        ("student.markets: {is_not: search}", Operator.HAS_NONE, ("search",)),
        ("student.markets: {has: search}", Operator.HAS_ANY, ("search",)),
        ("student.markets: {has_all: [search]}", Operator.HAS_ALL, ("search",)),
        ("student.markets: {only: [search]}", Operator.ONLY, ("search",)),
        ("release.notices: {contains: Llama}", Operator.CONTAINS, ("Llama",)),
        ("organization.country: NO", Operator.WITHIN, ("NO",)),
        ("organization.country: {is_not: union}", Operator.OUTSIDE, ("union",)),
        (
            "organization.country: {outside: [union, US-CA]}",
            Operator.OUTSIDE,
            ("union", "US-CA"),
        ),
        ("release.places: {has: EU}", Operator.WITHIN, ("EU",)),
        ("release.places: {has_none: [EU]}", Operator.OUTSIDE, ("EU",)),
        ("release.places: {only: [union]}", Operator.ALL_WITHIN, ("union",)),
        ("release.places: {all_within: worldwide}", Operator.ALL_WITHIN, ("worldwide",)),
    ],
)
def test_matcher_is_one_typed_test(
    text: str, operator: Operator, operands: tuple[object, ...]
) -> None:
    (path,) = text.split(":")[:1]
    condition = parsed(text)
    assert isinstance(condition, OneTest)
    assert (condition.fact, condition.operator, condition.operands) == (
        path,
        operator,
        operands,
    )


def test_all_entries_and_all_operators_must_hold() -> None:
    assert parsed(
        "student.generality: narrow\nstudent.parameters: {above: 1, at_most: 2}\n"
    ) == AllOf(
        (
            NARROW,
            AllOf(
                (
                    OneTest("student.parameters", Operator.ABOVE, (Decimal(1),)),
                    OneTest("student.parameters", Operator.AT_MOST, (Decimal(2),)),
                )
            ),
        )
    )


def test_conditions_combine() -> None:
    assert parsed(
        "any:\n- all: [{student.generality: narrow}]\n- not: {student.generality: narrow}\n"
    ) == AnyOf((AllOf((NARROW,)), NotThat(NARROW)))


def test_defined_is_the_condition_of_that_name() -> None:
    assert parsed("defined: small", {"small": NARROW}) == Defined("small", NARROW)


def test_test_lies_where_its_value_is() -> None:
    condition = parsed("student.generality: narrow")
    assert isinstance(condition, OneTest)
    assert condition.span == Span("f.yaml", 1, 21, 6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "student.licnse: MIT",
            (
                Code.UNKNOWN_FACT,
                (1, 1, 14),
                "no fact is called `student.licnse`",
                "did you mean `student.license`?",
            ),
        ),
        (
            "al: []",
            (Code.UNKNOWN_FACT, (1, 1, 2), "no fact is called `al`", "did you mean `all`?"),
        ),
        (
            "student.type: clasifier",
            (
                Code.WRONG_VALUE,
                (1, 15, 9),
                "`clasifier` is no value of `student.type`, a word of a closed list",
                "did you mean `classifier`?",
            ),
        ),
        (
            "student.monetized: 'true'",
            (
                Code.WRONG_VALUE,
                (1, 20, 6),
                "`true` is no value of `student.monetized`, true or false",
                "write it without quotes",
            ),
        ),
        (
            "student.monetized: [true, false]",
            (Code.WRONG_TYPE, (1, 20, 1), "`student.monetized` takes one value", None),
        ),
        (
            "student.trained_from: {before: 2026}",
            (
                Code.WRONG_VALUE,
                (1, 32, 4),
                "`2026` is no value of `student.trained_from`, a date like 2026-01-31",
                None,
            ),
        ),
        (
            "student.parameters: {has: 1}",
            (
                Code.WRONG_OPERATOR,
                (1, 22, 3),
                "`has` does not fit `student.parameters`, a number",
                "one of is, is_not, in, not_in, above, at_least, below, at_most",
            ),
        ),
        (
            "student.parameters: {abov: 1}",
            (
                Code.UNKNOWN_OPERATOR,
                (1, 22, 4),
                "`abov` is no operator",
                "did you mean `above`?",
            ),
        ),
        (
            "release.places: {within: unoin}",
            (
                Code.UNKNOWN_PLACE,
                (1, 26, 5),
                "`unoin` is neither a place nor a territory",
                "did you mean `union`?",
            ),
        ),
        (
            "release.places: uk",
            (
                Code.UNKNOWN_PLACE,
                (1, 17, 2),
                "`uk` is neither a place nor a territory",
                "did you mean `GB`?",
            ),
        ),
        (
            "defined: smal",
            (
                Code.UNKNOWN_DEFINITION,
                (1, 10, 4),
                "no condition is defined as `smal` here",
                None,
            ),
        ),
        (
            "defined: [small]",
            (Code.UNKNOWN_DEFINITION, (1, 10, 1), "no condition is defined as `` here", None),
        ),
        (
            "terms.accepted: true",
            (
                Code.WRONG_OPERATOR,
                (1, 1, 14),
                "`terms.accepted` is tested by the engine, not by clauses",
                None,
            ),
        ),
        (
            "student.name: {starts_with: ''}",
            (
                Code.WRONG_VALUE,
                (1, 29, 2),
                "this value says nothing",
                "no condition tests whether a fact is known",
            ),
        ),
        (
            "student.name: null",
            (
                Code.WRONG_VALUE,
                (1, 15, 4),
                "this value says nothing",
                "no condition tests whether a fact is known",
            ),
        ),
        (
            "{}",
            (
                Code.EMPTY_CONDITION,
                (1, 1, 1),
                "this condition is empty",
                "leave the key out where the clause always applies",
            ),
        ),
        ("all: []", (Code.EMPTY_CONDITION, (1, 6, 1), "`all` has no conditions in it", None)),
        ("all: {}", (Code.WRONG_TYPE, (1, 6, 1), "`all` takes a list of conditions", None)),
        ("any: [x]", (Code.WRONG_TYPE, (1, 7, 1), "a condition is a mapping of facts", None)),
        ("student.type: {}", (Code.EMPTY_CONDITION, (1, 15, 1), "this matcher is empty", None)),
        (
            "student.type: []",
            (Code.WRONG_TYPE, (1, 15, 1), "`in` takes one to 500 values", None),
        ),
        (
            "student.type: {in: [{a: b}]}",
            (Code.WRONG_TYPE, (1, 21, 1), "this is no single value", None),
        ),
        (
            "student.parameters: {below: [1]}",
            (Code.WRONG_TYPE, (1, 29, 1), "`below` takes one value", None),
        ),
        (
            "ingredient.output_terms: {is_not: forbidden, in: [forbidden, allowed]}",
            (
                Code.WRONG_VALUE,
                (1, 50, 1),
                "`ingredient.output_terms` is only tested for `forbidden`",
                "that outputs are allowed is for a basis to say, not for a condition",
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, said: Said) -> None:
    assert wrong(text) == [said]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    codes = [each[0] for each in wrong("a: 1\nstudent.type: x\nnot: []\nany: [{defined: z}]")]
    assert codes == [
        Code.UNKNOWN_FACT,
        Code.WRONG_VALUE,
        Code.WRONG_TYPE,
        Code.UNKNOWN_DEFINITION,
    ]


def test_too_many_operands_are_refused_and_not_kept() -> None:
    values = ", ".join(["search"] * (MAX_OPERANDS + 1))
    condition, said = read(f"student.markets: [{values}]")
    assert [each[0] for each in said] == [Code.WRONG_TYPE]
    assert isinstance(condition, OneTest)
    assert len(condition.operands) == MAX_OPERANDS


def doubling(times: int) -> dict[str, Condition]:
    """Return definitions of which each one uses the one before it twice."""
    found: dict[str, Condition] = {"d0": NARROW}
    for number in range(times):
        twice = f"any: [{{defined: d{number}}}, {{defined: d{number}}}]"
        found[f"d{number + 1}"], _ = read(twice, found)
    return found


def test_definitions_that_multiply_are_refused_before_they_are_built() -> None:
    found = doubling(9)
    assert len(facts_read(found["d9"])) == 1
    condition, said = read("any: [{defined: d9}, {defined: d9}]", found)
    assert condition == ALWAYS
    assert said == [
        (
            Code.TOO_LARGE,
            (1, 1, 1),
            f"this condition has more than {MAX_TESTS:,} tests or {MAX_LEVELS} levels",
            "what is defined counts as often as it is used",
        )
    ]


def test_definitions_on_definitions_are_bounded_in_depth() -> None:
    found: dict[str, Condition] = {"d": NARROW}
    said: list[Said] = []
    for _ in range(MAX_LEVELS):
        found["d"], more = read("defined: d", found)
        said += more
    assert [each[0] for each in said] == [Code.TOO_LARGE]


@pytest.mark.parametrize("fact", VOCABULARY, ids=lambda fact: fact.path)
def test_every_operator_fits_or_is_told_for_every_fact(fact: Fact) -> None:
    if fact.path in ENGINE_ONLY or fact.path == OUTPUT_TERMS:
        return
    good = {
        Kind.STRING: "x",
        Kind.BOOLEAN: "true",
        Kind.NUMBER: "7e9",
        Kind.DATE: "2026-01-31",
        Kind.PLACE: "union",
        Kind.ENUM: (fact.values or ("",))[0],
    }[fact.kind]
    for operator in Operator:
        _, said = read(f"{fact.path}: {{{operator}: {good}}}")
        fits = operator in allowed_operators(fact)
        assert [each[0] for each in said] == ([] if fits else [Code.WRONG_OPERATOR])
    assert described(fact)


WORDS = st.sampled_from(
    [*VOCABULARY.names[::9], *Operator, "all", "any", "not", "defined", "x", "", "classifier"]
)
TEXTS = st.builds(
    lambda text, plain: Text(text, plain, Span("f.yaml", 1, 1)),
    st.one_of(
        WORDS,
        st.text(max_size=6),
        st.sampled_from(["true", "7e9", "2026-01-31", "DE", "union", "worldwide"]),
    ),
    st.booleans(),
)


def lists(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    place = Span("f.yaml", 1, 1)
    entries = st.lists(st.builds(Entry, TEXTS, inner), max_size=3)
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda found: Items(tuple(found), place)),
        entries.map(lambda found: Fields(tuple(found), place)),
    )


@given(st.recursive(TEXTS, lists, max_leaves=12))
@settings(max_examples=300)
def test_parsing_is_total_and_what_comes_of_it_can_be_evaluated(node: Node) -> None:
    notebook = Notebook()
    condition = ConditionParser(Scope(UNION, {"x": NARROW}), notebook).parse(node)
    if not notebook.found:
        assert compile_condition(condition, evaluating(UNION))({}) is not None
