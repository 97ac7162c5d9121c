import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from graphlib import TopologicalSorter
from string import Formatter

import pytest

from policy.facts.describing import fact_card, facts_markdown, value_in_words
from policy.facts.fact import Fact, Kind, Moot, Scalar, Who
from policy.facts.vocabulary import ATTESTATIONS, MARKETS, VOCABULARY, vocabulary_of

FACTS = tuple(VOCABULARY)
GROUPS = (
    "organization",
    "student",
    "use",
    "release",
    "prompts",
    "compute",
    "service",
    "ingredient",
    "terms",
)
TYPES: dict[Kind, type] = {
    Kind.STRING: str,
    Kind.BOOLEAN: bool,
    Kind.NUMBER: Decimal,
    Kind.DATE: date,
    Kind.PLACE: str,
    Kind.ENUM: str,
}

# Derived facts that nothing else in a plan could give; each is asked for itself.
EXEMPT = {
    "organization.listed_on": "screening gives it",
    "organization.owned_50_by_listed_on": "screening gives it",
    "ingredient.maker_country": "the catalog gives it",
    "ingredient.provider_country": "the catalog gives it",
    "ingredient.provider_listed_on": "screening gives it",
    "ingredient.provider_owned_50_by": "screening gives it",
    "ingredient.weights": "the catalog gives it",
    "ingredient.multimodal": "the catalog gives it",
    "ingredient.systemic_risk": "the catalog gives it",
    "ingredient.depth": "the lineage gives it",
    "ingredient.declared_license": "the hub gives it",
    "ingredient.license_contradicted": "evidence and lineage give it",
    "ingredient.released_on": "the catalog gives it",
    "ingredient.output_terms": "judging contracts and licenses gives it",
}

# The 67 facts under which the legal instruments were researched, with what expresses each here.
# The day of decision is no fact: it is a parameter, and clauses bear `from` and `until`.
COUNTERPARTS: dict[str, tuple[str, ...]] = {
    "decision.date": (),
    "org.country": ("organization.country",),
    "org.hq_country": ("organization.headquarters_country",),
    "org.ultimate_parent_country": ("organization.parent_country",),
    "org.owner_countries_over_50": ("organization.owner_countries_over_50",),
    "org.kind": ("organization.kind",),
    "org.sectors": ("organization.sectors",),
    "org.us_person": ("organization.us_person",),
    "org.eu_person": ("organization.eu_person",),
    "org.annual_revenue_usd": ("organization.annual_revenue_usd",),
    "org.listed_on": ("organization.listed_on",),
    "org.owned_50_by_listed_on": ("organization.owned_50_by_listed_on",),
    "org.roles": (
        "student.below_modifier_threshold",
        "student.base_provider_is_us",
        "use.purpose",
        "release.subject_to_ear",
        "release.forms",
        "ingredient.by",
        "organization.sectors",
    ),
    "teacher.country": ("ingredient.maker_country", "ingredient.provider_country"),
    "teacher.origin_name": ("ingredient.id", "ingredient.maker"),
    "teacher.weights": ("ingredient.weights",),
    "teacher.us_owned_closed": ("ingredient.us_owned_closed",),
    "teacher.provider_listed_on": (
        "ingredient.provider_listed_on",
        "ingredient.provider_owned_50_by",
    ),
    "teacher.systemic_risk": ("ingredient.systemic_risk",),
    "channel.kind": ("ingredient.access", "ingredient.account", "ingredient.through"),
    "channel.terms_allow_training": ("ingredient.output_terms",),
    "channel.circumvention": ("ingredient.circumvention",),
    "channel.access_country": ("ingredient.access_country",),
    "channel.authentication": ("ingredient.authenticated",),
    "outputs.kinds": ("ingredient.signals",),
    "outputs.personal_data": ("ingredient.personal_data",),
    "outputs.special_categories": ("ingredient.special_categories",),
    "outputs.third_party_works": ("ingredient.third_party_works",),
    "outputs.us_bulk_sensitive": ("ingredient.bulk_sensitive",),
    "outputs.confidential": ("ingredient.confidential", "ingredient.hidden_reasoning"),
    "prompts.personal_data": ("prompts.personal_data",),
    "data.sources": (
        "ingredient.role",
        "ingredient.access",
        "ingredient.lawful_access",
        "ingredient.own",
        "prompts.sources",
    ),
    "data.lawful_access": ("ingredient.lawful_access",),
    "data.tdm_reserved": ("ingredient.tdm_reserved",),
    "data.database_substantial_part": ("ingredient.database_substantial_part",),
    "student.base": ("student.base",),
    "student.base_known_flop": ("student.base_training_flop",),
    "student.base_training_flop": ("student.base_training_flop",),
    "student.base_systemic_risk": ("student.base_systemic_risk",),
    "student.derivation": ("student.derivation",),
    "student.base_own": ("student.base_is_own", "student.base_provider_is_us"),
    "student.modification_flop": ("student.modification_flop",),
    "student.modification_ratio": ("student.below_modifier_threshold",),
    "student.eu_modifier_below_threshold": ("student.below_modifier_threshold",),
    "student.cumulative_flop": ("student.cumulative_flop",),
    "student.parameters": ("student.parameters",),
    "student.generates": ("student.generates",),
    "student.generality": ("student.generality",),
    "student.licence": ("student.license", "student.is_free_open"),
    "student.monetised": ("student.monetized",),
    "student.systemic_risk": ("student.systemic_risk",),
    "compute.country": ("compute.country",),
    "compute.chips": ("compute.chips",),
    "use.kind": ("use.purpose", "use.noncommercial"),
    "use.domains": ("use.domains",),
    "distribution.kind": ("release.forms",),
    "distribution.places": ("release.places",),
    "distribution.weights_public": ("release.weights_public",),
    "distribution.first_date": ("release.first_date",),
    "distribution.recipient_countries": ("release.recipient_countries",),
    "distribution.recipient_listed_on": ("release.recipient_listed_on",),
    "distribution.recipient_owned_50_by": ("release.recipient_owned_50_by",),
    "distribution.recipient_parent_countries": ("release.recipient_parent_countries",),
    "distribution.ca_public": ("release.places", "release.recipients"),
    "service.monthly_users": ("service.monthly_users",),
    "service.daily_users_kr": ("service.daily_users_kr",),
    "service.china_public": ("service.china_public",),
}

