"""Signed notes: a text, and signatures by named keys (C2SP signed-note).

A key is known by its name and by the identifier that its line carries. What
unknown keys signed is ignored; a signature by a known key that does not hold
spoils the note.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from distillgate.gate import ed25519
from distillgate.gate.texts import from_base64, from_loose_base64, to_base64

MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
_DASH = "\u2014 "
_ID_BYTES = 4
_TIME_BYTES = 8
_LATEST = 2**63 - 1


class NoteError(ValueError):
    """A note, or a key for notes, that is not to be trusted."""


class KeyType(IntEnum):
    """What a key signs, as the first byte of its encoding says."""

    NOTE = 0x01
    """Ed25519 over the text: how a log signs."""
    COSIGNATURE = 0x04
    """Ed25519 over the text and the time: how a witness signs."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key of a log or a witness, with its name."""

    name: str
    type: KeyType
    public: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes that lines by this key carry."""
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """Return the key as policies spell it."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.type]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Return the key that `text` spells; raises `NoteError` where it spells none."""
        name, _, rest = text.partition("+")
        identifier, _, encoded = rest.partition("+")
        try:
            value = from_base64(encoded)
            kind = KeyType(value[0]) if value else None
        except ValueError as error:
            raise NoteError(f"`{text}` is no key that can be used here") from error
        if kind is None or not is_key_name(name):
            raise NoteError(f"`{text}` is no key: it is NAME+ID+KEY")
        key = cls(name, kind, value[1:])
        if not ed25519.is_sound(key.public):
            raise NoteError(f"the key of `{name}` is none that one holder can have")
        if key.id.hex() != identifier:
            raise NoteError(f"the key of `{name}` does not belong to this name")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        """Return the line, without its end."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.value)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the signatures under it, none of them checked."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """Return the note as it is sent."""
        return self.text + "\n" + "".join(f"{each}\n" for each in self.signatures)

    @classmethod
    def parse(cls, content: bytes) -> "Note":
        """Return the note that `content` holds; raises `NoteError`."""
        whole = _plain(content)
        text, middle, lines = whole.rpartition("\n\n")
        if not middle or not lines.endswith("\n"):
            raise NoteError("the note has no signatures, or does not end in a line break")
        signatures = tuple(map(_signature, lines[:-1].split("\n")))
        if len(signatures) > MOST_SIGNATURES:
            raise NoteError(f"the note has more than {MOST_SIGNATURES} signatures")
        return cls(text + "\n", signatures)

    def signed_by(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int]:
        """Return the keys among `keys` that signed, with the latest time that they state.

        A key that states no time has time 0. Raises `NoteError` where a line
        of one of `keys` does not hold.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, int] = {}
        for each in self.signatures:
            key = known.get((each.name, each.key_id))
            if key is None:
                continue
            time = _time_signed(key, each.value, self.text)
            if time is None:
                raise NoteError(f"the signature of `{key.name}` does not hold")
            found[key] = max(time, found.get(key, 0))
        return found


def is_key_name(name: str) -> bool:
    """Return whether `name` may name a key: no spaces, no plus."""
    spoiled = any(each.isspace() or each == "+" or not each.isprintable() for each in name)
    return bool(name) and not spoiled


def cosigned_message(text: str, time: int) -> bytes:
    """Return what a witness signs: the time at which it saw a checkpoint, and its text."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _time_signed(key: VerifierKey, value: bytes, text: str) -> int | None:
    """Return the time that a signature states, or nothing where it does not hold."""
    match key.type:
        case KeyType.NOTE:
            return 0 if ed25519.signs(key.public, value, text.encode()) else None
        case KeyType.COSIGNATURE:
            time = int.from_bytes(value[:_TIME_BYTES], "big")
            message = cosigned_message(text, time)
            holds = time <= _LATEST and ed25519.signs(key.public, value[_TIME_BYTES:], message)
            return time if holds else None


def _plain(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NoteError("the note is too large")
    if any(each < ord(" ") and each != ord("\n") for each in content):
        raise NoteError("the note holds control characters")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NoteError("the note is no UTF-8") from error


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_key_name(name):
        raise NoteError("a line under the note is no signature")
    try:
        value = from_loose_base64(encoded)
    except ValueError as error:
        raise NoteError(f"the signature of `{name}` is no Base64") from error
    if len(value) <= _ID_BYTES:
        raise NoteError(f"the signature of `{name}` is too short")
    return Signature(name, value[:_ID_BYTES], value[_ID_BYTES:])
