"""What cannot be: an unknown name, a circle, a revision, no end, a wrong state."""

from pathlib import Path

import pytest

from registry.database import Database
from tests.distillgate.cli.running import Command
from tests.distillgate.cli.test_bad_registries import counted, house, refused
from tests.distillgate.cli.test_filings import WAIVER

__all__ = ["house"]
# A command leaves its connection to a server to the end of its process, which is this one.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
COMMIT = "3f1c9a77b2d04e58a6c1d2e3f405162738495a6b"
REASON = ("--reason", "risk-accepted")


def test_what_cannot_be_is_refused_with_a_hint_and_nothing_is_half_written(
    house: Command, database: Database
) -> None:
    assert house("model", "add", f"hf:nova/pinned@{COMMIT}").code == 0
    endless = "".join(
        line for line in WAIVER.splitlines(keepends=True) if not line.startswith("until:")
    )
    Path("endless.yaml").write_text(endless.replace("W-1", "W-4"), "utf-8")
    Path("circle.jsonl").write_text(
        '{"model": "hf:nova/new"}\n'
        '{"model": "hf:nova/a", "made_from": [{"model": "hf:nova/b", "relation": "merge"}]}\n'
        '{"model": "hf:nova/b", "made_from": [{"model": "hf:nova/a", "relation": "merge"}]}\n',
        "utf-8",
    )
    before = counted(database)
    for code, words, *said in (
        (
            "unknown-record",
            ("review", "approve", "9", "--until", "2027-01-01", *REASON),
            "is 1",
        ),
        ("unknown-record", ("review", "ask", "firts", "why?"), "the last one is 1"),
        ("unknown-record", ("review", "request", "7"), "the last one is 2"),
        ("unknown-record", ("plan", "show", "firts"), "did you mean `first`?"),
        ("unknown-record", ("decision", "show", "12"), "the last one is 2"),
        ("unknown-record", ("waiver", "revoke", "W-8", "--reason", "x"), "W-9"),
        ("unknown-record", ("model", "retire", "hf:nova/kep", "--reason", "x"), "hf:nova/kept"),
        ("unknown-revision", ("model", "add", f"hf:nova/pinned@{COMMIT[1:]}"), COMMIT),
        ("lineage-cycle", ("model", "add", "hf:nova/one", "--made-from", "merge:hf:nova/one")),
        ("lineage-cycle", ("model", "add", "--file", "circle.jsonl"), "from `hf:nova/b`"),
        ("missing-key", ("waiver", "add", "endless.yaml"), "a waiver has an end"),
        ("missing-key", ("waiver", "request", "endless.yaml"), "a waiver has an end"),
        ("wrong-state", ("review", "confirm", "1"), "ask, approve, deny or escalate"),
        ("wrong-state", ("review", "reopen", "1"), "ask, approve, deny or escalate"),
        ("wrong-state", ("review", "answer", "1", "business"), "ask, approve"),
        ("wrong-state", ("waiver", "grant", "W-9", "--role", "legal"), "waiver narrow"),
        ("unusable-dates", ("review", "approve", "1", "--until", "2026-01-01", *REASON)),
    ):
        refused(house(*words), code, *said)
    assert counted(database) == before
