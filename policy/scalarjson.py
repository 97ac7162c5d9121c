"""Scalars of conditions as JSON and back: strings and booleans as they are, others marked."""

from datetime import date
from decimal import Decimal
from typing import Any

from policy.values import Bounds, Scalar


def scalar_to(value: Scalar) -> object:
    """Return the JSON form of one scalar."""
    match value:
        case Decimal():
            return {"n": str(value)}
        case date():
            return {"d": value.isoformat()}
        case _:
            return value


def scalar_from(read: Any) -> Scalar:
    """Return the scalar of a JSON form."""
    if isinstance(read, dict):
        if "n" in read:
            return Decimal(str(read["n"]))
        return date.fromisoformat(read["d"])
    if isinstance(read, str | bool):
        return read
    raise ValueError("this is no scalar")


def bounded_to(value: Scalar | Bounds) -> object:
    """Return the JSON form of a scalar, or of the bounds of a number."""
    if isinstance(value, Bounds):
        return {"b": [None if end is None else str(end) for end in (value.low, value.high)]}
    return scalar_to(value)


def bounded_from(read: Any) -> Scalar | Bounds:
    """Return the scalar or the bounds of a JSON form."""
    if isinstance(read, dict) and "b" in read:
        low, high = (None if end is None else Decimal(str(end)) for end in read["b"])
        return Bounds(low, high)
    return scalar_from(read)


def day_to(day: date | None) -> str | None:
    """Return the JSON form of a date, or nothing."""
    return day.isoformat() if day else None


def day_from(text: str | None) -> date | None:
    """Return the date of a JSON form, or nothing."""
    return date.fromisoformat(text) if text else None
