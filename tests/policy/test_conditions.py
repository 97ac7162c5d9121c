import json
from decimal import Decimal

from hypothesis import strategies as st

from policy import testing
from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    Facts,
    NotThat,
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
from policy.facts.fact import Scalar
from policy.facts.vocabulary import VOCABULARY
from policy.reading import Notebook
from policy.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, negate
from policy.values import UNKNOWN as MISSING
from policy.values import Value
from policy.yamltext import read_yaml
from tests.policy import naive
from tests.policy.strategies import (
    ALL_FACTS,
    TERRITORIES,
    Tape,
    a_condition,
    a_value,
    a_written_test,
    conditions,
    drawn,
    holds_for,
    is_wider,
    values,
)

TESTER = testing.tester_for(TERRITORIES)


def truth(condition: Condition, facts: Facts) -> Truth:
    return compile_condition(condition, TESTER)(facts)


Asked = tuple[Condition, dict[str, Value]]
"""A condition, and what is known of the facts that it reads."""


def with_facts(tape: Tape, condition: Condition) -> Asked:
    read = sorted(facts_read(condition))
    known = [fact for fact in read if tape.pick((True, False, True))]
    return condition, {fact: a_value(tape, VOCABULARY.get(fact)) for fact in known}


def asked() -> st.SearchStrategy[Asked]:
    return drawn(lambda tape: with_facts(tape, a_condition(tape)), 150)


@holds_for(400, case=asked())
def test_what_is_compiled_says_what_the_naive_evaluator_says(
    case: Asked,
) -> None:
    condition, facts = case

    assert truth(condition, facts) is naive.holds(condition, facts)


@holds_for(200, case=asked(), other=conditions(levels=2))
def test_kleene_holds_of_conditions(case: Asked, other: Condition) -> None:
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
    case: Asked, data: st.DataObject
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
    case: Asked,
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
    case: Asked, data: st.DataObject
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
    case: Asked,
) -> None:
    condition, facts = case

    assert truth(condition_from(condition_to(condition)), facts) is truth(condition, facts)


@holds_for(200, condition=conditions())
def test_weight_depth_and_facts_count_every_test(condition: Condition) -> None:
    every = list(every_test(condition))

    assert facts_read(condition) == {each.fact for each in every}
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
            return {fact: {operator.value: said[0] if len(said) == 1 else said}}
        case AllOf(parts=parts):
            return {"all": [as_written(part) for part in parts]}
        case AnyOf(parts=parts):
            return {"any": [as_written(part) for part in parts]}
        case NotThat(part=part):
            return {"not": as_written(part)}
        case Defined(condition=part):
            return as_written(part)


def _said(value: Scalar) -> object:
    match value:
        case Decimal():
            return int(value)
        case str() | bool():
            return value
        case _:
            return value.isoformat()


def parsed(written: object) -> tuple[Condition, Notebook]:
    """Return what the parser makes of `written`."""
    notebook = Notebook()
    node = read_yaml(json.dumps(written).encode(), "c.yaml")
    return ConditionParser(Scope(TERRITORIES), notebook).parse(node), notebook


def as_an_author(tape: Tape) -> Asked:
    return with_facts(tape, a_condition(tape, test=a_written_test))


@holds_for(200, case=drawn(as_an_author, 150))
def test_a_condition_that_is_written_and_parsed_means_the_same(case: Asked) -> None:
    written, facts = case

    read, notebook = parsed(as_written(written))

    assert notebook.found == []
    assert truth(read, facts) is naive.holds(written, facts)
    assert all(each.span is not None for each in every_test(read))
    assert condition_from(condition_to(read)) == read


@holds_for(one=drawn(lambda tape: a_written_test(tape, ALL_FACTS), 10))
def test_a_test_of_an_unknown_fact_is_unknown(one: Condition) -> None:
    assert truth(one, {}) is UNKNOWN
