from distillgate.packfiles import read_layer
from distillgate.usecases.lint import lint_packs
from distillgate.wiring import CATALOG, shipped_packs
from policy.diagnostics import Code, Diagnostic, Level, Span
from policy.packs import SourceFile
from tests.distillgate.libraries import EXAMPLE, files_in

TERRITORY = "territory: {name}\ntitle: A place\nmembers: [FR]\nsource: a list\n"
TERMS = """
document: other-terms
kind: provider-terms
title: Other terms
issuer: other
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    url: https://example.org/other
    define:
      large: {{student.parameters: {{above: 7e10}}}}
    clauses:
      - id: limits
        section: "1"
        topic: use
        forbids: Something.
        when: {{{condition}}}
"""


def found(*texts: str, catalog: str = "") -> list[tuple[Code, str]]:
    layer = [SourceFile(f"{place}.yaml", text.encode()) for place, text in enumerate(texts)]
    records = files_in(EXAMPLE / "catalog")
    if catalog:
        records.append(SourceFile("more.yaml", catalog.encode()))
    more = [("more", layer)] if layer else []
    linted = lint_packs([("packs", files_in(EXAMPLE / "packs")), *more], records)
    return [(each.code, each.message) for each in linted.diagnostics]


def test_the_example_is_clean() -> None:
    linted = lint_packs([("packs", files_in(EXAMPLE / "packs"))], files_in(EXAMPLE / "catalog"))
    assert linted.diagnostics == ()
    assert (linted.files, linted.documents, linted.clauses) == (6, 4, 9)
    assert (linted.errors, linted.warnings) == (0, 0)


def test_what_nothing_uses_is_told() -> None:
    used = TERMS.format(condition="defined: large")
    unused = TERMS.format(condition="student.type: classifier")
    assert found(used) == []
    assert found(unused) == [(Code.UNUSED_DEFINITION, "nothing uses the condition `large`")]


def test_a_definition_of_the_pack_may_be_used_in_another_file() -> None:
    shared = "definitions:\n  narrow: {student.generality: narrow}\n"
    using = (
        TERMS.format(condition="defined: narrow")
        .replace("    define:\n", "")
        .replace("      large: {student.parameters: {above: 7e10}}\n", "")
    )
    assert found(shared, using) == []
    assert found(shared) == [(Code.UNUSED_DEFINITION, "nothing uses the condition `narrow`")]


def test_a_territory_that_no_condition_names_is_told() -> None:
    message = "no condition and no territory names the territory `faraway`"
    text = TERRITORY.format(name="faraway")
    assert found(text) == [(Code.UNUSED_DEFINITION, message)]
    condition = "release.places: {within: [faraway]}, student.parameters: 1"
    using = TERMS.format(condition=condition).replace("large", "x").replace("    define:\n", "")
    using = using.replace("      x: {student.parameters: {above: 7e10}}\n", "")
    assert found(text, using) == []


def test_a_document_that_only_the_catalog_names_is_told() -> None:
    row = "channels:\n  - {maker: acme, hop: acme, access: [app], documents: [acme-termz]}\n"
    assert found(catalog=row) == [(Code.UNKNOWN_DOCUMENT, "no document is called `acme-termz`")]


def test_what_could_not_be_read_counts_as_an_error() -> None:
    unread = Diagnostic(Code.UNUSABLE_FILE, "this is a folder", Span("a.yaml", 1, 1))
    linted = lint_packs(
        [("packs", files_in(EXAMPLE / "packs"))], files_in(EXAMPLE / "catalog"), [unread]
    )
    assert linted.diagnostics == (unread,)
    assert linted.errors == 1


def test_a_broken_file_hides_nothing_else() -> None:
    codes = [code for code, _ in found("document: [", TERRITORY.format(name="faraway"))]
    assert codes == [Code.YAML_SYNTAX, Code.UNUSED_DEFINITION]


def test_warnings_are_counted_apart_from_errors() -> None:
    layer = [SourceFile("a.yaml", TERRITORY.format(name="faraway").encode())]
    linted = lint_packs(
        [("packs", files_in(EXAMPLE / "packs")), ("more", layer)], files_in(EXAMPLE / "catalog")
    )
    assert [each.level for each in linted.diagnostics] == [Level.WARNING]
    assert (linted.errors, linted.warnings) == (0, 1)


def test_the_shipped_packs_and_catalog_are_clean() -> None:
    packs, catalog = read_layer(shipped_packs()), read_layer(CATALOG)
    linted = lint_packs([(packs.name, packs.files)], catalog.files)
    assert [(each.code, each.message, each.span) for each in linted.diagnostics] == []


def test_statements_beside_a_pack_are_read_against_it() -> None:
    text = """\
statements:
  - id: never
    says: It never does.
    documents: [acme-terns]
    when: {use.purpose: product}
    verdict: denied
  - id: never
    says: It never does.
    documents: [acme-terms]
    when: {use.porpose: product}
    verdict: denied
"""
    layers = [("packs", files_in(EXAMPLE / "packs"))]
    catalog = files_in(EXAMPLE / "catalog")
    before = lint_packs(layers, catalog)
    after = lint_packs(layers, catalog, (), [SourceFile("statements/a.yaml", text.encode())])
    new = [each for each in after.diagnostics if each not in before.diagnostics]
    assert {(each.code.value, each.span.line) for each in new} == {
        ("unknown-document", 4),
        ("duplicate-clause", 7),
        ("unknown-fact", 10),
    }
    assert after.files == before.files + 1
