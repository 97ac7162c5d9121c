import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.fakehf import SHA, Repository, serve
from tests.connectors.fakehub import FakeHub, as_json, running_hub
from tests.distillgate.cli.running import Command

ROOT = Repository("acme/root", {"tags": ["license:acme-open"]}, {"LICENSE": b"words"})
ONE = Repository(
    "acme/one",
    {
        "cardData": {"license": "apache-2.0", "base_model": "acme/root"},
        "baseModels": {"relation": "finetune", "models": [{"id": "acme/root"}]},
    },
    {"README.md": b"---\nlicense: apache-2.0\n---\n"},
    verified=True,
)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with running_hub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        serve(running, ROOT)
        serve(running, ONE)
        yield running


def test_a_model_is_shown_with_the_place_of_every_fact(
    distillgate: Command, hub: FakeHub
) -> None:
    ran = distillgate("model", "pull", "hf:acme/one", "--no-keep")
    assert (ran.code, ran.err) == (0, "")
    assert f"revision   {SHA} [0/sha] (commit)" in ran.out
    assert "acme/root  finetune  resolved by the hub  [0/baseModels/models/0/id]" in ran.out
    assert "owner      acme [0/author], verified by the hub [3/isVerified]" in ran.out
    assert f"{hub.url}/api/models/acme/one" in ran.out


def test_a_record_is_a_file_that_programs_read(distillgate: Command, hub: FakeHub) -> None:
    ran = distillgate("model", "pull", "hf:acme/one", "--format", "json", "-o", "one.json")
    assert ran.code == 0
    assert ran.err.startswith("wrote one.json\n1 record kept in ")
    assert (distillgate.folder / "one.json").read_text("utf-8") == ran.out
    read = json.loads(ran.out)
    assert read["schema"] == "distillgate/model-record/v1"
    assert [each["id"] for each in read["records"]] == ["acme/one"]
    assert hub.log


def test_lineage_is_followed_to_the_roots(distillgate: Command, hub: FakeHub) -> None:
    ran = distillgate("model", "pull", "hf:acme/one", "--lineage", "--format", "json")
    assert [each["id"] for each in json.loads(ran.out)["records"]] == ["acme/one", "acme/root"]
    assert hub.log


def test_lineage_in_a_circle_ends(distillgate: Command, hub: FakeHub) -> None:
    back = {"cardData": {"base_model": ["acme/one", "acme/root", "ACME/Root"]}}
    serve(hub, Repository("acme/root", back))
    ran = distillgate("model", "pull", "hf:acme/one", "--lineage", "--format", "json")
    assert [each["id"] for each in json.loads(ran.out)["records"]] == ["acme/one", "acme/root"]


def test_what_does_not_exist_is_told_and_nothing_was_learned(
    distillgate: Command, hub: FakeHub
) -> None:
    ran = distillgate("model", "pull", "hf:acme/one", "hf:acme/nowhere")
    assert ran.code == 1
    assert "error[not-pulled]: `hf:acme/nowhere` was not read: it does not exist" in ran.err
    assert "license    not known: it could not be read" in ran.out
    assert hub.log


def test_a_run_is_replayed_byte_for_byte_without_the_hub(
    distillgate: Command, hub: FakeHub
) -> None:
    online = ("model", "pull", "hf:acme/one", "--lineage", "--format", "json")
    recorded = distillgate(*online, "--record", "evidence")
    asked = len(hub.log)
    replayed = distillgate("model", "pull", "--replay", "evidence", "--format", "json")
    assert (replayed.code, replayed.out) == (0, recorded.out)
    assert len(hub.log) == asked


def test_offline_knows_what_was_kept(
    distillgate: Command, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_CACHE_DIR", str(distillgate.folder / "kept"))
    assert distillgate("model", "pull", "hf:acme/one").code == 0
    asked = len(hub.log)
    ran = distillgate("model", "pull", "hf:acme/one", "--offline")
    assert ran.code == 0
    assert "acme/root" in ran.out
    assert distillgate("model", "pull", "hf:acme/root", "--offline").code == 1
    assert len(hub.log) == asked


def test_offline_without_a_folder_knows_nothing(distillgate: Command, hub: FakeHub) -> None:
    ran = distillgate("model", "pull", "hf:acme/one", "--offline")
    assert ran.code == 1
    assert "offline, and nothing is kept from earlier" in ran.err
    assert hub.log == []


def test_the_token_of_the_environment_goes_to_the_hub(
    distillgate: Command, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    ran = distillgate("model", "pull", "hf:acme/one", "--record", "evidence")
    assert {each.headers.get("authorization") for each in hub.log} == {"Bearer hf_secret"}
    files = [path for path in distillgate.folder.rglob("*") if path.is_file()]
    assert all(b"hf_secret" not in path.read_bytes() for path in files)
    assert "hf_secret" not in ran.out


def test_a_data_set_is_read_as_one(distillgate: Command, hub: FakeHub) -> None:
    card = {"cardData": {"license": "cc-by-4.0"}}
    serve(hub, Repository("acme/talk", card, folder="datasets"))
    ran = distillgate("dataset", "pull", "hf:acme/talk")
    assert ran.code == 0
    assert "cc-by-4.0" in ran.out


def test_a_folder_is_read_without_a_hub(distillgate: Command) -> None:
    folder = distillgate.folder / "model"
    folder.mkdir()
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    ran = distillgate("model", "pull", "local:./model")
    assert "what lies in a folder here is not kept" in ran.err
    assert ran.code == 0
    assert "license    mit    [1/license]" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["model", "pull", "acme/one"], "did you mean `hf:acme/one`?"),
        (["model", "pull", "openai:gpt-5"], "nothing is read from `openai:`"),
        (["model", "pull"], "name at least one reference"),
        (["model", "pull", "--replay", "nowhere"], "error[unusable-bundle]"),
        (["model", "pull", "--replay", "x", "--offline"], "--replay goes with neither"),
        (["model", "pull", "local:x", "-o", "no/folder/x"], "error[file-not-found]"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(
    distillgate: Command, arguments: list[str], said: str
) -> None:
    ran = distillgate(*arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_bundle_is_not_written_over(distillgate: Command, hub: FakeHub) -> None:
    for code in (0, 2):
        assert distillgate("model", "pull", "hf:acme/one", "--record", "evidence").code == code
    assert hub.log


@pytest.mark.parametrize(
    ("before", "after"), [("2026", "1"), ('"homes"', '"other"'), ('"schema"', '"x"')]
)
def test_a_spoilt_bundle_is_refused(
    distillgate: Command, hub: FakeHub, before: str, after: str
) -> None:
    distillgate("model", "pull", "hf:acme/one", "--record", "evidence")
    index = Path(distillgate.folder / "evidence" / "bundle.json")
    index.write_text(index.read_text("utf-8").replace(before, after), "utf-8")
    ran = distillgate("model", "pull", "--replay", "evidence")
    assert ran.code == 2
    assert "error[unusable-bundle]" in ran.err
    assert hub.log


def test_hostile_words_do_not_steer_the_terminal(distillgate: Command, hub: FakeHub) -> None:
    answer = {"cardData": {"license": "x\x1b[2Jy", "base_model": "\x1b]0;title\x07"}}
    serve(hub, Repository("acme/bad", answer, {"\x1b[31mLICENSE": b"x"}))
    hub.put("/api/organizations/acme/overview", as_json({"isVerified": "\x1b"}))
    assert "\x1b" not in distillgate("model", "pull", "hf:acme/bad").out
