"""Approve many plans at once that the same speaks against; each gets a record of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from distillgate.usecases.files import refused
from distillgate.usecases.review import Approval, Reviewing, approve_in
from distillgate.usecases.reviewlimits import grave_findings
from policy.diagnostics import Code, Span
from policy.explaining_words import listed
from policy.waiving import unversioned
from registry.decisionstore import DecisionStore
from registry.reviews import Review
from registry.reviewstore import ReviewStore

Named = tuple[Review, Span]
"""A review, with the place where it was named."""
Mark = tuple[str, str, str]


def approve_alike(
    named: Sequence[Named], approval: Approval, reviewing: Reviewing
) -> tuple[Review, ...]:
    """Approve all of `named`, or none: raises `UnreadableError` at the first that may not be.

    They must have the same findings, so that one look and one reason is enough.
    """
    with reviewing.ledger.writing() as entry:
        _refuse_unlike(named, entry.connection)
        return tuple(
            approve_in(entry, review.number, approval, replace(reviewing, said=said))
            for review, said in named
        )


def _refuse_unlike(named: Sequence[Named], connection: Connection) -> None:
    (first, place), *others = named
    wanted = _marks(first, place, connection)
    numbers = {first.number}
    for review, said in others:
        if review.number in numbers:
            message = f"review {review.number} is named twice"
            raise refused(Code.DUPLICATE_KEY, message, said, "name each once")
        numbers.add(review.number)
        found = _marks(review, said, connection)
        if found != wanted:
            names = sorted({name for name, _, _ in found ^ wanted})
            message = f"`{review.plan}` has other findings than `{first.plan}`: {listed(names)}"
            raise refused(Code.WRONG_STATE, message, said, "approve it by itself")


def marks_of(findings: Iterable[Mapping[str, Any]]) -> frozenset[Mark]:
    """Return what grave findings come to: of two plans that are alike it is the same."""
    return frozenset(
        (unversioned(each["clause"]), each["state"], each["ingredient"] or "")
        for each in findings
    )


def _marks(review: Review, said: Span, connection: Connection) -> frozenset[Mark]:
    """Return what speaks against the plan of a review: clause, state, and about what."""
    store = ReviewStore(connection)
    now = store.locked(review.number)
    decision = DecisionStore(connection).decision(now.decision)
    if decision is None:
        raise LookupError(now.decision)
    return marks_of(grave_findings(connection, decision, said))
