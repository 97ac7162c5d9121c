"""The statements that ship: proven, guarding against mistakes, and never contradicted."""

from datetime import date
from functools import cache

import pytest

from distillgate.packfiles import read_layer
from distillgate.settings import settings_from
from distillgate.statementfiles import read_statements
from distillgate.usecases.library import Library
from distillgate.usecases.prove import Came, Proven, Search, prove
from distillgate.wiring import SOURCE_PACKS, library_of
from policy.packs import SourceFile, load_packs
from policy.proving.statements import Statement

DAY = date(2026, 11, 24)
LEAST = 15
STATEMENTS = SOURCE_PACKS / "statements"


@cache
def shipped() -> Library:
    return library_of([read_layer(SOURCE_PACKS)], settings_from({}, None, "linux"))


@cache
def statements() -> tuple[Statement, ...]:
    return read_statements((STATEMENTS,), shipped().pack)


def mistaken(name: str, old: str, new: str, count: int = 1) -> Library:
    """Return the shipped packs with one text in one file otherwise."""
    layer = read_layer(SOURCE_PACKS)
    files = []
    for file in layer.files:
        text = file.content.decode()
        if file.path.endswith(f"/{name}.yaml"):
            assert old in text
            text = text.replace(old, new, count)
        files.append(SourceFile(file.path, text.encode()))
    loaded = load_packs([(layer.name, files)])
    assert not loaded.errors
    return Library(loaded.pack, shipped().records)


def came(name: str, library: Library, search: Search | None = None) -> Proven:
    (one,) = (each for each in statements() if each.id == name)
    (found,) = prove([one], library, DAY, lambda _done, _all: True, search or Search())
    return found


def test_every_shipped_statement_is_proven_or_said_to_be_searched() -> None:
    found = prove(statements(), shipped(), DAY, lambda _done, _all: True, Search(5))
    assert {each.came for each in found} == {Came.PROVEN, Came.SEARCHED}
    assert sum(each.came is Came.PROVEN for each in found) >= LEAST
    assert all(each.targets for each in found if each.came is Came.PROVEN)


@pytest.mark.parametrize(
    ("statement", "file", "old", "new"),
    [
        (
            "llama-before-3-1-teaches-no-other-language-model",
            "llama-3-community-license",
            "          student.is_language_model: true",
            "          not: {student.is_language_model: true}",
        ),
        (
            "a-listed-recipient-of-weights-is-denied",
            "us-ear-entity-list",
            "release.recipient_listed_on: {has: us-bis-entity-list}",
            "not: {release.recipient_listed_on: {has: us-bis-entity-list}}",
        ),
        (
            "blocked-persons-get-nothing-from-us-persons",
            "us-ofac",
            "- release.recipient_listed_on: {has: us-ofac-sdn}",
            "- not: {release.recipient_listed_on: {has: us-ofac-sdn}}",
        ),
        (
            "blocked-persons-teach-nothing-to-us-persons",
            "us-ofac",
            "- ingredient.provider_listed_on: {has: us-ofac-sdn}",
            "- not: {ingredient.provider_listed_on: {has: us-ofac-sdn}}",
        ),
        (
            "noncommercial-data-needs-a-known-noncommercial-use",
            "cc-by-nc-4.0",
            "use.noncommercial: false",
            "use.noncommercial: true",
        ),
    ],
)
def test_a_mistake_in_one_clause_is_caught_with_what_shows_it(
    statement: str, file: str, old: str, new: str
) -> None:
    assert came(statement, shipped()).came is Came.PROVEN
    found = came(statement, mistaken(file, old, new, 9))
    assert found.came is Came.FALSE
    assert found.against is not None
    assert found.left


def test_the_same_seed_draws_the_same_cases() -> None:
    name = "not-knowing-is-never-permission"
    one, other = (came(name, shipped(), Search(5, seed)) for seed in (7, 7))
    assert one == other
    assert one.searched == 5


def test_without_a_search_nothing_is_said_of_the_engine() -> None:
    assert came("not-knowing-is-never-permission", shipped()).came is Came.NOT_SETTLED


def test_without_time_nothing_is_claimed() -> None:
    found = prove(statements(), shipped(), DAY, lambda _done, _all: False, Search(5))
    assert {each.came for each in found} == {Came.NOT_SETTLED}


@pytest.mark.soak
def test_a_hundred_thousand_random_cases_contradict_no_proof() -> None:
    # A few draws make no case that the statement is about.
    each = 110_000 // len(statements())
    found = prove(statements(), shipped(), DAY, lambda _done, _all: True, Search(each, 11))
    assert {one.came for one in found} == {Came.PROVEN, Came.SEARCHED}
    assert sum(one.searched for one in found) >= 100_000
