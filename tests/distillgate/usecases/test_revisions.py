import subprocess
from pathlib import Path

import pytest

from distillgate.usecases.check import PlanText
from distillgate.usecases.planfiles import SHOWN_INPUT
from distillgate.usecases.revisions import plan_before
from policy.diagnostics import Code, Span
from policy.yamltext import MAX_BYTES, Fields, UnreadableError

SAID = Span("<command line>", 1, 40, 4)


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 git of the machine


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--initial-branch", "main")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "a.yaml").write_text("plan: before\n")
    (tmp_path / "plans" / "org.yaml").write_text("before: 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "plans")
    (tmp_path / "plans" / "a.yaml").write_text("plan: after\n")
    (tmp_path / "plans" / "org.yaml").write_text("after: 1\n")
    return tmp_path


def before(path: str, against: str) -> PlanText | None:
    return plan_before(path, against, SAID)


@pytest.mark.usefixtures("repository")
def test_the_plan_of_a_revision_is_given() -> None:
    for against in ("main", "HEAD", "HEAD~0"):
        found = before("plans/a.yaml", against)
        assert found is not None
        assert found.content == b"plan: before\n"
        assert found.path == f"{against}:plans/a.yaml"


@pytest.mark.usefixtures("repository")
def test_it_reads_the_files_that_it_names_as_of_then() -> None:
    found = before("plans/a.yaml", "main")
    assert found is not None
    node = found.include("org.yaml")
    assert isinstance(node, Fields)
    assert node.entries[0].key.text == "before"


def test_a_file_that_was_never_committed_is_read_as_it_is(repository: Path) -> None:
    (repository / "plans" / "new.yaml").write_text("new: 1\n")
    found = before("plans/a.yaml", "main")
    assert found is not None
    assert found.include("new.yaml") is not None
    assert found.include("missing.yaml") is None
    assert found.include("/etc/passwd") is None


def test_a_plan_that_was_not_there_is_nothing(repository: Path) -> None:
    (repository / "plans" / "b.yaml").write_text("plan: b\n")
    assert before("plans/b.yaml", "main") is None


def test_a_path_of_an_older_plan_needs_no_repository(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text("plan: old\n")
    found = before("new.yaml", str(tmp_path / "old.yaml"))
    assert found is not None
    assert found.content == b"plan: old\n"


def refusal(path: str, against: str) -> str:
    with pytest.raises(UnreadableError) as error:
        before(path, against)
    (found,) = error.value.diagnostics
    assert (found.code, found.span) == (Code.UNKNOWN_REVISION, SAID)
    return found.message


@pytest.mark.usefixtures("repository")
def test_an_unknown_revision_is_told() -> None:
    assert "no revision `nowhere`" in refusal("plans/a.yaml", "nowhere")


def test_what_looks_like_an_option_is_none(repository: Path) -> None:
    assert "no revision" in refusal("plans/a.yaml", "--output=stolen")
    assert not (repository / "stolen").exists()


def test_outside_of_a_repository_there_are_no_revisions(tmp_path: Path) -> None:
    assert "no git repository" in refusal(str(tmp_path / "a.yaml"), "main")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "no folder" in refusal(str(tmp_path / "no" / "a.yaml"), "main")


def test_standard_input_has_no_earlier_state() -> None:
    assert "standard input" in refusal(SHOWN_INPUT, "main")


def test_of_a_large_plan_only_the_beginning_is_read(repository: Path) -> None:
    (repository / "large.yaml").write_text("#" * (MAX_BYTES + 100))
    git(repository, "add", "large.yaml")
    git(repository, "commit", "-m", "large")
    found = before("large.yaml", "main")
    assert found is not None
    assert len(found.content) == MAX_BYTES + 1


def test_without_git_there_are_no_revisions(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert "git is not installed" in refusal("plans/a.yaml", "main")
