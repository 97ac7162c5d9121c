import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policy.diagnostics import Code, Level, Span
from policy.facts.fact import Attestation, Fact
from policy.facts.vocabulary import VOCABULARY
from policy.plan import Attested, Entry, NoBase, Part, People, Plan, Tool
from policy.plandigest import canonical_plan
from policy.plankeys import COMPETES, MAPPINGS, PART, PLAN, ROUTES, TEACHER
from policy.planparsing import parse_plan
from policy.planreporting import MAX_HINTS
from policy.reading import Notebook
from policy.references import Reference
from policy.values import Bounds, Given, Origin, Several, Value, several
from policy.yamlsyntax import lines_of
from policy.yamltext import Text, UnreadableError, read_yaml
from tests.policy.planbuilders import (
    EXAMPLE,
    HEAD,
    ORGANIZATION,
    PLANS,
    STATED,
    STUDENT,
    TEACHERS,
    parsed,
    read,
    sample,
    written,
    wrong,
)


def values(facts: Mapping[str, Given]) -> dict[str, Value]:
    return {path: given.value for path, given in facts.items()}


def student(text: str) -> dict[str, Value]:
    """Return what a plan states about its student, less what every plan here states."""
    facts = values(parsed(f"{HEAD}{TEACHERS}student:\n  name: S\n  {text}\n").facts)
    always = {"organization.name", "student.name"}
    return {path: value for path, value in facts.items() if path not in always}


def teacher(text: str) -> Entry:
    """Return the one teacher of a plan; `text` is a line of its mapping."""
    plan = parsed(f"{HEAD}{STUDENT}teachers:\n- model: openai:gpt-5\n  {text}\n")
    assert plan.teachers is not None
    return plan.teachers[0]


def stated(value: Value, origin: Origin = Origin.PLAN) -> Given:
    return Given(value, origin)


def test_a_plan_is_read_whole() -> None:
    base = Entry(Part.BASE, Reference("hf", "org/Base-1B", "0a1b"), obtained=date(2026, 1, 2))
    label = Entry(
        Part.TEACHER,
        Reference("openai", "gpt-5-mini"),
        {
            "ingredient.used_as": stated(several("filter", "label")),
            "ingredient.access": stated("api"),
            "ingredient.through": stated(several("azure", "openrouter")),
            "ingredient.collected_from": stated(date(2026, 4, 1)),
            "ingredient.collected_until": stated(date(2026, 4, 15)),
            "ingredient.by": stated("vendor"),
        },
        through=("openrouter", "azure"),
    )
    letters = Entry(
        Part.DATASET,
        Reference("local", "./letters"),
        made_from=(
            Entry(
                Part.PEOPLE,
                None,
                {"ingredient.personal_data": stated("yes")},
                people=People.CUSTOMERS,
            ),
            Entry(Part.TEACHER, None, {"ingredient.by": stated("stranger")}),
            Entry(Part.TEACHER, Reference("hf", "org/writer")),
            Entry(Part.DATASET, Reference("hf", "org/seed"), made_from=()),
        ),
    )
    expected = Plan(
        id="claims-triage",
        title="Sort insurance claims",
        facts={
            "organization.name": stated("Example SA", Origin.ORGANIZATION),
            "organization.kind": stated("company", Origin.ORGANIZATION),
            "organization.country": stated("FR"),
            "student.name": stated("Claims-S"),
            "student.base": stated("hf:org/Base-1B"),
            "student.base_is_own": stated(value=False),
            "student.type": stated("classifier"),
            "student.markets": stated(several("classification")),
            "student.parameters": stated(Decimal("1e9")),
            "student.trained_from": stated(date(2026, 5, 1)),
            "student.trained_until": stated(date(2026, 5, 20)),
            "prompts.sources": stated(several("customers", "own")),
            "prompts.personal_data": stated("possible"),
            "use.purpose": stated("internal-business"),
            "use.domains": stated(several()),
            "use.product_monthly_users": stated(Bounds(None, Decimal(5000))),
            "release.forms": stated(several()),
            "release.places": stated(several("NO", more=True)),
            "compute.country": stated("US-CA"),
            "service.china_public": stated(value=False),
        },
        teachers=(label,),
        datasets=(Entry(Part.DATASET, Reference("hf", "org/claims")), letters),
        base=base,
        attests=(Attested(Attestation.LAWFUL_DATA), Attested(Attestation.ORDINARY_ACCESS)),
        terms={
            "openai": {
                "terms.registered": stated(value=True),
                "terms.users_at_release": stated(Decimal(0)),
            }
        },
        competes_with={"openai": stated(value=False)},
        tools=(Tool("editor"), Tool("claude-code", "anthropic")),
    )
    plan = parsed(EXAMPLE, {"org.yaml": ORGANIZATION})
    assert plan == replace(expected, digest=plan.digest)


