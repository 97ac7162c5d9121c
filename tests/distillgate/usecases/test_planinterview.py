from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.usecases.check import check_plan
from distillgate.usecases.plandraft import Draft, DraftEntry, draft_text
from distillgate.usecases.planinterview import PlanInterview
from policy.diagnostics import Diagnostic
from policy.facts.attestations import SIGNATURES
from policy.facts.fact import Attestation
from policy.plan import Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import several
from policy.verdict import Question, Ruling
from policy.yamltext import read_yaml
from tests.distillgate.libraries import DAY, a_plan, example
from tests.distillgate.usecases.asking import Answerer, in_turn

ORG = b"name: Example GmbH\ncountry: DE\nkind: company\n"


def parsed(text: str) -> tuple[Plan | None, list[Diagnostic]]:
    notebook = Notebook()
    node = read_yaml(text.encode(), "plan.yaml")
    return parse_plan(node, notebook, lambda name: read_yaml(ORG, name)), notebook.found


def read(draft: Draft) -> Plan:
    plan, found = parsed(draft_text(draft))
    assert found == []
    assert plan is not None
    return plan


def asked(answers: dict[str, str], draft: Draft | None = None) -> tuple[Draft, Answerer]:
    asker = Answerer(answers)
    return PlanInterview(asker, draft or Draft()).ask(), asker


def test_without_an_answer_there_is_a_plan_in_which_everything_is_open() -> None:
    draft, _ = asked({})
    plan = read(draft)
    assert set(plan.facts) == {"organization.name", "student.name"}
    assert plan.teachers is not None
    assert [entry.unknown for entry in plan.teachers] == [True]
    assert plan.attests == ()


def test_what_is_known_is_in_the_plan() -> None:
    draft, _ = asked(
        {
            "in one sentence": "Sorts tickets: by urgency #1",
            "called, in short": "sorter",
            "will the student be called": "Sorter-1B",
            "Which models or services": "hf:acme/large, openai:gpt-5-mini",
            "Which data sets": "none",
            "How do you use hf:acme/large": "api",
            "start (for": "none",
            "forms will others": "none",
        }
    )
    plan = read(draft)
    assert (plan.id, plan.title) == ("sorter", "Sorts tickets: by urgency #1")
    assert [str(each.ref and each.ref.canonical) for each in plan.teachers or ()] == [
        "hf:acme/large",
        "openai:gpt-5-mini",
    ]
    assert plan.datasets == ()
    assert plan.facts["release.forms"].value == several()
    assert plan.facts["student.base"].value == "none"


def test_what_cannot_matter_is_not_asked() -> None:
    _, asker = asked({"forms will others": "none", "start (for": "none"})
    assert asker.was_asked("Who gets the release", "will the release be available") == [
        False,
        False,
    ]
    assert asker.was_asked("weights come about") == [False]


def test_a_download_has_no_hops_and_no_account() -> None:
    answers = {"Which models or services": "hf:acme/large", "How do you use": "weights"}
    draft, asker = asked(answers)
    assert asker.was_asked("stand between you", "kind of account") == [False, False]
    assert "account" not in draft_text(draft)


def test_a_data_set_of_our_own_is_asked_for_its_origin() -> None:
    draft, _ = asked({"Which data sets": "local:./tickets", "Which people": "employees"})
    plan = read(draft)
    (data,) = plan.datasets or ()
    assert [(each.people, each.unknown) for each in data.made_from or ()] == [
        ("employees", False),
        (None, True),
    ]


def test_a_data_set_made_of_nothing_else_says_so() -> None:
    answers = {
        "Which data sets": "local:./own",
        "Which people": "none",
        "Which models wrote": "none",
    }
    (data,) = read(asked(answers)[0]).datasets or ()
    assert data.made_from == ()


def test_only_a_yes_signs() -> None:
    for said, signed in (("yes", True), ("no", False), ("", False), ("sure", False)):
        draft, _ = asked({"access was ordinary": said})
        assert (Attestation.ORDINARY_ACCESS in draft.attests) is signed


def test_every_attestation_has_its_question() -> None:
    assert set(SIGNATURES) == set(Attestation)


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        ("Which models or services", "gpt-4", "`gpt-4` is no reference"),
        ("start (for", "hf:a/b, hf:a/c", "training starts from one model"),
        ("called, in short", "two words", "`two words` is no id of a plan"),
        ("in one sentence", "\x1b[2J", "this holds control characters"),
        ("access was ordinary", "sure", "`sure` is neither yes nor no"),
    ],
)
def test_a_wrong_answer_is_said(question: str, said: str, told: str) -> None:
    _, asker = asked({question: said})
    assert asker.told[0] == told


