"""What house policy that does not count yet will make of a plan: told, and moving nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.impact import Standing, verdict_by
from distillgate.usecases.library import Library
from policy.verdict import Finding, Severity, State, Verdict
from registry.housetexts import HouseText


@dataclass(frozen=True, slots=True)
class Coming:
    """What a plan will come to by texts that begin to count on one day."""

    begins: date
    texts: tuple[HouseText, ...]
    before: Verdict
    """By what counts now."""
    after: Verdict
    came: tuple[Finding, ...]
    """What only the coming texts find; notes aside."""
    went: tuple[Finding, ...]

    @property
    def moves(self) -> bool:
        """Return whether anything is otherwise."""
        same = self.before.ruling is self.after.ruling
        return not same or bool(self.came or self.went)


@dataclass(frozen=True, slots=True)
class Side:
    """What will count from a day on."""

    begins: date
    texts: tuple[HouseText, ...]
    library: Library


def coming_for(
    standing: Standing, now: Library, sides: Iterable[Side], day: date
) -> tuple[Coming, ...]:
    """Return what each of `sides` makes of a plan, all else as it is on `day`.

    What cannot be judged by one of them is left out.
    """
    before = verdict_by(standing, now, day)
    if before is None:
        return ()
    found = []
    for side in sides:
        after = verdict_by(standing, side.library, day)
        if after is not None:
            came, went = _other(before, after), _other(after, before)
            found.append(Coming(side.begins, side.texts, before, after, came, went))
    return tuple(found)


def coming_json(found: Sequence[Coming]) -> list[dict[str, object]]:
    """Return what is to come in the types of JSON."""
    return [
        {
            "from": each.begins.isoformat(),
            "documents": [text.document for text in each.texts],
            "drafts": [str(text.draft) for text in each.texts],
            "verdict": each.after.ruling.word,
            "verdict_now": each.before.ruling.word,
            "added": [_finding_json(one) for one in each.came],
            "gone": [_finding_json(one) for one in each.went],
        }
        for each in found
    ]


def _other(before: Verdict, after: Verdict) -> tuple[Finding, ...]:
    """Return the findings of `after` that are not in `before` in that state."""
    known = {_key(each) for each in before.findings}
    return tuple(
        each
        for each in after.findings
        if each.severity is not Severity.NOTE and _key(each) not in known
    )


def _key(each: Finding) -> tuple[str, str | None, Severity, State]:
    return each.name, each.ingredient, each.severity, each.state


def _finding_json(each: Finding) -> dict[str, object]:
    return {
        "clause": each.clause,
        "ingredient": each.ingredient,
        "state": each.state.value,
        "severity": each.severity.value,
        "statement": each.statement,
    }
