import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from distillgate.usecases.screening import (
    Import,
    Imported,
    editions_titled,
    import_list,
    screened_json,
)
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.screening.files import ListFiles
from registry.screening.matching import Screener

FIXTURES = Path(__file__).parents[2] / "registry" / "screening" / "fixtures"
TODAY = date(2026, 11, 24)


def wanted(folder: Path, name: str) -> Import:
    return Import(str(FIXTURES / name), folder / "lists", TODAY)


def take_in(asked: Import) -> Imported:
    return import_list(asked, lambda _: None)


def loaded(imported: Imported) -> list[tuple[str, date, int]]:
    return [(each.list, each.day, each.parties) for each in imported.editions]


def test_an_import_is_dated_by_its_file_and_named_by_its_content(tmp_path: Path) -> None:
    found = take_in(wanted(tmp_path, "eu.xml"))
    assert loaded(found) == [
        ("eu-269-2014-i-entities", date(2026, 11, 10), 1),
        ("eu-269-2014-i-persons", date(2026, 11, 10), 1),
        ("eu-fsf-other", date(2026, 11, 10), 1),
    ]
    digest = hashlib.sha256((FIXTURES / "eu.xml").read_bytes()).hexdigest()
    assert {each.digest for each in found.editions} == {f"sha256:{digest}"}


def test_a_file_without_a_day_is_of_the_day_that_is_given_else_of_today(tmp_path: Path) -> None:
    day = date(2026, 11, 20)
    assert loaded(take_in(replace(wanted(tmp_path, "csl.json"), day=day)))[0][1] == day
    assert loaded(take_in(wanted(tmp_path, "csl.csv")))[0][1] == TODAY


def test_the_same_file_is_kept_once(tmp_path: Path) -> None:
    first, second = (take_in(wanted(tmp_path, "un.xml")) for _ in range(2))
    assert (first.known, second.known) == (False, True)
    assert len(list((tmp_path / "lists").iterdir())) == 1


def test_a_file_may_be_said_to_be_a_list(tmp_path: Path) -> None:
    asked = replace(wanted(tmp_path, "csl.csv"), list="us-dod-1260h")
    assert loaded(take_in(asked)) == [("us-dod-1260h", TODAY, 2)]


def test_aliases_that_are_not_there_are_missed(tmp_path: Path) -> None:
    found = take_in(wanted(tmp_path, "cons_prim.csv"))
    assert [each.code for each in found.diagnostics] == [Code.FILE_NOT_FOUND]
    assert take_in(wanted(tmp_path, "sdn.csv")).diagnostics == ()


def test_what_is_broken_leaves_nothing_and_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    text = (FIXTURES / "eu.xml").read_text("utf-8")
    path.write_text(text.replace("</export>", ""), encoding="utf-8")
    with pytest.raises(UnreadableError) as refused:
        take_in(replace(wanted(tmp_path, "eu.xml"), path=str(path)))
    (found,) = refused.value.diagnostics
    assert (found.code, found.span.path) == (Code.UNREADABLE_LIST, str(path))
    assert found.span.line == len(path.read_text("utf-8").splitlines()) + 1
    assert list((tmp_path / "lists").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing.xml", Code.FILE_NOT_FOUND),
        (".", Code.UNUSABLE_FILE),
        ("empty", Code.UNREADABLE_LIST),
    ],
)
def test_what_is_no_file_is_refused(name: str, code: Code, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(UnreadableError) as refused:
        take_in(Import(str(tmp_path / name), tmp_path / "lists", TODAY))
    assert [each.code for each in refused.value.diagnostics] == [code]


def test_a_list_of_nobody_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "eu.xml"
    path.write_text("<export></export>", encoding="utf-8")
    with pytest.raises(UnreadableError, match="names nobody"):
        take_in(Import(str(path), tmp_path / "lists", TODAY))


def test_progress_is_told_now_and_then(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    entity = "<ENTITY><DATAID>{0}</DATAID><FIRST_NAME>FIRMA {0}</FIRST_NAME></ENTITY>"
    entities = "".join(map(entity.format, range(12_000)))
    path.write_text(f"<CONSOLIDATED_LIST>{entities}</CONSOLIDATED_LIST>", encoding="utf-8")
    told: list[int] = []
    import_list(Import(str(path), tmp_path / "lists", TODAY), told.append)
    assert told == [5_000, 10_000]


def test_what_is_imported_is_found_by_name_and_number(tmp_path: Path) -> None:
    take_in(wanted(tmp_path, "sdn_advanced.xml"))
    screener = Screener(imported=(ListFiles(tmp_path / "lists"),))
    by_name = screener.screen(["Severnaya Kvantovaya Laboratoriya"], TODAY)
    by_number = screener.screen(["X"], TODAY, numbers=["771234567"])
    assert by_name.matched == ("us-ofac-sdn", "us-ofac-ssi")
    assert by_number.matched == ("us-ofac-sdn", "us-ofac-ssi")
    assert by_name.covered == {"us-ofac-sdn", "us-ofac-ssi"}


def test_the_answer_for_programs_says_what_was_found_and_why(tmp_path: Path) -> None:
    take_in(wanted(tmp_path, "un.xml"))
    screener = Screener(imported=(ListFiles(tmp_path / "lists"),))
    found = json.loads(json.dumps(screened_json(screener.screen(["Example Comerce"], TODAY))))
    assert (found["stands_on"], found["may_stand_on"]) == ([], ["un-sc-consolidated"])
    (hit,) = found["hits"]
    assert (hit["likeness"], hit["found"]) == ("possible", "Example Commerce")


def test_editions_are_shown_with_the_titles_of_their_lists(tmp_path: Path) -> None:
    take_in(wanted(tmp_path, "un.xml"))
    (edition,) = editions_titled(ListFiles(tmp_path / "lists").editions())
    assert edition.title == "UN Security Council consolidated list"
