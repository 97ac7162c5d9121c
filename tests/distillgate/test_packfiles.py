import os
from pathlib import Path

import pytest

from distillgate import packfiles
from distillgate.packfiles import read_layer
from policy.diagnostics import Code


def names(folder: Path) -> list[str]:
    layer = read_layer(folder, "packs")
    assert layer.diagnostics == ()
    return [file.path for file in layer.files]


def codes(folder: Path) -> list[Code]:
    return [each.code for each in read_layer(folder, "packs").diagnostics]


def test_a_pack_is_every_yaml_file_at_any_depth(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "deep/c.yaml", "tests/x.yaml", ".hidden/y.yaml", "z.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: 1\n")
    assert names(tmp_path) == ["packs/a.yml", "packs/b.yaml", "packs/deep/c.yaml"]


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "a.yaml").write_text("a: 1\n")
    (tmp_path / "a.yaml").symlink_to("..data/a.yaml")
    assert names(tmp_path) == ["packs/a.yaml"]


def test_a_link_to_a_folder_is_refused_and_not_overlooked(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path)
    assert codes(tmp_path) == [Code.UNUSABLE_FILE]


def test_a_missing_folder_and_a_file_are_no_packs(tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_text("a: 1\n")
    assert codes(tmp_path / "missing") == [Code.FILE_NOT_FOUND]
    assert codes(tmp_path / "file.yaml") == [Code.UNUSABLE_FILE]


def test_what_cannot_be_read_is_told_beside_what_can(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a.yaml").write_text("a: 1\n")
    layer = read_layer(tmp_path, "packs")
    assert [file.path for file in layer.files] == ["packs/a.yaml"]
    assert [each.code for each in layer.diagnostics] == [
        Code.FILE_NOT_FOUND,
        Code.UNUSABLE_FILE,
    ]


def test_folders_nested_too_deep_are_refused(tmp_path: Path) -> None:
    (tmp_path / "/".join("a" * 30)).mkdir(parents=True)
    assert codes(tmp_path) == [Code.TOO_DEEP]


def test_a_pack_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("a: 1\n")
    monkeypatch.setattr(packfiles, "MOST_FILES", 1)
    assert codes(tmp_path) == [Code.TOO_LARGE]
    monkeypatch.setattr(packfiles, "MOST_FILES", 2)
    monkeypatch.setattr(packfiles, "MOST_BYTES", 9)
    assert codes(tmp_path) == [Code.TOO_LARGE]
