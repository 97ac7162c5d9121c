"""Clauses that can never apply, exceptions that never matter, duties that nobody can meet."""

from policy.conditions import AllOf
from policy.diagnostics import Code
from policy.documents import Carveout, Clause
from policy.lint.bench import Bench, place_of


def check_conditions(bench: Bench) -> None:
    """Note every condition that nothing can fulfill, or that changes nothing."""
    for _, clause in bench.clauses:
        if not bench.solver.can_hold(bench.when(clause)):
            message = f"`{clause.id}` can never apply: no plan meets its condition"
            hint = "two tests of one fact exclude each other, here or in the `nexus`"
            bench.warn(Code.DEAD_CLAUSE, message, clause.span, hint)
        elif not bench.solver.can_hold(bench.applies(clause)):
            message = f"`{clause.id}` can never apply: its exceptions cover all of it"
            hint = "narrow the exceptions, or leave the clause out"
            bench.warn(Code.DEAD_CLAUSE, message, clause.span, hint)
        else:
            _exceptions(clause, bench)
            _check(clause, bench)


def _exceptions(clause: Clause, bench: Bench) -> None:
    for place, each in enumerate(clause.exceptions):
        wording = f"exception {place + 1} of `{clause.id}`"
        if not bench.solver.can_hold(AllOf((bench.when(clause), each.when))):
            message = f"{wording} can never matter: the clause does not apply there"
            hint = "it contradicts `when`; mend it, or leave it out"
            bench.warn(Code.DEAD_EXCEPTION, message, place_of(each.when), hint)
            continue
        other = _cover(place, clause, bench)
        if other is not None:
            message = f"{wording} can never matter: exception {other + 1} covers it"
            hint = "leave it out, or make one exception of the two"
            bench.warn(Code.DEAD_EXCEPTION, message, place_of(each.when), hint)


def _cover(place: int, clause: Clause, bench: Bench) -> int | None:
    """Return the exception that covers the one at `place`; of two equal ones the first."""
    here = AllOf((bench.when(clause), clause.exceptions[place].when))
    for other, each in enumerate(clause.exceptions):
        if other == place or not bench.solver.implies(here, each.when):
            continue
        if other < place or not _covers(clause.exceptions[place], each, clause, bench):
            return other
    return None


def _covers(wide: Carveout, narrow: Carveout, clause: Clause, bench: Bench) -> bool:
    return bench.solver.implies(AllOf((bench.when(clause), narrow.when)), wide.when)


def _check(clause: Clause, bench: Bench) -> None:
    if clause.check is None:
        return
    if not bench.solver.can_hold(AllOf((bench.applies(clause), clause.check))):
        message = f"nobody who owes `{clause.id}` can ever meet it"
        hint = "its `check` contradicts itself or `when`; a duty that cannot be met is a ban"
        span = place_of(clause.check) or clause.span
        bench.warn(Code.UNMEETABLE_DUTY, message, span, hint)
