"""A client for programs that do other things while they wait."""

import asyncio
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


class AsyncClient:
    """Asks a server as `Client` does, without holding up its thread.

    `token` is a key of a team, or a token of the identity provider. Whatever is
    busy or away is asked again for a while; what is submitted is decided once.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        timeout: float = SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._timeout = timeout
        self._http = httpx.AsyncClient(
            base_url=url, headers=headers, timeout=timeout, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def sign_in(self, token: str) -> None:
        """Sign in as a person, by the token that a server printed; it is used once."""
        self._http.headers.update(await self._done(steps.session(token)))

    async def evaluate(self, plan: Plan, *, as_of: date | None = None) -> Verdict:
        """Return the verdict on a plan, given as YAML or as a mapping; nothing is recorded."""
        return await self._done(steps.evaluate(plan, as_of))

    async def submit(self, plan: Plan, *, key: str | None = None) -> Decision:
        """Have a plan judged and recorded; under one `key` the same is decided once."""
        return await self._done(steps.submit(plan, key))

    async def plan(self, name: str) -> PlanState:
        """Return how a plan stands."""
        return await self._done(steps.state(name))

    async def wait_for_decision(self, name: str, *, seconds: float = 3_600) -> PlanState:
        """Return how a plan stands once people have decided; raises `StillOpenError`."""
        return await self._done(steps.decided(name, seconds))

    async def request_review(self, decision: int, note: str = "") -> Review:
        """Ask people to look at a decision."""
        return await self._done(steps.review_of(decision, note))

    async def review(self, number: int) -> Review:
        """Return how a review stands."""
        return await self._done(steps.review(number))

    async def answer(self, review: int, text: str, *, question: int | None = None) -> Review:
        """Answer a question of a review, as a person."""
        return await self._done(steps.answer(review, text, question))

    async def permit(self, name: str) -> Permit:
        """Return a permit with its bundle and its proof."""
        return await self._done(steps.permit(name))

    async def issue_permit(
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
        return await self._done(steps.issue(wish))

    async def events(self, after: int = 0, *, most: int = 100) -> EventPage:
        """Return what happened after a cursor."""
        return await self._done(steps.events(after, most))

    async def _done(self, doing: Steps[T]) -> T:
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
                    await asyncio.sleep(seconds)
                    found = None
                case Call():
                    found = await self._sent(step)

    async def _sent(self, call: Call) -> httpx.Response | httpx.TransportError:
        try:
            return await self._http.request(
                call.method,
                call.path,
                headers=dict(call.headers),
                params=dict(call.params),
                content=call.content,
                timeout=self._timeout + (call.patience or 0),
            )
        except httpx.TransportError as error:
            return error
