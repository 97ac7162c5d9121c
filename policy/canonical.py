"""Canonical JSON, and digests of it.

After RFC 8785 for the values that we use: strings, booleans, nothing, lists
and objects; numbers and dates are strings in canonical form.
"""

import hashlib
import json


def canonical_json(value: object) -> str:
    """Return the one JSON text of `value`: sorted keys, no spaces, no escapes beyond need."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """Return the digest of `text` in the form `sha256:…`."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
