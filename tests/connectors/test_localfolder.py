import os
import struct
from pathlib import Path

import pytest

from connectors.disk import Disk
from connectors.evidence import digest
from connectors.gguf import key_values
from connectors.keeping import Recording, Replaying
from connectors.ledger import Pulled
from connectors.localfolder import LocalFolder
from connectors.outcomes import Outcome
from connectors.parts import UnreadableAnswerError
from connectors.record import Hub, Kind, Knowledge, Relation, RevisionKind, Tier, Topic
from connectors.safetensors import metadata
from connectors.wanted import Wanted
from tests.connectors.asking import NOON, Watch, Webs
from tests.connectors.weights import GgufValue, gguf, safetensors


@pytest.fixture
def disk(a_web: Webs) -> Disk:
    return Disk(Watch(), a_web())


def read(disk: Disk, path: Path, kind: Kind = Kind.MODEL) -> Pulled:
    return LocalFolder(disk, NOON).read(Wanted(str(path), kind))


def test_a_folder_says_what_its_card_texts_and_configurations_say(
    disk: Disk, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("---\nlicense: acme-open\ndatasets: [acme/talk]\n---\n")
    (tmp_path / "LICENSE").write_text("Do as you please.")
    (tmp_path / "adapter_config.json").write_text('{"base_model_name_or_path": "acme/root"}')
    (tmp_path / "weights.bin").write_bytes(b"\x80\x04pickle")
    pulled = read(disk, tmp_path)
    record = pulled.record
    assert record.hub is Hub.LOCAL
    assert [(each.id, each.where.pointer) for each in record.licenses] == [
        ("acme-open", "/license")
    ]
    assert [each.sha256 for each in record.texts] == [digest(b"Do as you please.")]
    assert [(each.id, each.relation, each.tier) for each in record.bases] == [
        ("acme/root", Relation.ADAPTER, Tier.EMBEDDED)
    ]
    assert [each.id for each in record.datasets] == ["acme/talk"]
    assert record.failed == ()
    assert not any("weights.bin" in each.url for each in record.evidence)


def test_a_folder_without_card_declares_nothing_and_that_is_known(
    disk: Disk, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text("{}")
    record = read(disk, tmp_path).record
    assert record.licenses == ()
    assert record.knows(Topic.LICENSE) is Knowledge.ANSWERED
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.ANSWERED
    assert record.knows(Topic.OWNER) is Knowledge.NOT_ASKED


def test_a_broken_card_leaves_the_license_open(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\nlicense: &a mit\n---\n")
    record = read(disk, tmp_path).record
    assert record.knows(Topic.CARD) is Knowledge.UNREADABLE


def test_a_gguf_header_tells_license_and_lineage(disk: Disk, tmp_path: Path) -> None:
    keys: dict[str, GgufValue] = {
        "general.architecture": "llama",
        "tokenizer.ggml.tokens": [f"t{number}" for number in range(5_000)],
        "tokenizer.ggml.scores": list(range(5_000)),
        "general.license": "mit",
        "general.license.link": "https://example.org/license",
        "general.base_model.count": 2,
        "general.base_model.0.name": "Root 8B",
        "general.base_model.0.repo_url": "https://huggingface.co/acme/root-8b",
        "general.base_model.1.name": "Other",
        "general.base_model.1.organization": "Acme",
        "general.datasets": ["acme/talk", "acme/walk"],
        "general.dataset.count": 1,
        "general.dataset.0.name": "Alpacas",
        "general.parameter_count": 8_000_000_000,
        "general.quantized": True,
        "general.scale": 0.5,
    }
    (tmp_path / "model.gguf").write_bytes(gguf(keys))
    record = read(disk, tmp_path).record
    (license_,) = record.licenses
    assert (license_.id, license_.link) == ("mit", "https://example.org/license")
    assert license_.where.pointer == "/general.license"
    told = [(each.id, each.hub) for each in record.bases]
    assert told == [("acme/root-8b", Hub.HUGGINGFACE), ("Acme / Other", None)]
    assert [each.id for each in record.datasets] == ["acme/talk", "acme/walk", "Alpacas"]
    assert record.parameters is not None
    assert record.parameters.value == 8_000_000_000


def test_a_license_of_several_words_is_no_id(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(gguf({"general.license": "mit,apache-2.0"}))
    (license_,) = read(disk, tmp_path / "m.gguf").record.licenses
    assert (license_.raw, license_.id) == ("mit,apache-2.0", None)


def test_a_safetensors_header_tells_license_and_what_was_merged(
    disk: Disk, tmp_path: Path
) -> None:
    told = {
        "modelspec.license": "CreativeML Open RAIL++-M",
        "modelspec.merged_from": "left, right",
        "ss_base_model_version": "sdxl_base_v1-0",
    }
    (tmp_path / "model.safetensors").write_bytes(safetensors(told))
    record = read(disk, tmp_path).record
    assert [each.raw for each in record.licenses] == ["CreativeML Open RAIL++-M"]
    assert [(each.id, each.relation) for each in record.bases] == [
        ("left", Relation.MERGE),
        ("right", Relation.MERGE),
        ("sdxl_base_v1-0", Relation.UNKNOWN),
    ]
    assert record.licenses[0].where.pointer == "/__metadata__/modelspec.license"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GG",
        b"GGML" + bytes(40),
        b"GGUF" + struct.pack("<IQQ", 9, 0, 0),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 2**63),
        b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**62),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sI", 1, b"k", 77),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sIIQ", 1, b"k", 9, 8, 2**60),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sIIQ", 1, b"k", 9, 9, 2**60),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q1sIIQ", 1, b"k", 9, 4, 2**60),
        gguf({"a": "b"})[:-9],
    ],
)
def test_a_hostile_gguf_header_is_unreadable(
    disk: Disk, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "m.gguf").write_bytes(content)
    with pytest.raises(UnreadableAnswerError):
        key_values(content)
    record = read(disk, tmp_path).record
    assert record.knows(Topic.EMBEDDED_LINEAGE) is Knowledge.UNREADABLE
    assert record.evidence[-2].outcome is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x02\x00",
        bytes(8),
        (2**63).to_bytes(8, "little") + b"{}",
        (17 * 1_024 * 1_024).to_bytes(8, "little") + b"{}",
        (500).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (2).to_bytes(8, "little") + b"xx",
        (200).to_bytes(8, "little") + b"[" * 200,
    ],
)
def test_a_hostile_safetensors_header_is_unreadable(
    disk: Disk, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "m.safetensors").write_bytes(content)
    with pytest.raises(UnreadableAnswerError):
        metadata(content)
    assert read(disk, tmp_path).record.knows(Topic.EMBEDDED_LINEAGE) is Knowledge.UNREADABLE


