"""Views of the queue that people have named: each sees and changes their own alone."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from registry.inserting import actor_number
from registry.statements import Writer
from registry.tables import ActorRow, table_of
from registry.viewtables import SavedViewRow

_VIEW, _ACTOR = table_of(SavedViewRow), table_of(ActorRow)
MOST = 30
"""How many one person may keep."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view: its name, and the query of the page."""

    name: str
    query: str


class ViewStore:
    """Writes and reads saved views through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def views(self, owner: str) -> tuple[SavedView, ...]:
        """Return the views of somebody, by name."""
        wanted = (
            select(_VIEW.c.name, _VIEW.c.query)
            .join_from(_VIEW, _ACTOR, _ACTOR.c.id == _VIEW.c.actor_id)
            .where(_ACTOR.c.name == owner)
            .order_by(_VIEW.c.name)
        )
        return tuple(SavedView(row.name, row.query) for row in self._connection.execute(wanted))

    def save(self, view: SavedView, writer: Writer) -> bool:
        """Keep a view, in the place of one of the same name; false where there are too many."""
        owner = actor_number(self._connection, writer)
        self._drop(owner, view.name)
        counted = select(func.count()).select_from(_VIEW).where(_VIEW.c.actor_id == owner)
        if int(self._connection.execute(counted).scalar_one()) >= MOST:
            return False
        row = {
            "actor_id": owner,
            "name": view.name,
            "query": view.query,
            "made_at": writer.at,
        }
        self._connection.execute(insert(_VIEW), [row])
        return True

    def drop(self, name: str, writer: Writer) -> None:
        """Keep a view no longer."""
        self._drop(actor_number(self._connection, writer), name)

    def _drop(self, owner: int, name: str) -> None:
        gone = delete(_VIEW).where(_VIEW.c.actor_id == owner, _VIEW.c.name == name)
        self._connection.execute(gone)
