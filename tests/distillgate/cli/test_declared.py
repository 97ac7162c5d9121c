import json
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, Command, Ran


def told(ran: Ran) -> str:
    """Return the code of the first diagnostic, once the command has ended as it should."""
    assert (ran.code, ran.out) == (2, ""), ran.err
    return ran.err.partition("[")[2].partition("]")[0]


def shown(distillgate: Command, *arguments: str) -> dict[str, object]:
    ran = distillgate(*arguments, "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def test_a_model_is_declared_and_shown_with_its_sources(distillgate: Command) -> None:
    distillgate("model", "add", "hf:nova/one@r1", "--license", "mit", "--made-from",
                "finetune:hf:nova/base", "--made-from", "trained-on:hf:nova/data")  # fmt: skip
    distillgate("model", "add", "hf:nova/one", "--license", "llama3", "--grade", "hub")
    found = shown(distillgate, "model", "show", "hf:nova/one@r1")
    record = found["record"]
    assert isinstance(record, dict)
    assert record["declared_license"] == "llama3"
    assert record["contradiction"] == "hub says `llama3`, declared says `mit`"
    assert [edge[3] for edge in record["made_from"]] == ["hf:nova/base", "hf:nova/data"]
    assert found["revisions"] == ["r1"]
    text = distillgate("model", "show", "hf:nova/one")
    assert text.code == 0
    assert "contradiction: declared_license" in text.out


def test_what_was_declared_is_checked_by(distillgate: Command) -> None:
    text = distillgate.plan().read_text("utf-8")
    assert "datasets: []\n" in text
    named = text.replace("datasets: []\n", "datasets: [{data: 'hf:nova/data'}]\n")
    plan = str(distillgate.plan("mine.yaml", named))
    before = distillgate("check", plan, "--as-of", DAY, "--format", "json")
    distillgate("dataset", "add", "hf:nova/data", "--license", "mit", "--lineage-complete")
    after = distillgate("check", plan, "--as-of", DAY, "--format", "json")
    assert before.out != after.out


def test_a_check_makes_no_registry(distillgate: Command) -> None:
    distillgate("check", str(distillgate.plan()), "--as-of", DAY)
    distillgate("model", "list")
    assert not (distillgate.folder / "registry").exists()


def test_a_registry_is_made_on_first_use_and_upgraded_when_asked(distillgate: Command) -> None:
    assert distillgate("db", "upgrade").out.endswith("registry.db: made\n")
    assert distillgate("db", "upgrade").out.endswith("registry.db: is up to date\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["model", "show", "hf:nova/onne"], "unknown-record"),
        (["model", "show", "nova"], "unknown-reference"),
        (["model", "show", "hf:nova/one@r2"], "unknown-revision"),
        (["model", "retire", "hf:nova/onne", "--reason", "x"], "unknown-record"),
        (["model", "add", "hf:nova/one", "--weights", "opn"], "wrong-value"),
        (["model", "add", "hf:nova/one", "--grade", "curated"], "missing-key"),
        (["model", "add", "hf:nova/one", "--made-from", "finetuned:hf:nova/x"], "wrong-value"),
        (["dataset", "show", "hf:nova/one"], "unknown-record"),
        (["provider", "show", "novva"], "unknown-record"),
        (["provider", "add", "nova", "--country", "XX"], "unknown-place"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_place(
    distillgate: Command, arguments: list[str], code: str
) -> None:
    assert distillgate("model", "add", "hf:nova/one@r1", "--license", "mit").code == 0
    ran = distillgate(*arguments)
    assert told(ran) == code
    assert "--> <command line>:1:" in ran.err


def test_the_nearest_name_is_offered(distillgate: Command) -> None:
    distillgate("model", "add", "hf:nova/one", "--license", "mit")
    assert "did you mean `hf:nova/one`?" in distillgate("model", "show", "hf:nova/onne").err


def test_a_file_is_taken_as_a_whole_or_not_at_all(distillgate: Command) -> None:
    lines = [
        json.dumps({"model": f"hf:nova/m{n}", "declared_license": "mit"}) for n in range(5)
    ]
    path = Path("many.jsonl")
    path.write_text("\n".join([*lines, '{"model": "hf:nova/bad", "weights": "opn"}']), "utf-8")
    ran = distillgate("model", "add", "--file", "many.jsonl")
    assert told(ran) == "wrong-value"
    assert "many.jsonl:6:1" in ran.err
    assert distillgate("model", "list", "nova").out == ""
    path.write_text("\n".join(lines), "utf-8")
    assert distillgate("model", "add", "--file", "many.jsonl").out.startswith("5 statements")
    assert len(distillgate("model", "list", "nova").out.splitlines()) == 5


def test_a_file_from_standard_input_may_hold_all_kinds(distillgate: Command) -> None:
    text = (
        "providers: [{provider: nova, name: Nova, country: CH}]\nmodels: [{model: 'hf:nova/x'}]"
    )
    ran = distillgate("provider", "add", "--file", "-", "--format", "json", stdin=text)
    assert json.loads(ran.out)["declared"] == "2"
    assert "CH" in distillgate("provider", "list", "nova").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "yaml-syntax"),
        ("[1]", "missing-key"),
        ('{"model": "hf:a/b", "model": "hf:a/c"}', "duplicate-key"),
        ('{"model": "hf:a/b", "made_from": ' + "[" * 400 + "]" * 400 + "}", "too-deep"),
        ('{"model": "hf:a/b", "note": "a\\u0000b"}', "yaml-syntax"),
        ('{"model": "hf:a/b", "note": "\\ud800"}', "yaml-syntax"),
        ('{"model": "hf:a/b", "maker": NaN}', "yaml-syntax"),
        ("", "empty-file"),
    ],
)
def test_hostile_lines_are_told(distillgate: Command, line: str, code: str) -> None:
    Path("bad.jsonl").write_text(line, "utf-8")
    assert told(distillgate("model", "add", "--file", "bad.jsonl")) == code


