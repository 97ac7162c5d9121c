from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from distillgate.rendering import Format, Options, render
from distillgate.usecases.checked import CheckedPlan
from tests.distillgate.rendering import texts, verdicts
from tests.distillgate.rendering.verdicts import BAN, MINI, checked, lines_of, verdict


def junit(*plans: CheckedPlan) -> ET.Element:
    return ET.fromstring(render(plans, Format.JUNIT, Options(), lines_of))  # noqa: S314 our own


def cases(root: ET.Element) -> list[tuple[str | None, str | None, str | None]]:
    """Return each case with the type of its failure or error."""
    found = []
    for case in root.iter("testcase"):
        wrong = case.find("failure")
        wrong = case.find("error") if wrong is None else wrong
        kind = None if wrong is None else wrong.get("type")
        found.append((case.get("classname"), case.get("name"), kind))
    return found


@settings(deadline=None)
@given(st.lists(texts.plans(), max_size=3))
def test_whatever_was_found_is_well_formed_and_counted(plans: list[CheckedPlan]) -> None:
    root = junit(*plans)
    assert len(root.findall("testsuite")) == len(plans)
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert root.get(name) == str(len(list(root.iter(tag))))
        for suite in root.findall("testsuite"):
            assert suite.get(name) == str(len(list(suite.iter(tag))))


def test_a_case_for_each_ingredient_and_document() -> None:
    assert cases(junit(checked(verdict()))) == [
        (verdicts.LLAMA, "llama-3.3-community-license", None),
        (verdicts.LLAMA, "llama-3.3-model-card", None),
        (verdicts.THOUGHTS, "no document", None),
        (MINI, "openai-services-agreement", None),
    ]


def test_what_denies_and_what_needs_a_review_fails() -> None:
    found = (BAN, verdicts.NO_BASIS, verdicts.LEGAL_BASIS, verdicts.NAMING, verdicts.NOTE)
    failing = [each for each in cases(junit(checked(verdict(found)))) if each[2]]
    assert failing == [
        (verdicts.THOUGHTS, "distillgate", "review"),
        (MINI, "openai-services-agreement", "deny"),
        ("plan", "eu-gdpr", "review"),
    ]


def test_several_findings_on_one_document_are_one_failure() -> None:
    twice = (verdicts.unsure(BAN, "student.markets"), verdicts.clause(BAN, "other", "Other."))
    (failure,) = junit(checked(verdict(twice))).iter("failure")
    assert failure.get("type") == "deny"
    assert str(failure.get("message")).endswith("(and 1 more)")
    assert str(failure.text).count("  at plan.yaml:8:5") == 2


def test_what_is_waived_passes_and_is_told() -> None:
    root = junit(checked(verdict((verdicts.WAIVED,))))
    assert root.get("failures") == "0"
    told = [out.text for case in root.iter("testcase") for out in case.iter("system-out")]
    assert len(told) == 1
    assert "waived by: W-12" in str(told[0])


def test_a_plan_that_cannot_be_read_is_an_error() -> None:
    root = junit(verdicts.unreadable())
    assert cases(root) == [("plan", "reading", "unreadable")]
    (error,) = root.iter("error")
    assert error.get("message") == "the plan cannot be read: 1 error"
    assert str(error.text).startswith("plan.yaml:7:1: error[unknown-key]: ")
