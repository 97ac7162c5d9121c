"""Write `connectors/texts/known.json`: digests and sketches of license texts, never texts.

Usage: `python -m tools.knowntexts WHEEL`, where WHEEL is that of scancode-toolkit-mini, which
carries the texts. What each is, is said in `tools/knowntexts.yaml`.
"""

import base64
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import yaml

from connectors.licensing.frames import core_of
from connectors.licensing.known import HERE, KNOWN_FILE, HoleKind
from connectors.licensing.sketching import FIRST, first_numbers, sketch_of
from connectors.licensing.words import digest, words_of

TABLE = Path(__file__).with_name("knowntexts.yaml")
FOLDER = "licensedcode/data/licenses"
FACTS = ("title", "publisher", "kind", "spdx", "tags", "document", "version", "headings")
Row: TypeAlias = dict[str, object]
Hole: TypeAlias = tuple[int, int, HoleKind, int]


def main(arguments: list[str]) -> int:
    """Write the file from the wheel that is named, and say how much it holds."""
    if len(arguments) != 1:
        print("usage: python -m tools.knowntexts WHEEL", file=sys.stderr)
        return 2
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    with zipfile.ZipFile(arguments[0]) as wheel:
        name = "-".join(Path(arguments[0]).name.split("-")[:2])
        rows = [row for key, entry in table.items() for row in _rows(key, entry, wheel, name)]
    facts = {
        key: {fact: entry[fact] for fact in FACTS if fact in entry}
        for key, entry in table.items()
    }
    path = HERE / KNOWN_FILE
    lines = ",\n".join(json.dumps(row, sort_keys=True) for row in rows)
    licenses = ",\n".join(f"{json.dumps(key)}: {json.dumps(row)}" for key, row in facts.items())
    path.write_text(
        f'{{"licenses": {{\n{licenses}\n}},\n"texts": [\n{lines}\n]}}\n', encoding="utf-8"
    )
    print(
        f"wrote {path}: {len(facts)} licenses, {len(rows)} texts, {path.stat().st_size} bytes"
    )
    return 0


def _rows(key: str, entry: Row, wheel: zipfile.ZipFile, source: str) -> Iterator[Row]:
    """Yield what is known of each text of one license."""
    for text in _list(entry.get("texts")):
        content = text_of(wheel, str(text))
        for words in _variants(content, entry):
            yield _row(key, words, entry, f"{source}: {text}")
        for variant in _list(entry.get("variants")):
            if isinstance(variant, Mapping):
                core = _with_other_words(core_of(words_of(content)).words, variant)
                yield _row_of(core, core, entry, (key, f"{source}: {text}"))
    part = entry.get("part_of")
    if isinstance(part, Mapping):
        content = text_of(wheel, str(part["text"]))
        yield _row(
            key, _cut(content, part["from"], part["to"]), entry, f"{source}: {part['text']}"
        )
    for published in _list(entry.get("published")):
        if isinstance(published, Mapping):
            yield {"license": key, "rule": "plain", **published}


def text_of(wheel: zipfile.ZipFile, key: str) -> str:
    """Return a text of the package, without the facts that stand before it."""
    whole = wheel.read(f"{FOLDER}/{key}.LICENSE").decode()
    return whole.split("\n---\n", 1)[1]


def _variants(content: str, entry: Row) -> Iterator[str]:
    """Yield a text, and what copies of it hold that end early."""
    yield content
    low = content.lower()
    for mark in _list(entry.get("cuts")):
        at = low.find(str(mark))
        if at >= 0:
            yield content[: at + len(str(mark))]
            yield content[:at]


def _with_other_words(core: Sequence[str], variant: Mapping[str, str]) -> list[str]:
    old, new = variant["instead_of"].split(), variant["are"].split()
    at = _find(core, old, 0)
    return [*core[:at], *new, *core[at + len(old) :]]


def _cut(content: str, first: object, last: object) -> str:
    """Return the text from the words `first` to the words `last`, both taken in."""
    words = words_of(content)
    start = _find(words.words, str(first).split(), 0)
    end = _find(words.words, str(last).split(), start) + len(str(last).split())
    return words.text[words.spans[start][0] : words.spans[end - 1][1]]


def _row(key: str, content: str, entry: Row, source: str) -> Row:
    words = words_of(content)
    return _row_of(words.words, core_of(words).words, entry, (key, source))


def _row_of(
    words: Sequence[str], core: Sequence[str], entry: Row, named: tuple[str, str]
) -> Row:
    key, source = named
    sketch = base64.b64encode(sketch_of(core)).decode()
    parts = list(_parts(core, entry))
    return {
        "license": key,
        "source": source,
        "words": len(words),
        "sha256": digest(words),
        "parts": parts,
        "first": first_numbers(core[:FIRST])[0],
        "sketch": sketch,
    }


def _parts(core: Sequence[str], entry: Row) -> Iterator[list[object]]:
    """Yield the runs of words and the holes that a text is made of."""
    at = 0
    for start, stop, kind, most in sorted(_holes(core, entry)):
        yield [start - at, digest(core[at:start])]
        yield [kind.value, most]
        at = stop
    yield [len(core) - at, digest(core[at:])]


def _holes(core: Sequence[str], entry: Row) -> Iterator[Hole]:
    for hole in _list(entry.get("holes")):
        if isinstance(hole, Mapping):
            after, before = hole["after"].split(), hole["before"].split()
            start = _find(core, after, 0) + len(after)
            stop = _find(core, before, start)
            yield start, stop, HoleKind(hole["kind"]), hole["most"]


def _find(words: Sequence[str], wanted: Sequence[str], start: int) -> int:
    """Return where `wanted` stands among `words`; it must be there."""
    for at in range(start, len(words) - len(wanted) + 1):
        if list(words[at : at + len(wanted)]) == list(wanted):
            return at
    raise LookupError(f"no `{' '.join(wanted)}` in the text")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
