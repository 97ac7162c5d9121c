"""YAML of our own for plans and organization files: values in flow style, comments folded."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator

_PLAIN = re.compile(r"[A-Za-z0-9_./](?:[A-Za-z0-9_./@:+ -]*[A-Za-z0-9_./@+-])?")
_TAKEN = frozenset({"null", "Null", "NULL"})
_WIDTH = 96


def scalar(text: str) -> str:
    """Return `text` as one YAML scalar that reads as `text`, in quotes where it must be."""
    plain = _PLAIN.fullmatch(text) is not None and ": " not in text and text not in _TAKEN
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(items: Iterable[str]) -> str:
    """Return `items` as a list in one line."""
    return f"[{', '.join(map(scalar, items))}]"


def comment(text: str, indent: str = "") -> Iterator[str]:
    """Yield `text` as lines of comment."""
    lead = f"{indent}# "
    yield from textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )
