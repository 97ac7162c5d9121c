"""Answers about a plan that is submitted again count where what they are about is the same."""

from datetime import date

import pytest

from distillgate.usecases.answerquestion import answer
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.review import ask, request_review
from distillgate.usecases.reviewviews import Reviews, review_json
from distillgate.usecases.submit import Submission, submit_plan
from policy.verdict import Ruling
from registry.database import Database
from registry.reviews import About, ActKind, Before, ReviewState
from registry.statements import Writer
from tests.distillgate.libraries import a_plan, approved
from tests.distillgate.usecases.test_review import ACCOUNT, DAY, HERE, acting, unsure_plan
from tests.distillgate.usecases.test_submit import library
from tests.distillgate.usecases.test_sweep import swept

UNSURE = unsure_plan().content.decode()
COMPETES = About("terms.competes_with_issuer", None, "acme")
LATER = Writer("ann", "2026-11-25T09:00:00.000000Z")


def submit(database: Database, text: str, writer: Writer = LATER) -> Submission:
    day = date.fromisoformat(writer.at[:10])
    return submit_plan(a_plan(text), library(), Ledger(database), writer, as_of=day)


def answered(database: Database, text: str = UNSURE, about: About = ACCOUNT) -> None:
    """Submit a plan that waits for one answer, and have jo give it on the first day."""
    first = submit(database, text, Writer("jo", "2026-11-24T10:00:00.000000Z")).decision
    assert first is not None
    review = request_review(first, "please", acting(database, "jo", ()))
    ask(review.number, "which account?", about, acting(database))
    said = "business" if about == ACCOUNT else "no"
    answer(review.number, None, said, acting(database, "legal-jo", ("legal",)))


def test_an_answer_counts_for_the_new_state_with_its_author_and_its_day(
    database: Database,
) -> None:
    answered(database)
    done = submit(database, UNSURE.replace("title: Distill", "title: To distill"))
    assert done.decision is not None
    assert done.decision.ruling <= Ruling.WITH_OBLIGATIONS
    assert done.decision.version.number == 2
    given = Before(1, 3, "legal-jo", "2026-11-24T10:00:00.000000Z")
    (said,) = done.carrying.carried
    assert (said.about, said.text, said.given) == (ACCOUNT, "business", given)
    assert done.review is not None
    assert (done.review.number, done.review.state) == (2, ReviewState.SETTLED)
    carried = done.review.acts[1]
    assert (carried.kind, carried.writer, carried.before) == (ActKind.CARRY, LATER, given)
    assert Reviews(database).review("2", HERE) == done.review
    shown = review_json(done.review, DAY)["acts"]
    assert isinstance(shown, list)
    assert shown[1]["before"] == {
        "review": "1",
        "act": "3",
        "by": "legal-jo",
        "at": "2026-11-24T10:00:00.000000Z",
    }
    case = Records(database).text(done.decision.case, HERE)
    assert "carried: answer 3 of review 1, 2026-11-24" in case
    assert '"legal-jo"' in case
    assert Records(database).replay_all().bad == ()


def test_what_is_carried_once_is_carried_on_and_a_sweep_heeds_it(database: Database) -> None:
    answered(database)
    submit(database, UNSURE.replace("title: Distill", "title: Two"))
    done = submit(database, UNSURE.replace("title: Distill", "title: Three"))
    (said,) = done.carrying.carried
    assert said.given == Before(1, 3, "legal-jo", "2026-11-24T10:00:00.000000Z")
    assert done.decision is not None
    assert done.decision.ruling <= Ruling.WITH_OBLIGATIONS
    found = swept(database, library())
    assert (found.plans, found.same) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("used_as: [imitate]", "used_as: [imitate, label]"),
        ("signals: [text]", "signals: [text, code]"),
        ("until: 2026-04-15", "until: 2026-05-15"),
    ],
)
def test_a_question_about_something_that_has_changed_is_asked_again(
    database: Database, old: str, new: str
) -> None:
    answered(database)
    done = submit(database, UNSURE.replace(old, new))
    assert done.carrying.carried == ()
    assert done.decision is not None
    assert done.decision.ruling >= Ruling.NEEDS_REVIEW
    assert done.review is not None
    assert done.review.state is ReviewState.ASKED
    (waiting,) = done.review.waiting
    assert (waiting.text, waiting.about) == ("which account?", ACCOUNT)
    assert waiting.before == Before(1, 2, "max", "2026-11-24T10:00:00.000000Z")
    after = answer(done.review.number, None, "business", acting(database, "jo", ("legal",)))
    assert after.state is ReviewState.SETTLED


def test_what_the_plan_says_itself_or_no_longer_names_is_neither_carried_nor_asked(
    database: Database,
) -> None:
    answered(database)
    for text in (approved(), UNSURE.replace("hf:acme/large", "hf:acme/small")):
        done = submit(database, text)
        assert done.carrying.carried == done.carrying.again == ()
        assert done.review is None


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        ("title: Distill", "title: To distill", True),
        ("type: language-model", "type: classifier", False),
        ("markets: [general-assistant]", "markets: [general-assistant, search]", False),
        ("first_date: 2027-01-15", "first_date: 2027-02-15", True),
    ],
)
def test_what_legal_says_of_competing_is_about_the_student_and_not_about_a_day(
    database: Database, old: str, new: str, *, holds: bool
) -> None:
    text = approved().replace("[document-processing]", "[general-assistant]")
    answered(database, text, COMPETES)
    done = submit(database, text.replace(old, new))
    found = (len(done.carrying.carried), len(done.carrying.again))
    assert found == ((1, 0) if holds else (0, 1))


def test_a_plan_judged_for_another_day_explains_with_the_answers_and_opens_nothing(
    database: Database,
) -> None:
    answered(database)
    plan = a_plan(UNSURE.replace("title: Distill", "title: Two"))
    done = submit_plan(plan, library(), Ledger(database), LATER, as_of=DAY)
    assert done.decision is not None
    assert (done.decision.binding, done.review) == (False, None)
    assert done.decision.ruling <= Ruling.WITH_OBLIGATIONS