# What expresses each value of their enums where the words differ, and the values that are kept.
RENAMED_VALUES: dict[tuple[str, str], tuple[str, Scalar | tuple[()]]] = {
    ("org.roles", "provider"): ("student.below_modifier_threshold", False),
    ("org.roles", "downstream-modifier"): ("student.base_provider_is_us", False),
    ("org.roles", "deployer"): ("use.purpose", "internal-business"),
    ("org.roles", "exporter"): ("release.subject_to_ear", True),
    ("org.roles", "data-collector"): ("ingredient.by", "us"),
    ("org.roles", "dataset-publisher"): ("release.forms", "dataset"),
    ("org.roles", "contractor"): ("organization.sectors", "us-federal-contractor"),
    ("channel.kind", "consumer-app"): ("ingredient.access", "app"),
    ("channel.kind", "cloud-marketplace"): ("ingredient.access", "cloud"),
    ("channel.kind", "self-hosted"): ("ingredient.access", "weights"),
    ("channel.kind", "public-dataset"): ("ingredient.access", "dataset"),
    ("channel.kind", "reseller"): ("ingredient.through", "openrouter"),
    ("channel.kind", "distillation-programme"): ("ingredient.access", "program"),
    ("channel.terms_allow_training", "yes"): ("ingredient.output_terms", "allowed"),
    ("channel.terms_allow_training", "no"): ("ingredient.output_terms", "forbidden"),
    ("outputs.kinds", "reasoning-trace"): ("ingredient.signals", "reasoning"),
    ("data.sources", "teacher-outputs"): ("ingredient.role", "teacher"),
    ("data.sources", "crawl"): ("ingredient.access", "scrape"),
    ("data.sources", "licensed"): ("ingredient.lawful_access", True),
    ("data.sources", "pirated"): ("ingredient.lawful_access", False),
    ("data.sources", "user-data"): ("prompts.sources", "customers"),
    ("data.sources", "public-dataset"): ("ingredient.role", "dataset"),
    ("data.sources", "own"): ("ingredient.own", True),
    ("student.licence", "free-open"): ("student.is_free_open", True),
    ("student.licence", "restricted"): ("student.is_free_open", False),
    ("student.licence", "none"): ("student.license", "none"),
    ("use.kind", "internal"): ("use.purpose", "internal-business"),
    ("use.kind", "commercial"): ("use.purpose", "product"),
    ("distribution.kind", "none"): ("release.forms", ()),
}
SAME_VALUES: dict[str, tuple[str, ...]] = {
    "org.kind": ("company", "research", "nonprofit", "individual", "government"),
    "org.sectors": ("us-dod", "us-dod-contractor", "us-federal-agency", "us-intelligence"),
    "teacher.weights": ("closed", "open"),
    "channel.kind": ("api", "scrape"),
    "channel.terms_allow_training": ("unknown",),
    "outputs.kinds": ("text", "code", "logits", "embeddings", "image", "audio", "video"),
    "outputs.personal_data": ("none", "possible", "yes"),
    "outputs.third_party_works": ("none", "possible", "verbatim"),
    "prompts.personal_data": ("none", "possible", "yes"),
    "student.derivation": ("scratch", "fine-tune", "pruned", "layer-copy", "merge"),
    "student.generates": ("text", "audio", "image", "video", "none"),
    "student.generality": ("general", "narrow"),
    "compute.chips": ("ecc-3a090", "huawei-ascend", "other"),
    "use.kind": ("research", "public-service"),
    "use.domains": (
        "high-risk-annex-iii",
        "consequential-decision",
        "military",
        "military-intelligence",
        "wmd",
        "consumer-chatbot",
        "public-content",
    ),
    "distribution.kind": ("api", "app", "weights", "dataset"),
}

