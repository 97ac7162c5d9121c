from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distillgate.rendering import Format, Options, render
from distillgate.usecases.checked import CheckedPlan, added
from policy.diagnostics import Span
from tests.distillgate.rendering import texts, verdicts
from tests.distillgate.rendering.verdicts import BAN, checked, clause, lines_of, unsure, verdict

LONGEST_WORD = 64
"""The mark of the ban, which stands whole however narrow the terminal is."""


def text(*plans: CheckedPlan, options: Options | None = None) -> str:
    return render(plans, Format.TEXT, options or Options(), lines_of)


def no_lines(_: Span) -> str | None:
    return None


OPTIONS = st.builds(Options, notes=st.booleans(), width=st.integers(0, 200))


@settings(deadline=None)
@given(st.lists(texts.plans(), max_size=3), OPTIONS)
def test_no_text_of_a_user_reaches_the_terminal_as_a_command(
    plans: list[CheckedPlan], options: Options
) -> None:
    shown = text(*plans, options=options)
    assert all(line.isprintable() for line in shown.removesuffix("\n").split("\n"))


def test_color_only_adds_escape_sequences() -> None:
    plan = checked(verdicts.denied())
    colored = text(plan, options=Options(color=True, notes=True))
    bare = colored.replace("\x1b[0m", "")
    for tone in ("1;31", "1;33", "1;32", "1;36", "2", "1"):
        bare = bare.replace(f"\x1b[{tone}m", "")
    assert bare == text(plan, options=Options(notes=True))
    assert bare != colored


def test_lines_keep_to_the_width() -> None:
    for width in (80, 120):
        shown = text(checked(verdicts.denied()), options=Options(width=width, notes=True))
        assert max(map(len, shown.splitlines())) <= width


def test_narrow_terminal_breaks_no_clause_name() -> None:
    shown = text(checked(verdicts.denied()), options=Options(width=1))
    assert f"denied[{BAN.clause}]\n" in shown
    assert max(map(len, shown.splitlines())) <= LONGEST_WORD + 9


def test_a_denial_answers_in_ten_lines() -> None:
    head = "\n".join(text(checked(verdict((BAN,)))).splitlines()[:10])
    for needed in (
        BAN.clause,
        "plan.yaml:8",
        "teacher\n      whose terms permit it",
        "ask legal",
    ):
        assert needed in head


def test_every_ground_of_a_denial_is_shown_in_full() -> None:
    grounds = [clause(BAN, f"ground-{number}", "A ground.") for number in range(30)]
    shown = text(checked(verdict(grounds)))
    assert all(f"denied[{ground.clause}] A ground\n" in shown for ground in grounds)


def test_findings_that_wait_for_one_answer_share_a_place() -> None:
    shown = text(checked(verdicts.needs_review()))
    assert shown.count("--> plan.yaml:8:5") == 1
    assert "1 more waits for the same answer:" in shown


def test_one_rule_in_several_versions_is_named_once() -> None:
    old = BAN.clause.replace("2026-01-01", "2025-05-31")
    waits = tuple(
        unsure(each, "student.markets")
        for each in (
            clause(BAN, "first", "A first rule."),
            BAN,
            replace(BAN, clause=old, notes=("carried",)),
        )
    )
    asked = replace(verdicts.COMPETES, decides=tuple(each.clause for each in waits))
    shown = text(
        checked(verdict(waits, questions=(asked,))), options=Options(width=120, full=True)
    )
    assert f"review[{BAN.clause}] (also 2025-05-31)" in shown
    assert "note: carried" in shown


def test_without_source_lines_the_ingredient_is_named() -> None:
    plans = (checked(verdict((BAN,))),)
    shown = render(plans, Format.TEXT, Options(), no_lines)
    assert " --> plan.yaml:8:5\n  = on: openai:gpt-5-mini\n" in shown


def test_questions_beyond_the_first_are_counted_and_listed() -> None:
    asked = tuple(
        replace(verdicts.COMPETES, fact=f"f{number}", question=f"Why {number}?")
        for number in range(5)
    )
    waits = (unsure(BAN, *(each.fact for each in asked)),)
    shown = text(checked(verdict((*waits, verdicts.NO_BASIS), questions=asked)))
    head, _, rest = shown.partition("review[")
    assert "Why 2?" in head
    assert "Why 3?" not in head
    assert "2 more questions below" in head
    assert "Why 4?" in rest
    assert "a person decides: distillgate@1#no-basis" in head
    assert "also f2, f3 and f4" in rest
    assert rest.count("  ? engineer: Why") == 5


def test_of_much_that_waits_for_answers_the_first_is_shown_and_the_rest_counted() -> None:
    facts = [f"fact-{number}" for number in range(6)]
    waits = tuple(unsure(clause(BAN, fact, "It waits."), fact) for fact in facts)
    asked = tuple(
        replace(verdicts.COMPETES, fact=each.missing[0], decides=(each.clause,))
        for each in waits
    )
    plan = checked(verdict(waits, questions=asked))

    shown = text(plan)

    assert shown.count("\nreview[") == 3
    assert "3 more findings wait for the answers below; `--full` shows each" in shown
    assert text(plan, options=Options(full=True)).count("\nreview[") == 6


def test_a_change_that_adds_nothing_says_so() -> None:
    plan = checked(verdict((verdicts.NO_BASIS,)))
    shown = text(CheckedPlan(plan.path, plan.verdict, (), added(plan, plan)))
    assert "the change adds 0 findings; 1 finding stood before it" in shown
    assert "review[" not in shown
    assert "to settle it" not in shown


@pytest.mark.parametrize(
    ("line", "under"),
    [
        ('- {teacher: "openai:gpt-5-mini", by: us}', " " * 13 + "^" * 17),
        ("- {teacher: other}", "^"),
    ],
)
def test_the_carets_stand_under_the_name_of_the_ingredient(line: str, under: str) -> None:
    finding = replace(BAN, span=Span("plan.yaml", 1, 1))
    plans = (checked(verdict((finding,))),)
    shown = render(plans, Format.TEXT, Options(), lambda _: line)
    assert f"\n  | {under}\n" in shown
