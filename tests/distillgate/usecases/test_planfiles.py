from pathlib import Path

import pytest

from distillgate.usecases.planfiles import SHOWN_INPUT, includes_from, plans_at
from policy.diagnostics import Code
from policy.yamltext import MAX_BYTES, Fields, UnreadableError

PLAN = "plan: a\n"


def no_input() -> bytes:
    raise AssertionError("standard input was read")


def names(folder: Path, *paths: str) -> list[str]:
    found = plans_at([str(folder / path) for path in paths], no_input)
    return [str(Path(each.path).relative_to(folder)) for each in found]


def test_a_folder_gives_every_plan_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.yaml", "a.yml", "deep/c.json"):
        (tmp_path / name).write_text('{"plan": "x"}' if name.endswith("json") else PLAN)
    (tmp_path / "notes.yaml").write_text("title: not one\n")
    (tmp_path / "ci.yaml").write_text("jobs:\n  plan: terraform\n")
    (tmp_path / "plan.txt").write_text(PLAN)
    assert names(tmp_path, ".") == ["a.yml", "b.yaml", "deep/c.json"]


def test_hidden_folders_and_installed_packages_are_left(tmp_path: Path) -> None:
    for name in (".git", "node_modules", "kept"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(PLAN)
    assert names(tmp_path, ".") == ["kept/a.yaml"]


def test_a_plan_that_is_broken_does_not_drop_out(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("plan: a\nteachers: [\n")
    (tmp_path / "flow.json").write_text('{"plan": "a",')
    (tmp_path / "other.yaml").write_text("steps:\n  plan: [\n")
    assert names(tmp_path, ".") == ["broken.yaml", "flow.json"]


def test_a_plan_that_is_too_large_does_not_drop_out(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text(PLAN + "#" * MAX_BYTES)
    assert names(tmp_path, ".") == ["large.yaml"]


def test_a_folder_without_plans_is_an_error(tmp_path: Path) -> None:
    (found,) = plans_at([str(tmp_path)], no_input)
    assert [each.code for each in found.diagnostics] == [Code.NO_PLAN]


def test_a_plan_named_twice_is_checked_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(PLAN)
    assert names(tmp_path, ".", "a.yaml") == ["a.yaml"]


def test_a_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("title: no plan\n")
    assert names(tmp_path, "plan.txt") == ["plan.txt"]


def test_a_dash_is_standard_input() -> None:
    (found,) = plans_at(["-"], PLAN.encode)
    assert (found.path, found.content) == (SHOWN_INPUT, PLAN.encode())


def name_in(folder: Path, file: str) -> str | None:
    node = includes_from(str(folder))(file)
    if node is None:
        return None
    assert isinstance(node, Fields)
    return node.entries[0].key.text


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of plans two levels deep, with files around it."""
    here = tmp_path / "work" / "team" / "plans"
    here.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for place in (here, here.parent, here.parent.parent, tmp_path):
        (place / "org.yaml").write_text(f"{place.name.replace('.', '')[:4] or 'root'}: 1\n")
    return here


def test_a_plan_may_name_a_file_beside_it_and_above_it(plans: Path) -> None:
    assert name_in(plans, "org.yaml") == "plan"
    assert name_in(plans, "./org.yaml") == "plan"
    assert name_in(plans, "../org.yaml") == "team"


def test_a_plan_may_name_any_file_of_its_repository(plans: Path) -> None:
    assert name_in(plans, "../../org.yaml") is None
    (plans.parent.parent / ".git").mkdir()
    assert name_in(plans, "../../org.yaml") == "work"
    assert name_in(plans, "../../../org.yaml") is None


@pytest.mark.parametrize("name", ["/etc/passwd", "../../../../../etc/passwd", "org.yaml\0", ""])
def test_a_plan_may_name_no_other_file(plans: Path, name: str) -> None:
    assert name_in(plans, name) is None


def test_a_plan_may_not_name_an_absolute_path(plans: Path) -> None:
    assert name_in(plans, str(plans / "org.yaml")) is None


def test_a_link_leads_no_further_than_a_path(plans: Path) -> None:
    (plans / "out.yaml").symlink_to("/etc/passwd")
    (plans / "in.yaml").symlink_to(plans.parent / "org.yaml")
    assert name_in(plans, "out.yaml") is None
    assert name_in(plans, "in.yaml") == "team"


def test_a_missing_file_and_a_folder_are_no_files(plans: Path) -> None:
    (plans / "folder.yaml").mkdir()
    assert name_in(plans, "missing.yaml") is None
    assert name_in(plans, "folder.yaml") is None


def test_what_is_wrong_with_the_named_file_is_told(plans: Path) -> None:
    (plans / "org.yaml").write_text("name: [\n")
    with pytest.raises(UnreadableError) as error:
        name_in(plans, "org.yaml")
    assert error.value.diagnostics[0].span.path.endswith("plans/org.yaml")
