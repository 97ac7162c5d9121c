"""What must hold of every verdict, whatever the pack and the case (design, section 6)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from policy.case import Case, Ingredient, Link, Waiver
from policy.compiling import Pack
from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat
from policy.conditions import Test as FactTest
from policy.documents import Clause, Document, Effect, Silence
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.judging import hold, judge
from policy.truth import FALSE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Bounds, Several, Told, Value
from policy.verdict import NOTHING, Aside, Finding, Ruling, Severity, State, Verdict
from policy.verdictjson import verdict_json, verdict_text
from tests.policy import naive
from tests.policy.strategies import (
    BAN,
    KINDS,
    Tape,
    a_case,
    a_clause,
    a_value,
    cases,
    drawn,
    every_place,
    holds_for,
    in_time,
    is_wider,
    known_places,
    pack_of,
    packs,
    value_at,
    waivers,
    with_fact,
)

Item = TypeVar("Item")
PACKS = packs(follows=True)
SEEDS = st.integers(0, 1_000_000)
SOME = st.integers(0, 10_000)
"""Which of several, taken modulo how many there are."""


def summary(verdict: Verdict) -> tuple[Ruling, Ruling, Ruling]:
    return verdict.ruling, verdict.best, verdict.worst


@holds_for(600, pack=packs(), case=cases())
def test_a_verdict_is_what_the_naive_evaluator_makes_of_it(pack: Pack, case: Case) -> None:
    expected = naive.verdict(pack, case)

    assert summary(judge(pack, case)) == (expected.now, expected.best, expected.worst)


@holds_for(150, pack=PACKS, case=cases(), waived=st.lists(waivers(), max_size=2))
def test_judging_never_raises_and_the_verdict_lies_in_its_range(
    pack: Pack, case: Case, waived: list[Waiver]
) -> None:
    verdict = judge(pack, replace(case, waivers=tuple(waived)))

    assert verdict.best <= verdict.ruling <= verdict.worst
    for each in verdict.findings:
        assert each.weight.best <= each.weight.now <= each.weight.worst
    json.dumps(verdict_json(verdict, "0"))


@holds_for(50, pack=PACKS, case=cases())
def test_the_same_question_gives_the_same_bytes(pack: Pack, case: Case) -> None:
    again = pack_of(list(pack.documents.values()), pack.house)

    assert verdict_text(judge(pack, case), "0") == verdict_text(judge(again, case), "0")


@holds_for(100, pack=PACKS, first=cases(), case=cases())
def test_what_was_judged_before_changes_nothing(pack: Pack, first: Case, case: Case) -> None:
    fresh = pack_of(list(pack.documents.values()), pack.house)
    expected = verdict_text(judge(fresh, case), "0")

    judge(pack, first)

    assert verdict_text(judge(pack, case), "0") == expected
    assert verdict_text(judge(pack, case), "0") == expected, "when asked again"


# Order.


def told(verdict: Verdict) -> dict[str, object]:
    """Return `verdict` as programs read it, without what names the order of the plan."""
    found = verdict_json(verdict, "0")
    ingredients = [
        (each.id, each.role, each.depth, sorted(each.documents), each.ruling)
        for each in verdict.ingredients
    ]
    kept = {key: value for key, value in found.items() if key not in {"digests", "plan"}}
    return {**kept, "ingredients": sorted(ingredients)}


class Shuffler:
    """Puts all lists whose order says nothing into another order."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 an order is no secret

    def shuffled(self, items: Iterable[Item]) -> tuple[Item, ...]:
        every = list(items)
        self._random.shuffle(every)
        return tuple(every)

    def mapping(self, found: Mapping[str, Item]) -> dict[str, Item]:
        return dict(self.shuffled(found.items()))

    def condition(self, condition: Condition) -> Condition:
        match condition:
            case FactTest(operands=operands):
                return replace(condition, operands=self.shuffled(operands))
            case AllOf(parts=parts):
                return AllOf(tuple(map(self.condition, self.shuffled(parts))))
            case AnyOf(parts=parts):
                return AnyOf(tuple(map(self.condition, self.shuffled(parts))))
            case NotThat(part=part):
                return NotThat(self.condition(part))
            case Defined(name=name, condition=part):
                return Defined(name, self.condition(part))

    def clause(self, clause: Clause) -> Clause:
        carved = (replace(one, when=self.condition(one.when)) for one in clause.exceptions)
        return replace(
            clause,
            when=self.condition(clause.when),
            exceptions=self.shuffled(carved),
            lifts=self.shuffled(clause.lifts),
            check=self.condition(clause.check) if clause.check else None,
        )

    def document(self, document: Document) -> Document:
        same = {
            id(each): self.clause(each) for one in document.versions for each in one.clauses
        }
        versions = (
            replace(one, clauses=self.shuffled(same[id(each)] for each in one.clauses))
            for one in document.versions
        )
        return replace(document, versions=tuple(versions))

    def pack(self, pack: Pack) -> Pack:
        every = self.shuffled(pack.documents.values())
        return pack_of([self.document(each) for each in every], pack.house)

    def ingredient(self, each: Ingredient) -> Ingredient:
        return replace(
            each,
            facts=self.mapping(each.facts),
            terms={issuer: self.mapping(each.terms[issuer]) for issuer in each.terms},
            paths=self.shuffled(each.paths),
            links=self.shuffled(each.links),
        )

    def case(self, case: Case) -> Case:
        return replace(
            case,
            facts=self.mapping(case.facts),
            ingredients=tuple(map(self.ingredient, self.shuffled(case.ingredients))),
            waivers=self.shuffled(case.waivers),
        )