AUTOMATED = """\
ingredient.automated
  kind:         boolean
  meaning:      A program or bot took outputs from a surface that is offered to people, such as
                a chat app or website; calls to an API that is offered to programs do not count.
  question:     Did a script or bot take outputs of INGREDIENT from a chat app, website or other
                place that is made for people?
  asked of:     engineer
  moot:         false when ingredient.access is weights or api or cloud
  attestation:  ordinary-access says false
"""


def fits(fact: Fact, value: Scalar | tuple[()]) -> bool:
    """Return whether `value` is an element of `fact`, or for a list the empty one."""
    if value == ():
        return fact.many
    return isinstance(value, TYPES[fact.kind]) and (not fact.values or value in fact.values)


def rules() -> Iterator[tuple[Fact, Moot]]:
    return ((fact, moot) for fact in FACTS for moot in fact.moot)


def fields_of(question: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(question) if name is not None}


def a_fact(path: str = "student.name") -> Fact:
    return Fact(path, Kind.STRING, meaning="A | name.", question="Who?", who=Who.LEGAL)


def test_paths_are_a_group_and_a_name_in_snake_case() -> None:
    odd = [name for name in VOCABULARY.names if not re.fullmatch(r"[a-z]+\.[a-z0-9_]+", name)]
    assert odd == []


def test_every_fact_stands_in_the_vocabulary_under_its_own_path() -> None:
    assert VOCABULARY.names == tuple(fact.path for fact in FACTS)
    assert len(VOCABULARY) == len(FACTS)
    assert VOCABULARY.groups == GROUPS


def test_two_facts_may_not_share_a_path() -> None:
    with pytest.raises(ValueError, match=r"^two facts are called `student\.name`$"):
        vocabulary_of((a_fact(), a_fact()))


def test_enums_and_only_enums_have_values_without_repeats() -> None:
    odd = [fact.path for fact in FACTS if bool(fact.values) is not (fact.kind is Kind.ENUM)]
    assert odd == []
    assert [fact.path for fact in FACTS if len(set(fact.values)) != len(fact.values)] == []


def test_only_the_places_of_the_release_are_an_extent() -> None:
    assert [fact.path for fact in FACTS if fact.extent] == ["release.places"]


def test_meanings_are_one_sentence() -> None:
    odd = [
        fact.path
        for fact in FACTS
        if not fact.meaning.endswith(".") or re.search(r"[.!?] +[A-Z]", fact.meaning)
    ]
    assert odd == []


def test_questions_end_as_questions_do() -> None:
    assert [fact.path for fact in FACTS if not fact.question.endswith("?")] == []


def test_questions_are_asked_once() -> None:
    assert len({fact.question for fact in FACTS}) == len(FACTS)


