"""The case files of the packs that ship come out as they say, and cover what they must."""

import pytest

from distillgate.casefiles import case_files
from distillgate.usecases.runcases import Sources, run_cases
from distillgate.wiring import SOURCE_PACKS
from tests.acceptance.acceptance import shipped


@pytest.mark.soak  # `make check` runs them, by the command
def test_cases_of_the_shipped_packs_come_out_as_they_say() -> None:
    found = case_files([SOURCE_PACKS], SOURCE_PACKS, str(SOURCE_PACKS))
    sources = Sources(found.cases, found.plans, found.gates, found.diagnostics)
    outcome = run_cases(sources, shipped(), lambda _done, _total: None)
    assert outcome.diagnostics == ()
    assert outcome.plans > 50
