"""The registry with its log, and the keys that sign for it."""

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from distillgate.settings import Settings, now
from distillgate.usecases.auditlog import OutsideError, Signers, refuse_contradicted
from distillgate.usecases.files import refused
from distillgate.usecases.keyfiles import (
    PUBLIC_SUFFIX,
    URI_SUFFIX,
    log_key,
    permit_key,
    stored_key_at,
    vault_key,
    write_key,
    write_vault_key,
)
from distillgate.usecases.ledger import Ledger
from policy.diagnostics import Code, Span
from registry.audit.anchors import AnchorError
from registry.audit.commitments import KEY_BYTES
from registry.audit.keyring import KeyPurpose, KeyState, keys_of
from registry.audit.ledger import head_of, the_log
from registry.audit.permits import PermitSigner
from registry.audit.publishing import origin_of
from registry.audit.recording import LogRecorder
from registry.audit.signing import LogKey, NoteSigner, new_log_key, new_permit_key
from registry.audit.storedkeys import stored_log_key, stored_permit_key
from registry.database import Database

_LOG, _PERMITS, _PEM = "log", "permits", ".pem"
LOG_KEY = f"{_LOG}{_PEM}"
PERMIT_KEY = f"{_PERMITS}{_PEM}"
VAULT_KEY = "vault.key"
_NEW = ".new"
_FOLDER = 0o700
_MAKERS: tuple[tuple[str, Callable[[], Ed25519PrivateKey | EllipticCurvePrivateKey]], ...] = (
    (_LOG, new_log_key),
    (_PERMITS, new_permit_key),
)


def ledger_over(database: Database, settings: Settings) -> Ledger:
    """Return `database` with its log, ready to be written.

    Raises `OutsideError` where a head that is kept outside contradicts it, or
    cannot be read: not knowing is no reason to go on.
    """
    try:
        refuse_contradicted(database)
    except AnchorError as error:
        hint = "bring it back, or have `distillgate audit anchor remove` record that it is gone"
        raise OutsideError(str(error), hint) from error
    return Ledger(database, recorder_of(settings))


def recorder_of(settings: Settings) -> LogRecorder:
    """Return what writes records; the key over the keys of people is read where it is."""
    master = None
    if settings.keys is not None and (settings.keys / VAULT_KEY).exists():
        master = vault_key(str(settings.keys / VAULT_KEY))
    return LogRecorder(now, os.urandom, master)


def make_keys(settings: Settings, *, vault: bool) -> None:
    """Write new private keys, which must not be there; raises `UnreadableError`.

    A key that lies in a store is not made: a file names it.
    """
    folder = folder_of(settings)
    try:
        folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder of keys cannot be made: {error.strerror}"
        raise refused(Code.UNUSABLE_KEY, message, Span(str(folder), 1, 1)) from error
    for stem, make in _MAKERS:
        if not _is_stored(folder, stem):
            write_key(str(folder / f"{stem}{_PEM}"), make(), settings.passphrase)
    if vault:
        write_vault_key(str(folder / VAULT_KEY), os.urandom(KEY_BYTES))


def make_missing_keys(settings: Settings) -> None:
    """Write new private keys in the place of those that are gone; raises `UnreadableError`."""
    folder = folder_of(settings)
    for stem, make in _MAKERS:
        path = folder / f"{stem}{_PEM}"
        if not path.exists() and not _is_stored(folder, stem):
            write_key(str(path), make(), settings.passphrase)


def signers_of(settings: Settings, origin: str) -> Signers:
    """Return the private keys of the log called `origin`; raises `UnreadableError`."""
    return _signers(settings, origin, "")


