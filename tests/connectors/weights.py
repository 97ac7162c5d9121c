"""Writers of the headers that weights begin with."""

import json
import struct
from collections.abc import Mapping, Sequence

GgufValue = str | int | bool | float | Sequence[str] | Sequence[int]


def safetensors(metadata: Mapping[str, str] | None) -> bytes:
    """Return a file of no tensors with `metadata`."""
    header = {} if metadata is None else {"__metadata__": dict(metadata)}
    content = json.dumps(header).encode()
    return len(content).to_bytes(8, "little") + content + b"weights"


def gguf(keys: Mapping[str, GgufValue], version: int = 3) -> bytes:
    """Return a file with `keys` in its header."""
    parts = [b"GGUF", struct.pack("<IQQ", version, 0, len(keys))]
    for key, value in keys.items():
        parts += [_text(key), _value(value)]
    return b"".join(parts) + b"weights"


def _text(text: str) -> bytes:
    content = text.encode()
    return struct.pack("<Q", len(content)) + content


def _value(value: GgufValue) -> bytes:
    match value:
        case str():
            return struct.pack("<I", 8) + _text(value)
        case bool():
            return struct.pack("<IB", 7, value)
        case int():
            return struct.pack("<IQ", 10, value)
        case float():
            return struct.pack("<If", 6, value)
        case _:
            items = list(value)
            texts = bool(items) and isinstance(items[0], str)
            head = struct.pack("<IIQ", 9, 8 if texts else 10, len(items))
            return head + b"".join(
                _text(each) if isinstance(each, str) else struct.pack("<Q", each)
                for each in items
            )
