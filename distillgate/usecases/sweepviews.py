"""What a sweep has found, told to programs and in words."""

from datetime import date

from distillgate.usecases.differencewords import difference_json
from distillgate.usecases.rejudging import Rejudged
from distillgate.usecases.sweep import Swept
from distillgate.usecases.waivers import Idle
from policy.verdict import Ruling

UNJUDGED = "unreadable"
"""What stands in the place of a verdict where a plan could not be judged."""


def swept_json(swept: Swept, day: date, *, recorded: bool) -> dict[str, object]:
    """Return what a sweep has found in the types of JSON."""
    flips = sorted(swept.flips.items(), key=lambda each: (-_grave(each[0][1]), each[0][0]))
    return {
        "schema": "distillgate/sweep/v1",
        "as_of": day.isoformat(),
        "recorded": recorded,
        "plans": str(swept.plans),
        "same": str(swept.same),
        "unreadable": str(swept.unreadable),
        "reopened": str(swept.reopened),
        "overtaken": str(swept.overtaken),
        "flips": [
            {"before": before.word, "after": word_of(after), "plans": str(count)}
            for (before, after), count in flips
        ],
        "changed": [_changed_json(each) for each in swept.told],
        "waivers": [_idle_json(each) for each in swept.idle],
        "left_off": str(swept.changed - len(swept.told)),
    }


def _changed_json(each: Rejudged) -> dict[str, object]:
    return {
        "plan": each.decision.version.plan,
        "decision": str(each.decision.number),
        "review": str(each.review.number) if each.review else None,
        "before": each.decision.ruling.word,
        "after": word_of(each.ruling),
        "allowed_before": each.allowed,
        "allowed_after": each.allows,
        "flips": each.flips,
        "approval_ended": each.lapsed.isoformat() if each.lapsed else None,
        "why": each.why,
        "differences": [difference_json(one) for one in each.differences],
    }


def _idle_json(each: Idle) -> dict[str, object]:
    return {
        "id": each.waiver.id,
        "state": each.state,
        "why": each.why,
        "until": each.waiver.until.isoformat(),
    }


def idle_words(each: Idle) -> str:
    """Return in one line what is wrong with a waiver."""
    until = each.waiver.until.isoformat()
    return f"waiver {each.waiver.id} is {each.state} (until {until}): {each.why}"


def word_of(ruling: Ruling | None) -> str:
    """Return the word for what a plan came to."""
    return UNJUDGED if ruling is None else ruling.word


def _grave(ruling: Ruling | None) -> int:
    return int(Ruling.DENIED) + 1 if ruling is None else int(ruling)


def headline(each: Rejudged) -> str:
    """Return in one line what became of a plan."""
    decision = each.decision
    before = decision.ruling.word
    if each.allowed and decision.ruling > Ruling.WITH_OBLIGATIONS:
        before += ", approved by a person"
    plan = f"{decision.version.plan} (decision {decision.number})"
    if each.judged is None and each.lapsed is not None:
        return f"approval ended  {plan}: on {each.lapsed}"
    return f"{word_of(each.ruling)}  {plan}: was {before}"


def counts(swept: Swept) -> str:
    """Return in one line what a sweep came to."""
    said = [f"{swept.plans:,} judged anew", f"{swept.same:,} the same"]
    said += [f"{sum(swept.flips.values()):,} flip", f"{swept.reopened:,} reopened"]
    if swept.unreadable:
        said.append(f"{swept.unreadable:,} could not be judged")
    if swept.overtaken:
        said.append(f"{swept.overtaken:,} decided by others meanwhile")
    return ", ".join(said)
