from pathlib import Path

import pytest

from tests.acceptance.acceptance import CASES, Laws, answer, answered, expected_of, shipped


@pytest.fixture(scope="session")
def laws() -> Laws:
    return shipped()


@pytest.mark.parametrize(
    "folder", [pytest.param(each, id=each.name) for each in sorted(CASES.iterdir())]
)
def test_a_plan_gets_the_answer_that_a_careful_lawyer_gives(folder: Path, laws: Laws) -> None:
    expected = expected_of(folder)

    verdict, warnings = answer(folder, laws, expected.as_of)

    assert answered(verdict, warnings, expected) == expected
