from dataclasses import replace
from datetime import date

import pytest

from policy.plan import Entry, Part, Plan
from policy.references import parse_reference
from policy.suggesting.choosing import (
    CHOICES,
    Choosing,
    Stage,
    entries_of,
    name_of,
    place_of,
)
from policy.values import Given, Origin, Value

DAY = date(2026, 11, 24)
PAST, AHEAD = date(2026, 9, 1), date(2026, 12, 15)


def given(**facts: Value) -> dict[str, Given]:
    return {path.replace("__", "."): Given(value, Origin.PLAN) for path, value in facts.items()}


def a_teacher(first: date | None, last: date | None = None) -> Entry:
    facts = {
        "ingredient.collected_from": first,
        "ingredient.collected_until": last,
    }
    stated = {path: Given(day, Origin.PLAN) for path, day in facts.items() if day is not None}
    return Entry(Part.TEACHER, parse_reference("openai:gpt-5"), stated)


def a_plan(*teachers: Entry, **facts: Value) -> Plan:
    return Plan("a", "a", given(**facts), teachers=teachers, datasets=())


def test_nothing_about_the_organization_is_a_choice() -> None:
    assert not [fact for fact in CHOICES if fact.startswith("organization.")]
    assert not [fact for fact in CHOICES if fact.startswith("terms.")]
    assert "student.status" not in CHOICES


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({}, Stage.PLANNED),
        ({"student__status": "planned"}, Stage.PLANNED),
        ({"student__trained_from": AHEAD}, Stage.PLANNED),
        ({"student__trained_from": PAST}, Stage.TRAINED),
        ({"student__status": "trained"}, Stage.TRAINED),
        ({"release__first_date": PAST}, Stage.RELEASED),
        ({"student__status": "released"}, Stage.RELEASED),
    ],
)
def test_how_far_a_plan_has_come_is_told_by_status_and_days(
    facts: dict[str, Value], stage: Stage
) -> None:
    assert Choosing(a_plan(**facts), DAY).stage is stage


def test_what_was_collected_stays_as_it_was() -> None:
    plan = a_plan(a_teacher(PAST), a_teacher(AHEAD), a_teacher(None))
    choosing = Choosing(plan, DAY)
    may = [choosing.choice("ingredient.signals", f"teachers[{at}]") for at in range(3)]
    assert [each is not None for each in may] == [False, True, False]


def test_a_released_student_keeps_its_name_and_may_carry_more_notices() -> None:
    choosing = Choosing(a_plan(student__status="released"), DAY)
    assert choosing.choice("student.name") is None
    assert choosing.choice("release.places") is None
    assert choosing.choice("release.notices") is not None
    assert not choosing.open


def test_collecting_anew_ends_before_training_begins() -> None:
    entry = a_teacher(PAST, date(2026, 9, 30))
    choosing = Choosing(a_plan(entry, student__trained_from=date(2026, 12, 1)), DAY)
    assert choosing.again(entry) == (date(2026, 11, 25), date(2026, 11, 30))
    free = Choosing(a_plan(entry), DAY)
    assert free.again(entry) == (date(2026, 11, 25), date(2026, 12, 24))


def test_there_is_no_time_to_collect_anew_where_training_begins_at_once() -> None:
    entry = a_teacher(PAST, PAST)
    choosing = Choosing(a_plan(entry, student__trained_from=date(2026, 11, 25)), DAY)
    assert choosing.again(entry) is None
    assert choosing.again(a_teacher(None)) is None


def test_entries_are_found_by_the_keys_of_the_case() -> None:
    inner = a_teacher(PAST)
    outer = replace(a_teacher(None), part=Part.DATASET, made_from=(inner,))
    base = replace(a_teacher(None), part=Part.BASE)
    plan = replace(a_plan(inner), datasets=(outer,), base=base)
    keys = [key for key, _ in entries_of(plan)]
    assert keys == ["student.base", "teachers[0]", "datasets[0]", "datasets[0].made_from[0]"]
    assert place_of(keys[3]) == ("datasets", 0, "made_from", 0)
    assert name_of(place_of(keys[3])) == keys[3]
    with pytest.raises(ValueError, match="no key"):
        place_of("Teachers 0")


def test_places_are_those_of_the_plan_as_it_was_written() -> None:
    gone = frozenset({("teachers", 0), ("teachers", 2)})
    choosing = Choosing(a_plan(a_teacher(PAST)), DAY, gone)
    assert choosing.place("teachers[0]") == ("teachers", 1)
    assert choosing.place("teachers[1]") == ("teachers", 3)
    assert choosing.place("student.base") == ("student", "base")
