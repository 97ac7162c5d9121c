"""The registry with its log, and the keys that sign for it."""

import os
from pathlib import Path

from distillgate.settings import Settings, now
from distillgate.usecases.auditlog import OutsideError, Signers, refuse_contradicted
from distillgate.usecases.files import refused
from distillgate.usecases.keyfiles import (
    log_key,
    permit_key,
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
from registry.audit.signing import NoteSigner, new_log_key, new_permit_key
from registry.database import Database

LOG_KEY = "log.pem"
PERMIT_KEY = "permits.pem"
VAULT_KEY = "vault.key"
_NEW = ".new"
_FOLDER = 0o700


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
    """Write new private keys, which must not be there; raises `UnreadableError`."""
    folder = folder_of(settings)
    try:
        folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder of keys cannot be made: {error.strerror}"
        raise refused(Code.UNUSABLE_KEY, message, Span(str(folder), 1, 1)) from error
    write_key(str(folder / LOG_KEY), new_log_key(), settings.passphrase)
    write_key(str(folder / PERMIT_KEY), new_permit_key(), settings.passphrase)
    if vault:
        write_vault_key(str(folder / VAULT_KEY), os.urandom(KEY_BYTES))


def signers_of(settings: Settings, origin: str) -> Signers:
    """Return the private keys of the log called `origin`; raises `UnreadableError`."""
    folder = folder_of(settings)
    key = log_key(str(folder / LOG_KEY), settings.passphrase)
    permits = permit_key(str(folder / PERMIT_KEY), settings.passphrase)
    return Signers((NoteSigner(origin, key),), PermitSigner(permits))


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
    if (folder / f"{LOG_KEY}{_NEW}").exists():
        install_keys(settings)
        found = signers_of(settings, origin)
    if found.log[0].verifier.id.hex() not in active:
        place = Span(str(folder / LOG_KEY), 1, 1)
        raise refused(Code.UNUSABLE_KEY, "the log knows this key not, or no more", place)
    return found


def new_keys(settings: Settings, origin: str) -> Signers:
    """Write new keys beside those that sign, and return them; raises `UnreadableError`.

    They are there before the log says so; where that breaks off they are found
    and taken the next time.
    """
    folder = folder_of(settings)
    for name, make in ((LOG_KEY, new_log_key), (PERMIT_KEY, new_permit_key)):
        if not (folder / f"{name}{_NEW}").exists():
            write_key(str(folder / f"{name}{_NEW}"), make(), settings.passphrase)
    key = log_key(str(folder / f"{LOG_KEY}{_NEW}"), settings.passphrase)
    permits = permit_key(str(folder / f"{PERMIT_KEY}{_NEW}"), settings.passphrase)
    return Signers((NoteSigner(origin, key),), PermitSigner(permits))


def install_keys(settings: Settings) -> None:
    """Let new keys take the place of those that signed, which are kept under another name."""
    folder = folder_of(settings)
    for name in (PERMIT_KEY, LOG_KEY):
        if (folder / f"{name}{_NEW}").exists():
            (folder / name).rename(folder / f"{name}.{now():%Y%m%dT%H%M%S}")
            (folder / f"{name}{_NEW}").rename(folder / name)


def folder_of(settings: Settings) -> Path:
    """Return the folder of the private keys; raises `UnreadableError` where there is none."""
    if settings.keys is None:
        message = "there is no home to keep keys in"
        raise refused(
            Code.UNUSABLE_KEY, message, Span("keys", 1, 1), "`DISTILLGATE_KEYS` names a folder"
        )
    return settings.keys
