"""The programs under which something is allowed that is not allowed otherwise."""

from collections.abc import Iterator

from policy.compiling import Pack
from policy.conditions import Condition, tests_of
from policy.documents import Effect

_PROGRAM = "ingredient.program"


def authorized(pack: Pack) -> frozenset[str]:
    """Return the programs that a permission or an exception of `pack` names."""
    return frozenset(
        str(operand)
        for condition in _conditions(pack)
        for test in tests_of(condition)
        if test.fact == _PROGRAM
        for operand in test.operands
    )


def _conditions(pack: Pack) -> Iterator[Condition]:
    for document in pack.documents.values():
        for version in document.versions:
            for clause in version.clauses:
                if clause.effect is Effect.PERMITS:
                    yield clause.when
                yield from (each.when for each in clause.exceptions)