def test_with_the_file_of_the_organization_its_name_is_not_asked() -> None:
    draft, asker = asked({}, Draft(organization="org.yaml"))
    assert asker.was_asked("full legal name") == [False]
    assert read(draft).facts["organization.country"].value == "DE"


def still_open(text: str) -> Sequence[Question]:
    verdict = check_plan(a_plan(text), example(), as_of=DAY).verdict
    assert verdict is not None
    return verdict.questions


COMPLETE = {
    "called, in short": "reader",
    "will the student be called": "Reader-7B",
    "type of model": "language-model",
    "start (for": "hf:opener/base-7b",
    "weights come about": "fine-tune",
    "Which models or services": "hf:acme/large",
    "How do you use": "api",
    "stand between you": "none",
    "kind of account": "business",
    "outputs of hf:acme/large used for": "imitate",
    "taken from hf:acme/large": "text",
    "collecting from hf:acme/large begin": "2026-03-01",
    "collecting from hf:acme/large end": "2026-04-15",
    "Who collected": "us",
    "Which data sets": "none",
    "prompts come from": "own",
    "What is the student for": "product",
    "forms will others": "api",
    "Who gets the release": "public",
    "will the release be available": "DE",
    "first get the student": "2027-01-15",
    "computers": "DE",
    "sold or used as": "document-processing",
    "Do you sign": "yes",
}


def test_a_complete_sitting_ends_in_an_approval() -> None:
    draft = PlanInterview(Answerer(COMPLETE), Draft()).ask()
    draft.attests = list(Attestation)
    checked = check_plan(a_plan(draft_text(draft)), example(), as_of=DAY)
    assert checked.verdict is not None
    assert checked.verdict.ruling is Ruling.WITH_OBLIGATIONS


def test_then_only_what_the_verdict_hangs_on_is_asked() -> None:
    answers = {key: said for key, said in COMPLETE.items() if key != "stand between you"}
    asker = Answerer(answers)
    interview = PlanInterview(asker, Draft())
    interview.ask().attests = list(Attestation)
    before = len(asker.asked)
    interview.go_on(still_open)
    assert len(asker.asked) == before + 1
    assert "Which companies stand between you" in asker.asked[-1]


@pytest.mark.parametrize("settles", [False, True])
def test_what_an_answer_settles_is_not_asked_any_more(*, settles: bool) -> None:
    words = {"student.parameters": "How large is it?", "student.training_flop": "How much?"}
    questions = [Question(fact, said, (), "engineer", ()) for fact, said in words.items()]
    rounds = iter([questions, [], []] if settles else [questions, questions[1:], []])
    asker = Answerer({})
    assert PlanInterview(asker, Draft()).go_on(lambda _: next(rounds)) == 0
    assert len(asker.asked) == (1 if settles else 2)


def test_an_answer_to_a_further_question_stands_where_it_belongs() -> None:
    asker = Answerer(
        {key: said for key, said in COMPLETE.items() if key != "stand between you"}
    )
    interview = PlanInterview(asker, Draft())
    interview.ask().attests = list(Attestation)
    later = Answerer({"stand between you": "none"})
    interview._asker = later
    assert interview.go_on(still_open) == 0
    teachers = interview.draft.teachers or []
    assert [each.facts["ingredient.through"] for each in teachers] == ["[]"]


def test_the_end_of_input_ends_the_asking() -> None:
    asker = in_turn(["Sorts tickets", "sorter"])
    interview = PlanInterview(asker, Draft())
    read(interview.ask())
    before = len(asker.asked)
    interview.go_on(still_open)
    assert len(asker.asked) == before


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", "none", "yes", "?", "hf:a/b", "local:./x", "DE", "2026-01-01", "api", "1e21"]
        ),
        WORDS,
    ),
    max_size=60,
)


@given(LINES)
def test_whatever_is_answered_the_plan_can_be_read(lines: list[str]) -> None:
    draft = PlanInterview(in_turn(lines), Draft()).ask()
    text = draft_text(draft)
    plan, found = parsed(text)
    assert found == [] or {each.code.value for each in found} <= {"unusable-dates"}, text
    assert plan is not None or found


def test_entries_keep_what_was_given_for_the_base() -> None:
    base = DraftEntry("hf:a/b", {"ingredient.access_country": "DE"})
    plan = read(Draft(base=base))
    assert plan.base is not None
    assert plan.facts["student.base"].value == "hf:a/b"
