"""Reads models from an MLflow registry: tags by convention, lineage from the artifact.

A registry has no field for a license or a base model. Tags with the names
below are read, and the file `MLmodel`, where the lineage really is.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connectors.asking import TEXT_LIMIT, Asker, Question, Reply, usual_outcome
from connectors.evidence import digest
from connectors.ledger import Answer, Ledger, Pulled
from connectors.lineagefacts import base_of
from connectors.origins import joined
from connectors.outcomes import Outcome
from connectors.parts import Part, UnreadableAnswerError, read_json
from connectors.record import (
    Asked,
    Base,
    DeclaredLicense,
    Hub,
    LicenseText,
    ModelRecord,
    Notice,
    Relation,
    RevisionKind,
    TextClass,
    Tier,
    Topic,
    UsedData,
)
from connectors.wanted import Wanted
from connectors.wordyaml import read_words

LICENSE_TAGS = ("distillgate.license", "license")
BASE_TAGS = ("distillgate.base_model", "base_model")
TEACHER_TAGS = ("distillgate.teacher", "teacher")
DATA_TAGS = ("distillgate.dataset", "dataset")
PLAN_TAG = "distillgate.plan"
_NAME = re.compile(r"[^\s/:][^\n\r/:]{0,250}")
_CODES = {
    "RESOURCE_DOES_NOT_EXIST": Outcome.NOT_FOUND_OR_PRIVATE,
    "PERMISSION_DENIED": Outcome.FORBIDDEN,
    "INVALID_PARAMETER_VALUE": Outcome.BAD_REQUEST,
    "REQUEST_LIMIT_EXCEEDED": Outcome.RATE_LIMITED,
}
_ARTIFACTS = "mlflow-artifacts:/"
_LONGEST = 500


def mlflow_meaning(reply: Reply) -> Outcome:
    """Return what `reply` means, by the codes of the registry."""
    usual = usual_outcome(reply)
    if reply.outcome is not Outcome.ANSWERED or usual is Outcome.ANSWERED:
        return usual
    try:
        body = read_json(reply.body)
    except UnreadableAnswerError:
        return usual
    match body:
        case {"error_code": str(code)} if code in _CODES:
            return _CODES[code]
        case _:
            return usual


class MLflow:
    """Reads one model; the revision is a version or an alias."""

    def __init__(self, asker: Asker, now: datetime, home: str = "") -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the registry says of `wanted`."""
        ledger = Ledger(self._asker, mlflow_meaning)
        record = ModelRecord(Hub.MLFLOW, wanted.kind, wanted.id, wanted.id, self._now)
        if not self._home or _NAME.fullmatch(wanted.id) is None:
            hint = None if self._home else "MLFLOW_TRACKING_URI says where the registry is"
            ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST, None, hint))
            return ledger.done(record)
        return ledger.done(_Reading(ledger, self._home, wanted).whole(record))


