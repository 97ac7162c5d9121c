import os
import stat
from pathlib import Path

import pytest

from distillgate.usecases.files import MOST_BYTES, read_file, refuse_existing, write_file
from policy.diagnostics import Code
from policy.yamltext import MAX_BYTES, UnreadableError


def code_of(error: pytest.ExceptionInfo[UnreadableError]) -> Code:
    (found,) = error.value.diagnostics
    return found.code


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"plan: a\n")
    assert read_file(str(path)) == b"plan: a\n"


def test_of_a_large_file_only_the_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (MAX_BYTES + 1_000_000))
    assert len(read_file(str(path))) == MOST_BYTES


@pytest.mark.parametrize("name", ["missing.yaml", "file/below.yaml"])
def test_a_missing_file_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnreadableError) as error:
        read_file(str(tmp_path / name))
    assert code_of(error) is Code.FILE_NOT_FOUND


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(UnreadableError) as error:
            read_file(str(path))
        assert code_of(error) is Code.UNUSABLE_FILE


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(UnreadableError) as error:
        read_file("a\0b")
    assert code_of(error) is Code.UNUSABLE_FILE


def test_the_place_is_the_name_as_people_read_it() -> None:
    with pytest.raises(UnreadableError) as error:
        read_file("/nowhere/a.yaml", "packs/a.yaml")
    assert error.value.diagnostics[0].span.path == "packs/a.yaml"


def test_a_file_is_written_with_the_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    write_file(str(path), "plan: a\n", replace=False)
    assert path.read_text() == "plan: a\n"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_text("mine")
    with pytest.raises(UnreadableError) as error:
        write_file(str(path), "theirs", replace=False)
    assert code_of(error) is Code.FILE_EXISTS
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_text("mine")
    write_file(str(path), "theirs", replace=True)
    assert path.read_text() == "theirs"


def test_a_text_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        write_file(str(tmp_path / "a.yaml"), "\udc80", replace=True)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        write_file(str(tmp_path / "no" / "a.yaml"), "a", replace=True)
    assert code_of(error) is Code.FILE_NOT_FOUND


def test_a_device_is_written_into_and_not_replaced() -> None:
    write_file(os.devnull, "a", replace=True)
    assert not Path(os.devnull).is_file()


def test_even_a_link_that_leads_nowhere_is_a_name_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "link.yaml"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UnreadableError) as error:
        refuse_existing(str(path))
    assert code_of(error) is Code.FILE_EXISTS
