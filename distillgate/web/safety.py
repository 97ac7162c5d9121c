"""What keeps a server safe whatever is asked: headers, sizes, times, and how often.

It wraps the whole program, below what reads paths, so that nothing that is
added later can forget it.
"""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from distillgate.web.figures import Figures
from distillgate.web.problems import Problem, answered, fault
from policy.canonical import canonical_json
from policy.diagnostics import printable
from policy.yamltext import MAX_BYTES

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
MOST_BYTES = MAX_BYTES + 64 * 1024
"""Of one request: a plan as large as is read, and what a form adds to it."""
MOST_STREAM_BYTES = 16 * 1024 * 1024
STREAMS = frozenset({"/v1/evaluate/stream"})
"""Where many plans are sent at once."""
SECONDS = 30.0
"""How long a request may take to arrive."""
_ID = re.compile(r"[!-~](?:[ -~]{0,254}[!-~])?")
"""Any text that fits a header is the name of a request, as AuthZEN has it; longer is none."""
LOG = logging.getLogger("distillgate.access")
ERRORS = logging.getLogger("distillgate.server")


class _RefusedError(Exception):
    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = Problem(status, code, detail)


class Safety:
    """Wraps a program with headers, limits, a number for each request, and a line about it."""

    def __init__(self, app: ASGIApp, *, seconds: float = SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        handled = _Handled(scope, receive, send, self._seconds)
        await handled.by(self._app)


class _Handled:
    """One request on its way."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = self.id
        self._most = MOST_STREAM_BYTES if scope["path"] in STREAMS else MOST_BYTES
        self._end = time.monotonic() + seconds
        self._size = 0
        self._status: int | None = None
        self._begun = time.monotonic()

    async def by(self, app: ASGIApp) -> None:
        """Let `app` answer, unless the request is too large or too slow."""
        try:
            self._refuse_announced()
            await app(self._scope, self.receive, self.send)
        except _RefusedError as error:
            await self._answer(error.problem)
        except Exception as error:  # noqa: BLE001 nobody is to see a traceback
            ERRORS.error("%s %s", self._scope["method"], self._scope["path"], exc_info=error)
            await self._answer(fault(error))
        finally:
            self._log()

    def _refuse_announced(self) -> None:
        length = Headers(scope=self._scope).get("content-length", "0")
        if not length.isdecimal() or int(length[:15]) > self._most:
            raise self._too_large()

    def _too_large(self) -> _RefusedError:
        message = f"a request may have {self._most:,} bytes"
        return _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", message)

    async def receive(self) -> Message:
        """Return the next part of the request; raises where it is too much or too late."""
        if self._status is not None:
            return await self._receive()
        try:
            left = self._end - time.monotonic()
            async with asyncio.timeout(max(0.001, left)):
                message = await self._receive()
        except TimeoutError as error:
            late = "the request took too long to arrive"
            raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT, "too-slow", late) from error
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with what every answer says."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            given = [*message["headers"]]
            names = {name for name, _ in given}
            given += (each for each in _HEADERS if each[0] not in names)
            given.append((b"x-request-id", self.id.encode()))
            if self._scope.get("scheme") == "https":
                given.append(_TRANSPORT)
            allowed = self._scope["state"].get("allowed")
            for name, value in (allowed.headers() if allowed else {}).items():
                if name.lower().encode() not in names:
                    given.append((name.lower().encode(), value.encode()))
            message = {**message, "headers": given}
        await self._send(message)

    async def _answer(self, problem: Problem) -> None:
        """Refuse, unless an answer has begun already."""
        if self._status is None:
            closing = replace(problem, headers={**problem.headers, "Connection": "close"})
            response = answered(Request(self._scope), closing)
            await response(self._scope, self.receive, self.send)

    def _log(self) -> None:
        caller = self._scope["state"].get("caller")
        said = {
            "request": self.id,
            "method": self._scope["method"],
            "path": printable(self._scope["path"][:500]),
            "status": str(self._status or 0),
            "ms": f"{(time.monotonic() - self._begun) * 1000:.1f}",
            "by": printable(caller.name) if caller else None,
        }
        app = self._scope.get("app")
        figures: Figures | None = getattr(app.state, "figures", None) if app else None
        if figures is not None:
            taken = time.monotonic() - self._begun
            endpoint = self._scope.get("endpoint")
            figures.answered(self._scope["method"], endpoint, self._status or 0, taken)
        refused = self._status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        LOG.log(logging.WARNING if refused else logging.INFO, canonical_json(said))
