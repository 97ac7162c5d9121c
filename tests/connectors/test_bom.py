import json

import pytest

from connectors.bom import NoBomError
from connectors.bomfiles import records_in_bom
from connectors.bomwriting import BomFormat, bom_text
from connectors.purls import located, purl_of
from connectors.record import Hub, Kind, ModelRecord, Relation
from tests.connectors.answers import pulled
from tests.connectors.asking import NOON

ONE = pulled(
    "acme/one",
    {
        "author": "acme",
        "createdAt": "2026-01-01T00:00:00Z",
        "pipeline_tag": "text-generation",
        "cardData": {
            "license": "other",
            "license_name": "Acme RL",
            "license_link": "https://acme.example/rl",
            "datasets": ["acme/talk", "a folder of ours"],
        },
        "baseModels": {"relation": "finetune", "models": [{"id": "acme/root"}]},
    },
).record
ROOT = pulled("acme/root", {"cardData": {"license": "apache-2.0"}}).record
TALK = pulled("acme/talk", {"cardData": {"license": "cc-by-4.0"}}, kind=Kind.DATASET).record
ALL = (ONE, ROOT, TALK)


def read(value: object) -> tuple[ModelRecord, ...]:
    return records_in_bom(json.dumps(value).encode(), "bom.json", NOON)


@pytest.mark.parametrize("form", list(BomFormat))
def test_what_was_written_reads_as_what_it_was(form: BomFormat) -> None:
    text = bom_text(ALL, form, "distillgate 1")
    records = records_in_bom(text.encode(), "bom.json", NOON)
    by_id = {(each.kind, each.id): each for each in records}
    one = by_id[Kind.MODEL, "hf:acme/one"]
    assert {each.id.casefold().replace(" ", "-") for each in one.licenses if each.id} <= {
        "acme-rl"
    }
    assert [(each.id, each.relation, each.hub) for each in one.bases] == [
        ("acme/root", Relation.FINETUNE, Hub.HUGGINGFACE)
    ]
    assert [(each.id, each.hub) for each in one.datasets] == [
        ("acme/talk", Hub.HUGGINGFACE),
        ("a folder of ours", None),
    ]
    root = by_id[Kind.MODEL, "hf:acme/root"]
    assert [each.id for each in root.licenses] == ["Apache-2.0"]
    talk = by_id[Kind.DATASET, "hf:acme/talk"]
    assert [each.id for each in talk.licenses] == ["CC-BY-4.0"]
    assert {each.hub for each in records} == {Hub.FILE}


@pytest.mark.parametrize("form", list(BomFormat))
def test_the_same_records_give_the_same_bytes(form: BomFormat) -> None:
    text = bom_text(ALL, form, "distillgate 1")
    assert text == bom_text(tuple(reversed(ALL)), form, "distillgate 1")


