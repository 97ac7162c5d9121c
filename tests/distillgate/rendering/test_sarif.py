import json
from dataclasses import replace
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from distillgate.rendering import Format, Options, render
from distillgate.rendering.sarif import relative_uri
from distillgate.usecases.checked import CheckedPlan
from tests.distillgate.rendering import texts, verdicts
from tests.distillgate.rendering.sarifschema import SARIF_SCHEMA
from tests.distillgate.rendering.verdicts import BAN, checked, lines_of, verdict

VALIDATOR = Draft202012Validator(SARIF_SCHEMA)
Json = dict[str, object]


def sarif(*plans: CheckedPlan, options: Options | None = None) -> Json:
    """Return the run that was written, found to be valid."""
    log = cast("Json", json.loads(render(plans, Format.SARIF, options or Options(), lines_of)))
    VALIDATOR.validate(log)
    return cast("list[Json]", log["runs"])[0]


def results(run: Json) -> list[Json]:
    return cast("list[Json]", run["results"])


def rules(run: Json) -> list[Json]:
    driver = cast("Json", cast("Json", run["tool"])["driver"])
    return cast("list[Json]", driver["rules"])


def test_the_schema_itself_is_one() -> None:
    Draft202012Validator.check_schema(SARIF_SCHEMA)


@settings(deadline=None)
@given(st.lists(texts.plans(), max_size=3), st.builds(Options, notes=st.booleans()))
def test_whatever_was_found_is_valid(plans: list[CheckedPlan], options: Options) -> None:
    run = sarif(*plans, options=options)
    names = [str(rule["id"]) for rule in rules(run)]
    for result in results(run):
        assert names[cast("int", result["ruleIndex"])] == result["ruleId"]


def test_levels_say_what_a_finding_does() -> None:
    run = sarif(checked(verdicts.denied()), options=Options(notes=True))
    found = {
        (cast("Json", each["properties"])["severity"], each["level"]) for each in results(run)
    }
    assert found == {
        ("deny", "error"),
        ("review", "warning"),
        ("duty", "note"),
        ("note", "note"),
    }


def test_notes_only_where_asked_for_and_lifted_ones_never() -> None:
    plan = checked(verdict((verdicts.NOTE, verdicts.LIFTED)))
    assert results(sarif(plan)) == []
    assert [each["ruleId"] for each in results(sarif(plan, options=Options(notes=True)))] == [
        verdicts.NOTE.name
    ]


def test_what_is_waived_is_suppressed() -> None:
    run = sarif(checked(verdict((verdicts.WAIVED, verdicts.NAMING))))
    waived, duty = results(run)
    assert waived["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "waived by W-12"}
    ]
    assert duty["suppressions"] == []


def test_findings_about_the_plan_stand_at_its_first_line() -> None:
    finding = replace(verdicts.LEGAL_BASIS, span=None)
    (result,) = results(sarif(checked(verdict((finding,)))))
    (location,) = cast("list[Json]", result["locations"])
    assert cast("Json", location["physicalLocation"])["region"] == {
        "startLine": 1,
        "startColumn": 1,
    }


def test_the_same_alert_under_a_new_version_of_the_text() -> None:
    newer = replace(BAN, clause=BAN.clause.replace("2026-01-01", "2027-01-01"))
    (old,) = results(sarif(checked(verdict((BAN,)))))
    (new,) = results(sarif(checked(verdict((newer,)))))
    assert old["ruleId"] == new["ruleId"]
    assert old["partialFingerprints"] == new["partialFingerprints"]


def test_findings_that_share_a_fingerprint_are_two_alerts() -> None:
    twins = (verdicts.NO_BASIS, replace(verdicts.NO_BASIS, notes=("other",)))
    marks = [
        cast("Json", each["partialFingerprints"])["primaryLocationLineHash"]
        for each in results(sarif(checked(verdict(twins))))
    ]
    assert [str(mark)[-2:] for mark in marks] == [":1", ":2"]
    assert str(marks[0])[:-2] == str(marks[1])[:-2]


def test_a_plan_without_verdict_is_an_error_at_its_place() -> None:
    run = sarif(verdicts.unreadable(), CheckedPlan("lost.yaml", None))
    assert [(each["ruleId"], each["level"]) for each in results(run)] == [
        ("unknown-key", "error"),
        ("unreadable-plan", "error"),
    ]
    assert run["invocations"] == [{"executionSuccessful": False}]


def test_a_warning_about_a_plan_is_a_warning() -> None:
    plan = CheckedPlan("plan.yaml", verdict(), (verdicts.WARNS,))
    (result,) = results(sarif(plan))
    assert result["level"] == "warning"


def test_only_links_to_the_web_become_links() -> None:
    finding = replace(BAN, url="javascript:alert(1)")
    assert "helpUri" not in rules(sarif(checked(verdict((finding,)))))[0]
    spaced = replace(BAN, url="https://example.org/a b")
    assert (
        rules(sarif(checked(verdict((spaced,)))))[0]["helpUri"] == "https://example.org/a%20b"
    )


def test_paths_are_relative_uris_below_the_root() -> None:
    told = {
        ("plans/a b.yaml", ""): "plans/a%20b.yaml",
        ("./plan.yaml", ""): "plan.yaml",
        ("/repo/plans/p.yaml", "/repo"): "plans/p.yaml",
        ("/repo/plans/p.yaml", "/repo/"): "plans/p.yaml",
        ("/repository/p.yaml", "/repo"): "p.yaml",
        ("/elsewhere/p.yaml", "/repo"): "p.yaml",
        ("../p.yaml", "/repo"): "p.yaml",
        ("C:\\repo\\plans\\p.yaml", "C:\\repo"): "plans/p.yaml",
        ("C:\\other\\p.yaml", "C:\\repo"): "p.yaml",
        ("plans\\p.yaml", ""): "plans/p.yaml",
        ("..", ""): "plan",
        ("", ""): "plan",
    }
    assert {key: relative_uri(*key) for key in told} == told
