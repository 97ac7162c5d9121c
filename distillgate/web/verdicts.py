"""Verdicts in the bytes in which they are told, kept for whoever asks the same again.

A question is everything that its verdict is made from: the plan as it was
sent, the packs, the state of the registry, the day. So what is kept is what
would be made once more; another state, another day or another pack is another
question.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from threading import Lock

from distillgate.web.states import State, States
from registry.audit.marks import Mark

MEGABYTE = 1_000_000
_THREADS = 4
"""So many plans are judged at once; more would only get in each other's way."""
_TRIES = 3
_BESIDES = 1_000
"""Bytes that a kept verdict takes besides its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a verdict is made from."""

    kind: str
    path: str
    """What the plan is called in the verdict's places."""
    plan: bytes
    """The digest of its text."""
    day: date
    pack: str
    mark: Mark
    lists: int | None


@dataclass(slots=True)
class Verdicts:
    """What was told of late; the least asked for goes first."""

    most: int
    """Bytes that may be kept."""
    _kept: OrderedDict[Question, bytes] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)
    _judges: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_THREADS, "judging")
    )

    def kept(self, question: Question) -> bytes | None:
        """Return what was told to the same question."""
        with self._lock:
            found = self._kept.get(question)
            if found is not None:
                self._kept.move_to_end(question)
            return found

    def keep(self, question: Question, content: bytes) -> None:
        """Keep what was told to a question."""
        with self._lock:
            before = self._kept.pop(question, None)
            if before is not None:
                self._size -= len(before) + _BESIDES
            self._kept[question] = content
            self._size += len(content) + _BESIDES
            while self._size > self.most:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone) + _BESIDES

    async def judged(self, judging: Callable[[], bytes]) -> bytes:
        """Return what `judging` makes, in a thread of those that judge."""
        return await asyncio.get_running_loop().run_in_executor(self._judges, judging)

    def close(self) -> None:
        """Let go of the threads."""
        self._judges.shutdown(wait=False, cancel_futures=True)


Judge = Callable[[State], bytes]
"""Makes the bytes of a verdict in a state of the registry."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan that is to be judged."""

    kind: str
    path: str
    content: bytes
    day: date

    def in_state(self, state: State) -> Question:
        """Return the whole question, asked in a state of the registry."""
        digest = sha256(self.content).digest()
        pack = state.library.pack.digest
        return Question(self.kind, self.path, digest, self.day, pack, state.mark, state.lists)


async def told(
    asked: Asked, states: States, verdicts: Verdicts, judge: Judge
) -> tuple[bytes, bool]:
    """Return what is told to a question, and whether it is as it was kept.

    The registry may change while a plan is judged by it; then it is judged
    once more, and nothing is kept of a mixture of two states.
    """
    state = await states.soon()
    found = verdicts.kept(asked.in_state(state))
    if found is not None:
        return found, True
    made = await verdicts.judged(lambda: _made(asked, states, verdicts, judge))
    return made, False


def _made(asked: Asked, states: States, verdicts: Verdicts, judge: Judge) -> bytes:
    content = b""
    for _ in range(_TRIES):
        state = states.now()
        content = judge(state)
        if states.now() is state:
            verdicts.keep(asked.in_state(state), content)
            break
    return content
