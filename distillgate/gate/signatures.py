"""Signatures of webhooks by Standard Webhooks: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping

PREFIX = "whsec_"
ID_HEADER = "webhook-id"
TIME_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
TOLERANCE = 300
"""Seconds that the clocks of sender and receiver may be apart."""
_VERSION = "v1"
_FEWEST, _MOST = 24, 64
_TIME = re.compile(r"[0-9]{1,12}")


class WebhookError(Exception):
    """A request that must not be believed, with the reason."""


def key_of(secret: str) -> bytes:
    """Return the key in a secret `whsec_…`; raises `WebhookError`."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WebhookError("the secret is no base64") from error
    if not _FEWEST <= len(key) <= _MOST:
        raise WebhookError(f"a secret has {_FEWEST} to {_MOST} bytes")
    return key


def secret_of(key: bytes) -> str:
    """Return a key as the secret that receivers are given."""
    return PREFIX + base64.b64encode(key).decode()


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """Return the signature of one message at one moment by one secret."""
    signed = b".".join((message.encode(), str(at).encode(), body))
    made = hmac.digest(key_of(secret), signed, "sha256")
    return f"{_VERSION},{base64.b64encode(made).decode()}"


def signed_headers(
    secrets: Iterable[str], message: str, at: int, body: bytes
) -> dict[str, str]:
    """Return the headers of a message, signed by each of `secrets`."""
    signatures = (signature(each, message, at, body) for each in secrets)
    return {ID_HEADER: message, TIME_HEADER: str(at), SIGNATURE_HEADER: " ".join(signatures)}


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> str:
    """Return the id of a message that whoever holds `secret` has signed not long ago.

    Raises `WebhookError` otherwise. The same id may come again: a message is
    sent until it is answered.
    """
    told = {name.lower(): value for name, value in headers.items()}
    message, at = told.get(ID_HEADER, ""), told.get(TIME_HEADER, "")
    if not message or not _TIME.fullmatch(at):
        raise WebhookError(f"`{ID_HEADER}` or `{TIME_HEADER}` is missing or unreadable")
    if abs(now - int(at)) > TOLERANCE:
        raise WebhookError("it was signed too long ago, or by a clock that is ahead")
    wanted = signature(secret, message, int(at), body).encode()
    for given in told.get(SIGNATURE_HEADER, "").split():
        if hmac.compare_digest(wanted, given.encode(errors="replace")):
            return message
    raise WebhookError("no signature is by this secret")
