import json
from pathlib import Path

import pytest

from connectors.licensing.known import load_known
from distillgate.settings import Settings
from distillgate.wiring import Layers, load_library
from tests.connectors.licensetexts import MODEL_LICENSE, apache, mit
from tests.distillgate.cli.running import Command

RIDER = "Not for training competing models."


def wrote(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_license_is_identified_and_linked_to_its_document(
    distillgate: Command, tmp_path: Path
) -> None:
    (tmp_path / "pack").mkdir()
    document = Path(__file__).parents[3] / "policies" / "licenses" / "apache-2.0.yaml"
    wrote(tmp_path / "pack", "apache-2.0.yaml", document.read_text("utf-8"))
    wrote(tmp_path, "LICENSE", apache())
    ran = distillgate("license", "identify", "LICENSE", "--packs", "pack")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "LICENSE: Apache License 2.0",
        "  identified apache-2.0, lines 2-202; the same words",
        "  document   apache-2.0@2004-01-01: Apache License 2.0",
        "",
        "1 file: 1 identified",
    ]


def test_words_beside_a_license_are_shown_and_need_a_person(
    distillgate: Command, tmp_path: Path
) -> None:
    ran = distillgate("license", "identify", wrote(tmp_path, "LICENSE", f"{mit()}\n{RIDER}"))
    assert ran.code == 3
    assert "LICENSE: holds MIT License, and other words, which decide" in ran.out
    assert "line 23: Not for training competing models" in ran.out


def test_folder_is_told_file_by_file_as_json(distillgate: Command, tmp_path: Path) -> None:
    wrote(tmp_path, "LICENSE", mit())
    wrote(tmp_path, "README.md", "---\nlicense: mit\n---\n# A model\nIt does things.\n")
    wrote(tmp_path, "NOTICE", "// SPDX-License-Identifier: MIT\n")
    ran = distillgate("license", "identify", ".", "--format", "json")
    assert ran.code == 0
    answer = json.loads(ran.out)
    assert answer["schema"] == "distillgate/licenses/v1"
    told = {each["path"]: each["outcome"] for each in answer["files"]}
    assert told == {"LICENSE": "identified", "NOTICE": "declared", "README.md": "unknown"}
    declared = [each["declared"] for each in answer["files"] if each["path"] == "README.md"]
    assert declared == [[{"key": "license", "line": 2, "place": "card", "values": ["mit"]}]]


def test_unknown_text_needs_a_person(distillgate: Command, tmp_path: Path) -> None:
    ran = distillgate("license", "identify", wrote(tmp_path, "LICENSE", "Use it well. " * 20))
    assert ran.code == 3
    assert "like no text that is known" in ran.out


def test_file_that_is_no_text_needs_a_person(distillgate: Command, tmp_path: Path) -> None:
    (tmp_path / "license.pdf").write_bytes(b"%PDF-1.7")
    ran = distillgate("license", "identify", "license.pdf")
    assert (ran.code, ran.err) == (3, "")
    assert "license.pdf: not read: it is a PDF; save it as text first" in ran.out


def test_missing_file_is_an_error_and_the_others_are_told(
    distillgate: Command, tmp_path: Path
) -> None:
    ran = distillgate("license", "identify", wrote(tmp_path, "LICENSE", mit()), "nowhere")
    assert ran.code == 2
    assert ran.out.startswith("LICENSE: MIT License\n")
    assert "error[file-not-found]: there is no such file" in ran.err


def test_added_text_is_identified_from_then_on_and_differences_are_shown_in_words(
    distillgate: Command, tmp_path: Path
) -> None:
    wrote(tmp_path, "EXAMPLE", MODEL_LICENSE)
    asked = ("license", "identify", "EXAMPLE", "--texts", "texts")
    assert distillgate(*asked[:3]).code == 3
    added = distillgate(
        "license", "add", "EXAMPLE", "--texts", "texts", "--id", "example", "--title", "Example"
    )
    assert (added.code, added.out, added.err) == (0, "", "added example to texts\n")
    assert {path.name for path in (tmp_path / "texts").iterdir()} == {
        "example.txt",
        "example.json",
    }
    assert distillgate(*asked).code == 0
    wrote(tmp_path, "EXAMPLE", MODEL_LICENSE.replace("700 million", "7 million"))
    changed = distillgate(*asked)
    assert changed.code == 3
    assert "  -          line 8: 1 word missing: 700" in changed.out
    assert "  +          line 8: 7" in changed.out


def test_text_is_not_written_over_unless_asked(distillgate: Command, tmp_path: Path) -> None:
    wrote(tmp_path, "EXAMPLE", MODEL_LICENSE)
    add = ("license", "add", "EXAMPLE", "--texts", "texts", "--id", "example")
    assert distillgate(*add).code == 0
    again = distillgate(*add)
    assert again.code == 2
    assert "error[file-exists]" in again.err
    assert distillgate(*add, "--force").code == 0


def test_added_text_that_was_changed_is_refused(distillgate: Command, tmp_path: Path) -> None:
    wrote(tmp_path, "EXAMPLE", MODEL_LICENSE)
    distillgate("license", "add", "EXAMPLE", "--texts", "texts", "--id", "example")
    wrote(tmp_path / "texts", "example.txt", MODEL_LICENSE.replace("700", "7"))
    ran = distillgate("license", "identify", "EXAMPLE", "--texts", "texts")
    assert ran.code == 2
    assert (
        "error[unusable-text]: the text is not the one that its digest was made of" in ran.err
    )


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("Big Name", MODEL_LICENSE, "its id is not made of"),
        ("example", "Too short.", "fewer than 8 words"),
    ],
)
def test_text_that_cannot_be_added_is_told(
    distillgate: Command, tmp_path: Path, name: str, text: str, why: str
) -> None:
    wrote(tmp_path, "EXAMPLE", text)
    ran = distillgate("license", "add", "EXAMPLE", "--texts", "texts", "--id", name)
    assert ran.code == 2
    assert "error[unusable-text]" in ran.err
    assert why in ran.err


def test_folder_of_texts_that_is_not_there_is_told(
    distillgate: Command, tmp_path: Path
) -> None:
    ran = distillgate("license", "identify", wrote(tmp_path, "LICENSE", mit()), "--texts", "no")
    assert ran.code == 2
    assert "there is no such folder" in ran.err


def test_text_on_a_terminal_cannot_steer_it(distillgate: Command, tmp_path: Path) -> None:
    text = f"{mit()}\nNot for \x1b[31mtraining\x1b[0m.\n"
    ran = distillgate("license", "identify", wrote(tmp_path, "LICENSE", text))
    assert "\x1b" not in ran.out


def test_every_link_to_a_document_is_to_one_that_ships() -> None:
    documents = load_library(Layers(), Settings()).pack.documents
    for text in load_known():
        license_ = text.license
        if license_.document is not None:
            labels = {version.label for version in documents[license_.document].versions}
            assert license_.version is None or license_.version in labels