def test_every_fact_has_the_place_of_its_value() -> None:
    plan = parsed(EXAMPLE, {"org.yaml": ORGANIZATION})
    places = {path: given.span for path, given in plan.facts.items()}
    assert places["organization.kind"] == Span("org.yaml", 3, 7, 7)
    assert places["organization.country"] == Span("plan.yaml", 3, 41, 2)
    assert places["student.type"] == Span("plan.yaml", 7, 9, 10)
    assert places["student.trained_until"] == Span("plan.yaml", 10, 38, 10)
    assert plan.teachers is not None
    assert plan.teachers[0].span == Span("plan.yaml", 12, 5)


def test_needed_are_an_id_two_names_and_one_ingredient() -> None:
    plan = parsed("plan: p\norganization: {name: O}\nstudent: {name: S}\nteachers: hf:org/t\n")
    assert plan == Plan(
        id="p",
        title="p",
        facts={"organization.name": stated("O"), "student.name": stated("S")},
        teachers=(Entry(Part.TEACHER, Reference("hf", "org/t")),),
        digest=plan.digest,
    )


def test_what_is_needed_and_missing_is_said_all_at_once() -> None:
    assert wrong("title: x\nteachers: none\nstudent: {base: []}\norganization:\n") == (
        (Code.MISSING_KEY, (1, 1), "the plan has no `organization`", None),
        (Code.MISSING_KEY, (3, 10), "`student` has no `name`", None),
        (Code.MISSING_KEY, (1, 1), "the plan has no `plan`", None),
        (
            Code.MISSING_KEY,
            (1, 1),
            "the plan names no teacher, no data set and no base",
            "one of `teachers`, `datasets` and `base` under `student` is needed",
        ),
    )


def test_a_section_that_is_no_mapping_is_not_searched_for_a_name() -> None:
    assert wrong(f"plan: p\norganization: O\n{STUDENT}{TEACHERS}") == (
        (Code.WRONG_TYPE, (2, 15), "`O` is not a mapping of keys", None),
    )


def test_a_plan_is_a_mapping() -> None:
    assert wrong("- plan: p\n") == (
        (Code.WRONG_TYPE, (1, 1), "this is not a plan, a mapping of keys", None),
    )


@pytest.mark.parametrize("name", ["my plan", "../p", "a/b", '""', "x" * 101, "[p]"])
def test_the_id_of_a_plan_is_one_plain_word(name: str) -> None:
    said = wrong(f"plan: {name}\norganization: {{name: O}}\n{STUDENT}{TEACHERS}")
    hint = "letters, digits, dots, dashes and underscores, at most 100"
    assert [(code, place, tip) for code, place, _, tip in said] == [
        (Code.WRONG_VALUE, (1, 7), hint)
    ]


# What a fact may look like.


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("type: language-model", "type", "language-model"),
        ("license: 3.10", "license", "3.10"),
        ("license: 'Apache\\n  2.0'", "license", "Apache\\n 2.0"),
        ("license: none", "license", "none"),
        ("monetized: true", "monetized", True),
        ("monetized: FALSE", "monetized", False),
        ("parameters: 7e8", "parameters", Decimal(700_000_000)),
        ("parameters: {at_least: 1}", "parameters", Bounds(Decimal(1), None)),
        ("parameters: {at_most: 2, at_least: 1}", "parameters", Bounds(Decimal(1), Decimal(2))),
        ("trained: {until: 2026-02-01}", "trained_until", date(2026, 2, 1)),
        ("trained: {until: '2026-02-01'}", "trained_until", date(2026, 2, 1)),
        ("markets: search", "markets", several("search")),
        ("markets: [search, agents, search]", "markets", several("agents", "search")),
        ("markets: []", "markets", several()),
        ("markets: none", "markets", several()),
        ("markets: {at_least: [search]}", "markets", several("search", more=True)),
        ("markets: {at_least: search}", "markets", several("search", more=True)),
        ("markets: {at_least: none}", "markets", several(more=True)),
        ("modification_flop: 5", "modification_flop", Decimal(5)),
        ("base: {model: 'hf:a/b', own: true}", "base_is_own", True),
    ],
)
def test_a_value_is_typed_by_its_fact(text: str, path: str, value: Value) -> None:
    assert student(text)[f"student.{path}"] == value


@pytest.mark.parametrize("text", ["type:", "type: ~", "trained:", "markets: null", "base:"])
def test_null_says_nothing(text: str) -> None:
    assert student(text) == {}