def test_what_was_retired_is_listed_only_when_asked_for(distillgate: Command) -> None:
    distillgate("model", "add", "hf:nova/one", "--license", "mit")
    assert distillgate("model", "retire", "hf:nova/one", "--reason", "a mistake").code == 0
    assert distillgate("model", "list", "nova").out == ""
    assert "retired" in distillgate("model", "list", "nova", "--retired").out
    found = shown(distillgate, "model", "show", "hf:nova/one")
    retired = found["retired"]
    assert isinstance(retired, dict)
    assert (retired["by"], retired["reason"]) == ("jo", "a mistake")


def test_without_a_registry_nothing_is_declared(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "off")
    assert told(distillgate("model", "add", "hf:nova/one")) == "unusable-registry"
    assert distillgate("model", "list", "nova").code == 0


def test_a_file_that_is_no_registry_is_told_by_every_command(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("notes.txt").write_text("no database at all\n" * 100, "utf-8")
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "notes.txt")
    assert told(distillgate("model", "list")) == "unusable-registry"
    assert told(distillgate("model", "add", "hf:nova/one")) == "unusable-registry"
    ran = distillgate("check", str(distillgate.plan()), "--as-of", DAY)
    assert ran.code == 2
    assert "unusable-registry" in ran.out


def test_a_name_or_a_file_is_needed(distillgate: Command) -> None:
    assert distillgate("model", "add").code == 2
    assert distillgate("model", "list", "--most", "many").code == 2


def test_lineage_is_drawn_up_and_down(distillgate: Command) -> None:
    distillgate("model", "add", "hf:nova/one", "--made-from", "finetune:hf:nova/base")
    up = distillgate("lineage", "hf:nova/one")
    assert up.out == "hf:nova/one\n└─ finetune: hf:nova/base (unknown)\n"
    down = distillgate("lineage", "hf:nova/base", "--descendants")
    assert down.out == "hf:nova/base (unknown)\n└─ finetune: hf:nova/one\n"
    assert distillgate("lineage", "hf:nova/one", "--format", "dot").out.startswith("digraph")
    assert told(distillgate("lineage", "hf:nova/onne")) == "unknown-record"
    assert told(distillgate("lineage", "nova")) == "unknown-reference"


