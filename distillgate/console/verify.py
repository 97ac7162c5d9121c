"""Holds a decision record against the key of its log; stands alone in the archive.

    python3 verify.py KEY

KEY is what the trust policy of the log has after `log`. It must come from whoever
keeps the log, or was kept from before: not from where the record came. The check
needs Python 3.9 and the package `cryptography`, and nothing of what made the record.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DASH = "\u2014 "


class Wrong(Exception):  # noqa: N818 it names what is wrong
    """Something does not hold."""


def hold(holds: bool, what: str) -> None:  # noqa: FBT001 whether it holds
    """Raise unless something holds."""
    if not holds:
        raise Wrong(what)


def check_files() -> int:
    """Hold every file against the list of checksums, and return how many there are."""
    lines = (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        hold("/" not in name and "\\" not in name, f"{name} is no file of this folder")
        found = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        hold(found == digest, f"{name} is not what SHA256SUMS says")
    return len(lines)


def check_leaf(leaf: bytes) -> "dict[str, object]":
    """Hold verdict and facts against what the log has recorded."""
    told = json.loads(leaf)
    hold(told["kind"] == "decision.made", "the record of the log is of no decision")
    for name, digest in (
        ("verdict.json", told["result"]),
        ("case.json", told["context"]["case"]),
    ):
        found = "sha256:" + hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        hold(found == digest, f"{name} is not what the log has recorded")
    verdict = json.loads((HERE / "verdict.json").read_text("utf-8"))
    hold(verdict["verdict"] == told["outcome"], "the log has recorded another verdict")
    hold(verdict["plan"]["digest"] == told["subject"]["digest"], "it is of another plan")
    return dict(told)


def root_of(leaf: bytes, index: int, size: int, path: "list[bytes]") -> bytes:
    """Return the root of the tree to which a path leads (RFC 9162, 2.1.3.2)."""
    hold(index < size, "the head does not cover the record")
    found, place, last = hashlib.sha256(b"\x00" + leaf).digest(), index, size - 1
    for each in path:
        hold(last > 0, "the path is too long")
        if place & 1 or place == last:
            found = hashlib.sha256(b"\x01" + each + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + each).digest()
        place, last = place >> 1, last >> 1
    hold(last == 0, "the path is too short")
    return found


def check_signature(note: str, key: str) -> None:
    """Hold the signature under a signed head against the key of the log."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 told where it is not there
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 the same
        Ed25519PublicKey,
    )

    name, number, encoded = key.split("+", 2)
    public = base64.b64decode(encoded)
    hold(public[:1] == b"\x01", "the key is none by which a log signs")
    own = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    hold(own.hex() == number, "the key does not belong to its name")
    text, _, lines = note.partition("\n\n")
    hold(text.split("\n")[0] == name, "the head is of another log")
    for line in lines.splitlines():
        who, _, value = line[len(DASH) :].partition(" ")
        raw = base64.b64decode(value)
        if line.startswith(DASH) and who == name and raw[:4] == own:
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(
                    raw[4:], (text + "\n").encode()
                )
            except InvalidSignature:
                raise Wrong("the signature of the log does not hold") from None
            return
    raise Wrong("this key has not signed the head")


def check(key: str) -> str:
    """Check all of it, and return in words what holds."""
    count = check_files()
    head, _, note = (HERE / "proof.txt").read_text("utf-8").partition("\n\n")
    title, extra, index, *path = head.split("\n")
    hold(title == "c2sp.org/tlog-proof@v1", "proof.txt is no proof of a log")
    leaf = base64.b64decode(extra[len("extra ") :])
    told = check_leaf(leaf)
    place = int(index[len("index ") :])
    origin, size, root, *_ = note.split("\n")
    found = root_of(leaf, place, int(size), [base64.b64decode(each) for each in path])
    hold(base64.b64encode(found).decode() == root, "the path does not lead to the head")
    check_signature(note, key)
    return (
        f"holds: {count} files are as SHA256SUMS says; verdict and facts are those of record"
        f" {place} of {origin}, recorded at {told['recorded_at']} as `{told['outcome']}`;"
        f" a head of {size} records that this key has signed covers it"
    )


def main(said: "list[str]") -> int:
    """Check the record in this folder by a key, and return the exit."""
    if len(said) != 1:
        sys.stderr.write("usage: python3 verify.py KEY\n")
        return 2
    try:
        sys.stdout.write(check(said[0]) + "\n")
    except ImportError:
        sys.stderr.write("cannot tell: it needs the package `cryptography`\n")
        return 2
    except FileNotFoundError as error:
        sys.stderr.write(f"cannot tell: there is no {Path(error.filename).name}\n")
        return 2
    except (Wrong, ValueError, KeyError, TypeError, IndexError) as error:
        sys.stderr.write(f"does not hold: {error}\n")
        return 6
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
