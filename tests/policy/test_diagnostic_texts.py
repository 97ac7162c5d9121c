from textwrap import indent

import pytest

from policy.codetexts.cases import CASES
from policy.codetexts.commands import COMMANDS
from policy.codetexts.entry import CodeText, Part
from policy.codetexts.proofs import PROOFS
from policy.codetexts.registry import REGISTRY
from policy.diagnostic_texts import TEXTS, code_card, diagnostics_markdown, texts_of
from policy.diagnostics import Code
from policy.lint.pack import lint_pack
from policy.packs import load_packs
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.yamltext import UnreadableError, read_yaml
from tests.policy.packbuilders import codes, sound, with_clauses, with_condition

PACK_PARTS = {Part.CONDITION, Part.CLAUSE, Part.DOCUMENT, Part.SHARED, Part.HOUSE}


def of_part(*parts: Part) -> list[CodeText]:
    return [text for text in TEXTS.values() if text.part in parts]


def framed(text: CodeText) -> list[str]:
    """Return the files that the example of `text` stands for."""
    match text.part:
        case Part.CONDITION:
            return [with_condition(text.example)]
        case Part.CLAUSE:
            return [with_clauses(text.example)]
        case _:
            return [each for each in (text.example, text.beside) if each]


def test_every_code_is_explained_and_in_order() -> None:
    assert list(TEXTS) == sorted(Code)


def test_two_texts_for_one_code_are_refused() -> None:
    text = TEXTS[Code.EMPTY_FILE]
    with pytest.raises(ValueError, match="two texts explain one code"):
        texts_of((text, text))


@pytest.mark.parametrize("text", of_part(*PACK_PARTS), ids=lambda text: text.code)
def test_bad_example_of_a_pack_gives_exactly_its_code(text: CodeText) -> None:
    assert set(codes(*framed(text))) == {text.code}


@pytest.mark.parametrize("text", of_part(Part.LINT), ids=lambda text: text.code)
def test_bad_example_of_a_document_that_loads_gives_exactly_its_code(text: CodeText) -> None:
    assert {each.code for each in lint_pack(sound(*framed(text)).pack)} == {text.code}


@pytest.mark.parametrize("text", of_part(Part.FILE), ids=lambda text: text.code)
def test_bad_example_of_a_file_gives_exactly_its_code(text: CodeText) -> None:
    with pytest.raises(UnreadableError) as raised:
        read_yaml(text.example.encode(), "file.yaml")
    assert [each.code for each in raised.value.diagnostics] == [text.code]


@pytest.mark.parametrize("text", of_part(Part.PLAN), ids=lambda text: text.code)
def test_bad_example_of_a_plan_gives_exactly_its_code(text: CodeText) -> None:
    notebook = Notebook()
    parse_plan(read_yaml(text.example.encode(), "plan.yaml"), notebook, lambda _: None)
    assert [each.code for each in notebook.found] == [text.code]


def test_a_pack_without_files_is_empty() -> None:
    assert [each.code for each in load_packs([("pack", [])]).diagnostics] == [Code.EMPTY_PACK]


def test_only_what_no_text_can_show_is_told_in_words() -> None:
    told = {text.code for text in of_part(Part.WORDS)}
    of_commands = {text.code for text in (*CASES, *COMMANDS, *PROOFS, *REGISTRY)}
    of_packs = {Code.EMPTY_PACK, Code.TODO_LEFT, Code.UNUSED_LICENSE}
    assert told == of_packs | {Code.WAIVER_NOT_ENCOUNTERED, Code.WAIVER_OUTGROWN} | of_commands


def test_each_code_has_its_heading_on_the_page() -> None:
    headings = [
        line.removeprefix("## ")
        for line in diagnostics_markdown().splitlines()
        if line.startswith("## ")
    ]
    assert headings == sorted(Code)


@pytest.mark.parametrize("code", Code)
def test_card_holds_cause_example_and_cure_without_links(code: Code) -> None:
    card = code_card(code)
    text = TEXTS[code]
    prose = " ".join(card.split())
    assert card.startswith(f"{code}\n\n  ")
    assert ".md" not in card
    assert " ".join(text.cause.split()) in prose or "](" in text.cause
    assert text.part is Part.WORDS or indent(text.example, "    ") in card


def test_card_shows_a_second_file() -> None:
    assert code_card(Code.DUPLICATE_DOCUMENT) == (
        "duplicate-document\n"
        "\n"
        "  Two files of one pack have the same document or territory, or there are two house"
        " policies.\n"
        "  Which of them counts would hang on the order of files. (A document of a later pack"
        " does take\n"
        "  the place of an earlier one.)\n"
        "\n"
        "  In a document:\n"
        "\n"
        "    document: acme-terms\n"
        "    kind: provider-terms\n"
        "    issuer: acme\n"
        "    versions: []\n"
        "\n"
        "  beside\n"
        "\n"
        "    document: acme-terms\n"
        "    kind: usage-policy\n"
        "    issuer: acme\n"
        "    versions: []\n"
        "\n"
        "  Give the second an id of its own, or make it another version of the first.\n"
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=lambda text: text.code)
def test_texts_are_whole_sentences(text: CodeText) -> None:
    assert text.cause[0].isupper() or text.cause[0] == "`"
    assert text.cause[-1] in ".)"
    assert text.cure[-1] == "."
