from policy.compiling import Pack
from policy.diagnostics import Code
from registry.seed import load_seed
from registry.seedlint import lint_catalog
from tests.policy.packbuilders import sound

PROVIDERS = "providers: [{provider: acme, name: Acme Inc., country: US}]\n"
LICENSE = """\
document: {name}
kind: model-license
issuer: acme
{more}versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
      - id: naming
        topic: naming
        reach: {reach}
        requires: A name.
        due: release
        check: {{student.name: {{starts_with: {prefix}}}}}
"""


def license_of(
    name: str, prefix: str = "Acme", *, reach: str = "outputs", more: str = ""
) -> str:
    return LICENSE.format(name=name, prefix=prefix, reach=reach, more=more)


def lint(pack: Pack, records: str) -> list[tuple[Code, str]]:
    files = [("providers.yaml", PROVIDERS.encode()), ("records.yaml", records.encode())]
    catalog, found = load_seed(files, {})
    assert found == ()
    return [(each.code, each.message) for each in lint_catalog(catalog, pack)]


def model(name: str, documents: str, *more: str) -> str:
    rest = "".join(f"    {each}\n" for each in more)
    return f"  - model: hf:acme/{name}\n    maker: acme\n    documents: [{documents}]\n{rest}"


def test_a_license_that_nothing_leads_to_is_told() -> None:
    pack = sound(license_of("acme-license"), license_of("other-license")).pack
    assert lint(pack, "models:\n" + model("one", "acme-license")) == [
        (Code.UNUSED_LICENSE, "no model or data set uses `other-license`")
    ]


def test_a_tag_a_pattern_or_another_document_leads_to_a_license() -> None:
    pack = sound(
        license_of("tagged", more="license_tags: [tagged]\n"),
        license_of("matched", more="passes_on: [passed]\n"),
        license_of("passed"),
    ).pack
    pattern = 'patterns:\n  - match: "hf:acme/*"\n    maker: acme\n    documents: [matched]\n'
    assert lint(pack, pattern) == []


def test_a_record_that_is_graded_above_its_source_is_told() -> None:
    pack = sound(license_of("acme-license")).pack
    weak = model("one", "acme-license", "source: secondary source 12", "confidence: high")
    fair = model("two", "acme-license", "source: secondary source 12", "confidence: medium")
    assert lint(pack, f"models:\n{weak}{fair}") == [
        (
            Code.WEAK_SOURCE,
            "`hf:acme/one` is graded `high`, above what its source is worth",
        )
    ]


CLASH = (
    Code.EXCLUDING_DUTIES,
    (
        "no student of `hf:acme/child` can meet `open-license#naming` and"
        " `acme-license#naming` together"
    ),
)


def clashing(relation: str, *more: str, reach: str = "outputs") -> list[tuple[Code, str]]:
    pack = sound(
        license_of("acme-license", reach=reach), license_of("open-license", "Open")
    ).pack
    parent = model("parent", "acme-license")
    edge = f"made_from: [{{model: hf:acme/parent, relation: {relation}}}]"
    return lint(pack, f"models:\n{parent}{model('child', 'open-license', edge, *more)}")


def test_names_that_exclude_each_other_along_the_lineage_are_told() -> None:
    assert clashing("finetune") == [CLASH]
    assert clashing("distilled") == [CLASH]


def test_a_naming_duty_that_does_not_reach_outputs_clashes_by_weights_only() -> None:
    assert clashing("finetune", reach="weights") == [CLASH]
    assert clashing("distilled", reach="weights") == []


def test_a_record_that_tells_of_the_contradiction_is_left_alone() -> None:
    assert clashing("finetune", "contradiction: two names are asked for") == []