def test_a_license_that_the_format_does_not_know_goes_by_its_name() -> None:
    whole = json.loads(bom_text(ALL, BomFormat.CYCLONEDX, "distillgate 1"))
    licenses = {each["name"]: each.get("licenses", []) for each in whole["components"]}
    assert licenses["one"] == [
        {
            "license": {
                "name": "Acme RL",
                "url": "https://acme.example/rl",
                "acknowledgement": "declared",
            }
        }
    ]
    assert licenses["root"] == [
        {"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}
    ]
    assert (whole["bomFormat"], whole["specVersion"]) == ("CycloneDX", "1.6")


def test_evidence_goes_along_with_its_digest() -> None:
    whole = json.loads(bom_text((ONE,), BomFormat.CYCLONEDX, "distillgate 1"))
    found = whole["components"][0]["externalReferences"]
    assert {each["type"] for each in found} == {"evidence"}
    assert found[0]["hashes"] == [{"alg": "SHA-256", "content": ONE.evidence[0].sha256}]


def test_what_others_wrote_is_read() -> None:
    model = {
        "bom-ref": "m",
        "type": "machine-learning-model",
        "group": "acme",
        "name": "one",
        "purl": "pkg:huggingface/acme/one@ABC",
        "licenses": [
            {"license": {"name": "Acme License", "acknowledgement": "declared"}},
            {"license": {"id": "MIT", "acknowledgement": "concluded"}},
            {"expression": "MIT OR Apache-2.0"},
        ],
        "pedigree": {
            "ancestors": [{"type": "machine-learning-model", "name": "Root", "purl": "pkg:x/y"}]
        },
        "modelCard": {"modelParameters": {"datasets": [{"ref": "d"}, {"name": "inline"}]}},
    }
    data = {"bom-ref": "d", "type": "data", "name": "acme/talk"}
    outer = {"type": "application", "name": "app", "components": [model]}
    one, talk = read(
        {"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [outer, data]}
    )
    assert one.id == "hf:acme/one"
    assert [each.id for each in one.aliases] == ["acme/one"]
    assert [(each.raw, each.id) for each in one.licenses] == [
        ("Acme License", None),
        ("MIT OR Apache-2.0", None),
    ]
    assert [(each.id, each.relation, each.hub) for each in one.bases] == [
        ("Root", Relation.UNKNOWN, None)
    ]
    assert [each.id for each in one.datasets] == ["acme/talk", "inline"]
    assert one.licenses[0].where.pointer == "/components/0/components/0/licenses/0/license/name"
    assert talk.kind is Kind.DATASET


def test_relations_of_spdx_are_read_from_either_end() -> None:
    graph = [
        {"type": "ai_AIPackage", "spdxId": "u:1", "name": "one"},
        {
            "type": "ai_AIPackage",
            "spdxId": "u:2",
            "name": "root",
            "software_packageUrl": "pkg:huggingface/acme/root",
        },
        {
            "type": "Relationship",
            "from": "u:2",
            "to": ["u:1"],
            "relationshipType": "ancestorOf",
        },
        {
            "type": "Relationship",
            "from": "u:1",
            "to": ["https://spdx.org/licenses/MIT"],
            "relationshipType": "hasDeclaredLicense",
        },
        {"type": "Relationship", "from": "u:1", "to": ["u:9"], "relationshipType": "trainedOn"},
    ]
    context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
    one, root = read({"@context": context, "@graph": graph})
    assert [(each.id, each.hub) for each in one.bases] == [("acme/root", Hub.HUGGINGFACE)]
    assert [(each.raw, each.id) for each in one.licenses] == [
        ("https://spdx.org/licenses/MIT", None)
    ]
    assert [each.id for each in one.datasets] == ["u:9"]
    assert root.id == "hf:acme/root"


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"bomFormat": "CycloneDX"},
        {"bomFormat": "CycloneDX", "specVersion": "1.3"},
        {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"},
        {"spdxVersion": "SPDX-2.3"},
    ],
)
def test_what_is_no_bill_of_materials_is_refused(value: object) -> None:
    with pytest.raises(NoBomError):
        read(value)


def test_package_urls_stand_for_references_and_back() -> None:
    found = located("pkg:huggingface/acme/one@abc")
    assert found is not None
    assert (found.hub, found.id, found.revision) == (Hub.HUGGINGFACE, "acme/one", "abc")
    assert purl_of(found.hub, found.id, found.revision) == "pkg:huggingface/acme/one@abc"
    assert purl_of(Hub.MLFLOW, "my model", "3") == "pkg:mlflow/my%20model@3"
    assert purl_of(Hub.OLLAMA, "x") is None
    assert purl_of(Hub.HUGGINGFACE, "bare") is None


@pytest.mark.parametrize(
    "purl",
    [
        "pkg:huggingface/acme/one?repository_url=https://elsewhere.example",
        "pkg:huggingface/..%2Fetc",
        "pkg:npm/left-pad",
        "hf:acme/one",
        "pkg:",
        "",
    ],
)
def test_other_package_urls_stand_for_nothing(purl: str) -> None:
    assert located(purl) is None
