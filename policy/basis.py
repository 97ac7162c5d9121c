"""Bases: why each thing may be taken from each ingredient that feeds training."""

from collections.abc import Iterable, Iterator

from policy.bundles import spared_by
from policy.case import Case, Ingredient, Role
from policy.compiling import Pack
from policy.contracts import Governed, Text
from policy.documents import (
    BANS,
    PURPOSE_TOPICS,
    BasisKind,
    Confidence,
    DocumentKind,
    Effect,
    Thing,
)
from policy.frozen import dataclass
from policy.holding import NO_FACTS, Held, Holder, protected, released
from policy.truth import FALSE, TRUE, Truth, any_of, truth_of
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Several
from policy.verdict import Basis, Because, Spared

# Looked up once: members of an enumeration are slow to reach.
_FORBIDS = Effect.FORBIDS
_PERMITS = Effect.PERMITS
_GRANT = BasisKind.GRANT
_RESIDUAL = BasisKind.RESIDUAL
_EXPRESSLY = BasisKind.EXPRESS

_EXPRESS = frozenset({"train-on-outputs", "distillation-channel"})
_WHITE_BOX_SIGNALS = frozenset({"logits", "hidden-states", "embeddings"})
_AGAINST = {thing: topics | PURPOSE_TOPICS for thing, topics in BANS.items()}
"""The topics whose bans could stand against taking each thing."""
_ANY_THING = (Thing.USE, Thing.DERIVATIVES, Thing.WHITE_BOX, Thing.OUTPUTS)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is taken from one ingredient; unknown where it may not be."""

    ingredient: Ingredient
    thing: Thing
    taken: Truth
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """The bases that stand for one need, and what more could be known."""

    need: Need
    bases: tuple[Basis, ...]
    missing: frozenset[str] = NO_FACTS
    """Facts whose value could still give a basis."""
    banned: bool = False
    """A ban on the thing stands or may stand; it says all that there is to say."""
    unread: bool = False
    """What gives the right may stand in a text that has not been read."""
    open: bool = False
    """Something may give a basis, or the thing may not be taken at all."""


def grounds_of(
    governed: Governed, case: Case, pack: Pack, holder: Holder
) -> tuple[Grounds, ...]:
    """Return the bases for each thing taken from an ingredient of the plan itself."""
    ingredient = governed.ingredient
    if ingredient.depth > 0 or ingredient.unknown is not None:
        return ()
    search = _Search(governed, case, pack, holder)
    return tuple([search.grounds(need) for need in needs_of(ingredient)])


def needs_of(ingredient: Ingredient) -> Iterator[Need]:
    """Yield each thing that is taken from `ingredient` (design, section 6, step 3)."""
    feeds = ingredient.value("ingredient.feeds_training")
    taken = MAYBE if feeds is UNKNOWN else truth_of(feeds)
    if taken is FALSE:
        if ingredient.role is Role.BASE:  # what is adopted is used as it is
            yield Need(ingredient, Thing.USE, TRUE, ())
        return
    missing = ("ingredient.used_as",) if taken is MAYBE else ()
    match ingredient.role:
        case Role.BASE:
            yield Need(ingredient, Thing.DERIVATIVES, taken, missing)
        case Role.DATASET:
            yield Need(ingredient, Thing.USE, taken, missing)
        case Role.TEACHER:
            yield from _needs_of_teacher(ingredient, taken, missing)
        case Role.PROMPTS:
            return


def _needs_of_teacher(
    ingredient: Ingredient, taken: Truth, missing: tuple[str, ...]
) -> Iterator[Need]:
    access = ingredient.value("ingredient.access")
    closed = access is UNKNOWN and ingredient.value("ingredient.weights") == "closed"
    if closed or access not in {UNKNOWN, "weights"}:
        yield Need(ingredient, Thing.OUTPUTS, taken, missing)
        return
    signals = ingredient.value("ingredient.signals")
    more = not isinstance(signals, Several) or signals.open
    items = set(signals.items) if isinstance(signals, Several) else set()
    asked = ("ingredient.signals",) if more else ()
    if access is UNKNOWN:
        asked = (*asked, "ingredient.access")
    for thing, needed in _taken_from_weights(items, more=more):
        sure = needed is TRUE and (access == "weights" or thing is Thing.OUTPUTS)
        if sure:
            yield Need(ingredient, thing, taken, missing)
        elif needed is not FALSE or (access is UNKNOWN and thing is Thing.OUTPUTS):
            yield Need(ingredient, thing, MAYBE, (*missing, *asked))


def _taken_from_weights(items: set[str], *, more: bool) -> Iterator[tuple[Thing, Truth]]:
    """Yield what is taken with own access to the weights, by signals; `more` may be taken."""
    others = items - _WHITE_BOX_SIGNALS - {"weights"}
    otherwise = MAYBE if more else FALSE
    yield Thing.OUTPUTS, TRUE if others or not (items or more) else otherwise
    yield Thing.WHITE_BOX, TRUE if items & _WHITE_BOX_SIGNALS else otherwise
    yield Thing.DERIVATIVES, TRUE if "weights" in items else otherwise


def basis_kind(held: Held) -> BasisKind | None:
    """Return the kind of basis that a permission can be, if any."""
    clause = held.clause.clause
    if clause.effect is not _PERMITS:
        return None
    if held.clause.document.kind is DocumentKind.AGREEMENT:
        return BasisKind.AGREEMENT
    if clause.basis is not None:
        return clause.basis
    if clause.topic in _EXPRESS or clause.topic == "white-box":
        return _EXPRESSLY
    if clause.topic == "output-ownership":
        return _RESIDUAL
    return _GRANT if clause.topic == "use" else None


def things_of(held: Held) -> tuple[Thing, ...]:
    """Return what a permission covers: what it says, else what its topic says."""
    clause = held.clause.clause
    if clause.things:
        return clause.things
    if clause.topic in _EXPRESS or clause.topic == "output-ownership":
        return (Thing.OUTPUTS,)
    if clause.topic == "white-box":
        return (Thing.WHITE_BOX,)
    return _ANY_THING if clause.topic == "use" else ()


class _Search:
    """Looks for the bases of one ingredient."""

    def __init__(self, governed: Governed, case: Case, pack: Pack, holder: Holder) -> None:
        self._governed = governed
        self._case = case
        self._pack = pack
        self._holder = holder
        self._unread_texts = any(
            text.link.accepted is not FALSE and not text.is_known for text in governed.texts
        )
        kinds = ((held, basis_kind(held)) for held in governed.held)
        self._permits = [(held, kind, things_of(held)) for held, kind in kinds if kind]
        self._forbids = [
            held for held in governed.held if held.clause.clause.effect is _FORBIDS
        ]

    def grounds(self, need: Need) -> Grounds:
        """Return every basis that stands for `need`."""
        bases: list[Basis] = []
        missing: set[str] = set()
        bans = self._bans(need.thing)
        unsure = self._unread_texts or need.taken is MAYBE
        for kind, clauses, truth, asked in self._candidates(need, bans):
            if kind not in self._pack.house.bases or truth is FALSE:
                continue
            if truth is TRUE:
                spared = self._spared(clauses)
                basis = Basis(need.ingredient.id, need.thing, kind, clauses, spared)
                if basis not in bases:
                    bases.append(basis)
            else:
                missing |= asked
                unsure = True
        banned = any(_stands(ban) is not FALSE for ban in bans)
        missed = frozenset(missing)
        return Grounds(need, tuple(bases), missed, banned, self._unread_texts, unsure)

    def _candidates(
        self, need: Need, bans: list[Held]
    ) -> Iterator[tuple[BasisKind, tuple[str, ...], Truth, frozenset[str]]]:
        own = need.ingredient.value("ingredient.own")
        known = MAYBE if own is UNKNOWN else truth_of(own)
        yield BasisKind.OWN, (), known, frozenset({"ingredient.own"})
        for settlement in self._case.settlements:
            if settlement.clause is None and settlement.names(need.ingredient.id):
                covered = not settlement.things or need.thing in settlement.things
                if covered and self._case.as_of < settlement.until:
                    yield BasisKind.DETERMINATION, (settlement.id,), TRUE, NO_FACTS
        for held, kind, things in self._permits:
            if need.thing in things:
                clauses, truth, asked = self._granted(held, kind, need.thing, bans)
                yield kind, clauses, truth, asked

    def _granted(
        self, held: Held, kind: BasisKind, thing: Thing, bans: list[Held]
    ) -> tuple[tuple[str, ...], Truth, frozenset[str]]:
        """Return the clauses cited, whether the basis stands, and what would settle it."""
        if kind in {_EXPRESSLY, BasisKind.AGREEMENT, BasisKind.DETERMINATION}:
            return (held.clause.ref,), held.truth, held.missing
        if kind is _GRANT:
            document = held.clause.document.id
            bans = [ban for ban in bans if ban.clause.document.id == document]
        against = any_of(map(_stands, bans))
        missing = held.missing.union(*(ban.missing for ban in bans if _stands(ban) is MAYBE))
        if against is TRUE or held.truth is FALSE:
            return (), FALSE, NO_FACTS
        if self._unread(held, kind, thing):
            return (), FALSE, NO_FACTS
        truth = MAYBE if MAYBE in {against, held.truth} else TRUE
        if kind is _GRANT:
            return (held.clause.ref,), truth, missing
        cited = self._read_bans(bans) or self._silences(held)
        if not cited:
            return (), FALSE, NO_FACTS
        return (held.clause.ref, *cited), truth, missing

    def _bans(self, thing: Thing) -> list[Held]:
        """Return the bans that could stand against taking `thing`, whatever they come to."""
        topics = _AGAINST[thing]
        return [held for held in self._forbids if held.clause.clause.topic in topics]

    def _unread(self, held: Held, kind: BasisKind, thing: Thing) -> bool:
        """Return whether a text that may hold a ban on `thing` was not read on it."""
        topics = BANS[thing]
        for text in self._governed.texts:
            same = text.name == held.clause.document.id
            if kind is _GRANT and not same:
                continue
            if any(topics & set(each.version.unread) for each, _ in text.selected.versions):
                return True
        return False

    def _read_bans(self, bans: Iterable[Held]) -> tuple[str, ...]:
        """Return the bans that were read well enough to know that they do not reach us."""
        read = {
            ban.clause.ref
            for ban in bans
            if ban.clause.clause.confidence >= self._pack.house.deny_from
            and ban.clause.clause.topic in BANS[Thing.OUTPUTS]
        }
        return tuple(sorted(read))

    def _spared(self, clauses: tuple[str, ...]) -> tuple[Spared, ...]:
        """Return why the bans among `clauses` do not reach what is taken."""
        bans = {ban.clause.ref: ban for ban in self._forbids if ban.truth is FALSE}
        return tuple([self._why_not(bans[clause]) for clause in clauses if clause in bans])

    def _why_not(self, ban: Held) -> Spared:
        """Return the exception of `ban` that holds, else the facts that keep it off."""
        ingredient = self._governed.ingredient
        issuer = protected(ban.clause, ingredient)
        found, section = spared_by(ban.clause, self._holder.facts(ingredient, issuer))
        because = [Because(fact, self._case.given(fact, ingredient, issuer)) for fact in found]
        return Spared(ban.clause.ref, tuple(because), section)

    def _silences(self, held: Held) -> tuple[str, ...]:
        """Return the places where texts of the same issuer, read well, hold no ban."""
        found = []
        for text in self._governed.texts:
            if text.document is None or text.document.issuer != held.clause.document.issuer:
                continue
            found += list(_silent_places(text, self._pack.house.deny_from))
        return tuple(sorted(set(found)))


def _stands(ban: Held) -> Truth:
    """Return whether a ban stands against us: nothing lifts it, and nobody freed us of it."""
    return FALSE if ban.is_lifted or released(ban) else ban.truth


def _silent_places(text: Text, least: Confidence) -> Iterator[str]:
    for each, _ in text.selected.versions:
        for silence in each.version.silent:
            if silence.topic == "train-on-outputs" and silence.confidence >= least:
                name = text.document.id if text.document else text.name
                yield f"{name}@{each.version.label} (silent on {silence.topic})"
