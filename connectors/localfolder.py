"""Reads a model or data set from a folder: what the training job really loads.

Weights are read by their headers only, and pickled ones never.
"""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from connectors.asking import TEXT_LIMIT, Asker, Question
from connectors.disk import LISTING, beside, listed
from connectors.evidence import Method, Stated
from connectors.gguf import MOST_HEADER, CutOffError, key_values
from connectors.ledger import Answer, Ledger, Pulled
from connectors.outcomes import Outcome
from connectors.parts import Part, UnreadableAnswerError
from connectors.record import (
    Asked,
    Hub,
    Kind,
    ModelRecord,
    RepositoryFile,
    RevisionKind,
    Topic,
)
from connectors.safetensors import LENGTH_BYTES, header_length, metadata
from connectors.savedanswers import with_saved
from connectors.smallfiles import SmallFiles, topic_of, worth_reading
from connectors.textfiles import is_root, shown_name
from connectors.wanted import Wanted
from connectors.weightsfacts import with_gguf, with_safetensors

MOST_WEIGHTS = 4
"""How many files of weights are looked into: the shards of one model say the same."""
_GGUF_STEPS = (256 * 1_024, 4 * 1_024 * 1_024, MOST_HEADER)
_DOWNLOADED = ".cache/huggingface/download"
_COMMIT = re.compile(r"[0-9a-f]{40}")


