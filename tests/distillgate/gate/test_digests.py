import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distillgate.gate.digests import DigestError, digest_of


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        target = path / name.replace("__", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return path


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b"x" * 9_000_000)
    assert digest_of(path) == "sha256:" + hashlib.sha256(b"x" * 9_000_000).hexdigest()


def test_the_digest_of_a_folder_is_that_of_its_list(tmp_path: Path) -> None:
    made = folder(tmp_path / "a", b="bb", a__c="c")
    b, c = (hashlib.sha256(text).hexdigest() for text in (b"bb", b"c"))
    expected = f'[["a/c",1,"{c}"],["b",2,"{b}"]]'
    assert digest_of(made) == "sha256:" + hashlib.sha256(expected.encode()).hexdigest()


def test_every_change_of_a_folder_changes_its_digest(tmp_path: Path) -> None:
    folders = [
        folder(tmp_path / "0", a="x", b="y"),
        folder(tmp_path / "1", a="y", b="x"),
        folder(tmp_path / "2", a="x", c="y"),
        folder(tmp_path / "3", a="x", b="y", c=""),
        folder(tmp_path / "4", a="x", d__b="y"),
        folder(tmp_path / "5", a="xy", b=""),
        folder(tmp_path / "6", a="x"),
    ]
    assert len({digest_of(each) for each in folders}) == len(folders)
    assert digest_of(folders[0]) == digest_of(folder(tmp_path / "again", b="y", a="x"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text("abc/.é", min_size=1, max_size=6), st.binary(max_size=8)))
def test_two_folders_have_one_digest_only_where_they_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    one, two = (tmp_path_factory.mktemp("folder") for _ in range(2))
    kept: dict[str, bytes] = {}
    for name, content in files.items():
        plain = name.replace("/", "_").replace(".", "-")
        kept[plain] = content
    for target in (one, two):
        for name, content in kept.items():
            (target / name).write_bytes(content)
    assert digest_of(one) == digest_of(two)
    (two / "more").write_bytes(b"")
    assert digest_of(one) != digest_of(two)


def test_a_link_to_a_folder_is_refused_and_one_to_a_file_is_read(tmp_path: Path) -> None:
    made = folder(tmp_path / "a", b="bb")
    plain = digest_of(made)
    target = folder(tmp_path / "elsewhere", blob="bb")
    (made / "b").unlink()
    (made / "b").symlink_to(target / "blob")
    assert digest_of(made) == plain
    (made / "more").symlink_to(target)
    with pytest.raises(DigestError, match="is a link to a folder"):
        digest_of(made)


def test_what_cannot_be_read_whole_has_no_digest(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="cannot be read"):
        digest_of(tmp_path / "nowhere")
    made = folder(tmp_path / "a", b="bb")
    os.mkfifo(made / "pipe")
    with pytest.raises(DigestError, match="no plain file"):
        digest_of(made)
    (made / "pipe").unlink()
    (made / "gone").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DigestError, match="cannot be read"):
        digest_of(made)


def test_a_name_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff")).write_bytes(b"")
    with pytest.raises(DigestError, match="no UTF-8"):
        digest_of(tmp_path)


def test_reading_tells_how_far_it_has_come(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(b"x" * (2**22 + 5))
    told: list[tuple[str, int, int]] = []
    digest_of(path, lambda *each: told.append(each))
    total = 2**22 + 5
    assert told == [(str(path), done, total) for done in (0, 2**22, total)]
