"""Keys for the API: made for a team, for few things, until a day; never shown again."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from policy.canonical import canonical_json
from registry.inserting import actor_number
from registry.keytables import ApiKeyRow
from registry.statements import Writer
from registry.tables import ActorRow, table_of

_KEY = table_of(ApiKeyRow)
_MAKER, _REVOKER = table_of(ActorRow).alias("maker"), table_of(ActorRow).alias("revoker")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key, without its secret."""

    id: str
    team: str
    name: str
    rights: frozenset[str]
    until: str | None = None
    """The first moment at which it no longer counts."""
    maker: str = ""
    made_at: str = ""
    revoked_by: str | None = None
    revoked_at: str | None = None

    def counts(self, at: str) -> bool:
        """Return whether it opens anything at that moment."""
        return self.revoked_at is None and (self.until is None or at < self.until)


class KeyStore:
    """Writes and reads keys through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, key: ApiKey, secret: str, writer: Writer) -> None:
        """Store a new key with the digest of its secret."""
        row = {
            "id": key.id,
            "team": key.team,
            "name": key.name,
            "secret": secret,
            "rights": canonical_json(sorted(key.rights)),
            "maker_id": actor_number(self._connection, writer),
            "made_at": writer.at,
            "until": key.until,
        }
        self._connection.execute(insert(_KEY), [row])

    def named(self, team: str, name: str) -> ApiKey | None:
        """Return the key of a team with that name."""
        return self._one(_keys().where(_KEY.c.team == team, _KEY.c.name == name))

    def key(self, number: str) -> ApiKey | None:
        """Return the key with that id."""
        return self._one(_keys().where(_KEY.c.id == number))

    def with_secret(self, number: str) -> tuple[ApiKey, str] | None:
        """Return a key with the digest of its secret."""
        row = self._connection.execute(_keys().where(_KEY.c.id == number)).first()
        return None if row is None else (_key(row), row.secret)

    def keys(self, team: str | None = None) -> tuple[ApiKey, ...]:
        """Return all keys, or those of a team, by team and name."""
        wanted = _keys().order_by(_KEY.c.team, _KEY.c.name)
        if team is not None:
            wanted = wanted.where(_KEY.c.team == team)
        return tuple(map(_key, self._connection.execute(wanted)))

    def revoke(self, number: str, writer: Writer) -> None:
        """Say that a key opens nothing any more."""
        values = {
            "revoked_by": actor_number(self._connection, writer),
            "revoked_at": writer.at,
        }
        self._connection.execute(update(_KEY).where(_KEY.c.id == number).values(values))

    def _one(self, wanted: Select[Any]) -> ApiKey | None:
        row = self._connection.execute(wanted).first()
        return None if row is None else _key(row)


def _keys() -> Select[Any]:
    return (
        select(_KEY, _MAKER.c.name.label("maker"), _REVOKER.c.name.label("revoker"))
        .join_from(_KEY, _MAKER, _MAKER.c.id == _KEY.c.maker_id)
        .outerjoin(_REVOKER, _REVOKER.c.id == _KEY.c.revoked_by)
    )


def _key(row: Any) -> ApiKey:  # noqa: ANN401 a row
    return ApiKey(
        row.id,
        row.team,
        row.name,
        frozenset(json.loads(row.rights)),
        row.until,
        row.maker,
        row.made_at,
        row.revoker,
        row.revoked_at,
    )
