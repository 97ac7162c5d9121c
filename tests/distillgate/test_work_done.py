"""How much is done for one answer, in counts that no machine changes: a guard against waste.

The bounds leave room for more documents and clauses that govern the plan; a
step that looks at all clauses, asks once more for each row, or loads one more
library goes over them many times.
"""

import itertools
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bench.lineage import _fill
from bench.plans import AS_OF, MOST, Desk, mixture_plan, small_plan, with_mixtures
from bench.widepacks import wide_pack
from bench.work import plan_text
from distillgate.registries import reading_of
from distillgate.usecases.check import check_plan
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import submit_plan
from policy.compiling import Pack
from policy.judging import judge
from registry.casework import Records
from registry.catalogs import seed_catalog
from registry.database import Database, database_at
from registry.lineage import closure
from registry.recorded import RecordedCatalog
from registry.records import ArtifactKind
from registry.statements import Writer
from tests.counting import CLAUSES, CONDITIONS, calls, statements
from tests.knowledge.shelf import shipped, shipped_catalog

ROOT = Path(__file__).parents[2]
WRITER = Writer("jo", "2026-11-24T10:00:00.000000Z")
PARTS = (10, 20)
CHECK = """
import json, sys
from pathlib import Path
from distillgate.cli.main import run
try:
    run(sys.argv[1:])
except SystemExit:
    files = [m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)]
    root = Path.cwd()
    ours = [f for f in files if Path(f).is_relative_to(root) and ".venv" not in f]
    size = sum(Path(f).stat().st_size for f in ours)
    print(json.dumps([len(files), len(ours), size]), file=sys.stderr)
"""


@cache
def desk() -> Desk:
    return Desk(shipped().pack, Records(with_mixtures(shipped_catalog(), PARTS)))


def done(text: str, pack: Pack | None = None) -> tuple[int, int]:
    """Return how many conditions are executed and clauses evaluated for a first judgement."""
    return work_of(text, forgetful(pack or desk().pack))


def forgetful(pack: Pack) -> Pack:
    """Return `pack` as it is before it has judged anything."""
    fresh = replace(pack)
    assert fresh.standing is not pack.standing
    return fresh


def work_of(text: str, pack: Pack) -> tuple[int, int]:
    case = desk().case(text)
    conditions, clauses = calls(lambda: judge(pack, case), CONDITIONS, CLAUSES)
    return conditions, clauses


def test_the_counters_count() -> None:
    conditions, clauses = done(small_plan(1))
    assert conditions > clauses > 10


def test_a_judgement_looks_at_the_clauses_that_may_hold_and_at_no_others() -> None:
    held = sum(
        len(version.clauses)
        for document in shipped().pack.documents.values()
        for version in document.versions
    )
    conditions, clauses = done(small_plan(MOST))
    assert held > 2_000
    assert clauses < 200
    assert conditions < 400


def test_what_was_worked_out_is_not_worked_out_again() -> None:
    pack = forgetful(desk().pack)
    first = work_of(small_plan(MOST), pack)
    assert work_of(small_plan(MOST), pack) < (first[0] / 4, 1)


def test_documents_that_do_not_govern_are_never_looked_at() -> None:
    text = small_plan(3)
    assert done(text, wide_pack(shipped().pack, 2_000)) == done(text)


def test_each_part_of_a_data_set_adds_its_own_clauses_and_nothing_else() -> None:
    few, many = (done(mixture_plan(parts)) for parts in PARTS)
    more = PARTS[1] - PARTS[0]
    assert (many[0] - few[0]) / more < 6
    assert (many[1] - few[1]) / more < 6


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = database_at(tmp_path / "registry.db")
    made.upgrade()
    return made


def submitted(database: Database, number: int) -> int:
    """Return how many statements one submission sends."""
    with statements() as sent:
        submit_plan(plan_text(number), shipped(), Ledger(database), WRITER, as_of=AS_OF)
    return len(sent)


def test_a_submission_sends_as_many_statements_with_many_decisions_as_with_one(
    database: Database,
) -> None:
    first, *others = (submitted(database, number) for number in range(12))
    assert set(others) == {others[0]}, "by plans of one to five ingredients"
    assert others[0] <= 22
    assert first <= others[0] + 4, "the packs and the writer, once"


def asked(where: Path, number: int) -> int:
    """Return how many statements one check sends with a registry that nobody has asked yet."""
    with statements() as sent:
        known = reading_of(where, shipped_catalog())
        library = replace(shipped(), records=Records(known))
        checked = check_plan(plan_text(number), library, as_of=AS_OF)
    assert checked.verdict is not None
    return len(sent)


def test_a_check_asks_its_registry_a_few_times_for_each_thing_that_the_plan_names(
    database: Database, tmp_path: Path
) -> None:
    where = tmp_path / "registry.db"
    for number in range(3):
        submitted(database, number)
    sent = [asked(where, number) for number in range(MOST)]
    assert sent[0] >= 1
    assert max(after - before for before, after in itertools.pairwise(sent)) <= 4
    submitted(database, 3)
    assert [asked(where, number) for number in range(MOST)] == sent, "whatever is on file"


def test_a_closure_is_one_question_however_many_ancestors_it_has(database: Database) -> None:
    _fill(database, 128)
    counts = []
    for member in (4, 60):
        with statements() as sent:
            catalog = RecordedCatalog(seed_catalog((), (), (), ()), database.reading)
            artifact = catalog.artifact(f"hf:gen/m{member}", ArtifactKind.MODEL)
            assert artifact is not None
            assert len(closure(catalog, artifact, ()).ancestors) == member
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def loaded(tmp_path: Path) -> tuple[int, int, int]:
    """Return what `check` loads with its cache warm: modules, ours of them, their bytes."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(small_plan(3), encoding="utf-8")
    found = [0, 0, 0]
    env = {name: value for name, value in os.environ.items() if name != "DISTILLGATE_HOME"}  # noqa: TID251
    for _ in range(2):
        ran = subprocess.run(  # noqa: S603 our own command
            [sys.executable, "-c", CHECK, "check", str(plan), "--as-of", AS_OF.isoformat()],
            cwd=ROOT,
            env={**env, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)},
            capture_output=True,
            check=True,
            text=True,
        )
        found = json.loads(ran.stderr.splitlines()[-1])
    return found[0], found[1], found[2]


def test_a_check_loads_few_modules_and_little_code(tmp_path: Path) -> None:
    modules, ours, size = loaded(tmp_path)
    assert 380 > modules > ours > 50
    assert ours <= 175
    assert size <= 950_000, "bytes of our own source"
