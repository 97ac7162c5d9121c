"""A witness: keeps the last head of each log it knows, and signs what extends it.

What it does is C2SP tlog-witness. That a checkpoint extends the last one is
checked and stored in one transaction, so that of two requests at once none
takes the log back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import KeyType, NoteError, VerifierKey
from distillgate.gate.texts import from_base64, from_decimal, to_base64
from distillgate.gate.tree import HASH_BYTES, MOST_LEAVES, extends
from registry.audit.signing import NoteSigner

MOST_REQUEST_BYTES = 100_000
_MOST_PROOF_LINES = 63
_OLD = "old "
_TEXT = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"
_WAIT_SECONDS = 30
_SCHEMA = """
CREATE TABLE IF NOT EXISTS log (vkey TEXT PRIMARY KEY, origin TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS head (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY, seen_at INTEGER NOT NULL, request TEXT NOT NULL, why TEXT NOT NULL);
"""


class WitnessError(ValueError):
    """A witness that cannot work, with the reason."""


@dataclass(frozen=True, slots=True)
class Request:
    """A log's request to sign its checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        """Return the request as it is sent."""
        lines = (f"{_OLD}{self.old}", *map(to_base64, self.proof), "", "")
        return "\n".join(lines) + str(self.checkpoint.note)

    @classmethod
    def parse(cls, content: bytes) -> "Request":
        """Return the request in `content`; raises `ValueError`."""
        head, blank, note = content.partition(b"\n\n")
        first, *lines = head.decode().split("\n")
        if not blank or not first.startswith(_OLD) or len(lines) > _MOST_PROOF_LINES:
            raise ValueError("a request is `old SIZE`, at most 63 hashes, and a checkpoint")
        proof = tuple(map(from_base64, lines))
        if any(len(each) != HASH_BYTES for each in proof):
            raise ValueError("a line of the proof is no SHA-256")
        old = from_decimal(first.removeprefix(_OLD), MOST_LEAVES)
        return cls(old, proof, Checkpoint.parse(note))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the witness answers."""

    status: HTTPStatus
    body: str
    type: str = _TEXT


@dataclass(frozen=True, slots=True)
class WitnessBook:
    """What a witness remembers: the logs that it knows, and the last head of each."""

    path: Path

    @classmethod
    def made(cls, path: Path) -> "WitnessBook":
        """Return a new book; raises `WitnessError` where one is there."""
        if path.exists():
            raise WitnessError("the file is there; a witness that forgets is no witness")
        book = cls(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"PRAGMA journal_mode=WAL; {_SCHEMA}")
        return book

    @classmethod
    def at(cls, path: Path) -> "WitnessBook":
        """Return the book at `path`; raises `WitnessError` where there is none."""
        if not path.is_file():
            raise WitnessError("there is no such file; `witness init` makes one")
        book = cls(path)
        with book.reading() as connection:
            connection.execute("SELECT 1 FROM head, log, evidence LIMIT 1")
        return book

    def know(self, key: VerifierKey) -> None:
        """Take in a log by its public key; raises `WitnessError` for a key of another kind."""
        if key.type is not KeyType.NOTE:
            raise WitnessError(f"the key of `{key.name}` is one for witnesses")
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO log VALUES (?, ?)", (str(key), key.name))

    def keys(self, origin: str) -> list[VerifierKey]:
        """Return the keys that sign for a log; none where it is not known."""
        with self.reading() as connection:
            found = connection.execute("SELECT vkey FROM log WHERE origin = ?", (origin,))
            return [VerifierKey.parse(vkey) for (vkey,) in found]

    def evidence(self) -> list[tuple[str, str]]:
        """Return what was signed by a log and contradicts its history, and why."""
        with self.reading() as connection:
            found = connection.execute("SELECT why, request FROM evidence ORDER BY id")
            return [(str(why), str(request)) for why, request in found]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection; raises `WitnessError` where the file is no book."""
        try:
            with closing(self._opened()) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            raise WitnessError(f"the book of the witness cannot be used: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that nobody else writes beside; all is stored, or nothing."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        return connection


@dataclass(frozen=True, slots=True)
class Witness:
    """Signs checkpoints by its book."""

    book: WitnessBook
    signer: NoteSigner

    def add_checkpoint(self, content: bytes, *, time: int) -> Answer:
        """Return the answer to a request at `time`; what it signs is stored before."""
        if len(content) > MOST_REQUEST_BYTES:
            return _said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too large")
        try:
            request = Request.parse(content)
        except ValueError as error:
            return _said(HTTPStatus.BAD_REQUEST, str(error))
        return self._unknown(request) or self._stored(request, time)

    def _unknown(self, request: Request) -> Answer | None:
        """Return the answer to a request that no known log signed."""
        head = request.checkpoint.head
        keys = self.book.keys(head.origin)
        if not keys:
            return _said(HTTPStatus.NOT_FOUND, "unknown log")
        try:
            signed = request.checkpoint.note.signed_by(keys)
        except NoteError as error:
            return _said(HTTPStatus.FORBIDDEN, f"invalid signature: {error}")
        if not signed:
            return _said(HTTPStatus.FORBIDDEN, "no signature by a known key of the log")
        if request.old > head.size:
            return _said(HTTPStatus.BAD_REQUEST, "the old size is above that of the checkpoint")
        return None

    def _stored(self, request: Request, time: int) -> Answer:
        """Check a request against the last head and store it, nobody else in between."""
        head = request.checkpoint.head
        with self.book.writing() as connection:
            last = _last(connection, head.origin)
            refusal = _refusal(request, last)
            if refusal is not None:
                if _contradicts(request, last, refusal):
                    _keep(connection, request, refusal, time)
                return refusal
            connection.execute(
                "INSERT INTO head VALUES (?, ?, ?) ON CONFLICT (origin)"
                " DO UPDATE SET size = excluded.size, root = excluded.root",
                (head.origin, head.size, head.root),
            )
        return Answer(
            HTTPStatus.OK, f"{self.signer.sign(request.checkpoint.note.text, time)}\n"
        )


def _last(connection: sqlite3.Connection, origin: str) -> Head:
    row = connection.execute(
        "SELECT size, root FROM head WHERE origin = ?", (origin,)
    ).fetchone()
    return Head(origin, int(row[0]), bytes(row[1])) if row else Head(origin, 0, b"")


def _refusal(request: Request, last: Head) -> Answer | None:
    """Return why the checkpoint of `request` does not extend `last`."""
    head = request.checkpoint.head
    conflict = Answer(HTTPStatus.CONFLICT, f"{last.size}\n", _SIZE)
    if request.old != last.size:
        return conflict
    if last.size == 0:
        return _unproven() if request.proof else None
    if head.size == last.size and head.root != last.root:
        return conflict
    return None if extends(last.state, head.state, request.proof) else _unproven()


def _contradicts(request: Request, last: Head, refusal: Answer) -> bool:
    """Return whether a refused checkpoint is of another history, and not only late."""
    head = request.checkpoint.head
    forked = head.size == last.size and head.root != last.root
    return forked or refusal.status is HTTPStatus.UNPROCESSABLE_ENTITY


def _unproven() -> Answer:
    message = "the consistency proof does not hold"
    return _said(HTTPStatus.UNPROCESSABLE_ENTITY, message)


def _keep(connection: sqlite3.Connection, request: Request, why: Answer, time: int) -> None:
    """Keep a signed checkpoint that contradicts an earlier one: it may prove a fork."""
    connection.execute(
        "INSERT INTO evidence (seen_at, request, why) VALUES (?, ?, ?)",
        (time, str(request), f"{why.status.value} {why.body.strip()}"),
    )


def _said(status: HTTPStatus, message: str) -> Answer:
    return Answer(status, f"{message}\n")
