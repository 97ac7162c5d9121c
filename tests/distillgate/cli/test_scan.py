import gzip
import json
from pathlib import Path

import pytest

from connectors.scanning import pieces
from connectors.scanning.reading import BLOCK
from distillgate import wiring
from tests.distillgate.cli.running import Command

SHIPPED = (wiring.SHIPPED_PACKS, wiring.CATALOG)

PLAN = """\
plan: chat
organization: {name: Example GmbH, country: DE}
student: {name: Example-1, base: none, type: language-model}
teachers:
  - {model: "anthropic:claude-sonnet-4-5", used_as: [imitate], access: api, through: []}
datasets: []
use: {purpose: product}
release: {forms: [weights], places: [DE], recipients: public}
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return the command over the packs and the catalog that ship."""
    command = Command(monkeypatch, tmp_path_factory.mktemp("here"))
    monkeypatch.setenv("DISTILLGATE_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "kept"))
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", SHIPPED[0])
    monkeypatch.setattr(wiring, "CATALOG", SHIPPED[1])
    return command


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        {"model": "gpt-4o-2024-08-06", "text": "one"},
        {"model": "claude-sonnet-4-5", "text": "I'm Claude."},
        {"model": "our-own-7b", "text": "[INST] two"},
    ]
    path = tmp_path / "data.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def test_traces_are_told_by_maker_and_are_no_denial(run: Command, data: Path) -> None:
    done = run("scan", str(data))
    assert done.code == 0
    assert "traces of 2 makers" in done.out
    assert "high" in done.out
    assert "model: gpt-4o-2024-08-06" in done.out
    assert "data.jsonl:1" in done.out
    assert "to settle it" not in done.out


def test_a_maker_of_whom_the_plan_has_nothing_is_a_question(
    run: Command, data: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN)

    done = run("scan", str(data), "--plan", str(plan))

    assert done.code == 3
    assert done.out.count("engineer answers:") == 1
    assert "Which model of openai wrote this data" in " ".join(done.out.split())
    assert "anthropic (Anthropic" in done.out
    assert "in the plan" in done.out


def test_what_a_text_says_of_itself_alone_asks_nothing(run: Command, tmp_path: Path) -> None:
    plan, data = tmp_path / "plan.yaml", tmp_path / "d.jsonl"
    plan.write_text(PLAN)
    data.write_text('{"text": "I am ChatGPT."}\n')

    done = run("scan", str(data), "--plan", str(plan))

    assert done.code == 0
    assert "not in the plan" in done.out


def test_the_report_reads_as_json(run: Command, data: Path) -> None:
    done = run("scan", str(data), "--format", "json")
    report = json.loads(done.out)
    assert report["schema"] == "distillgate/scan/v1"
    assert report["rows"] == 3
    (openai,) = [each for each in report["authors"] if each["maker"] == "openai"]
    assert openai["traces"][0]["count"] == 1
    assert openai["traces"][0]["samples"][0]["line"] == 1
    assert report["plan"] is None


def test_a_stopped_scan_goes_on_and_says_the_same(run: Command, tmp_path: Path) -> None:
    line = json.dumps({"model": "gpt-4o", "text": "z" * 500}) + "\n"
    data, state = tmp_path / "d.jsonl", tmp_path / "scan.json"
    data.write_text(line * (2 * BLOCK // len(line)))
    whole = run("scan", str(data), "--format", "json").out
    first = run("scan", str(data), "--state", str(state), "--format", "json").out
    kept = json.loads(state.read_text())
    half = kept["files"][0]
    assert half["done"] is True

    again = run("scan", str(data), "--state", str(state), "--format", "json").out

    assert whole == first == again


def test_a_file_that_was_changed_is_scanned_anew(
    run: Command, data: Path, tmp_path: Path
) -> None:
    state = tmp_path / "scan.json"
    run("scan", str(data), "--state", str(state))
    data.write_text('{"model": "gemini-2.5-pro"}\n')

    done = run("scan", str(data), "--state", str(state))

    assert "gemini-2.5-pro" in done.out
    assert "gpt-4o" not in done.out


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "x", "files": []}', "\x00"])
def test_what_is_no_state_is_refused(
    run: Command, text: str, data: Path, tmp_path: Path
) -> None:
    state = tmp_path / "scan.json"
    state.write_text(text)
    done = run("scan", str(data), "--state", str(state))
    assert done.code == 2
    assert "unusable-file" in done.err
    assert state.read_text() == text


def test_what_cannot_be_read_is_told_beside_the_rest(run: Command, data: Path) -> None:
    broken = data.parent / "z.jsonl.gz"
    broken.write_bytes(b"no gzip")
    done = run("scan", str(data.parent))
    assert done.code == 2
    assert "traces of 2 makers" in done.out
    assert "z.jsonl.gz" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", ["missing.jsonl", "empty"])
def test_what_is_not_there_is_refused(run: Command, name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("scan", str(tmp_path / name))
    assert done.code == 2
    assert "file-not-found" in done.err


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore::DeprecationWarning:ray", "ignore::ResourceWarning")
def test_a_cluster_gives_the_same_report(
    run: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more.jsonl").write_text(json.dumps({"model": "gpt-4o"}) + "\n" * 3)
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(data.read_bytes() * 9)[:-9])
    state = tmp_path / "state.json"
    alone = run("scan", str(tmp_path), "--format", "json")

    monkeypatch.setattr(pieces, "PIECE", 50)
    together = run(
        "scan", str(tmp_path), "--on", "ray", "--state", str(state), "--format", "json"
    )

    assert together.err == alone.err
    assert together.out == alone.out
    assert together.err == alone.err
    assert together.code == alone.code == 2
    done = {each["path"]: each["done"] for each in json.loads(state.read_text())["files"]}
    assert sorted(done.values()) == [False, True, True]
