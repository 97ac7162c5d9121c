"""Sessions of people who are signed in, shared by all servers on one registry."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from registry.keytables import SessionRow
from registry.tables import table_of

_SESSION = table_of(SessionRow)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One session as it is kept."""

    secret: str
    """A digest."""
    caller: str
    begun: str
    seen: str


class SessionStore:
    """Writes and reads sessions through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, session: StoredSession, *, ended: str) -> None:
        """Store a session, and drop those that began before `ended`."""
        self._connection.execute(delete(_SESSION).where(_SESSION.c.begun < ended))
        row = {
            "secret": session.secret,
            "caller": session.caller,
            "begun": session.begun,
            "seen": session.seen,
        }
        self._connection.execute(insert(_SESSION), [row])

    def session(self, secret: str) -> StoredSession | None:
        """Return the session under that digest."""
        wanted = select(_SESSION).where(_SESSION.c.secret == secret)
        row = self._connection.execute(wanted).first()
        return (
            None if row is None else StoredSession(row.secret, row.caller, row.begun, row.seen)
        )

    def see(self, secret: str, at: str) -> None:
        """Store that somebody was there."""
        seen = update(_SESSION).where(_SESSION.c.secret == secret).values(seen=at)
        self._connection.execute(seen)

    def end(self, secret: str) -> bool:
        """Drop a session, and return whether it was there."""
        gone = delete(_SESSION).where(_SESSION.c.secret == secret)
        return self._connection.execute(gone).rowcount > 0
