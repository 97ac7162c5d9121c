import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from registry.screening.faults import UnreadableListError
from registry.screening.files import ListFiles, NotAListFileError, Origin, write_lists
from registry.screening.matching import Likeness, Screener
from registry.screening.parties import Party, PartyName

OLD, NEW = date(2025, 3, 1), date(2026, 3, 1)
LAB = Party(
    list="us-bis-entity-list",
    key="lab",
    names=(PartyName("Shili Zhineng Co., Ltd."), PartyName("Shili", strong=False)),
    country="CN",
    listed=date(2024, 1, 16),
    numbers=("91-110-108",),
)
BANK = Party(list="us-ofac-sdn", key="bank", names=(PartyName("Primer Bank"),), kind="company")


def written(folder: Path, name: str, day: date, *parties: Party) -> Path:
    path = folder / f"{name}.screening"
    write_lists(path, parties, Origin(f"{name}.xml", f"sha256:{name}"), day)
    return path


def matches(folder: Path, name: str, day: date) -> list[tuple[Likeness, Party]]:
    found = Screener(imported=(ListFiles(folder),)).screen([name], day)
    return [(hit.likeness, hit.party) for hit in found.hits]


def test_what_was_written_is_found_again_as_it_was(tmp_path: Path) -> None:
    written(tmp_path, "one", NEW, LAB, BANK)
    assert matches(tmp_path, "SHILI ZHINENG", NEW) == [(Likeness.MATCH, LAB)]
    assert ListFiles(tmp_path).numbered("91110108", NEW) == (LAB,)


def test_a_file_holds_an_edition_of_each_of_its_lists(tmp_path: Path) -> None:
    written(tmp_path, "one", NEW, LAB, BANK, replace(BANK, key="other"))
    editions = [
        (each.list, each.day, each.parties, each.file, each.sample)
        for each in ListFiles(tmp_path).editions()
    ]
    assert editions == [
        ("us-bis-entity-list", NEW, 1, "one.xml", False),
        ("us-ofac-sdn", NEW, 2, "one.xml", False),
    ]


def test_the_edition_of_the_day_counts_list_by_list(tmp_path: Path) -> None:
    written(tmp_path, "old", OLD, LAB, BANK)
    written(tmp_path, "new", NEW, BANK)
    assert matches(tmp_path, "Primer Bank", NEW) == [(Likeness.MATCH, BANK)]
    assert matches(tmp_path, "Shili Zhineng", NEW) == [(Likeness.MATCH, LAB)]
    written(tmp_path, "newer", NEW.replace(month=4), replace(LAB, names=(PartyName("Other"),)))
    assert matches(tmp_path, "Shili Zhineng", NEW) == [(Likeness.MATCH, LAB)]
    assert matches(tmp_path, "Shili Zhineng", date(2026, 11, 24)) == []


def test_before_the_first_edition_that_one_counts(tmp_path: Path) -> None:
    written(tmp_path, "old", OLD, LAB)
    assert matches(tmp_path, "Shili Zhineng", date(2024, 6, 1)) == [(Likeness.MATCH, LAB)]


def test_an_import_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Party]:
        yield LAB
        raise UnreadableListError(7, "broken")

    path = tmp_path / "one.screening"
    with pytest.raises(UnreadableListError):
        write_lists(path, broken(), Origin("one.xml", "sha256:1"), NEW)
    assert list(tmp_path.iterdir()) == []


def test_an_import_that_breaks_off_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = written(tmp_path, "one", NEW, LAB)
    before = path.read_bytes()

    def broken() -> Iterator[Party]:
        yield BANK
        raise UnreadableListError(7, "broken")

    with pytest.raises(UnreadableListError):
        write_lists(path, broken(), Origin("one.xml", "sha256:1"), NEW)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"not a database at all, " * 100])
def test_a_file_that_is_none_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "one.screening").write_bytes(content)
    with pytest.raises(NotAListFileError, match="import the list again"):
        ListFiles(tmp_path).editions()


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "one", NEW, LAB)
    with sqlite3.connect(path) as base:
        base.execute("pragma user_version = 99")
    base.close()
    with pytest.raises(NotAListFileError, match="another form"):
        ListFiles(tmp_path).editions()


def test_names_are_bound_and_never_part_of_a_query(tmp_path: Path) -> None:
    written(tmp_path, "one", NEW, LAB)
    assert matches(tmp_path, "x') or 1=1; drop table party --", NEW) == []
    assert matches(tmp_path, "Shili Zhineng", NEW) == [(Likeness.MATCH, LAB)]


def test_a_thousand_parties_are_searched_through_their_beginnings(tmp_path: Path) -> None:
    many = [
        replace(BANK, key=str(number), names=(PartyName(f"Firma Nummer{number} Handel"),))
        for number in range(1_000)
    ]
    written(tmp_path, "one", NEW, *many, LAB)
    assert matches(tmp_path, "Shili Zhineng", NEW) == [(Likeness.MATCH, LAB)]
