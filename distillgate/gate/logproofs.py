"""Proofs that a record is in a log, each a file of its own (C2SP tlog-proof)."""

from dataclasses import dataclass

from distillgate.gate.notes import NoteError
from distillgate.gate.texts import from_base64, from_decimal, to_base64
from distillgate.gate.tree import HASH_BYTES, MOST_LEAVES

_TITLE = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "
_LONGEST_PATH = 64
_MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class LogProof:
    """A place in a log, the path from there to its root, and the checkpoint of the root."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None
    """Nothing signs it, so nothing may be believed for its sake."""

    def __str__(self) -> str:
        """Return the proof as it lies in a file."""
        lines = [_TITLE]
        if self.extra is not None:
            lines.append(_EXTRA + to_base64(self.extra))
        lines += [f"{_INDEX}{self.index}", *map(to_base64, self.path), ""]
        return "\n".join(lines) + "\n" + self.checkpoint.decode()

    @classmethod
    def parse(cls, content: bytes) -> "LogProof":
        """Return the proof that `content` holds, unchecked; raises `NoteError`."""
        if len(content) > _MOST_BYTES:
            raise NoteError("the log proof is too large")
        head, blank, checkpoint = content.partition(b"\n\n")
        try:
            return _proof(head.decode().split("\n"), checkpoint if blank else b"")
        except ValueError as error:
            raise NoteError(f"the log proof cannot be read: {error}") from error


def _proof(lines: list[str], checkpoint: bytes) -> LogProof:
    if lines.pop(0) != _TITLE:
        raise ValueError(f"its first line is not `{_TITLE}`")
    extra = None
    if lines and lines[0].startswith(_EXTRA):
        extra = from_base64(lines.pop(0).removeprefix(_EXTRA))
    if not lines or not lines[0].startswith(_INDEX):
        raise ValueError("it names no index")
    index = from_decimal(lines.pop(0).removeprefix(_INDEX), MOST_LEAVES - 1)
    path = tuple(map(from_base64, lines))
    if len(path) > _LONGEST_PATH or any(len(each) != HASH_BYTES for each in path):
        raise ValueError("a line of its path is no SHA-256, or there are too many")
    if not checkpoint:
        raise ValueError("it has no checkpoint")
    return LogProof(index, path, checkpoint, extra)
