"""Lifts: a permission of the same document, issuer or jurisdiction sets a rule aside."""

from collections.abc import Iterable, Sequence

from policy.case import Case, Ingredient
from policy.documents import Document, DocumentKind, Effect
from policy.frozen import dataclass
from policy.holding import NO_FACTS, Held
from policy.testing import glob
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE

LIFTABLE = frozenset({Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS})
"""The effects that can be set aside."""


@dataclass(frozen=True, slots=True)
class Lift:
    """Something that may set clauses aside for one ingredient, or for the plan."""

    by: str
    document: Document
    targets: tuple[str, ...]
    ingredient: str | None
    truth: Truth
    missing: frozenset[str] = NO_FACTS

    def reaches(self, held: Held) -> bool:
        """Return whether it names the clause of `held`, for the same ingredient."""
        if held.clause.clause.effect not in LIFTABLE:
            return False
        keyed = held.ingredient.key if held.ingredient else None
        if self.ingredient != keyed and self.ingredient is not None and keyed is not None:
            return False
        named = any(self._names(target, held) for target in self.targets)
        return named and may_lift(self.document, held.clause.document)

    def _names(self, target: str, held: Held) -> bool:
        if target.startswith("topic:"):
            return held.clause.clause.topic == target.removeprefix("topic:")
        if "#" in target:
            return target in {held.clause.name, held.clause.ref}
        same = held.clause.document.id == self.document.id
        return same and held.clause.clause.id == target


def may_lift(document: Document, other: Document) -> bool:
    """Return whether a permission of `document` may set rules of `other` aside.

    Only laws of a jurisdiction, and authorizations under it, lift its laws.
    """
    if other.kind is DocumentKind.HOUSE:
        return document.kind is DocumentKind.HOUSE
    if other.kind is DocumentKind.LAW:
        same = document.jurisdiction == other.jurisdiction
        return document.authority == other.id or (document.kind is DocumentKind.LAW and same)
    if document.kind in {DocumentKind.LAW, DocumentKind.HOUSE}:
        return False
    same_issuer = document.issuer is not None and document.issuer == other.issuer
    return document.id == other.id or same_issuer


def lifts_of(held: Iterable[Held]) -> list[Lift]:
    """Return the lifts that the permissions among `held` make."""
    return [
        Lift(
            by=each.clause.ref,
            document=each.clause.document,
            targets=each.clause.clause.lifts,
            ingredient=each.ingredient.key if each.ingredient else None,
            truth=each.truth,
            missing=each.missing,
        )
        for each in held
        if each.clause.clause.effect is Effect.PERMITS
        and each.clause.clause.lifts
        and each.truth is not FALSE
    ]


def agreement_lift(document: Document, ingredient: Ingredient, truth: Truth) -> Lift:
    """Return the lift that an agreement as a whole makes for `ingredient`."""
    return Lift(document.id, document, document.lifts, ingredient.key, truth)


def lift(held: Sequence[Held], lifts: Sequence[Lift]) -> list[Held]:
    """Return `held` with everything set aside that `lifts` reach.

    A lift that is unsure makes what it would set aside unsure, never absent.
    """
    if not lifts:
        return list(held)
    return [
        _lifted(each, lifts)
        if each.truth is not FALSE and each.clause.clause.effect in LIFTABLE
        else each
        for each in held
    ]


def _lifted(held: Held, every: Sequence[Lift]) -> Held:
    lifts = [one for one in every if one.reaches(held)]
    if not lifts:
        return held
    sure = [one for one in lifts if one.truth is TRUE]
    if sure:
        return held._replace(lifted_by=min(one.by for one in sure))
    missing = held.missing.union(*(one.missing for one in lifts))
    return held._replace(truth=MAYBE, missing=missing)


def in_scope(document: Document, ingredient: Ingredient, case: Case) -> bool:
    """Return whether an agreement is ours and for this ingredient's model."""
    name = str(case.given("organization.name").value).casefold()
    ours = any(party.casefold() == name for party in document.parties)
    model = ingredient.id.casefold()
    named = any(glob(pattern.casefold())(model) for pattern in document.models)
    return ours and (named or not document.models)