@holds_for(150, pack=PACKS, case=cases(), waived=st.lists(waivers(), max_size=2), seed=SEEDS)
def test_order_never_matters(pack: Pack, case: Case, waived: list[Waiver], seed: int) -> None:
    case = replace(case, waivers=tuple(waived))
    shuffler = Shuffler(seed)

    other = judge(shuffler.pack(pack), shuffler.case(case))

    assert told(other) == told(judge(pack, case))


# Knowing less, and knowing more.


def duties(verdict: Verdict) -> set[tuple[str, str]]:
    """Return every duty by clause and ingredient, however it stands."""
    return {
        (each.name, key)
        for each in verdict.findings
        if each.duty is not None
        for key in each.keys or ("",)
    }


@holds_for(300, pack=PACKS, case=cases(), waived=st.lists(waivers(), max_size=2), which=SOME)
def test_knowing_less_never_approves_and_drops_no_duty(
    pack: Pack, case: Case, waived: list[Waiver], which: int
) -> None:
    case = replace(case, waivers=tuple(waived))
    places = known_places(case)
    before = judge(pack, case)

    place = places[which % len(places)]
    after = judge(pack, with_fact(case, place, UNKNOWN))

    if before.ruling >= Ruling.NEEDS_REVIEW:
        assert after.ruling >= Ruling.NEEDS_REVIEW
    assert after.worst >= before.worst
    assert after.best <= before.best
    assert duties(before) <= duties(after)


def refined(tape: Tape, case: Case) -> Case:
    """Return `case` with an answer to something that was not known, or not exactly."""
    place = tape.pick(every_place(case))
    value = a_value(tape, VOCABULARY.get(place[2]))
    before = value_at(case, place)
    told = with_fact(case, place, value)
    return told if is_wider(before, value) and in_time(told) else case


def told_more(tape: Tape) -> tuple[Case, Case]:
    case = a_case(tape)
    return case, refined(tape, case)


@holds_for(400, pack=PACKS, cases=drawn(told_more, 500))
def test_an_answer_lands_inside_the_range(pack: Pack, cases: tuple[Case, Case]) -> None:
    before, after = (judge(pack, case) for case in cases)

    assert before.best <= after.best <= after.ruling <= after.worst <= before.worst


@holds_for(100, pack=PACKS, case=cases())
def test_what_is_asked_is_not_known(pack: Pack, case: Case) -> None:
    verdict = judge(pack, case)

    for question in verdict.questions:
        places = [
            (number, issuer, question.fact)
            for number in (None, *range(len(case.ingredients)))
            for issuer in (None, question.issuer)
        ]
        fact = VOCABULARY.find(question.fact)
        exact = [is_exact(value_at(case, place)) for place in places]
        assert fact is None or fact.kind is Kind.PLACE or not all(exact)
        assert set(question.decides) <= {each.clause for each in verdict.findings}


def is_exact(value: Value) -> bool:
    opened = value is UNKNOWN or isinstance(value, Bounds)
    return not opened and not (isinstance(value, Several) and value.open)


