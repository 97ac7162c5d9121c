"""Regions by cubes agree with a SAT solver, with evaluation, and with themselves."""

from itertools import product

import pytest
from hypothesis import given, settings

from policy import testing
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    NotThat,
    Operator,
    compile_condition,
)
from policy.conditions import Test as FactTest
from policy.facts.vocabulary import VOCABULARY
from policy.proving.cells import Cutter, Ground
from policy.proving.cubes import (
    Algebra,
    Cube,
    GaveUpError,
    Space,
    meeting,
    space_of,
    subtracted,
)
from policy.proving.meaning import ordered
from policy.proving.solving import can_differ
from policy.truth import FALSE, TRUE, Truth
from policy.values import Value
from tests.policy.strategies import conditions

TESTER = testing.tester_for({})
CUTTER = Cutter((Ground({}, TESTER), Ground({}, TESTER)))
FACTS = [
    VOCABULARY.get(path)
    for path in ("student.type", "use.noncommercial", "organization.annual_revenue_usd")
]
COMMERCIAL = FactTest("use.noncommercial", Operator.IS, (False,))
LARGE = FactTest("student.monetized", Operator.IS, (True,))


def apart(one: Condition, other: Condition) -> tuple[Space, list[Cube]]:
    space = space_of([(0, one), (1, other)], CUTTER)
    algebra = Algebra(space)
    found = [
        cube
        for was, now in product(Truth, repeat=2)
        if was is not now
        for cube in algebra.both(
            algebra.where(0, one, frozenset({was})), algebra.where(1, other, frozenset({now}))
        )
    ]
    return space, found


def samples(space: Space, cube: Cube) -> list[dict[str, Value]]:
    inside = [
        [
            cell.value
            for at, cell in enumerate(cells)
            if mask >> at & 1 and cell.value is not None
        ]
        for mask, cells in zip(cube, space.cells, strict=True)
    ]
    return [dict(zip(space.facts, each, strict=True)) for each in product(*inside)][:40]


@given(conditions(FACTS), conditions(FACTS))
@settings(max_examples=200, deadline=None)
def test_cubes_and_solver_agree_on_whether_two_conditions_differ(
    one: Condition, other: Condition
) -> None:
    space, found = apart(one, other)
    assert can_differ(space, one, other) is bool(found)


@given(conditions(FACTS), conditions(FACTS))
@settings(max_examples=200, deadline=None)
def test_conditions_differ_everywhere_in_the_region_and_nowhere_else(
    one: Condition, other: Condition
) -> None:
    space, found = apart(one, other)
    here, there = compile_condition(one, TESTER), compile_condition(other, TESTER)
    for cube in found:
        assert all(here(facts) is not there(facts) for facts in samples(space, cube))
    for cube in Algebra(space).less([space.whole], found):
        assert all(here(facts) is there(facts) for facts in samples(space, cube))


@given(conditions(FACTS))
@settings(max_examples=150, deadline=None)
def test_the_three_truths_part_everything_between_them(condition: Condition) -> None:
    space = space_of([(0, condition)], CUTTER)
    algebra = Algebra(space)
    parts = [algebra.where(0, condition, frozenset({truth})) for truth in Truth]
    assert not algebra.less([space.whole], [cube for each in parts for cube in each])
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert not algebra.both(parts[one], parts[other])


@given(conditions(FACTS))
@settings(max_examples=150, deadline=None)
def test_merged_cubes_are_the_same_region(condition: Condition) -> None:
    algebra = Algebra(space_of([(0, condition)], CUTTER))
    region = algebra.where(0, condition, frozenset({TRUE}))
    merged = algebra.merged(region)
    assert not algebra.less(region, merged)
    assert not algebra.less(merged, region)


@given(conditions(FACTS))
@settings(max_examples=150, deadline=None)
def test_a_condition_in_order_means_the_same(condition: Condition) -> None:
    assert not apart(condition, ordered(condition))[1]


def test_what_is_left_of_a_cube_is_in_disjoint_parts() -> None:
    left = list(subtracted((7, 7), (1, 2)))
    assert left == [(6, 7), (1, 5)]
    assert meeting(*left) is None


def test_a_distributed_condition_is_proven_the_same() -> None:
    one = AllOf((COMMERCIAL, AnyOf((LARGE, NotThat(COMMERCIAL)))))
    other = AnyOf((AllOf((COMMERCIAL, LARGE)), AllOf((COMMERCIAL, NotThat(COMMERCIAL)))))
    assert apart(one, other)[1] == []


def test_what_is_true_of_known_facts_only_is_no_tautology() -> None:
    space, found = apart(AnyOf((COMMERCIAL, NotThat(COMMERCIAL))), ALWAYS)
    assert [
        [space.cells[0][bit].truths[0] for bit in range(3) if cube[0] >> bit & 1]
        for cube in found
    ] == [[Truth.UNKNOWN]]
    assert FALSE < Truth.UNKNOWN


def test_a_search_without_time_gives_up() -> None:
    space = space_of([(0, COMMERCIAL), (1, LARGE)], CUTTER)
    with pytest.raises(GaveUpError):
        Algebra(space, lambda: False).both([space.whole], [space.whole])
