"""The header of a safetensors file: the words that its maker put beside the weights."""

from connectors.parts import Json, UnreadableAnswerError, read_json

LENGTH_BYTES = 8
MOST_HEADER = 16 * 1_024 * 1_024


def header_length(beginning: bytes) -> int:
    """Return how long the header is by the first bytes; raises `UnreadableAnswerError`."""
    length = int.from_bytes(beginning[:LENGTH_BYTES], "little")
    if len(beginning) < LENGTH_BYTES or length < 2:  # noqa: PLR2004 an empty mapping
        raise UnreadableAnswerError("no safetensors header")
    if length > MOST_HEADER:
        raise UnreadableAnswerError("a safetensors header that is larger than what is read")
    return length


def metadata(beginning: bytes) -> dict[str, Json]:
    """Return `__metadata__` of the header in `beginning`; raises `UnreadableAnswerError`."""
    length = header_length(beginning)
    content = beginning[LENGTH_BYTES : LENGTH_BYTES + length]
    if len(content) < length:
        raise UnreadableAnswerError("a safetensors header that is cut off")
    header = read_json(content)
    if not isinstance(header, dict):
        raise UnreadableAnswerError("a safetensors header that is no mapping")
    found = header.get("__metadata__", {})
    return found if isinstance(found, dict) else {}
