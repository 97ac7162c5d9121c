"""Opens the sources of records as one run wants them: online, offline, recorded or replayed."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from connectors.asking import Asker
from connectors.disk import Disk
from connectors.exchange import SpoiltError, time_from, time_text
from connectors.hubs import SOURCES, Hubs
from connectors.keeping import Cached, Recording, Replaying, UnusableBundleError
from connectors.origins import Credentials, Origin, bearer, origin_of
from connectors.web import Manners, Web
from distillgate import __version__
from distillgate.settings import Settings, now


@dataclass(frozen=True, slots=True)
class Mode:
    """Whom to ask."""

    offline: bool = False
    """Only what is kept from earlier."""
    record: Path | None = None
    """Write every answer into this folder."""
    replay: Path | None = None
    """Take every answer from this folder."""


@dataclass(slots=True)
class Opened:
    """Sources that are open."""

    hubs: Hubs
    index: Mapping[str, object] = field(default_factory=dict)
    """What a bundle that is replayed says of itself."""
    told: dict[str, object] = field(default_factory=dict)
    """What the bundle that is recorded shall say of itself."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the moment, in UTC, to the second, as it is written down."""
        return now().replace(microsecond=0)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@contextmanager
def opened(mode: Mode, settings: Settings) -> Iterator[Opened]:
    """Give the sources that `mode` wants; raises `UnusableBundleError`."""
    clock = SystemClock()
    homes = settings.homes
    if mode.replay is not None:
        replaying = Replaying(mode.replay, clock)
        yield Opened(_replayed(replaying), replaying.index)
        return
    credentials = _credentials(settings)
    web = Web(_manners(settings), credentials, clock)
    try:
        asker = Disk(clock, _kept(mode, settings, credentials, web))
        if mode.record is None:
            yield Opened(Hubs(asker, clock.now(), homes))
            return
        recording = Recording(mode.record, asker)
        found = Opened(Hubs(recording, clock.now(), homes))
        yield found
        time_told = time_text(found.hubs.now)
        recording.finish({**found.told, "time": time_told, "homes": dict(homes)})
    finally:
        web.close()


def _kept(mode: Mode, settings: Settings, credentials: Credentials, web: Web) -> Asker:
    """Return who is asked: the cache before the web, where there is a folder for it."""
    source = None if mode.offline else web
    if settings.cache is None:
        return web if source is not None else Cached(Path(), credentials, SystemClock(), None)
    return Cached(settings.cache / "hubs", credentials, SystemClock(), source)


def _replayed(replaying: Replaying) -> Hubs:
    match replaying.index:
        case {"time": str(told), "homes": dict(homes)}:
            places = {str(scheme): str(home) for scheme, home in homes.items()}
            try:
                return Hubs(replaying, time_from(told), places)
            except SpoiltError as error:
                raise UnusableBundleError("the bundle has no time that can be read") from error
        case _:
            raise UnusableBundleError("the bundle does not say when it was recorded")


def _manners(settings: Settings) -> Manners:
    """Return how the web is asked; a place that was set by name may be a private one."""
    named = (*settings.homes.values(), *settings.private_origins)
    allowed = frozenset(filter(None, map(origin_of, named)))
    return Manners(f"distillgate/{__version__}", allowed)


def _credentials(settings: Settings) -> Credentials:
    found: dict[Origin, str] = {}
    for scheme, token in settings.tokens.items():
        source = SOURCES.get(scheme)
        home = settings.homes.get(scheme) or (source.home if source else "")
        origin, header = origin_of(home), bearer(token)
        if origin is not None and header is not None:
            found[origin] = header
    return Credentials(found)
