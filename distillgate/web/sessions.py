"""Sessions of people: who signed in, until when, and the token that begins one.

Secrets are kept as digests only, so that whoever reads them cannot use them.
Sessions lie in the registry, so that all servers on it know them; tokens that
are used once belong to the server that printed them.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from distillgate.web.identity import Caller, How, roles_in
from policy.canonical import canonical_json
from registry.database import Database
from registry.websessions import SessionStore, StoredSession

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=15)
"""How long after a sign-in something may be signed without another one."""
_SEEN_EACH = timedelta(minutes=1)


@dataclass(slots=True)
class Sessions:
    """The sessions in a registry."""

    clock: Callable[[], datetime]
    database: Database
    _tokens: dict[str, Caller] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def invite(self, caller: Caller) -> str:
        """Return a token with which `caller` signs in, once."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[digest(token)] = caller
        return token

    def enter(self, token: str) -> tuple[str, Caller] | None:
        """Return the secret of a new session for a token that was not used; else nothing."""
        with self._lock:
            caller = self._tokens.pop(digest(token), None)
        return None if caller is None else self.begin(caller, fresh=LONGEST)

    def begin(self, caller: Caller, *, fresh: timedelta = FRESH) -> tuple[str, Caller]:
        """Begin a session; its secret is told once.

        Whoever signs in by a token that is used once cannot do so again, so
        that theirs stays fresh while it lasts.
        """
        now, secret = self.clock(), secrets.token_urlsafe(32)
        csrf = secrets.token_urlsafe(24)
        known = replace(caller, how=How.SESSION, fresh_until=now + fresh, csrf=csrf)
        stored = StoredSession(digest(secret), _written(known), _text(now), _text(now))
        with self.database.writing() as connection:
            SessionStore(connection).begin(stored, ended=_text(now - LONGEST))
        return secret, known

    def caller(self, secret: str) -> Caller | None:
        """Return whose session a secret opens, and let it last; nothing where it ended."""
        now, key = self.clock(), digest(secret)
        with self.database.reading() as connection:
            found = SessionStore(connection).session(key)
        if found is None:
            return None
        begun, seen = map(datetime.fromisoformat, (found.begun, found.seen))
        if now >= begun + LONGEST or now >= seen + IDLE:
            self.end(secret)
            return None
        if now >= seen + _SEEN_EACH:
            with self.database.writing() as connection:
                SessionStore(connection).see(key, _text(now))
        return _read(found.caller)

    def end(self, secret: str) -> None:
        """End a session."""
        with self.database.writing() as connection:
            SessionStore(connection).end(digest(secret))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _written(caller: Caller) -> str:
    said = {
        "name": caller.name,
        "machine": caller.machine,
        "roles": sorted(caller.roles),
        "groups": sorted(caller.groups),
        "csrf": caller.csrf,
        "fresh_until": _text(caller.fresh_until) if caller.fresh_until else None,
    }
    return canonical_json(said)


def _read(text: str) -> Caller:
    said = json.loads(text)
    until = said["fresh_until"]
    return Caller(
        said["name"],
        said["machine"],
        roles_in(said["roles"])[0],
        frozenset(said["groups"]),
        how=How.SESSION,
        fresh_until=datetime.fromisoformat(until) if until else None,
        csrf=said["csrf"],
    )


def digest(secret: str) -> str:
    """Return the digest under which a secret of high entropy is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(given: str, kept: str) -> bool:
    """Return whether two secrets are one, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), kept.encode())
