import re
from datetime import date

import pytest

from distillgate.console.history import Reader, may_do
from distillgate.console.planpage import summary_of
from distillgate.console.words import Layer, Locale
from distillgate.usecases.review import Approval, approve, ask
from policy.verdict import Ruling
from registry.database import Database
from registry.reviews import About, Act, ActKind, Reason, Review
from registry.statements import Writer
from tests.distillgate.console.views import MAX, acts_in, html_of, page_of
from tests.distillgate.libraries import a_plan, approved
from tests.distillgate.usecases.test_review import (
    UNTIL,
    acting,
    decided,
    denied_plan,
    requested,
)


def test_the_sentence_on_top_names_student_and_teacher(database: Database) -> None:
    decided(database)
    sentence = page_of(database).sentence
    assert next(part.text for part in sentence if part.strong) == "Reader-7B"
    assert "".join(part.text for part in sentence).startswith("You asked to train ")


def test_findings_stand_by_layer_with_the_card_of_their_clause(database: Database) -> None:
    decided(database, denied_plan())
    page = page_of(database)
    found = {
        each.card.clause: each
        for layer in page.layers
        for each in layer.standing
        if layer.layer is Layer.TERMS
    }
    assert found
    for each in found.values():
        assert each.card.version
        assert each.card.title
        assert each.facts


def test_every_fact_of_the_case_is_shown_with_its_origin(database: Database) -> None:
    decided(database)
    groups = page_of(database).groups
    known = {line.path: line for group in groups for line in group.known}
    assert known["student.name"].value == "Reader-7B"
    assert known["student.name"].origin.text == "plan"
    assert known["student.name"].where.startswith("plan.yaml:")
    quiet = [line for group in groups for line in group.quiet if line.wrong]
    assert quiet
    assert {line.value for line in quiet} == {"not known"}


def test_nothing_of_a_plan_is_read_as_html(database: Database) -> None:
    title = "<script>alert(1)</script><b>bold</b>"
    text = approved().replace("title: ", f'title: "{title}" #', 1)
    if title not in text:
        text = f'{approved()}\ntitle: "{title}"\n'
    decided(database, a_plan(text))
    html = html_of(database)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_reviewer_finds_a_form_for_every_act(database: Database) -> None:
    requested(database)
    assert acts_in(html_of(database)) == ["approve", "ask", "deny", "escalate"]


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (Reader("jo", frozenset({"legal"})), "You ask for this plan"),
        (Reader("ann", frozenset({"viewer"})), "Only a reviewer or approver"),
        (Reader("ann", frozenset({"auditor", "legal"})), "An auditor reads all"),
        (Reader("bot", frozenset({"legal"}), machine=True), "A machine decides nothing"),
    ],
    ids=["requester", "viewer", "auditor", "machine"],
)
def test_others_find_no_buttons_and_why(database: Database, reader: Reader, why: str) -> None:
    requested(database)
    html = html_of(database, reader)
    assert acts_in(html) == []
    assert why in html


def test_what_a_key_of_their_team_asks_for_shows_them_no_buttons() -> None:
    key = Writer("key:ml/ci", "2026-11-24T09:00:00.000000Z", machine=True)
    asked = Act(ActKind.REQUEST, key, 1)
    review = Review(1, "a-plan", "A plan", 1, frozenset({key.name}), (asked,))
    teammate = Reader("ann", frozenset({"legal", "ml"}), teams=frozenset({"ml"}))
    stranger = Reader("max", frozenset({"legal", "key"}), teams=frozenset({"key"}))
    day = date(2026, 11, 24)
    assert not may_do(review, teammate, Ruling.NEEDS_REVIEW, day).approve
    assert may_do(review, stranger, Ruling.NEEDS_REVIEW, day).approve


def test_a_duty_that_may_not_be_owed_is_not_called_owed() -> None:
    duties = [{"state": state} for state in ("met", "open", "unmet", "unsure")]
    told = summary_of({"findings": [], "questions": [], "obligations": duties})
    assert told == "2 duties are owed; 1 duty may come with it"


def test_a_reviewer_who_is_no_approver_asks_and_hands_on(database: Database) -> None:
    requested(database)
    reader = Reader("ann", frozenset({"reviewer"}))
    assert acts_in(html_of(database, reader)) == ["ask", "escalate"]


def test_a_question_waits_for_the_requester(database: Database) -> None:
    requested(database)
    ask(1, "Which account was it?", About(), acting(database))
    html = html_of(database, Reader("jo", frozenset({"requester"})))
    assert acts_in(html) == ["answer"]
    assert "Which account was it?" in html


def test_the_first_of_two_cannot_confirm(database: Database) -> None:
    requested(database, denied_plan())
    first = Approval(UNTIL, Reason.COUNSEL, "counsel agrees")
    approve(1, first, acting(database))
    assert acts_in(html_of(database)) == ["deny"]
    second = Reader("eve", frozenset({"legal"}))
    assert acts_in(html_of(database, second)) == ["confirm", "deny"]


def test_an_approval_is_told_with_its_duties(database: Database) -> None:
    requested(database)
    given = Approval(UNTIL, Reason.CONTRACT, "see the file", ("keep the logs",))
    approve(1, given, acting(database))
    page = page_of(database, locale=Locale.GERMAN)
    last = page.acts[-1]
    assert (last.who, last.did, last.text) == ("max", "approved", "see the file")
    assert last.duties == ("keep the logs",)
    assert ("Until", "01.03.2027") in last.details
    assert acts_in(html_of(database)) == ["reopen"]


@pytest.mark.parametrize(
    ("locale", "day"),
    [(Locale.GERMAN, r"\d\d\.\d\d\.\d{4}"), (Locale.FRENCH, r"\d\d/\d\d/\d{4}")],
)
def test_days_stand_everywhere_as_the_reader_writes_them(
    database: Database, locale: Locale, day: str
) -> None:
    requested(database, denied_plan())
    html = html_of(database, locale=locale)
    for name in ("In force since", "Last read"):
        shown = re.findall(rf"<dt>{name}</dt><dd>(.*?)</dd>", html)
        assert all(re.fullmatch(day, each) for each in shown), name
    moments = re.findall(r"<time[^>]*>(.*?)</time>", html)
    assert moments
    assert all(re.fullmatch(rf"{day}, \d\d:\d\d UTC", each) for each in moments)
    assert re.search(rf"as of {day}", html)


def test_a_form_tells_how_much_its_reader_had_seen(database: Database) -> None:
    requested(database)
    assert '<input type="hidden" name="seen" value="1">' in html_of(database, MAX)
