"""A plan that was checked: its verdict, or why it has none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policy.diagnostics import Diagnostic
from policy.frozen import dataclass
from policy.verdict import Finding, State, Verdict
from policy.verdictjson import fingerprint

if TYPE_CHECKING:  # what is seldom needed is not loaded for each check
    from distillgate.usecases.remedied import Remedied


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """What came of checking one plan."""

    path: str
    verdict: Verdict | None
    """Nothing where the plan could not be read; the diagnostics say why."""
    diagnostics: tuple[Diagnostic, ...] = ()
    added: tuple[Finding, ...] | None = None
    """The findings that a change adds, where the plan was compared with an earlier one."""
    remedied: "Remedied | None" = None
    """What sets it right, where its student is trained already and something is wrong."""

    @property
    def name(self) -> str:
        """The plan's id, or its path where it could not be read."""
        return self.verdict.plan if self.verdict else self.path


def added(now: CheckedPlan, before: CheckedPlan) -> tuple[Finding, ...]:
    """Return the findings of `now` that `before` does not have, by fingerprint and state.

    Where several findings share both, only those beyond the earlier number
    are new. Against a plan that had no verdict, everything is new.
    """
    if now.verdict is None:
        return ()
    known = Counter(_marks(before.verdict))
    found = []
    for finding, mark in zip(now.verdict.findings, _marks(now.verdict), strict=True):
        if known[mark] > 0:
            known[mark] -= 1
        else:
            found.append(finding)
    return tuple(found)


def narrowed(verdict: Verdict, findings: Sequence[Finding]) -> Verdict:
    """Return `verdict` with `findings` alone, and the duties and questions that belong to them.

    It is for showing what a change adds; it keeps the ruling of the whole.
    """
    about = {(each.clause, each.ingredient) for each in findings}
    clauses = {each.clause for each in findings}
    return replace(
        verdict,
        findings=tuple(findings),
        bases=(),
        assumptions=(),
        obligations=tuple(
            each
            for each in verdict.obligations
            if any((each.clause, name) in about for name in each.ingredients or (None,))
        ),
        questions=tuple(each for each in verdict.questions if clauses & set(each.decides)),
    )


def _marks(verdict: Verdict | None) -> Iterable[tuple[str, State]]:
    if verdict is None:
        return ()
    return [(fingerprint(verdict.plan, each), each.state) for each in verdict.findings]
