"""Connections to public addresses only, within a time that the caller sets.

A name is resolved once, what it stands for is checked, and the connection
goes to the address that was checked: a name that changes in between leads
nowhere else.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore
import httpx

from connectors.origins import Origin

SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)
_NAT64 = IPv6Network("64:ff9b::/96")
_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)


class AddressRefusedError(Exception):
    """A host stands for no address that may be asked."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let all connections that are made or read inside end after `seconds`."""
    mark = _DEADLINE.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _DEADLINE.reset(mark)


def time_left(asked: float | None) -> float | None:
    """Return how long to wait: as asked, and no longer than what is left."""
    deadline = _DEADLINE.get()
    if deadline is None:
        return asked
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole answer is over")
    return left if asked is None else min(asked, left)


def is_public(address: str) -> bool:
    """Return whether `address` lies in the open net, whatever it is wrapped into."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in _meant(found))


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield `address`, and the older address that it carries inside."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    yield address
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end with the time of the whole answer."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, time_left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, time_left(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses, and to the hosts that were set by name."""

    def __init__(self, allowed: Iterable[Origin] = ()) -> None:
        self._allowed = frozenset((each.host, each.port) for each in allowed)
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address of `host` that answers."""
        addresses = _resolved(host, port)
        if (host, port) not in self._allowed:
            addresses = [each for each in addresses if is_public(each)]
            if not addresses:
                raise AddressRefusedError(f"`{host}` stands for no public address")
        failure: Exception | None = None
        for address in addresses[:4]:
            try:
                return _Stream(
                    self._inner.connect_tcp(
                        address, port, time_left(timeout), local_address, socket_options
                    )
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"`{host}` has no address")

    def sleep(self, seconds: float) -> None:
        """Wait, as the pool does between attempts."""
        time.sleep(seconds)


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"`{host}` has no address") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@cache
def _trusted() -> ssl.SSLContext:
    """Return what certificates are held against; loading them takes a while."""
    return httpx.create_ssl_context()


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends through: a pool of connections that the guard has made."""

    def __init__(
        self, allowed: Iterable[Origin] = (), context: ssl.SSLContext | None = None
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context or _trusted(),
            max_connections=16,
            max_keepalive_connections=8,
            keepalive_expiry=30,
            network_backend=GuardedBackend(allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, its body still to be read."""
        asked = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with _as_httpx():
            answered = self._pool.handle_request(asked)
        return httpx.Response(answered.status, headers=answered.headers, stream=_Body(answered))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answered: httpcore.Response) -> None:
        self._answered = answered

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answered.iter_stream()

    def close(self) -> None:
        self._answered.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise what the pool raises as the errors that httpx knows."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise httpx.ReadError(str(error)) from error
    except httpcore.UnsupportedProtocol as error:
        raise httpx.UnsupportedProtocol(str(error)) from error