@pytest.mark.parametrize(
    ("text", "code", "column", "message", "hint"),
    [
        (
            "type: languag-model",
            Code.WRONG_VALUE,
            7,
            "`languag-model` is no value of `student.type`",
            "did you mean `language-model`?",
        ),
        (
            "status: xyz",
            Code.WRONG_VALUE,
            9,
            "`xyz` is no value of `student.status`",
            "one of planned, trained, released",
        ),
        (
            "status: [planned]",
            Code.WRONG_TYPE,
            9,
            "this is not one of planned, trained, released",
            None,
        ),
        (
            "status: unknown",
            Code.WRONG_VALUE,
            9,
            "`unknown` is no value of `student.status`",
            "leave the key out; what is left out is unknown",
        ),
        (
            "markets: [search, unknown]",
            Code.WRONG_VALUE,
            19,
            "`unknown` is no value of `student.markets`",
            "leave it out; in `{at_least: […]}` more may be than is named",
        ),
        (
            "markets: [none]",
            Code.WRONG_VALUE,
            11,
            "`none` does not stand beside others",
            "`[]` is the empty list",
        ),
        (
            "markets: [~]",
            Code.WRONG_TYPE,
            11,
            f"`~` is not one of {', '.join(VOCABULARY.get('student.markets').values)}",
            None,
        ),
        (
            "markets: {at_most: [search]}",
            Code.WRONG_TYPE,
            10,
            "this is not a list, or `{at_least: […]}` where more may be in it",
            None,
        ),
        (
            "monetized: NO",
            Code.WRONG_TYPE,
            12,
            "`NO` is no value of `student.monetized`, true or false",
            None,
        ),
        (
            "monetized: 'true'",
            Code.WRONG_TYPE,
            12,
            "`true` is no value of `student.monetized`, true or false",
            "write it without quotes",
        ),
        (
            "parameters: '8e9'",
            Code.WRONG_TYPE,
            13,
            "`8e9` is no value of `student.parameters`, a number such as 8e9",
            "write it without quotes",
        ),
        (
            "parameters: -1",
            Code.WRONG_VALUE,
            13,
            "`student.parameters` is never below 0",
            None,
        ),
        (
            "parameters: {}",
            Code.WRONG_TYPE,
            13,
            "this is not a number, or bounds such as `{at_most: 1000000}`",
            None,
        ),
        (
            "parameters: {at_least: 2, at_most: 1}",
            Code.WRONG_VALUE,
            13,
            "the lower bound is above the upper one",
            None,
        ),
        (
            "parameters: {atmost: 1}",
            Code.UNKNOWN_KEY,
            14,
            "`atmost` is no bound of `student.parameters`",
            "did you mean `at_most`?",
        ),
        (
            "parameters: {x: 1}",
            Code.UNKNOWN_KEY,
            14,
            "`x` is no bound of `student.parameters`",
            "a bound is at_least or at_most",
        ),
        (
            "parameters: {at_most: [1]}",
            Code.WRONG_TYPE,
            23,
            "this is not a number such as 8e9",
            None,
        ),
        (
            "trained: {until: 2026-02-30}",
            Code.WRONG_TYPE,
            18,
            "`2026-02-30` is no value of `student.trained_until`, a date such as 2026-01-31",
            None,
        ),
        (
            "trained: 2026-02-01",
            Code.WRONG_TYPE,
            10,
            "`2026-02-01` is not a mapping with from and until",
            None,
        ),
        (
            "trained: {from: 2026-02-02, until: 2026-02-01}",
            Code.UNUSABLE_DATES,
            36,
            "`trained` ends before it begins",
            None,
        ),
        ("license: [a]", Code.WRONG_TYPE, 10, "this is not a string", None),
        ("license: ' '", Code.WRONG_VALUE, 10, "the string is empty", None),
    ],
)
def test_a_value_that_does_not_fit_is_reported_at_its_place(
    text: str, code: Code, column: int, message: str, hint: str | None
) -> None:
    said = wrong(f"{HEAD}{TEACHERS}student: {{name: S,\n{text}}}\n")
    assert said == ((code, (5, column), message, hint),)


def test_a_list_is_bounded() -> None:
    notices = ", ".join(f"n{number}" for number in range(501))
    said = wrong(f"{HEAD}{STUDENT}{TEACHERS}release: {{notices: [{notices}]}}\n")
    assert [each[:1] + each[2:] for each in said] == [
        (Code.TOO_LARGE, "`release.notices` has more than 500 elements", None)
    ]


@pytest.mark.parametrize("place", ["NO", "DE", "US-CA", "EU", "worldwide"])
def test_a_place_is_a_code(place: str) -> None:
    plan = parsed(f"{HEAD}{STUDENT}{TEACHERS}release: {{places: [{place}]}}\n")
    assert plan.facts["release.places"].value == several(place)


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("Germany", "did you mean `DE`?"),
        ("the Netherlands", "did you mean `NL`?"),
        ("UK", "did you mean `GB`?"),
        ("us-ca", "did you mean `US-CA`?"),
        ("US_CA", "did you mean `US-CA`?"),
        ("Worldwide", "did you mean `worldwide`?"),
        ("Luxemburg", "did you mean `LU`?"),
        ("Atlantis", "places are ISO 3166 codes such as DE or US-CA, `EU`, or worldwide"),
    ],
)
def test_the_name_of_a_place_is_answered_with_its_code(place: str, hint: str) -> None:
    said = wrong(f"{HEAD}{STUDENT}{TEACHERS}release: {{places: [{place}]}}\n")
    assert said == ((Code.UNKNOWN_PLACE, (5, 20), f"`{place}` is no place", hint),)


