import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from policy.diagnostics import Span
from policy.documents import Act, Effect
from policy.explaining import (
    Owed,
    Remedy,
    Warrant,
    Way,
    checked_words,
    explain,
    grouped,
    headline,
    short,
)
from policy.explaining_findings import Point, Reason, Standing, next_steps, reason_of, together
from policy.explaining_keys import Part, answer_words, plan_key
from policy.explaining_words import (
    because_words,
    counted,
    either,
    first_sentence,
    listed,
    number_words,
    origin_words,
    section_words,
    some,
    squeezed,
    text_words,
    value_words,
    without_stop,
)
from policy.facts.vocabulary import VOCABULARY
from policy.questions import STRUCTURAL
from policy.values import UNKNOWN, Bounds, Given, Origin, Value, several
from policy.verdict import Assumption, DutyState, Finding, Question, Severity, State
from tests.distillgate.rendering import verdicts
from tests.distillgate.rendering.verdicts import (
    BAN,
    DEEP,
    HOUSE_RULE,
    LEGAL_BASIS,
    LLAMA,
    MINI,
    NAMING,
    NO_BASIS,
    at,
    because,
    clause,
    unsure,
    verdict,
)


def reason(finding: Finding, *questions: Question) -> Reason:
    return reason_of(finding, verdict((finding,), questions=questions))


def points(finding: Finding, *questions: Question) -> dict[str, list[str]]:
    """Return the texts under `finding` by their labels."""
    found: dict[str, list[str]] = {}
    for point in reason(finding, *questions).points:
        found.setdefault(point.label, []).append(point.text)
    return found


# Words


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("One. Two. Three.", "One.", "Two. Three."),
        ("One only", "One only", ""),
        ("Under Art. 53 it holds. More.", "Under Art. 53 it holds.", "More."),
        ("See e.g. That one. More.", "See e.g. That one.", "More."),
        ("By J. Doe of Acme Inc. It is. More.", "By J. Doe of Acme Inc. It is.", "More."),
        ("Really? Yes! So.", "Really?", "Yes! So."),
        ('It says "stop." Then more.', 'It says "stop."', "Then more."),
        ('First. "Compete" is not defined.', "First.", '"Compete" is not defined.'),
        ("Version 3.5 of it. 12 more.", "Version 3.5 of it.", "12 more."),
        ("a. b lower case goes on. End.", "a. b lower case goes on.", "End."),
        ("Ends with dots... and on. More.", "Ends with dots... and on.", "More."),
        ("  Spaces \n and breaks.  Next. ", "Spaces and breaks.", "Next."),
        ("", "", ""),
    ],
)
def test_first_sentence(text: str, first: str, rest: str) -> None:
    assert first_sentence(text) == (first, rest)


@settings(deadline=None)
@drawn(st.text(alphabet='aB. ?!"1(\n', max_size=40))
def test_no_word_of_a_statement_is_lost(text: str) -> None:
    first, rest = first_sentence(text)
    assert squeezed(f"{first} {rest}") == squeezed(text)


