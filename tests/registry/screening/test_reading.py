from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from registry.screening.faults import UnreadableListError
from registry.screening.parties import Party, PartyName
from registry.screening.reading import (
    CSL_CSV,
    CSL_JSON,
    EU_XML,
    OFAC_CSV,
    OFAC_XML,
    UN_XML,
    Format,
    format_of,
)
from registry.screening.xmlrecords import records

FIXTURES = Path(__file__).with_name("fixtures")
FILES = {
    "sdn_advanced.xml": OFAC_XML,
    "sdn.csv": OFAC_CSV,
    "cons_prim.csv": OFAC_CSV,
    "csl.json": CSL_JSON,
    "csl.csv": CSL_CSV,
    "eu.xml": EU_XML,
    "un.xml": UN_XML,
}


def read(name: str) -> list[Party]:
    path = FIXTURES / name
    return list(format_of(path).reads(path).parties())


def names(party: Party) -> list[tuple[str, bool]]:
    return [(name.text, name.strong) for name in party.names]


@pytest.mark.parametrize(("name", "form"), FILES.items())
def test_the_format_of_a_file_is_seen_from_how_it_begins(name: str, form: Format) -> None:
    assert format_of(FIXTURES / name) is form


def test_ofac_xml_gives_each_party_once_for_every_list_that_it_stands_on() -> None:
    found = [(each.list, each.key, each.kind, each.listed) for each in read("sdn_advanced.xml")]
    assert found == [
        ("us-ofac-sdn", "101", "company", date(2023, 5, 19)),
        ("us-ofac-ssi", "101", "company", date(2022, 2, 24)),
        ("us-ofac-sdn", "102", "person", date(2024, 1, 9)),
    ]


def test_ofac_xml_gives_the_primary_name_first_and_knows_weak_ones() -> None:
    company, _, person = read("sdn_advanced.xml")
    assert names(company) == [
        ("SEVERNAYA KVANTOVAYA LABORATORIYA OOO", True),
        ("SEVERNY KVANT", True),
        ("KVANTUM", False),
    ]
    assert company.numbers == ("101", "77-1234567")
    assert names(person) == [("VYMYSHLENOV Ivan", True)]


def test_ofac_csv_takes_the_aliases_from_the_file_beside() -> None:
    company, person = read("sdn.csv")
    assert names(company) == [
        ("VOSTOK NEIRO KOMPANIYA", True),
        ("VOSTOKNEIRO", True),
        ("VN LAB", False),
    ]
    assert (company.list, company.key) == ("us-ofac-sdn", "9001")
    assert (person.name, person.kind) == ("PRIMEROV, Pyotr", "person")


def test_the_consolidated_ofac_csv_tells_its_lists_by_program() -> None:
    assert [each.list for each in read("cons_prim.csv")] == ["us-ofac-ns-cmic", "us-ofac-ssi"]


def test_the_screening_list_as_json_tells_its_lists_by_source() -> None:
    entity, blocked, unverified = read("csl.json")
    assert [each.list for each in (entity, blocked, unverified)] == [
        "us-bis-entity-list",
        "us-ofac-sdn",
        "us-bis-uvl",
    ]
    assert [name.text for name in entity.names] == [
        "Lingshi Intelligence Co., Ltd.",
        "Lingshi AI",
        "Lingshi Research Institute 7",
    ]
    assert (entity.country, entity.listed) == ("CN", date(2025, 6, 12))
    assert blocked.key == "9001"
    assert "7700112233" in blocked.numbers


def test_the_screening_list_as_csv_says_the_same_as_json() -> None:
    entity, military = read("csl.csv")
    same = read("csl.json")[0]
    assert (entity.list, entity.names, entity.country, entity.listed) == (
        same.list,
        same.names,
        same.country,
        same.listed,
    )
    assert military.list == "us-bis-meu"


def test_entries_without_a_number_have_keys_of_their_own() -> None:
    keys = [each.key for name in ("csl.json", "csl.csv") for each in read(name)]
    assert len(keys) == len(set(keys))


