"""Canonical JSON after RFC 8785: one text for one value, whoever writes it.

Records never hold fractions; they are written here too, so that any document
has one canonical form.
"""

import json
import math
from collections.abc import Mapping, Sequence

MOST_EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""
_MOST_PLAIN_DIGITS = 21
_MOST_LEADING_ZEROS = 6


def canonical(value: object) -> bytes:
    """Return the canonical JSON of `value`.

    Raises `ValueError` for what has none: whole numbers that some readers
    would round, infinities, lone surrogates, keys that are no text.
    """
    try:
        return _text(value).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half of a character") from error


def _text(value: object) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return _whole(value)
        case float():
            return _fraction(value)
        case Mapping():
            return _object(value)
        case Sequence() if not isinstance(value, (bytes, bytearray)):
            return f"[{','.join(map(_text, value))}]"
        case _:
            raise ValueError(f"JSON has no {type(value).__name__}")


def _object(value: Mapping[object, object]) -> str:
    names = [_name(key) for key in value]
    names.sort(key=lambda name: name.encode("utf-16-be"))
    members = (f"{json.dumps(name, ensure_ascii=False)}:{_text(value[name])}" for name in names)
    return f"{{{','.join(members)}}}"


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError("a key of an object is no text")  # noqa: TRY004 callers catch one kind
    return key


def _whole(number: int) -> str:
    if abs(number) > MOST_EXACT:
        raise ValueError("a whole number is too large to be kept exactly")
    return str(number)


def _fraction(number: float) -> str:
    """Return `number` as ECMAScript writes it, which RFC 8785 asks for."""
    if not math.isfinite(number):
        raise ValueError("JSON has no infinity, and nothing that is no number")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, rest = mantissa.partition(".")
    digits = (whole + rest).lstrip("0")
    point = len(whole) + int(exponent or "0") - (len(whole + rest) - len(digits))
    digits = digits.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Return `digits` with the decimal point after the first `point` of them."""
    if len(digits) <= point <= _MOST_PLAIN_DIGITS:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _MOST_PLAIN_DIGITS:
        return f"{digits[:point]}.{digits[point:]}"
    if -_MOST_LEADING_ZEROS < point <= 0:
        return f"0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{point - 1:+d}"
