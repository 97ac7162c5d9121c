import itertools
from dataclasses import replace

import pytest

from distillgate.exits import Exit, exit_of, gravest
from policy.documents import Act
from policy.verdict import DutyState, Verdict
from tests.distillgate.rendering import verdicts
from tests.distillgate.rendering.verdicts import verdict


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (verdicts.approved(), 0),
        (verdicts.with_obligations(), 0),
        (None, 2),
        (verdicts.needs_review(), 3),
        (verdicts.denied(), 4),
    ],
)
def test_the_exit_says_what_the_verdict_is(answer: Verdict | None, code: int) -> None:
    assert exit_of(answer) == exit_of(answer, strict=True) == code


@pytest.mark.parametrize(
    ("due", "state", "code"),
    [
        (Act.TRAIN, DutyState.OPEN, 3),
        (Act.COLLECT, DutyState.OPEN, 3),
        (Act.COLLECT, DutyState.UNSURE, 3),
        (Act.TRAIN, DutyState.MET, 0),
        (Act.RELEASE, DutyState.OPEN, 0),
        (Act.OPERATE, DutyState.UNMET, 0),
    ],
)
def test_strict_asks_for_what_is_due_before_training(
    due: Act, state: DutyState, code: int
) -> None:
    answer = verdict((replace(verdicts.NAMING, due=due, duty=state),))
    assert exit_of(answer, strict=True) == code
    assert exit_of(answer) == 0


def test_of_several_plans_the_gravest_counts() -> None:
    order = [Exit(code) for code in (1, 2, 6, 5, 4, 3, 0)]
    assert set(order) == set(Exit)
    for first, second in itertools.combinations(order, 2):
        assert gravest([second, first, second]) == first


def test_no_plan_at_all_is_no_approval() -> None:
    assert gravest([]) is Exit.FAULT