# Every fact of the vocabulary.


@pytest.mark.parametrize("fact", STATED, ids=lambda fact: fact.path)
def test_every_fact_that_a_plan_may_state_can_be_stated(fact: Fact) -> None:
    text, value = sample(fact)
    plan = parsed(written(fact.path, text))
    assert plan.teachers is not None
    found = {**plan.facts, **plan.teachers[0].facts, **plan.terms.get("openai", {})}
    assert found[fact.path].value == value


def test_where_each_fact_is_written_is_known() -> None:
    assert set(ROUTES) == {fact.path for fact in VOCABULARY if fact.settable}


@pytest.mark.parametrize(
    "fact", [fact for fact in VOCABULARY if not fact.settable], ids=lambda fact: fact.path
)
def test_what_is_worked_out_cannot_be_stated(fact: Fact) -> None:
    group, _, name = fact.path.partition(".")
    places = {"ingredient": f"teachers: [{{model: hf:a/b, {name}: x}}]\n"}
    places["terms"] = f"{TEACHERS}terms: {{openai: {{{name}: x}}}}\n"
    text = places.get(group, f"{TEACHERS}{group}: {{{name}: x}}\n")
    said = [each for each in read(f"plan: p\n{text}")[1] if each[0] is Code.NOT_ANSWERABLE]
    message = f"`{name}` is worked out, so that a plan does not state it"
    assert [each[2] for each in said] == [message]
    assert all(each[3] for each in said)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("student: {is_language_model: true}", "it follows from `student.type`"),
        ("organization: {listed_on: []}", "`attests: [no-listed-parties]` signs it"),
        ("teachers: [{model: 'hf:a/b', multimodal: true}]", "it comes from the registry"),
        ("teachers: [{model: 'hf:a/b', own: true}]", "it follows from `ingredient.maker`"),
        (
            "teachers: [{model: 'hf:a/b', competes_with_issuer: false}]",
            "`competes_with: {openai: false}` says it, where house policy lets you",
        ),
    ],
)
def test_what_is_worked_out_says_from_what(text: str, hint: str) -> None:
    said = [each for each in read(f"plan: p\n{text}\n")[1] if each[0] is Code.NOT_ANSWERABLE]
    assert [each[3] for each in said] == [hint]


@pytest.mark.parametrize(
    ("text", "what", "key", "hint"),
    [
        ("titel: x", "a plan", "titel", "did you mean `title`?"),
        ("markets: [search]", "a plan", "markets", "it is `markets` under `student`"),
        ("base: none", "a plan", "base", "it is `base` under `student`"),
        ("zzzzz: 1", "a plan", "zzzzz", None),
        ("use: {purpos: product}", "`use`", "purpos", "did you mean `purpose`?"),
        ("use: {places: [DE]}", "`use`", "places", "it is `places` under `release`"),
        (
            "use: {release.places: [DE]}",
            "`use`",
            "release.places",
            "it is `places` under `release`",
        ),
        (
            "use: {plases: [DE]}",
            "`use`",
            "plases",
            "did you mean `places` under `release`?",
        ),
        ("use: {teachers: []}", "`use`", "teachers", "it stands at the top of the plan"),
        (
            "use: {personal_data: none}",
            "`use`",
            "personal_data",
            "it is `personal_data` under `prompts` or `personal_data` of a teacher or data set",
        ),
        (
            "use: {registered: true}",
            "`use`",
            "registered",
            "it is `registered` under `terms` of an issuer",
        ),
        ("prompts: {sources: [own]}", "`prompts`", "sources", "it is `from` under `prompts`"),
        (
            "datasets: [{data: 'hf:a/b', collected_from: 2026-01-01}]",
            "a data set",
            "collected_from",
            "it is `from` under `collected` of a teacher or data set",
        ),
        (
            "datasets: [{data: 'hf:a/b', teacher: x}]",
            "a data set",
            "teacher",
            "a data set is named by `data`",
        ),
        (
            "datasets: [{data: 'hf:a/b', role: dataset}]",
            "a data set",
            "role",
            "it is the list in which an ingredient stands",
        ),
        (
            "datasets: [{data: 'hf:a/b', collected: {untill: 2026-01-01}}]",
            "`collected` of a data set",
            "untill",
            "did you mean `until`?",
        ),
        ("tools: [{name: x, version: 1}]", "a tool", "version", None),
    ],
)
def test_an_unknown_key_says_where_it_belongs(
    text: str, what: str, key: str, hint: str | None
) -> None:
    said = wrong(f"{HEAD}{STUDENT}{TEACHERS}{text}\n")
    message = f"`{key}` is no key of {what}"
    assert [(each[0], *each[2:]) for each in said] == [(Code.UNKNOWN_KEY, message, hint)]


