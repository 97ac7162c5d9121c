from dataclasses import replace
from datetime import date

from policy.conditions import ALWAYS, Operator
from policy.conditions import Test as FactTest
from policy.documents import DocumentKind, Effect
from policy.proving.proofs import Proof, Prover
from policy.proving.statements import Claim, Every, Statement, Subject
from tests.policy.packbuilders import BAN, sound, with_clauses

COMMERCIAL = FactTest("use.noncommercial", Operator.IS, (False,))
FREE = FactTest("use.noncommercial", Operator.IS, (True,))
FEEDS = FactTest("ingredient.feeds_training", Operator.IS, (True,))
STATEMENT = Statement(
    "never", "Never.", documents=("acme-terms",), when=COMMERCIAL, claim=Claim.DENIED
)
WHEN = "when: {use.noncommercial: false}\n"
LIFT = (
    "id: program\ntopic: distillation-channel\npermits: It may.\n"
    "when: {student.type: classifier}\nlifts: [no-training]\n"
)
DUTY = "id: naming\ntopic: naming\nrequires: A name.\n"


def proof(statement: Statement, *clauses: str) -> Proof:
    prover = Prover(sound(with_clauses(*clauses)).pack)
    (target,) = prover.targets(statement)
    return prover.proof(statement, target)


def test_a_ban_that_covers_what_is_meant_proves_a_denial() -> None:
    assert proof(STATEMENT, f"{BAN}{WHEN}").proven
    assert proof(STATEMENT, BAN).proven


def test_a_ban_that_covers_less_proves_nothing() -> None:
    found = proof(STATEMENT, f"{BAN}when: {{use.purpose: product}}\n")
    assert not found.proven
    assert found.left


def test_a_ban_that_is_turned_around_proves_nothing() -> None:
    assert not proof(STATEMENT, f"{BAN}when:\n  not: {{use.noncommercial: false}}\n").proven


def test_two_bans_prove_together_what_neither_does_alone() -> None:
    one = f"{BAN}when: {{use.purpose: product}}\n"
    other = BAN.replace("no-training", "nor-else") + "when:\n  not: {use.purpose: product}\n"
    assert not proof(STATEMENT, one).proven
    not_known = proof(STATEMENT, one, other)
    assert not not_known.proven
    known = FactTest("use.purpose", Operator.IN, ("product", "research"))
    assert proof(replace(STATEMENT, when=known), one, other).proven


def test_a_missing_fact_is_enough_for_a_review_and_not_for_a_denial() -> None:
    clause = f"{BAN}{WHEN}"
    open_to_all = replace(STATEMENT, when=ALWAYS, unless=FREE)
    assert not proof(open_to_all, clause).proven
    assert proof(replace(open_to_all, claim=Claim.NOT_APPROVED), clause).proven


def test_an_exception_is_no_part_of_what_is_proven() -> None:
    excepted = f"{BAN}except:\n  - when: {{student.type: classifier}}\n"
    assert not proof(STATEMENT, excepted).proven
    known = FactTest("student.type", Operator.IS, ("language-model",))
    assert proof(replace(STATEMENT, when=known), excepted).proven


def test_what_may_be_lifted_is_not_surely_denied() -> None:
    found = proof(STATEMENT, BAN, LIFT)
    assert not found.proven
    assert not proof(replace(STATEMENT, claim=Claim.NOT_APPROVED), BAN, LIFT).proven
    other = FactTest("student.type", Operator.IS, ("embedding",))
    assert proof(replace(STATEMENT, when=other), BAN, LIFT).proven


def test_a_text_that_is_badly_known_leaves_it_to_a_person() -> None:
    weak = f"{BAN}confidence: low\n"
    assert not proof(STATEMENT, weak).proven
    assert proof(replace(STATEMENT, claim=Claim.NOT_APPROVED), weak).proven


def test_a_caution_is_enough_for_a_review() -> None:
    caution = BAN.replace("forbids", "cautions")
    assert not proof(STATEMENT, caution).proven
    assert proof(replace(STATEMENT, claim=Claim.NOT_APPROVED), caution).proven


def test_a_duty_is_brought_where_its_clause_may_apply() -> None:
    owed = replace(STATEMENT, claim=None, brings="naming")
    assert proof(owed, DUTY).proven
    assert not proof(owed, f"{DUTY}when: {{student.type: classifier}}\n").proven
    assert not proof(replace(owed, brings="marking"), DUTY).proven


def test_a_clause_counts_for_what_it_reaches_only() -> None:
    near = f"{BAN}reach: weights\n"
    assert not proof(replace(STATEMENT, subject=Subject.TEACHER), near).proven
    assert proof(replace(STATEMENT, subject=Subject.BASE), near).proven


def test_a_law_counts_from_the_day_on_which_it_holds() -> None:
    law = (
        "document: act\nkind: law\njurisdiction: DE\nnexus: {use.noncommercial: false}\n"
        'versions:\n  - version: "1"\n    effective: 2026-06-01\n    clauses:\n'
        "      - {id: ban, topic: copyright, forbids: That.}\n"
    )
    prover = Prover(sound(law).pack)
    for start, holds in ((date(2026, 5, 31), False), (date(2026, 6, 1), True)):
        statement = replace(STATEMENT, documents=("act",), start=start)
        (target,) = prover.targets(statement)
        assert prover.proof(statement, target).proven is holds


def test_documents_are_chosen_by_what_they_are_and_hold() -> None:
    prover = Prover(sound(with_clauses(BAN)).pack)
    every = Every((DocumentKind.PROVIDER_TERMS,), "train-on-outputs", Effect.FORBIDS)
    chosen = replace(STATEMENT, documents=(), every=every)
    assert [each.name for each in prover.targets(chosen)] == ["acme-terms@2026-01-01"]
    others = (
        replace(every, topic="naming"),
        replace(every, effect=Effect.REQUIRES),
        replace(every, issuer="other"),
        replace(every, kinds=(DocumentKind.LAW,)),
    )
    for each in others:
        assert prover.targets(replace(chosen, every=each)) == ()
    assert prover.targets(replace(chosen, but={"acme-terms": "it may"})) == ()
    assert prover.targets(replace(STATEMENT, when=FEEDS))


def test_without_time_nothing_is_proven() -> None:
    prover = Prover(sound(with_clauses(BAN)).pack, lambda: False)
    (target,) = prover.targets(STATEMENT)
    found = prover.proof(STATEMENT, target)
    assert (found.settled, found.proven) == (False, False)
