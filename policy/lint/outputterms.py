"""Rules that one more ban would make milder, by how they read `ingredient.output_terms`."""

from collections.abc import Iterator

from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Test
from policy.diagnostics import Code
from policy.documents import Clause, Effect
from policy.lifting import LIFTABLE
from policy.lint.bench import Bench
from policy.truth import TRUE

FACT = "ingredient.output_terms"
FORBIDDEN = "forbidden"


def check_output_terms(bench: Bench) -> None:
    """Refuse rules that apply less, and permissions that apply more, where terms forbid."""
    for _, clause in bench.clauses:
        for test, positive in _read(clause, bench):
            if test.fact == FACT and _milder(test, bench, positive=positive):
                message = f"one more ban would make `{clause.id}` milder"
                hint = f"a rule may ask whether `{FACT}` is forbidden, a permission may not"
                bench.refuse(Code.NEGATED_OUTPUT_TERMS, message, test.span, hint)


def _read(clause: Clause, bench: Bench) -> Iterator[tuple[Test, bool]]:
    """Yield the tests of `clause`, each with whether the rule binds more where it holds."""
    binds = clause.effect in LIFTABLE
    if not binds and clause.effect is not Effect.PERMITS:
        return
    yield from _polarized(bench.when(clause), positive=binds)
    for each in clause.exceptions:
        yield from _polarized(each.when, positive=not binds)
    if clause.check is not None:
        yield from _polarized(clause.check, positive=False)


def _polarized(condition: Condition, *, positive: bool) -> Iterator[tuple[Test, bool]]:
    match condition:
        case Test():
            yield condition, positive
        case NotThat(part=part):
            yield from _polarized(part, positive=not positive)
        case Defined(condition=part):
            yield from _polarized(part, positive=positive)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _polarized(part, positive=positive)


def _milder(test: Test, bench: Bench, *, positive: bool) -> bool:
    """Return whether what the test asks for ends where terms come to forbid.

    Conditions may only ask about `forbidden` (`policy.conditionparsing`).
    """
    with_ban = bench.solver.tester(test)({FACT: FORBIDDEN}) is TRUE
    return with_ban is not positive