def test_after_many_mistakes_no_hint_is_searched_for() -> None:
    keys = "".join(f"titel{number}: 1\n" for number in range(MAX_HINTS))
    places = "release: {places: [Germany]}\nteachers: [gpt-5]\nplases: 1\n"
    said = wrong(f"{HEAD}{STUDENT}{keys}{places}")
    assert [each[3] for each in said[MAX_HINTS:]] == [None, None, None]
    assert said[0][3] == "did you mean `title`?"


def test_a_fact_is_stated_once() -> None:
    said = wrong(
        f"{HEAD}{STUDENT}teachers:\n- {{model: hf:a/b, by: us,\n  collected: {{by: us}}}}\n"
    )
    hint = "it is stated first at line 5"
    assert said == ((Code.DUPLICATE_KEY, (6, 19), "`ingredient.by` is stated twice", hint),)


# Ingredients.

NAMED = "`teacher` or `model` or `data` or `people`"


def test_lists_of_ingredients_left_out_are_unknown_and_none_is_empty() -> None:
    silent = parsed(f"{HEAD}{TEACHERS}student: {{name: S}}\n")
    assert (silent.datasets, silent.base) == (None, None)
    for none in ("none", "[]", "'none'"):
        plan = parsed(f"{HEAD}{TEACHERS}student: {{name: S, base: {none}}}\ndatasets: {none}\n")
        assert (plan.datasets, plan.base) == ((), NoBase())
        assert plan.facts["student.base"].value == "none"


def test_an_ingredient_may_be_known_to_be_there_and_nothing_else() -> None:
    plan = parsed(f"{HEAD}student: {{name: S, base: unknown}}\nteachers: [unknown]\n")
    assert plan.teachers == (Entry(Part.TEACHER, None),)
    assert plan.base == Entry(Part.BASE, None)
    assert plan.base.unknown
    assert "student.base" not in plan.facts


def test_an_entry_knows_whether_it_is_local_or_unknown() -> None:
    entries = (
        Entry(Part.DATASET, Reference("local", "./x")),
        Entry(Part.DATASET, Reference("hf", "a/b")),
        Entry(Part.DATASET, None),
        Entry(Part.PEOPLE, None, people=People.PUBLIC),
    )
    assert [(entry.local, entry.unknown) for entry in entries] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("text", "hops", "value"),
    [
        ("", None, None),
        ("through:", None, None),
        ("through: []", (), several()),
        ("through: none", (), several()),
        ("through: openrouter", ("openrouter",), several("openrouter")),
        ("through: [b, a, b]", ("b", "a"), several("a", "b")),
        ("through: {at_least: [b, a]}", ("b", "a"), several("a", "b", more=True)),
    ],
)
def test_hops_keep_their_order(
    text: str, hops: tuple[str, ...] | None, value: Several | None
) -> None:
    entry = teacher(text)
    given_value = entry.facts.get("ingredient.through")
    assert (entry.through, given_value and given_value.value) == (hops, value)


def test_what_a_model_was_made_from_gives_weights_and_what_data_was_made_from_outputs() -> None:
    plan = parsed(
        f"{HEAD}student: {{name: S, base: {{model: local:./m, made_from: [model: hf:a/b]}}}}\n"
        "datasets: [{data: local:./d, made_from: [model: hf:a/b]}]\n"
        "teachers: [{model: local:./t, made_from: [model: hf:a/b, teacher: hf:c/d]}]\n"
    )
    assert isinstance(plan.base, Entry)
    entries = (plan.base, *(plan.datasets or ()), *(plan.teachers or ()))
    assert [[part.part for part in entry.made_from or ()] for entry in entries] == [
        [Part.BASE],
        [Part.TEACHER],
        [Part.BASE, Part.TEACHER],
    ]


def test_a_plan_that_trains_nothing_is_an_adoption() -> None:
    adopted = "teachers: []\ndatasets: none\n"
    assert parsed(f"{HEAD}{adopted}student: {{name: S, base: hf:a/b}}\n").is_adoption
    assert not parsed(f"{HEAD}student: {{name: S, base: hf:a/b}}\n").is_adoption
    assert not parsed(f"{HEAD}{STUDENT}{TEACHERS}datasets: []\n").is_adoption
    changed = "student: {name: S, base: hf:a/b, derivation: quantized}\n"
    assert not parsed(f"{HEAD}{adopted}{changed}").is_adoption


