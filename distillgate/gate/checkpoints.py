"""Checkpoints: a log's signed word on its size and root (C2SP tlog-checkpoint)."""

from dataclasses import dataclass

from distillgate.gate.notes import Note, NoteError
from distillgate.gate.texts import from_base64, from_decimal, to_base64
from distillgate.gate.tree import HASH_BYTES, MOST_LEAVES

_NEEDED_LINES = 3


@dataclass(frozen=True, slots=True)
class Head:
    """The size and the root of a log, as one of its checkpoints states them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @property
    def state(self) -> tuple[int, bytes]:
        """Return size and root, as proofs relate them."""
        return self.size, self.root

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Return the head that the text of a checkpoint states; raises `NoteError`."""
        lines = text.split("\n")
        end = lines.pop()
        if end or len(lines) < _NEEDED_LINES or not all(lines):
            raise NoteError("a checkpoint is three lines or more, none of them empty")
        try:
            size = from_decimal(lines[1], MOST_LEAVES)
            root = from_base64(lines[2])
        except ValueError as error:
            raise NoteError(
                f"size or root of the checkpoint cannot be read: {error}"
            ) from error
        if len(root) != HASH_BYTES:
            raise NoteError("the root of the checkpoint is no SHA-256")
        return cls(lines[0], size, root, tuple(lines[_NEEDED_LINES:]))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head with the note that states it."""

    head: Head
    note: Note

    @classmethod
    def parse(cls, content: bytes) -> "Checkpoint":
        """Return the checkpoint that `content` holds, unchecked; raises `NoteError`."""
        note = Note.parse(content)
        return cls(Head.parse(note.text), note)
