"""Private keys in files of their own, which only their owner may read, or named by a file."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from distillgate.usecases.files import read_file, refuse_existing, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Span
from registry.audit.commitments import KEY_BYTES
from registry.audit.signing import KeyFileError, key_file, read_log_key, read_permit_key

URI_SUFFIX, PUBLIC_SUFFIX = ".uri", ".pub"
Stored = TypeVar("Stored")
Read = Callable[[bytes, bytes, Callable[[str], str]], Stored]
"""Makes the key of a store from its URI, its public key, and what gives its secrets."""
_OWNER_ONLY = 0o600
_OTHERS = 0o077
_OTHERS_THAN_GROUP = 0o037
_ROOT = 0


def write_key(
    path: str, key: Ed25519PrivateKey | EllipticCurvePrivateKey, passphrase: str | None
) -> None:
    """Write a key to a new file; raises `UnreadableError` where one is there."""
    _write(path, key_file(key, passphrase.encode() if passphrase else None))


def write_vault_key(path: str, key: bytes) -> None:
    """Write the key over the keys of people to a new file; raises `UnreadableError`."""
    _write(path, f"{key.hex()}\n".encode())


def vault_key(path: str) -> bytes:
    """Return the key over the keys of people; raises `UnreadableError`."""
    try:
        key = bytes.fromhex(_content(path).decode())
    except ValueError as error:
        raise refused(Code.UNUSABLE_KEY, "the file holds no key", _place(path)) from error
    if len(key) != KEY_BYTES:
        raise refused(Code.UNUSABLE_KEY, "the file holds no key", _place(path))
    return key


def _write(path: str, content: bytes) -> None:
    refuse_existing(path, "keys are never written over")
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        message = f"it cannot be written: {error.strerror}"
        raise refused(Code.UNUSABLE_FILE, message, _place(path)) from error


def log_key(path: str, passphrase: str | None) -> Ed25519PrivateKey:
    """Return the key of a log or a witness; raises `UnreadableError`."""
    content = _content(path)
    try:
        return read_log_key(content, passphrase.encode() if passphrase else None)
    except KeyFileError as error:
        raise refused(Code.UNUSABLE_KEY, str(error), _place(path)) from error


def permit_key(path: str, passphrase: str | None) -> EllipticCurvePrivateKey:
    """Return the key of permits; raises `UnreadableError`."""
    content = _content(path)
    try:
        return read_permit_key(content, passphrase.encode() if passphrase else None)
    except KeyFileError as error:
        raise refused(Code.UNUSABLE_KEY, str(error), _place(path)) from error


def stored_key_at(path: str, read: Read[Stored], passphrase: str | None) -> Stored:
    """Return the key in a store that the file at `path` names; raises `UnreadableError`.

    Its public key lies beside it.
    """

    def secret(_: str) -> str:
        return passphrase or ""

    try:
        return read(read_file(path), read_file(public_beside(path)), secret)
    except KeyFileError as error:
        raise refused(Code.UNUSABLE_KEY, str(error), _place(path)) from error


def public_beside(path: str) -> str:
    """Return where the public key of a key in a store lies."""
    stem, dot, rest = path.rpartition(URI_SUFFIX)
    return f"{stem}{PUBLIC_SUFFIX}{rest}" if dot else f"{path}{PUBLIC_SUFFIX}"


def _content(path: str) -> bytes:
    """Return what a file holds that only its owner may read."""
    content = read_file(path)
    found = Path(path).stat()
    mode = stat.S_IMODE(found.st_mode)
    if os.name == "posix" and is_open_to_others(mode, found.st_uid, os.geteuid()):
        message = f"others may read this key: its mode is {mode:04o}"
        hint = "`chmod 600` takes that from them"
        raise refused(Code.UNUSABLE_KEY, message, _place(path), hint)
    return content


def is_open_to_others(mode: int, owner: int, reader: int) -> bool:
    """Return whether a file of that mode is read by more than whoever keeps it.

    A secret that Kubernetes mounts belongs to root, who reads everything anyway, and is
    read by the group of its container alone.
    """
    by_group = owner == _ROOT != reader
    return bool(mode & (_OTHERS_THAN_GROUP if by_group else _OTHERS))


def _place(path: str) -> Span:
    return Span(readable(path), 1, 1)
