"""The hub's own library reads our fake hub, and comes to the same facts as our reader."""

from hashlib import sha256
from pathlib import Path

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError, RemoteEntryNotFoundError

from connectors.huggingface import HuggingFace
from connectors.record import Gate, Kind, ModelRecord
from connectors.wanted import Wanted
from tests.connectors.asking import NOON, Webs
from tests.connectors.fakehf import Repository, serve
from tests.connectors.fakehub import Canned, FakeHub

ROOT = "acme/root"
ONE = Repository(
    "acme/one",
    {
        "cardData": {"license": "apache-2.0", "base_model": ROOT, "datasets": ["acme/talk"]},
        "baseModels": {"relation": "finetune", "models": [{"_id": "1" * 24, "id": ROOT}]},
        "tags": ["license:apache-2.0", f"base_model:{ROOT}", "dataset:acme/talk"],
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
    },
    {"LICENSE": b"the words of a license\n", "README.md": b"---\nlicense: apache-2.0\n---\n"},
)


@pytest.fixture
def library(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> HfApi:
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    return HfApi(endpoint=hub.url, token=False)


def ours(hub: FakeHub, webs: Webs, name: str, kind: Kind = Kind.MODEL) -> ModelRecord:
    return HuggingFace(webs(hub.url), NOON, hub.url).read(Wanted(name, kind)).record


def test_a_model_is_the_same_to_both(hub: FakeHub, a_web: Webs, library: HfApi) -> None:
    serve(hub, ONE)

    theirs = library.model_info(
        ONE.id,
        expand=[
            "author",
            "cardData",
            "gated",
            "library_name",
            "pipeline_tag",
            "sha",
            "siblings",
            "tags",
        ],
    )
    record = ours(hub, a_web, ONE.id)

    assert (record.id, record.revision and record.revision.value) == (theirs.id, theirs.sha)
    assert record.owner is not None
    assert record.owner.value == theirs.author
    assert record.gate is not None
    assert record.gate.value is Gate.NONE
    assert theirs.gated is False
    assert record.tags is not None
    assert list(record.tags.value) == theirs.tags
    assert record.library is not None
    assert record.library.value == theirs.library_name
    assert record.task is not None
    assert record.task.value == theirs.pipeline_tag
    assert theirs.card_data is not None
    assert {each.id for each in record.licenses} == {theirs.card_data["license"]}
    assert {each.id for each in record.bases} == {theirs.card_data["base_model"]}
    assert {each.id for each in record.datasets} == set(theirs.card_data["datasets"])
    assert {each.path for each in record.files} == {
        each.rfilename for each in theirs.siblings or ()
    }


def test_files_have_the_same_bytes_for_both(
    hub: FakeHub, a_web: Webs, library: HfApi, tmp_path: Path
) -> None:
    serve(hub, ONE)

    path = library.hf_hub_download(ONE.id, "LICENSE", cache_dir=tmp_path)
    record = ours(hub, a_web, ONE.id)

    (text,) = record.texts
    assert sha256(Path(path).read_bytes()).hexdigest() == text.sha256


def test_what_is_shut_and_what_is_not_there_is_so_for_both(
    hub: FakeHub, a_web: Webs, library: HfApi, tmp_path: Path
) -> None:
    shut = Repository("acme/shut", {**ONE.answer, "gated": "manual"}, ONE.files)
    serve(hub, shut)
    serve(hub, ONE)
    missing = Canned(404, headers={"X-Error-Code": "EntryNotFound"})
    hub.put(f"/{ONE.id}/resolve/main/NOTICE", missing)

    with pytest.raises(GatedRepoError):
        library.hf_hub_download(shut.id, "LICENSE", cache_dir=tmp_path)
    with pytest.raises(RemoteEntryNotFoundError):
        library.hf_hub_download(ONE.id, "NOTICE", cache_dir=tmp_path)
    record = ours(hub, a_web, shut.id)

    assert record.gate is not None
    assert record.gate.value is Gate.MANUAL
    assert record.texts == ()


def test_a_data_set_is_the_same_to_both(hub: FakeHub, a_web: Webs, library: HfApi) -> None:
    talk = Repository("acme/talk", {"cardData": {"license": "cc-by-4.0"}}, folder="datasets")
    serve(hub, talk)

    theirs = library.dataset_info(talk.id)
    record = ours(hub, a_web, talk.id, Kind.DATASET)

    assert record.id == theirs.id
    assert record.revision is not None
    assert record.revision.value == theirs.sha
    assert theirs.card_data is not None
    assert {each.id for each in record.licenses} == {theirs.card_data["license"]}
