"""Answers kept on disk: a cache from one run to the next, and bundles of evidence.

A cache belongs to one user and may be thrown away. A bundle is a folder that
holds every answer of one run, so that somebody else comes to the same record
without asking anybody.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from connectors.asking import Asker, Clock, Question, Reply
from connectors.evidence import digest
from connectors.exchange import (
    SpoiltError,
    is_digest,
    json_text,
    key_of,
    reply_from_json,
    reply_to_json,
)
from connectors.origins import ANONYMOUS, Credentials, origin_of
from connectors.outcomes import Outcome

BUNDLE_SCHEMA = "distillgate/evidence-bundle/v1"
INDEX = "bundle.json"
BODIES = "bodies"
MOST_KEPT = 64 * 1_024 * 1_024
_NOT_MODIFIED = 304
_WORTH_KEEPING = frozenset({200, 401, 403, 404, 410, 451})
_FOLDER_MODE = 0o700


class UnusableBundleError(Exception):
    """A folder is no bundle of evidence, or cannot be written as one."""


def reader_of(question: Question, credentials: Credentials) -> str:
    """Return who reads: what tells one token from another, or that there is none."""
    origin = origin_of(question.url)
    if origin is None or question.link:
        return ANONYMOUS
    return credentials.fingerprint(origin)


class Cached:
    """An `Asker` that keeps what another one brings, and asks only if it has changed.

    Without `source` it is offline: what is not kept is not known.
    """

    def __init__(
        self, folder: Path, credentials: Credentials, clock: Clock, source: Asker | None
    ) -> None:
        self._folder = folder
        self._credentials = credentials
        self._clock = clock
        self._source = source

    def ask(self, question: Question) -> Reply:
        """Return the reply, kept from earlier where that is as good."""
        path = self._path(question)
        kept = self._read(path, question)
        if self._source is None:
            absent = Reply(Outcome.NOT_CACHED, question.url, self._clock.now())
            return absent if kept is None else kept.kept()
        if kept is not None and kept.good and question.fixed:
            return kept.kept()
        etag = kept.headers.get("etag") if kept is not None and kept.good else None
        reply = self._source.ask(replace(question, etag=etag))
        if reply.status == _NOT_MODIFIED and kept is not None:
            fresh = replace(kept, time=reply.time)
            self._write(path, fresh)
            return fresh.kept()
        if reply.outcome is Outcome.ANSWERED and reply.status in _WORTH_KEEPING:
            self._write(path, reply)
        return reply

    def _path(self, question: Question) -> Path:
        key = key_of(question, reader_of(question, self._credentials))
        return self._folder / key[:2] / key[2:]

    def _read(self, path: Path, question: Question) -> Reply | None:
        try:
            content = _limited(path)
            head, _, body = content.partition(b"\n")
            reply = reply_from_json(json.loads(head), body)
        except (OSError, ValueError, RecursionError):
            return None
        return reply if len(reply.body) <= question.most else None

    def _write(self, path: Path, reply: Reply) -> None:
        """Keep `reply`; a cache that cannot be written is no failure."""
        head = json.dumps(reply_to_json(replace(reply, from_cache=False)), sort_keys=True)
        with suppress(OSError):
            path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            _put(path, head.encode() + b"\n" + reply.body)


class Recording:
    """An `Asker` that writes down all that another one brings.

    What is asked twice in one run is brought once, so that whoever replays it
    hears the same each time.
    """

    def __init__(self, folder: Path, source: Asker) -> None:
        self._folder = folder
        self._source = source
        self._exchanges: dict[str, dict[str, object]] = {}
        self._replies: dict[str, Reply] = {}
        self._lock = Lock()
        try:
            (folder / BODIES).mkdir(parents=True, exist_ok=True)
            if (folder / INDEX).exists():
                raise UnusableBundleError("the folder holds a bundle already")
        except OSError as error:
            raise UnusableBundleError("the folder cannot be made") from error

    def ask(self, question: Question) -> Reply:
        """Return the reply of the source, after it was written down."""
        key = key_of(question, ANONYMOUS)
        known = self._replies.get(key)
        if known is not None:
            return known
        reply = self._source.ask(question)
        with self._lock:
            first = self._replies.setdefault(key, reply)
            if first is reply:
                self._exchanges[key] = {
                    "method": question.method.value,
                    "asked": question.url,
                    "reply": reply_to_json(reply),
                }
                self._save(BODIES, digest(reply.body), reply.body)
        return first

    def finish(self, extra: Mapping[str, object]) -> None:
        """Write the index, with `extra` beside the exchanges."""
        index = {"schema": BUNDLE_SCHEMA, "exchanges": self._exchanges, **extra}
        self._save("", INDEX, json_text(index).encode())

    def _save(self, folder: str, name: str, content: bytes) -> None:
        try:
            _put(self._folder / folder / name, content)
        except OSError as error:
            raise UnusableBundleError("the bundle cannot be written") from error


class Replaying:
    """An `Asker` that knows nothing but one bundle, whatever it is asked."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        try:
            index = json.loads(_limited(folder / INDEX))
        except (OSError, ValueError, RecursionError) as error:
            raise UnusableBundleError("the folder holds no bundle that can be read") from error
        match index:
            case {"schema": str(schema), "exchanges": dict(exchanges)} if (
                schema == BUNDLE_SCHEMA
            ):
                self._exchanges = exchanges
                self.index: Mapping[str, object] = index
            case _:
                raise UnusableBundleError("the folder holds no bundle of this kind")

    def ask(self, question: Question) -> Reply:
        """Return the reply as it was recorded; raises `UnusableBundleError` if it is spoilt."""
        entry = self._exchanges.get(key_of(question, ANONYMOUS))
        if entry is None:
            return Reply(Outcome.NOT_RECORDED, question.url, self._clock.now())
        match entry:
            case {"reply": {"sha256": str(name)} as kept} if is_digest(name):
                try:
                    return reply_from_json(kept, _limited(self._folder / BODIES / name))
                except (OSError, SpoiltError, ValueError) as error:
                    message = "an answer of the bundle is not the one that was recorded"
                    raise UnusableBundleError(message) from error
            case _:
                raise UnusableBundleError("an answer of the bundle is not whole")


def _limited(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MOST_KEPT + 1)
    if len(content) > MOST_KEPT:
        raise SpoiltError("a kept file is too large")
    return content


def _put(path: Path, content: bytes) -> None:
    """Write a file as a whole, for its owner alone."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
