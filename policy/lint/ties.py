"""Clauses of laws that would bind a plan which has nothing to do with the place."""

from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Operator, Test
from policy.diagnostics import Code
from policy.documents import Document, DocumentKind
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.lifting import LIFTABLE
from policy.lint.bench import Bench
from policy.places import is_place

PERSONS = frozenset(
    """
    organization.us_person organization.eu_person
    organization.listed_on organization.owned_50_by_listed_on
    ingredient.provider_listed_on ingredient.provider_owned_50_by
    release.recipient_listed_on release.recipient_owned_50_by
    service.daily_users_kr service.china_public
    """.split()
)
"""Facts by which a person, or the users of a service, fall under the law of a place."""
GOODS = frozenset({"compute.chips", "release.subject_to_ear", "ingredient.us_owned_closed"})
"""Facts about things that carry the rules of their country with them."""
_ELSEWHERE = frozenset({Operator.IS_NOT, Operator.NOT_IN, Operator.HAS_NONE, Operator.OUTSIDE})
_NEVER = AnyOf(())
_ALWAYS = AllOf(())


def check_ties(bench: Bench) -> None:
    """Refuse each binding clause of a law that can apply without any tie to its place."""
    document = bench.document
    if document.kind is not DocumentKind.LAW:
        return
    for _, clause in bench.clauses:
        when = bench.when(clause)
        if clause.effect in LIFTABLE and bench.solver.can_hold(_untied(when, document)):
            message = f"`{clause.id}` can bind a plan that has no tie to {_where(document)}"
            hint = "each way in which it applies needs a place, a person or a thing from there"
            bench.refuse(Code.NO_NEXUS, message, clause.span, hint)


def _where(document: Document) -> str:
    return f"`{document.jurisdiction}`" if document.jurisdiction else "a place"


def _untied(condition: Condition, document: Document) -> Condition:
    """Return `condition` as it is for a plan that no tie ever holds for."""
    # A rule of no one country may name the places in which it does not apply.
    anywhere = not is_place(document.jurisdiction or "")
    return _without(condition, holds=True, anywhere=anywhere)


def _without(condition: Condition, *, holds: bool, anywhere: bool) -> Condition:
    """Return `condition`, which is to come out as `holds`, less its tests of ties."""
    match condition:
        case Test():
            return _test(condition, holds=holds, anywhere=anywhere)
        case NotThat(part=part):
            return NotThat(_without(part, holds=not holds, anywhere=anywhere))
        case Defined(condition=part):
            return _without(part, holds=holds, anywhere=anywhere)
        case AllOf(parts=parts):
            return AllOf(
                tuple(_without(each, holds=holds, anywhere=anywhere) for each in parts)
            )
        case AnyOf(parts=parts):
            return AnyOf(
                tuple(_without(each, holds=holds, anywhere=anywhere) for each in parts)
            )


def _test(test: Test, *, holds: bool, anywhere: bool) -> Condition:
    """Return a test of a tie as what it comes to where there is none; others as they are.

    To be in a place is a tie, and cannot be had here. To be outside of it is
    none, so it is had for nothing.
    """
    if not is_tie(test.fact):
        return test
    ties = anywhere or (test.operator in _ELSEWHERE) is not holds
    return _NEVER if ties is holds else _ALWAYS


def is_tie(fact: str) -> bool:
    """Return whether `fact` can tie a plan to a place."""
    return VOCABULARY.get(fact).kind is Kind.PLACE or fact in PERSONS | GOODS
