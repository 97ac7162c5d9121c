from dataclasses import replace

from distillgate.usecases.library import Library
from distillgate.usecases.packtests import Bench
from distillgate.usecases.runcases import Outcome, Sources, parsed_files, run_cases
from policy.diagnostics import Diagnostic
from policy.packs import SourceFile
from policy.packtests.coverage import Seen, kind_of
from policy.packtests.demands import ALWAYS_KNOWN
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import UNKNOWN
from policy.yamltext import read_yaml
from registry.casework import make_case
from tests.distillgate.libraries import DAY, example

PLAN = """\
plan: base
organization: {name: Example GmbH, country: DE}
student: {name: Example-1, base: none, type: language-model}
teachers:
  - model: hf:acme/large
    used_as: [imitate]
    access: api
    through: []
    collected: {from: 2026-03-01, until: 2026-03-31, by: us}
datasets: []
use: {purpose: product}
release: {forms: [weights], places: [DE], recipients: public}
attests: [ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]
"""
HEAD = "cases: acme-terms\nas_of: 2026-11-24\nplan: base\nclauses:\n"
BAN = "  - forbids: no-competing-models\n"


def sources(text: str, *, whole: bool = False) -> Sources:
    return Sources(
        [SourceFile("cases/acme-terms.yaml", text.encode())],
        [SourceFile("cases/plans/base.yaml", PLAN.encode())],
        whole=whole,
    )


def outcome(text: str, *, whole: bool = False, library: Library | None = None) -> Outcome:
    library = library or example()
    return run_cases(sources(text, whole=whole), library, lambda _done, _total: None)


def messages(text: str) -> list[str]:
    return [each.message for each in outcome(HEAD + text).diagnostics]


def unseen(text: str, name: str) -> dict[tuple[str, ...], list[str]]:
    done = outcome(HEAD + text)
    assert done.diagnostics == ()
    return {
        each.rule.versions: [f"{demand.part} {demand.side}" for demand in each.missing]
        for each in done.rules
        if each.rule.logic.id == name
    }


def test_sides_that_a_plan_shows_are_counted() -> None:
    text = f"{BAN}    applies: {{terms.competes_with_issuer: true}}\n"
    assert unseen(text, "no-competing-models")[("2026-01-01",)] == [
        "clause not",
        "clause missing",
    ]


def test_a_version_is_reached_by_its_label_alone() -> None:
    text = (
        f'{BAN}    version: "2025-01-01"\n'
        "    with: {terms.competes_with_issuer: true}\n"
        "    applies: {}\n"
        "    except:\n"
        "      - applies: {student.type: embedding}\n"
        "        missing: {student.type: unknown}\n"
    )
    found = unseen(text, "no-competing-models")
    assert found[("2025-01-01",)] == ["clause not", "clause missing"]
    assert len(found[("2026-01-01",)]) == 3


def test_a_plan_that_the_document_does_not_govern_is_governed_all_the_same() -> None:
    text = (
        f"{BAN}    with: {{teacher: hf:opener/base-7b, ingredient.access: weights}}\n"
        "    applies: {terms.competes_with_issuer: true}\n"
    )
    assert messages(text) == []


def test_an_exception_that_another_one_hides_is_not_shown() -> None:
    text = (
        f'{BAN}    version: "2025-01-01"\n'
        "    with: {terms.competes_with_issuer: false}\n"
        "    except: [{applies: {student.type: embedding}}]\n"
    )
    (message,) = messages(text)
    assert message.endswith("is expected to be set aside by this exception, and does not apply")


def test_a_version_that_lacks_the_exception_fails_the_trial() -> None:
    text = (
        f'{HEAD}{BAN}    version: "2025-01-01"\n'
        "    with:\n"
        "      teacher: {collected: {from: 2026-03-01, until: 2026-03-31}}\n"
        "      terms.competes_with_issuer: true\n"
        "      ingredient.by: unknown\n"
        "    except: [{applies: {student.type: embedding}, missing: {student.type: unknown}}]\n"
    )
    found: list[Diagnostic] = []
    (file,) = parsed_files(sources(text), example(), found)
    assert found == []
    bench = Bench(example())
    for trial in file.trials:
        (failed,) = bench.trial(replace(trial, version=None), Seen())
        assert failed.code == "case-failed"


def test_what_a_patch_says_against_an_attestation_is_not_signed() -> None:
    patch = "terms.competes_with_issuer: true, ingredient.circumvention: true"
    text = f"{BAN}    applies: {{{patch}}}\n"
    assert messages(text) == []


def test_a_mistake_in_a_patch_is_told_at_the_patch() -> None:
    (found,) = outcome(f"{HEAD}{BAN}    applies: {{release: {{form: api}}}}\n").diagnostics
    assert (found.code, found.span.line, found.span.column) == ("unknown-key", 6, 25)


def test_a_file_with_a_mistake_is_not_run() -> None:
    done = outcome(f"{HEAD}  - forbids: no-such\n    applies: {{}}\n")
    assert [each.code for each in done.diagnostics] == ["unknown-clause"]
    assert done.plans == 0


def test_documents_without_a_case_file_are_counted_too() -> None:
    text = f"{HEAD}{BAN}    applies: {{terms.competes_with_issuer: true}}\n"
    some, every = outcome(text), outcome(text, whole=True)
    assert {each.rule.document for each in some.rules} == {"acme-terms"}
    assert {each.rule.document for each in every.rules} > {"acme-terms", "open-license"}
    kinds = {kind_of(each.rule, demand) for each in every.rules for demand in each.missing}
    assert "requires" in kinds


def test_what_is_held_to_be_always_known_is_known_in_the_barest_plan() -> None:
    bare = (
        "plan: bare\norganization: {name: Example GmbH}\nstudent: {name: S}\n"
        "teachers: [openai:gpt-5-mini]\n"
    )
    notebook = Notebook()
    plan = parse_plan(read_yaml(bare.encode(), "plan.yaml"), notebook, lambda _: None)
    assert plan is not None
    library = example()
    case = make_case(plan, library.records, library.pack, as_of=DAY).case
    for ingredient in case.ingredients:
        if ingredient.unknown is None:
            for path in ALWAYS_KNOWN:
                assert case.given(path, ingredient).value is not UNKNOWN


LAW = "cases: examplian-act\nas_of: 2026-11-24\nplan: base\nclauses:\n  - requires: summary\n"


def of_law(text: str) -> list[str]:
    return [each.message for each in outcome(LAW + text).diagnostics]


def test_a_plan_without_a_tie_to_a_law_lies_outside_of_it() -> None:
    assert of_law("    outside: {release.places: [US]}\n") == []


def test_a_plan_with_a_tie_to_a_law_does_not_lie_outside_of_it() -> None:
    for patch in ("{}", "{release.forms: [dataset]}", "{release.places: unknown}"):
        (message,) = of_law(f"    outside: {patch}\n")
        assert "is expected to lie outside of the nexus" in message


def test_where_the_tie_is_unknown_a_condition_may_still_be_known_not_to_hold() -> None:
    patch = "{release.places: unknown, release.forms: [dataset]}"
    assert of_law(f"    not: {patch}\n") == []
