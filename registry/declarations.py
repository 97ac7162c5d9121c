"""The store of statements: written in one transaction that somebody else commits."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, insert, select, update

from registry.inserting import actor_number, insert_new
from registry.recorded import SubjectReader
from registry.statementjson import body_of
from registry.statements import Declaration, Subject, Writer
from registry.tables import EdgeRow, NameRow, StatementRow, SubjectRow, table_of

_SUBJECT, _NAME = table_of(SubjectRow), table_of(NameRow)
_STATEMENT, _EDGE = table_of(StatementRow), table_of(EdgeRow)
_MOST_NAMES = 400
"""Names asked for in one query."""
Key = tuple[str, str]
"""Kind and name in lower case, by which a subject is found."""


def key_of(kind: str, ref: str) -> Key:
    """Return by what a subject is found."""
    return kind, ref.casefold()


class StatementStore:
    """Writes statements through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.subjects = SubjectReader(connection)

    def declare(self, declarations: Sequence[Declaration], writer: Writer) -> int:
        """Write down `declarations`, and return how many; subjects are made where needed."""
        if not declarations:
            return 0
        actor = actor_number(self._connection, writer)
        ids = self._subjects(_named(declarations))
        self._aliases(declarations, ids)
        rows = [
            {
                "subject_id": ids[key_of(each.kind, each.ref)],
                "grade": int(each.grade),
                "body": body_of(each.record, each.stated),
                "revision": each.revision,
                "evidence": each.evidence,
                "reason": each.reason,
                "actor_id": actor,
                "made_at": writer.at,
            }
            for each in declarations
        ]
        written = insert(_STATEMENT).returning(_STATEMENT.c.id, sort_by_parameter_order=True)
        numbers = [number for (number,) in self._connection.execute(written, rows)]
        self._edges(declarations, numbers, ids)
        return len(rows)

    def retire(self, subject: Subject, writer: Writer, reason: str) -> None:
        """Say that `subject` no longer counts; what was said of it stays."""
        kind, key = key_of(subject.kind, subject.ref)
        number = self._found([(kind, key)])[kind, key]
        self._connection.execute(
            update(_SUBJECT)
            .where(_SUBJECT.c.id == number)
            .values(
                retired=writer.at,
                retired_by=actor_number(self._connection, writer),
                retired_for=reason,
            )
        )

    def _subjects(self, named: dict[Key, str]) -> dict[Key, int]:
        """Return the number of each subject; those that are new are made."""
        found = self._found(named)
        missing = [key for key in sorted(named) if key not in found]
        if not missing:
            return found
        rows = [{"kind": kind, "ref": named[kind, key]} for kind, key in missing]
        made = insert(_SUBJECT).returning(_SUBJECT.c.id, sort_by_parameter_order=True)
        numbers = [number for (number,) in self._connection.execute(made, rows)]
        names = [
            {"kind": kind, "key": key, "subject_id": number}
            for (kind, key), number in zip(missing, numbers, strict=True)
        ]
        self._connection.execute(insert(_NAME), names)
        return found | dict(zip(missing, numbers, strict=True))

    def _found(self, named: Iterable[Key]) -> dict[Key, int]:
        """Return the numbers of the subjects that are there."""
        by_kind: dict[str, list[str]] = {}
        for kind, key in named:
            by_kind.setdefault(kind, []).append(key)
        found: dict[Key, int] = {}
        for kind, keys in by_kind.items():
            for some in _chunks(keys):
                wanted = select(_NAME.c.key, _NAME.c.subject_id).where(
                    _NAME.c.kind == kind, _NAME.c.key.in_(some)
                )
                found |= {
                    (kind, key): number for key, number in self._connection.execute(wanted)
                }
        return found

    def _aliases(self, declarations: Iterable[Declaration], ids: dict[Key, int]) -> None:
        """Let aliases lead to their subjects; a name that is taken stays as it is."""
        rows: list[dict[str, object]] = [
            {
                "kind": each.kind.value,
                "key": alias.casefold(),
                "subject_id": ids[key_of(each.kind, each.ref)],
            }
            for each in declarations
            for alias in each.record.aliases
        ]
        insert_new(self._connection, _NAME, rows)

    def _edges(
        self, declarations: Sequence[Declaration], numbers: Sequence[int], ids: dict[Key, int]
    ) -> None:
        rows = [
            {
                "child_id": ids[key_of(each.kind, each.ref)],
                "parent_id": ids[key_of(edge.kind, edge.ref)],
                "statement_id": number,
                "edge": edge.edge.value,
                "relation": edge.relation,
            }
            for each, number in zip(declarations, numbers, strict=True)
            for edge in each.edges
            if edge.ref is not None
        ]
        if rows:
            self._connection.execute(insert(_EDGE), rows)


def _named(declarations: Iterable[Declaration]) -> dict[Key, str]:
    """Return everything that `declarations` name, each once, as it was first written."""
    found: dict[Key, str] = {}
    for each in declarations:
        found.setdefault(key_of(each.kind, each.ref), each.ref)
        for edge in each.edges:
            if edge.ref is not None:
                found.setdefault(key_of(edge.kind, edge.ref), edge.ref)
    return found


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _MOST_NAMES):
        yield keys[start : start + _MOST_NAMES]
