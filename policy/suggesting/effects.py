"""What a way brings: the duties that come with it, and what stays open after it."""

from policy.explaining_words import counted
from policy.suggesting.changes import ChangeKind
from policy.suggesting.outcome import Outcome
from policy.suggesting.searching import Suggestion
from policy.verdict import DutyState, Obligation

_SOMEBODY = {
    ChangeKind.ANSWER: "whether the answer is so",
    ChangeKind.DETERMINATION: "whether legal answers so",
    ChangeKind.AGREEMENT: "whether the issuer agrees",
    ChangeKind.WAIVER: "whether the waiver is given",
    ChangeKind.PROGRAM: "whether the program admits us",
}


def brought(suggestion: Suggestion, start: Outcome) -> tuple[Obligation, ...]:
    """Return the duties that the plan did not have before, save those that it meets."""
    before = {(each.clause, each.ingredients) for each in start.verdict.obligations}
    return tuple(
        each
        for each in suggestion.outcome.verdict.obligations
        if each.state is not DutyState.MET and (each.clause, each.ingredients) not in before
    )


def staying(suggestion: Suggestion, start: Outcome) -> tuple[Obligation, ...]:
    """Return the duties that the plan has with and without the changes, and does not meet."""
    new = brought(suggestion, start)
    return tuple(
        each
        for each in suggestion.outcome.verdict.obligations
        if each.state is not DutyState.MET and each not in new
    )


def left_open(suggestion: Suggestion) -> tuple[str, ...]:
    """Return what remains unknown: what others must say, and what is unsure."""
    verdict = suggestion.outcome.verdict
    found = dict.fromkeys(
        _SOMEBODY[each.kind] for each in suggestion.changes if each.kind in _SOMEBODY
    )
    unsure = sum(each.state is DutyState.UNSURE for each in verdict.obligations)
    if unsure:
        found[f"whether {counted(unsure, 'duty comes', 'duties come')} with it"] = None
    if verdict.worst > verdict.ruling:
        found[f"what would make it {verdict.worst.word} at worst"] = None
    return tuple(found)