@pytest.mark.parametrize(
    ("text", "code", "column", "message", "hint"),
    [
        (
            "teachers: [org/name]",
            Code.UNKNOWN_REFERENCE,
            12,
            "`org/name` is no reference",
            "did you mean `hf:org/name`?",
        ),
        (
            "teachers: [none]",
            Code.UNKNOWN_REFERENCE,
            12,
            "`none` is no reference",
            "where there is none, `none` stands in place of the list",
        ),
        (
            "teachers: {model: x}",
            Code.WRONG_TYPE,
            11,
            "this is not a list; put `- ` before each entry",
            None,
        ),
        (
            "teachers: [[x]]",
            Code.WRONG_TYPE,
            12,
            "this is not a teacher, a mapping with `model`",
            None,
        ),
        (
            "teachers: [~]",
            Code.WRONG_TYPE,
            12,
            "`~` is not a reference such as `hf:org/name`, or unknown",
            None,
        ),
        (
            "teachers: [{model: [x]}]",
            Code.WRONG_TYPE,
            20,
            "this is not a reference such as `hf:org/name`, or unknown",
            None,
        ),
        ("teachers: [{by: us}]", Code.MISSING_KEY, 12, "a teacher has no `model`", None),
        (
            "datasets: [{data: unknown, made_from: [employees]}]",
            Code.WRONG_TYPE,
            40,
            f"`employees` is not a part of `made_from`, a mapping with {NAMED}",
            None,
        ),
        (
            "datasets: [{data: unknown, made_from: [{by: us}]}]",
            Code.MISSING_KEY,
            40,
            f"a part of `made_from` has no {NAMED}",
            None,
        ),
        (
            "datasets: [{data: unknown, made_from: [{data: unknown, people: public}]}]",
            Code.WRONG_VALUE,
            56,
            "a part of `made_from` has both `data` and `people`",
            "write one entry for each",
        ),
        (
            "datasets: [{data: unknown, made_from: [{people: employee}]}]",
            Code.WRONG_VALUE,
            49,
            "`employee` is no word for people",
            "did you mean `employees`?",
        ),
        (
            "datasets: [{data: unknown, made_from: [{people: robots}]}]",
            Code.WRONG_VALUE,
            49,
            "`robots` is no word for people",
            f"one of {', '.join(People)}",
        ),
        (
            "datasets: [{data: unknown, made_from: [{people: [public]}]}]",
            Code.WRONG_TYPE,
            49,
            f"this is not one of {', '.join(People)}",
            None,
        ),
        (
            "datasets: [{data: unknown, obtained: soon}]",
            Code.WRONG_TYPE,
            38,
            "`soon` is not a date like 2026-01-31",
            None,
        ),
    ],
)
def test_an_ingredient_that_cannot_be_read_is_reported(
    text: str, code: Code, column: int, message: str, hint: str | None
) -> None:
    said = wrong(f"{HEAD}student: {{name: S, base: hf:a/b}}\n{text}\n")
    assert said == ((code, (4, column), message, hint),)


def test_a_base_is_one_model() -> None:
    said = wrong(f"{HEAD}student: {{name: S, base: [hf:a/b, hf:c/d]}}\n")
    message = "this is not one model: a merge is a `model` with `made_from`"
    assert said == ((Code.WRONG_TYPE, (3, 26), message, None),)


def test_a_base_that_cannot_be_read_gives_no_fact() -> None:
    said = wrong(f"{HEAD}student: {{name: S, base: {{own: true}}}}\n")
    assert said == ((Code.MISSING_KEY, (3, 26), "the base has no `model`", None),)


def test_ingredients_are_bounded_over_the_whole_plan() -> None:
    parts = ", ".join(["{people: public}"] * 999)
    made = f"teachers: [{{model: unknown, made_from: [{parts}]}}]\n"
    plan = parsed(f"{HEAD}{STUDENT}{made}")
    assert plan.teachers is not None
    assert len(plan.teachers[0].made_from or ()) == 999
    assert wrong(f"{HEAD}{STUDENT}{made}datasets: [unknown]\n") == (
        (Code.TOO_LARGE, (5, 12), "the plan names more than 1000 ingredients", None),
    )


# The file of the organization.


def test_a_file_that_cannot_be_read_is_reported_once() -> None:
    text = f"plan: p\norganization: {{file: org.yaml}}\n{STUDENT}{TEACHERS}"
    message = "the file `org.yaml` cannot be read from here"
    hint = "write its keys under `organization` instead"
    assert wrong(text) == ((Code.FILE_NOT_FOUND, (2, 22), message, hint),)


def test_a_file_that_is_no_yaml_brings_its_own_diagnostics() -> None:
    text = f"plan: p\norganization: {{file: org.yaml}}\n{STUDENT}{TEACHERS}"
    with pytest.raises(UnreadableError) as caught:
        read_yaml(b"a: 1\na: 2\n", "org.yaml")
    said = wrong(text, {"org.yaml": b"a: 1\na: 2\n"})
    assert [each[2] for each in said] == [each.message for each in caught.value.diagnostics]


