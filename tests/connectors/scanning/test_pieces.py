import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.scanning.files import scan_file
from connectors.scanning.pieces import joined, new_tally, pieces_of, scan_piece
from connectors.scanning.scanner import Scanner
from connectors.scanning.storage import Stored, UnreadableDataError, remote_files
from connectors.scanning.traces import Tally
from tests.fakes3 import storage

SCANNER = Scanner()
WORDS = st.sampled_from(
    [
        json.dumps({"model": "gpt-4o"}),
        json.dumps({"model": "claude-x", "teacher": "m" * 30}),
        "<start_of_turn>",
        "I am ChatGPT",
        "",
        "nothing here at all",
        "é\N{REPLACEMENT CHARACTER}",
    ]
)


def in_pieces(stored: Stored, size: int) -> Tally:
    tallies = []
    for piece in pieces_of([stored], size):
        tally = new_tally()
        scan_piece(piece, SCANNER, tally)
        tallies.append(tally)
    return joined(tallies)


def whole(stored: Stored) -> Tally:
    tally = Tally()
    for _ in scan_file(stored.path, stored.shown, SCANNER, tally):
        pass
    return tally


def stored(path: Path) -> Stored:
    return Stored(str(path), path.name, path.stat().st_size, 0)


@settings(deadline=None)
@given(
    rows=st.lists(WORDS, max_size=30),
    ending=st.sampled_from(["", "\n"]),
    size=st.integers(1, 400),
)
def test_pieces_of_any_size_come_to_the_same_as_the_whole(
    rows: list[str], ending: str, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("data") / "d.jsonl"
    path.write_text("\n".join(rows) + ending)

    together = in_pieces(stored(path), size)

    alone = whole(stored(path))
    assert together.traces == alone.traces
    assert (together.size, together.rows) == (alone.size, alone.rows)


def test_names_beyond_the_limit_are_counted_together_as_in_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    names = [f"model-{number % 2_500}" for number in range(6_000)]
    path.write_text("".join(json.dumps({"model": name}) + "\n" for name in names))

    assert in_pieces(stored(path), 30_000).traces == whole(stored(path)).traces


def test_objects_of_a_storage_are_listed_and_read_in_pieces(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"model": "gpt-4o", "n": n}) + "\n" for n in range(500))
    path = tmp_path / "a.jsonl"
    path.write_text(rows)
    objects = {"set/a.jsonl": rows.encode(), "set/sub/b.jsonl": b"", "other/c.jsonl": b"x"}

    with storage("bucket", objects) as settings:
        found = remote_files(f"s3://me:secret@bucket/set?{settings}")
        tally = in_pieces(found[0], 1_000)

    assert [each.shown for each in found] == [
        "s3://bucket/set/a.jsonl",
        "s3://bucket/set/sub/b.jsonl",
    ]
    assert tally.rows == 500
    counts = [trace.count for trace in tally.traces.values()]
    assert counts == [trace.count for trace in whole(stored(path)).traces.values()] == [500]


def test_what_a_storage_lacks_is_told_without_the_settings_of_its_address() -> None:
    with (
        storage("bucket", {}) as settings,
        pytest.raises(UnreadableDataError) as caught,
    ):
        remote_files(f"s3://me:secret@bucket/nothing.jsonl?{settings}")

    assert "no such object" in caught.value.message
    assert "secret" not in caught.value.message
