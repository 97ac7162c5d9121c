"""A client that waits for each answer."""

import time
from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Self, TypeVar

import httpx

from distillgate.client import steps
from distillgate.client.answers import (
    Decision,
    EventPage,
    Permit,
    PlanState,
    Review,
    Verdict,
)
from distillgate.client.steps import Call, Pause, Plan, Steps

T = TypeVar("T")
SECONDS = 30.0


class Client:
    """Asks a server; threads may share one.

    `token` is a key of a team, or a token of the identity provider. Whatever is
    busy or away is asked again for a while; what is submitted is decided once.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        timeout: float = SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._timeout = timeout
        self._http = httpx.Client(
            base_url=url, headers=headers, timeout=timeout, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def sign_in(self, token: str) -> None:
        """Sign in as a person, by the token that a server printed; it is used once."""
        self._http.headers.update(self._done(steps.session(token)))

    def evaluate(self, plan: Plan, *, as_of: date | None = None) -> Verdict:
        """Return the verdict on a plan, given as YAML or as a mapping; nothing is recorded."""
        return self._done(steps.evaluate(plan, as_of))

    def submit(self, plan: Plan, *, key: str | None = None) -> Decision:
        """Have a plan judged and recorded; under one `key` the same is decided once."""
        return self._done(steps.submit(plan, key))

    def plan(self, name: str) -> PlanState:
        """Return how a plan stands."""
        return self._done(steps.state(name))

    def wait_for_decision(self, name: str, *, seconds: float = 3_600) -> PlanState:
        """Return how a plan stands once people have decided; raises `StillOpenError`."""
        return self._done(steps.decided(name, seconds))

    def request_review(self, decision: int, note: str = "") -> Review:
        """Ask people to look at a decision."""
        return self._done(steps.review_of(decision, note))

    def review(self, number: int) -> Review:
        """Return how a review stands."""
        return self._done(steps.review(number))

    def answer(self, review: int, text: str, *, question: int | None = None) -> Review:
        """Answer a question of a review, as a person."""
        return self._done(steps.answer(review, text, question))

    def permit(self, name: str) -> Permit:
        """Return a permit with its bundle and its proof."""
        return self._done(steps.permit(name))

    def issue_permit(
        self,
        decision: int,
        audience: str,
        *,
        acts: Sequence[str] = ("train",),
        hours: int = 24,
        **more: object,
    ) -> Permit:
        """Have a permit issued; `more` is what else `POST /v1/permits` takes."""
        wish = steps.permit_wish(decision, audience, acts, hours, more)
        return self._done(steps.issue(wish))

    def events(self, after: int = 0, *, most: int = 100) -> EventPage:
        """Return what happened after a cursor."""
        return self._done(steps.events(after, most))

    def _done(self, doing: Steps[T]) -> T:
        """Run the steps of one request."""
        found: httpx.Response | httpx.TransportError | None = None
        while True:
            try:
                step = doing.send(found)
            except StopIteration as end:
                result: T = end.value
                return result
            match step:
                case Pause(seconds):
                    time.sleep(seconds)
                    found = None
                case Call():
                    found = self._sent(step)

    def _sent(self, call: Call) -> httpx.Response | httpx.TransportError:
        try:
            return self._http.request(
                call.method,
                call.path,
                headers=dict(call.headers),
                params=dict(call.params),
                content=call.content,
                timeout=self._timeout + (call.patience or 0),
            )
        except httpx.TransportError as error:
            return error
