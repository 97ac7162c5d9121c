"""Submit a plan: judge it, and record the verdict with all that is needed to judge again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from distillgate import __version__
from distillgate.usecases.carrying import Carrying, carrying_for, record_carried
from distillgate.usecases.check import Examined, PlanText, examine
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.ledger import Entry, Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.superseding import supersede, undecided
from policy.canonical import canonical_json
from policy.case import Case
from policy.casejson import case_to_json
from policy.plan import Plan
from policy.verdict import Verdict
from policy.verdictjson import verdict_text
from registry.audit.decisionlinks import decision_at, decision_under, link_decision
from registry.audit.ledger import LedgerError, the_log
from registry.decisions import Decision, Judged, rests_of
from registry.decisionstore import DecisionStore
from registry.events import Event, Place
from registry.packsources import store_packs
from registry.reviews import Review
from registry.statements import Writer

SOURCE_FORMAT = "distillgate/plan-source/v1"


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of submitting one plan."""

    checked: CheckedPlan
    decision: Decision | None = None
    """Nothing where the plan could not be read: then nothing is recorded."""
    examined: Examined | None = None
    """With the plan and the case, where it was judged."""
    carrying: Carrying = field(default_factory=Carrying)
    """Answers about earlier states of the plan that count for this one, or are asked again."""
    review: Review | None = None
    """The review that was opened with them."""
    superseded: tuple[Review, ...] = ()
    """Reviews of earlier states of the plan that nobody had decided."""


class _AgainError(Exception):
    """The same was submitted before, under the same key."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.index)
        self.place = place


def submit_plan(  # noqa: PLR0913 what is judged, by what, where to and by whom
    plan: PlanText,
    library: Library,
    ledger: Ledger,
    writer: Writer,
    *,
    as_of: date,
    key: str | None = None,
) -> Submission:
    """Judge `plan`, record plan, case, packs and verdict in one transaction.

    A verdict for another day than that of the writer explains, and never
    approves. What is submitted again under the same `key` is decided once.
    Whatever waited for a decision about an earlier state of the plan waits no more.
    """
    carrying = Carrying()

    def told(parsed: Plan) -> Plan:
        nonlocal carrying
        with ledger.database.reading() as connection:
            carrying = carrying_for(parsed, connection)
        return carrying.told(parsed)

    examined = examine(plan, library, as_of=as_of, told=told)
    verdict = examined.checked.verdict
    if verdict is None or examined.plan is None or examined.case is None:
        return Submission(examined.checked)
    try:
        with ledger.writing() as entry:
            store = DecisionStore(entry.connection)
            version = store.submit(examined.plan, source_of(plan), writer)
            packs = store_packs(library.layers, store.contents)
            binding = _today(writer) == as_of
            waiting = undecided(entry, version.plan) if binding else ()
            judged = judged_of(examined.case, verdict, packs, binding=binding)
            decision = store.decide(version, judged, writer)
            tell_decision(entry, decision, writer, key)
            superseded = supersede(entry, waiting, decision, writer)
            review = record_carried(entry, decision, carrying, writer) if binding else None
    except _AgainError as again:
        return Submission(examined.checked, _decided(ledger, again.place), examined)
    return Submission(examined.checked, decision, examined, carrying, review, superseded)


def decided_before(ledger: Ledger, key: str) -> Decision | None:
    """Return what was decided when a plan was submitted under `key`; nothing: none was."""
    with ledger.database.reading() as connection:
        number = decision_under(connection, the_log(connection), key)
        return None if number is None else DecisionStore(connection).decision(number)


def _decided(ledger: Ledger, place: Place) -> Decision:
    """Return the decision that a record tells of."""
    with ledger.database.reading() as connection:
        number = decision_at(connection, place)
        found = None if number is None else DecisionStore(connection).decision(number)
    if found is None:
        raise LedgerError(f"record {place.index} is of no decision", "use another key")
    return found


def judged_of(case: Case, verdict: Verdict, packs: str, *, binding: bool) -> Judged:
    """Return a verdict with everything that it was made from, ready to be recorded."""
    return Judged(
        case=case_to_json(case),
        packs=packs,
        verdict=verdict_text(verdict, __version__),
        ruling=verdict.ruling,
        best=verdict.best,
        worst=verdict.worst,
        as_of=verdict.as_of,
        binding=binding,
        documents=verdict.documents_digest,
        engine=__version__,
        rests=rests_of(case, verdict),
    )


def tell_decision(
    entry: Entry,
    decision: Decision,
    writer: Writer,
    key: str | None = None,
    *,
    reopens: int | None = None,
) -> None:
    """Record that a verdict was made, in its transaction.

    `reopens` is the decision that it takes the place of, where nobody asked for it.
    """
    context: Mapping[str, str] = {
        **({} if reopens is None else {"reopens": str(reopens)}),
        "as_of": decision.as_of.isoformat(),
        "case": decision.case,
        "documents": decision.documents,
        "engine": decision.engine,
        "packs": decision.packs,
    }
    place = entry.tell(
        Event(
            "decision.made",
            writer,
            f"plan:{decision.version.plan}",
            decision.version.digest,
            decision.ruling.word,
            context,
            decision.verdict,
            key=key,
        )
    )
    if place is None:
        return
    if not place.new:
        raise _AgainError(place)
    link_decision(entry.connection, decision.number, place)


def source_of(plan: PlanText) -> bytes:
    """Return the text of a plan and of the files that it names, as it is kept."""
    kept = {
        "format": SOURCE_FORMAT,
        "path": plan.path,
        "content": plan.content.decode("utf-8-sig"),
        "includes": {
            name: [each.path, each.content.decode("utf-8-sig")]
            for name, each in plan.included.items()
        },
    }
    return canonical_json(kept).encode()


def _today(writer: Writer) -> date:
    """Return the day on which somebody writes."""
    return date.fromisoformat(writer.at[:10])
