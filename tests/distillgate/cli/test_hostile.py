"""Input that wants to do harm: it is told of in plain text, fast, and nothing of it runs."""

import os
from pathlib import Path

import pytest

from policy.yamltext import MAX_BYTES
from tests.distillgate.cli.running import DAY, EXAMPLE, Command

APPROVED = (EXAMPLE / "plans" / "approved.yaml").read_text("utf-8")
ESCAPE = "a\x1b]0;owned\x07\x1b[2J\u202eb\r\n.yaml"


def test_a_file_name_cannot_steer_the_terminal(distillgate: Command) -> None:
    distillgate.plan(ESCAPE, "plan: a\n")
    for arguments in (("check", ESCAPE), ("check", "."), ("check", ESCAPE + "x")):
        ran = distillgate(*arguments)
        assert ran.code == 2
        assert not set("\x1b\x07\u202e\r") & set(ran.out + ran.err)


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\u202ed"])
def test_a_name_that_was_typed_cannot_either(distillgate: Command, name: str) -> None:
    for arguments in (
        ("explain", name),
        ("document", "show", name),
        ("vet", name, "--use", "research"),
        ("check", "-", "--against", name),
        ("check", name),
        ("policy", "lint", name),
        ("org", "init", name + "/x"),
    ):
        ran = distillgate(*arguments, stdin=APPROVED)
        assert ran.code == 2
        assert not set("\x1b\u202e") & set(ran.out + ran.err)


def test_a_file_name_that_is_no_text_is_shown_all_the_same(distillgate: Command) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    for form in ("text", "json", "sarif", "junit", "markdown"):
        ran = distillgate("check", name, "--format", form)
        assert ran.code == 2
        assert "file-not-found" in ran.out.replace("\\", "")


def test_a_huge_plan_is_refused_without_being_read_whole(distillgate: Command) -> None:
    path = distillgate.folder / "huge.yaml"
    with path.open("wb") as file:
        file.write(b"plan: a\n")
        file.truncate(5_000_000_000)
    ran = distillgate("check", "huge.yaml")
    assert ran.code == 2
    assert "error[too-large]" in ran.out


def test_a_huge_pipe_is_refused(distillgate: Command) -> None:
    ran = distillgate("check", "-", stdin=b"a" * (MAX_BYTES * 3))
    assert ran.code == 2
    assert "error[too-large]" in ran.out


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\x00\x01\x02\xff", "not-text"),
        ("plan: ä".encode("utf-16"), "not-text"),
        (b"plan: \x1b[2J\n", "not-text"),
        (b"a: &a [x]\nb: *a\n", "alias-not-allowed"),
        (b"plan: !!python/object:os.system x\n", "tag-not-allowed"),
        (b"[" * 100_000, "too-deep"),
        (b"plan: a\n---\nplan: b\n", "several-documents"),
    ],
)
def test_a_file_that_is_no_plan_is_told_what_it_is(
    distillgate: Command, content: bytes, code: str
) -> None:
    (distillgate.folder / "x.yaml").write_bytes(content)
    ran = distillgate("check", "x.yaml")
    assert ran.code == 2
    assert f"error[{code}]" in ran.out


def test_folders_pipes_and_devices_are_no_plans(distillgate: Command) -> None:
    os.mkfifo(distillgate.folder / "pipe.yaml")
    for path in ("pipe.yaml", "/dev/zero"):
        ran = distillgate("check", path)
        assert ran.code == 2
        assert "error[unusable-file]" in ran.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(distillgate: Command) -> None:
    distillgate.plan().chmod(0)
    ran = distillgate("check", "plan.yaml")
    assert ran.code == 2
    assert "the file cannot be read: permission denied" in ran.out


@pytest.mark.parametrize("name", ["/etc/passwd", "../../../../../../etc/hostname", "link.yaml"])
def test_a_plan_cannot_show_a_file_of_the_machine(distillgate: Command, name: str) -> None:
    Path("link.yaml").symlink_to("/etc/passwd")
    distillgate.plan(text=APPROVED.replace("org.yaml", name))
    ran = distillgate("check", "plan.yaml", "--as-of", DAY)
    assert ran.code == 2
    assert "cannot be read from here" in ran.out
    assert "root:" not in ran.out


def test_the_command_line_of_a_shell_is_quoted(distillgate: Command) -> None:
    ran = distillgate("explain", "$(touch owned)")
    assert "distillgate explain '$(touch owned)'" in ran.err
    assert ran.code == 2
