"""What the environment sets: read in one place, handed on as values.

Nothing here is read from a file. Nowhere else does the product ask the
environment what to do, or the clock what day it is.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

CACHE_OFF = "off"
SCREENING_OFF = "off"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says about one run."""

    cache: Path | None = None
    """The folder of the compiled cache; nothing where it is off or there is no home."""
    screening: Path | None = None
    """The folder of imported screening lists; nothing where it is off or there is no home."""
    packs: tuple[Path, ...] = ()
    """Folders of documents that lie over those that ship (`DISTILLGATE_PACKS`)."""
    plain: bool = False
    """The reader wants no color (`NO_COLOR`), or the terminal has none."""
    width: int | None = None
    """`COLUMNS`, where it is set."""


def settings_from(env: Mapping[str, str], home: Path | None, platform: str) -> Settings:
    """Return what `env` sets on `platform` for the owner of `home`."""
    packs = (part for part in env.get("DISTILLGATE_PACKS", "").split(os.pathsep) if part)
    columns = env.get("COLUMNS", "")
    return Settings(
        cache=_cache(env, home, platform),
        screening=_screening(env, home, platform),
        packs=tuple(map(Path, packs)),
        plain=bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb",
        width=int(columns) if columns.isdecimal() and int(columns[:6]) > 0 else None,
    )


def read_settings() -> Settings:
    """Return what the environment of this process sets."""
    return settings_from(os.environ, _home(), sys.platform)


def wants_traceback() -> bool:
    """Return whether a fault is to be shown in full (`DISTILLGATE_DEBUG=1`)."""
    return os.environ.get("DISTILLGATE_DEBUG", "") not in {"", "0"}


def today() -> date:
    """Return the day on which this runs, in UTC: the same day wherever it runs."""
    return datetime.now(tz=UTC).date()


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _cache(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    chosen = env.get("DISTILLGATE_CACHE_DIR")
    if chosen:
        return None if chosen == CACHE_OFF else Path(chosen)
    base = _cache_base(env, home, platform)
    return base / "distillgate" if base else None


def _cache_base(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    """Return the folder in which programs of this user keep what can be made again."""
    if platform == "win32":
        local = env.get("LOCALAPPDATA")
        return Path(local) if local else None
    chosen = env.get("XDG_CACHE_HOME")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen)
    if home is None:
        return None
    return home / "Library" / "Caches" if platform == "darwin" else home / ".cache"


def _data_base(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    """Return the folder in which programs of this user keep what must not be lost."""
    if platform == "win32":
        local = env.get("LOCALAPPDATA")
        return Path(local) if local else None
    chosen = env.get("XDG_DATA_HOME")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen)
    if home is None:
        return None
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return home / ".local" / "share"


def _screening(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    chosen = env.get("DISTILLGATE_SCREENING_DIR")
    if chosen:
        return None if chosen == SCREENING_OFF else Path(chosen)
    base = _data_base(env, home, platform)
    return base / "distillgate" / "screening" if base else None
