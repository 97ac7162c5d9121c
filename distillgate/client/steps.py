"""What a client asks, in which order, and when once more; without sending anything.

Each request is a generator: it yields calls and pauses, is sent responses, and
returns what they come to. A driver that waits, or one that does not, runs it.
"""

import email.utils
import json
import random
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from time import monotonic
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

import httpx

from distillgate.client.answers import (
    Decision,
    EventPage,
    Permit,
    PlanState,
    Review,
    Verdict,
)
from distillgate.client.errors import (
    Problem,
    RefusedError,
    StillOpenError,
    UnreachableError,
)

TRIES = 5
LONGEST_PAUSE = 60.0
LONGEST_POLL = 60
_FIRST_PAUSE = 0.5
_BUSY = frozenset({429, 503})
_NOT_MODIFIED = 304
_PROBLEMS = "application/problem+json"
_JSON = "application/json"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    again: bool = True
    """Whether it may be sent once more where it is not known to have arrived."""
    patience: float | None = None
    """Seconds that the answer may take beyond the usual."""


@dataclass(frozen=True, slots=True)
class Pause:
    """So many seconds in which nothing is sent."""

    seconds: float


Steps: TypeAlias = Generator[Call | Pause, httpx.Response | httpx.TransportError | None, T]
Plan: TypeAlias = str | bytes | Mapping[str, Any]


def asked(call: Call, *, fine: frozenset[int] = frozenset()) -> Steps[httpx.Response]:
    """Send a call until it is answered: again where the server is busy, or did not hear it.

    Raises `RefusedError`, or `UnreachableError` where it is of no use to go on.
    """
    tried = 0
    while True:
        found = yield call
        tried += 1
        if isinstance(found, httpx.Response) and found.status_code not in _BUSY:
            return _answered(found, fine)
        unheard = isinstance(found, httpx.ConnectError | httpx.ConnectTimeout)
        may_again = call.again or unheard or isinstance(found, httpx.Response)
        if tried >= TRIES or not may_again:
            raise _gave_up(found)
        pause = _pause(tried, found)
        if pause > LONGEST_PAUSE:
            raise _gave_up(found)
        yield Pause(pause)


def evaluate(plan: Plan, as_of: date | None) -> Steps[Verdict]:
    """Have a plan judged; nothing is recorded."""
    response = yield from asked(_with_plan("/v1/evaluate", plan, as_of))
    return _parsed(response, Verdict.parse)


def submit(plan: Plan, key: str | None) -> Steps[Decision]:
    """Have a plan judged and recorded, once however often it is sent."""
    named = {"Idempotency-Key": key or str(uuid.uuid4())}
    response = yield from asked(_with_plan("/v1/plans", plan, None, named))
    new = response.status_code == httpx.codes.CREATED
    return _parsed(response, lambda said: Decision.parse(said, new=new))


def state(name: str) -> Steps[PlanState]:
    """Ask how a plan stands."""
    response = yield from asked(Call("GET", _path("plans", name)))
    return _state(response)


def decided(name: str, seconds: float) -> Steps[PlanState]:
    """Wait until there is nothing left to decide about a plan; raises `StillOpenError`."""
    end = monotonic() + seconds
    found = yield from state(name)
    while not found.decided:
        left = end - monotonic()
        if left <= 0:
            raise StillOpenError(f"`{name}` stands as {found.standing} after {seconds:g} s")
        poll = max(1, min(LONGEST_POLL, int(left)))
        call = Call(
            "GET",
            _path("plans", name),
            {"If-None-Match": found.tag},
            {"wait": str(poll)},
            patience=poll,
        )
        response = yield from asked(call, fine=frozenset({_NOT_MODIFIED}))
        if response.status_code != _NOT_MODIFIED:
            found = _state(response)
    return found


def review_of(decision: int, note: str) -> Steps[Review]:
    """Ask people to look at a decision."""
    path = _path("decisions", str(decision), "reviews")
    response = yield from asked(_saying(path, {"note": note}))
    return _parsed(response, Review.parse)


def review(number: int) -> Steps[Review]:
    """Ask how a review stands."""
    response = yield from asked(Call("GET", _path("reviews", str(number))))
    return _parsed(response, Review.parse)


def answer(number: int, text: str, question: int | None) -> Steps[Review]:
    """Answer a question of a review; the number may be left out where one waits."""
    path = _path("reviews", str(number), "answers")
    said = {"text": text, **({} if question is None else {"question": question})}
    response = yield from asked(_saying(path, said))
    return _parsed(response, Review.parse)


