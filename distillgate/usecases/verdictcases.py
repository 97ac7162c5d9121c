"""Whether the verdict of a whole plan says what a check expects of it."""

from collections.abc import Iterator

from policy.diagnostics import Code, Diagnostic, Span
from policy.packtests.suite import Check, Expected, Standing
from policy.verdict import Finding, Obligation, State, Verdict

_STATES = {
    State.APPLIES: Standing.APPLIES,
    State.UNSURE: Standing.UNSURE,
    State.LIFTED: Standing.LIFTED,
    State.WAIVED: Standing.WAIVED,
}
_GRAVEST = (State.APPLIES, State.UNSURE, State.WAIVED, State.LIFTED)


def check_failures(check: Check, verdict: Verdict) -> Iterator[Diagnostic]:
    """Yield everything that `verdict` says otherwise than `check`."""
    if check.verdict is not None and verdict.ruling.word != check.verdict:
        weighing = sorted({each.name for each in verdict.findings if each.weight.now})
        hint = f"it rests on {', '.join(weighing)}" if weighing else None
        yield _failed(check, check.span, check.verdict, verdict.ruling.word, hint)
    for expected in check.clauses:
        yield from _clause(check, expected, verdict)
    for name, state in check.obligations.items():
        states = {each.state.value for each in verdict.obligations if _name(each) == name}
        if states != {state}:
            found = " and ".join(sorted(states)) or "not owed"
            yield _failed(check, check.span, f"`{name}` {state}", found)
    if check.questions is not None:
        asked = sorted({each.fact for each in verdict.questions})
        if asked != sorted(set(check.questions)):
            wanted = ", ".join(sorted(check.questions)) or "nothing"
            yield _failed(
                check, check.span, f"questions {wanted}", ", ".join(asked) or "nothing"
            )


def _clause(check: Check, expected: Expected, verdict: Verdict) -> Iterator[Diagnostic]:
    found = [each for each in verdict.findings if each.name == expected.clause]
    standing, missing = _standing(found)
    if standing is not expected.standing:
        wanted = f"`{expected.clause}` {expected.standing}"
        yield _failed(check, expected.span, wanted, standing.value)
    elif not set(expected.missing) <= missing:
        wanted = f"`{expected.clause}` unsure for {', '.join(expected.missing)}"
        yield _failed(check, expected.span, wanted, ", ".join(sorted(missing)) or "nothing")


def _standing(found: list[Finding]) -> tuple[Standing, set[str]]:
    missing = {fact for each in found for fact in each.missing}
    for state in _GRAVEST:
        if any(each.state is state for each in found):
            return _STATES[state], missing
    return Standing.ABSENT, missing


def _name(obligation: Obligation) -> str:
    document, _, clause = obligation.clause.partition("#")
    return f"{document.partition('@')[0]}#{clause}"


def _failed(
    check: Check, span: Span, wanted: str, found: str, hint: str | None = None
) -> Diagnostic:
    message = f"{check.title}: expected {wanted}, found {found}"
    return Diagnostic(Code.CASE_FAILED, message, span, hint)
