"""How long a closure takes in a registry of two million models and five million edges.

Alone: `python -m bench.lineage [MODELS]`.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, insert

from bench.tables import Part, Table, Target, markdown
from registry.catalogs import seed_catalog
from registry.database import Database, database_at
from registry.lineage import closure
from registry.recorded import RecordedCatalog, SubjectReader
from registry.records import ArtifactKind
from registry.statements import SubjectKind
from registry.tables import ActorRow, EdgeRow, NameRow, StatementRow, SubjectRow, table_of

MODELS = 2_000_000
_FAMILY = 64
"""Models come in families; a member is made from the two or three before it."""
_MEMBER = 60
_ASKED = 200
_BATCH = 20_000
_AIM_MS = 5.0
_BODY = '{"declared_license":"mit","made_from":[%s],"maker":"gen"}'
_EDGE = '["weights","finetune","model","hf:gen/m%d",null,null]'


def measure(folder: Path, models: int = MODELS) -> Part:
    """Return how long closures take among `models`, in a file in `folder`."""
    database = database_at(folder / "lineage.db")
    database.upgrade()
    begun = time.perf_counter()
    edges = _fill(database, models)
    filled = time.perf_counter() - begun
    families = range(models // _FAMILY)
    chosen = random.Random(7).sample(families, min(_ASKED, len(families)))  # noqa: S311 no secret
    refs = [f"hf:gen/m{family * _FAMILY + _MEMBER}" for family in chosen]
    timed = {
        "all ancestors with their statements, one query": _times(refs, _queried(database)),
        "the closure as casework asks for it, every path": _times(refs, _closed(database)),
        "one record without its ancestors": _times(refs, _looked_up(database)),
    }
    size = (folder / "lineage.db").stat().st_size / 1e9
    rows = tuple(
        (
            name,
            f"{median(took.clock for took in each):.2f}",
            f"{median(took.cpu for took in each):.2f}",
            f"{sorted(took.clock for took in each)[len(each) * 95 // 100]:.2f}",
        )
        for name, each in timed.items()
    )
    notes = (
        f"{models:,} models and {edges:,} edges, {size:.1f} GB, made in {filled:.0f} s",
        f"{len(refs)} models with {_MEMBER} ancestors each, each asked for once",
    )
    table = Table("Lineage", ("what", "median ms", "of the CPU", "95 % ms"), rows, notes)
    first = median(took.clock for took in next(iter(timed.values())))
    target = Target(
        f"closure of {_MEMBER} ancestors among {models:,} models",
        f"{_AIM_MS:.0f} ms",
        f"{first:.2f} ms",
        first / _AIM_MS,
    )
    raw: dict[str, object] = {
        name: [asdict(took) for took in each] for name, each in timed.items()
    }
    return Part((table,), (target,), raw)


@dataclass(frozen=True, slots=True)
class Took:
    """What one question took, in milliseconds: by the clock, and of the processor."""

    clock: float
    cpu: float


def _times(refs: list[str], ask: Callable[[str], int]) -> list[Took]:
    """Return the milliseconds that each takes; the first is asked once more before."""
    ask(refs[0])
    found = []
    for ref in refs:
        begun, used = time.perf_counter(), time.process_time()
        count = ask(ref)
        passed = time.perf_counter() - begun
        found.append(Took(passed * 1_000, (time.process_time() - used) * 1_000))
        if count < 1:
            raise ValueError(f"nothing is known of {ref}")
    return found


def _queried(database: Database) -> Callable[[str], int]:
    def ask(ref: str) -> int:
        with database.reading() as connection:
            found = SubjectReader(connection).upstream(SubjectKind.MODEL, ref)
        if len(found) != _MEMBER + 1:
            raise ValueError(f"{ref} has {len(found) - 1} ancestors")
        return len(found)

    return ask


def _closed(database: Database) -> Callable[[str], int]:
    def ask(ref: str) -> int:
        catalog = RecordedCatalog(seed_catalog((), (), (), ()), database.reading)
        artifact = catalog.artifact(ref, ArtifactKind.MODEL)
        return 0 if artifact is None else len(closure(catalog, artifact, ()).ancestors)

    return ask


def _looked_up(database: Database) -> Callable[[str], int]:
    def ask(ref: str) -> int:
        with database.reading() as connection:
            return 1 if SubjectReader(connection).subject(SubjectKind.MODEL, ref) else 0

    return ask


def _parents(number: int) -> tuple[int, ...]:
    """Return what a model was made from: the two or three before it in its family."""
    member = number % _FAMILY
    return tuple(number - back for back in range(1, 4 - number % 2) if back <= member)


def _fill(database: Database, models: int) -> int:
    edges = 0
    for start in range(0, models, _BATCH):
        with database.writing() as connection:
            if start == 0:
                made = {"id": 1, "name": "bench", "machine": True}
                connection.execute(insert(table_of(ActorRow)), [made])
            edges += _batch(connection, range(start, min(start + _BATCH, models)))
    return edges


def _batch(connection: Connection, numbers: range) -> int:
    subjects, names, statements = [], [], []
    for number in numbers:
        ref = f"hf:gen/m{number}"
        body = _BODY % ",".join(_EDGE % parent for parent in _parents(number))
        subjects.append({"id": number + 1, "kind": "model", "ref": ref})
        names.append({"kind": "model", "key": ref, "subject_id": number + 1})
        statements.append(_statement(number, body))
    edges = list(_edges(numbers))
    tables = (SubjectRow, NameRow, StatementRow, EdgeRow)
    for row, rows in zip(tables, (subjects, names, statements, edges), strict=True):
        connection.execute(insert(table_of(row)), rows)
    return len(edges)


def _statement(number: int, body: str) -> dict[str, object]:
    return {
        "id": number + 1,
        "subject_id": number + 1,
        "grade": 1,
        "body": body,
        "actor_id": 1,
        "made_at": "2026-11-24T00:00:00.000000Z",
    }


def _edges(numbers: range) -> Iterator[dict[str, object]]:
    for number in numbers:
        for parent in _parents(number):
            yield {
                "child_id": number + 1,
                "parent_id": parent + 1,
                "statement_id": number + 1,
                "edge": "weights",
                "relation": "finetune",
            }


def main(arguments: list[str]) -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        part = measure(Path(name), int(arguments[0]) if arguments else MODELS)
    for table in part.tables:
        print(markdown(table))


if __name__ == "__main__":
    main(sys.argv[1:])