def test_full_stops() -> None:
    assert without_stop("It is so.") == "It is so"
    assert without_stop("And so on...") == "And so on..."
    assert without_stop("Is it?") == "Is it?"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (UNKNOWN, "not known"),
        (True, "yes"),
        (False, "no"),
        (several(), "none"),
        (several("FR", "DE"), "DE, FR"),
        (several(more=True), "not known in full"),
        (several("DE", more=True), "DE and perhaps more"),
        (Bounds(None, Decimal(1000000)), "at most 1,000,000"),
        (Bounds(Decimal(1), Decimal(2)), "at least 1 and at most 2"),
        (date(2026, 1, 31), "2026-01-31"),
        ("api\n ", "api"),
        (Decimal("3.1e21"), "3.1e21"),
    ],
)
def test_values_in_words(value: Value, words: str) -> None:
    assert value_words(value) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "0"),
        ("700000000", "700,000,000"),
        ("-1500.50", "-1,500.5"),
        ("-0.5", "-0.5"),
        ("0.25", "0.25"),
        ("999999999999", "999,999,999,999"),
        ("1e12", "1e12"),
        ("123456789012345", "1.23456789012345e14"),
        ("-3.10E+25", "-3.1e25"),
    ],
)
def test_numbers_in_words(number: str, words: str) -> None:
    assert number_words(Decimal(number)) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given("x", Origin.PLAN, at(3)), "plan.yaml:3"),
        (Given("x", Origin.PLAN), "the plan"),
        (Given("x", Origin.ORGANIZATION, at(2, path="org.yaml")), "org.yaml:2"),
        (Given("x", Origin.ORGANIZATION), "the organization's answers"),
        (Given("x", Origin.DETERMINATION, None, "J. Doe"), "determination by J. Doe"),
        (Given("x", Origin.REGISTERED, at(3)), "from the registry"),
        (Given("x", Origin.DERIVED), "worked out"),
        (Given("x", Origin.MOOT), "cannot matter here"),
        (Given("x", Origin.ATTESTATION, at(3), "the requester"), "attested by the requester"),
        (
            Given("x", Origin.PRESUMPTION, None, "legal", None, date(2027, 1, 1)),
            "presumed by house policy, owner legal until 2027-01-01",
        ),
        (Given(UNKNOWN, Origin.UNKNOWN), "not given"),
    ],
)
def test_origins_in_words(given: Given, words: str) -> None:
    assert origin_words(given) == words


def test_every_origin_has_words() -> None:
    assert all(origin_words(Given("x", origin)) for origin in Origin)


def test_a_fact_in_words() -> None:
    assert because_words(because("release.forms", several("api"), line=16)) == (
        "release.forms is api (plan.yaml:16)"
    )


def test_lists_and_numbers_of_things() -> None:
    assert [listed(each) for each in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert listed(("a", "b"), "or") == "a or b"
    assert either(("a", "b")) == "a; or b"
    assert counted(1, "duty", "duties") == "1 duty"
    assert counted(2, "duty", "duties") == "2 duties"
    assert counted(0, "plan") == "0 plans"
    assert some(("a", "b", "c"), "clause") == "a, b and c"
    assert some(("a", "b", "c", "d"), "clause") == "4 clauses"


def test_sections_as_they_are_cited() -> None:
    assert [section_words(each) for each in (None, "3.3(e)", "(b)", "Art. 5")] == [
        "",
        "section 3.3(e)",
        "section (b)",
        "Art. 5",
    ]


def test_the_text_that_a_finding_rests_on() -> None:
    assert text_words(BAN) == (
        "OpenAI Services Agreement, version 2026-01-01 (also 2025-05-31),"
        " section 3.3(e), confidence high"
    )
    many = replace(BAN, versions=("2026-01-01", "a", "b", "c", "d", "e"), section=None)
    assert "version 2026-01-01 (also a, b, c and 2 more), confidence" in text_words(many)


# Where an answer is written


def key(fact: str, *about: str, issuer: str | None = None) -> str:
    return drawn_key(plan_key(fact, about, issuer))


def drawn_key(parts: tuple[Part, ...]) -> str:
    return "".join(f"`{part.text}`" if part.literal else part.text for part in parts)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("teachers", "`teachers: [{model: …}]`"),
        ("datasets", "`datasets: [{data: …}]`"),
        ("student.base", "`student: {base: …}`"),
        ("made_from", "`made_from: […]` under `local:x`"),
        ("lineage", "`made_from: […]` under `local:x`, or `attests: [ingredients-complete]`"),
        ("student.markets", "`student: {markets: […]}`"),
        ("student.trained_from", "`student: {trained: {from: …}}`"),
        ("prompts.sources", "`prompts: {from: […]}`"),
        ("organization.country", "`organization: {country: …}`"),
        ("release.places", "`release: {places: […]}`"),
        ("ingredient.access", "`access: …` under `local:x`"),
        ("ingredient.collected_until", "`collected: {until: …}` under `local:x`"),
        ("ingredient.by", "`collected: {by: …}` under `local:x`"),
        (
            "ingredient.circumvention",
            (
                "`circumvention: …` under `local:x`, or `attests: [ordinary-access]`"
                " if the answer is no"
            ),
        ),
        (
            "ingredient.third_party_works",
            (
                "`third_party_works: …` under `local:x`, or `attests: [lawful-data]`"
                " if the answer is none"
            ),
        ),
        (
            "release.recipient_listed_on",
            (
                "`release: {recipient_listed_on: […]}`, or `attests: [no-listed-parties]`"
                " if there are none"
            ),
        ),
        ("organization.listed_on", "`attests: [no-listed-parties]` if there are none"),
        ("terms.binds_us", "`terms: {openai: {binds_us: …}}`"),
        ("terms.competes_with_issuer", "a determination, or `competes_with: {openai: …}`"),
        ("terms.similar_to_issuer_product", "a determination; a plan cannot say it"),
        ("no.such_fact", "a determination; a plan cannot say it"),
    ],
)
def test_where_an_answer_is_written(fact: str, words: str) -> None:
    assert key(fact, "local:x", issuer="openai") == words


