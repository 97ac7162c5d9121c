"""Exit codes: the closed list of what a command says to the shell."""

from collections.abc import Iterable
from enum import IntEnum

from policy.documents import Act
from policy.verdict import DutyState, Ruling, Verdict


class Exit(IntEnum):
    """What a command came to."""

    APPROVED = 0
    """Approved; obligations are listed."""
    FAULT = 1
    """Could not decide."""
    UNREADABLE = 2
    """Wrong usage, or a plan or pack that cannot be read."""
    NEEDS_REVIEW = 3
    DENIED = 4
    PERMIT_REFUSED = 5
    BROKEN_PROOF = 6
    """A proof or a finished directory does not hold."""


_GRAVEST_FIRST = (
    Exit.FAULT,
    Exit.UNREADABLE,
    Exit.BROKEN_PROOF,
    Exit.PERMIT_REFUSED,
    Exit.DENIED,
    Exit.NEEDS_REVIEW,
    Exit.APPROVED,
)
_BEFORE_TRAINING = frozenset({Act.COLLECT, Act.TRAIN})


def gravest(exits: Iterable[Exit]) -> Exit:
    """Return the gravest of several exits; of none, that nothing was decided."""
    found = frozenset(exits)
    return next((each for each in _GRAVEST_FIRST if each in found), Exit.FAULT)


def exit_of(verdict: Verdict | None, *, strict: bool = False) -> Exit:
    """Return the exit of one plan; without a verdict it could not be read.

    `strict` asks that no duty due before training is still to be met.
    """
    if verdict is None:
        return Exit.UNREADABLE
    match verdict.ruling:
        case Ruling.DENIED:
            return Exit.DENIED
        case Ruling.NEEDS_REVIEW:
            return Exit.NEEDS_REVIEW
        case Ruling.WITH_OBLIGATIONS | Ruling.APPROVED:
            return Exit.NEEDS_REVIEW if strict and _owes_early(verdict) else Exit.APPROVED


def _owes_early(verdict: Verdict) -> bool:
    return any(
        each.due in _BEFORE_TRAINING and each.state is not DutyState.MET
        for each in verdict.obligations
    )
