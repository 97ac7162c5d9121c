"""Duties that exclude each other, such as two names that no student can bear at once."""

from collections.abc import Iterator
from itertools import combinations

from policy.conditions import AllOf
from policy.diagnostics import Code
from policy.documents import Clause, Document, Version
from policy.lint.bench import Bench, applying

Duty = tuple[Document, Clause]


def check_duties(bench: Bench) -> None:
    """Note duties of one version, or of what it passes on, that nobody can meet together."""
    for version in bench.document.versions:
        for (one, first), (other, second) in combinations(_duties(version, bench), 2):
            if excluded((one, first), (other, second), bench):
                name = second.id if other is one else f"{other.id}#{second.id}"
                message = f"nobody can meet `{first.id}` together with `{name}`"
                hint = "a plan to which both apply has no way out; say when each one applies"
                bench.warn(Code.EXCLUDING_DUTIES, message, first.span, hint)


def _duties(version: Version, bench: Bench) -> Iterator[Duty]:
    """Yield the duties with a check of `version`, and of the newest texts it passes on."""
    yield from ((bench.document, each) for each in version.clauses if each.check is not None)
    for name in bench.document.passes_on:
        other = bench.documents.get(name)
        if other is not None and other.versions:
            newest = other.versions[-1]
            yield from ((other, each) for each in newest.clauses if each.check is not None)


def excluded(one: Duty, other: Duty, bench: Bench) -> bool:
    """Return whether two duties may be owed at once, and can then never both be met."""
    checks = [clause.check for _, clause in (one, other) if clause.check is not None]
    owed = AllOf((applying(*one), applying(*other)))
    alone = [AllOf((owed, check)) for check in checks]
    solver = bench.solver
    if not solver.can_hold(owed) or not all(map(solver.can_hold, alone)):
        return False
    return not solver.can_hold(AllOf((owed, *checks)))
