"""Each hub reads its own answers from a server; none is led astray, whatever it is asked."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.disk import Disk
from connectors.hubs import OLLAMA_DAEMON, SOURCES, Hubs
from connectors.ledger import Pulled
from connectors.outcomes import Outcome
from connectors.record import (
    Gate,
    Hub,
    Kind,
    Knowledge,
    ModelRecord,
    Relation,
    RevisionKind,
    Topic,
)
from connectors.wanted import Wanted
from tests.connectors.asking import NOON, Watch, Webs
from tests.connectors.fakehub import Canned, FakeHub, as_json

ONLINE = sorted(set(SOURCES) - {"local"})


def read(
    web_of: Webs, hub: FakeHub, scheme: str, name: str, revision: str | None = None
) -> ModelRecord:
    homes = {scheme: hub.url} if scheme != "ollama-daemon" else {OLLAMA_DAEMON: hub.url}
    hubs = Hubs(web_of(hub.url), NOON, homes)
    known = "ollama" if scheme == "ollama-daemon" else scheme
    return hubs.read(known, Wanted(name, Kind.MODEL, revision)).record


def outcome_of(record: ModelRecord, topic: Topic = Topic.METADATA) -> set[Outcome]:
    return {each.outcome for each in record.asked if each.topic is topic}


NAMES = {"civitai": "4201", "zenodo": "1234567", "mlflow": "student", "ollama": "acme:7b"}


@pytest.mark.parametrize("scheme", ONLINE)
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (as_json({}, 503), Outcome.UNAVAILABLE),
        (as_json({}, 429, Retry_After="900"), Outcome.RATE_LIMITED),
        (Canned(200, b"<html>"), Outcome.UNREADABLE),
        (Canned(200, b"[" * 9_000), Outcome.UNREADABLE),
        (as_json({}, 418), Outcome.UNEXPECTED),
    ],
)
def test_every_hub_tells_how_a_question_ended(
    hub: FakeHub, a_web: Webs, scheme: str, answer: Canned, outcome: Outcome
) -> None:
    hub.everything = answer
    record = read(a_web, hub, scheme, NAMES.get(scheme, "acme/one"))
    assert outcome_of(record) == {outcome}
    assert record.licenses == ()
    assert hub.log


@pytest.mark.parametrize("scheme", ONLINE)
@pytest.mark.parametrize("name", ["", "..", "a/../b", "a/b?c", "/a", "a/b#c", "a b/c\n", "ü/x"])
def test_what_can_be_no_name_is_not_asked_for(
    hub: FakeHub, a_web: Webs, scheme: str, name: str
) -> None:
    hub.everything = as_json({})
    record = read(a_web, hub, scheme, name)
    if scheme != "mlflow":
        assert hub.log == []
        assert outcome_of(record) == {Outcome.BAD_REQUEST}
    assert all(asked.path.startswith("/api/2.0/mlflow/") for asked in hub.log)


@pytest.mark.parametrize("scheme", ONLINE)
def test_an_answer_of_empty_or_wrong_parts_is_borne(
    hub: FakeHub, a_web: Webs, scheme: str
) -> None:
    bodies: tuple[object, ...] = (
        {},
        {"data": 7, "Data": [], "license": [[]], "tags": {}, "id": {}},
        [],
    )
    for body in bodies:
        hub.everything = as_json(body)
        record = read(a_web, hub, scheme, NAMES.get(scheme, "acme/one"))
        assert all(each.where.evidence < len(record.evidence) for each in record.licenses)


MANIFEST_KIND = "application/vnd.ollama.image."


def a_manifest(hub: FakeHub, licenses: list[bytes], place: str = "/v2/library/acme") -> None:
    config = json.dumps({"model_family": "acme"}).encode()
    layers = [{"mediaType": f"{MANIFEST_KIND}model", "digest": f"sha256:{'1' * 64}", "size": 9}]
    for body in (config, *licenses):
        hub.put(f"{place}/blobs/sha256:{sha256(body).hexdigest()}", Canned(200, body))
    layers += [
        {
            "mediaType": f"{MANIFEST_KIND}license",
            "digest": f"sha256:{sha256(body).hexdigest()}",
            "size": len(body),
        }
        for body in licenses
    ]
    named = {"digest": f"sha256:{sha256(config).hexdigest()}"}
    hub.put(f"{place}/manifests/7b", as_json({"config": named, "layers": layers}))


def test_ollama_tells_licenses_by_the_digest_of_their_text(hub: FakeHub, a_web: Webs) -> None:
    a_manifest(hub, [b"words", b"policy"])
    record = read(a_web, hub, "ollama", "acme:7b")
    assert [each.sha256 for each in record.texts] == [
        sha256(b"words").hexdigest(),
        sha256(b"policy").hexdigest(),
    ]
    assert record.revision_kind is RevisionKind.DIGEST
    assert hub.log[0].headers["accept"].startswith("application/vnd.docker.distribution")
    assert [each.path for each in record.files] == ["model", "license", "license"]


def test_ollama_without_a_license_layer_has_no_text_and_that_is_known(
    hub: FakeHub, a_web: Webs
) -> None:
    a_manifest(hub, [], "/v2/jo/acme")
    record = read(a_web, hub, "ollama", "jo/acme", "7b")
    assert record.texts == ()
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.ANSWERED


def test_a_blob_that_is_not_what_its_digest_says_is_not_believed(
    hub: FakeHub, a_web: Webs
) -> None:
    a_manifest(hub, [b"words"])
    place = f"/v2/library/acme/blobs/sha256:{sha256(b'words').hexdigest()}"
    hub.put(place, Canned(200, b"other words"))
    record = read(a_web, hub, "ollama", "acme:7b")
    assert record.texts == ()
    assert outcome_of(record, Topic.LICENSE_TEXT) == {Outcome.UNREADABLE}


def test_a_digest_that_is_a_path_is_never_asked_for(hub: FakeHub, a_web: Webs) -> None:
    layer = {"mediaType": f"{MANIFEST_KIND}license", "digest": "../../../etc/passwd"}
    hub.put("/v2/library/acme/manifests/7b", as_json({"layers": [layer]}))
    record = read(a_web, hub, "ollama", "acme:7b")
    assert len(hub.log) == 1
    assert record.oddities
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.UNREADABLE


def test_a_name_of_another_hub_is_sent_there(hub: FakeHub, a_web: Webs) -> None:
    record = read(a_web, hub, "ollama", "hf.co/acme/one")
    assert [each.detail for each in record.asked] == [
        "such a name lies on Hugging Face: read it with `hf:`"
    ]


def test_a_daemon_tells_license_header_and_digest(hub: FakeHub, a_web: Webs) -> None:
    info = {"general.license": "llama3.1", "general.parameter_count": 8}
    shown = {"license": "words", "details": {"parent_model": "root:8b"}, "model_info": info}
    hub.put("/api/show", as_json(shown))
    held = {"name": "acme:7b", "digest": "ab" * 32}
    hub.put("/api/tags", as_json({"models": [held]}))
    record = read(a_web, hub, "ollama-daemon", "acme:7b")
    assert json.loads(hub.log[0].body) == {"model": "acme:7b"}
    assert [(each.id, each.where.pointer) for each in record.licenses] == [
        ("llama3.1", "/model_info/general.license")
    ]
    assert [each.id for each in record.bases] == ["root:8b"]
    assert record.revision is not None
    assert record.revision.value == f"sha256:{'ab' * 32}"


def test_a_daemon_that_passes_a_name_on_says_to_whom(hub: FakeHub, a_web: Webs) -> None:
    remote = {"remote_host": "https://far.example:443", "remote_model": "large"}
    hub.put("/api/show", as_json(remote))
    record = read(a_web, hub, "ollama-daemon", "acme:cloud")
    assert record.remote is not None
    assert (record.remote.host, record.remote.model) == ("https://far.example:443", "large")


def test_modelscope_joins_what_both_of_its_interfaces_tell(hub: FakeHub, a_web: Webs) -> None:
    newer = {
        "id": "acme/one",
        "license": "apache-2.0",
        "gated": False,
        "login_required": True,
        "private": False,
        "tags": ["library:gguf"],
        "created_at": "2026-01-01T00:00:00Z",
    }
    hub.put("/openapi/v1/models/acme/one", as_json({"success": True, "data": newer}))
    older = {
        "License": "Llama 3.1 Community License",
        "BaseModel": ["mirror/root"],
        "BaseModelRelation": "adapter",
        "Visibility": 5,
        "Revision": "master",
        "ReadMeContent": "---\nlicense: other\nbase_model: mirror/root\n---\n# card",
    }
    hub.put("/api/v1/models/acme/one", as_json({"Code": 200, "Data": older}))
    files = [{"Type": "blob", "Path": "LICENSE", "Size": 5, "Sha256": "5" * 64}]
    hub.put("/api/v1/models/acme/one/repo/files", as_json({"Data": {"Files": files}}))
    hub.put("/api/v1/models/acme/one/repo", Canned(200, b"words"))
    record = read(a_web, hub, "modelscope", "acme/one")
    assert [(each.raw, each.id) for each in record.licenses] == [
        ("apache-2.0", "apache-2.0"),
        ("Llama 3.1 Community License", None),
        ("other", "other"),
    ]
    assert {(each.id, each.relation) for each in record.bases} == {
        ("mirror/root", Relation.ADAPTER),
        ("mirror/root", Relation.UNKNOWN),
    }
    assert record.gate is not None
    assert record.gate.value is Gate.LOGIN
    assert [each.path for each in record.texts] == ["LICENSE"]
    assert record.revision_kind is RevisionKind.BRANCH


def test_a_list_of_modelscope_that_may_be_cut_off_is_not_whole(
    hub: FakeHub, a_web: Webs
) -> None:
    hub.put("/openapi/v1/models/acme/one", as_json({"data": {"id": "acme/one"}}))
    hub.put("/api/v1/models/acme/one", as_json({"Data": {}}))
    files = [{"Type": "blob", "Path": f"f{number}"} for number in range(1_000)]
    hub.put("/api/v1/models/acme/one/repo/files", as_json({"Data": {"Files": files}}))
    record = read(a_web, hub, "modelscope", "acme/one")
    assert record.knows(Topic.FILES) is Knowledge.UNREADABLE


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (as_json({"code": "ResourceNotFound"}, 404), Outcome.NOT_FOUND_OR_PRIVATE),
        (as_json({"code": "InvalidAuthentication"}, 401), Outcome.BAD_CREDENTIALS),
        (as_json({"code": "OperationNotAllowed"}, 403), Outcome.FORBIDDEN),
        (as_json({"code": "QuotaLimitExceed"}, 403), Outcome.RATE_LIMITED),
        (as_json({"Code": 10_010_103_009}, 400), Outcome.BAD_CREDENTIALS),
    ],
)
def test_modelscope_has_codes_of_its_own(
    hub: FakeHub, a_web: Webs, answer: Canned, outcome: Outcome
) -> None:
    hub.put("/openapi/v1/models/acme/one", answer)
    assert outcome_of(read(a_web, hub, "modelscope", "acme/one")) == {outcome}


def test_a_router_gives_notices_and_no_license(hub: FakeHub, a_web: Webs) -> None:
    row = {"id": "acme/one", "canonical_slug": "acme/one", "hugging_face_id": "acme/One"}

    def listed(asked: object) -> Canned:
        found = "distillable=false" not in getattr(asked, "target", "")
        return as_json({"data": [row] if found else []})

    hub.put("/models", listed)
    served = {"data": {"endpoints": [{"provider_name": "Fast"}]}}
    hub.put("/models/acme/one/endpoints", as_json(served))
    record = read(a_web, hub, "openrouter", "acme/one")
    assert record.licenses == ()
    assert [each.kind for each in record.notices] == ["distillable", "served-by"]
    assert [(each.id, each.raw_relation) for each in record.bases] == [
        ("acme/One", "hugging_face_id")
    ]


def test_a_model_in_neither_list_of_a_router_has_no_notice(hub: FakeHub, a_web: Webs) -> None:
    row = {"id": "acme/one"}

    def listed(asked: object) -> Canned:
        return as_json({"data": [] if "distillable" in getattr(asked, "target", "") else [row]})

    hub.put("/models", listed)
    record = read(a_web, hub, "openrouter", "acme/one")
    assert record.notices == ()
    assert Outcome.ABSENT in outcome_of(record, Topic.NOTICES)
    gone = read(a_web, hub, "openrouter", "acme/two")
    assert outcome_of(gone) == {Outcome.NOT_FOUND_OR_PRIVATE}


def test_a_registry_tells_by_tags_and_by_its_artifact(hub: FakeHub, a_web: Webs) -> None:
    tags = [
        {"key": "license", "value": "llama3.1"},
        {"key": "teacher", "value": "acme/large"},
        {"key": "other", "value": "x"},
    ]
    model = {"name": "student", "tags": tags, "latest_versions": [{"version": "3"}]}
    version = {"version": "3", "source": "mlflow-artifacts:/1/models/m-1/artifacts", "tags": []}
    hub.put("/api/2.0/mlflow/registered-models/get", as_json({"registered_model": model}))
    hub.put("/api/2.0/mlflow/model-versions/get", as_json({"model_version": version}))
    place = "/api/2.0/mlflow-artifacts/artifacts/1/models/m-1/artifacts"
    mlmodel = b"flavors:\n  transformers:\n    source_model_name: acme/root\n    task: x\n"
    hub.put(f"{place}/MLmodel", Canned(200, mlmodel))
    hub.put(f"{place}/LICENSE.txt", Canned(200, b"words"))
    record = read(a_web, hub, "mlflow", "student")
    assert [each.id for each in record.licenses] == ["llama3.1"]
    assert {(each.id, each.relation) for each in record.bases} == {
        ("acme/large", Relation.DISTILLED),
        ("acme/root", Relation.UNKNOWN),
    }
    assert [each.path for each in record.texts] == ["LICENSE.txt"]
    assert record.revision_kind is RevisionKind.VERSION


def test_a_registry_that_nobody_set_is_not_asked(a_web: Webs) -> None:
    record = Hubs(a_web(), NOON).read("mlflow", Wanted("student")).record
    assert record.asked[0].detail == "MLFLOW_TRACKING_URI says where the registry is"


def test_an_artifact_elsewhere_is_not_fetched(hub: FakeHub, a_web: Webs) -> None:
    model = {"latest_versions": [{"version": "1"}]}
    version = {"version": "1", "source": "s3://bucket/../x"}
    hub.put("/api/2.0/mlflow/registered-models/get", as_json({"registered_model": model}))
    hub.put("/api/2.0/mlflow/model-versions/get", as_json({"model_version": version}))
    record = read(a_web, hub, "mlflow", "student")
    assert record.knows(Topic.EMBEDDED_LINEAGE) is Knowledge.NOT_ASKED


def test_github_gives_its_guess_and_the_texts_themselves(hub: FakeHub, a_web: Webs) -> None:
    names = [{"name": name} for name in ("LICENSE-CODE", "LICENSE-MODEL", "README.md")]
    hub.put("/repos/acme/one/contents", as_json(names))
    guess = {"license": {"key": "other", "spdx_id": "NOASSERTION"}}
    hub.put("/repos/acme/one/license", as_json(guess))
    for name in ("LICENSE-CODE", "LICENSE-MODEL"):
        content = base64.encodebytes(name.encode()).decode()
        held = {"encoding": "base64", "content": content}
        hub.put(f"/repos/acme/one/contents/{name}", as_json(held))
    record = read(a_web, hub, "github", "acme/one", "a" * 40)
    assert [(each.raw, each.id) for each in record.licenses] == [("NOASSERTION", "other")]
    assert [each.sha256 for each in record.texts] == [
        sha256(name.encode()).hexdigest() for name in ("LICENSE-CODE", "LICENSE-MODEL")
    ]
    assert record.revision_kind is RevisionKind.COMMIT
    assert all(asked.target.endswith(f"?ref={'a' * 40}") for asked in hub.log)


def test_github_without_a_license_has_none_and_that_is_known(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/repos/acme/one/contents", as_json([{"name": "main.py"}]))
    record = read(a_web, hub, "github", "acme/one")
    assert record.knows(Topic.LICENSE) is Knowledge.ANSWERED
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.ANSWERED


@pytest.mark.parametrize("content", ["%%%", "YQ", 7])
def test_a_text_that_is_no_base64_is_unreadable(
    hub: FakeHub, a_web: Webs, content: object
) -> None:
    hub.put("/repos/acme/one/contents", as_json([{"name": "LICENSE"}]))
    held = {"encoding": "base64", "content": content}
    hub.put("/repos/acme/one/contents/LICENSE", as_json(held))
    record = read(a_web, hub, "github", "acme/one")
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.UNREADABLE


def test_kaggle_has_a_license_for_each_variation(hub: FakeHub, a_web: Webs) -> None:
    one = {
        "licenseName": "Apache 2.0",
        "externalBaseModelUrl": "https://huggingface.co/acme/root",
        "trainingData": ["https://acme.example/data"],
    }
    inner = {"owner": {"slug": "acme"}, "modelSlug": "large"}
    two = {"licenseName": "Acme License", "baseModelInstanceInformation": inner}
    model = {"ref": "acme/one", "isPrivate": False, "instances": [one, two]}
    hub.put("/api/v1/models/acme/one/get", as_json(model))
    record = read(a_web, hub, "kaggle", "acme/one")
    assert [(each.raw, each.where.pointer) for each in record.licenses] == [
        ("Apache 2.0", "/instances/0/licenseName"),
        ("Acme License", "/instances/1/licenseName"),
    ]
    assert [(each.id, each.hub) for each in record.bases] == [
        ("acme/root", Hub.HUGGINGFACE),
        ("acme/large", Hub.KAGGLE),
    ]


def test_the_open_flags_of_civitai_are_no_license(hub: FakeHub, a_web: Webs) -> None:
    flags = {"allowCommercialUse": ["Sell"], "allowDerivatives": True}
    versions = [{"baseModel": "SD 1.5"}]
    hub.put("/api/v1/models/4201", as_json({"id": 4201, **flags, "modelVersions": versions}))
    record = read(a_web, hub, "civitai", "4201")
    assert record.licenses == ()
    assert [(each.kind, each.text) for each in record.notices] == [
        ("allowCommercialUse", '["Sell"]'),
        ("allowDerivatives", "true"),
    ]
    assert [(each.id, each.hub) for each in record.bases] == [("SD 1.5", None)]


def test_zenodo_tells_license_access_and_origin(hub: FakeHub, a_web: Webs) -> None:
    related = [{"identifier": "10.1/x", "relation": "isDerivedFrom"}]
    meta = {
        "license": {"id": "cc-by-4.0"},
        "access_right": "restricted",
        "access_conditions": "ask",
        "related_identifiers": related,
    }
    hub.put("/api/records/77", as_json({"id": 77, "metadata": meta}))
    record = read(a_web, hub, "zenodo", "77")
    assert [each.id for each in record.licenses] == ["cc-by-4.0"]
    assert record.gate is not None
    assert record.gate.value is Gate.MANUAL
    assert [each.id for each in record.datasets] == ["10.1/x"]


def test_replicate_only_links_to_a_license(hub: FakeHub, a_web: Webs) -> None:
    link = "https://github.com/acme/one/blob/main/LICENSE"
    model = {"owner": "acme", "name": "one", "license_url": link, "github_url": "https://x"}
    hub.put("/v1/models/acme/one", as_json(model))
    record = read(a_web, hub, "replicate", "acme/one")
    assert [(each.id, each.link) for each in record.licenses] == [(None, link)]
    assert [each.kind for each in record.notices] == ["code-of-the-wrapper"]


ARN = "arn:aws:bedrock:us-east-1::foundation-model/"
TAUGHT = {"teacherModelConfig": {"teacherModelIdentifier": f"{ARN}acme.large-v1:0"}}
SAVED: dict[str, tuple[object, Hub, str]] = {
    "a distilled model": (
        {
            "modelArn": f"{ARN}x",
            "modelName": "student",
            "baseModelArn": f"{ARN}acme.small-v1:0",
            "customizationConfig": {"distillationConfig": TAUGHT},
        },
        Hub.BEDROCK,
        "student",
    ),
    "offers": (
        {
            "modelId": "acme.large",
            "offers": [{"termDetails": {"legalTerm": {"url": "https://x"}}}],
        },
        Hub.BEDROCK,
        "acme.large",
    ),
    "availability": (
        {"modelId": "acme.large", "agreementAvailability": {"status": "AVAILABLE"}},
        Hub.BEDROCK,
        "acme.large",
    ),
    "azure": (
        {
            "id": "/subscriptions/s/registries/azureml/models/One/versions/2",
            "name": "2",
            "properties": {"properties": {"baseWeightsId": "Root"}},
            "systemMetadata": {"license": "custom", "publisher": "Acme"},
        },
        Hub.AZURE,
        "One",
    ),
    "vertex": (
        {"name": "publishers/acme/models/one", "openSourceCategory": "OSS", "versionId": "1"},
        Hub.VERTEX,
        "acme/one",
    ),
    "ngc": (
        {
            "model": {
                "orgName": "acme",
                "name": "one",
                "licenseTerms": [{"licenseId": "acme-open", "needsAcceptance": True}],
            }
        },
        Hub.NGC,
        "acme/one",
    ),
    "nanogpt": (
        {"id": "acme/one", "distillationPolicy": {"status": "allowed", "basis": "x"}},
        Hub.NANOGPT,
        "acme/one",
    ),
}


def read_file(web_of: Webs, path: Path) -> Pulled:
    return Hubs(Disk(Watch(), web_of()), NOON).read("local", Wanted(str(path)))


@pytest.mark.parametrize("name", sorted(SAVED))
def test_a_saved_answer_says_by_its_keys_what_it_is(
    a_web: Webs, tmp_path: Path, name: str
) -> None:
    answer, hub, id_ = SAVED[name]
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    record = read_file(a_web, tmp_path / "answer.json").record
    assert (record.hub, record.id) == (hub, id_)
    assert record.knows(Topic.METADATA) is Knowledge.ANSWERED
    assert record.licenses or record.notices or record.bases


def test_a_distilled_model_names_its_teacher(a_web: Webs, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(SAVED["a distilled model"][0]))
    record = read_file(a_web, tmp_path / "answer.json").record
    assert [(each.id, each.relation) for each in record.bases] == [
        ("acme.small-v1:0", Relation.FINETUNE),
        ("acme.large-v1:0", Relation.DISTILLED),
    ]


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1}', "[" * 999])
def test_what_is_no_saved_answer_is_unreadable(
    a_web: Webs, tmp_path: Path, content: str
) -> None:
    (tmp_path / "answer.json").write_text(content)
    record = read_file(a_web, tmp_path / "answer.json").record
    assert record.knows(Topic.METADATA) is Knowledge.UNREADABLE
