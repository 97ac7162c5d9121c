from dataclasses import replace
from decimal import Decimal

import pytest

from connectors.evidence import Where
from connectors.outcomes import Outcome
from connectors.record import Base, ModelRecord, Relation, Tier
from policy.case import Edge
from policy.documents import Confidence
from registry.catalogs import seed_catalog
from registry.hubrecords import artifact_of, overlaid
from registry.records import Artifact, ArtifactKind, LineageEdge, Provider
from registry.store import Catalog
from tests.connectors.answers import pulled

MODEL, DATASET = ArtifactKind.MODEL, ArtifactKind.DATASET
ACME = Provider("acme", "Acme", "US", hub_owners=("acme",))
ROOT = Artifact(
    "hf:acme/root",
    MODEL,
    "acme",
    aliases=("hf:acme/old-root",),
    weights_open=True,
    declared_license="acme-open",
    documents=("acme-license",),
    lineage_complete=True,
)


def a_catalog(*artifacts: Artifact) -> Catalog:
    return seed_catalog((ACME,), (), artifacts, ())


def a_record(name: str = "acme/one", **answer: object) -> ModelRecord:
    files = {"model.safetensors": b"x"}
    return pulled(name, answer, files).record


def an_artifact(record: ModelRecord) -> Artifact:
    found = artifact_of(record)
    assert found is not None
    return found


def test_a_record_becomes_what_the_registry_holds() -> None:
    card = {"license": "mit", "base_model": "acme/root", "datasets": ["acme/talk"]}
    made = an_artifact(
        a_record(
            cardData=card,
            baseModels={"relation": "adapter", "models": [{"id": "acme/root"}]},
            safetensors={"total": 7},
        )
    )
    assert (made.ref, made.kind, made.maker) == ("hf:acme/one", MODEL, "acme")
    assert (made.declared_license, made.contradiction) == ("mit", None)
    assert (made.weights_open, made.parameters) == (True, Decimal(7))
    assert made.made_from == (
        LineageEdge(Edge.WEIGHTS, "adapter", MODEL, "hf:acme/root", None, Confidence.MEDIUM),
        LineageEdge(Edge.DATA, "trained-on", DATASET, "hf:acme/talk", None, Confidence.MEDIUM),
    )
    assert made.lineage_complete is False
    assert made.source is not None
    assert made.source.startswith("huggingface acme/one@")


def test_what_could_not_be_read_says_nothing() -> None:
    record = a_record(cardData={"license": "mit"})
    failed = tuple(replace(each, outcome=Outcome.RATE_LIMITED) for each in record.asked)
    assert artifact_of(replace(record, asked=failed)) is None


@pytest.mark.parametrize(
    ("card", "declared"),
    [
        ({}, None),
        ({"license": "other"}, "other"),
        ({"license": "other", "license_name": "Acme-RL"}, "acme-rl"),
        ({"license": "other", "license_name": "gemma-terms-of-use"}, "gemma"),
        ({"license": "license"}, None),
        ({"license": False}, None),
        ({"license": ["mit"]}, "mit"),
        ({"license": "mit", "license_name": "whatever"}, "mit"),
    ],
)
def test_a_license_is_taken_as_declared(card: dict[str, object], declared: str | None) -> None:
    assert an_artifact(a_record(cardData=card)).declared_license == declared


def test_places_that_differ_are_a_contradiction() -> None:
    made = an_artifact(a_record(cardData={"license": "mit"}, tags=["license:llama3.1"]))
    assert made.declared_license == "llama3.1"
    assert made.contradiction == (
        "at huggingface, `tags/0` says llama3.1, `cardData/license` says mit"
    )


def test_what_a_name_suggests_and_itself_is_not_what_it_was_made_from() -> None:
    record = a_record(cardData={"base_model": ["acme/one", "ACME/One"]})
    guess = Base("acme/root", Relation.QUANTIZED, Tier.NAME, Where(0))
    assert an_artifact(replace(record, bases=(*record.bases, guess))).made_from == ()


def test_a_base_that_is_no_id_is_kept_in_words() -> None:
    made = an_artifact(a_record(cardData={"base_model": "/data/7b"}))
    (edge,) = made.made_from
    assert (edge.ref, edge.words) == (None, "/data/7b")


def test_a_hub_fills_what_the_catalog_lacks() -> None:
    catalog = overlaid(a_catalog(), [a_record(cardData={"license": "mit"})])
    found = catalog.artifact("hf:Acme/One", MODEL)
    assert found is not None
    assert found.declared_license == "mit"
    assert catalog.artifact("hf:acme/one", DATASET) is None
    assert catalog.artifact("hf:acme/two") is None
    assert [each.ref for each in catalog.artifacts()] == ["hf:acme/one"]


def test_a_hub_never_sets_aside_what_somebody_has_read() -> None:
    record = a_record("acme/root", cardData={"license": "acme-open"})
    found = overlaid(a_catalog(ROOT), [record]).artifact("hf:acme/root")
    assert found is not None
    assert found.documents == ("acme-license",)
    assert found.lineage_complete is True
    assert found.contradiction is None


def test_another_license_than_the_catalog_has_is_a_contradiction() -> None:
    record = a_record("acme/root", cardData={"license": "mit"})
    found = overlaid(a_catalog(ROOT), [record]).artifact("hf:acme/root")
    assert found is not None
    assert found.declared_license == "acme-open"
    assert found.contradiction is not None
    assert "the catalog has acme-open" in found.contradiction


def test_an_unnamed_license_contradicts_nothing() -> None:
    record = a_record("acme/root", cardData={"license": "other"})
    found = overlaid(a_catalog(ROOT), [record]).artifact("hf:acme/root")
    assert found is not None
    assert found.contradiction is None


def test_an_old_name_of_a_base_is_the_base_that_the_catalog_knows() -> None:
    record = a_record(cardData={"base_model": "acme/old-root"})
    found = overlaid(a_catalog(ROOT), [record]).artifact("hf:acme/one")
    assert found is not None
    assert [each.ref for each in found.made_from] == ["hf:acme/root"]


def test_what_hubs_say_was_made_from_something_is_among_its_children() -> None:
    child = replace(
        ROOT,
        ref="hf:acme/mini",
        aliases=(),
        made_from=(LineageEdge(Edge.WEIGHTS, "finetune", MODEL, "hf:acme/root"),),
    )
    record = a_record(cardData={"base_model": "acme/old-root"})
    catalog = overlaid(a_catalog(ROOT, child), [record])
    for name in ("hf:acme/root", "hf:acme/old-root"):
        found = catalog.children(name, MODEL)
        assert [each.ref for each in found] == ["hf:acme/mini", "hf:acme/one"]
    assert catalog.children("hf:acme/root", DATASET) == ()


def test_of_several_records_about_one_thing_the_newest_counts() -> None:
    old = a_record(cardData={"license": "mit"})
    new = a_record(cardData={"license": "apache-2.0"})
    new = replace(new, retrieved=new.retrieved.replace(year=2027))
    for order in ([old, new], [new, old]):
        found = overlaid(a_catalog(), order).artifact("hf:acme/one")
        assert found is not None
        assert found.declared_license == "apache-2.0"


def test_without_records_the_catalog_stays_itself() -> None:
    catalog = a_catalog(ROOT)
    assert overlaid(catalog, []) is catalog