def test_only_the_first_weights_are_looked_into(disk: Disk, tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"model-{number}.safetensors").write_bytes(safetensors(None))
    record = read(disk, tmp_path).record
    assert sum(each.topic is Topic.EMBEDDED_LINEAGE for each in record.asked) == 4


def test_a_pipe_among_the_files_blocks_nobody(disk: Disk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "README.md")
    os.mkfifo(tmp_path / "m.gguf")
    assert read(disk, tmp_path).record.files == ()
    record = read(disk, tmp_path / "m.gguf").record
    assert record.evidence[0].outcome is Outcome.UNREADABLE


def test_a_license_that_is_too_large_is_unreadable(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_bytes(b"x" * 1_048_577)
    record = read(disk, tmp_path).record
    assert record.texts == ()
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.UNREADABLE


def test_a_folder_that_is_not_there_is_told(disk: Disk, tmp_path: Path) -> None:
    for name in ("nowhere", "nowhere.gguf"):
        record = read(disk, tmp_path / name).record
        metadata_ = [each for each in record.asked if each.topic is Topic.METADATA]
        assert [each.outcome for each in metadata_] == [Outcome.NOT_FOUND_OR_PRIVATE]


def test_a_download_notes_its_commit(disk: Disk, tmp_path: Path) -> None:
    noted = tmp_path / ".cache/huggingface/download"
    noted.mkdir(parents=True)
    (noted / "config.json.metadata").write_text(f"{'ab' * 20}\netag\n1700000000.0\n")
    record = read(disk, tmp_path).record
    assert record.revision is not None
    assert (record.revision.value, record.revision_kind) == ("ab" * 20, RevisionKind.COMMIT)


def test_a_folder_is_replayed_without_the_folder(disk: Disk, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    (folder / "m.gguf").write_bytes(gguf({"general.license": "apache-2.0"}))
    recording = Recording(tmp_path / "bundle", disk)
    recorded = LocalFolder(recording, NOON).read(Wanted(str(folder)))
    recording.finish({})
    (folder / "README.md").unlink()
    replaying = Replaying(tmp_path / "bundle", Watch())
    assert LocalFolder(replaying, NOON).read(Wanted(str(folder))) == recorded
