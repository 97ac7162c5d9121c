"""What the small files of a model say: card, texts, configurations, wherever they lie."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from connectors.cards import read_card
from connectors.evidence import Stated, digest
from connectors.ledger import Answer, Ledger
from connectors.licensefacts import licenses_in_card, misspelt_keys
from connectors.lineagefacts import (
    base_in_adapter,
    base_in_config,
    bases_in_card,
    bases_in_merge,
    data_in_card,
)
from connectors.parts import Part, UnreadableAnswerError
from connectors.record import Hub, Kind, LicenseText, ModelRecord, Topic
from connectors.textfiles import (
    ADAPTER,
    CARD,
    EMBEDDED,
    MERGES,
    MOST_TEXTS,
    is_root,
    text_class,
)
from connectors.wordyaml import read_words


@dataclass(frozen=True, slots=True)
class SmallFiles:
    """Reads the small files of one model or data set."""

    ledger: Ledger
    hub: Hub
    """Where the ids lie that such files name."""

    def with_file(self, record: ModelRecord, path: str, answer: Answer) -> ModelRecord:
        """Return `record` with what the file at `path` says, as `answer` brought it."""
        body = answer.reply.body
        if path == CARD:
            return self._with_card(record, answer)
        kind = text_class(path)
        if kind is not None:
            text = LicenseText(path, digest(body), len(body), kind, answer.where)
            return replace(record, texts=(*record.texts, text))
        if path in MERGES:
            return self._with_merge(record, answer)
        config = self.ledger.json(answer)
        if config is None:
            return record
        found = (
            base_in_adapter(config, self.hub)
            if path == ADAPTER
            else base_in_config(config, self.hub, record.id)
        )
        return replace(record, bases=(*record.bases, *found))

    def _with_card(self, record: ModelRecord, answer: Answer) -> ModelRecord:
        card = read_card(answer.reply.body)
        if not card.readable:
            self.ledger.unreadable(answer)
        told = tuple(Stated(words, answer.where) for words in card.oddities)
        record = with_card(record, Part(card.fields, answer.index), self.hub)
        return replace(record, oddities=(*record.oddities, *told))

    def _with_merge(self, record: ModelRecord, answer: Answer) -> ModelRecord:
        try:
            words = read_words(answer.reply.body.decode("utf-8-sig"))
        except (UnreadableAnswerError, UnicodeDecodeError):
            self.ledger.unreadable(answer)
            return record
        found = bases_in_merge(Part(words.value, answer.index), self.hub)
        return replace(record, bases=(*record.bases, *found))


def with_card(record: ModelRecord, card: Part, hub: Hub) -> ModelRecord:
    """Return `record` with what the fields of a card say, beside what is known."""
    return replace(
        record,
        licenses=(*record.licenses, *licenses_in_card(card)),
        bases=(*record.bases, *bases_in_card(card, hub)),
        datasets=(*record.datasets, *data_in_card(card, hub)),
        eu_disallowed=record.eu_disallowed or _truth(card.at("extra_gated_eu_disallowed")),
        successor=record.successor or card.at("new_version").stated_text(),
        library=record.library or card.at("library_name").stated_text(),
        task=record.task or card.at("pipeline_tag").stated_text(),
        oddities=(*record.oddities, *misspelt_keys(card)),
    )


def _truth(part: Part) -> Stated[bool] | None:
    """Return the truth that stands here as such, or as the word of YAML for it."""
    if isinstance(part.value, str) and part.value.casefold() in {"true", "false"}:
        return Stated(part.value.casefold() == "true", part.where)
    return part.stated_truth()


def worth_reading(paths: Iterable[str], kind: Kind) -> list[str]:
    """Return the paths of the small files at the top that are read, the card first."""
    top = sorted({path for path in paths if is_root(path)})
    texts = [path for path in top if text_class(path) is not None][:MOST_TEXTS]
    config = EMBEDDED if kind is Kind.MODEL else ()
    return [
        *(path for path in top if path == CARD),
        *texts,
        *(path for path in config if path in top),
    ]


def topic_of(path: str) -> Topic:
    """Return the topic because of which the file at `path` is read."""
    if path == CARD:
        return Topic.CARD
    return Topic.EMBEDDED_LINEAGE if path in EMBEDDED else Topic.LICENSE_TEXT
