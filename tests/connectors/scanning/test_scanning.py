import csv
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from connectors.scanning.files import Progress, scan_file
from connectors.scanning.literals import by_pattern, literals
from connectors.scanning.reading import BLOCK, form_of
from connectors.scanning.scanner import Block, Scanner
from connectors.scanning.signals import SIGNALS, words_of
from connectors.scanning.storage import UnreadableDataError
from connectors.scanning.traces import MOST_SAMPLES, MOST_VALUES, OTHERS, Key, Tally, merged

SCANNER = Scanner()
WORDS = list(dict.fromkeys(word for signal in SIGNALS for word in words_of(signal)))


def found(text: str | bytes) -> dict[str, int]:
    content = text if isinstance(text, bytes) else text.encode()
    tally = Tally()
    SCANNER.scan(Block("f", content, 0, 1), tally)
    return {
        f"{key.field}={key.value}" if key.field else key.signal: trace.count
        for key, trace in tally.traces.items()
    }


def scanned(path: Path) -> Tally:
    tally = Tally()
    for _ in scan_file(str(path), path.name, SCANNER, tally):
        pass
    return tally


# Signals.


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"model": "gpt-4o"}', ["model=gpt-4o"]),
        ('{"model":"gpt-4o","teacher" : "claude-x"}', ["model=gpt-4o", "teacher=claude-x"]),
        ('{"generation_model": ["a", "b"]}', ["generation_model=a", "generation_model=b"]),
        (r'{"raw": "{\"model\": \"gpt-4o\"}"}', ["model=gpt-4o"]),
        ('{"model": "a \\"b\\" c"}', ['model=a \\"b\\" c']),
        ('{"model": null, "model": 3, "model": {}}', []),
        ('{"model": "' + "x" * 200 + '"}', []),
        ('{"models": "gpt-4o", "mymodel": "gpt-4o"}', []),
        ('"model": "gpt\n-4o"', []),
    ],
)
def test_fields_name_models(text: str, names: list[str]) -> None:
    assert sorted(found(text)) == sorted(names)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("chatcmpl-9Fz1aB2cD3eF4gH5iJ6kL7mN8oP9q", "openai-chat-id"),
        ("chatcmpl-0123456789abcdef0123456789abcdef", "compatible-chat-id"),
        ("chatcmpl-01234567-89ab-cdef-0123-456789abcdef", "compatible-chat-id"),
        ("msg_01XFDUDYJgAACzvnptvVoYEL", "anthropic-message-id"),
        ("toolu_01A09q90qw90lq917835lq9x", "anthropic-tool-id"),
        ('"system_fingerprint": "fp_44709d6fcb"', "openai-fingerprint"),
        ("gen-1712345678-AbCdEfGhIjKlMnOpQrSt", "openrouter-id"),
        ("I am a large language model trained by Google.", "google-made"),
        ("As an AI assistant created by Anthropic, I", "anthropic-made"),
        ("Hi, I'm Claude.", "anthropic-named"),
        ("I am Qwen, made by", "alibaba-named"),
        ("<|start_header_id|>user", "llama-3-template"),
        ("<\uff5cAssistant\uff5c>", "deepseek-template"),
        ("<\\uff5cAssistant\\uff5c>", "deepseek-template"),
        ("Below is an instruction that describes a task, paired", "alpaca-prompt"),
    ],
)
def test_what_gives_a_model_away_is_found(text: str, signal: str) -> None:
    assert found(f'{{"text": "{text}"}}\n') == {signal: 1}


@pytest.mark.parametrize(
    "text",
    [
        "chatcmpl-short",
        "msg_01 and msg_012345",
        "GPT-4 is a model developed by OpenAI.",
        "I met people. Later it was trained by OpenAI.",
        "I am here.\nIt was created by Anthropic",
        "I'm Claudette",
        "resp_0123",
        "gen-1 of 2",
    ],
)
def test_what_only_looks_like_it_is_not_found(text: str) -> None:
    assert found(text) == {}


def test_no_word_is_part_of_another_so_that_all_are_found() -> None:
    assert [(a, b) for a in WORDS for b in WORDS if a != b and a in b] == []


PIECES = st.lists(st.sampled_from([*WORDS, b" ", b"\n", b'"', b"<|", b"created by ", b"x"]))


@given(PIECES.map(b"".join), st.integers(0, 40), st.integers(0, 40))
def test_both_ways_of_looking_for_words_find_the_same(text: bytes, cut: int, end: int) -> None:
    text = text[cut : len(text) - end]
    assert list(literals(WORDS)(text)) == list(by_pattern(WORDS)(text))


@given(st.binary(max_size=300), PIECES.map(b"".join))
def test_any_bytes_are_scanned(noise: bytes, words: bytes) -> None:
    found(noise + words + noise)


# Counts and samples.


