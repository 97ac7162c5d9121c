"""Plans for tests: read from text, written from the key tables, drawn by Hypothesis."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from policy.diagnostics import Code
from policy.facts.fact import Attestation, Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.plan import Plan
from policy.plankeys import MAPPINGS, TEACHER, TERMS, Section
from policy.planparsing import parse_plan
from policy.planplaces import KNOWN_PLACES
from policy.reading import Notebook
from policy.values import Value, several
from policy.yamltext import Node, read_yaml

HEAD = "plan: p\norganization: {name: Example GmbH}\n"
STUDENT = "student: {name: S, base: none}\n"
TEACHERS = "teachers: [openai:gpt-5]\n"
Said = tuple[Code, tuple[int, int], str, str | None]


def read(
    text: str, files: Mapping[str, bytes] | None = None
) -> tuple[Plan | None, tuple[Said, ...]]:
    """Return the plan of `text` and what was found to be wrong, with line and column."""
    notebook = Notebook()

    def include(name: str) -> Node | None:
        content = (files or {}).get(name)
        return None if content is None else read_yaml(content, name)

    plan = parse_plan(read_yaml(text.encode(), "plan.yaml"), notebook, include)
    said = (
        (each.code, (each.span.line, each.span.column), each.message, each.hint)
        for each in notebook.found
    )
    return plan, tuple(said)


def parsed(text: str, files: Mapping[str, bytes] | None = None) -> Plan:
    """Return the plan of `text`, in which nothing is wrong."""
    plan, said = read(text, files)
    assert said == ()
    assert plan is not None
    return plan


def wrong(text: str, files: Mapping[str, bytes] | None = None) -> tuple[Said, ...]:
    """Return what is wrong with `text`, which gives no plan."""
    plan, said = read(text, files)
    assert plan is None
    return said


EXAMPLE = """\
plan: claims-triage
title: Sort insurance claims
organization: {file: org.yaml, country: FR}   # moved
student:
  name: Claims-S
  base: {model: "hf:org/Base-1B@0a1b", own: false, obtained: 2026-01-02}
  type: classifier
  markets: classification
  parameters: 1e9
  trained: {from: 2026-05-01, until: 2026-05-20}
teachers:
  - model: openai:gpt-5-mini
    used_as: [label, filter]
    access: api
    through: [openrouter, azure]
    collected: {from: 2026-04-01, until: 2026-04-15, by: vendor}
datasets:
  - hf:org/claims
  - data: local:./letters
    made_from:
      - {people: customers, personal_data: "yes"}
      - {teacher: unknown, by: stranger}
      - {model: "hf:org/writer"}
      - data: hf:org/seed
        made_from: []
