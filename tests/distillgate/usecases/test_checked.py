from dataclasses import replace

from distillgate.usecases.checked import CheckedPlan, added, narrowed
from tests.distillgate.rendering import verdicts
from tests.distillgate.rendering.verdicts import BAN, NAMING, NO_BASIS, checked, unsure, verdict


def test_a_finding_is_new_by_clause_ingredient_and_state() -> None:
    before = checked(verdict((unsure(BAN, "student.markets"), NO_BASIS)))
    other = replace(BAN, ingredient="openai:gpt-5")
    now = checked(verdict((BAN, other, NO_BASIS)))
    assert added(now, before) == (BAN, other)
    assert added(now, now) == ()


def test_a_new_version_of_the_text_is_nothing_new() -> None:
    newer = replace(BAN, clause=BAN.clause.replace("2026-01-01", "2027-01-01"))
    assert added(checked(verdict((newer,))), checked(verdict((BAN,)))) == ()


def test_one_more_of_the_same_is_new() -> None:
    twin = replace(NO_BASIS, notes=("what is taken: outputs",))
    assert added(checked(verdict((NO_BASIS, twin))), checked(verdict((NO_BASIS,)))) == (twin,)


def test_without_a_verdict_before_everything_is_new() -> None:
    now = checked(verdict((BAN,)))
    assert added(now, verdicts.unreadable()) == (BAN,)
    assert added(verdicts.unreadable(), now) == ()


def test_narrowing_keeps_what_belongs_to_the_findings() -> None:
    whole = verdicts.denied()
    part = narrowed(whole, (NAMING, verdicts.DEEP))
    assert part.findings == (NAMING, verdicts.DEEP)
    assert [each.clause for each in part.obligations] == [NAMING.clause]
    assert part.questions == tuple(
        each for each in whole.questions if verdicts.DEEP.clause in each.decides
    )
    assert (part.bases, part.assumptions, part.ruling) == ((), (), whole.ruling)


def test_a_plan_is_called_by_its_id_or_its_path() -> None:
    assert checked(verdict()).name == "support-assistant"
    assert CheckedPlan("p.yaml", None).name == "p.yaml"