def test_an_answer_about_several_ingredients_is_written_under_each() -> None:
    assert key("ingredient.access", "a", "b", "c") == "`access: …` under `a`, `b` and `c`"


def test_every_question_has_a_place_for_its_answer() -> None:
    for fact in (*VOCABULARY.names, *STRUCTURAL):
        parts = plan_key(fact)
        assert all(part.text for part in parts)
        # Two pieces of YAML side by side could not be told apart when drawn.
        assert not any(
            one.literal and other.literal for one, other in itertools.pairwise(parts)
        )


@pytest.mark.parametrize(
    ("fact", "answers", "words"),
    [
        ("terms.binds_us", ("yes", "no"), "yes or no"),
        ("release.forms", ("api", "app", "weights"), "api, app and weights"),
        ("student.markets", tuple("abcdefghijk"), "11 words, listed by"),
        ("release.first_date", (), "a date, YYYY-MM-DD"),
        ("student.parameters", (), "a number"),
        ("organization.country", (), "a code such as DE or US-CA"),
        ("release.places", (), "codes such as DE, US-CA, EU"),
        ("student.name", (), ""),
        ("made_from", (), ""),
    ],
)
def test_what_an_answer_looks_like(fact: str, answers: tuple[str, ...], words: str) -> None:
    assert answer_words(fact, answers).startswith(words)
    assert bool(answer_words(fact, answers)) == bool(words)


# Findings


def test_a_finding_in_full() -> None:
    found = reason(BAN)
    assert (found.standing, found.about, found.who) == (Standing.DENIED, (MINI,), "legal")
    assert found.headline == (
        "Using output to develop AI models that compete with OpenAI's products and services"
    )
    assert points(BAN) == {
        "text": [text_words(BAN)],
        "says": ['"Compete" is not defined.'],
        "because": [
            (
                "ingredient.feeds_training is yes (worked out);"
                " terms.competes_with_issuer is yes (determination by J. Doe until 2027-04-01)"
            )
        ],
        "risks": ["suspension or termination"],
    }
    assert next_steps(found) == (
        Point(
            "to pass",
            "use a teacher whose terms permit it; or obtain written permission and record it"
            " as an agreement",
        ),
        Point("who", "legal; J. Doe made the determination; it may be waived"),
    )


@pytest.mark.parametrize(
    ("state", "severity", "standing"),
    [
        (State.APPLIES, Severity.DENY, Standing.DENIED),
        (State.UNSURE, Severity.REVIEW, Standing.REVIEW),
        (State.APPLIES, Severity.DUTY, Standing.DUTY),
        (State.APPLIES, Severity.NOTE, Standing.NOTE),
        (State.WAIVED, Severity.DENY, Standing.WAIVED),
        (State.LIFTED, Severity.NOTE, Standing.LIFTED),
    ],
)
def test_the_word_for_a_finding(state: State, severity: Severity, standing: Standing) -> None:
    assert reason(replace(BAN, state=state, severity=severity)).standing is standing