COMMIT = "3f1c9a77b2d04e58a6c1d2e3f405162738495a6b"


def test_a_revision_that_nobody_has_told_of_is_told_of_and_taken_as_it_is_said(
    distillgate: Command,
) -> None:
    first = distillgate("model", "add", f"hf:nova/one@{COMMIT}", "--license", "mit")
    assert (first.code, first.out[:11]) == (0, "1 statement")
    told = " ".join(first.err.split())
    assert "warning[unknown-revision]: no source has told of the revision" in told
    assert "nothing is known of its revisions: it is taken as it is said" in told
    again = distillgate("model", "add", f"hf:nova/one@{COMMIT}", "--license", "mit")
    assert (again.code, again.err) == (0, "")
    other = distillgate("model", "add", "hf:nova/one@v2", "--license", "mit")
    assert (other.code, f"known: {COMMIT}" in other.err) == (0, True)


@pytest.mark.parametrize("way", ["typed", "lines", "file"])
def test_a_commit_that_is_misspelled_is_refused_with_the_one_that_was_meant(
    distillgate: Command, way: str
) -> None:
    assert distillgate("model", "add", f"hf:nova/one@{COMMIT}", "--license", "mit").code == 0
    wrong = f"{COMMIT[:-2]}c6"
    Path("some.jsonl").write_text(
        f'{{"model": "hf:nova/two"}}\n{{"model": "hf:nova/one@{wrong}"}}\n', "utf-8"
    )
    Path("some.yaml").write_text(
        f"models: [{{model: 'hf:nova/two'}}, {{model: 'hf:nova/one@{wrong}'}}]\n", "utf-8"
    )
    said = {
        "typed": ("hf:nova/one", "--revision", wrong),
        "lines": ("--file", "some.jsonl"),
        "file": ("--file", "some.yaml"),
    }
    ran = distillgate("model", "add", *said[way])
    assert (ran.code, "error[unknown-revision]" in ran.err) == (2, True), ran.err
    assert f"did you mean `{COMMIT}`?" in ran.err
    assert distillgate("model", "show", "hf:nova/two").code == 2, "nothing of it was written"


def test_a_plan_says_what_is_known_of_the_revision_that_it_names(distillgate: Command) -> None:
    text = distillgate.plan().read_text("utf-8")

    def check(base: str) -> str:
        path = distillgate.plan("pinned.yaml", text.replace("hf:opener/base-7b", base))
        ran = distillgate("check", str(path), "--as-of", DAY)
        return f"{ran.code} {' '.join((ran.out + ran.err).split())}"

    assert "unknown-revision" not in check(f"hf:opener/base-7b@{COMMIT}")
    distillgate("model", "add", "hf:opener/base-7b", "--weights", "open")
    assert "warning[unknown-revision]" in check(f"hf:opener/base-7b@{COMMIT}")
    distillgate("model", "add", f"hf:opener/base-7b@{COMMIT}", "--weights", "open")
    for known in (COMMIT, COMMIT[:9]):
        told = check(f"hf:opener/base-7b@{known}")
        assert (told[0], "unknown-revision" in told) == ("0", False), told
    told = check("hf:opener/base-7b@main")
    assert told.startswith("0 ")
    assert "warning[unknown-revision]: no source has told of the revision `main`" in told
    told = check(f"hf:opener/base-7b@{COMMIT[:-2]}c6")
    assert told.startswith("2 ")
    assert f"did you mean `{COMMIT}`?" in told


def test_weights_are_not_made_from_themselves(distillgate: Command) -> None:
    ran = distillgate("model", "add", "hf:nova/one", "--made-from", "finetune:hf:nova/one")
    assert told(ran) == "lineage-cycle"
    assert "hf:nova" not in distillgate("model", "list").out
    for child, parent in (("a", "b"), ("b", "a")):
        ran = distillgate(
            "model", "add", f"hf:nova/{child}", "--made-from", f"merge:hf:nova/{parent}"
        )
        assert ran.code == 0
    assert "warning[lineage-cycle]: the weights of `hf:nova/b`" in ran.err
    assert "(above)" in distillgate("lineage", "hf:nova/a").out
