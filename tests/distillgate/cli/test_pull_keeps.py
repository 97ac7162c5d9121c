"""What `model pull` writes into the registry, and how `check --pull` fills it."""

import json
from collections.abc import Iterator

import pytest

from tests.connectors.fakehf import Repository, serve
from tests.connectors.fakehub import FakeHub, running_hub
from tests.connectors.licensetexts import mit
from tests.distillgate.cli.running import Command

ROOT = Repository("acme/root", {"tags": ["license:acme-open"]}, {"LICENSE": b"words"})
EDGE = {
    "baseModels": {"relation": "finetune", "models": [{"id": "acme/root"}]},
}


def one(license_: str | None = "mit", text: bytes | None = None) -> Repository:
    files = {"README.md": b"---\n---\n"} | ({"LICENSE": text} if text is not None else {})
    card = {"base_model": "acme/root"} | ({"license": license_} if license_ else {})
    return Repository("acme/one", {"cardData": card, **EDGE}, files)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with running_hub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        serve(running, ROOT)
        yield running


def known(distillgate: Command, ref: str = "hf:acme/one") -> dict[str, object]:
    read: dict[str, object] = json.loads(
        distillgate("model", "show", ref, "--format", "json").out
    )
    return read


def test_what_a_hub_says_is_kept_with_its_source(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one())

    ran = distillgate("model", "pull", "hf:acme/one", "--lineage")

    assert ran.code == 0
    assert "2 records kept" in ran.err
    assert "hf:acme/one: new" in ran.err
    read = known(distillgate)
    record = read["record"]
    assert isinstance(record, dict)
    assert record["declared_license"] == "mit"
    assert record["made_from"][0][3] == "hf:acme/root"
    statements = read["statements"]
    assert isinstance(statements, list)
    assert statements[0]["by"] == "hub:huggingface"
    assert statements[0]["grade"] == "hub"
    assert hub.url in statements[0]["evidence"]


def test_the_same_answer_again_is_no_change(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one())
    distillgate("model", "pull", "hf:acme/one")

    again = distillgate("model", "pull", "hf:acme/one")

    assert again.err.startswith("1 record kept")
    assert "hf:acme/one:" not in again.err


def test_a_changed_license_withdraws_the_one_before(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one("mit"))
    distillgate("model", "pull", "hf:acme/one")
    serve(hub, one(None))

    changed = distillgate("model", "pull", "hf:acme/one")

    assert "hf:acme/one: another license" in changed.err
    record = known(distillgate)["record"]
    assert isinstance(record, dict)
    assert "declared_license" not in record


def test_a_changed_text_is_a_change(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one("mit", mit().encode()))
    distillgate("model", "pull", "hf:acme/one")
    serve(hub, one("mit", mit().encode() + b"\nYou shall not train other models with it.\n"))

    changed = distillgate("model", "pull", "hf:acme/one")

    assert "hf:acme/one: another license text" in changed.err
    record = known(distillgate)["record"]
    assert isinstance(record, dict)
    assert "with other words beside it" in str(record["contradiction"])


def test_the_words_of_a_text_contradict_what_a_card_declares(
    distillgate: Command, hub: FakeHub
) -> None:
    serve(hub, one("apache-2.0", mit().encode()))

    distillgate("model", "pull", "hf:acme/one")

    record = known(distillgate)["record"]
    assert isinstance(record, dict)
    assert record["contradiction"] == "file says `mit`, hub says `apache-2.0`"


def test_what_a_hub_has_no_more_stays_known_with_its_age(
    distillgate: Command, hub: FakeHub
) -> None:
    serve(hub, one())
    distillgate("model", "pull", "hf:acme/one")
    hub.answers.clear()

    gone = distillgate("model", "pull", "hf:acme/one")
    later = distillgate("model", "pull", "hf:acme/one")

    assert gone.code == 1
    assert "hf:acme/one: gone at its source" in gone.err
    assert "warning[old-record]" in gone.err
    assert "gone at its source" not in later.err
    record = known(distillgate)["record"]
    assert isinstance(record, dict)
    assert record["declared_license"] == "mit"


def test_nothing_is_kept_where_nobody_wants_it(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one())
    ran = distillgate("model", "pull", "hf:acme/one", "--no-keep")
    assert ran.err == ""
    assert distillgate("model", "show", "hf:acme/one").code == 2


def test_a_change_is_a_record_of_the_log(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one("mit"))
    distillgate("model", "pull", "hf:acme/one")
    serve(hub, one("apache-2.0"))
    distillgate("model", "pull", "hf:acme/one")

    listed = distillgate("audit", "list", "--format", "json")

    told = [json.loads(line) for line in listed.out.splitlines()]
    assert "license" in str(told)


PLAN = """\
plan: pulled
organization: {name: Example GmbH, country: DE}
student: {name: Acme-9, base: none, type: language-model}
teachers:
  - {model: "hf:acme/one", access: weights, used_as: [imitate], signals: [text]}
datasets: []
use: {purpose: product}
release: {forms: [weights], places: [DE], recipients: public}
"""


def test_a_check_reads_what_no_record_is_there_of(distillgate: Command, hub: FakeHub) -> None:
    serve(hub, one())
    distillgate.plan(text=PLAN)

    before = distillgate("check", "plan.yaml")
    first = distillgate("check", "plan.yaml", "--pull")
    asked = len(hub.log)
    second = distillgate("check", "plan.yaml", "--pull")

    assert "read hf:acme/one" in first.err
    assert "2 records kept" in first.err
    assert len(hub.log) == asked
    assert second.err == ""
    assert second.out == first.out
    assert first.out != before.out


def test_a_check_goes_on_where_a_source_cannot_be_read(
    distillgate: Command, hub: FakeHub
) -> None:
    distillgate.plan(text=PLAN)
    ran = distillgate("check", "plan.yaml", "--pull")
    assert "warning[not-pulled]" in ran.err
    assert ran.code == 3
    assert hub.log