class LocalFolder:
    """Reads folders, or single files of weights."""

    def __init__(self, asker: Asker, now: datetime, home: str = "") -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what lies at the path that `wanted` names."""
        ledger = Ledger(self._asker)
        record = ModelRecord(Hub.LOCAL, wanted.kind, wanted.id, wanted.id, self._now)
        path = str(Path(self._home) / wanted.id) if self._home else wanted.id
        record = _Reading(ledger, path).whole(record)
        return ledger.done(record)


class _Reading:
    def __init__(self, ledger: Ledger, path: str) -> None:
        self._ledger = ledger
        self._path = path

    def whole(self, record: ModelRecord) -> ModelRecord:
        """Return `record` with everything that is read."""
        if self._path.endswith((".gguf", ".safetensors")):
            return self._one_file(record)
        if self._path.endswith(".json"):
            return self._saved(record)
        answer = self._ledger.ask(Question(self._path, Method.READ, accept=LISTING))
        for topic in (Topic.METADATA, Topic.FILES):
            self._ledger.about(topic, answer)
        if not answer.good:
            self._ledger.asked[-2] = Asked(Topic.METADATA, _missing(answer), answer.where)
            return record
        files = tuple(
            RepositoryFile(each.name, answer.where, each.size)
            for each in listed(answer.reply.body)
            if each.name == shown_name(each.name)
        )
        record = replace(record, files=files)
        record = self._small_files(record, answer)
        record = self._weights(record, answer)
        return self._commit(record)

    def _one_file(self, record: ModelRecord) -> ModelRecord:
        self._ledger.asked.append(Asked(Topic.METADATA, Outcome.ANSWERED))
        folder, name = str(Path(self._path).parent), Path(self._path).name
        before = len(self._ledger.evidence)
        record = self._header(record, folder, name)
        first = self._ledger.evidence[before]
        if first.outcome is Outcome.ABSENT:
            self._ledger.asked[0] = Asked(Topic.METADATA, Outcome.NOT_FOUND_OR_PRIVATE)
        return record

    def _saved(self, record: ModelRecord) -> ModelRecord:
        """Return what an answer says that somebody saved as a file."""
        answer = self._ledger.ask(Question(self._path, Method.READ))
        for topic in (Topic.METADATA, Topic.LICENSE, Topic.LINEAGE, Topic.NOTICES):
            self._ledger.about(topic, answer)
        if not answer.good:
            self._ledger.asked[0] = Asked(Topic.METADATA, _missing(answer), answer.where)
            return record
        part = self._ledger.json(answer)
        found = with_saved(record, part) if part is not None else None
        if found is None:
            self._ledger.unreadable(answer)
            return record
        return found

    def _small_files(self, record: ModelRecord, listing: Answer) -> ModelRecord:
        small = SmallFiles(self._ledger, Hub.HUGGINGFACE)
        paths = worth_reading((each.path for each in record.files), record.kind)
        there = {topic_of(path) for path in paths}
        for topic in (Topic.CARD, Topic.LICENSE_TEXT):
            if topic not in there:
                self._ledger.asked.append(Asked(topic, Outcome.ABSENT, listing.where))
        for path in paths:
            answer = self._ledger.ask(
                Question(beside(self._path, path), Method.READ, most=TEXT_LIMIT)
            )
            self._ledger.about(topic_of(path), answer, path)
            if answer.good:
                record = small.with_file(record, path, answer)
        for topic in (Topic.LICENSE, Topic.LINEAGE, Topic.DATASETS):
            self._as_the_card(topic, listing)
        return record

    def _as_the_card(self, topic: Topic, listing: Answer) -> None:
        """Write down `topic` as known as well as the card is, which declares for a folder."""
        cards = [each for each in self._ledger.asked if each.topic is Topic.CARD]
        for card in cards:
            self._ledger.asked.append(replace(card, topic=topic, where=card.where))
        if not cards:
            self._ledger.asked.append(Asked(topic, Outcome.ABSENT, listing.where))

    def _weights(self, record: ModelRecord, listing: Answer) -> ModelRecord:
        if record.kind is Kind.DATASET:
            return record
        found = [
            each.path
            for each in record.files
            if is_root(each.path) and each.path.endswith((".gguf", ".safetensors"))
        ]
        for name in found[:MOST_WEIGHTS]:
            record = self._header(record, self._path, name)
        if not any(each.topic is Topic.EMBEDDED_LINEAGE for each in self._ledger.asked):
            self._ledger.asked.append(
                Asked(Topic.EMBEDDED_LINEAGE, Outcome.ABSENT, listing.where)
            )
        return record

    def _header(self, record: ModelRecord, folder: str, name: str) -> ModelRecord:
        path = beside(folder, name)
        gguf = name.endswith(".gguf")
        try:
            return self._gguf(record, path) if gguf else self._safetensors(record, path)
        except UnreadableAnswerError:
            place = len(self._ledger.evidence) - 1
            self._ledger.evidence[place] = replace(
                self._ledger.evidence[place], outcome=Outcome.UNREADABLE
            )
            self._ledger.asked[-1] = replace(self._ledger.asked[-1], outcome=Outcome.UNREADABLE)
            return record

    def _beginning(self, path: str, most: int) -> Answer:
        """Return the beginning of a file; a longer one takes the place of a shorter."""
        asked = self._ledger.asked
        detail = Path(path).name
        asked[:] = [
            each
            for each in asked
            if not (each.topic is Topic.EMBEDDED_LINEAGE and each.detail == detail)
        ]
        answer = self._ledger.ask(Question(path, Method.READ, most=most, beginning=True))
        self._ledger.about(Topic.EMBEDDED_LINEAGE, answer, detail)
        return answer

    def _gguf(self, record: ModelRecord, path: str) -> ModelRecord:
        for most in _GGUF_STEPS:
            answer = self._beginning(path, most)
            if not answer.good:
                return record
            try:
                keys = key_values(answer.reply.body)
                return with_gguf(record, Part(keys, answer.index))
            except CutOffError:
                if len(answer.reply.body) < most or most == MOST_HEADER:
                    raise
        return record

    def _safetensors(self, record: ModelRecord, path: str) -> ModelRecord:
        answer = self._beginning(path, LENGTH_BYTES)
        if not answer.good:
            return record
        length = header_length(answer.reply.body)
        answer = self._beginning(path, LENGTH_BYTES + length)
        if not answer.good:
            return record
        return with_safetensors(record, metadata(answer.reply.body), answer.index)

    def _commit(self, record: ModelRecord) -> ModelRecord:
        """Return `record` with the commit that a download from Hugging Face noted down."""
        noted = beside(self._path, f"{_DOWNLOADED}/config.json.metadata")
        answer = self._ledger.ask(Question(noted, Method.READ, most=4_096))
        word = answer.reply.body.split(b"\n", 1)[0].decode("ascii", "replace").strip()
        if not answer.good or _COMMIT.fullmatch(word) is None:
            return record
        stated = Stated(word, answer.where)
        return replace(record, revision=stated, revision_kind=RevisionKind.COMMIT)


def _missing(answer: Answer) -> Outcome:
    absent = answer.outcome is Outcome.ABSENT
    return Outcome.NOT_FOUND_OR_PRIVATE if absent else answer.outcome