def test_questions_name_what_they_are_about() -> None:
    expected = {"ingredient": {"ingredient"}, "terms": {"ingredient", "issuer"}}
    odd = [
        fact.path
        for fact in FACTS
        if fields_of(fact.question) != expected.get(fact.group, set())
    ]
    assert odd == []


def test_facts_of_ingredients_and_terms_have_a_value_for_each() -> None:
    groups = {fact.group for fact in FACTS if fact.per_ingredient}
    assert groups == {"ingredient", "terms"}


def test_derived_facts_ask_for_others_or_say_why_not() -> None:
    alone = {fact.path for fact in FACTS if fact.derived and not fact.inputs}
    assert alone == set(EXEMPT)


def test_only_derived_facts_have_inputs_and_those_exist() -> None:
    with_inputs = [fact for fact in FACTS if fact.inputs]
    assert [fact.path for fact in with_inputs if not fact.derived] == []
    assert [
        path for fact in with_inputs for path in fact.inputs if path not in VOCABULARY
    ] == []


def test_inputs_never_lead_in_a_circle() -> None:
    graph = {fact.path: fact.inputs for fact in FACTS}
    assert set(TopologicalSorter(graph).static_order()) == set(VOCABULARY.names)


def test_a_plan_states_no_derived_fact_but_the_compute_of_a_change() -> None:
    stated = [fact.path for fact in FACTS if fact.derived and fact.settable]
    assert stated == ["student.modification_flop"]
    assert [fact.path for fact in FACTS if not fact.derived and not fact.settable] == []


def test_facts_that_choose_ingredients_or_versions_are_structural() -> None:
    assert {fact.path for fact in FACTS if fact.structural} == {
        "student.base",
        "release.forms",
        "ingredient.id",
        "ingredient.role",
        "ingredient.maker",
        "ingredient.provider",
        "ingredient.access",
        "ingredient.through",
        "ingredient.account",
        "ingredient.program",
        "ingredient.signals",
        "ingredient.collected_from",
        "ingredient.collected_until",
    }


def test_moot_rules_give_a_value_of_the_fact() -> None:
    assert [fact.path for fact, moot in rules() if not fits(fact, moot.value)] == []


def test_moot_rules_give_whole_values_only() -> None:
    odd = [fact.path for fact, moot in rules() if fact.many is not (moot.value == ())]
    assert odd == []


def test_moot_rules_read_facts_and_values_that_exist() -> None:
    read = [(VOCABULARY.get(path), values) for _, moot in rules() for path, values in moot.when]
    assert all(
        fact.many if not values else not fact.many and all(fits(fact, each) for each in values)
        for fact, values in read
    )
    assert all(moot.when for _, moot in rules())


def test_moot_rules_of_the_plan_read_no_ingredient() -> None:
    odd = [
        fact.path
        for fact, moot in rules()
        for path, _ in moot.when
        if VOCABULARY.get(path).per_ingredient and not fact.per_ingredient
    ]
    assert odd == []


def test_moot_rules_never_lead_in_a_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in VOCABULARY.names}
    for fact, moot in rules():
        graph[fact.path].update(path for path, _ in moot.when)
    assert set(TopologicalSorter(graph).static_order()) == set(VOCABULARY.names)


def test_without_a_release_places_and_recipients_are_empty_and_booleans_false() -> None:
    values = {
        fact.path: moot.value
        for fact, moot in rules()
        if fact.group == "release" and moot.when == (("release.forms", ()),)
    }
    assert values == {
        "release.places": (),
        "release.to_third_parties": False,
        "release.recipients": "affiliates",
        "release.recipient_countries": (),
        "release.recipient_names": (),
        "release.recipient_listed_on": (),
        "release.recipient_owned_50_by": (),
        "release.recipient_parent_countries": (),
        "release.weights_public": False,
        "release.subject_to_ear": False,
        "release.notices": (),
        "release.worldwide": False,
    }