def test_what_blocks_nothing_asks_for_nothing() -> None:
    for finding in (NAMING, verdicts.NOTE, verdicts.LIFTED, verdicts.WAIVED):
        assert next_steps(reason(finding)) == ()


def test_who_set_a_finding_aside() -> None:
    assert points(verdicts.WAIVED)["waived by"] == ["W-12"]
    assert points(verdicts.LIFTED)["lifted by"] == ["acme-2026@1#all"]


def test_a_built_in_rule_speaks_for_itself() -> None:
    found = reason(NO_BASIS)
    assert found.headline == "nothing gives the right to take this"
    assert points(NO_BASIS) == {
        "says": ["No clause that is known permits it. Silence is no permission."],
        "note": ["what is taken: use"],
    }
    assert found.ways == NO_BASIS.fix


def test_a_finding_without_words_is_called_by_its_clause() -> None:
    assert reason(replace(NO_BASIS, title=" ")).headline == NO_BASIS.clause
    assert reason(replace(BAN, statement=".")).headline == BAN.clause


def test_the_way_to_an_ancestor() -> None:
    assert points(DEEP)["through"] == [
        f"student > {verdicts.THOUGHTS} > {verdicts.R1}",
    ]


def test_without_a_place_of_its_own_a_finding_stands_at_the_plan() -> None:
    assert reason(replace(BAN, span=None)).span == Span("plan.yaml", 1, 1)


def test_a_finding_about_no_ingredient_or_about_several() -> None:
    paths = (verdicts.path_to(MINI), verdicts.path_to(LLAMA), verdicts.path_to(MINI))
    assert reason(replace(BAN, paths=paths)).about == (MINI, LLAMA)
    assert reason(LEGAL_BASIS).about == ()
    assert reason(replace(BAN, paths=())).about == (MINI,)


def test_what_is_unknown_is_told_in_the_words_of_its_question() -> None:
    waits = unsure(BAN, "ingredient.collected_from")
    asked = replace(verdicts.COLLECTED, decides=(BAN.clause,))
    assert points(waits, asked)["unknown"] == [f"{asked.question} (ingredient.collected_from)"]
    assert reason(waits, asked).who == "engineer"


def test_a_question_about_another_ingredient_is_not_ours() -> None:
    waits = unsure(BAN, "terms.binds_us")
    other = replace(verdicts.BINDS, decides=(BAN.clause,))
    assert reason(waits, other).asked == ()
    (words,) = points(waits, other)["unknown"]
    assert words.startswith("Does the text of openai bind us for openai:gpt-5-mini")
    assert reason(waits, other).who == "legal"


def test_what_is_unknown_without_a_question_in_the_verdict() -> None:
    waits = replace(unsure(BAN, "made_from", "odd", "terms.binds_us"), issuer=None)
    told = points(replace(waits, ingredient=None, paths=()))["unknown"]
    assert told[0].startswith("What is this ingredient made from?")
    assert told[1] == "What is `odd`? (odd)"
    assert told[2] == "also terms.binds_us"


def test_much_that_is_unknown_is_named_in_short() -> None:
    facts = ("student.type", "student.name", "use.purpose", "release.forms", "release.places")
    told = points(unsure(BAN, *facts))["unknown"]
    assert len(told) == 3
    assert told[2] == "also use.purpose, release.forms and release.places"


def test_findings_that_wait_for_one_answer_wait_for_all_that_they_wait_for() -> None:
    first = reason(unsure(BAN, "student.type"))
    second = reason(unsure(clause(BAN, "b", "B."), "student.type", "student.name"))
    both = together((first, second))
    assert both.finding is first.finding
    assert [point.label for point in both.points] == [
        "text",
        "says",
        "because",
        "unknown",
        "unknown",
        "risks",
    ]
    assert together((first,)) is first


CONTRACT = clause(BAN, "c", "C.")
AGREED = "obtain written permission of openai and record it as an agreement"


