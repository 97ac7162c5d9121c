import os
import stat
import time
from pathlib import Path

import pytest

from distillgate.cache import MOST_ENTRIES, Cache, key_of

KEY = key_of([b"a"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def entry(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_what_was_kept_is_read_back(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text ä")
    assert Cache(folder).read("pack", KEY) == "text ä"


def test_another_key_and_another_kind_are_something_else(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text")
    assert Cache(folder).read("pack", key_of([b"b"])) is None
    assert Cache(folder).read("catalog", KEY) is None


def test_without_a_folder_nothing_is_kept() -> None:
    Cache(None).write("pack", KEY, "text")
    assert Cache(None).read("pack", KEY) is None


def test_the_borders_of_what_was_hashed_count() -> None:
    assert key_of([b"ab", b"c"]) != key_of([b"a", b"bc"]) != key_of([b"abc"])
    assert key_of([b"a", b"b"]) != key_of([b"b", b"a"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"distillgate cache 1 \n",
        b"\x80\x81",
        b"distillgate cache 1 " + b"0" * 64 + b"\ntext",
    ],
)
def test_a_broken_or_foreign_file_is_ignored_and_written_anew(
    folder: Path, content: bytes
) -> None:
    Cache(folder).write("pack", KEY, "text")
    entry(folder).write_bytes(content)
    assert Cache(folder).read("pack", KEY) is None
    Cache(folder).write("pack", KEY, "text")
    assert Cache(folder).read("pack", KEY) == "text"


def test_any_changed_byte_is_noticed(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text")
    content = entry(folder).read_bytes()
    for place in range(len(content)):
        changed = bytes([*content[:place], content[place] ^ 1, *content[place + 1 :]])
        entry(folder).write_bytes(changed)
        assert Cache(folder).read("pack", KEY) is None


def test_a_truncated_file_is_ignored(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text")
    entry(folder).write_bytes(entry(folder).read_bytes()[:-1])
    assert Cache(folder).read("pack", KEY) is None


def test_the_folder_is_made_for_its_owner_alone(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_others_can_write_is_not_used(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text")
    folder.chmod(0o777)
    assert Cache(folder).read("pack", KEY) is None
    Cache(folder).write("catalog", KEY, "text")
    assert len(list(folder.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    cache.write("pack", KEY, "text")
    assert cache.read("pack", KEY) is None


def test_no_half_written_file_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Cache(folder).write("pack", KEY, "text")

    def refuse(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", refuse)
    Cache(folder).write("pack", key_of([b"b"]), "text")
    assert len(list(folder.iterdir())) == 1


def test_a_pipe_in_place_of_an_entry_is_not_waited_for(folder: Path) -> None:
    Cache(folder).write("pack", KEY, "text")
    path = entry(folder)
    path.unlink()
    path.mkdir()
    assert Cache(folder).read("pack", KEY) is None


def test_only_the_newest_entries_are_kept(folder: Path) -> None:
    keys = [key_of([bytes([number])]) for number in range(MOST_ENTRIES + 3)]
    for number, key in enumerate(keys):
        Cache(folder).write("pack", key, "text")
        moment = time.time() - 1000 + number
        os.utime(folder / f"pack-{key}.json", (moment, moment))
    kept = [key for key in keys if Cache(folder).read("pack", key)]
    assert kept == keys[3:]
