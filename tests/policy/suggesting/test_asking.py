from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from policy.case import Case
from policy.plan import Plan
from policy.suggesting.asking import Answer, Ask, Asking, Settled, Unsettled, expected_answers
from policy.suggesting.changes import Change, ChangeKind
from policy.suggesting.outcome import Outcome
from policy.verdict import Question, Ruling, Verdict

Said: TypeAlias = Mapping[str, str]
DAY = date(2026, 11, 24)
APPROVED, REVIEW, DENIED = Ruling.APPROVED, Ruling.NEEDS_REVIEW, Ruling.DENIED


def question(name: str) -> Question:
    return Question(name, f"{name}?", ("yes", "no"), "legal", (name,))


def outcome(ruling: Ruling, *names: str) -> Outcome:
    """Return an outcome that waits for the questions called `names`."""
    best, worst = (APPROVED, DENIED) if names else (ruling, ruling)
    case = Case("a", "a", "", DAY, {}, ())
    verdict = Verdict(
        plan="a",
        title="a",
        digest="",
        as_of=DAY,
        ruling=ruling,
        best=best,
        worst=worst,
        findings=(),
        bases=(),
        obligations=(),
        questions=tuple(map(question, names)),
        assumptions=(),
        ingredients=(),
        case_digest="",
        documents_digest="",
    )
    return Outcome(Plan("a", "a", {}), case, verdict)


def answers(_: Outcome, asked: Question) -> tuple[Answer, ...]:
    return tuple(
        (word, (Change(ChangeKind.ANSWER, f"{asked.fact}={word}", word, ()),))
        for word in asked.answers
    )


def asking(
    world: Callable[[Said], Outcome], keep_going: Callable[[], bool] = lambda: True
) -> Asking:
    def judge(changes: tuple[Change, ...]) -> Outcome:
        said = (each.slot.partition("=") for each in changes)
        return world({name: word for name, _, word in said})

    return Asking(judge, answers, keep_going)


def one_denies(said: Said) -> Outcome:
    """Deny if `big` is yes; else `small` decides; `idle` decides nothing."""
    if said.get("big") == "yes":
        return outcome(DENIED)
    if said.get("big") == "no" and "small" in said:
        return outcome(DENIED if said["small"] == "yes" else APPROVED)
    return outcome(REVIEW, *(name for name in ("idle", "small", "big") if name not in said))


def test_the_question_that_settles_most_comes_first() -> None:
    tree = asking(one_denies).tree(one_denies({}))
    assert isinstance(tree, Ask)
    assert tree.question.fact == "big"
    yes, no = (dict(tree.branches)[word] for word in ("yes", "no"))
    assert yes == Settled(DENIED)
    assert isinstance(no, Ask)
    assert no.question.fact == "small"
    assert dict(no.branches) == {"yes": Settled(DENIED), "no": Settled(APPROVED)}


def test_the_expected_number_counts_every_branch() -> None:
    tree = asking(one_denies).tree(one_denies({}))
    assert expected_answers(tree) == Fraction(3, 2)


def test_a_verdict_that_no_answer_moves_needs_no_question() -> None:
    settled = outcome(DENIED, "a")
    settled = replace(settled, verdict=replace(settled.verdict, best=DENIED))
    assert asking(one_denies).tree(settled) == Settled(DENIED)
    assert asking(one_denies).tree(outcome(APPROVED)) == Settled(APPROVED)


def test_what_cannot_be_laid_out_counts_with_all_its_questions() -> None:
    tree = asking(one_denies, lambda: False).tree(one_denies({}))
    assert isinstance(tree, Unsettled)
    assert expected_answers(tree) == Fraction(3)


def test_an_answer_that_settles_nothing_is_not_gone_after() -> None:
    def stubborn(_: Said) -> Outcome:
        return outcome(REVIEW, "a")

    tree = asking(stubborn).tree(stubborn({}))
    assert tree == Unsettled(REVIEW, (question("a"),))