@pytest.mark.parametrize(
    ("finding", "ways"),
    [
        (CONTRACT, (f"leave out {MINI}", AGREED)),
        (
            replace(CONTRACT, issuer=None, paths=(), ingredient=None),
            ("obtain written permission of the rights holder and record it as an agreement",),
        ),
        (
            unsure(CONTRACT, "student.type"),
            ("answer what is unknown", f"leave out {MINI}", AGREED),
        ),
        (HOUSE_RULE, ("change ingredient.account in the plan", f"leave out {MINI}")),
        (
            replace(HOUSE_RULE, because=()),
            (f"leave out {MINI}", "change the plan so that it does not apply"),
        ),
        (LEGAL_BASIS, ("meet the duty and say so in the plan",)),
        (replace(BAN, fix=("or do without.",)), ("do without",)),
    ],
)
def test_ways_out_of_a_finding(finding: Finding, ways: tuple[str, ...]) -> None:
    assert reason(finding).ways == ways


def test_whom_to_ask_about_built_in_rules() -> None:
    names = {"no-basis": "legal", "unknown-ingredient": "engineer", "check-again": "engineer"}
    for name, who in names.items():
        assert reason(replace(NO_BASIS, clause=f"distillgate@1#{name}")).who == who
    assert reason(replace(CONTRACT, because=(), waivable=False)).beyond == ""


# The whole


def test_the_first_sentence_of_each_ruling() -> None:
    assert headline(verdict((BAN,))) == "1 clause forbids it"
    assert headline(verdicts.denied()) == "2 clauses forbid it; 4 findings need a review"
    assert headline(verdicts.needs_review()) == (
        "2 findings are open; answers to 1 question decide: approved at best, denied at worst"
    )
    assert headline(verdict((NO_BASIS,))) == "1 finding is open; a person must decide"
    assert headline(verdict((unsure(BAN, "odd"), NO_BASIS))) == (
        "2 findings are open; a person must decide, denied at worst"
    )
    assert headline(verdict((NAMING,))) == (
        "it may go ahead, and 1 duty comes with it before release"
    )
    early = replace(NAMING, due=Act.TRAIN)
    assert headline(verdict((NAMING, NAMING, early))) == (
        "it may go ahead, and 3 duties come with it: 1 before training, 2 before release"
    )
    assert headline(verdict()) == "nothing that was checked stands against it"
    assert headline(verdicts.approved()).endswith("stands against it, 1 finding waived")


def test_duties_that_the_verdict_does_not_list() -> None:
    assert headline(replace(verdict((NAMING,)), obligations=())) == (
        "it may go ahead, and 0 duties come with it"
    )


def test_every_finding_has_one_place() -> None:
    answer = verdicts.denied()
    told = explain(answer)
    shown = [each.finding for each in (*told.reasons, *told.waived, *told.notes)]
    duties = [each for each in answer.findings if each.severity is Severity.DUTY]
    assert len(shown) + len(duties) == len(answer.findings)
    assert [each for group in told.groups for each in group] == list(told.reasons)


def test_what_would_pass_by_ingredient() -> None:
    same_ways = replace(clause(BAN, "same", "Same."), fix=BAN.fix)
    answer = verdict((BAN, same_ways, HOUSE_RULE, NO_BASIS))
    assert explain(answer).remedies == (
        Remedy(
            (MINI,),
            at(8),
            "legal",
            (
                Way((BAN.clause, same_ways.clause), BAN.fix),
                Way(
                    (HOUSE_RULE.clause,),
                    ("change ingredient.account in the plan", f"leave out {MINI}"),
                ),
            ),
        ),
    )


def test_groups_wait_for_one_answer() -> None:
    waits = unsure(BAN, "student.markets")
    other = replace(waits, ingredient=LLAMA, paths=(verdicts.path_to(LLAMA),))
    asked = replace(verdicts.COMPETES, decides=(BAN.clause,))
    answer = verdict((waits, other, waits, NO_BASIS, NO_BASIS), questions=(asked,))
    whole = explain(answer)
    assert [len(group) for group in grouped(whole.reasons, whole.asked)] == [3, 1, 1]


