"""Reads the license texts of a repository on GitHub, where links of cards often lead."""

import binascii
import re
from base64 import b64decode
from dataclasses import replace
from datetime import datetime

from connectors.asking import Asker, Question, Reply, usual_outcome
from connectors.evidence import Stated
from connectors.ledger import Answer, Ledger, Pulled
from connectors.origins import joined
from connectors.outcomes import Outcome
from connectors.parts import Part
from connectors.record import (
    Asked,
    DeclaredLicense,
    Hub,
    LicenseText,
    ModelRecord,
    RevisionKind,
    TextClass,
    Topic,
)
from connectors.textfiles import MOST_TEXTS, shown_name, text_class
from connectors.wanted import Wanted

HOME = "https://api.github.com"
_JSON = "application/vnd.github+json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_NOT_FOUND = 404


def github_meaning(reply: Reply) -> Outcome:
    """Return what `reply` means; a license that is not found may be one that is not there."""
    missing = reply.status == _NOT_FOUND and reply.url.partition("?")[0].endswith("/license")
    return Outcome.ABSENT if missing else usual_outcome(reply)


class GitHub:
    """Reads what the hub takes for the license, and every license text at the top."""

    def __init__(self, asker: Asker, now: datetime, home: str = HOME) -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the repository that `wanted` names says of its license."""
        ledger = Ledger(self._asker, github_meaning)
        record = ModelRecord(Hub.GITHUB, wanted.kind, wanted.id, wanted.id, self._now)
        revision = wanted.revision
        good = _NAME.fullmatch(wanted.id) is not None and ".." not in wanted.id
        if not good or (revision is not None and _REVISION.fullmatch(revision) is None):
            ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST))
            return ledger.done(record)
        reading = _Reading(ledger, self._home, wanted.id, revision)
        return ledger.done(reading.whole(record))


class _Reading:
    def __init__(self, ledger: Ledger, home: str, name: str, revision: str | None) -> None:
        self._ledger = ledger
        self._steps = (home, "repos", *name.split("/"))
        self._query = (("ref", revision),) if revision is not None else ()
        self._revision = revision

    def whole(self, record: ModelRecord) -> ModelRecord:
        """Return `record` with the list of files, the texts, and what the hub makes of them."""
        listing = self._ask("contents")
        for topic in (Topic.METADATA, Topic.FILES):
            self._ledger.about(topic, listing)
        part = self._ledger.json(listing)
        if part is None:
            return record
        record = self._pinned(record, listing)
        guess = self._ask("license")
        self._ledger.about(Topic.LICENSE, guess)
        told = self._ledger.json(guess)
        if told is not None:
            record = replace(record, licenses=_declared(told.at("license")))
        names = [each.at("name").text or "" for each in part.items()]
        texts = [name for name in names if text_class(name) and shown_name(name) == name]
        if not texts:
            self._ledger.asked.append(Asked(Topic.LICENSE_TEXT, Outcome.ABSENT, listing.where))
        for name in texts[:MOST_TEXTS]:
            record = self._text(record, name)
        return record

    def _ask(self, *path: str) -> Answer:
        url = joined(*self._steps, *path, query=self._query)
        return self._ledger.ask(Question(url, accept=_JSON))

    def _pinned(self, record: ModelRecord, listing: Answer) -> ModelRecord:
        if self._revision is None:
            return record
        fixed = _COMMIT.fullmatch(self._revision) is not None
        kind = RevisionKind.COMMIT if fixed else RevisionKind.BRANCH
        stated = Stated(self._revision, listing.where)
        return replace(record, revision=stated, revision_kind=kind)

    def _text(self, record: ModelRecord, name: str) -> ModelRecord:
        answer = self._ask("contents", name)
        self._ledger.about(Topic.LICENSE_TEXT, answer, name)
        part = self._ledger.json(answer)
        if part is None:
            return record
        content = _content(part)
        if content is None:
            self._ledger.unreadable(answer)
            return record
        kind = text_class(name) or TextClass.LICENSE
        where = part.at("content").where
        text = LicenseText(name, self._ledger.keep(content), len(content), kind, where)
        return replace(record, texts=(*record.texts, text))


def _content(part: Part) -> bytes | None:
    """Return the bytes of a file, which come as base64 with line breaks."""
    if part.at("encoding").text != "base64" or not isinstance(part.at("content").value, str):
        return None
    try:
        return b64decode("".join(str(part.at("content").value).split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _declared(license_: Part) -> tuple[DeclaredLicense, ...]:
    """Return what the hub takes for the license; for most of models it asserts nothing."""
    named = license_.at("spdx_id")
    if named.text is None:
        return ()
    key = license_.at("key").text
    return (
        DeclaredLicense(named.text[:200], named.where, key[:200] if key is not None else None),
    )