# Adding a rule, and setting one aside.


def read_on_bans(document: Document) -> Document:
    """Return `document` as if read on bans, so that a new one teaches nothing else."""
    silent = (Silence(BAN),)
    return replace(
        document, versions=tuple(replace(each, silent=silent) for each in document.versions)
    )


def with_clause(document: Document, clause: Clause) -> Document:
    added = (replace(each, clauses=(*each.clauses, clause)) for each in document.versions)
    return replace(document, versions=tuple(added))


def a_ban(tape: Tape) -> tuple[str, Clause]:
    name = tape.pick(tuple(KINDS))
    return name, replace(a_clause(tape, KINDS[name], Effect.FORBIDS), id="new")


@holds_for(200, pack=PACKS, case=cases(), ban=drawn(a_ban, 40))
def test_one_more_ban_never_makes_a_verdict_milder(
    pack: Pack, case: Case, ban: tuple[str, Clause]
) -> None:
    name, clause = ban
    every = {each.id: read_on_bans(each) for each in pack.documents.values()}
    assume(name in every)
    before = judge(pack_of(list(every.values()), pack.house), case)

    every[name] = with_clause(every[name], clause)
    after = judge(pack_of(list(every.values()), pack.house), case)

    assert after.ruling >= before.ruling
    assert after.worst >= before.worst


def covered(finding: Finding, case: Case) -> str | None:
    """Return the waiver that names `finding` and holds on the day, if any."""
    return min(
        (
            each.id
            for each in case.waivers
            if {finding.clause, finding.name} & set(each.clauses)
            and each.on <= case.as_of < each.until
        ),
        default=None,
    )


_SOME = st.lists(waivers(), min_size=1, max_size=2, unique_by=lambda each: each.id)


@holds_for(150, pack=packs(), case=cases(), waived=_SOME)
def test_a_waiver_touches_only_what_it_names(
    pack: Pack, case: Case, waived: list[Waiver]
) -> None:
    waiving = replace(case, waivers=tuple(waived))
    before, after = judge(pack, case), judge(pack, waiving)

    expected = set()
    for each in before.findings:
        by = covered(each, waiving)
        if each.severity is Severity.NOTE or by is None:
            expected.add(each)
        else:
            aside = replace(each, state=State.WAIVED, waived_by=by, severity=Severity.NOTE)
            until = {one.id: one.until for one in waived}[by]
            told = Aside(until, each.weight.now)
            expected.add(replace(aside, weight=NOTHING, duty=None, aside=told))
    assert set(after.findings) == expected
    assert after.bases == before.bases
    assert after.assumptions == before.assumptions


# What is looked for, and where.


@holds_for(200, pack=PACKS, case=cases())
def test_the_index_hides_no_clause_that_may_hold(pack: Pack, case: Case) -> None:
    found = {
        run.clause.ref
        for bundle, _ in pack.standing.candidates(
            Told({f: g.value for f, g in case.facts.items()}),
            [
                (i, Told({f: g.value for f, g in i.facts.items()}))
                for i in case.ingredients
                if i.unknown is None
            ],
        )
        for run in bundle.runs
    }

    for rule in naive.standing(pack, case):
        ref = f"{rule.document.id}@{rule.label}#{rule.clause.id}"
        assert rule.truth is FALSE or ref in found


@holds_for(150, pack=PACKS, case=cases())
def test_once_legal_has_answered_it_does_not_matter_that_nobody_knew_who_agreed(
    pack: Pack, case: Case
) -> None:
    answered = replace(
        case,
        ingredients=tuple(
            replace(
                each, links=tuple(_as_agreed_by_others(pack, each, link) for link in each.links)
            )
            for each in case.ingredients
        ),
    )

    assert _bound(pack, answered) == _bound(pack, case)


def _as_agreed_by_others(pack: Pack, ingredient: Ingredient, link: Link) -> Link:
    document = pack.documents.get(link.document)
    issuer = document.issuer if document else None
    open_still = ingredient.given("terms.binds_us", issuer).value is UNKNOWN
    return link if link.accepted is not MAYBE or open_still else replace(link, accepted=FALSE)


def _bound(pack: Pack, case: Case) -> list[tuple[str, Truth, Truth]]:
    held = hold(pack, case).contracts
    return [
        (each.clause.ref, each.truth, each.accepted) for each in held if each.truth is not FALSE
    ]
