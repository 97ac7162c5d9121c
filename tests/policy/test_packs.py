from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.compiling import Pack
from policy.diagnostics import Code, Level, Span
from policy.packs import (
    LoadedPack,
    SourceFile,
    load_packs,
    node_digest,
    node_plain,
    unknown_document,
)
from policy.places import Territory
from policy.yamltext import read_yaml
from tests.policy.packbuilders import BAN, TERMS_HEAD, codes, loaded, sound, with_clauses

UNION = "territory: union\ntitle: Union\nmembers: [DE, FR]\nexcept: [FR-75C]\n"
NARROW = "definitions:\n  narrow: {student.generality: narrow}\n"
USING = with_clauses(f"{BAN}when: {{defined: narrow, release.places: {{within: union}}}}")
HOUSE = "document: house\nkind: house\n"


def layers(*texts: list[str]) -> LoadedPack:
    """Return the pack of several layers, each a list of files."""
    return load_packs(
        [
            (
                f"layer-{number}",
                [
                    SourceFile(f"{place}.yaml", text.encode())
                    for place, text in enumerate(files)
                ],
            )
            for number, files in enumerate(texts)
        ]
    )


def test_pack_holds_documents_territories_and_house() -> None:
    pack = sound(USING, UNION, NARROW, HOUSE).pack
    assert list(pack.documents) == ["acme-terms", "house"]
    assert pack.territories == {
        "union": Territory("union", "Union", frozenset({"DE", "FR"}), frozenset({"FR-75C"}))
    }
    assert list(pack.digests) == [
        "acme-terms",
        "definitions:1",
        "house",
        "territory:union",
    ]


def test_order_of_files_does_not_matter() -> None:
    packs = [sound(*texts).pack for texts in permutations((USING, UNION, NARROW))]
    assert all(pack.documents == packs[0].documents for pack in packs)
    assert all(pack.digests == packs[0].digests for pack in packs)


def test_territories_and_definitions_serve_every_layer() -> None:
    assert layers([USING], [UNION, NARROW]).diagnostics == ()


def test_later_layer_takes_the_place_of_an_earlier_one() -> None:
    changed = BAN.replace("Training models", "Training any model")
    pack = layers(
        [with_clauses(BAN), f"{HOUSE}settings: {{bases: [own]}}", UNION],
        [with_clauses(changed), HOUSE, UNION.replace("FR]", "FR, IT]")],
    )
    assert pack.diagnostics == ()
    (clause,) = pack.pack.documents["acme-terms"].versions[0].clauses
    assert clause.statement == "Training any model on output."
    assert len(pack.pack.house.bases) > 1
    assert "IT" in pack.pack.territories["union"].codes


@pytest.mark.parametrize(
    "twice", [with_clauses(BAN), HOUSE, UNION, HOUSE.replace(": house\nk", ": other\nk")]
)
def test_what_stands_twice_in_one_layer_is_told(twice: str) -> None:
    assert set(codes(twice, twice)) == {Code.DUPLICATE_DOCUMENT}


def test_two_house_policies_are_told_whatever_they_are_called() -> None:
    assert codes(HOUSE, "document: second\nkind: house\n") == [Code.DUPLICATE_DOCUMENT]


def test_documents_without_a_name_are_told_as_such() -> None:
    nameless = "kind: provider-terms\nissuer: acme\nversions: []\n"
    assert codes(nameless, nameless) == [Code.MISSING_KEY, Code.MISSING_KEY]


def test_file_that_cannot_be_read_stops_no_other() -> None:
    pack = loaded("a: [", USING, UNION, NARROW)
    assert [each.code for each in pack.diagnostics] == [Code.YAML_SYNTAX]
    assert list(pack.pack.documents) == ["acme-terms"]


def test_pack_of_unreadable_files_is_not_called_empty() -> None:
    assert codes("a: [") == [Code.YAML_SYNTAX]


def test_warnings_stop_nothing() -> None:
    pack = loaded(f"{HOUSE}settings: {{waivers: {{no-such-clause: {{}}}}}}\n")
    assert [each.level for each in pack.diagnostics] == [Level.WARNING]
    assert pack.errors == ()


