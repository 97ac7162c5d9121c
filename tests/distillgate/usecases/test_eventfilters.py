from dataclasses import replace

import pytest

from distillgate.usecases.eventfilters import EventFilter, checked_filter, stored_filter, wants
from distillgate.usecases.eventviews import Message
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from tests.distillgate.usecases.events import HERE

MESSAGE = Message(
    "evt_1",
    1,
    "decision.made",
    "2026-11-24T12:00:00.000000Z",
    "jo",
    "plan:support-1",
    plan="support-1",
    owner="key:ml/ci",
    title="A small assistant",
    decision=3,
    verdict="denied",
    clauses=("acme-terms@2026-01-01#no-competing-models", "house@1#nothing"),
)
WAIVER = Message("evt_2", 2, "waiver.granted", MESSAGE.at, "max", "waiver:W-1")


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ({}, True),
        ({"kinds": ["decision.made", "permit.issued"]}, True),
        ({"kinds": ["permit.issued"]}, False),
        ({"verdicts": ["denied"]}, True),
        ({"verdicts": ["approved"]}, False),
        ({"owners": ["key:ml/*"]}, True),
        ({"owners": ["jo"]}, False),
        ({"plans": ["support-?"]}, True),
        ({"plans": ["SUPPORT-*"]}, True),
        ({"plans": ["other-*"]}, False),
        ({"clauses": ["acme-terms@*"]}, True),
        ({"clauses": ["beta-*"]}, False),
        ({"plans": ["*"], "verdicts": ["approved"]}, False),
    ],
)
def test_an_event_passes_where_all_that_is_said_holds(
    said: dict[str, list[str]], *, passes: bool
) -> None:
    found = checked_filter(said, HERE)
    assert found.wants(MESSAGE) is passes
    assert wants(found.text(), MESSAGE) is passes
    assert stored_filter(found.text()) == found


def test_an_event_without_a_plan_passes_no_test_about_plans() -> None:
    assert EventFilter().wants(WAIVER)
    assert EventFilter(kinds=("waiver.granted",)).wants(WAIVER)
    for about in (EventFilter(plans=("*",)), EventFilter(owners=("*",))):
        assert not about.wants(WAIVER)


@pytest.mark.parametrize(
    ("said", "code", "hint"),
    [
        ({"kinds": ["decision.mode"]}, Code.WRONG_VALUE, "did you mean `decision.made`?"),
        ({"verdicts": ["deny"]}, Code.WRONG_VALUE, "did you mean `denied`?"),
        ({"plan": ["x"]}, Code.UNKNOWN_KEY, "did you mean `plans`?"),
        ({"moons": ["full"]}, Code.UNKNOWN_KEY, "it knows kinds, verdicts"),
        ({"plans": [""]}, Code.WRONG_VALUE, None),
        ({"plans": ["a" * 201]}, Code.WRONG_VALUE, None),
        ({"plans": ["a\nb"]}, Code.WRONG_VALUE, None),
        ({"plans": [f"p{number}" for number in range(51)]}, Code.TOO_LARGE, None),
    ],
)
def test_a_filter_is_checked_when_it_is_saved(
    said: dict[str, list[str]], code: Code, hint: str | None
) -> None:
    with pytest.raises(UnreadableError) as refused:
        checked_filter(said, HERE)
    (found,) = refused.value.diagnostics
    assert found.code is code
    assert hint is None or hint in (found.hint or "")


@pytest.mark.parametrize("broken", ["{", "[]", '{"moons": ["full"]}', '{"plans": 3}', "null"])
def test_what_cannot_be_read_any_more_lets_everything_through(broken: str) -> None:
    assert wants(broken, MESSAGE)
    assert wants(broken, WAIVER)


def test_a_message_for_people_says_verdict_clause_plan_and_where_to_look() -> None:
    assert MESSAGE.line("https://gate.example/") == (
        "denied: support-1 (A small assistant) by acme-terms@2026-01-01#no-competing-models"
        " and 1 more https://gate.example/decisions/3"
    )
    assert WAIVER.line() == "waiver.granted: waiver:W-1 /filed"
    assert replace(WAIVER, subject="policy-draft:house").path == "/policies"
    assert replace(WAIVER, plan="a b").path == "/plans/a%20b"
