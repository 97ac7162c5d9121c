import json
from datetime import date
from itertools import pairwise

from distillgate.usecases.documentviews import (
    Edition,
    clause_json,
    difference,
    difference_json,
    document_json,
    documents_of,
    edition_json,
    edition_on,
    labels_with,
    last_edition_with,
)
from policy.documents import Document, DocumentKind
from tests.distillgate.libraries import example, shipped


def acme() -> Document:
    return example().pack.documents["acme-terms"]


def on(day: str) -> str:
    edition = edition_on(acme(), date.fromisoformat(day))
    assert edition is not None
    return edition.name


def edition(label: str) -> Edition:
    (version,) = (each for each in acme().versions if each.label == label)
    return Edition(acme(), version)


def test_the_version_of_the_day_is_shown() -> None:
    assert on("2025-12-31") == "acme-terms@2025-01-01"
    assert on("2026-01-01") == "acme-terms@2026-01-01"


def test_before_the_first_version_the_newest_is_shown() -> None:
    assert on("2024-01-01") == "acme-terms@2026-01-01"


def test_documents_are_chosen_by_kind_and_by_who_stands_behind_them() -> None:
    def names(kind: DocumentKind | None, issuer: str | None) -> list[str]:
        return [each.id for each in documents_of(example().pack, kind, issuer)]

    assert names(None, None) == ["acme-terms", "examplian-act", "house", "open-license"]
    assert names(DocumentKind.LAW, None) == ["examplian-act"]
    assert names(None, "acme") == ["acme-terms"]
    assert names(None, "EU") == ["examplian-act"]
    assert names(DocumentKind.LAW, "acme") == []


def test_a_clause_is_found_in_the_newest_version_that_has_it() -> None:
    found = last_edition_with(acme(), "outputs-are-yours")
    assert found is not None
    assert found.version.label == "2026-01-01"
    clause = found.clause("outputs-are-yours")
    assert clause is not None
    assert labels_with(acme(), clause) == ("2025-01-01", "2026-01-01")
    assert last_edition_with(acme(), "nothing") is None


def test_what_forbids_comes_first() -> None:
    effects = [clause.effect.value for clause in edition("2026-01-01").clauses]
    assert effects == ["forbids", "permits", "notes"]


def test_conditions_are_mappings_in_json() -> None:
    clause = edition("2025-01-01").clause("no-competing-models")
    assert clause is not None
    found = clause_json(edition("2025-01-01"), clause)
    assert found["clause"] == "acme-terms@2025-01-01#no-competing-models"
    assert found["when"] == {
        "ingredient.feeds_training": "true",
        "terms.competes_with_issuer": "true",
    }
    assert found["except"] == [
        {"section": "3.3(e)", "when": {"student.type": ["classifier", "embedding"]}}
    ]


def test_a_difference_names_what_was_added_removed_and_changed() -> None:
    found = difference(edition("2025-01-01"), edition("2026-01-01"))
    assert [each.id for each in found.added] == ["law"]
    assert found.removed == ()
    assert [(each.clause, list(each.fields)) for each in found.changed] == [
        ("no-competing-models", ["section", "statement", "except"])
    ]
    assert found.same == 1


def test_backwards_what_was_added_is_removed() -> None:
    found = difference(edition("2026-01-01"), edition("2025-01-01"))
    assert [each.id for each in found.removed] == ["law"]
    assert found.added == ()


def test_a_version_does_not_differ_from_itself() -> None:
    same = difference(edition("2026-01-01"), edition("2026-01-01"))
    assert (same.added, same.removed, same.changed, same.same) == ((), (), (), 3)


def test_everything_that_ships_can_be_shown_in_json() -> None:
    for document in documents_of(shipped()):
        json.dumps(document_json(document))
        editions = [Edition(document, version) for version in document.versions]
        for each in editions:
            json.dumps(edition_json(each))
        for first, second in pairwise(editions):
            json.dumps(difference_json(difference(first, second)))
