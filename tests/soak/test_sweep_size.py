"""A registry of many plans is swept; its memory does not grow with them."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from distillgate.settings import Settings
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import submit_plan
from distillgate.wiring import Layers, load_library
from registry.database import Database, database_at
from registry.statements import Writer
from tests.distillgate.libraries import a_plan
from tests.docs.test_tutorial import blocks

FEW, MANY = 2_000, 10_000
KINDS = 50
"""So many different plans are judged once; the others are copies of them by other names."""
_MOST_MORE = 64 * 1024
"""Kilobytes."""
_PLANS = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO plan (name, owner_id) SELECT :begin || n, 1 FROM numbers
"""
_VERSIONS = """
INSERT INTO plan_version (plan_id, number, digest, source, title, submitter_id, made_at)
SELECT p.id, 1, v.digest, v.source, v.title, 1, v.made_at FROM plan p
JOIN plan_version v ON v.plan_id = 1 + p.id % :kinds WHERE p.name LIKE :like
"""
_DECISIONS = """
INSERT INTO decision (version_id, ruling, best, worst, as_of, binding, "case", packs,
    verdict, documents, engine, actor_id, made_at)
SELECT w.id, d.ruling, d.best, d.worst, d.as_of, d.binding, d."case", d.packs, d.verdict,
    d.documents, d.engine, 1, d.made_at FROM plan_version w
JOIN plan p ON p.id = w.plan_id AND p.name LIKE :like
JOIN decision d ON d.version_id = 1 + p.id % :kinds
"""
_SWEEP = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from distillgate.processes import crew
from distillgate.settings import Settings
from distillgate.usecases.rejudging import Rejudger
from distillgate.usecases.sweep import Sweeping, sweep
from distillgate.wiring import Layers, load_library
from registry.database import database_at

where = Path(sys.argv[1])
library = load_library(Layers(), Settings(registry=where))
begun = time.perf_counter()
with crew(Rejudger(library, date(2026, 11, 24))) as bench:
    found = sweep(Sweeping(database_at(where), bench, date(2026, 11, 24)))
took = time.perf_counter() - begun
who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
memory = max(resource.getrusage(each).ru_maxrss for each in who)
print(json.dumps([found.plans, found.same, took, memory]))
"""


def stored(folder: Path) -> Database:
    database = database_at(folder / "registry.db")
    database.upgrade()
    library = load_library(Layers(), Settings())
    plan = next(body for kind, name, body in blocks() if name == "plan.yaml")
    writer = Writer("jo", "2026-11-24T10:00:00.000000Z")
    for number in range(KINDS):
        account = "consumer" if number % 2 else "business"
        changed = plan.replace("plan: manual-search", f"plan: kind-{number}")
        changed = re.sub(r"(    through: \[\]\n)", rf"\1    account: {account}\n", changed)
        day = date(2026, 11, 24)
        submit_plan(a_plan(changed), library, Ledger(database), writer, as_of=day)
    return database


def copied(database: Database, begin: str, count: int) -> None:
    """Store `count` copies under names of their own."""
    asked = {"kinds": KINDS, "like": f"{begin}%"}
    with database.writing() as connection:
        connection.execute(text(_PLANS), {"begin": begin, "count": count})
        connection.execute(text(_VERSIONS), asked)
        connection.execute(text(_DECISIONS), asked)


def swept(folder: Path) -> tuple[int, int, float, int]:
    ran = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", _SWEEP, str(folder / "registry.db")],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    plans, same, took, memory = json.loads(ran.stdout)
    return plans, same, took, memory


def sizes(folder: Path, few: int, many: int) -> tuple[tuple[int, float, int], ...]:
    """Return how many plans were swept, in how many seconds, with how much memory."""
    database = stored(folder)
    found = []
    before = 0
    for begin, count in (("few-", few), ("more-", many)):
        copied(database, begin, count - before - (KINDS if not before else 0))
        before = count
        database.engine.dispose()
        plans, same, took, memory = swept(folder)
        assert plans == same == count
        print(f"{plans:,} plans in {took:.0f} s, {plans / took:.0f} a second, {memory} KB")  # noqa: T201
        found.append((plans, took, memory))
    return tuple(found)


@pytest.mark.soak
def test_many_plans_take_no_more_memory_than_few(tmp_path: Path) -> None:
    few, many = sizes(tmp_path, FEW, MANY)
    assert many[2] - few[2] < _MOST_MORE
