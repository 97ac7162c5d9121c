"""Reads what OpenRouter says of a model that it routes to: notices, never a verdict.

A route has three contracts: that of the router, that of whoever serves the
model, and the license of the model. The router speaks for none of the others.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connectors.asking import Asker, Question
from connectors.ledger import Ledger, Pulled
from connectors.lineagefacts import is_hub_id
from connectors.origins import joined
from connectors.outcomes import Outcome
from connectors.parts import Part
from connectors.record import (
    Asked,
    Base,
    Hub,
    ModelRecord,
    Notice,
    Relation,
    Tier,
    Topic,
)
from connectors.wanted import Wanted

HOME = "https://openrouter.ai/api/v1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}/[A-Za-z0-9][A-Za-z0-9._:-]{0,149}")
_PAGE = 1_000
_MOST_PAGES = 4
_MOST_SERVED = 40
_LISTS = (("true", "distillable"), ("false", "not-distillable"))


class OpenRouter:
    """Reads one model at a time from the lists of the router."""

    def __init__(self, asker: Asker, now: datetime, home: str = HOME) -> None:
        self._asker = asker
        self._now = now
        self._home = home

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the router says of `wanted`."""
        ledger = Ledger(self._asker)
        record = ModelRecord(Hub.OPENROUTER, wanted.kind, wanted.id, wanted.id, self._now)
        if _NAME.fullmatch(wanted.id) is None or ".." in wanted.id:
            ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST))
            return ledger.done(record)
        row = self._listed(ledger, wanted.id, Topic.METADATA)
        if row is None:
            return ledger.done(record)
        record = replace(
            record,
            id=row.at("canonical_slug").text or wanted.id,
            created=row.at("created").stated_time(),
            bases=tuple(_weights(row)),
            notices=tuple(self._distillable(ledger, wanted.id)),
        )
        served = self._served(ledger, wanted.id)
        return ledger.done(replace(record, notices=(*record.notices, *served)))

    def _listed(
        self, ledger: Ledger, name: str, topic: Topic, flag: str | None = None
    ) -> Part | None:
        """Return the row of a model in the list; that it is in none is told as absent."""
        outcome = Outcome.NOT_FOUND_OR_PRIVATE if flag is None else Outcome.ABSENT
        where = None
        for page in range(_MOST_PAGES):
            query = [("limit", str(_PAGE)), ("offset", str(page * _PAGE))]
            query += [("distillable", flag)] if flag is not None else []
            answer = ledger.ask(Question(joined(self._home, "models", query=tuple(query))))
            part = ledger.json(answer)
            where = answer.where
            if part is None:
                ledger.about(topic, answer)
                return None
            rows = list(part.at("data").items())
            for row in rows:
                if name in {row.at("id").text, row.at("canonical_slug").text}:
                    ledger.about(topic, answer)
                    return row
            if len(rows) < _PAGE:
                break
        ledger.asked.append(Asked(topic, outcome, where))
        return None

    def _distillable(self, ledger: Ledger, name: str) -> Iterator[Notice]:
        """Yield what the router claims of training on outputs; of many models, nothing."""
        for flag, kind in _LISTS:
            row = self._listed(ledger, name, Topic.NOTICES, flag)
            if row is not None:
                text = "the router lists it so by its own reading, to be held against the terms"
                yield Notice(kind, text, row.where)

    def _served(self, ledger: Ledger, name: str) -> list[Notice]:
        author, _, slug = name.partition("/")
        answer = ledger.ask(Question(joined(self._home, "models", author, slug, "endpoints")))
        ledger.about(Topic.NOTICES, answer, "endpoints")
        part = ledger.json(answer)
        if part is None:
            return []
        names = (each.at("provider_name") for each in part.at("data", "endpoints").items())
        told = [Notice("served-by", each.text, each.where) for each in names if each.text]
        return told[:_MOST_SERVED]


def _weights(row: Part) -> Iterator[Base]:
    """Yield the model on Hugging Face whose weights the router means."""
    named = row.at("hugging_face_id")
    if named.text is not None:
        hub = Hub.HUGGINGFACE if is_hub_id(named.text) else None
        yield Base(
            named.text[:300],
            Relation.UNKNOWN,
            Tier.DECLARED,
            named.where,
            "hugging_face_id",
            hub,
        )
