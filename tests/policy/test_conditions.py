import json

from hypothesis import strategies as st

from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    Facts,
    NotThat,
    Operator,
    compile_condition,
    deciding,
    depth_of,
    facts_read,
    joined,
    weight_of,
)
from policy.conditions import Test as FactTest
from policy.conditions import tests_of as every_test
from policy.documentjson import condition_from, condition_to
from policy.facts.vocabulary import VOCABULARY
from policy.reading import Notebook
from policy.scalarjson import scalar_to
from policy.testing import tester_for
from policy.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, negate
from policy.values import UNKNOWN as MISSING
from policy.values import Decimal, Value
from policy.yamltext import read_yaml
from tests.policy import naive
from tests.policy.strategies import (
    TERRITORIES,
    conditions,
    holds_for,
    is_wider,
    asking,
    values,
)

TESTER = tester_for(TERRITORIES)


def truth(condition: Condition, facts: Facts) -> Truth:
    return compile_condition(condition, TESTER)(facts)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Condition, dict[str, Value]]:
    """Draw a condition, and what is known of the facts that it reads."""
    condition = draw(conditions())
    read = sorted(facts_read(condition))
    known = {fact: draw(values(VOCABULARY.get(fact))) for fact in read if draw(st.booleans())}
    return condition, known


@holds_for(300, case=asked())
def test_what_is_compiled_says_what_the_naive_evaluator_says(
    case: tuple[Condition, dict[str, Value]],
) -> None:
    condition, facts = case

    assert truth(condition, facts) is naive.holds(condition, facts)


@holds_for(200, case=asked(), other=conditions(leaves=3))
def test_kleene_holds_of_conditions(
    case: tuple[Condition, dict[str, Value]], other: Condition
) -> None:
    one, facts = case
    left, right = truth(one, facts), truth(other, facts)

    assert truth(AllOf((one, other)), facts) is all_of((left, right))
    assert truth(AnyOf((one, other)), facts) is any_of((left, right))
    assert truth(NotThat(one), facts) is negate(left)
    assert truth(Defined("it", one), facts) is left
    assert truth(joined(one, None, ALWAYS, other), facts) is all_of((left, right))
    assert truth(AllOf(()), facts) is TRUE
    assert truth(AnyOf(()), facts) is FALSE


@holds_for(200, case=asked(), data=st.data())
def test_what_is_known_never_changes_when_more_is_known(
    case: tuple[Condition, dict[str, Value]], data: st.DataObject
) -> None:
    condition, facts = case
    before = truth(condition, facts)
    more = dict(facts)
    for fact in sorted(facts_read(condition)):
        value = data.draw(values(VOCABULARY.get(fact)), fact)
        if is_wider(facts.get(fact, MISSING), value):
            more[fact] = value

    assert before is UNKNOWN or truth(condition, more) is before


@holds_for(200, case=asked())
def test_the_deciding_facts_alone_give_the_same_truth(
    case: tuple[Condition, dict[str, Value]],
) -> None:
    condition, facts = case
    known = truth(condition, facts)
    found = deciding(condition, facts, TESTER)

    assert found <= facts_read(condition)
    if known is not UNKNOWN:
        alone = {fact: value for fact, value in facts.items() if fact in found}
        assert truth(condition, alone) is known


@holds_for(200, case=asked(), data=st.data())
def test_while_no_deciding_fact_is_told_an_unknown_truth_stays_unknown(
    case: tuple[Condition, dict[str, Value]], data: st.DataObject
) -> None:
    condition, facts = case
    if truth(condition, facts) is UNKNOWN:
        found = deciding(condition, facts, TESTER)
        more = dict(facts)
        for fact in sorted(facts_read(condition) - found):
            value = data.draw(values(VOCABULARY.get(fact)), fact)
            if is_wider(facts.get(fact, MISSING), value):
                more[fact] = value

        assert truth(condition, more) is UNKNOWN


@holds_for(200, condition=conditions())
def test_a_condition_comes_back_from_json_as_it_went_in(condition: Condition) -> None:
    text = json.dumps(condition_to(condition))

    assert condition_from(json.loads(text)) == condition


@holds_for(200, case=asked())
def test_a_condition_from_json_means_the_same(
    case: tuple[Condition, dict[str, Value]],
) -> None:
    condition, facts = case

    assert truth(condition_from(condition_to(condition)), facts) is truth(condition, facts)


@holds_for(200, condition=conditions())
def test_weight_depth_and_facts_count_every_test(condition: Condition) -> None:
    every = list(every_test(condition))

    assert facts_read(condition) == {test.fact for test in every}
    assert weight_of(_opened(condition)) == len(every)
    assert 1 <= depth_of(_opened(condition)) <= 1 + len(every) * 8


def _opened(condition: Condition) -> Condition:
    """Return `condition` with what is defined in its place, each with its weight."""
    match condition:
        case FactTest():
            return condition
        case AllOf(parts=parts):
            return AllOf(tuple(map(_opened, parts)))
        case AnyOf(parts=parts):
            return AnyOf(tuple(map(_opened, parts)))
        case NotThat(part=part):
            return NotThat(_opened(part))
        case Defined(name=name, condition=part):
            inner = _opened(part)
            return Defined(name, inner, weight_of(inner), depth_of(inner))


def as_written(condition: Condition) -> object:
    """Return `condition` as an author writes it, in the types of JSON."""
    match condition:
        case FactTest(fact=fact, operator=operator, operands=operands):
            said = [_said(each) for each in operands]
            one = len(said) == 1 and operator is not Operator.ONLY
            return {fact: {operator.value: said[0] if one else said}}
        case AllOf(parts=parts):
            return {"all": [as_written(part) for part in parts]}
        case AnyOf(parts=parts):
            return {"any": [as_written(part) for part in parts]}
        case NotThat(part=part):
            return {"not": as_written(part)}
        case Defined(condition=part):
            return as_written(part)


def _said(value: object) -> object:
    assert isinstance(value, str | bool | Decimal) or hasattr(value, "isoformat")
    match value:
        case Decimal():
            return int(value)
        case str() | bool():
            return value
        case _:
            return str(value)


def parsed(condition: Condition) -> tuple[Condition, Notebook]:
    """Return what the parser makes of `condition` as it is written."""
    notebook = Notebook()
    text = json.dumps(as_written(condition)).encode()
    parser = ConditionParser(Scope(TERRITORIES), notebook)
    return parser.parse(read_yaml(text, "c.yaml")), notebook


@holds_for(200, case=asked())
def test_a_condition_that_is_written_and_parsed_means_the_same(
    case: tuple[Condition, dict[str, Value]],
) -> None:
    condition, facts = case

    read, notebook = parsed(condition)

    assert notebook.found == []
    assert truth(read, facts) is truth(condition, facts)


@holds_for(100, condition=conditions(leaves=3))
def test_spans_and_json_take_no_part_in_equality(condition: Condition) -> None:
    read, _ = parsed(condition)

    assert condition_from(condition_to(read)) == read
    assert all(test.span is not None for test in every_test(read))


def test_scalars_that_are_no_json_are_marked() -> None:
    assert scalar_to(Decimal("1e23")) == {"n": "1E+23"}


@holds_for(
    100,
    one=st.sampled_from(sorted(VOCABULARY.names)[:40]).flatmap(
        lambda name: asking(VOCABULARY.get(name))
    ),
)
def test_a_test_of_an_unknown_fact_is_unknown(one: FactTest) -> None:
    assert truth(one, {}) is UNKNOWN
