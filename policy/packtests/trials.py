"""Whether a trial came out as its side says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy.conditions import ALWAYS
from policy.holding import Held
from policy.lifting import LIFTABLE
from policy.packtests.suite import Side, Trial
from policy.tracing import Traced
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import Value


@dataclass(frozen=True, slots=True)
class Wrong:
    """How a trial came out otherwise than it says."""

    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """How clauses stood in the plan of a trial."""

    traced: tuple[Traced, ...]
    """Those of the document under test, part by part."""
    held: tuple[Held, ...]
    """Those of every document that was judged."""

    def facts(self, clause: str) -> Mapping[str, Value] | None:
        """Return what the clause of this id was held over; nothing where it was not held."""
        mine = [each for each in self.traced if each.clause.clause.id == clause]
        best = max(mine, key=lambda each: (each.applies, each.stands, each.tie), default=None)
        return best.facts if best else None


def about(trial: Trial, traced: Sequence[Traced]) -> tuple[Traced, ...]:
    """Return how the clause of `trial` stands, to each ingredient."""
    return tuple(
        each
        for each in traced
        if each.clause.clause.id == trial.clause
        and (trial.version is None or trial.version in each.versions)
    )


def failure(trial: Trial, stood: Stood) -> Wrong | None:
    """Return how `trial` came out otherwise than it says, or nothing."""
    mine = about(trial, stood.traced)
    name = f"{trial.document}#{trial.clause}"
    if not mine:
        version = f" of version `{trial.version}`" if trial.version else ""
        hint = "its document, or this version of it, does not govern what the plan names"
        return Wrong(f"`{name}`{version} is held against nothing in this plan", hint)
    effects = sorted({each.clause.clause.effect.value for each in mine})
    if effects != [trial.effect.value]:
        return Wrong(f"`{name}` {' and '.join(effects)}, and not {trial.effect}")
    return _standing(trial, mine, name) or _lifts(trial, stood.held)


def _standing(trial: Trial, mine: tuple[Traced, ...], name: str) -> Wrong | None:
    excepted = trial.exception is not None
    match trial.side:
        case Side.NOT if not excepted:
            wanted, good = "not to apply", _absent(mine) and _by_condition(mine)
        case Side.OUTSIDE:
            wanted = "to lie outside of the nexus"
            good = _absent(mine) and any(each.tie is FALSE for each in mine)
        case Side.APPLIES if excepted:
            wanted, good = "to be set aside by this exception", _carved(trial, mine)
        case Side.MISSING:
            wanted, good = "to be unsure for a missing fact", _unsure(trial, mine)
        case Side.MET | Side.UNMET:
            wanted = f"to be {trial.side.value}"
            done = TRUE if trial.side is Side.MET else FALSE
            good = any(each.check is done for each in mine if each.applies)
        case _:
            wanted, good = "to apply", _applies(mine)
    if good:
        return None
    return Wrong(f"`{name}` is expected {wanted}, and {stands(mine)}", _why(mine))


def _applies(mine: Sequence[Traced]) -> bool:
    return any(each.applies for each in mine)


def _absent(mine: Sequence[Traced]) -> bool:
    return not any(each.held is not None for each in mine)


def _by_condition(mine: Sequence[Traced]) -> bool:
    """Return whether its own condition, and no exception, says that it does not apply.

    Where the tie to a law is unknown the condition alone says so.
    """
    return any(
        tried(each) is FALSE or (each.tie is MAYBE and each.when is FALSE) for each in mine
    )


def tried(each: Traced) -> Truth | None:
    """Return what the condition comes to by which a clause is tried, where that counts.

    A clause without a condition of its own is tried by the nexus of its document.
    """
    if each.clause.clause.when == ALWAYS:
        return each.tie
    return each.when if each.tie is TRUE else None


def _carved(trial: Trial, mine: Sequence[Traced]) -> bool:
    """Return whether nothing but the exception that is meant sets the clause aside."""
    place = trial.exception or 0
    return _absent(mine) and any(
        each.tie is TRUE
        and each.when is TRUE
        and each.exceptions[place : place + 1] == (TRUE,)
        and not any(truth is TRUE for at, truth in enumerate(each.exceptions) if at != place)
        for each in mine
    )


def _unsure(trial: Trial, mine: Sequence[Traced]) -> bool:
    if any(each.applies for each in mine):
        return False
    standing = [each for each in mine if each.stands]
    if trial.exception is None:
        return any(tried(each) is MAYBE for each in standing)
    # Another version, which the plan may lie in, can have fewer exceptions.
    place = trial.exception
    return any(
        each.when is TRUE and each.exceptions[place : place + 1] == (MAYBE,)
        for each in standing
    )


def _lifts(trial: Trial, held: Sequence[Held]) -> Wrong | None:
    """Return the first target of `lifts` that does not stand as the side says."""
    for target in trial.lifts:
        them = [each for each in held if each.truth is not FALSE and _is(target, trial, each)]
        lifted = [each for each in them if _by(trial, each.lifted_by)]
        match trial.side:
            case Side.APPLIES:
                good = bool(lifted) and len(lifted) == len(them)
            case Side.MISSING:
                good = not lifted and any(each.truth is MAYBE for each in them)
            case _:
                good = not lifted and any(each.stands for each in them)
        if not good:
            wanted = _LIFTED.get(trial.side, "left standing")
            return Wrong(f"`{target}` is expected to be {wanted}, and {_held(them)}")
    return None


def _is(target: str, trial: Trial, held: Held) -> bool:
    if target.startswith("topic:"):
        may_be = held.clause.clause.effect in LIFTABLE  # the lift itself can be of its topic
        return may_be and held.clause.clause.topic == target.removeprefix("topic:")
    name = target if "#" in target else f"{trial.document}#{target}"
    return name in {held.clause.name, held.clause.ref}


def _held(them: Sequence[Held]) -> str:
    if not them:
        return "does not apply"
    if any(each.stands and each.truth is TRUE for each in them):
        return "applies"
    lifted = sorted({each.lifted_by for each in them if each.lifted_by})
    return (
        f"is lifted by {' and '.join(f'`{each}`' for each in lifted)}"
        if lifted
        else "is unsure"
    )


_LIFTED = {Side.APPLIES: "lifted", Side.MISSING: "unsure"}


def _by(trial: Trial, ref: str | None) -> bool:
    return (
        ref is not None
        and ref.startswith(f"{trial.document}@")
        and ref.endswith(f"#{trial.clause}")
    )


def stands(mine: Sequence[Traced]) -> str:
    """Return in words how a clause stands in a plan."""
    held = [each.held for each in mine if each.held is not None]
    if any(each.applies for each in mine):
        duties = sorted({each.duty.value for each in mine if each.applies and each.duty})
        return f"applies ({', '.join(duties)})" if duties else "applies"
    unsure = [each for each in held if each.stands]
    if unsure:
        missing = sorted({fact for each in unsure for fact in each.missing})
        waits = ", ".join(f"`{fact}`" for fact in missing) or "its text is badly known"
        return f"is unsure ({waits})"
    if held:
        return f"is lifted by `{held[0].lifted_by}`"
    return "does not apply"


def _why(mine: Sequence[Traced]) -> str | None:
    """Return what each part of the condition came to, for who mends the patch."""
    if not mine:
        return None
    each = max(mine, key=lambda one: (one.applies, one.stands, one.tie, one.when))
    parts = [f"its condition is {_word(each.when)}"]
    if each.clause.document.nexus is not None:
        parts.insert(0, f"the nexus is {_word(each.tie)}")
    if each.exceptions:
        truths = ", ".join(_word(truth) for truth in each.exceptions)
        several = each.exceptions[1:]
        parts.append(
            f"its exceptions are {truths}" if several else f"its exception is {truths}"
        )
    if each.check is not None:
        parts.append(f"its check is {_word(each.check)}")
    return "; ".join(parts)


_WORDS = {TRUE: "true", FALSE: "false", MAYBE: "unknown"}


def _word(truth: Truth) -> str:
    return _WORDS[truth]
