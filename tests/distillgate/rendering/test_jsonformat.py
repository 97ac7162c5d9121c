import json

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from distillgate import __version__
from distillgate.rendering import Format, Options, render
from distillgate.usecases.checked import CheckedPlan
from policy.verdictjson import verdict_json, verdict_schema
from tests.distillgate.rendering import texts, verdicts
from tests.distillgate.rendering.verdicts import checked, lines_of

VALIDATOR = Draft202012Validator(verdict_schema(), format_checker=FormatChecker())


def shown(*plans: CheckedPlan) -> object:
    text = render(plans, Format.JSON, Options(), lines_of)
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return json.loads(text)


@settings(deadline=None)
@given(st.lists(texts.plans(), min_size=1, max_size=3))
def test_verdicts_follow_the_published_schema(plans: list[CheckedPlan]) -> None:
    found = shown(*plans)
    listed = found if isinstance(found, list) else [found]
    assert len(listed) == len(plans)
    for plan, each in zip(plans, listed, strict=True):
        assert VALIDATOR.is_valid(each) == (plan.verdict is not None)


def test_one_plan_is_the_object_and_several_are_a_list() -> None:
    answer = verdict_json(verdicts.denied(), __version__)
    assert shown(checked(verdicts.denied())) == answer
    assert shown(checked(verdicts.denied()), checked(verdicts.denied())) == [answer, answer]


def test_a_plan_that_cannot_be_read_says_why() -> None:
    assert shown(verdicts.unreadable()) == {
        "schema": "distillgate/diagnostics/v1",
        "path": "plan.yaml",
        "engine": __version__,
        "diagnostics": [
            {
                "code": "unknown-key",
                "level": "error",
                "message": "`techers` is no key of a plan",
                "path": "plan.yaml",
                "line": 7,
                "column": 1,
                "length": 7,
                "hint": "did you mean `teachers`?",
            }
        ],
    }
