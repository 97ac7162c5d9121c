"""Reads models and data sets from Hugging Face: the API first, then a few small files."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from connectors.asking import TEXT_LIMIT, Asker, Question
from connectors.evidence import Where
from connectors.hffields import MOST_FILES, files_in_tree, with_answer
from connectors.hfmeaning import hf_meaning
from connectors.ledger import Answer, Ledger, Pulled
from connectors.lineagefacts import is_hub_id
from connectors.origins import joined, origin_of
from connectors.outcomes import Outcome
from connectors.parts import Part
from connectors.record import (
    Asked,
    Hub,
    Kind,
    LicenseText,
    ModelRecord,
    RepositoryFile,
    TextClass,
    Topic,
)
from connectors.smallfiles import SmallFiles, topic_of, worth_reading
from connectors.wanted import Wanted

HOME = "https://huggingface.co"
_EXPAND = {
    Kind.MODEL: """
        author baseModels cardData createdAt disabled gated gguf lastModified library_name
        pipeline_tag private safetensors sha siblings tags
    """.split(),
    Kind.DATASET: """
        author cardData createdAt disabled gated lastModified private sha siblings tags
    """.split(),
}
"""What is asked for; the hub's own list drifts, so a refusal is no failure."""
_FOLDERS = {Kind.MODEL: "models", Kind.DATASET: "datasets"}
_MOST_PAGES = 10
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
_NEXT = re.compile(r'<([^<>\s]{1,2000})>\s*;\s*rel="?next"?')
_GATED = frozenset({Outcome.GATED_NO_LOGIN, Outcome.GATED_NOT_GRANTED})


