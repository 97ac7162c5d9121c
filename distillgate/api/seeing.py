"""Who sees which plan: those who ask for it, those who review, and all once it is approved.

What somebody may not see is told as if it were not there.
"""

from datetime import date
from http import HTTPStatus

from distillgate.usecases.files import refused
from distillgate.usecases.planviews import PlanState, state_of
from distillgate.web.identity import Caller, asks_by_key
from distillgate.web.problems import ProblemError, refusal
from distillgate.web.seeing import asks_for as any_asks
from distillgate.web.seeing import may_see
from distillgate.web.service import Service, stale
from policy.diagnostics import Code, Span
from policy.yamltext import UnreadableError
from registry.reviews import Review


def asks_for(caller: Caller, state: PlanState) -> bool:
    """Return whether `caller` is among those who ask for a plan, or their team is."""
    return any_asks(caller, state.askers)


def sees(caller: Caller, state: PlanState, day: date) -> bool:
    """Return whether `caller` may see a plan."""
    return may_see(caller, state.askers, approved=state.approves(day))


def seen(name: str, caller: Caller, service: Service, said: Span) -> PlanState:
    """Return how a plan stands that `caller` may see; raises as if it were not there."""
    try:
        state = state_of(service.database, name, said)
    except UnreadableError as error:
        raise _unknown(name, said) from error
    if not sees(caller, state, service.now().date()):
        raise _unknown(name, said)
    return state


def _unknown(name: str, said: Span) -> Exception:
    """Return the same for what is not there and what may not be seen, without near names."""
    hint = "`GET /v1/plans` lists those that you may see"
    return refused(Code.UNKNOWN_RECORD, f"no plan `{name}` was submitted", said, hint)


def refuse_foreign(name: str, caller: Caller, service: Service, said: Span) -> None:
    """Raise where somebody would submit a new state of a plan of others."""
    try:
        state = state_of(service.database, name, said)
    except UnreadableError:
        return
    if not asks_for(caller, state):
        message = f"the plan `{name}` belongs to others"
        hint = "give yours another name, or have them submit it"
        raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message, hint)


def refuse_own(caller: Caller, review: Review) -> None:
    """Raise where somebody would decide what a key of their own team asks for."""
    if asks_by_key(caller, review.requesters):
        message = f"a key of a team of `{caller.name}` asks for this plan"
        hint = "somebody outside of the team must do this"
        raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message, hint)


def signing(caller: Caller, service: Service) -> ProblemError | None:
    """Return why `caller` may not sign now: their sign-in is too long ago."""
    if not stale(caller, service):
        return None
    message = "this signs something, and your last sign-in is too long ago"
    return refusal(HTTPStatus.FORBIDDEN, "sign-in-again", message, "sign in, then say it again")
