"""Asks witnesses to sign a checkpoint (C2SP tlog-witness, the log's side)."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.notes import Note, NoteError, Signature, VerifierKey
from distillgate.gate.texts import from_decimal
from distillgate.gate.tree import MOST_LEAVES, Nodes, consistency_proof
from registry.audit.witnessing import Request

Post = Callable[[str, bytes], tuple[int, bytes]]
"""Sends a request to a URL and gives status and body; raises `OSError` where nobody answers."""
_PATH = "add-checkpoint"


class WitnessAwayError(Exception):
    """A witness that cannot be reached, or answers what is no answer."""


class ForkError(Exception):
    """A witness that has seen another history of this log."""


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness as a log knows it."""

    name: str
    key: VerifierKey
    url: str


def cosigned(
    checkpoint: Checkpoint, witness: KnownWitness, nodes: Nodes, post: Post
) -> Signature:
    """Return the signature of `witness` under `checkpoint`.

    The witness says from where it wants the proof. Raises `WitnessAwayError`
    or `ForkError`.
    """
    status, body = _asked(checkpoint, 0, witness, nodes, post)
    if status == HTTPStatus.CONFLICT:
        old = _size(body)
        if old > checkpoint.head.size:
            message = f"{witness.name} has seen {old} records, more than this log has"
            raise ForkError(message)
        status, body = _asked(checkpoint, old, witness, nodes, post)
    match status:
        case HTTPStatus.OK:
            return _line(checkpoint, witness, body)
        case HTTPStatus.CONFLICT | HTTPStatus.UNPROCESSABLE_ENTITY:
            raise ForkError(f"{witness.name} has seen another history of this log")
        case _:
            said = body[:200].decode(errors="replace").strip()
            raise WitnessAwayError(f"{witness.name} answered {status}: {said}")


def with_cosignatures(checkpoint: Checkpoint, lines: tuple[Signature, ...]) -> Checkpoint:
    """Return `checkpoint` with further signature lines."""
    note = checkpoint.note
    return Checkpoint(checkpoint.head, Note(note.text, note.signatures + lines))


def _asked(
    checkpoint: Checkpoint, old: int, witness: KnownWitness, nodes: Nodes, post: Post
) -> tuple[int, bytes]:
    size = checkpoint.head.size
    proof = consistency_proof(nodes, old, size) if old else ()
    request = Request(old, proof, checkpoint)
    try:
        return post(f"{witness.url.rstrip('/')}/{_PATH}", str(request).encode())
    except OSError as error:
        raise WitnessAwayError(f"{witness.name} cannot be reached: {error}") from error


def _size(body: bytes) -> int:
    try:
        return from_decimal(body.decode().removesuffix("\n"), MOST_LEAVES)
    except ValueError as error:
        raise WitnessAwayError("the witness answered a conflict without a size") from error


def _line(checkpoint: Checkpoint, witness: KnownWitness, body: bytes) -> Signature:
    """Return the line of the witness in its answer; others that stand there are left."""
    try:
        answered = Note.parse(f"{checkpoint.note.text}\n".encode() + body)
        answered.signed_by([witness.key])
    except NoteError as error:
        raise WitnessAwayError(f"{witness.name} answered no signature: {error}") from error
    for each in answered.signatures:
        if (each.name, each.key_id) == (witness.key.name, witness.key.id):
            return each
    raise WitnessAwayError(f"{witness.name} answered without its own signature")
