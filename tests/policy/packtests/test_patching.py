from policy.packs import node_plain
from policy.packtests.patching import Patched, Patcher, told_to
from policy.plan import Entry, Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import UNKNOWN, Unknown, Value
from policy.yamltext import Fields, read_yaml

PLAN = """\
plan: base
organization: {name: Example GmbH, country: DE}
student: {name: Example-1, base: none, type: language-model}
teachers:
  - model: openai:gpt-5-mini
    access: api
    collected: {from: 2026-01-01, until: 2026-01-31, by: us}
datasets: []
release: {forms: [api], recipients: public}
"""


def fields(text: str) -> Fields:
    node = read_yaml(text.encode(), "cases.yaml")
    assert isinstance(node, Fields)
    return node


def patched(*patches: str, about: str | None = None) -> tuple[Patched, Notebook]:
    notebook = Notebook()
    start = Patched(fields(PLAN), about)
    return Patcher(notebook).patched(start, *map(fields, patches)), notebook


def plan(*patches: str, about: str | None = None) -> Plan:
    done, notebook = patched(*patches, about=about)
    parsed = parse_plan(done.node, notebook, lambda _: None)
    assert notebook.found == []
    assert parsed is not None
    return told_to(done, parsed, ("openai", "meta"))


def teacher(*patches: str) -> Entry:
    teachers = plan(*patches).teachers
    assert teachers is not None
    return teachers[0]


def value(facts: Plan | Entry, path: str) -> Value | None:
    given = facts.facts.get(path)
    return None if given is None else given.value


def test_a_fact_of_the_plan_is_stated_in_its_section() -> None:
    done = plan("release.recipients: affiliates\nuse.purpose: research")
    assert value(done, "release.recipients") == "affiliates"
    assert value(done, "use.purpose") == "research"


def test_a_mapping_changes_only_what_it_names() -> None:
    done, _ = patched("release: {recipients: ~, places: [FR]}")
    assert node_plain(done.node)["release"] == {"forms": ["api"], "places": ["FR"]}  # type: ignore[index]


def test_a_fact_of_the_ingredient_is_stated_at_the_teacher() -> None:
    one = teacher("ingredient.access: scrape", "ingredient.by: vendor")
    assert (value(one, "ingredient.access"), value(one, "ingredient.by")) == (
        "scrape",
        "vendor",
    )


def test_a_teacher_is_named_by_a_reference_alone() -> None:
    one = teacher("teacher: hf:Qwen/Qwen3-8B")
    assert one.ref is not None
    assert one.ref.canonical == "hf:Qwen/Qwen3-8B"
    assert value(one, "ingredient.access") == "api"


def test_an_ingredient_of_another_kind_is_put_in() -> None:
    done = plan(
        "teachers: []", "dataset: {data: hf:tatsu-lab/alpaca}", "base: hf:Qwen/Qwen3-8B"
    )
    assert [len(done.teachers or ()), len(done.datasets or ())] == [0, 1]
    assert isinstance(done.base, Entry)


def test_the_ingredient_that_is_meant_can_be_said() -> None:
    done = plan("base: hf:Qwen/Qwen3-8B", "ingredient.own: false", about="base")
    assert isinstance(done.base, Entry)
    assert value(done.base, "ingredient.own") is False


def test_what_nobody_tells_is_kept_from_everybody() -> None:
    one = teacher("ingredient.access: unknown")
    assert value(one, "ingredient.access") is UNKNOWN
    done = plan("release.recipients: unknown")
    assert value(done, "release.recipients") is Unknown.UNKNOWN


def test_a_later_patch_tells_what_an_earlier_one_kept() -> None:
    done = plan("release.recipients: unknown", "release.recipients: named")
    assert value(done, "release.recipients") == "named"
    done = plan("release.recipients: unknown", "release: {recipients: named}")
    assert value(done, "release.recipients") == "named"


def test_a_fact_that_no_plan_states_is_told_beside_it() -> None:
    one = teacher("ingredient.unoffered_signals: true")
    assert value(one, "ingredient.unoffered_signals") is True


def test_facts_of_terms_are_told_under_every_issuer() -> None:
    done = plan("terms.competes_with_issuer: true")
    assert {issuer: dict(facts) for issuer, facts in done.terms.items()}.keys() == {
        "openai",
        "meta",
    }


def test_a_patch_for_an_ingredient_that_is_not_there_is_told() -> None:
    _, notebook = patched("teachers: []", "ingredient.access: scrape")
    assert [each.code for each in notebook.found] == ["missing-key"]


def test_an_unknown_fact_is_told_with_the_nearest_one() -> None:
    _, notebook = patched("release.recipient: public")
    assert notebook.found[0].hint == "did you mean `release.recipients`?"