def test_attestations_give_these_facts_these_values() -> None:
    assert {name: dict(said) for name, said in ATTESTATIONS.items()} == {
        "ordinary-access": {
            "ingredient.authenticated": True,
            "ingredient.automated": False,
            "ingredient.circumvention": False,
            "ingredient.unoffered_signals": False,
            "ingredient.hidden_reasoning": False,
        },
        "no-listed-parties": {
            "organization.listed_on": (),
            "organization.owned_50_by_listed_on": (),
            "release.recipient_listed_on": (),
            "release.recipient_owned_50_by": (),
            "ingredient.provider_listed_on": (),
            "ingredient.provider_owned_50_by": (),
        },
        "no-listed-uses": {"use.listed_uses": False},
        "lawful-data": {
            "ingredient.third_party_works": "none",
            "ingredient.confidential": False,
            "ingredient.bulk_sensitive": False,
            "ingredient.lawful_access": True,
            "ingredient.tdm_reserved": False,
            "ingredient.database_substantial_part": False,
            "ingredient.marks_removed": False,
        },
        "ingredients-complete": {},
    }


def test_attested_values_are_values_of_their_facts() -> None:
    said = [
        (VOCABULARY.get(path), value) for each in ATTESTATIONS.values() for path, value in each
    ]
    assert all(fits(fact, value) for fact, value in said)
    assert [fact.path for fact in FACTS if fact.attestation and fact.attested is None] == []
    assert [
        fact.path for fact in FACTS if fact.attested is not None and not fact.attestation
    ] == []


def test_markets_are_the_values_of_the_market_fact() -> None:
    assert VOCABULARY.get("student.markets").values == MARKETS
    assert {"general-assistant", "other"} <= set(MARKETS)


def test_a_name_that_is_not_there_is_found_as_nothing() -> None:
    assert VOCABULARY.find("student.nmae") is None
    assert VOCABULARY.find("student.name") is VOCABULARY.get("student.name")
    with pytest.raises(KeyError):
        VOCABULARY.get("student.nmae")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("student.licence", "student.license"),
        ("ingredient.acess", "ingredient.access"),
        ("organisation.country", "organization.country"),
        ("teacher.us_owned_closed", "ingredient.us_owned_closed"),
        ("zzz", None),
    ],
)
def test_the_nearest_name_is_what_was_meant(written: str, meant: str | None) -> None:
    assert VOCABULARY.nearest(written) == meant


def test_all_67_researched_facts_have_a_counterpart() -> None:
    assert len(COUNTERPARTS) == 67
    assert [name for name, paths in COUNTERPARTS.items() if not paths] == ["decision.date"]
    named = {path for paths in COUNTERPARTS.values() for path in paths}
    assert sorted(named - set(VOCABULARY.names)) == []


def test_every_researched_value_can_be_said() -> None:
    same = [
        (name, value)
        for name, values in SAME_VALUES.items()
        for value in values
        if not any(value in VOCABULARY.get(path).values for path in COUNTERPARTS[name])
    ]
    renamed = [
        (name, value)
        for (name, value), (path, ours) in RENAMED_VALUES.items()
        if path not in COUNTERPARTS[name] or not fits(VOCABULARY.get(path), ours)
    ]
    assert (same, renamed) == ([], [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        (False, "false"),
        (Decimal("7E+8"), "700000000"),
        (date(2026, 1, 31), "2026-01-31"),
        ("business", "business"),
        ((), "[]"),
    ],
)
def test_values_read_as_a_plan_writes_them(value: Scalar | tuple[()], words: str) -> None:
    assert value_in_words(value) == words


def test_a_card_says_everything_about_a_fact() -> None:
    assert fact_card(VOCABULARY.get("ingredient.automated")) == AUTOMATED


def test_no_card_is_wider_than_its_promise() -> None:
    assert max(len(line) for fact in FACTS for line in fact_card(fact).splitlines()) <= 96


def test_the_page_has_a_heading_for_each_group_and_a_row_for_each_fact() -> None:
    lines = facts_markdown(VOCABULARY).splitlines()
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    rows = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert headings == [*GROUPS, "Attestations"]
    assert rows == list(VOCABULARY.names)


def test_the_page_keeps_the_columns_of_its_tables() -> None:
    page = facts_markdown(vocabulary_of((a_fact(),)))
    row = r"| `student.name` | string |  | A \| name. | Who? | legal |  |  |"
    assert row in page.splitlines()


def test_the_page_lists_what_each_attestation_says() -> None:
    lines = facts_markdown(VOCABULARY).splitlines()
    assert lines[-3] == "- `no-listed-uses`: `use.listed_uses` is false."
    assert lines[-1] == "- `ingredients-complete`: the plan names every ingredient."
