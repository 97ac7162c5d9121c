"""Mutants of a few documents; the soak tests take all that have a case file."""

from dataclasses import replace

import pytest

from tests.acceptance.mutation import mutant_run, surviving

FEW = ("openai-services-agreement", "llama-3.1-community-license")


@pytest.mark.parametrize("name", FEW)
def test_every_mutant_is_noticed_by_a_case(name: str) -> None:
    assert surviving(name) == []
    assert mutant_run().of(name).caught > 40


def test_without_its_cases_a_document_lets_its_mutants_live() -> None:
    bare = replace(mutant_run(), files=()).of(FEW[0])
    assert bare.caught == 0
    assert len(bare.surviving) > 40
