"""Answer a question of a review: the answer is a fact of a new case, with its author."""

from collections.abc import Iterable
from dataclasses import replace

from distillgate.usecases.answervalues import carried_words, fact_value
from distillgate.usecases.check import examine
from distillgate.usecases.files import refused
from distillgate.usecases.ledger import Entry
from distillgate.usecases.library import Library
from distillgate.usecases.review import Reviewing, answer_in_words
from distillgate.usecases.reviewlimits import refuse_unless_latest
from distillgate.usecases.reviewrecords import tell_act
from distillgate.usecases.reviewrules import refuse_answering, refuse_state
from distillgate.usecases.storedplans import answered, stored_plan
from distillgate.usecases.submit import judged_of, tell_decision
from policy.diagnostics import Code, Span
from policy.facts.vocabulary import VOCABULARY
from policy.plan import Plan
from policy.values import Given, Origin
from policy.verdict import Ruling
from policy.yamltext import UnreadableError
from registry.contents import DamagedContentError
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.packsources import store_packs
from registry.reviews import Act, ActKind, Review
from registry.reviewstore import ReviewStore


def answer(number: int, question: int | None, text: str, reviewing: Reviewing) -> Review:
    """Answer a question; where it asks for a fact, the plan is judged anew with it.

    The plan as it was written is not touched. Where the verdict then approves
    by itself, the review is settled.
    """
    said = reviewing.said
    with reviewing.ledger.database.reading() as connection:
        review = ReviewStore(connection).review(number)
    if review is None:
        raise LookupError(number)
    refuse_state(review, ActKind.ANSWER, said)
    asked = _question(review, question, said)
    fact = VOCABULARY.find(asked.about.fact) if asked.about.fact else None
    if fact is None:
        return answer_in_words(number, asked, text, reviewing)
    library = reviewing.library()
    allowed = frozenset({fact.who.value, *library.pack.house.answers.get(fact.path, ())})
    refuse_answering(reviewing.writer, reviewing.roles, allowed, said)
    fact_value(fact, text, said)
    with reviewing.ledger.writing() as entry:
        store = ReviewStore(entry.connection)
        review = store.locked(number)
        refuse_state(review, ActKind.ANSWER, said)
        asked = _question(review, asked.number, said)
        act = Act(ActKind.ANSWER, reviewing.writer, review.decision, text)
        act = replace(act, question=asked.number)
        decision = _judged(entry, replace(review, acts=(*review.acts, act)), library, reviewing)
        settles = decision.ruling <= Ruling.WITH_OBLIGATIONS
        after = store.act(number, replace(act, decision=decision.number, settles=settles))
        tell_act(entry, after, decision)
        return after


def _question(review: Review, number: int | None, said: Span) -> Act:
    waiting = review.waiting
    if number is None and len(waiting) == 1:
        return waiting[0]
    found = next((each for each in waiting if each.number == number), None)
    if found is None:
        numbers = ", ".join(str(each.number) for each in waiting)
        message = "several questions wait" if number is None else f"no question {number} waits"
        raise refused(
            Code.UNKNOWN_RECORD, message, said, f"these wait for an answer: {numbers}"
        )
    return found


def _judged(entry: Entry, review: Review, library: Library, reviewing: Reviewing) -> Decision:
    """Judge the plan of `review` with all its answers, and record the verdict."""
    store = DecisionStore(entry.connection)
    before = store.decision(review.decision)
    if before is None:
        raise LookupError(review.decision)
    refuse_unless_latest(entry.connection, before, reviewing.said)
    try:
        kept = store.contents.get(before.version.source).decode()
    except DamagedContentError as error:
        hint = "restore the registry from a backup"
        raise refused(Code.DAMAGED_CONTENT, str(error), reviewing.said, hint) from error

    def told(plan: Plan) -> Plan:
        return with_answers(plan, review, reviewing.said)

    day = reviewing.today
    examined = examine(stored_plan(kept), library, as_of=day, told=told)
    verdict = examined.checked.verdict
    if verdict is None or examined.case is None:
        raise UnreadableError(examined.checked.diagnostics)
    packs = store_packs(library.layers, store.contents)
    judged = judged_of(examined.case, verdict, packs, binding=True)
    decision = store.decide(before.version, judged, reviewing.writer)
    tell_decision(entry, decision, reviewing.writer)
    return decision


def with_answers(plan: Plan, review: Review, said: Span) -> Plan:
    """Return `plan` with every fact that was answered in `review`.

    Raises `UnreadableError` where an answer no longer fits the plan.
    """
    for asked, act in _facts(review):
        fact = VOCABULARY.find(asked.about.fact or "")
        if fact is None:
            continue
        why = f"answer {act.number or len(review.acts)} of review {review.number}"
        by = act.writer.name
        if act.before is not None:
            why = carried_words(act.before)
            by = act.before.by
        value = fact_value(fact, act.text, said)
        given = Given(value, Origin.PLAN, None, by, why)
        changed = answered(plan, asked.about, given)
        if changed is None:
            message = f"the plan itself names no `{asked.about.ingredient}`"
            hint = "declare what is known of it: `distillgate model add`"
            raise refused(Code.UNKNOWN_REFERENCE, message, said, hint)
        plan = changed
    return plan


def _facts(review: Review) -> Iterable[tuple[Act, Act]]:
    return (pair for pair in review.answers if pair[0].about.fact is not None)
