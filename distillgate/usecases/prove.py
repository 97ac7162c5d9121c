"""Prove statements about every plan, or find a plan against them; a search says it is one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random

from distillgate.usecases.library import Library
from distillgate.usecases.regionwords import cube_words
from distillgate.usecases.sampling import Meant, Sampler
from distillgate.usecases.witnesses import About, Finder, Witness
from policy.case import Case, Ingredient, Link
from policy.compiling import Pack
from policy.documents import Effect
from policy.judging import judge
from policy.proving.moves import cutter_for
from policy.proving.proofs import Proof, Prover, Target
from policy.proving.statements import Claim, Sought, Statement
from policy.values import Given
from policy.verdict import Ruling, Verdict

Progress = Callable[[int, int], bool]
"""Is told how many of how many statements are looked at; returns whether there is time."""
_MOST_CUBES = 6
_MOST_CASES = 60
UNREAD = "a-text-that-nobody-has-read"


@dataclass(frozen=True, slots=True)
class Search:
    """How many random cases are judged for each statement, and by what they are drawn."""

    cases: int = 0
    seed: int = 0


NO_SEARCH = Search()


class Came(StrEnum):
    """What came of one statement."""

    PROVEN = "proven"
    FALSE = "false"
    """A plan shows that it does not hold."""
    NOT_SETTLED = "not-settled"
    """Neither a proof nor a plan against it was found."""
    SEARCHED = "searched"
    """It was searched and not proven; nothing was found against it."""
    EMPTY = "empty"
    """No document, or no plan, is meant: it says nothing."""


@dataclass(frozen=True, slots=True)
class Against:
    """What shows that a statement does not hold."""

    target: str
    ruling: str
    witness: Witness | None = None
    """A plan; nothing where only a case was found."""
    facts: tuple[str, ...] = ()
    """What the case holds, in words, where there is no plan."""


@dataclass(frozen=True, slots=True)
class Proven:
    """One statement with what came of it."""

    statement: Statement
    came: Came
    targets: tuple[str, ...] = ()
    """The versions of documents that it was looked at for."""
    left: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Where no clause brings it: the target, and facts in words."""
    against: Against | None = None
    searched: int = 0
    """Random cases that were judged."""


def prove(
    statements: Sequence[Statement],
    library: Library,
    as_of: date,
    progress: Progress,
    search: Search = NO_SEARCH,
) -> tuple[Proven, ...]:
    """Return what comes of each of `statements`; `search` is a check on the proofs."""
    found = []
    for number, each in enumerate(statements):
        work = _Work(library, as_of, lambda at=number: progress(at, len(statements)))  # type: ignore[misc]
        sampler = Sampler(library, as_of, Random(f"{search.seed} {each.id}"))  # noqa: S311 no secret
        found.append(work.of(each, sampler, search.cases))
    return tuple(found)


