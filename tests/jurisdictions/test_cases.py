import pytest

from distillgate.usecases.library import Library
from tests.jurisdictions.jurisdictions import Asked, answer, cases, library

ASKED = tuple(cases())


@pytest.fixture(scope="session", name="library")
def _library() -> Library:
    return library()


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_a_plan_comes_to_the_outcome_for_the_reason_stated(
    asked: Asked, library: Library
) -> None:
    verdict, told = answer(asked, library)

    wanted = {
        *asked.answer.also,
        *([asked.answer.decided_by] if asked.answer.decided_by else []),
    }
    missing = sorted(wanted - told)
    unwanted = sorted(told & set(asked.answer.not_told))
    assert (verdict.ruling.word, missing, unwanted) == (asked.answer.verdict, [], [])