def test_samples_are_few_and_say_where_they_lie() -> None:
    text = "\n".join(json.dumps({"id": each, "model": "gpt-4o"}) for each in range(50)).encode()
    tally = Tally()
    SCANNER.scan(Block("d.jsonl", text, 1_000, 7), tally)
    (trace,) = tally.traces.values()
    assert trace.count == 50
    assert len(trace.samples) == MOST_SAMPLES
    assert [each.line for each in trace.samples] == [7, 8, 9]
    offset = trace.samples[1].offset
    assert offset is not None
    assert text[offset - 1_000 :].startswith(b'"model"')
    assert '"gpt-4o"' in trace.samples[0].excerpt


def test_excerpts_steer_no_terminal() -> None:
    tally = Tally()
    SCANNER.scan(Block("f", b'\x1b[31m "model": "a\x07b"\x00', 0, 1), tally)
    (trace,) = tally.traces.values()
    assert trace.samples[0].excerpt.isprintable()


def test_names_beyond_a_limit_are_counted_together() -> None:
    names = [f'{{"model": "m-{number}"}}\n' for number in range(MOST_VALUES + 10)]
    tally = Tally()
    SCANNER.scan(Block("f", "".join(names).encode(), 0, 1), tally)
    assert len(tally.traces) == MOST_VALUES + 1
    assert tally.traces[Key("field", "model", OTHERS)].count == 10


# Files.


def rows() -> Iterator[dict[str, object]]:
    for number in range(900):
        yield {
            "model": "gpt-4o" if number % 3 else None,
            "text": f"row {number}: I'm Claude." if number == 700 else f"row {number}",
            "turns": [{"from": "gpt", "value": "<start_of_turn>" if number == 10 else "x"}],
        }


def lines() -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in rows()).encode()


def as_lines(path: Path) -> None:
    path.write_bytes(lines())


def as_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(lines()))


def as_zstd(path: Path) -> None:
    path.write_bytes(zstandard.compress(lines()[:1000]) + zstandard.compress(lines()[1000:]))


def as_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(list(rows())), path)


def as_csv(path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["model", "text", "turns"])
        for row in rows():
            writer.writerow([row["model"], row["text"], json.dumps(row["turns"])])


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("d.jsonl", as_lines),
        ("d.jsonl.gz", as_gzip),
        ("d.jsonl.zst", as_zstd),
        ("d.parquet", as_parquet),
        ("d.csv", as_csv),
    ],
)
def test_every_form_of_a_data_set_gives_the_same(
    name: str, write: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path)

    tally = scanned(path)

    assert {key: trace.count for key, trace in tally.traces.items()} == {
        Key("field", "model", "gpt-4o"): 600,
        Key("anthropic-named"): 1,
        Key("gemma-template"): 1,
    }
    assert tally.rows == 900
    assert tally.traces[Key("anthropic-named")].samples[0].line == 701


def test_a_long_line_and_many_blocks_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    long = json.dumps({"text": "y" * (BLOCK + 17), "model": "gpt-4o"})
    short = json.dumps({"model": "gpt-4o"})
    path.write_text(f"{short}\n{long}\n" * 3 + short)

    tally = scanned(path)

    (trace,) = tally.traces.values()
    assert trace.count == 7
    assert tally.rows == 7
    assert tally.size == path.stat().st_size


def test_a_scan_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    line = json.dumps({"model": "gpt-4o", "text": "z" * 1000}) + "\n"
    path.write_text(line * (3 * BLOCK // len(line)))
    first, second = Tally(), Tally()
    steps = scan_file(str(path), "d.jsonl", SCANNER, first)
    stopped = next(steps)

    for _ in scan_file(str(path), "d.jsonl", SCANNER, second, stopped):
        pass

    assert stopped != Progress(0, 1)
    assert merged([first, second]).traces == scanned(path).traces


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.jsonl.gz", gzip.compress(lines())[:-40]),
        ("no.jsonl.gz", b"no gzip at all"),
        ("no.jsonl.zst", zstandard.compress(lines())[10:]),
        ("cut.jsonl.zst", zstandard.compress(lines())[:-20]),
        ("no.parquet", b"PAR1 and nothing else"),
        ("no.csv", b'a,b\n1,2,3\n"'),
    ],
)
def test_damaged_files_end_in_a_reason(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableDataError) as caught:
        scanned(path)
    assert caught.value.message


@pytest.mark.parametrize("name", ["x.jsonl", "X.JSONL.GZ", "a.b.parquet", "c.json.zst"])
def test_data_files_are_known_by_their_names(name: str) -> None:
    assert form_of(name) is not None


@pytest.mark.parametrize("name", ["x.safetensors", "README", "jsonl", "x.gz"])
def test_other_files_are_not(name: str) -> None:
    assert form_of(name) is None