class _Work:
    """Proves or searches one statement."""

    def __init__(self, library: Library, as_of: date, keep_going: Callable[[], bool]) -> None:
        self._library = library
        self._keep_going = keep_going
        self._prover = Prover(library.pack, keep_going)
        cutter = cutter_for(library.pack)
        self._finder = Finder((library,), cutter, as_of, keep_going)
        self._packs: dict[str, Pack] = {}

    def of(self, statement: Statement, sampler: Sampler, searches: int) -> Proven:
        """Return what comes of `statement`."""
        if statement.sought is not None:
            return self._search(statement, sampler, searches)
        targets = self._prover.targets(statement)
        names = tuple(each.name for each in targets)
        proofs = []
        for each in targets:
            if not self._keep_going():
                return Proven(statement, Came.NOT_SETTLED, names)
            proofs.append(self._prover.proof(statement, each))
        if not any(each.meant or not each.settled for each in proofs):
            return Proven(statement, Came.EMPTY, names)
        failed = [each for each in proofs if not each.proven]
        tried = (self._against(statement, each, sampler) for each in failed)
        against = next(filter(None, tried), None)
        done = 0
        if against is None and searches:
            done, against = self._checked(statement, proofs, sampler, searches)
        came = Came.NOT_SETTLED if failed else Came.PROVEN
        return Proven(
            statement,
            Came.FALSE if against else came,
            names,
            tuple(_left(failed)),
            against,
            done,
        )

    def _against(self, statement: Statement, proof: Proof, sampler: Sampler) -> Against | None:
        """Return a plan, else a case, against the claim, from where no clause brings it."""
        if proof.space is None:
            return None
        about = About(*proof.target.clauses[0], per_ingredient=True, reads_output_terms=True)
        region = proof.left[:_MOST_CUBES]
        found = self._finder.first(
            about, proof.space, region, lambda verdict: not holds(statement, verdict)
        )
        if found is not None:
            return Against(proof.target.name, found.verdicts[-1].ruling.word, found)
        meant = Meant(proof.target, proof.space, proof.left, statement.subject)
        return self._tried(statement, [meant] * _MOST_CASES, sampler, whole=True)[1]

    def _checked(
        self,
        statement: Statement,
        proofs: Sequence[Proof],
        sampler: Sampler,
        searches: int,
    ) -> tuple[int, Against | None]:
        """Judge cases at random for which it was proven."""
        return self._tried(
            statement, _drawn(statement, proofs, sampler.random, searches), sampler
        )

    def _tried(
        self,
        statement: Statement,
        every: Iterable[Meant],
        sampler: Sampler,
        *,
        whole: bool = False,
    ) -> tuple[int, Against | None]:
        """Judge one case for each that is meant, and return the first that is against it.

        `whole`: by the whole pack, which alone can show a statement false.
        """
        done = 0
        for meant in every:
            if not self._keep_going():
                break
            case = sampler.case(meant)
            if case is None:
                continue
            done += 1
            pack = self._library.pack if whole else self._pack_of(meant.target)
            verdict = judge(pack, case)
            if not holds(statement, verdict):
                facts = tuple(f"{path}: {_word(case, path)}" for path in meant.space.facts)
                return done, Against(meant.target.name, verdict.ruling.word, None, facts)
        return done, None

    def _pack_of(self, target: Target) -> Pack:
        """Return the pack with those laws alone by which it was proven.

        Another law could hide that a proof is wrong.
        """
        if target.name not in self._packs:
            names = {document.id for document, _, _ in target.clauses}
            self._packs[target.name] = self._library.pack.standing_on(names)
        return self._packs[target.name]

    def _search(self, statement: Statement, sampler: Sampler, searches: int) -> Proven:
        done = 0
        for _ in range(searches):
            if not self._keep_going():
                break
            case = sampler.any_case()
            done += 1
            pack = self._library.pack
            if statement.sought is Sought.UNREAD_DOCUMENT:
                ruling = judge(pack, _under_unread(case)).ruling
                wrong = ruling < Ruling.NEEDS_REVIEW
                what = f"a text `{UNREAD}` governs {case.ingredients[0].id}"
            else:
                path, less = _without_one(case, sampler.random)
                ruling = judge(pack, less).ruling
                wrong = ruling < Ruling.NEEDS_REVIEW <= judge(pack, case).ruling
                what = f"without `{path}`"
            if wrong:
                against = Against("any plan", ruling.word, None, (what,))
                return Proven(statement, Came.FALSE, against=against, searched=done)
        came = Came.SEARCHED if done else Came.NOT_SETTLED
        return Proven(statement, came, searched=done)


def holds(statement: Statement, verdict: Verdict) -> bool:
    """Return whether `verdict` is as `statement` claims."""
    if statement.brings is not None:
        owed = {
            each.topic
            for each in verdict.findings
            if each.effect is Effect.REQUIRES and each.duty is not None
        }
        return statement.brings in owed
    least = Ruling.DENIED if statement.claim is Claim.DENIED else Ruling.NEEDS_REVIEW
    return verdict.ruling >= least


def _drawn(
    statement: Statement, proofs: Sequence[Proof], random: Random, searches: int
) -> Iterator[Meant]:
    """Yield what to draw a case of, the targets in turn, in an order that the seed decides."""
    every = [
        Meant(each.target, each.space, each.meant, statement.subject)
        for each in proofs
        if each.space is not None and each.meant and each.proven
    ]
    random.shuffle(every)
    for number in range(searches if every else 0):
        yield every[number % len(every)]


def _left(failed: Iterable[Proof]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in failed:
        if each.space is None:
            yield each.target.name, ()
        elif each.left:
            yield each.target.name, cube_words(each.space, each.left[0])


def _word(case: Case, path: str) -> str:
    first = case.ingredients[0] if case.ingredients else None
    issuers = [*(first.terms if first else ())]
    found = [case.given(path, first, each).value for each in issuers or [""]]
    return str(found[0])


def _under_unread(case: Case) -> Case:
    """Return `case` with its first ingredient under a text that no pack holds."""
    first = case.ingredients[0]
    links = (*first.links, Link(UNREAD))
    return replace(case, ingredients=(replace(first, links=links), *case.ingredients[1:]))


def _without_one(case: Case, random: Random) -> tuple[str, Case]:
    """Return `case` without one fact that it has, and which."""
    first = case.ingredients[0]
    places: list[tuple[str, str | None]] = [(path, None) for path in case.facts]
    places += [(path, None) for path in first.facts]
    places += [(path, issuer) for issuer, terms in first.terms.items() for path in terms]
    path, issuer = random.choice(places)
    if path in case.facts:
        return path, replace(case, facts=_less(case.facts, path))
    changed = _ingredient_less(first, path, issuer)
    return path, replace(case, ingredients=(changed, *case.ingredients[1:]))


def _ingredient_less(first: Ingredient, path: str, issuer: str | None) -> Ingredient:
    if issuer is None:
        return replace(first, facts=_less(first.facts, path))
    terms = {**first.terms, issuer: _less(first.terms[issuer], path)}
    return replace(first, terms=terms)


def _less(facts: Mapping[str, Given], path: str) -> dict[str, Given]:
    return {name: each for name, each in facts.items() if name != path}