def test_bases_by_ingredient_and_thing() -> None:
    assert explain(verdict()).warrants == (
        Warrant(
            LLAMA,
            "outputs",
            (
                "express by llama-3.3-model-card@2024-12-06#may",
                "grant by llama-3.3-community-license@2024-12-06#grant",
            ),
        ),
        Warrant(
            MINI,
            "outputs",
            (
                (
                    "residual by openai-services-agreement@2026-01-01#outputs-are-yours and"
                    " openai-services-agreement@2026-01-01#no-competing-models;"
                    " no-competing-models leaves it free (Permitted Exception (a)):"
                    " student.type is classifier (plan.yaml:6)"
                ),
            ),
        ),
        Warrant("local:./tickets", "use", ("own",)),
    )


def test_duties_of_several_ingredients_are_one_and_open_ones_come_first() -> None:
    other = replace(NAMING, ingredient=MINI, paths=())
    met = replace(NAMING, duty=DutyState.MET)
    assert explain(verdict((met, NAMING, other, LEGAL_BASIS))).owed == (
        Owed(
            DutyState.UNMET,
            "before training",
            "Training on personal data needs a legal basis",
            LEGAL_BASIS.clause,
            "Art. 6(1)(f)",
        ),
        Owed(
            DutyState.OPEN,
            "before release",
            'A model made with the materials has a name that begins with "Llama"',
            NAMING.clause,
            f"section 1(b)(i), for {LLAMA} and {MINI}",
        ),
        Owed(
            DutyState.MET,
            "before release",
            'A model made with the materials has a name that begins with "Llama"',
            NAMING.clause,
            f"section 1(b)(i), for {LLAMA}",
        ),
    )


def assumed(*assumptions: Assumption) -> list[tuple[str, str]]:
    told = explain(verdict(assumptions=assumptions)).assumed
    return [(each.how, each.words) for each in told]


def test_what_is_taken_as_given() -> None:
    assert assumed(*verdicts.ASSUMPTIONS) == [
        (
            "presumed",
            (
                "ingredient.hidden_reasoning is no for openai:gpt-5-mini and"
                " hf:meta-llama/Llama-3.3-70B-Instruct: no method for it is in use here"
                " (ml-platform, until 2027-06-30)"
            ),
        ),
        (
            "determined",
            (
                "terms.competes_with_issuer is yes under openai for openai:gpt-5-mini: both are"
                " assistants for everybody (J. Doe, until 2027-04-01)"
            ),
        ),
        (
            "attested",
            (
                "ordinary-access for openai:gpt-5-mini (the requester):"
                " automated, circumvention = no; authenticated = yes"
            ),
        ),
    ]


def test_facts_presumed_alike_are_told_once() -> None:
    bare = Given(value=False, origin=Origin.PRESUMPTION)
    pairs = (("deepseek", "a"), ("openai", "b"))
    alike = [
        Assumption(fact, bare, ingredient, issuer)
        for fact in ("terms.competes_with_issuer", "terms.similar_to_issuer_product")
        for issuer, ingredient in pairs
    ]
    other = Assumption("compute.chips", bare)
    assert assumed(*alike, other) == [
        (
            "presumed",
            (
                "terms.competes_with_issuer and terms.similar_to_issuer_product are no under"
                " deepseek and openai for a and b"
            ),
        ),
        ("presumed", "compute.chips is no"),
    ]


def test_a_fact_that_follows_from_an_attestation() -> None:
    signed = Given("DE", Origin.ATTESTATION)
    told = Assumption("ingredient.access_country", signed)
    assert assumed(told) == [("attested", "ingredient.access_country: access_country = DE")]
    unknown = Assumption("odd.fact", signed)
    assert assumed(unknown) == [("attested", "odd.fact: fact = DE")]


def test_what_was_checked() -> None:
    assert checked_words(verdict((BAN, HOUSE_RULE, NO_BASIS))) == (
        "checked 3 ingredients, 4 documents, as of 2026-11-24, packs 9f3c9f3c9f3c"
    )
    assert short("abc") == "abc"


def test_cautions_are_asked_of_legal() -> None:
    caution = replace(CONTRACT, effect=Effect.CAUTIONS, severity=Severity.REVIEW)
    assert reason(caution).who == "legal"
