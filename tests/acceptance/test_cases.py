import os
import re
from pathlib import Path

import pytest

from distillgate.rendering import Format, Options, render
from distillgate.usecases.library import Library
from policy.diagnostics import Span
from policy.yamltext import source_line
from tests.acceptance.acceptance import CASES, answer, answered, expected_of, shipped

REWRITING = "UPDATE_GOLDEN" in os.environ  # noqa: TID251 the switch of all golden tests
_DIGEST = re.compile(r"packs [0-9a-f]{12}")


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture(params=sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to the folder of a case, as whoever checks the plan would."""
    case: Path = request.param
    monkeypatch.chdir(case)
    return case


def test_a_plan_gets_the_answer_that_a_careful_lawyer_gives(
    folder: Path, library: Library
) -> None:
    expected = expected_of(folder)

    checked, verdict = answer(library, expected.as_of)

    assert answered(checked, verdict, expected) == expected


def test_the_answer_reads_as_recorded(folder: Path, library: Library) -> None:
    checked, _ = answer(library, expected_of(folder).as_of)

    shown = _DIGEST.sub("packs DIGEST", render((checked,), Format.TEXT, Options(), _line_of))

    recorded = folder / "expected.txt"
    if REWRITING:
        recorded.write_bytes(shown.encode())
    assert recorded.read_bytes().decode() == shown


def _line_of(span: Span) -> str | None:
    file = Path(span.path)
    return source_line(file.read_bytes(), span.line) if file.is_file() else None
