from dataclasses import replace

from distillgate.usecases.check import check_plan, check_plans, compare_plans
from policy.diagnostics import Code, Level
from policy.verdict import Ruling
from tests.distillgate.libraries import DAY, a_plan, approved, example, with_on_file

WAIVER = """
waiver: W-1
clauses: [house#no-consumer-accounts]
plans: [document-reader]
by: jo
role: legal
on: 2026-01-01
until: 2027-01-01
reason: the account was closed
"""
CONSUMER = approved().replace("account: business", "account: consumer")
COMPETING = CONSUMER.replace("[document-processing]", "[general-assistant]")


def test_an_honest_plan_ends_in_an_answer() -> None:
    checked = check_plan(a_plan(), example(), as_of=DAY)
    assert checked.verdict is not None
    assert checked.verdict.ruling is Ruling.WITH_OBLIGATIONS
    assert checked.diagnostics == ()


def test_a_plan_that_cannot_be_read_has_no_verdict() -> None:
    checked = check_plan(a_plan("plan: [\n"), example(), as_of=DAY)
    assert checked.verdict is None
    assert [each.code for each in checked.diagnostics] == [Code.YAML_SYNTAX]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = approved().replace("fine-tune", "fine-tuned").replace("business", "busines")
    checked = check_plan(a_plan(text), example(), as_of=DAY)
    assert [each.span.line for each in checked.diagnostics] == [8, 15]


def test_a_contradicted_attestation_withholds_the_verdict() -> None:
    text = approved().replace("signals: [text]", "signals: [text]\n    circumvention: true")
    checked = check_plan(a_plan(text), example(), as_of=DAY)
    assert checked.verdict is None
    assert [each.code for each in checked.diagnostics] == [Code.ATTESTATION_CONTRADICTED]


def test_the_same_question_gives_the_same_answer() -> None:
    first, second = (check_plan(a_plan(), example(), as_of=DAY) for _ in range(2))
    assert first == second


def test_plans_are_answered_in_their_order() -> None:
    plans = [a_plan(path="b.yaml"), a_plan("plan: [", path="a.yaml")]
    assert [each.path for each in check_plans(plans, example(), as_of=DAY)] == [
        "b.yaml",
        "a.yaml",
    ]


def test_a_waiver_sets_its_finding_aside() -> None:
    (checked,) = check_plans([a_plan(CONSUMER)], with_on_file(WAIVER), as_of=DAY)
    assert checked.verdict is not None
    assert checked.verdict.ruling is Ruling.WITH_OBLIGATIONS
    assert checked.diagnostics == ()


def told_of(waiver: str, text: str | None = None) -> list[tuple[Code, Level, str]]:
    (checked,) = check_plans([a_plan(text)], with_on_file(waiver), as_of=DAY)
    return [(each.code, each.level, each.message) for each in checked.diagnostics]


def test_a_waiver_that_meets_nothing_is_told_of() -> None:
    message = "the waiver `W-1` sets nothing aside in `document-reader`: the plan has no such"
    assert told_of(WAIVER) == [
        (Code.WAIVER_NOT_ENCOUNTERED, Level.WARNING, f"{message} finding"),
    ]


def test_a_waiver_that_has_ended_is_told_of() -> None:
    ended = WAIVER.replace("2027-01-01", "2026-06-01")
    ((_, _, message),) = told_of(ended, CONSUMER)
    assert message.endswith("it ended on 2026-06-01")


def test_a_waiver_that_has_not_begun_is_told_of() -> None:
    begins = WAIVER.replace("on: 2026-01-01", "on: 2026-12-01")
    ((_, _, message),) = told_of(begins, CONSUMER)
    assert message.endswith("it begins on 2026-12-01")


def test_a_waiver_for_other_plans_is_not_missed() -> None:
    assert told_of(WAIVER.replace("[document-reader]", "[other]")) == []
    assert told_of(WAIVER.replace("plans: [document-reader]\n", "")) == []


def added(now: str, before: str | None) -> list[str]:
    earlier = None if before is None else a_plan(before, path="main:plan.yaml")
    (checked,) = compare_plans([(a_plan(now), earlier)], example(), as_of=DAY)
    assert checked.added is not None
    return [each.name for each in checked.added if each.weight.now is Ruling.DENIED]


def test_a_change_is_charged_with_what_it_adds() -> None:
    assert added(CONSUMER, approved()) == ["house#no-consumer-accounts"]
    assert added(COMPETING, CONSUMER) == []


def test_against_a_plan_that_was_not_there_everything_is_new() -> None:
    assert added(CONSUMER, None) == ["house#no-consumer-accounts"]


def test_against_a_plan_that_could_not_be_read_everything_is_new_and_that_is_told() -> None:
    pair = (a_plan(CONSUMER), a_plan("plan: [", path="main:plan.yaml"))
    (checked,) = compare_plans([pair], example(), as_of=DAY)
    assert checked.verdict is not None
    assert checked.added == checked.verdict.findings
    assert [(each.level, each.span.path) for each in checked.diagnostics] == [
        (Level.WARNING, "main:plan.yaml")
    ]


def test_a_plan_with_a_reason_not_to_be_read_keeps_it() -> None:
    missing = replace(
        a_plan(), diagnostics=check_plan(a_plan("plan: ["), example(), as_of=DAY).diagnostics
    )
    checked = check_plan(missing, example(), as_of=DAY)
    assert checked.diagnostics == missing.diagnostics
