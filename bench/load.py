"""Asks a server as often as it can, or so often a second, from a process of its own.

`python -m bench.load` reads one order as JSON on standard input and answers
with the times of all requests as JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count

_OK = b"HTTP/1.1 20"
_LENGTH = b"content-length: "
_WARM_UP = 40


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of whom, and how."""

    host: str
    port: int
    path: str
    key: str
    plan: str
    fresh: bool = False
    """Each plan has a name of its own, so that none was judged before."""
    connections: int = 8
    seconds: float = 1.0
    rate: float | None = None
    """Requests a second; nothing: as many as are answered."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it."""

    milliseconds: tuple[float, ...]
    """From when a request was due until its answer was there."""
    seconds: float
    failed: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds

    def share(self, part: float) -> float:
        """Return the milliseconds within which that part of the requests was answered."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class _Asker:
    """One connection that asks one thing after another."""

    def __init__(self, order: Order, numbers: Iterator[int]) -> None:
        self._order, self._numbers = order, numbers
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self) -> bool:
        """Ask once; return whether it was answered as wanted."""
        if self._reader is None or self._writer is None:
            place = (self._order.host, self._order.port)
            self._reader, self._writer = await asyncio.open_connection(*place)
        self._writer.write(self._request())
        head = await self._reader.readuntil(b"\r\n\r\n")
        lowered = head.lower()
        start = lowered.index(_LENGTH) + len(_LENGTH)
        await self._reader.readexactly(int(lowered[start : lowered.index(b"\r\n", start)]))
        return head.startswith(_OK)

    def close(self) -> None:
        """End the connection."""
        if self._writer is not None:
            self._writer.close()

    def _request(self) -> bytes:
        order, plan = self._order, self._order.plan
        if order.fresh:
            plan = plan.replace("plan: ", f"plan: p{next(self._numbers)}-", 1)
        body = plan.encode()
        head = (
            f"POST {order.path} HTTP/1.1\r\nHost: {order.host}\r\n"
            f"Authorization: Bearer {order.key}\r\nContent-Type: application/yaml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def loaded(order: Order) -> Load:
    """Carry out an order."""
    numbers = count(time.time_ns())
    askers = [_Asker(order, numbers) for _ in range(order.connections)]
    for at in range(_WARM_UP):
        await askers[at % len(askers)].ask()
    times: list[float] = []
    failed = 0
    begun = time.perf_counter()
    due = count()

    async def ask_on(asker: _Asker) -> None:
        nonlocal failed
        while True:
            # With a rate, what has to wait for its turn is late from then on.
            at = time.perf_counter()
            if order.rate is not None:
                at = begun + next(due) / order.rate
                await asyncio.sleep(at - time.perf_counter())
            if max(at, time.perf_counter()) > begun + order.seconds:
                return
            answered = await asker.ask()
            times.append((time.perf_counter() - at) * 1_000)
            failed += not answered

    await asyncio.gather(*map(ask_on, askers))
    for each in askers:
        each.close()
    return Load(tuple(times), time.perf_counter() - begun, failed)


def main() -> None:
    """Read an order, carry it out, and tell what came of it."""
    found = asyncio.run(loaded(Order(**json.load(sys.stdin))))
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main()
