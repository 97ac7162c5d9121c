"""Exchanges as JSON: how a question and its reply are kept on disk."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from connectors.asking import Question, Reply
from connectors.evidence import Evidence, Method, digest
from connectors.outcomes import Outcome

_DIGITS = frozenset("0123456789abcdef")
_DIGEST = 64


class SpoiltError(ValueError):
    """What is kept is not what was written."""


def key_of(question: Question, reader: str) -> str:
    """Return the name of what `question` is answered with for `reader`.

    An answer that was got with a token never serves another reader.
    """
    parts = (
        question.method.value,
        question.url,
        question.accept or "",
        digest(question.body or b""),
        str(question.most) if question.beginning else "",
        reader,
    )
    return digest("\n".join(parts).encode())


def is_digest(text: object) -> bool:
    """Return whether `text` is a SHA-256 in hexadecimal, so that it may name a file."""
    return isinstance(text, str) and len(text) == _DIGEST and set(text) <= _DIGITS


def reply_to_json(reply: Reply) -> dict[str, object]:
    """Return `reply` without its body, which `sha256` names."""
    return {
        "outcome": reply.outcome.value,
        "url": reply.url,
        "time": time_text(reply.time),
        "status": reply.status,
        "headers": dict(reply.headers),
        "sha256": digest(reply.body),
        "hops": [evidence_to_json(each) for each in reply.hops],
        "from_cache": reply.from_cache,
    }


def reply_from_json(kept: object, body: bytes) -> Reply:
    """Return the reply that was kept; raises `SpoiltError` where it is not whole."""
    match kept:
        case {
            "outcome": str(outcome),
            "url": str(url),
            "time": str(time),
            "status": status,
            "headers": dict(headers),
            "sha256": str(named),
            "hops": list(hops),
            "from_cache": bool(from_cache),
        } if named == digest(body):
            return Reply(
                Outcome(outcome),
                url,
                time_from(time),
                _number(status),
                _texts(headers),
                body,
                tuple(map(evidence_from_json, hops)),
                from_cache,
            )
        case _:
            raise SpoiltError("a kept answer is not whole")


def evidence_to_json(evidence: Evidence) -> dict[str, object]:
    """Return `evidence` as JSON."""
    plain = asdict(evidence)
    return {
        **plain,
        "method": evidence.method.value,
        "outcome": evidence.outcome.value,
        "time": time_text(evidence.time),
        "headers": dict(evidence.headers),
    }


def evidence_from_json(kept: object) -> Evidence:
    """Return the evidence that was kept; raises `SpoiltError` where it is not whole."""
    match kept:
        case {
            "url": str(url),
            "method": str(method),
            "outcome": str(outcome),
            "time": str(time),
            "status": status,
            "headers": dict(headers),
            "sha256": sha256,
            "size": size,
            "from_cache": bool(from_cache),
        } if sha256 is None or is_digest(sha256):
            return Evidence(
                url,
                Method(method),
                Outcome(outcome),
                time_from(time),
                _number(status),
                _texts(headers),
                sha256 if isinstance(sha256, str) else None,
                _number(size),
                from_cache,
            )
        case _:
            raise SpoiltError("kept evidence is not whole")


def _number(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise SpoiltError("a number is none")


def _texts(headers: Mapping[object, object]) -> dict[str, str]:
    return {str(name): str(value) for name, value in headers.items()}


def time_text(moment: datetime) -> str:
    """Return `moment` in UTC, to the second, as RFC 3339 writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time_from(text: str) -> datetime:
    """Return the moment that `text` names; raises `SpoiltError` where it names none."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise SpoiltError("a time is none") from error


def json_text(value: object) -> str:
    """Return `value` as JSON for people and programs: sorted, indented, one line end."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
