from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from registry.reviews import About, Act, ActKind, Reason, Review, ReviewState
from tests.databases import JO

UNTIL = date(2027, 5, 1)
ASK = Act(ActKind.ASK, JO, 1, "how?", number=2)
ANSWER = Act(ActKind.ANSWER, JO, 1, "so", question=2, number=3)
APPROVE = Act(ActKind.APPROVE, JO, 1, reason=Reason.RISK, until=UNTIL, number=2)
OVER_DENIAL = Act(ActKind.APPROVE, JO, 1, reason=Reason.RISK, until=UNTIL, overrides=True)
CONFIRM = Act(ActKind.CONFIRM, JO, 1)
DENY = Act(ActKind.DENY, JO, 1, reason=Reason.NO_FIX)
REOPEN = Act(ActKind.REOPEN, JO, 1)
REJUDGE = Act(ActKind.REJUDGE, JO, 2)
SUPERSEDE = Act(ActKind.SUPERSEDE, JO, 1)
UNDECIDED = (ReviewState.OPEN, ReviewState.ASKED, ReviewState.SECOND)
DECIDED = (ReviewState.APPROVED, ReviewState.DENIED)
ESCALATE = Act(ActKind.ESCALATE, JO, 1, group="ip-legal")


def a_review(*acts: Act) -> Review:
    first = Act(ActKind.REQUEST, JO, 1, number=1)
    return Review(1, "reader", "A reader", 1, frozenset({"jo"}), (first, *acts))


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((), ReviewState.OPEN),
        ((ASK,), ReviewState.ASKED),
        ((ASK, ANSWER), ReviewState.OPEN),
        ((ASK, ESCALATE), ReviewState.ASKED),
        ((APPROVE,), ReviewState.APPROVED),
        ((OVER_DENIAL,), ReviewState.SECOND),
        ((OVER_DENIAL, CONFIRM), ReviewState.APPROVED),
        ((OVER_DENIAL, DENY), ReviewState.DENIED),
        ((DENY, REOPEN), ReviewState.OPEN),
        ((APPROVE, REJUDGE), ReviewState.OPEN),
        ((ASK, REJUDGE), ReviewState.ASKED),
        ((OVER_DENIAL, replace(REJUDGE, settles=True)), ReviewState.SETTLED),
    ],
)
def test_how_a_review_stands_follows_from_its_acts(
    acts: tuple[Act, ...], state: ReviewState
) -> None:
    assert a_review(*acts).state is state


def test_only_what_the_table_lets_happen_may_follow() -> None:
    allowed = {
        (review.state, kind)
        for review, kind in product(
            [
                a_review(),
                a_review(ASK),
                a_review(OVER_DENIAL),
                a_review(APPROVE),
                a_review(DENY),
                a_review(SUPERSEDE),
            ],
            ActKind,
        )
        if review.allows(kind)
    }
    assert allowed == {
        (ReviewState.OPEN, ActKind.ASK),
        (ReviewState.OPEN, ActKind.ESCALATE),
        (ReviewState.OPEN, ActKind.APPROVE),
        (ReviewState.OPEN, ActKind.DENY),
        (ReviewState.OPEN, ActKind.CARRY),
        (ReviewState.ASKED, ActKind.CARRY),
        (ReviewState.ASKED, ActKind.ASK),
        (ReviewState.ASKED, ActKind.ANSWER),
        (ReviewState.ASKED, ActKind.ESCALATE),
        (ReviewState.ASKED, ActKind.DENY),
        (ReviewState.SECOND, ActKind.CONFIRM),
        (ReviewState.SECOND, ActKind.DENY),
        (ReviewState.APPROVED, ActKind.REOPEN),
        (ReviewState.DENIED, ActKind.REOPEN),
        # What a plan means may change under whatever was decided.
        *((each, ActKind.REJUDGE) for each in (*UNDECIDED, *DECIDED)),
        *((each, ActKind.SUPERSEDE) for each in UNDECIDED),
    }


def test_an_approval_holds_for_its_decision_until_its_day() -> None:
    review = a_review(APPROVE)
    assert review.approves(1, date(2027, 4, 30))
    assert not review.approves(1, UNTIL)
    assert not review.approves(2, date(2027, 4, 30))


def test_half_an_override_approves_nothing() -> None:
    assert not a_review(OVER_DENIAL).approves(1, date(2026, 12, 1))
    assert not a_review(APPROVE, REOPEN).approves(1, date(2026, 12, 1))


def test_the_last_group_counts_and_an_answer_stands_beside_its_question() -> None:
    other = Act(ActKind.ESCALATE, JO, 1, group="security")
    review = a_review(ASK, ANSWER, ESCALATE, other)
    assert review.group == "security"
    assert list(review.answers) == [(ASK, ANSWER)]
    assert review.waiting == ()
    assert a_review(ASK).waiting == (ASK,)
    assert About() == ASK.about
