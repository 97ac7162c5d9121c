"""Stores plans that differ in their facts, by the thousand, with the verdicts that they get.

Kinds of plans differ in what is said of them, and each is judged and submitted. The
plans of one kind differ in facts of which no verdict tells, so that no two of them are
one question and all have the verdict of their kind.

    python -m tests.soak.differingplans FOLDER COUNT
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from bench.plans import small_plan
from distillgate.settings import Settings
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import source_of, submit_plan
from distillgate.wiring import Layers, load_library
from registry.contents import JSON, ContentStore
from registry.database import Database, database_at
from registry.statements import Writer
from registry.tables import DecisionRow, PlanRow, VersionRow, table_of
from tests.distillgate.libraries import a_plan

DAY = date(2026, 11, 24)
JO = Writer("jo", "2026-11-24T10:00:00.000000Z")
KINDS = 60
_ACCOUNTS = ("business", "consumer")
_PLACES = ("[DE, FR, US]", "[DE]", "[US]")
_DOMAINS = ("[consumer-chatbot]", "[]")
_PIECE = 1_000
_PLAN, _VERSION, _DECISION = table_of(PlanRow), table_of(VersionRow), table_of(DecisionRow)


def kinds() -> Iterator[str]:
    """Yield plans that get verdicts of their own."""
    for size, account, places, domains in product(range(1, 6), _ACCOUNTS, _PLACES, _DOMAINS):
        text = small_plan(size).replace("account: business", f"account: {account}")
        text = text.replace("[DE, FR, US]", places).replace("[consumer-chatbot]", domains)
        yield text


def like(text: str, number: int, kind: int) -> str:
    """Return a plan of a kind under a name of its own, with facts of its own."""
    name = _name(number) if number else f"kind-{kind}"
    changed = re.sub(r"^plan: .*$", f"plan: {name}", text, flags=re.MULTILINE)
    changed = changed.replace("Example-Support-7B", f"Example-{number}-7B")
    changed = changed.replace("4.1e8", str(410_000_000 + number))
    return changed.replace(
        "product_monthly_users: 1000", f"product_monthly_users: {number + 1}"
    )


def _name(number: int) -> str:
    return f"plan-{number:07}"


@dataclass(frozen=True, slots=True)
class _Decided:
    """How a kind of plans was decided."""

    row: dict[str, Any]
    verdict: str


def store_differing(database: Database, count: int) -> None:
    """Store `count` plans, no two of which are one question."""
    library = load_library(Layers(), Settings())
    texts = list(islice(kinds(), KINDS))
    for kind, text in enumerate(texts):
        submit_plan(a_plan(like(text, 0, kind)), library, Ledger(database), JO, as_of=DAY)
    with database.reading() as connection:
        wanted = select(_DECISION).order_by(_DECISION.c.id)
        rows = [dict(row._mapping) for row in connection.execute(wanted)]
        verdicts = ContentStore(connection).get_all([row["verdict"] for row in rows])
    decided = [_Decided(row, verdicts[row["verdict"]].decode()) for row in rows]
    for start in range(len(texts) + 1, count + 1, _PIECE):
        numbers = range(start, min(start + _PIECE, count + 1))
        with database.writing() as connection:
            _store(connection, numbers, texts, decided)


def _store(
    connection: Connection,
    numbers: Sequence[int],
    texts: Sequence[str],
    decided: Sequence["_Decided"],
) -> None:
    kinds_of = [number % len(texts) for number in numbers]
    sources = [
        source_of(a_plan(like(texts[kind], number, kind)))
        for number, kind in zip(numbers, kinds_of, strict=True)
    ]
    digests = ContentStore(connection).put_all(sources, JSON)
    said = [
        decided[kind].verdict.replace(f'"id":"kind-{kind}"', f'"id":"{_name(number)}"').encode()
        for number, kind in zip(numbers, kinds_of, strict=True)
    ]
    verdicts = ContentStore(connection).put_all(said, JSON)
    connection.execute(
        insert(_PLAN),
        [{"id": each, "name": _name(each), "owner_id": 1} for each in numbers],
    )
    connection.execute(
        insert(_VERSION),
        [
            {
                "id": number,
                "plan_id": number,
                "number": 1,
                "digest": digest,
                "source": digest,
                "title": "",
                "submitter_id": 1,
                "made_at": JO.at,
            }
            for number, digest in zip(numbers, digests, strict=True)
        ],
    )
    connection.execute(
        insert(_DECISION),
        [
            {**decided[kind].row, "id": number, "version_id": number, "verdict": verdict}
            for number, kind, verdict in zip(numbers, kinds_of, verdicts, strict=True)
        ],
    )


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    made = database_at(folder / "registry.db")
    made.upgrade()
    store_differing(made, count)
