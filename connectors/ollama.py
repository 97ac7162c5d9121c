"""Reads models from the registry of Ollama, or from a daemon that has them.

A tag moves, so the digest of the manifest is the revision. The digest of a
license layer is that of the license text itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connectors.asking import TEXT_LIMIT, Asker, Question
from connectors.evidence import Method, Stated, digest
from connectors.exchange import json_text
from connectors.ledger import Answer, Ledger, Pulled
from connectors.origins import joined
from connectors.outcomes import Outcome
from connectors.parts import Part
from connectors.record import (
    Asked,
    Base,
    Hub,
    LicenseText,
    ModelRecord,
    Relation,
    Remote,
    RepositoryFile,
    RevisionKind,
    TextClass,
    Tier,
    Topic,
)
from connectors.wanted import Wanted
from connectors.weightsfacts import with_gguf

REGISTRY = "https://registry.ollama.ai"
DAEMON = "http://127.0.0.1:11434"
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_LAYER = "application/vnd.ollama.image."
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_NAME = re.compile(
    r"(?:(?P<namespace>[A-Za-z0-9][A-Za-z0-9._-]{0,79})/)?"
    r"(?P<model>[A-Za-z0-9][A-Za-z0-9._-]{0,79})(?::(?P<tag>[A-Za-z0-9][A-Za-z0-9._-]{0,79}))?"
)
_HELD = re.compile(r"[0-9a-f]{64}")
_MOST_LICENSES = 8


class OllamaRegistry:
    """Reads manifests, configurations and license layers; no daemon is needed."""

    def __init__(self, asker: Asker, now: datetime, home: str = REGISTRY) -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the registry says of `wanted`, whose id may name a tag."""
        ledger = Ledger(self._asker)
        record = ModelRecord(Hub.OLLAMA, wanted.kind, wanted.id, wanted.id, self._now)
        record = _Manifest(ledger, self._home).whole(record, wanted)
        return ledger.done(record)


class _Manifest:
    def __init__(self, ledger: Ledger, home: str) -> None:
        self._ledger = ledger
        self._home = home

    def whole(self, record: ModelRecord, wanted: Wanted) -> ModelRecord:
        """Return `record` with what manifest, configuration and licenses say."""
        name = _NAME.fullmatch(wanted.id)
        if name is None or ".." in wanted.id:
            on_hub = wanted.id.startswith(("hf.co/", "huggingface.co/"))
            hint = "such a name lies on Hugging Face: read it with `hf:`" if on_hub else None
            self._ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST, None, hint))
            return record
        tag = wanted.revision or name["tag"] or "latest"
        place = (name["namespace"] or "library", name["model"])
        answer = self._ledger.ask(
            Question(joined(self._home, "v2", *place, "manifests", tag), accept=_MANIFEST)
        )
        for topic in (Topic.METADATA, Topic.FILES):
            self._ledger.about(topic, answer)
        manifest = self._ledger.json(answer)
        if manifest is None:
            return record
        stated = Stated(f"sha256:{digest(answer.reply.body)}", answer.where)
        record = replace(record, revision=stated, revision_kind=RevisionKind.DIGEST)
        record = replace(record, files=tuple(_layers(manifest)))
        record = self._licenses(record, manifest, answer, place)
        return self._config(record, manifest, place)

    def _blob(self, place: tuple[str, str], named: str) -> Answer | None:
        """Return the blob with that digest, or nothing where it is none."""
        found = _DIGEST.fullmatch(named)
        if found is None:
            return None
        url = joined(self._home, "v2", *place, "blobs", named)
        question = Question(url, most=TEXT_LIMIT, elsewhere=True, fixed=True)
        answer = self._ledger.ask(question)
        if answer.good and digest(answer.reply.body) != found[1]:
            self._ledger.unreadable(answer)
            return replace(answer, outcome=Outcome.UNREADABLE)
        return answer

    def _licenses(
        self, record: ModelRecord, manifest: Part, answer: Answer, place: tuple[str, str]
    ) -> ModelRecord:
        texts: list[LicenseText] = []
        layers = list(_of_kind(manifest, "license"))[:_MOST_LICENSES]
        for layer in layers:
            named = layer.at("digest").text or ""
            blob = self._blob(place, named)
            if blob is None:
                odd = Stated(f"a license layer has no digest: `{named[:80]}`", layer.where)
                record = replace(record, oddities=(*record.oddities, odd))
                self._ledger.asked.append(
                    Asked(Topic.LICENSE_TEXT, Outcome.UNREADABLE, answer.where)
                )
                continue
            self._ledger.about(Topic.LICENSE_TEXT, blob, named)
            if blob.good:
                body = blob.reply.body
                texts.append(
                    LicenseText(
                        f"license {len(texts) + 1}",
                        digest(body),
                        len(body),
                        TextClass.LICENSE,
                        blob.where,
                    )
                )
        if not layers:
            self._ledger.asked.append(Asked(Topic.LICENSE_TEXT, Outcome.ABSENT, answer.where))
        return replace(record, texts=(*record.texts, *texts))

    def _config(
        self, record: ModelRecord, manifest: Part, place: tuple[str, str]
    ) -> ModelRecord:
        named = manifest.at("config", "digest").text or ""
        blob = self._blob(place, named)
        config = self._ledger.json(blob) if blob is not None and blob.good else None
        if config is None or blob is None:
            return record
        family = config.at("model_family")
        told = () if family.text is None else (Stated((family.text,), family.where),)
        return replace(record, tags=next(iter(told), None), remote=_remote(config))


