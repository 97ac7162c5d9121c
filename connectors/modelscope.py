"""Reads models from ModelScope, by both of its APIs.

The newer one tells license and gate; lineage and the card are in the older
one alone. Licenses are given as display names as often as ids.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connectors.asking import TEXT_LIMIT, Asker, Question, Reply, usual_outcome
from connectors.cards import read_card
from connectors.evidence import Stated
from connectors.ledger import Answer, Ledger, Pulled
from connectors.licensefacts import licenses_in_tags
from connectors.lineagefacts import base_of, is_hub_id, relation_of
from connectors.origins import joined
from connectors.outcomes import Outcome
from connectors.parts import Part, UnreadableAnswerError, raw_text, read_json
from connectors.record import (
    Asked,
    Base,
    DeclaredLicense,
    Gate,
    Hub,
    Kind,
    ModelRecord,
    RepositoryFile,
    RevisionKind,
    Tier,
    Topic,
)
from connectors.smallfiles import SmallFiles, topic_of, with_card, worth_reading
from connectors.textfiles import CARD, shown_name
from connectors.wanted import Wanted

HOME = "https://modelscope.cn"
_BRANCH = "master"
_MOST_LISTED = 1_000
"""From so many files on the hub may have cut its list off without a word."""
_BAD_TOKEN = 10_010_103_009
_CODES = {
    "ResourceNotFound": Outcome.NOT_FOUND_OR_PRIVATE,
    "InvalidAuthentication": Outcome.BAD_CREDENTIALS,
    "OperationNotAllowed": Outcome.FORBIDDEN,
    "QuotaLimitExceed": Outcome.RATE_LIMITED,
    "RateLimitExceed": Outcome.RATE_LIMITED,
}
_PUBLIC = 5
_LONGEST = 500


def modelscope_meaning(reply: Reply) -> Outcome:
    """Return what `reply` means: the envelopes have codes of their own."""
    usual = usual_outcome(reply)
    if reply.outcome is not Outcome.ANSWERED or usual is Outcome.ANSWERED:
        return usual
    try:
        body = read_json(reply.body)
    except UnreadableAnswerError:
        return usual
    match body:
        case {"code": str(code)} if code in _CODES:
            return _CODES[code]
        case {"Code": int(number)} if number == _BAD_TOKEN:
            return Outcome.BAD_CREDENTIALS
        case _:
            return usual


class ModelScope:
    """Reads one model at a time."""

    def __init__(self, asker: Asker, now: datetime, home: str = HOME) -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the hub says of `wanted`."""
        ledger = Ledger(self._asker, modelscope_meaning)
        record = ModelRecord(Hub.MODELSCOPE, wanted.kind, wanted.id, wanted.id, self._now)
        good = is_hub_id(wanted.id) and "/" in wanted.id and wanted.kind is Kind.MODEL
        if not good:
            ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST))
            return ledger.done(record)
        return ledger.done(_Reading(ledger, self._home, wanted).whole(record))


