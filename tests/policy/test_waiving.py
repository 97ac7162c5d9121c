from dataclasses import replace
from datetime import date, timedelta

import pytest

from policy.case import Meant, Waiver
from policy.compiling import Pack
from policy.house import House, WaiverRule
from policy.waiving import against, has_outgrown, in_force, names_plan

WAIVER = Waiver(
    "W-1", ("a#b",), "why", "max", "legal", date(2026, 11, 1), date(2027, 2, 1), ("reader-*",)
)
PACK = Pack({}, {}, House(waivers=(WaiverRule("b", ("legal",), timedelta(days=90)),)))


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2026, 10, 31), "no"),
        (date(2026, 11, 1), "yes"),
        (date(2027, 1, 31), "yes"),
        (date(2027, 2, 1), "no"),
    ],
)
def test_a_waiver_holds_from_its_first_day_until_the_day_before_its_end(
    day: date, word: str
) -> None:
    assert in_force(WAIVER, day) is (word == "yes")


def test_a_waiver_is_for_the_plans_that_its_patterns_name() -> None:
    names = [names_plan(WAIVER, plan) for plan in ("reader-1", "READER-2", "writer-1")]
    assert names == [True, True, False]
    assert names_plan(replace(WAIVER, plans=("*",)), "writer-1")


def test_house_policy_says_who_may_waive_and_for_how_long() -> None:
    def said(role: str | None, days: int, clauses: tuple[str, ...] = ("a#b",)) -> list[str]:
        return [why for why, _ in against(clauses, role, timedelta(days=days), PACK)]

    assert said("legal", 90) == []
    assert said("legal", 91) == ["a waiver of `b` lasts at most 90 days"]
    assert said("security", 90) == ["the role `security` may not waive `b`"]
    assert said(None, 90) == []
    assert said("security", 900, ("a#c",)) == []


@pytest.mark.parametrize("name", ["b", "a#b", "a", "built-in"])
def test_house_policy_says_what_nobody_may_waive(name: str) -> None:
    document = "distillgate" if name == "built-in" else "a"
    house = House(never_waived=(name,))
    pack = Pack({}, {}, house)
    (told,) = against((f"{document}#b",), None, timedelta(days=1), pack)
    assert told == (f"by house policy nobody may waive `{document}#b`", "change the plan")
    assert list(against(("other#c",), None, timedelta(days=1), pack)) == []


def test_a_waiver_that_says_what_its_clauses_meant_holds_for_that_alone() -> None:
    waiver = replace(WAIVER, meant=(Meant("a#b", ("1", "2")),))
    assert not has_outgrown(waiver, "a@2026#b", "2")
    assert has_outgrown(waiver, "a@2027#b", "3")
    assert not has_outgrown(waiver, "a@2027#b", None)
    assert not has_outgrown(WAIVER, "a@2027#b", "3")