def _of_kind(manifest: Part, kind: str) -> Iterator[Part]:
    for layer in manifest.at("layers").items():
        if layer.at("mediaType").text == f"{_LAYER}{kind}":
            yield layer


def _layers(manifest: Part) -> Iterator[RepositoryFile]:
    for layer in manifest.at("layers").items():
        kind = (layer.at("mediaType").text or "").removeprefix(_LAYER)
        named = layer.at("digest").text or ""
        good = _DIGEST.fullmatch(named) is not None
        size = layer.at("size").number
        if kind.isidentifier():
            yield RepositoryFile(kind, layer.where, size, named if good else None)


class OllamaDaemon:
    """Asks a daemon what it holds under a name; it may pass the name on to a vendor."""

    def __init__(self, asker: Asker, now: datetime, home: str = DAEMON) -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the daemon says of `wanted`."""
        ledger = Ledger(self._asker)
        name = wanted.id if wanted.revision is None else f"{wanted.id}:{wanted.revision}"
        record = ModelRecord(Hub.OLLAMA, wanted.kind, wanted.id, wanted.id, self._now)
        body = json_text({"model": name}).encode()
        answer = ledger.ask(Question(joined(self._home, "api", "show"), Method.POST, body=body))
        for topic in (Topic.METADATA, Topic.LICENSE, Topic.LICENSE_TEXT, Topic.LINEAGE):
            ledger.about(topic, answer)
        shown = ledger.json(answer)
        if shown is not None:
            record = _with_digest(_shown(record, shown, ledger), name, self._tags(ledger))
        return ledger.done(record)

    def _tags(self, ledger: Ledger) -> Part | None:
        return ledger.json(ledger.ask(Question(joined(self._home, "api", "tags"))))


def _with_digest(record: ModelRecord, name: str, tags: Part | None) -> ModelRecord:
    """Return `record` with the digest under which the daemon holds it."""
    whole = name if ":" in name.rpartition("/")[2] else f"{name}:latest"
    for each in tags.at("models").items() if tags is not None else ():
        held = each.at("digest")
        if each.at("name").text == whole and _HELD.fullmatch(held.text or ""):
            stated = Stated(f"sha256:{held.text}", held.where)
            return replace(record, revision=stated, revision_kind=RevisionKind.DIGEST)
    return record


def _shown(record: ModelRecord, shown: Part, ledger: Ledger) -> ModelRecord:
    words = shown.at("license")
    if words.text is not None:
        content = words.text.encode()
        text = LicenseText(
            "license", ledger.keep(content), len(content), TextClass.LICENSE, words.where
        )
        record = replace(record, texts=(*record.texts, text))
    parent = shown.at("details", "parent_model")
    if parent.text is not None:
        base = Base(parent.text, Relation.UNKNOWN, Tier.DECLARED, parent.where, hub=Hub.OLLAMA)
        record = replace(record, bases=(*record.bases, base))
    info = shown.at("model_info")
    if info.there:
        record = with_gguf(record, info)
    return replace(
        record,
        remote=_remote(shown),
        modified=shown.at("modified_at").stated_time(),
    )


def _remote(part: Part) -> Remote | None:
    host, model = part.at("remote_host"), part.at("remote_model")
    if host.text is None or model.text is None:
        return None
    return Remote(host.text[:300], model.text[:300], host.where)