class _Reading:
    def __init__(self, ledger: Ledger, home: str, wanted: Wanted) -> None:
        self._ledger = ledger
        self._home = home
        self._steps = tuple(wanted.id.split("/"))
        self._revision = wanted.revision or _BRANCH

    def whole(self, record: ModelRecord) -> ModelRecord:
        """Return `record` with what both APIs and the small files say."""
        # 1. The newer API: license and gate.
        answer = self._ledger.ask(
            Question(joined(self._home, "openapi", "v1", "models", *self._steps))
        )
        for topic in (Topic.METADATA, Topic.LICENSE, Topic.GATE):
            self._ledger.about(topic, answer)
        part = self._data(answer, "data")
        if part is None:
            return record
        record = _newer(record, part)
        # 2. The older one: lineage and the card.
        query = (("Revision", self._revision),)
        answer = self._ledger.ask(
            Question(joined(self._home, "api", "v1", "models", *self._steps, query=query))
        )
        for topic in (Topic.LINEAGE, Topic.CARD, Topic.DATASETS):
            self._ledger.about(topic, answer)
        part = self._data(answer, "Data")
        if part is not None:
            record = self._older(record, part)
        # 3. The texts that lie beside the weights.
        return self._files(record)

    def _data(self, answer: Answer, name: str) -> Part | None:
        part = self._ledger.json(answer)
        if part is None:
            return None
        found = part.at(name)
        if not isinstance(found.value, dict):
            self._ledger.unreadable(answer)
            return None
        return found

    def _older(self, record: ModelRecord, part: Part) -> ModelRecord:
        branch = part.at("Revision")
        stated = branch.stated_text()
        record = replace(
            record,
            licenses=(*record.licenses, *_licenses(part.at("License"))),
            bases=(*record.bases, *_bases(part)),
            private=record.private or _private(part.at("Visibility")),
            revision=stated,
            revision_kind=RevisionKind.BRANCH if stated else RevisionKind.NONE,
        )
        body = part.at("ReadMeContent")
        if body.text is None:
            return record
        card = read_card(body.text.encode())
        told = tuple(Stated(words, body.where) for words in card.oddities)
        inside = Part(card.fields, body.evidence, body.pointer)
        record = with_card(record, inside, Hub.MODELSCOPE)
        return replace(record, oddities=(*record.oddities, *told))

    def _files(self, record: ModelRecord) -> ModelRecord:
        query = (("Revision", self._revision), ("Recursive", "true"))
        steps = ("api", "v1", "models", *self._steps, "repo", "files")
        answer = self._ledger.ask(Question(joined(self._home, *steps, query=query)))
        self._ledger.about(Topic.FILES, answer)
        part = self._data(answer, "Data")
        if part is None:
            return record
        files = tuple(_listed(part))
        if len(files) >= _MOST_LISTED:
            self._ledger.asked.append(
                Asked(Topic.FILES, Outcome.TOO_LARGE, answer.where, "the list may be cut off")
            )
        record = replace(record, files=files)
        small = SmallFiles(self._ledger, Hub.MODELSCOPE)
        paths = worth_reading((each.path for each in files), record.kind)
        if not any(topic_of(path) is Topic.LICENSE_TEXT for path in paths):
            self._ledger.asked.append(Asked(Topic.LICENSE_TEXT, Outcome.ABSENT, answer.where))
        for path in paths:
            if path == CARD:
                continue
            got = self._file(path)
            self._ledger.about(topic_of(path), got, path)
            if got.good:
                record = small.with_file(record, path, got)
        return record

    def _file(self, path: str) -> Answer:
        query = (("Revision", self._revision), ("FilePath", path))
        url = joined(self._home, "api", "v1", "models", *self._steps, "repo", query=query)
        return self._ledger.ask(Question(url, most=TEXT_LIMIT, elsewhere=True))


def _newer(record: ModelRecord, part: Part) -> ModelRecord:
    gate, login = part.at("gated"), part.at("login_required")
    stated = None
    if login.value is True:
        stated = Stated(Gate.LOGIN, login.where)
    if gate.there:
        known = Gate.NONE if gate.value is False else Gate.UNKNOWN
        stated = stated or Stated(known, gate.where)
    return replace(
        record,
        id=part.at("id").text or record.id,
        owner=part.at("owner").stated_text(),
        licenses=(
            *_licenses(part.at("license")),
            *licenses_in_tags(part.at("tags")),
        ),
        gate=stated,
        private=part.at("private").stated_truth(),
        created=part.at("created_at").stated_time(),
        modified=part.at("last_modified").stated_time(),
        tags=part.at("tags").stated_texts(),
    )


def _licenses(part: Part) -> Iterator[DeclaredLicense]:
    """Yield a license as it is given: a word may be an id, several are a display name."""
    for each in part.items():
        raw = raw_text(each.value)[:_LONGEST]
        one = each.text is not None and " " not in each.text.strip()
        yield DeclaredLicense(
            raw, each.where, each.text.strip() if each.text and one else None, raw
        )


def _bases(part: Part) -> Iterator[Base]:
    relation = relation_of(part.at("BaseModelRelation").text)
    for each in part.at("BaseModel").items():
        yield base_of(each, relation, Tier.DECLARED, Hub.MODELSCOPE)


def _private(part: Part) -> Stated[bool] | None:
    number = part.number
    if number is None:
        return None
    return Stated(number != _PUBLIC, part.where)


def _listed(part: Part) -> Iterator[RepositoryFile]:
    for each in part.at("Files").items():
        path, digest = each.at("Path").text, each.at("Sha256").text
        if path is not None and each.at("Type").text == "blob":
            named = f"sha256:{digest}" if digest else None
            yield RepositoryFile(shown_name(path), each.where, each.at("Size").number, named)
