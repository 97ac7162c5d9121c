import subprocess
from pathlib import Path

import pytest

from registry.audit.anchors import (
    Anchor,
    AnchorError,
    FolderAnchor,
    GitAnchor,
    LogView,
    anchor_called,
    contradiction,
)
from tests.distillgate.gate.permits import nodes_over
from tests.distillgate.gate.signers import ORIGIN, signer
from tests.registry.audit.logs import checkpoint_of, leaves

CONTENT = leaves(40)
FORK = [*CONTENT[:10], b"other", *CONTENT[11:]]
KEYS = (signer().verifier,)
VIEW = LogView(ORIGIN, 40, nodes_over(CONTENT), KEYS)


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 ours
    return done.stdout


@pytest.fixture(params=["file", "git"])
def anchor(request: pytest.FixtureRequest, tmp_path: Path) -> Anchor:
    folder = tmp_path / "anchor"
    folder.mkdir()
    if request.param == "git":
        git(folder, "init", "-q", "-b", "main")
        git(folder, "config", "user.email", "log@example.com")
        git(folder, "config", "user.name", "log")
    return anchor_called(f"{request.param}:{folder}")


def test_heads_are_kept_the_largest_first(anchor: Anchor) -> None:
    for size in (3, 20, 20, 7):
        anchor.add(checkpoint_of(CONTENT, size))
    assert [each.head.size for each in anchor.heads()] == [20, 7, 3]


def test_a_log_that_only_grew_is_not_contradicted(anchor: Anchor) -> None:
    for size in (0, 3, 20, 40):
        anchor.add(checkpoint_of(CONTENT, size))
    assert contradiction(anchor.heads(), VIEW) is None


def test_an_older_database_is_noticed(anchor: Anchor) -> None:
    anchor.add(checkpoint_of(CONTENT, 40))
    older = LogView(ORIGIN, 30, nodes_over(CONTENT[:30]), KEYS)
    found = contradiction(anchor.heads(), older)
    assert found is not None
    assert "a head at 40 records, and the database has 30: it is older" in found


def test_a_rewritten_history_is_noticed(anchor: Anchor) -> None:
    anchor.add(checkpoint_of(CONTENT, 20))
    forked = LogView(ORIGIN, 40, nodes_over(FORK), KEYS)
    assert contradiction(anchor.heads(), forked) == (
        "the anchor has another root at 20 records: history was rewritten"
    )


def test_a_second_root_of_one_size_is_never_kept(anchor: Anchor) -> None:
    anchor.add(checkpoint_of(CONTENT, 20))
    with pytest.raises(AnchorError, match="another root"):
        anchor.add(checkpoint_of(FORK, 20))
    (kept,) = anchor.heads()
    assert kept.head == checkpoint_of(CONTENT, 20).head


def test_a_head_that_nobody_known_signed_is_told(anchor: Anchor) -> None:
    anchor.add(checkpoint_of(CONTENT, 20))
    stranger = LogView(ORIGIN, 40, nodes_over(CONTENT), (signer(seed=9).verifier,))
    with pytest.raises(AnchorError, match="no key of this log signed"):
        contradiction(anchor.heads(), stranger)


def test_heads_of_other_logs_are_left_alone(anchor: Anchor) -> None:
    anchor.add(checkpoint_of(CONTENT, 20))
    other = LogView("other.example", 3, nodes_over(FORK[:3]), KEYS)
    assert contradiction(anchor.heads(), other) is None


def test_a_folder_that_is_not_there_or_holds_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnchorError, match="is not there"):
        list(FolderAnchor(tmp_path / "nowhere").heads())
    (tmp_path / f"{1:019d}.checkpoint").write_bytes(b"no note")
    with pytest.raises(AnchorError, match="is no checkpoint"):
        list(FolderAnchor(tmp_path).heads())
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(AnchorError, match="cannot be written"):
        FolderAnchor(tmp_path / "plain").add(checkpoint_of(CONTENT, 3))


def test_a_folder_without_git_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnchorError, match="git in"):
        list(GitAnchor(tmp_path / "nowhere").heads())


def test_a_head_is_pushed_where_there_is_a_remote(tmp_path: Path) -> None:
    far, near = tmp_path / "far.git", tmp_path / "near"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(far))
    git(tmp_path, "clone", "-q", str(far), str(near))
    for name, value in (("email", "log@example.com"), ("name", "log"), ("default", "current")):
        section = "push" if name == "default" else "user"
        git(near, "config", f"{section}.{name}", value)
    git(near, "checkout", "-q", "-B", "main")
    GitAnchor(near).add(checkpoint_of(CONTENT, 3))
    assert git(far, "ls-tree", "--name-only", "main").strip() == f"{3:019d}.checkpoint"


@pytest.mark.parametrize("name", ["", "folder", "file:", "git:", "s3:bucket", ":x"])
def test_what_is_no_anchor_is_told(name: str) -> None:
    with pytest.raises(AnchorError, match="is no anchor"):
        anchor_called(name)