def test_diagnostics_are_told_by_file_and_line() -> None:
    pack = loaded("kind: law\n", "document: b\nkind: nothing\nversions: []\nissuer: x\n")
    places = [(each.span.path, each.span.line) for each in pack.diagnostics]
    assert places == sorted(places)
    assert len(places) == 4


# Territories


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("territory: union", [Code.MISSING_KEY]),
        ("territory: union\nmembers: []", [Code.WRONG_VALUE]),
        ("territory: union\nmembers: [de]", [Code.UNKNOWN_PLACE]),
        ("territory: union\nmembers: [DE]\nexcept: [Bavaria]", [Code.UNKNOWN_PLACE]),
        ("territory: union\nmembers: [other]", [Code.UNKNOWN_PLACE]),
        ("territory: worldwide\nmembers: [DE]", [Code.WRONG_VALUE]),
        ("territory: DE\nmembers: [FR]", [Code.WRONG_VALUE]),
        ("territory: union\nmembers: {DE: true}", [Code.WRONG_TYPE]),
        ("territory: union\nmembers: [DE]\nconfidence: sure", [Code.WRONG_VALUE]),
        ("territory: union\nmembers: [DE]\nas_of: today", [Code.WRONG_TYPE]),
        ("territory: union\nmembers: [DE]\nreview_by: soon", [Code.WRONG_TYPE]),
        ("territory: union\nmembers: [DE]\nregion: x", [Code.UNKNOWN_KEY]),
    ],
)
def test_territory_that_cannot_be_is_told(text: str, expected: list[Code]) -> None:
    assert codes(text) == expected


# Definitions


def test_definition_sees_those_above_it() -> None:
    text = "definitions:\n  a: {student.generality: narrow}\n  b: {defined: a}\n"
    assert codes(text) == []
    assert codes("definitions:\n  b: {defined: a}\n  a: {student.generality: narrow}\n") == [
        Code.UNKNOWN_DEFINITION
    ]


def test_definition_cannot_use_itself() -> None:
    assert codes("definitions:\n  a: {not: {defined: a}}\n") == [Code.UNKNOWN_DEFINITION]


@pytest.mark.parametrize("text", ["definitions: [a]", "definitions: {a: [b]}"])
def test_definitions_of_another_kind_are_told(text: str) -> None:
    assert codes(text) == [Code.WRONG_TYPE]


def test_every_file_of_definitions_changes_the_digests() -> None:
    wide = NARROW.replace("narrow}", "general}")
    one, other = layers([NARROW], [NARROW]).pack, layers([wide], [NARROW]).pack
    assert one.digests != other.digests


# Digests


def test_digest_is_of_what_a_document_says() -> None:
    def digest(text: str) -> str:
        return node_digest(read_yaml(text.encode(), "f.yaml"))

    assert digest("a: 1\nb: [x, y]\n") == digest("# remark\nb:\n  - 'x'\n  - y\na: '1'\n")
    assert digest("a: 1") != digest("a: 2")
    assert digest("a: [x, y]") != digest("a: [y, x]")


def test_plain_form_keeps_texts() -> None:
    node = read_yaml(b"a: NO\nb: [1, {c: ~}]\n", "f.yaml")
    assert node_plain(node) == {"a": "NO", "b": ["1", {"c": "~"}]}


def test_unknown_document_names_what_was_meant() -> None:
    found = unknown_document(
        "acme-term", loaded(with_clauses(BAN)).pack.documents, Span("f", 1, 1)
    )
    assert (found.code, found.message, found.hint) == (
        Code.UNKNOWN_DOCUMENT,
        "no document is called `acme-term`",
        "did you mean `acme-terms`?",
    )


# Hostile packs


LINES = st.lists(
    st.sampled_from(
        [
            *(USING + UNION + NARROW + HOUSE + TERMS_HEAD).splitlines(),
            "when:",
            "- x",
            "  - {}",
            "[",
        ]
    ),
    max_size=14,
).map("\n".join)


@given(st.lists(LINES, min_size=1, max_size=3))
@settings(max_examples=150)
def test_any_files_give_a_pack_and_diagnostics(texts: list[str]) -> None:
    pack = loaded(*texts)
    assert isinstance(pack.pack, Pack)
    assert all(each.message and "\n" not in each.message for each in pack.diagnostics)
