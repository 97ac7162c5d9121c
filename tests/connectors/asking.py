"""Builders for tests that ask a fake hub."""

from datetime import UTC, datetime, timedelta

from connectors.origins import Credentials, Origin, origin_of
from connectors.web import Manners, Web

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Watch:
    """A clock that stands still, and moves on when somebody sleeps."""

    def __init__(self) -> None:
        self.moment = NOON
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


def origin(url: str) -> Origin:
    found = origin_of(url)
    assert found is not None
    return found


class Webs:
    """Makes webs in which private origins may be asked, and closes them in the end."""

    def __init__(self) -> None:
        self._made: list[Web] = []

    def __call__(
        self,
        *allowed: str,
        tokens: dict[str, str] | None = None,
        watch: Watch | None = None,
        whole: float = 5.0,
    ) -> Web:
        manners = Manners("tests", frozenset(map(origin, allowed)), connect=2.0, whole=whole)
        web = Web(manners, credentials(tokens), watch or Watch())
        self._made.append(web)
        return web

    def close(self) -> None:
        for web in self._made:
            web.close()


def credentials(tokens: dict[str, str] | None) -> Credentials:
    by_origin = {origin(url): f"Bearer {token}" for url, token in (tokens or {}).items()}
    return Credentials(by_origin)