class _Reading:
    def __init__(self, ledger: Ledger, home: str, wanted: Wanted) -> None:
        self._ledger = ledger
        self._home = home
        self._name = wanted.id
        self._revision = wanted.revision

    def whole(self, record: ModelRecord) -> ModelRecord:
        """Return `record` with what model, version and artifact say."""
        answer = self._ask("registered-models", "get", (("name", self._name),))
        for topic in (Topic.METADATA, Topic.LICENSE, Topic.LINEAGE, Topic.DATASETS):
            self._ledger.about(topic, answer)
        part = self._ledger.json(answer)
        if part is None:
            return record
        model = part.at("registered_model")
        record = _with_tags(record, model)
        record = replace(
            record,
            created=model.at("creation_timestamp").stated_time(),
            modified=model.at("last_updated_timestamp").stated_time(),
        )
        version = self._version(model)
        if version is None:
            return record
        record = _with_tags(record, version)
        stated = version.at("version").stated_text()
        record = replace(record, revision=stated, revision_kind=RevisionKind.VERSION)
        return self._artifact(record, version.at("source").text or "")

    def _ask(self, noun: str, verb: str, query: tuple[tuple[str, str], ...]) -> Answer:
        url = joined(self._home, "api", "2.0", "mlflow", noun, verb, query=query)
        return self._ledger.ask(Question(url))

    def _version(self, model: Part) -> Part | None:
        """Return the version that is wanted, else the newest that the registry names."""
        wanted = self._revision
        if wanted is None:
            latest = list(model.at("latest_versions").items())
            wanted = latest[0].at("version").text if latest else None
        if wanted is None:
            return None
        named = (("name", self._name),)
        if wanted.isdecimal():
            answer = self._ask("model-versions", "get", (*named, ("version", wanted)))
        else:
            answer = self._ask("registered-models", "alias", (*named, ("alias", wanted)))
        self._ledger.about(Topic.METADATA, answer, f"version {wanted}")
        part = self._ledger.json(answer)
        return None if part is None else part.at("model_version")

    def _artifact(self, record: ModelRecord, source: str) -> ModelRecord:
        """Return `record` with what lies beside the weights, if the registry serves that."""
        path = source.removeprefix(_ARTIFACTS).strip("/")
        if not source.startswith(_ARTIFACTS) or ".." in path or not path:
            return record
        answer = self._file(path, "MLmodel")
        self._ledger.about(Topic.EMBEDDED_LINEAGE, answer, "MLmodel")
        if answer.good:
            record = self._with_mlmodel(record, answer)
        answer = self._file(path, "LICENSE.txt")
        self._ledger.about(Topic.LICENSE_TEXT, answer, "LICENSE.txt")
        if answer.good:
            body = answer.reply.body
            text = LicenseText(
                "LICENSE.txt", digest(body), len(body), TextClass.LICENSE, answer.where
            )
            record = replace(record, texts=(*record.texts, text))
        return record

    def _file(self, path: str, name: str) -> Answer:
        steps = ("api", "2.0", "mlflow-artifacts", "artifacts", *path.split("/"), name)
        url = joined(self._home, *steps)
        return self._ledger.ask(Question(url, most=TEXT_LIMIT))

    def _with_mlmodel(self, record: ModelRecord, answer: Answer) -> ModelRecord:
        try:
            words = read_words(answer.reply.body.decode("utf-8-sig"))
        except (UnreadableAnswerError, UnicodeDecodeError):
            self._ledger.unreadable(answer)
            return record
        part = Part(words.value, answer.index)
        return replace(record, bases=(*record.bases, *bases_in_mlmodel(part)))


def bases_in_mlmodel(part: Part) -> Iterator[Base]:
    """Yield the model from which an artifact was made, by its flavors."""
    for flavor in part.at("flavors").names():
        held = part.at("flavors", flavor)
        named = held.at("source_model_name")
        if named.text is not None:
            revision = held.at("source_model_revision").text
            relation = (Relation.UNKNOWN, None)
            yield base_of(named, relation, Tier.EMBEDDED, Hub.HUGGINGFACE, revision)


def _with_tags(record: ModelRecord, part: Part) -> ModelRecord:
    """Return `record` with what the tags say that have a meaning by convention."""
    tags = {each.at("key").text: each.at("value") for each in part.at("tags").items()}

    def held(names: tuple[str, ...]) -> list[Part]:
        return [tags[name] for name in names if name in tags and tags[name].text is not None]

    licenses = (
        DeclaredLicense((each.text or "")[:_LONGEST], each.where, each.text)
        for each in held(LICENSE_TAGS)
    )
    told = Relation.UNKNOWN, None
    bases = (base_of(each, told, Tier.DECLARED, Hub.HUGGINGFACE) for each in held(BASE_TAGS))
    taught = (
        base_of(each, (Relation.DISTILLED, None), Tier.DECLARED, Hub.HUGGINGFACE)
        for each in held(TEACHER_TAGS)
    )
    data = (UsedData((each.text or "")[:_LONGEST], each.where) for each in held(DATA_TAGS))
    plans = held((PLAN_TAG,))
    notices = (Notice("plan", (each.text or "")[:_LONGEST], each.where) for each in plans)
    return replace(
        record,
        licenses=(*record.licenses, *licenses),
        bases=(*record.bases, *bases, *taught),
        datasets=(*record.datasets, *data),
        notices=(*record.notices, *notices),
    )
