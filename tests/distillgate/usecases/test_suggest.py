from collections.abc import Mapping
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distillgate.usecases.check import PlanText, check_plan, includes_nothing
from distillgate.usecases.library import Library
from distillgate.usecases.suggest import Asking, End, Way, suggest
from policy.packs import SourceFile, load_packs
from policy.suggesting.changes import ChangeKind
from policy.verdict import Ruling
from registry.casework import Records
from registry.onfile import load_on_file
from tests.acceptance.acceptance import shipped
from tests.distillgate.libraries import DAY, EXAMPLE, a_plan, approved, example, files_in

_PLAN = """\
plan: drawn
organization:
  name: Example Inc.
  country: {country}
  headquarters_country: {country}
  kind: company
student:
  name: {name}
  base: {base}
  type: language-model
  derivation: fine-tune
  generality: narrow
  markets: {markets}
  license: none
  monetized: true
  trained: {{from: 2026-12-20}}
  status: {status}
teachers:
  - model: {teacher}
    used_as: [imitate]
    access: {access}
    signals: [text]
    collected: {{from: {first}, until: 2026-12-10, by: us}}
datasets: {datasets}
prompts: {{from: [own], personal_data: none}}
compute: {{country: US}}
use: {{purpose: {purpose}, domains: []}}
release: {{forms: [{form}], places: {places}, recipients: named, first_date: 2027-02-01}}
attests: {attests}
"""
_ALL = "[ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]"
PLANS = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["US", "DE", "CN"]),
        "name": st.sampled_from(["Example-8B", "Llama-Example"]),
        "base": st.sampled_from(
            ["hf:Qwen/Qwen3-8B-Base", "hf:meta-llama/Llama-3.1-8B", "hf:nobody/unknown", "none"]
        ),
        "markets": st.sampled_from(
            ["[customer-support]", "[agents, customer-support]", "[search]"]
        ),
        "status": st.sampled_from(["planned", "trained", "released"]),
        "teacher": st.sampled_from(
            ["openai:gpt-5", "anthropic:claude-sonnet-4-5", "hf:tencent/Hunyuan-7B-Instruct"]
        ),
        "access": st.sampled_from(["api", "app", "weights"]),
        "first": st.sampled_from(["2026-06-01", "2026-12-01"]),
        "datasets": st.sampled_from(["[]", "[hf:openbmb/UltraFeedback]", "[local:./own]"]),
        "purpose": st.sampled_from(["product", "research", "internal-business"]),
        "form": st.sampled_from(["api", "weights"]),
        "places": st.sampled_from(["[DE, US]", "[KR]", "[worldwide]"]),
        "attests": st.sampled_from([_ALL, "[]"]),
    }
)
"""Plans of every sort: what they come to does not matter."""
ENOUGH_JUDGED = 25
PAPERS = frozenset({ChangeKind.DETERMINATION, ChangeKind.AGREEMENT, ChangeKind.WAIVER})


@cache
def library() -> Library:
    return shipped()


def with_files(known: Library, way: Way) -> Library:
    files = [SourceFile(each.name, each.text.encode()) for each in way.files]
    on_file, told = load_on_file(files, known.pack)
    assert told == ()
    return Library(known.pack, Records(known.records.catalog, on_file, known.records.screener))


def a_drawn_plan(drawn: Mapping[str, str]) -> PlanText:
    return PlanText("drawn.yaml", _PLAN.format(**drawn).encode(), includes_nothing)


def asking(most: int = ENOUGH_JUDGED) -> Asking:
    return Asking(DAY, lambda judged, _: judged < most)


@given(PLANS)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
def test_every_suggestion_applied_judges_as_said(drawn: Mapping[str, str]) -> None:
    plan = a_drawn_plan(drawn)
    before = check_plan(plan, library(), as_of=DAY).verdict
    assert before is not None
    for way in suggest(plan, library(), asking()).ways:
        changed = PlanText(plan.path, way.text.encode(), plan.include)
        after = check_plan(changed, with_files(library(), way), as_of=DAY).verdict
        assert after is not None
        said = way.suggestion.outcome.verdict
        assert (after.ruling, after.case_digest) == (said.ruling, said.case_digest)
        assert after.ruling <= Ruling.WITH_OBLIGATIONS < before.ruling


@given(PLANS)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
def test_no_suggestion_changes_the_organization_or_what_is_done(
    drawn: Mapping[str, str],
) -> None:
    plan = a_drawn_plan(drawn)
    before = plan.content.decode().splitlines()
    for way in suggest(plan, library(), asking()).ways:
        after = way.text.splitlines()
        assert after[: before.index("student:")] == before[: before.index("student:")]
        assert f"  status: {drawn['status']}" in after
        if drawn["status"] == "released":
            answered = {ChangeKind.ANSWER, ChangeKind.NOTICES}
            assert way.suggestion.kinds <= PAPERS | answered


def test_a_plan_that_cannot_be_read_has_no_suggestions() -> None:
    found = suggest(a_plan("plan: ["), example(), asking())
    assert found.outcome is None
    assert found.ways == ()
    assert found.diagnostics


def test_a_plan_with_an_error_has_no_suggestions() -> None:
    found = suggest(a_plan("plan: a\nstudent: {name: b}\n"), example(), asking())
    assert found.outcome is None
    assert {each.code.value for each in found.diagnostics} == {"missing-key"}


def test_a_plan_that_passes_needs_none() -> None:
    found = suggest(a_plan(approved()), example(), asking())
    assert found.outcome is not None
    assert found.outcome.passes
    assert found.ways == ()


_TWO_NAMES = """\
document: house
kind: house
title: House policy
clauses:
  - id: alpha
    topic: naming
    requires: Names begin with Alpha.
    due: release
    check: {student.name: {starts_with: Alpha}}
  - id: beta
    topic: naming
    requires: Names begin with Beta.
    due: release
    check: {student.name: {starts_with: Beta}}
"""


def test_a_name_that_must_begin_in_two_ways_is_a_stated_impossibility() -> None:
    others = [each for each in files_in(EXAMPLE / "packs") if "house.yaml" not in each.path]
    house = SourceFile("house.yaml", _TWO_NAMES.encode())
    loaded = load_packs([("packs", [*others, house])])
    assert not loaded.diagnostics
    found = suggest(a_plan(), Library(loaded.pack, example().records), asking())
    assert found.ways == ()
    assert found.end is End.TRIED
    (told,) = found.obstacles
    assert told.clause == "distillgate@1#duties-conflict"
    both = "house@not-adopted#alpha and house@not-adopted#beta exclude each other"
    assert told.why == (both, "a name cannot begin with `Alpha` and with `Beta`")