def test_the_list_of_the_union_tells_regimes_and_persons_apart() -> None:
    company, person, other = read("eu.xml")
    assert [each.list for each in (company, person, other)] == [
        "eu-269-2014-i-entities",
        "eu-269-2014-i-persons",
        "eu-fsf-other",
    ]
    assert names(company) == [("Vostok Neiro LLC", True), ("Восток Нейро", False)]
    assert (company.listed, company.country) == (date(2023, 6, 23), "RU")
    assert company.numbers == ("1027700000000",)
    assert (person.name, person.listed) == ("Ivan Vymyshlenov", date(2022, 3, 15))


def test_the_list_of_the_united_nations_has_persons_and_entities() -> None:
    person, entity = read("un.xml")
    assert (person.name, person.kind, person.key) == ("IVAN VYMYSHLENOV", "person", "EXi.001")
    assert person.names[1] == PartyName("Vanya", strong=False)
    assert person.numbers == ("EX-778899",)
    assert (entity.name, entity.listed) == ("EXAMPLE TRADING CORPORATION", date(2017, 6, 2))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("sdn_advanced.xml", date(2026, 11, 3)),
        ("eu.xml", date(2026, 11, 10)),
        ("un.xml", date(2026, 11, 1)),
        ("csl.json", None),
        ("sdn.csv", None),
    ],
)
def test_the_day_of_an_edition_is_what_its_file_says(name: str, day: date | None) -> None:
    path = FIXTURES / name
    assert format_of(path).reads(path).day == day


def changed(name: str, *changes: tuple[str, str]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        text = (FIXTURES / name).read_bytes().decode("latin-1")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = folder / name
        path.write_bytes(text.encode("latin-1"))
        return path

    return write


def whole(text: str, name: str = "list.xml") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


BOMB = """<?xml version="1.0"?>
<!DOCTYPE export [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<export>&b;</export>
"""
DEEP = "<export>" + "<a>" * 100 + "</a>" * 100 + "</export>"


BROKEN = (
    (whole(""), 1, "this is no list"),
    (whole("name,country\nsomebody,RU\n"), 1, "this is no list"),
    (whole("<html></html>"), 1, "`html` is the root of no list"),
    (whole("<export"), 1, "the XML is broken"),
    (whole(BOMB), 2, "declares a document type"),
    (whole(DEEP), 1, "deeper than 64"),
    (whole('{"total": 1}', "csl.json"), 1, "the file holds no `results`"),
    (whole("[]", "csl.json"), 1, "`{` is missing"),
    (whole('{"results": [\n{"name": "x"}\n]}', "csl.json"), 2, "no name or no source"),
    (whole('{"results": [\n1]}', "csl.json"), 2, "no JSON object"),
    (whole('{"results": [\n{"name": ', "csl.json"), 2, "the JSON is broken"),
    (
        changed(
            "csl.json", ('"a1", "source": "Entity List (EL)', '"a1", "source": "Other (XX)')
        ),
        5,
        "no list",
    ),
    (changed("sdn.csv", ("individual,", "")), 2, "11 columns"),
    (changed("sdn.csv", ('individual,"SDGT', 'individual,"SD"GT')), 2, "the CSV is broken"),
    (changed("csl.csv", ("b2,", "b2,b3,")), 3, "30 columns where 29 belong"),
    (changed("eu.xml", ('wholeName="Example Trading Corporation"', "")), 17, "no name"),
    (changed("eu.xml", ("</export>", "</exports>")), 22, "the XML is broken"),
    (
        changed("un.xml", ("<FIRST_NAME>EXAMPLE TRADING CORPORATION</FIRST_NAME>", "")),
        12,
        "no name",
    ),
    (changed("sdn_advanced.xml", ('ProfileID="102"', "")), 58, "names no profile"),
)


@pytest.mark.parametrize(
    ("written", "line", "message"), BROKEN, ids=map(str, range(len(BROKEN)))
)
def test_what_is_broken_is_told_with_its_line(
    written: Callable[[Path], Path], line: int, message: str, tmp_path: Path
) -> None:
    path = written(tmp_path)
    with pytest.raises(UnreadableListError) as refused:
        list(format_of(path).reads(path).parties())
    assert message in refused.value.message
    assert refused.value.line == line


def test_a_large_file_is_read_one_record_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "many.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write("<export>")
        for number in range(20_000):
            file.write(f'<sanctionEntity logicalId="{number}"/>')
        file.write("</export>")
    with path.open("rb") as opened:
        first = next(records(opened, "sanctionEntity"))
        assert first.attribute("logicalId") == "0"
        assert opened.tell() < path.stat().st_size / 4
