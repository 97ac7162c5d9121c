import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from distillgate.settings import Settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library
from registry.records import Artifact
from tools.bases import PAGE, Outcome, Trial, page, trial
from tools.trials import Way, ways_of

TEXT = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| `(.+)` \| (.+) \|$", re.MULTILINE)
_COUNT = re.compile(r"^\| ([a-zA-Z, ]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)
ONE_IN = 32


@cache
def library() -> Library:
    return load_library(Layers(), Settings())


def listed() -> Iterator[Trial]:
    """Yield what the page says has no basis, with the reason that it gives."""
    for heading, section in zip(
        _SECTION.findall(TEXT), _SECTION.split(TEXT)[2::2], strict=True
    ):
        for ref, way in _ROW.findall(section):
            why = f"{heading[0].lower()}{heading[1:]}"
            yield Trial(ref, Way(way), Outcome.NONE, why)


def every_way() -> Iterator[tuple[Artifact, Way]]:
    for record in library().records.catalog.artifacts():
        for way in ways_of(record):
            yield record, way


def test_page_counts_everything_in_the_catalog() -> None:
    counted = {way: int(number) for way, number, *_ in _COUNT.findall(TEXT)}
    assert counted == Counter(way.value for _, way in every_way())


def test_numbers_of_the_page_add_up() -> None:
    rows = [tuple(map(int, numbers)) for _, *numbers in _COUNT.findall(TEXT)]
    assert [sum(outcomes) for _, *outcomes in rows] == [number for number, *_ in rows]
    assert sum(outcomes[-1] for outcomes in rows) == len([*listed()])


@pytest.mark.parametrize("said", [*listed()], ids=lambda said: f"{said.ref} {said.way.name}")
def test_what_the_page_lists_has_no_basis_for_that_reason(said: Trial) -> None:
    records = {(each.ref, way): each for each, way in every_way()}
    assert trial(library(), records[said.ref, said.way], said.way) == said


def test_what_the_page_does_not_list_has_a_basis_or_is_barred() -> None:
    without = {(each.ref, each.way) for each in listed()}
    sample = [
        (record, way)
        for record, way in every_way()
        if (record.ref, way) not in without
        and sha256(f"{record.ref} {way}".encode()).digest()[0] % ONE_IN == 0
    ]
    assert len(sample) > ONE_IN
    found = [trial(library(), record, way) for record, way in sample]
    assert [each for each in found if each.outcome is Outcome.NONE] == []


def test_most_of_the_catalog_has_a_basis_or_is_barred() -> None:
    rows = {way: tuple(map(int, numbers)) for way, *numbers in _COUNT.findall(TEXT)}
    shares = {way: numbers[-1] / numbers[0] for way, numbers in rows.items()}
    assert {way for way, share in shares.items() if share > 0.06} == {Way.API.value}


def test_page_groups_what_has_no_basis_by_reason() -> None:
    found = page(
        [
            Trial("hf:a/b", Way.TEACHER, Outcome.BASIS),
            Trial("hf:a/c", Way.TEACHER, Outcome.NONE, "the terms were not read"),
            Trial("hf:a/d", Way.DATA, Outcome.BAN),
        ]
    )
    assert "| weights, as a teacher | 2 | 1 | 0 | 1 | 50.0 % |" in found
    assert "| data set | 1 | 0 | 1 | 0 | 0.0 % |" in found
    assert found.endswith(
        "## The terms were not read\n\n| model or data set | taken as |\n| --- | --- |\n"
        "| `hf:a/c` | weights, as a teacher |\n"
    )
