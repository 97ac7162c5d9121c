"""Strict readings of the small pieces that notes, proofs and permits are made of."""

import base64
import binascii


def from_loose_base64(text: str) -> bytes:
    """Return what standard Base64 `text` stands for, whatever its last bits are.

    Other programs read signatures so; as nothing is known by the spelling of
    its signature, that does no harm. Raises `ValueError`.
    """
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("this is no Base64") from error


def from_base64(text: str) -> bytes:
    """Return what standard Base64 `text` stands for; there is one spelling of each value.

    Raises `ValueError` for anything else, stray bits at the end included.
    """
    value = from_loose_base64(text)
    if to_base64(value) != text:
        raise ValueError("this is no Base64 in its one spelling")
    return value


def to_base64(value: bytes) -> str:
    """Return `value` in standard Base64."""
    return base64.b64encode(value).decode("ascii")


def from_decimal(text: str, most: int) -> int:
    """Return the whole number that plain decimal `text` stands for, up to `most`.

    Raises `ValueError` for signs, leading zeros and digits of other scripts.
    """
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not plain or (text[0] == "0" and text != "0") or int(text) > most:
        raise ValueError("this is no whole number in its one spelling, or one too large")
    return int(text)