class HuggingFace:
    """Reads one repository at a time."""

    def __init__(self, asker: Asker, now: datetime, home: str = HOME) -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the hub says of `wanted`; never raises over what it says."""
        reading = _Reading(Ledger(self._asker, hf_meaning), self._home, wanted)
        record = ModelRecord(Hub.HUGGINGFACE, wanted.kind, wanted.id, wanted.id, self._now)
        record = reading.whole(record)
        ledger = reading.ledger
        return ledger.done(record)


class _Reading:
    """One reading of one repository."""

    def __init__(self, ledger: Ledger, home: str, wanted: Wanted) -> None:
        self.ledger = ledger
        self._home = home
        self._wanted = wanted

    def whole(self, record: ModelRecord) -> ModelRecord:
        """Return `record` with all that is read: metadata, files, texts, owner."""
        wanted = self._wanted
        revision_good = wanted.revision is None or _is_revision(wanted.revision)
        if not is_hub_id(wanted.id) or not revision_good:
            self.ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST))
            return record
        # 1. What the API says of the repository, also of a gated one.
        answer = self._metadata()
        if answer is None:
            return record
        record = with_answer(record, answer)
        record = self._gate_text(record, answer.at("cardData", "extra_gated_prompt"))
        # 2. Which files it has, at the commit that was answered.
        record = self._tree(record)
        # 3. The small ones that say what is allowed, and from what it was made.
        record = self._files(record)
        # 4. Who its owner is.
        return self._owner(record)

    def _metadata(self) -> Part | None:
        steps = ["api", _FOLDERS[self._wanted.kind], *self._wanted.id.split("/")]
        if self._wanted.revision is not None:
            steps += ["revision", self._wanted.revision]
        expand = tuple(("expand", name) for name in _EXPAND[self._wanted.kind])
        answer = self.ledger.ask(Question(joined(self._home, *steps, query=expand)))
        if answer.outcome is Outcome.BAD_REQUEST:
            answer = self.ledger.ask(Question(joined(self._home, *steps)))
        self._about_metadata(answer)
        part = self.ledger.json(answer)
        if part is not None and not isinstance(part.value, dict):
            self.ledger.unreadable(answer)
            return None
        return part

    def _about_metadata(self, answer: Answer) -> None:
        for topic in (Topic.METADATA, Topic.LICENSE, Topic.GATE, Topic.DATASETS):
            self.ledger.about(topic, answer)
        if self._wanted.kind is Kind.MODEL:
            self.ledger.about(Topic.LINEAGE, answer)

    def _gate_text(self, record: ModelRecord, prompt: Part) -> ModelRecord:
        if prompt.text is None:
            return record
        content = prompt.text.encode()
        name = self.ledger.keep(content)
        text = LicenseText(
            "extra_gated_prompt", name, len(content), TextClass.GATE, prompt.where
        )
        return replace(record, texts=(*record.texts, text))

    def _tree(self, record: ModelRecord) -> ModelRecord:
        if record.revision is None:
            return record
        folder = _FOLDERS[self._wanted.kind]
        steps = ("api", folder, *record.id.split("/"), "tree", record.revision.value)
        url: str | None = joined(self._home, *steps, query=(("recursive", "false"),))
        found: list[RepositoryFile] = []
        for _ in range(_MOST_PAGES):
            if url is None:
                break
            answer = self.ledger.ask(Question(url))
            self.ledger.about(Topic.FILES, answer)
            part = self.ledger.json(answer)
            if part is None:
                return record
            found += files_in_tree(part)
            url = self._next_page(answer)
        if url is not None or len(found) > MOST_FILES:
            self.ledger.asked.append(Asked(Topic.FILES, Outcome.TOO_LARGE))
        return replace(record, files=tuple(found[:MOST_FILES])) if found else record

    def _next_page(self, answer: Answer) -> str | None:
        """Return the address of the next page; one at another place ends the reading."""
        link = _NEXT.search(answer.reply.headers.get("link", ""))
        if link is None:
            return None
        target: str = urljoin(answer.reply.url, link[1])
        here = urlsplit(answer.reply.url)
        same = origin_of(target) == origin_of(answer.reply.url)
        if same and urlsplit(target).path == here.path:
            return target
        refused = Asked(Topic.FILES, Outcome.REDIRECT_REFUSED, answer.where, "the next page")
        self.ledger.asked.append(refused)
        return None

    def _files(self, record: ModelRecord) -> ModelRecord:
        """Read the card, texts and configurations; a gate that shuts one shuts all."""
        small = SmallFiles(self.ledger, record.hub)
        shut: Answer | None = None
        paths = worth_reading((each.path for each in record.files), record.kind)
        self._absent(record, {topic_of(path) for path in paths})
        for path in paths:
            topic = topic_of(path)
            if shut is not None:
                self.ledger.about(topic, shut, path)
                continue
            answer = self._file(record, path)
            self.ledger.about(topic, answer, path)
            if answer.outcome in _GATED:
                shut = answer
            elif answer.good:
                record = small.with_file(record, path, answer)
        return record

    def _absent(self, record: ModelRecord, there: set[Topic]) -> None:
        """Write down what the whole list of files does not have: it is absent, and known so."""
        if not record.files or any(
            each.topic is Topic.FILES and not each.answered for each in self.ledger.asked
        ):
            return
        where = record.files[0].where
        for topic in (Topic.CARD, Topic.LICENSE_TEXT, Topic.EMBEDDED_LINEAGE):
            if topic not in there:
                self.ledger.asked.append(Asked(topic, Outcome.ABSENT, Where(where.evidence)))

    def _file(self, record: ModelRecord, path: str) -> Answer:
        prefix = ("datasets",) if record.kind is Kind.DATASET else ()
        revision = record.revision.value if record.revision else "main"
        steps = (*prefix, *record.id.split("/"), "resolve", revision, *path.split("/"))
        url = joined(self._home, *steps)
        fixed = record.revision is not None
        return self.ledger.ask(Question(url, most=TEXT_LIMIT, elsewhere=True, fixed=fixed))

    def _owner(self, record: ModelRecord) -> ModelRecord:
        name = record.owner.value if record.owner else record.id.partition("/")[0]
        if "/" not in record.id or not is_hub_id(name) or "/" in name:
            return record
        answer = self.ledger.ask(
            Question(joined(self._home, "api", "organizations", name, "overview"))
        )
        if answer.outcome is Outcome.NOT_FOUND_OR_PRIVATE:
            answer = self.ledger.ask(
                Question(joined(self._home, "api", "users", name, "overview"))
            )
        self.ledger.about(Topic.OWNER, answer)
        part = self.ledger.json(answer)
        if part is None:
            return record
        return replace(record, owner_verified=part.at("isVerified").stated_truth())


def _is_revision(text: str) -> bool:
    return _REVISION.fullmatch(text) is not None and ".." not in text and "//" not in text