def test_a_file_has_a_name() -> None:
    text = f"plan: p\norganization: {{file: [x]}}\n{STUDENT}{TEACHERS}"
    assert wrong(text) == ((Code.WRONG_TYPE, (2, 22), "this is not a string", None),)


def test_a_file_states_facts_of_the_organization_and_nothing_else() -> None:
    text = f"plan: p\norganization: {{file: org.yaml}}\n{STUDENT}{TEACHERS}"
    said = wrong(text, {"org.yaml": b"file: more.yaml\nkind: firm\n"})
    assert [(each[0], each[2]) for each in said] == [
        (Code.MISSING_KEY, "`organization` has no `name`"),
        (Code.UNKNOWN_KEY, "`file` is no key of the file of `organization`"),
        (Code.WRONG_VALUE, "`firm` is no value of `organization.kind`"),
    ]


# What stands beside facts.


@pytest.mark.parametrize(
    ("text", "code", "column", "message", "hint"),
    [
        (
            "attests: [ordinary-acess]",
            Code.UNKNOWN_ATTESTATION,
            11,
            "nothing is attested as `ordinary-acess`",
            "did you mean `ordinary-access`?",
        ),
        (
            "attests: x",
            Code.UNKNOWN_ATTESTATION,
            10,
            "nothing is attested as `x`",
            f"one of {', '.join(Attestation)}",
        ),
        (
            "attests: [[x]]",
            Code.WRONG_TYPE,
            11,
            "this is not the name of an attestation",
            None,
        ),
        (
            "attests: {lawful-data: true}",
            Code.WRONG_TYPE,
            10,
            "this is not a list; put `- ` before each entry",
            None,
        ),
        ("tools: [{provider: x}]", Code.MISSING_KEY, 9, "a tool has no `name`", None),
        ("tools: [[x]]", Code.WRONG_TYPE, 9, "this is not a string", None),
        (
            "terms: [openai]",
            Code.WRONG_TYPE,
            8,
            "this is not a mapping with the slug of an issuer, such as openai",
            None,
        ),
        (
            "terms: {OpenAI: {registered: true}}",
            Code.WRONG_VALUE,
            9,
            "`OpenAI` is no slug of an issuer",
            "a slug is in lower case, such as openai",
        ),
        (
            "competes_with: {openai: maybe}",
            Code.WRONG_TYPE,
            25,
            f"`maybe` is no value of `{COMPETES}`, true or false",
            None,
        ),
        ("title: [x]", Code.WRONG_TYPE, 8, "this is not a string", None),
    ],
)
def test_what_is_wrong_beside_the_facts_is_reported(
    text: str, code: Code, column: int, message: str, hint: str | None
) -> None:
    said = wrong(f"{HEAD}{STUDENT}{TEACHERS}{text}\n")
    assert said == ((code, (5, column), message, hint),)


def test_none_and_null_leave_lists_empty() -> None:
    plan = parsed(
        f"{HEAD}{STUDENT}{TEACHERS}attests: none\ntools:\nterms: {{openai: ~}}\ntitle:\n"
    )
    assert (plan.attests, plan.tools, plan.terms, plan.title) == ((), (), {}, "p")


def test_a_plan_in_json_is_the_same_plan() -> None:
    text = json.dumps(
        {
            "plan": "p",
            "organization": {"name": "Example GmbH"},
            "student": {"name": "S", "base": "none", "parameters": 8e9, "monetized": False},
            "teachers": [{"model": "openai:gpt-5", "used_as": ["judge"]}],
        },
        indent=1,
    )
    block = (
        f"{HEAD}student: {{name: S, base: none, parameters: 8_000_000_000, monetized: false}}\n"
        "teachers: [{model: openai:gpt-5, used_as: judge}]\n"
    )
    assert parsed(text) == parsed(block)


# The digest.


