"""The keys that seal the secrets of webhooks: those that settings say, else that of a file."""

import os
from pathlib import Path

from distillgate.settings import Settings
from distillgate.usecases.files import refused
from distillgate.usecases.keyfiles import vault_key, write_vault_key
from distillgate.usecases.sealing import Sealer, key_said
from policy.diagnostics import Code, Span
from policy.yamltext import UnreadableError
from registry.audit.commitments import KEY_BYTES

WEBHOOK_KEY = "webhooks.key"
_FOLDER = 0o700


def sealer_of(settings: Settings) -> Sealer:
    """Return the keys that are at hand now; raises `UnreadableError` where one is none."""
    said = [key_said(each) for each in settings.webhook_keys]
    path = key_file(settings)
    if path is not None and path.exists():
        said.append(vault_key(str(path)))
    return Sealer(tuple(said))


def making_sealer(settings: Settings) -> Sealer:
    """Return the keys that are at hand, with a new one in a file where there is none.

    A file is made where the registry is one, too: other servers on a shared
    registry would not have it. Raises `UnreadableError`.
    """
    found = sealer_of(settings)
    path = key_file(settings)
    if found.keys or path is None or not isinstance(settings.registry, Path):
        return found
    try:
        path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        write_vault_key(str(path), os.urandom(KEY_BYTES))
    except OSError as error:
        message = f"the folder of keys cannot be made: {error.strerror}"
        raise refused(Code.UNUSABLE_KEY, message, Span(str(path.parent), 1, 1)) from error
    except UnreadableError:
        # Somebody else made one at the same time; then that one is taken.
        if not path.exists():
            raise
    return sealer_of(settings)


def key_file(settings: Settings) -> Path | None:
    """Return the file of the key, which need not be there; nothing where there is no place."""
    if settings.keys is not None:
        return settings.keys / WEBHOOK_KEY
    if isinstance(settings.registry, Path):
        return settings.registry.with_name("keys") / WEBHOOK_KEY
    return None
