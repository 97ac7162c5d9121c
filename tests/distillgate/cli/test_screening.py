import json
from pathlib import Path

import pytest

from tests.distillgate.cli.running import Command

FIXTURES = Path(__file__).parents[2] / "registry" / "screening" / "fixtures"


@pytest.fixture(name="command")
def _command(distillgate: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("DISTILLGATE_SCREENING_DIR", str(tmp_path / "lists"))
    return distillgate


def test_a_list_is_imported_shown_and_searched(command: Command) -> None:
    imported = command("screening", "import", str(FIXTURES / "eu.xml"))
    assert imported.code == 0
    assert imported.out.startswith("imported 3 records: EU consolidated")

    shown = command("screening", "list", "--format", "json")
    assert [each["list"] for each in json.loads(shown.out) if each["whole"]] == [
        "eu-269-2014-i-entities",
        "eu-269-2014-i-persons",
        "eu-fsf-other",
    ]

    found = command("screening", "match", "Vostok Neiro", "--as-of", "2026-11-24")
    assert found.code == 0
    assert found.out.startswith("stands on eu-269-2014-i-entities\n\nmatch  Vostok Neiro LLC\n")


def test_a_name_on_no_list_says_what_was_searched(command: Command) -> None:
    found = command("screening", "match", "Beispiel GmbH")
    assert found.out == "nobody by this name was found; searched in full: no whole list\n"


def test_a_broken_list_ends_with_its_line(command: Command) -> None:
    path = command.folder / "eu.xml"
    path.write_text("<export>\n<sanctionEntity>\n</export>", encoding="utf-8")
    ran = command("screening", "import", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}:3:1" in ran.err
    assert "error[unreadable-list]" in ran.err


def test_an_unknown_list_is_refused_where_it_was_typed(command: Command) -> None:
    ran = command("screening", "import", "x.csv", "--list", "us-ofac-sdm")
    assert ran.code == 2
    assert "error[unknown-list]" in ran.err
    assert "us-ofac-sdn" in ran.err


def test_without_a_folder_nothing_is_imported(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_SCREENING_DIR", "off")
    ran = command("screening", "import", str(FIXTURES / "eu.xml"))
    assert ran.code == 2
    assert "DISTILLGATE_SCREENING_DIR" in ran.err


def test_a_check_finds_an_organization_that_is_listed(command: Command) -> None:
    plan = command.plan()
    org = plan.parent / "org.yaml"
    assert command("check", str(plan), "--as-of", "2026-11-24").code == 0
    name = "VOSTOK NEIRO KOMPANIYA"
    lines = org.read_text("utf-8").splitlines()
    changed = [f"name: {name}" if line.startswith("name:") else line for line in lines]
    org.write_text("\n".join(changed), encoding="utf-8")
    command("screening", "import", str(FIXTURES / "sdn.csv"))

    ran = command("check", str(plan), "--as-of", "2026-11-24", "--format", "json")

    verdict = json.loads(ran.out)
    assumed = {each["fact"] for each in verdict["assumptions"]}
    assert "organization.listed_on" not in assumed


def test_a_folder_of_lists_that_is_broken_stops_a_check(
    command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "x.screening").write_text("broken", encoding="utf-8")
    ran = command("check", str(command.plan()))
    assert ran.code == 2
    assert "error[unreadable-list]" in ran.out
