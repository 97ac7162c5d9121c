from datetime import date

import pytest

from policy.codetexts.entry import CodeText, Part
from policy.diagnostic_texts import TEXTS
from policy.diagnostics import Code
from policy.packs import SourceFile, load_packs
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.yamltext import read_yaml
from registry.casework import Records, make_case
from registry.catalogs import seed_catalog
from registry.onfile import load_on_file
from registry.seed import load_seed

ACME = "providers: [{provider: acme, name: Acme Inc., country: US}]"
HOUSE = """\
document: house
kind: house
settings:
  presume:
    - fact: ingredient.hidden_reasoning
      is: false
      reason: no method for it is in use here
      owner: ml-platform
  waivers:
    no-training: {by: [legal], at_most: 90d}
"""
TERMS = """\
document: acme-terms
kind: provider-terms
issuer: acme
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
      - id: no-training
        topic: train-on-outputs
        forbids: Training models on output.
"""
PACK = load_packs(
    [("pack", [SourceFile("house.yaml", HOUSE.encode()), SourceFile("t.yaml", TERMS.encode())])]
)


def examples(part: Part) -> list[CodeText]:
    return [text for text in TEXTS.values() if text.part is part]


def test_the_pack_of_the_examples_is_sound() -> None:
    assert PACK.diagnostics == ()


@pytest.mark.parametrize("text", examples(Part.CATALOG), ids=lambda text: text.code)
def test_bad_example_of_the_catalog_gives_exactly_its_code(text: CodeText) -> None:
    files = [("providers.yaml", ACME.encode()), ("records.yaml", text.example.encode())]
    _, found = load_seed(files, {})
    assert {each.code for each in found} == {text.code}


@pytest.mark.parametrize("text", examples(Part.ON_FILE), ids=lambda text: text.code)
def test_bad_example_on_file_gives_exactly_its_code(text: CodeText) -> None:
    _, found = load_on_file([SourceFile("w.yaml", text.example.encode())], PACK.pack)
    assert {each.code for each in found} == {text.code}


@pytest.mark.parametrize("text", examples(Part.CHECK), ids=lambda text: text.code)
def test_bad_example_of_a_check_gives_exactly_its_code(text: CodeText) -> None:
    notebook = Notebook()
    plan = parse_plan(read_yaml(text.example.encode(), "p.yaml"), notebook, lambda _: None)
    assert plan is not None, notebook.found
    records = Records(seed_catalog((), (), (), ()))
    case = make_case(plan, records, PACK.pack, as_of=date(2026, 11, 24))
    assert [each.code for each in case.diagnostics] == [text.code]


def test_every_part_has_an_example_that_a_test_runs() -> None:
    assert {text.part for text in TEXTS.values()} == set(Part)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lifts: [acme-terms#no-trainig]", Code.UNKNOWN_CLAUSE),
        ("replaces: [acme-term]", Code.UNKNOWN_DOCUMENT),
        ('pins: {acme-terms: "2025"}', Code.UNKNOWN_VERSION),
    ],
)
def test_agreement_on_file_that_names_what_is_not_there_is_told(text: str, code: Code) -> None:
    agreement = (
        "document: acme-2026\nkind: agreement\nissuer: acme\nparties: [Example GmbH]\n"
        f"effective: 2026-02-01\n{text}\n"
    )
    _, found = load_on_file([SourceFile("a.yaml", agreement.encode())], PACK.pack)
    assert [(each.code, each.span.line) for each in found] == [(code, 6)]
