"""Values as YAML in flow style, so that they read again as what they were."""

import json
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from policy.values import Bounds, Scalar, Several, Unknown, Value, canonical_number

_PLAIN = re.compile(r"[A-Za-z0-9_./](?:[A-Za-z0-9_./@:+ -]*[A-Za-z0-9_./@+-])?")
_TAKEN = frozenset({"null", "Null", "NULL"})


def scalar(text: str) -> str:
    """Return `text` as one YAML scalar that reads as `text`, in quotes where it must be."""
    plain = _PLAIN.fullmatch(text) is not None and ": " not in text and text not in _TAKEN
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(items: Iterable[str]) -> str:
    """Return `items` as a list in one line."""
    return f"[{', '.join(map(scalar, items))}]"


def written(value: Value) -> str:
    """Return `value` as a plan states it; what is not known as the word `unknown`."""
    match value:
        case Several(items=items):
            return flow(items)
        case Bounds(low=low, high=high):
            ends = (("at_least", low), ("at_most", high))
            said = [f"{name}: {canonical_number(end)}" for name, end in ends if end is not None]
            return f"{{{', '.join(said)}}}"
        case _:
            return _one(value)


def _one(value: Scalar | Unknown) -> str:
    match value:
        case Unknown():
            return "unknown"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return canonical_number(value)
        case date():
            return value.isoformat()
        case str():
            return scalar(value)
