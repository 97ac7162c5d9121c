"""The example plans, as text and as JSON, as their readers see them on a fixed day."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from distillgate import __version__
from distillgate.rendering import Format, Options, render
from distillgate.usecases.check import check_plans
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.library import Library
from distillgate.usecases.planfiles import plan_at
from policy.diagnostics import Span
from policy.verdict import Ruling
from tests.acceptance.acceptance import shipped

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(ROOT.glob("examples/[0-9]*.yaml"))
DAY = date(2026, 11, 24)
REWRITING = "UPDATE_GOLDEN" in os.environ  # noqa: TID251 the switch of all golden tests
_PACKS = re.compile(r"packs [0-9a-f]{12}|(?<=\"documents\": \")sha256:[0-9a-f]{64}")
MEANT = {
    "04-sell-a-chatbot-taught-by-gpt": Ruling.NEEDS_REVIEW,
    "05-train-on-staff-traces": Ruling.DENIED,
    "06-tune-on-public-mixtures": Ruling.NEEDS_REVIEW,
    "09-hunyuan-for-korea": Ruling.DENIED,
}
"""The examples whose point is a refusal, or a question for a person."""


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped()


@pytest.fixture(params=EXAMPLES, ids=lambda file: file.stem)
def checked(
    library: Library, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> CheckedPlan:
    """Return what an example comes to, named as from the root of the project."""
    monkeypatch.chdir(ROOT)
    name = request.param.relative_to(ROOT).as_posix()
    (found,) = check_plans((plan_at(name),), library, as_of=DAY)
    return found


def line_of(span: Span) -> str | None:
    lines = (ROOT / span.path).read_text(encoding="utf-8").splitlines()
    return lines[span.line - 1]


@pytest.mark.parametrize("form", [Format.TEXT, Format.JSON])
def test_an_example_reads_as_recorded(checked: CheckedPlan, form: Format) -> None:
    shown = render((checked,), form, Options(), line_of)
    if form is Format.JSON:
        shown = json.dumps(json.loads(shown), ensure_ascii=False, indent=1) + "\n"
    scrubbed = _PACKS.sub("PACKS", shown).replace(f'"{__version__}"', '"VERSION"')

    suffix = "txt" if form is Format.TEXT else "json"
    recorded = Path(__file__).with_name(f"{Path(checked.path).stem}.{suffix}")
    if REWRITING:
        recorded.write_bytes(scrubbed.encode())
    assert recorded.read_bytes().decode() == scrubbed


def test_an_example_ends_in_an_answer_unless_a_question_is_its_point(
    checked: CheckedPlan,
) -> None:
    assert checked.verdict is not None
    assert checked.diagnostics == ()
    meant = MEANT.get(Path(checked.path).stem)
    answers = {Ruling.APPROVED, Ruling.WITH_OBLIGATIONS} if meant is None else {meant}
    assert checked.verdict.ruling in answers


def test_there_are_twelve_examples() -> None:
    assert len(EXAMPLES) == 12