def _signers(settings: Settings, origin: str, suffix: str) -> Signers:
    folder, passphrase = folder_of(settings), settings.passphrase
    log: LogKey
    if _is_stored(folder, _LOG, suffix):
        uri = str(folder / f"{_LOG}{URI_SUFFIX}{suffix}")
        log = stored_key_at(uri, stored_log_key, passphrase)
    else:
        log = log_key(str(folder / f"{_LOG}{_PEM}{suffix}"), passphrase)
    if _is_stored(folder, _PERMITS, suffix):
        uri = str(folder / f"{_PERMITS}{URI_SUFFIX}{suffix}")
        permits = PermitSigner(stored_key_at(uri, stored_permit_key, passphrase))
    else:
        path = str(folder / f"{_PERMITS}{_PEM}{suffix}")
        permits = PermitSigner(permit_key(path, passphrase))
    return Signers((NoteSigner(origin, log),), permits)


def _is_stored(folder: Path, stem: str, suffix: str = "") -> bool:
    """Return whether a key lies in a store, as a file says that names it."""
    return (folder / f"{stem}{URI_SUFFIX}{suffix}").exists()


def active_signers(settings: Settings, database: Database) -> Signers:
    """Return the private keys that sign for the log in `database` now.

    Raises `LedgerError` where it has none yet, and `UnreadableError` where the
    keys at hand are others. New keys that the log knows already take their
    place first: the change of keys broke off there.
    """
    with database.reading() as connection:
        log = the_log(connection)
        origin = origin_of(head_of(connection, log))
        known = keys_of(connection, log, KeyPurpose.LOG)
    active = {each.id for each in known if each.state is KeyState.ACTIVE}
    found = signers_of(settings, origin)
    if found.log[0].verifier.id.hex() in active:
        return found
    folder = folder_of(settings)
    if any(folder.glob(f"{_LOG}.*{_NEW}")):
        install_keys(settings)
        found = signers_of(settings, origin)
    if found.log[0].verifier.id.hex() not in active:
        place = Span(str(folder / LOG_KEY), 1, 1)
        raise refused(Code.UNUSABLE_KEY, "the log knows this key not, or no more", place)
    return found


def new_keys(settings: Settings, origin: str) -> Signers:
    """Write new keys beside those that sign, and return them; raises `UnreadableError`.

    They are there before the log says so; where that breaks off they are found
    and taken the next time. What follows a key in a store is named by hand: a
    key in a file would be none that never leaves its store.
    """
    folder = folder_of(settings)
    for stem, make in _MAKERS:
        if _is_stored(folder, stem, _NEW):
            continue
        if _is_stored(folder, stem):
            name = f"{stem}{URI_SUFFIX}{_NEW}"
            message = "the key lies in a store, and nothing names the one that follows it"
            hint = f"write `{name}` and `{stem}{PUBLIC_SUFFIX}{_NEW}` beside it"
            place = Span(str(folder / f"{stem}{URI_SUFFIX}"), 1, 1)
            raise refused(Code.UNUSABLE_KEY, message, place, hint)
        path = folder / f"{stem}{_PEM}{_NEW}"
        if not path.exists():
            write_key(str(path), make(), settings.passphrase)
    return _signers(settings, origin, _NEW)


def install_keys(settings: Settings) -> None:
    """Let new keys take the place of those that signed, which are kept under another name."""
    folder = folder_of(settings)
    stamp = f"{now():%Y%m%dT%H%M%S}"
    for stem in (_PERMITS, _LOG):
        fresh = sorted(folder.glob(f"{stem}.*{_NEW}"))
        for suffix in (_PEM, URI_SUFFIX, PUBLIC_SUFFIX):
            old = folder / f"{stem}{suffix}"
            if fresh and old.exists():
                old.rename(folder / f"{old.name}.{stamp}")
        for each in fresh:
            each.rename(each.with_name(each.name.removesuffix(_NEW)))


def folder_of(settings: Settings) -> Path:
    """Return the folder of the private keys; raises `UnreadableError` where there is none."""
    if settings.keys is None:
        message = "there is no home to keep keys in"
        raise refused(
            Code.UNUSABLE_KEY, message, Span("keys", 1, 1), "`DISTILLGATE_KEYS` names a folder"
        )
    return settings.keys