def permit(name: str) -> Steps[Permit]:
    """Fetch a permit with the proof that a job keeps beside it."""
    response = yield from asked(Call("GET", _path("permits", name)))
    proven = yield from asked(Call("GET", _path("permits", name, "proof")))
    proof = _parsed(proven, lambda said: str(said["proof"]))
    return _parsed(response, lambda said: Permit.parse(said, proof))


def issue(wish: Mapping[str, object]) -> Steps[Permit]:
    """Have a permit issued."""
    response = yield from asked(_saying("/v1/permits", wish))
    return _parsed(response, Permit.parse)


def events(after: int, most: int) -> Steps[EventPage]:
    """Ask what happened after a cursor."""
    call = Call("GET", "/v1/events", params={"after": str(after), "most": str(most)})
    response = yield from asked(call)
    return _parsed(response, EventPage.parse)


def session(token: str) -> Steps[Mapping[str, str]]:
    """Sign in by a token that is used once; returns the header that requests then carry."""
    response = yield from asked(_saying("/v1/session", {"token": token}))
    return _parsed(response, lambda said: {said["csrf"]["header"]: said["csrf"]["token"]})


def _with_plan(
    path: str, plan: Plan, as_of: date | None, headers: Mapping[str, str] | None = None
) -> Call:
    kind = "application/yaml" if isinstance(plan, str | bytes) else _JSON
    params = {} if as_of is None else {"as_of": as_of.isoformat()}
    return Call("POST", path, {**(headers or {}), "Content-Type": kind}, params, _body(plan))


def _saying(path: str, said: Mapping[str, object]) -> Call:
    content = json.dumps(said).encode()
    return Call("POST", path, {"Content-Type": _JSON}, content=content, again=False)


def _body(plan: Plan) -> bytes:
    if isinstance(plan, str):
        return plan.encode()
    return plan if isinstance(plan, bytes) else json.dumps(plan).encode()


def _path(*parts: str) -> str:
    return "/".join(("/v1", *(quote(part, safe="") for part in parts)))


def _answered(response: httpx.Response, fine: frozenset[int]) -> httpx.Response:
    if response.is_success or response.status_code in fine:
        return response
    raise _refused(response)


def _refused(response: httpx.Response) -> RefusedError | UnreachableError:
    kind = response.headers.get("content-type", "").partition(";")[0]
    if kind == _PROBLEMS:
        said = _json(response)
        if isinstance(said, Mapping):
            problem = Problem.parse(response.status_code, said)
            return RefusedError(problem, dict(response.headers))
    return UnreachableError(f"what answered with {response.status_code} is no server of ours")


def _gave_up(found: object) -> RefusedError | UnreachableError:
    if isinstance(found, httpx.Response):
        return _refused(found)
    return UnreachableError(f"no answer: {found}")


def _pause(tried: int, found: object) -> float:
    """Return the seconds to wait: those that the server asks for, else longer each time."""
    if isinstance(found, httpx.Response):
        told = _seconds(found.headers.get("retry-after", ""))
        if told is not None:
            return told
    grown = _FIRST_PAUSE * 2.0 ** (tried - 1)
    return grown * random.uniform(0.75, 1.25)  # noqa: S311 it spreads clients, and hides nothing


def _seconds(told: str) -> float | None:
    if told.isascii() and told.isdecimal():
        return float(told[:9])
    try:
        moment = email.utils.parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _state(response: httpx.Response) -> PlanState:
    tag = response.headers.get("etag", "")
    return _parsed(response, lambda said: PlanState.parse(said, tag))


def _parsed(response: httpx.Response, parse: Callable[[Mapping[str, Any]], T]) -> T:
    """Return what an answer says; raises `UnreachableError` where it says something else."""
    try:
        return parse(_json(response))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        message = f"what answered with {response.status_code} is no server of ours"
        raise UnreachableError(message) from error


def _json(response: httpx.Response) -> Any:  # noqa: ANN401 JSON
    try:
        return response.json()
    except ValueError:
        return None


def permit_wish(
    decision: int, audience: str, acts: Sequence[str], hours: int, more: Mapping[str, object]
) -> Mapping[str, object]:
    """Return the wish for a permit as a request says it."""
    return {
        "decision": decision,
        "audience": audience,
        "acts": list(acts),
        "hours": hours,
        **more,
    }
