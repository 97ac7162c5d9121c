"""The cases stand against the research that they were translated from, where it is here."""

from collections.abc import Iterator, Mapping

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from distillgate.usecases.library import Library
from tests.jurisdictions.jurisdictions import Asked, answer, cases, library
from tests.knowledge.instruments import (
    clauses_for,
    instruments,
    research_folder,
    stated_differences,
)

RESEARCH = research_folder()
pytestmark = pytest.mark.skipif(RESEARCH is None, reason="the research is not here")
RENAMED = {"sg-zhipu-open-weights-teacher": "sg-listed-open-weights-teacher"}
OUTCOMES = {
    "approve": "approved",
    "approve-with-obligations": "approved-with-obligations",
    "needs-review": "needs-review",
    "deny": "denied",
}


class Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    outcome: str
    deciding_rule: str | None
    other_rules: tuple[str, ...] = ()
    variants: tuple["Stated", ...] = ()


class StatedCase(Stated):
    id: str


def _stated() -> Iterator[tuple[str, Stated]]:
    """Yield each plan of the research under the name of our case, or of its variant."""
    assert RESEARCH is not None
    content = yaml.safe_load((RESEARCH / "cases.yaml").read_text(encoding="utf-8"))
    for written in content["cases"]:
        case = StatedCase.model_validate(written)
        yield RENAMED.get(case.id, case.id), case
        for place, variant in enumerate(case.variants):
            yield f"{RENAMED.get(case.id, case.id)}/{place}", variant


def _ours() -> Mapping[str, Asked]:
    return {asked.place: asked for asked in cases()}


@pytest.fixture(scope="session", name="library")
def _library() -> Library:
    return library()


@pytest.fixture(scope="session", name="clauses")
def _clauses(library: Library) -> Mapping[str, frozenset[str]]:
    """Return for each rule of the research the clauses that state it."""
    assert RESEARCH is not None
    named = stated_differences().clauses
    return {
        rule.id: frozenset(
            each.name for each in clauses_for(rule, instrument, library.pack, named)
        )
        for instrument in instruments(RESEARCH)
        for rule in instrument.rules
    }


def test_every_plan_of_the_research_is_a_case() -> None:
    assert {place for place, _ in _stated()} == set(_ours())


def test_every_outcome_is_the_stated_one_but_for_departures_with_a_reason() -> None:
    ours = _ours()

    for place, stated in _stated():
        told = ours[place].answer
        said = OUTCOMES[stated.outcome]
        assert (place, told.departs.stated if told.departs else told.verdict) == (place, said)


def test_every_deciding_rule_decides_and_every_other_rule_is_told_or_accounted_for(
    library: Library, clauses: Mapping[str, frozenset[str]]
) -> None:
    ours = _ours()
    silent: list[tuple[str, str]] = []

    for place, stated in _stated():
        asked = ours[place]
        _, told = answer(asked, library)
        moved = asked.answer.moved
        deciding = clauses.get(stated.deciding_rule or "", frozenset())
        if deciding and not asked.answer.departs and stated.deciding_rule not in moved:
            assert (place, asked.answer.decided_by in deciding) == (place, True)
        silent += [
            (place, rule)
            for rule in stated.other_rules
            if not clauses[rule] & told and rule not in moved
        ]

    assert silent == []
