from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from distillgate.usecases.library import Library
from distillgate.usecases.teachers import Teachers, Wish, plan_for, teachers_for
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.suggesting.offers import Offer
from policy.verdict import Ruling
from policy.yamltext import UnreadableError, read_yaml
from registry.casework import Records
from registry.catalogs import SeedCatalog
from registry.records import Artifact, ArtifactKind
from tests.distillgate.libraries import DAY, example

ORGANIZATION = "name: Example GmbH\ncountry: DE\nheadquarters_country: DE\nkind: company\n"


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    file = tmp_path / "org.yaml"
    file.write_text(ORGANIZATION, encoding="utf-8")
    return Wish("product", ("DE",), ("text",), ("api",), organization=str(file))


@cache
def library() -> Library:
    """Return the example with one more model, which is reached by an API."""
    known = example()
    catalog = known.records.catalog
    assert isinstance(catalog, SeedCatalog)
    more = Artifact("openai:large", ArtifactKind.MODEL, "acme", weights_open=False)
    wider = replace(catalog, artifact_records=(*catalog.artifact_records, more))
    return Library(known.pack, Records(wider))


def always(_judged: int, _found: int) -> bool:
    return True


def asked(wish: Wish) -> Teachers:
    return teachers_for(wish, library(), as_of=DAY, keep_going=always)


def test_every_teacher_of_the_catalog_is_judged_the_mildest_first(wish: Wish) -> None:
    found = asked(wish)
    assert found.settled
    assert found.left == 0
    rulings = [each.ruling for each in found.taught]
    assert rulings
    assert rulings == sorted(rulings)


def test_what_passes_has_a_basis_and_what_does_not_says_what_stands_against_it(
    wish: Wish,
) -> None:
    for each in asked(wish).taught:
        passes = each.ruling <= Ruling.WITH_OBLIGATIONS
        assert bool(each.bases) or not passes
        assert bool(each.blockers) is not passes


def test_signals_of_weights_are_not_asked_of_an_api(wish: Wish) -> None:
    found = asked(replace(wish, signals=("logits",)))
    assert all(each.offer.access == "weights" for each in found.taught)
    assert found.unlike + len(found.taught) == len(asked(wish).taught)
    assert found.unlike > 0


def test_a_list_that_is_stopped_says_how_many_are_left(wish: Wish) -> None:
    found = teachers_for(wish, library(), as_of=DAY, keep_going=lambda done, _: done < 1)
    assert not found.settled
    assert (len(found.taught), found.left) == (1, len(asked(wish).taught) - 1)


def test_without_signatures_no_more_passes(wish: Wish) -> None:
    signed = {each.offer: each.ruling for each in asked(wish).taught}
    for each in asked(replace(wish, attests=())).taught:
        assert each.ruling >= signed[each.offer]


def test_a_word_that_is_none_is_told() -> None:
    with pytest.raises(UnreadableError):
        asked(Wish("product", ("Atlantis",)))


def test_inside_the_house_nothing_is_released_unless_it_is_said() -> None:
    offer = Offer("hf:a/b", "weights")
    inside = plan_for(offer, Wish("internal-business"), DAY)
    assert "release: {forms: []}" in inside
    assert "release:" not in plan_for(offer, Wish("product"), DAY)
    notebook = Notebook()
    assert parse_plan(read_yaml(inside.encode(), "a.yaml"), notebook, lambda _: None)
    assert notebook.found == []