def test_the_digest_is_that_of_the_canonical_json() -> None:
    plan = parsed(
        'plan: p\norganization: {name: "Größe"}\nteachers: [{model: "openai:gpt-5@1",'
        " used_as: [label, judge], through: [b, a], examples: 2.50}]\n"
        "student: {name: S, base: none, parameters: {at_least: 8e9}, monetized: true}\n"
    )
    text = (
        '{"attests":[],"base":"none","competes_with":{},"facts":{"organization.name":"Größe",'
        '"student.base":"none","student.monetized":true,"student.name":"S",'
        '"student.parameters":{"at_least":"8000000000"}},"plan":"p","teachers":[{"facts":{'
        '"ingredient.examples":"2.5","ingredient.through":["a","b"],"ingredient.used_as":['
        '"judge","label"]},"teacher":"openai:gpt-5@1","through":["b","a"]}],"terms":{},'
        '"title":"p","tools":[]}'
    )
    assert canonical_plan(plan) == text
    assert plan.digest == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_the_digest_of_an_answer_is_the_same_in_a_file_and_in_the_plan() -> None:
    rest = f"{STUDENT}{TEACHERS}"
    inside = parsed(f"plan: p\norganization: {{name: O, country: DE}}\n{rest}")
    beside = parsed(
        f"plan: p\norganization: {{file: org.yaml, country: DE}}\n{rest}",
        {"org.yaml": b"country: FR\nname: O\n"},
    )
    assert inside.digest == beside.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hf:org/Base-1B@0a1b", "pkg:huggingface/org/Base-1B@0A1B"),
        ("markets: classification", "markets: ['classification']"),
        ("parameters: 1e9", "parameters: 1_000_000_000.0"),
        ("[label, filter]", "[filter, label]"),
        ("forms: none", "forms: []"),
        ("# moved", "# moved on"),
        ("[lawful-data, ordinary-access, lawful-data]", "[ordinary-access, lawful-data]"),
    ],
)
def test_another_spelling_keeps_the_digest(old: str, new: str) -> None:
    assert old in EXAMPLE
    files = {"org.yaml": ORGANIZATION}
    plan, again = parsed(EXAMPLE, files), parsed(EXAMPLE.replace(old, new), files)
    assert plan.digest == again.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@0a1b", "@0a1c"),
        ("Claims-S", "Claims-T"),
        ("obtained: 2026-01-02", "obtained: 2026-01-03"),
        ("[openrouter, azure]", "[azure, openrouter]"),
        ("model: openai:gpt-5-mini", "model: unknown"),
        ("at_most: 5_000", "at_least: 5_000"),
        ("{at_most: 5_000}", "5_000"),
        ("made_from: []", "obtained: 2026-01-01"),
        ("people: customers", "people: public"),
        ("{at_least: [NO]}", "[NO]"),
        ("title: Sort insurance claims", ""),
        ("registered: true", "registered: false"),
        ("competes_with: {openai: false}", "competes_with: {google: false}"),
        ("attests: [lawful-data, ", "attests: [no-listed-uses, "),
        ("tools: [editor, ", "tools: ["),
        ("  - hf:org/claims\n  - data: local", "  - data: local"),
    ],
)
def test_another_meaning_changes_the_digest(old: str, new: str) -> None:
    assert old in EXAMPLE
    files = {"org.yaml": ORGANIZATION}
    plan, other = parsed(EXAMPLE, files), parsed(EXAMPLE.replace(old, new), files)
    assert plan.digest != other.digest


def shuffled(value: object, order: Random) -> object:
    """Return `value` with the keys of every mapping in another order."""
    match value:
        case dict():
            pairs = [(key, shuffled(each, order)) for key, each in value.items()]
            return dict(order.sample(pairs, len(pairs)))
        case list():
            return [shuffled(each, order) for each in value]
        case _:
            return value


@given(PLANS, st.randoms(use_true_random=False))
def test_key_order_quotes_comments_and_line_ends_keep_the_digest(
    data: dict[str, object], order: Random
) -> None:
    block = yaml.safe_dump(shuffled(json.loads(json.dumps(data)), order), sort_keys=False)
    lines = [f"{line}  # {number}" for number, line in enumerate(block.splitlines())]
    spelled = "# a plan\r\n" + "\r\n".join(lines) + "\r\n"
    assert parsed(json.dumps(data)) == parsed(spelled)


# Whatever is written.


def check_any(text: str) -> None:
    """Check that `text` gives a plan, or diagnostics that have a place in it."""
    notebook = Notebook()
    try:
        node = read_yaml(text.encode("utf-8", "surrogatepass"), "plan.yaml")
    except UnreadableError:
        return
    organization = Text("x", plain=True, span=Span("org.yaml", 1, 1))
    plan = parse_plan(node, notebook, lambda _: organization)
    assert (plan is None) == any(each.level is Level.ERROR for each in notebook.found)
    assert all(each.span.line <= len(lines_of(text)) for each in notebook.found)


@given(st.text())
def test_any_text_gives_a_plan_or_diagnostics(text: str) -> None:
    check_any(text)


KEYS = st.sampled_from(
    sorted(
        {key for section in (*MAPPINGS.values(), PLAN, PART, TEACHER) for key in section.keys}
        | {"from", "until", "by", "at_least", "at_most", "openai", "file", "own"}
    )
)
LEAVES: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["none", "unknown", "hf:a/b", "DE", "2026-01-31", "api", "public", "us"])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, TREES))
def test_any_mapping_gives_a_plan_or_diagnostics(data: dict[str, object]) -> None:
    check_any(json.dumps(data))


@given(PLANS, KEYS, TREES)
def test_any_change_of_a_plan_gives_a_plan_or_diagnostics(
    data: dict[str, object], key: str, tree: object
) -> None:
    check_any(json.dumps({**data, key: tree}))
