"""Sessions of people: who signed in, until when, and the token that begins one.

Secrets are kept as digests only, so that whoever reads them cannot use them.
Sessions lie in the registry, so that all servers on it know them, and so do the
tokens that are used once.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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

    def invite(self, caller: Caller) -> str:
        """Return a token with which `caller` signs in, once, within twelve hours."""
        token, now = secrets.token_urlsafe(24), self.clock()
        stored = StoredSession(_invitation(token), _written(caller), _text(now), _text(now))
        with self.database.writing() as connection:
            SessionStore(connection).begin(stored, ended=_text(now - LONGEST))
        return token

    def enter(self, token: str) -> tuple[str, Caller] | None:
        """Return the secret of a new session for a token that was not used; else nothing."""
        key = _invitation(token)
        with self.database.writing() as connection:
            store = SessionStore(connection)
            found = store.session(key)
            # Of two who come at once, one takes it away.
            taken = store.end(key)
        if found is None or not taken:
            return None
        if self.clock() >= datetime.fromisoformat(found.begun) + LONGEST:
            return None
        return self.begin(_read(found.caller), fresh=LONGEST)

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


def _invitation(token: str) -> str:
    """Return under what a token is kept; no secret of a session leads there."""
    return f"once:{digest(token)}"


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
