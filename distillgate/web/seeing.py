"""Who may see a plan: those who ask for it, those who review, and all once it is approved."""

from collections.abc import Iterable

from distillgate.web.identity import Caller, Right, is_theirs


def asks_for(caller: Caller, askers: Iterable[str]) -> bool:
    """Return whether `caller` is among those who ask for a plan, or their team is."""
    return any(is_theirs(caller, name) for name in askers)


def may_see(caller: Caller, askers: Iterable[str], *, approved: bool) -> bool:
    """Return whether `caller` may see a plan for which `askers` ask."""
    return caller.may(Right.READ_ALL_PLANS) or approved or asks_for(caller, askers)
