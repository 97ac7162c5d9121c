"""Puts questions to the web: tokens, redirects, limits and retries, for all hubs alike."""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urljoin

import httpx

from connectors.addresses import AddressRefusedError, GuardedTransport, within
from connectors.asking import Clock, Question, Reply
from connectors.evidence import Evidence, Method
from connectors.origins import Credentials, Origin, origin_of
from connectors.outcomes import Outcome
from connectors.retrying import wait_before

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536
_KEPT = frozenset(
    "content-type content-length content-encoding etag last-modified link location date"
    " ratelimit ratelimit-policy retry-after x-ratelimit-limit x-ratelimit-remaining"
    " x-ratelimit-reset x-error-code x-error-message x-repo-commit x-linked-etag"
    " x-linked-size docker-content-digest www-authenticate".split()
)
_LONGEST_HEADER = 2_000
_CONTROL = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Manners:
    """How the web is asked."""

    agent: str
    allowed: frozenset[Origin] = frozenset()
    """Origins that were set by name: they may be private, and without https."""
    connect: float = 10.0
    """Seconds to wait for a connection, and for each piece of an answer."""
    whole: float = 60.0
    """Seconds for the whole of one answer."""


@dataclass(slots=True)
class _Way:
    """Where a question has led so far."""

    url: str
    first: Origin
    hops: list[Evidence] = field(default_factory=list)


class Web:
    """An `Asker` that asks the web itself; threads may share one."""

    def __init__(
        self,
        manners: Manners,
        credentials: Credentials,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._manners = manners
        self._credentials = credentials
        self._clock = clock
        self._client = httpx.Client(
            transport=transport or GuardedTransport(manners.allowed),
            follow_redirects=False,
            trust_env=False,
            timeout=manners.connect,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"user-agent": manners.agent, "accept-encoding": "identity"},
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def ask(self, question: Question) -> Reply:
        """Return the reply to `question`, over redirects that may be followed."""
        first = origin_of(question.url)
        if first is None or not self._may_ask(first):
            return self._failed(Outcome.ADDRESS_REFUSED, question.url)
        way = _Way(question.url, first)
        while True:
            reply = self._patiently(question, way)
            if reply.status not in _REDIRECTS or "location" not in reply.headers:
                return replace(reply, hops=tuple(way.hops))
            refused = self._followed(question, way, reply)
            if refused is not None:
                return replace(reply, outcome=refused, body=b"", hops=tuple(way.hops))

    def _may_ask(self, origin: Origin) -> bool:
        return origin.scheme == "https" or origin in self._manners.allowed

    def _followed(self, question: Question, way: _Way, reply: Reply) -> Outcome | None:
        """Take the redirect, or return why it is not taken."""
        target = urljoin(way.url, reply.headers["location"]).partition("#")[0]
        origin = origin_of(target)
        if origin is None or question.method is Method.POST:
            return Outcome.REDIRECT_REFUSED
        if origin != way.first and not (question.elsewhere or question.link):
            return Outcome.REDIRECT_REFUSED
        if not self._may_ask(origin):
            return Outcome.REDIRECT_REFUSED
        if len(way.hops) >= MOST_REDIRECTS:
            return Outcome.TOO_MANY_REDIRECTS
        way.hops.append(reply.evidence(question.method, Outcome.ANSWERED))
        way.url = target
        return None

    def _patiently(self, question: Question, way: _Way) -> Reply:
        """Return the reply to one request, asked again where that is of use."""
        attempt = 1
        while True:
            reply = self._once(question, way)
            wait = self._wait(question, reply, attempt)
            if wait is None:
                return reply
            self._clock.sleep(wait)
            attempt += 1

    def _wait(self, question: Question, reply: Reply, attempt: int) -> float | None:
        """Return how long to wait before asking again, or nothing where that is of no use."""
        if question.method is Method.POST:
            return None
        now = self._clock.now()
        if reply.outcome in {Outcome.UNREACHABLE, Outcome.TIMED_OUT}:
            return wait_before(attempt, None, {}, now)
        if reply.outcome is not Outcome.ANSWERED:
            return None
        return wait_before(attempt, reply.status, reply.headers, now)

    def _once(self, question: Question, way: _Way) -> Reply:
        try:
            with within(self._manners.whole):
                return self._sent(question, way)
        except httpx.TimeoutException:
            return self._failed(Outcome.TIMED_OUT, way.url)
        except AddressRefusedError:
            return self._failed(Outcome.ADDRESS_REFUSED, way.url)
        except (httpx.TransportError, httpx.StreamError, OSError):
            return self._failed(Outcome.UNREACHABLE, way.url)
        except (httpx.InvalidURL, UnicodeError, ValueError):
            return self._failed(Outcome.ADDRESS_REFUSED, way.url)

    def _sent(self, question: Question, way: _Way) -> Reply:
        method, body = question.method.value, question.body
        request = self._client.build_request(
            method, way.url, content=body, headers=self._headers(question, way)
        )
        response = self._client.send(request, stream=True)
        try:
            headers = _kept(response.headers)
            known = Reply(
                Outcome.ANSWERED, way.url, self._clock.now(), response.status_code, headers
            )
            return _with_body(known, response, question)
        finally:
            response.close()

    def _headers(self, question: Question, way: _Way) -> dict[str, str]:
        headers = {}
        if question.accept is not None:
            headers["accept"] = question.accept
        if question.etag is not None and not way.hops:
            headers["if-none-match"] = question.etag
        if question.body is not None:
            headers["content-type"] = "application/json"
        secret = self._credentials.for_origin(way.first)
        if secret is not None and not question.link and origin_of(way.url) == way.first:
            headers["authorization"] = secret
        return headers

    def _failed(self, outcome: Outcome, url: str) -> Reply:
        return Reply(outcome, url, self._clock.now())


def _kept(headers: httpx.Headers) -> Mapping[str, str]:
    """Return the headers that are kept, made printable."""
    return {
        name: _CONTROL.sub("?", value)[:_LONGEST_HEADER]
        for name, value in sorted(headers.items())
        if name in _KEPT
    }


def _with_body(known: Reply, response: httpx.Response, question: Question) -> Reply:
    """Return `known` with its body, which is read up to what was asked for."""
    if question.method is Method.HEAD or known.status in _REDIRECTS or known.status == 304:  # noqa: PLR2004 not modified
        return known
    parts, size = [], 0
    try:
        for part in _plain(response, question.most):
            size += len(part)
            if size > question.most:
                return replace(known, outcome=Outcome.TOO_LARGE)
            parts.append(part)
    except zlib.error:
        return replace(known, outcome=Outcome.UNREADABLE)
    told = known.headers.get("content-length", "")
    encoded = "content-encoding" in known.headers
    if told.isdecimal() and not encoded and int(told[:20]) != size:
        return replace(known, outcome=Outcome.UNREACHABLE)
    return replace(known, body=b"".join(parts))


def _plain(response: httpx.Response, most: int) -> Iterator[bytes]:
    """Yield the body unpacked, never much more of it than `most`."""
    coding = response.headers.get("content-encoding", "identity").strip().casefold()
    if coding in {"identity", ""}:
        yield from response.iter_raw(_PIECE)
        return
    if coding not in {"gzip", "deflate"}:
        raise zlib.error(f"content is coded as {coding}")
    unpacker = zlib.decompressobj(wbits=47)
    for piece in response.iter_raw(_PIECE):
        yield unpacker.decompress(piece, most + 1)
        if unpacker.unconsumed_tail:
            # What is left would be larger than what is read.
            yield bytes(most + 1)
            return
