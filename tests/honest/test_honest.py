"""Fifty plans that honest teams bring: most end in an answer, and each review is a real one."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from distillgate.settings import Settings
from distillgate.usecases.check import check_plans
from distillgate.usecases.library import Library
from distillgate.usecases.planfiles import plan_at
from distillgate.wiring import Layers, load_library
from policy.verdict import Severity, Verdict

HERE = Path(__file__).parent
DAY = date(2026, 11, 24)
HOW_MANY = 50
ANSWERED = 40
"""At least so many end in an answer; a usefulness as hard as any promise."""


class Expected(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: str
    looks_at: tuple[str, ...] = ()
    why: str | None = None


def _expected() -> Mapping[str, Expected]:
    content = yaml.safe_load((HERE / "expected.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Expected]).validate_python(content)


EXPECTED = _expected()
PLANS = sorted((HERE / "plans").glob("*.yaml"))


@pytest.fixture(scope="session", name="library")
def _library() -> Library:
    return load_library(Layers(), Settings())


def _verdict(path: Path, library: Library) -> Verdict:
    (checked,) = check_plans((plan_at(str(path)),), library, as_of=DAY)
    assert checked.verdict is not None, checked.diagnostics
    assert checked.diagnostics == ()
    return checked.verdict


def test_there_are_fifty_plans_and_each_has_an_expected_verdict() -> None:
    assert len(PLANS) == HOW_MANY
    assert {path.stem for path in PLANS} == set(EXPECTED)


def test_at_least_forty_plans_end_in_an_answer(library: Library) -> None:
    found = Counter(_verdict(path, library).ruling.word for path in PLANS)

    assert HOW_MANY - found["needs-review"] >= ANSWERED, found


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_comes_to_what_is_expected(path: Path, library: Library) -> None:
    expected = EXPECTED[path.stem]

    verdict = _verdict(path, library)

    asks = {each.name for each in verdict.findings if each.severity is Severity.REVIEW}
    assert (verdict.ruling.word, set(expected.looks_at) - asks) == (expected.verdict, set())


@pytest.mark.parametrize(
    "name", [name for name, each in EXPECTED.items() if each.verdict == "needs-review"]
)
def test_a_review_says_what_a_person_looks_at_and_why(name: str) -> None:
    assert EXPECTED[name].looks_at
    assert EXPECTED[name].why


def test_the_plans_are_spread_over_makers_uses_and_countries() -> None:
    plans = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in PLANS]
    teachers = {each["model"] for plan in plans for each in plan["teachers"]}
    countries = {plan["compute"]["country"] for plan in plans}
    purposes = {plan["use"]["purpose"] for plan in plans}
    kinds = {plan["student"]["type"] for plan in plans}

    assert len(teachers) >= 30
    assert len(countries) >= 12
    assert purposes >= {"research", "personal", "internal-business", "product"}
    assert kinds >= {"language-model", "classifier", "embedding", "reranker", "reward-model"}
