from pathlib import Path

import pytest

from distillgate import licensefiles
from distillgate.licensefiles import gather, looks_like_license
from policy.diagnostics import Code


@pytest.mark.parametrize(
    "name",
    [
        "LICENSE",
        "LICENCE.txt",
        "license.pdf",
        "LICENSE-MODEL",
        "MODEL_LICENSE",
        "Tongyi Qianwen LICENSE AGREEMENT",
        "COPYING.LESSER",
        "Notice",
        "USE_POLICY.md",
        "README.md",
        "README",
        "model_card.md",
    ],
)
def test_file_named_like_a_license_is_looked_at(name: str) -> None:
    assert looks_like_license(name)


@pytest.mark.parametrize(
    "name", ["licenses.py", "license.json", "model.safetensors", "notes.md"]
)
def test_other_file_is_not(name: str) -> None:
    assert not looks_like_license(name)


def test_folder_is_walked_in_order_without_links_and_hidden_files(tmp_path: Path) -> None:
    for name in ("b/LICENSE", "a/deep/NOTICE", "README.md", ".git/LICENSE", "train.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "c").symlink_to(tmp_path / "b", target_is_directory=True)
    files, unread = gather([tmp_path])
    assert [str(Path(each.path).relative_to(tmp_path)) for each in files] == [
        "README.md",
        "a/deep/NOTICE",
        "b/LICENSE",
    ]
    assert [each.is_card for each in files] == [True, False, False]
    assert unread == ()


def test_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "terms.py").write_text("words")
    files, _ = gather([tmp_path / "terms.py"])
    assert [each.content for each in files] == [b"words"]


def test_folder_without_a_license_and_missing_file_are_told(tmp_path: Path) -> None:
    files, unread = gather([tmp_path, tmp_path / "nowhere"])
    assert files == ()
    assert [(each.code, each.message) for each in unread] == [
        (Code.FILE_NOT_FOUND, "no file in this folder is named like a license"),
        (Code.FILE_NOT_FOUND, "there is no such file"),
    ]


@pytest.mark.parametrize("limit", ["MOST_ENTRIES", "MOST_FILES"])
def test_folder_with_too_much_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(licensefiles, limit, 3)
    for number in range(5):
        (tmp_path / f"LICENSE-{number}").write_text("x")
    _, unread = gather([tmp_path])
    assert [each.code for each in unread] == [Code.TOO_LARGE]
