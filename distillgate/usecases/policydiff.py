"""What changes in meaning between two packs: clause by clause, in regions, with witnesses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.changes import Direction, Turn, turn_of
from distillgate.usecases.documentviews import Edition
from distillgate.usecases.library import Library
from distillgate.usecases.regionwords import cube_words
from distillgate.usecases.witnesses import About, Finder, Witness
from policy.compiling import Pack
from policy.conditions import facts_read
from policy.documents import LICENSES, TERMS, Document, DocumentKind
from policy.proving.cells import Cutter
from policy.proving.cubes import Cube, Space
from policy.proving.meaning import Compared, Pair, compare
from policy.proving.moves import Change, Move, change_of, cutter_for
from policy.satisfying import solver_for
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE

Progress = Callable[[int, int], bool]
"""Is told how many of how many clauses are looked at; returns whether there is time."""
_STATES = {FALSE: "absent", MAYBE: "unsure", TRUE: "applies"}
_MET = {FALSE: "unmet", MAYBE: "unsure", TRUE: "met"}
MOST_WITNESSED = 3


@dataclass(frozen=True, slots=True)
class Region:
    """Facts with which one clause comes to something else."""

    was: str
    now: str
    where: tuple[tuple[str, ...], ...]
    """In words, fact by fact; each of several alternatives by itself."""
    witness: Witness | None
    """A plan of the region; nothing where none was found, or was looked for."""
    looked: bool = True


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause that means something else."""

    pair: Pair
    turn: Turn | None
    """Which way it went, where it stands on both sides."""
    regions: tuple[Region, ...]
    checks: tuple[Region, ...]
    settled: bool

    @property
    def direction(self) -> str:
        """Return what became of it."""
        if self.pair.before is None:
            return "added"
        if self.pair.after is None:
            return "removed"
        return self.turn.direction.value if self.turn else Direction.CHANGED.value


@dataclass(frozen=True, slots=True)
class Diffed:
    """Two packs, with everything that differs between them."""

    compared: Compared
    clauses: tuple[Clause, ...]
    proven: int
    """Clauses that are written otherwise, and proven to mean the same."""
    judged: int
    unlooked: int = 0
    """Clauses that there was no time to look at."""

    @property
    def settled(self) -> bool:
        """Whether everything was looked at to its end."""
        return not self.unlooked and all(each.settled for each in self.clauses)

    @property
    def same(self) -> bool:
        """Whether it is proven that no plan is judged otherwise."""
        found = self.clauses or self.compared.besides or self.compared.renamed
        return self.settled and not found


def diff_packs(before: Library, after: Library, as_of: date, progress: Progress) -> Diffed:
    """Return what changes in meaning from one pack to the other.

    Each region is shown by a plan, judged by both.
    """
    compared = compare(before.pack, after.pack)
    cutter = cutter_for(before.pack, after.pack)
    differ = _Differ(before, after, cutter, as_of, progress)
    return differ.done(compared)


class _Differ:
    """Looks at clauses one by one, as long as there is time."""

    def __init__(
        self,
        before: Library,
        after: Library,
        cutter: Cutter,
        as_of: date,
        progress: Progress,
    ) -> None:
        self._packs: tuple[Pack, Pack] = (before.pack, after.pack)
        self._cutter = cutter
        self._progress = progress
        self._at = (0, 0)
        self._finder = Finder((before, after), cutter, as_of, self._goes_on)

    def done(self, compared: Compared) -> Diffed:
        """Return the clauses that mean something else, with what was proven of the others."""
        changes: list[Change] = []
        total, unlooked = len(compared.pairs), 0
        for number, pair in enumerate(compared.pairs):
            self._at = (number, total)
            if not self._goes_on():
                unlooked = total - number
                break
            changes.append(change_of(pair, self._cutter, self._goes_on))
        told = [each for each in changes if not each.means_the_same]
        clauses = tuple(self._clause(each) for each in told)
        proven = len(changes) - len(told)
        return Diffed(compared, clauses, proven, self._finder.judged, unlooked)

    def _goes_on(self) -> bool:
        return self._progress(*self._at)

    def _clause(self, change: Change) -> Clause:
        pair = change.pair
        return Clause(
            pair,
            self._turn(pair),
            tuple(self._region(pair, change.space, each) for each in change.moves),
            tuple(
                self._region(pair, change.check_space, each, check=True)
                for each in change.checks
            ),
            change.settled,
        )

    def _turn(self, pair: Pair) -> Turn | None:
        was, now = pair.before, pair.after
        if was is None or now is None:
            return None
        editions = (Edition(was.document, was.version), Edition(now.document, now.version))
        solver = solver_for(self._packs[1].territories)
        return turn_of(editions, was.clause, now.clause, solver)

    def _region(
        self, pair: Pair, space: Space | None, move: Move, *, check: bool = False
    ) -> Region:
        if space is None:
            return Region("", "", (), None, looked=False)
        words = tuple(cube_words(space, cube) for cube in move.region)
        states = _MET if check else _STATES
        was, now = states[move.was], states[move.now]
        if move.was is move.now:
            was, now = "as before", "otherwise"
        witness = self._witness(pair, space, move.region)
        return Region(was, now, words, witness)

    def _witness(self, pair: Pair, space: Space, region: tuple[Cube, ...]) -> Witness | None:
        if not self._goes_on():
            return None
        return self._finder.find(about_of(pair), space, region[:MOST_WITNESSED])


def about_of(pair: Pair) -> About:
    """Return the clause of `pair` as a witness needs it."""
    now = pair.now
    sides = (each.rule for each in (pair.before, pair.after) if each is not None)
    conditions = (each for rule in sides for each in (rule.applies, rule.check) if each)
    read = frozenset[str]().union(*map(facts_read, conditions))
    per = any(fact.startswith(("ingredient.", "terms.")) for fact in read)
    later = "ingredient.output_terms" in read
    return About(now.document, now.version, now.clause, per, later)


def whose(document: Document) -> str:
    """Return the plans that `document` is about, in words."""
    if document.kind in TERMS or document.kind is DocumentKind.AGREEMENT:
        return f"plans that take outputs under {document.title}"
    if document.kind is DocumentKind.DATASET_LICENSE:
        return f"plans with data under {document.title}"
    if document.kind in LICENSES:
        return f"plans with a model under {document.title}"
    return "plans"