prompts: {from: [own, customers], personal_data: possible}
tools: [editor, {name: claude-code, provider: anthropic}]
use: {purpose: internal-business, domains: [], product_monthly_users: {at_most: 5_000}}
release: {forms: none, places: {at_least: [NO]}}
compute: {country: US-CA}
service: {china_public: false}
terms: {openai: {registered: true, users_at_release: 0}}
competes_with: {openai: false}
attests: [lawful-data, ordinary-access, lawful-data]
"""
ORGANIZATION = b"name: Example SA\ncountry: DE\nkind: company\n"


SAMPLES: Mapping[Kind, tuple[str, Value]] = {
    Kind.STRING: ("word", "word"),
    Kind.BOOLEAN: ("true", True),
    Kind.NUMBER: ("1.50", Decimal("1.5")),
    Kind.DATE: ("2026-01-31", date(2026, 1, 31)),
    Kind.PLACE: ("NO", "NO"),
}


def sample(fact: Fact) -> tuple[str, Value]:
    """Return one value of `fact` as it is written, and as it is read."""
    text, value = SAMPLES.get(fact.kind, (fact.values[-1:] or ("",)) * 2)
    return (f"[{text}]", several(str(value))) if fact.many else (text, value)


def written(path: str, text: str) -> str:
    """Return a plan that states the fact `path` as `text`, where the tables say."""
    group = path.partition(".")[0]
    section = {**MAPPINGS, "ingredient": TEACHER, "terms": TERMS}[group]
    said = [f"{key}: {text}" for key, fact in section.facts.items() if fact == path]
    for window, facts in section.windows.items():
        inner = [f"{key}: {text}" for key, fact in facts.items() if fact == path]
        said += [f"{window}: {{{each}}}" for each in inner]
    lines = {
        "organization": ["name: O"],
        "student": ["name: S", "base: none"],
        "ingredient": ['model: "openai:gpt-5"'],
    }
    kept = [] if path.endswith(".name") else lines.get(group, [])
    mappings_of = {key: f"{{{', '.join(value)}}}" for key, value in lines.items()}
    mappings_of[group] = f"{{{', '.join([*kept, said[0]])}}}"
    ingredient = mappings_of.pop("ingredient")
    if "terms" in mappings_of:
        mappings_of["terms"] = f"{{openai: {mappings_of['terms']}}}"
    rest = [f"{key}: {value}" for key, value in mappings_of.items()]
    return "\n".join(["plan: p", f"teachers: [{ingredient}]", *rest])


STATED = [
    fact
    for fact in VOCABULARY
    if fact.settable and fact.path not in {"student.base", "ingredient.id", "ingredient.role"}
]


# Plans that are right, in the types of JSON.

WORDS = st.from_regex(r"[A-Z][a-z]{0,6}( [a-z]{1,6})?", fullmatch=True)
REFERENCES = st.sampled_from(
    ["openai:gpt-5", "hf:org/Name", "hf:org/Name@main", "local:./x", "unknown"]
)
ONE: Mapping[Kind, st.SearchStrategy[object]] = {
    Kind.STRING: WORDS,
    Kind.BOOLEAN: st.booleans(),
    Kind.NUMBER: st.integers(0, 10**25),
    Kind.DATE: st.dates().map(date.isoformat),
    Kind.PLACE: st.sampled_from(KNOWN_PLACES),
}


def values_of(fact: Fact) -> st.SearchStrategy[object]:
    """Draw what a plan may say about `fact`."""
    one = st.sampled_from(fact.values) if fact.values else ONE[fact.kind]
    if fact.kind is Kind.NUMBER:
        return one | st.fixed_dictionaries({"at_most": one})
    if not fact.many:
        return one
    several_of = st.lists(one, max_size=3)
    return several_of | one | st.just("none") | st.fixed_dictionaries({"at_least": several_of})


def days(*names: str) -> st.SearchStrategy[dict[str, str]]:
    """Draw a window whose days are in order."""
    return st.lists(st.dates(), min_size=len(names), max_size=len(names)).map(
        lambda drawn: dict(zip(names, map(date.isoformat, sorted(drawn)), strict=True))
    )


def mappings(
    section: Section, **others: st.SearchStrategy[object]
) -> st.SearchStrategy[object]:
    """Draw a mapping with some keys of `section`, and all of `others`."""
    facts = {key: values_of(VOCABULARY.get(path)) for key, path in section.facts.items()}
    windows = {key: days("from", "until") | days("from") for key in section.windows}
    optional = {key: value for key, value in (facts | windows).items() if key not in others}
    return st.fixed_dictionaries(dict(others), optional=optional)


def entries(section: Section, name: str) -> st.SearchStrategy[object]:
    """Draw the entry of an ingredient that is named by the key `name`."""
    parts = st.sampled_from([{"people": "public"}, {"teacher": "hf:a/b"}, {"data": "unknown"}])
    mapping = mappings(section, **{name: REFERENCES})
    made = mappings(section, **{name: REFERENCES}, made_from=st.lists(parts, max_size=2))
    return REFERENCES | mapping | made


PLANS: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "plan": st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True),
        "organization": mappings(MAPPINGS["organization"], name=WORDS),
        "student": mappings(MAPPINGS["student"], name=WORDS, base=REFERENCES),
        "teachers": st.lists(entries(TEACHER, "model"), max_size=2),
    },
    optional={
        "title": WORDS,
        "terms": st.fixed_dictionaries({"openai": mappings(TERMS)}),
        "competes_with": st.fixed_dictionaries({"openai": st.booleans()}),
        "attests": st.lists(st.sampled_from([each.value for each in Attestation])),
        "tools": st.lists(WORDS, max_size=2),
        **{
            key: mappings(section)
            for key, section in MAPPINGS.items()
            if key not in {"organization", "student"}
        },
    },
)
"""Plans in which nothing is wrong."""
