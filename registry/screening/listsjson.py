"""Shipped lists as JSON and back, so that a cache need not parse YAML again."""

import json
from datetime import date
from typing import Any

from policy.documents import Confidence
from registry.screening.memory import ShippedLists
from registry.screening.parties import Edition, Party, PartyName

FORMAT = "distillgate/screening-lists/1"


def lists_to_json(lists: ShippedLists) -> str:
    """Return `lists` as JSON, the same text for the same lists."""
    content = {
        "format": FORMAT,
        "editions": [
            [each.list, each.title, each.day.isoformat(), each.parties, each.file]
            for each in lists.edition_records
        ],
        "parties": [_row(party) for party in lists.parties],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _row(party: Party) -> list[object]:
    return [
        party.list,
        party.key,
        [[name.text, name.strong] for name in party.names],
        party.kind,
        party.country,
        party.listed.isoformat() if party.listed else None,
        party.removed.isoformat() if party.removed else None,
        party.numbers,
        party.providers,
        party.confidence.word,
        party.source,
        party.note,
    ]


def lists_from_json(text: str) -> ShippedLists:
    """Return the lists that `lists_to_json` wrote as `text`.

    Raises `ValueError` where the text is anything else.
    """
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ValueError("the text holds lists of another format")
        editions = tuple(
            Edition(name, title, date.fromisoformat(day), parties, file, sample=True)
            for name, title, day, parties, file in content["editions"]
        )
        return ShippedLists(editions, tuple(map(_party_of, content["parties"])))
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError("the text holds no lists") from error


def _party_of(row: list[Any]) -> Party:
    return Party(
        list=row[0],
        key=row[1],
        names=tuple(PartyName(text, strong) for text, strong in row[2]),
        kind=row[3],
        country=row[4],
        listed=date.fromisoformat(row[5]) if row[5] else None,
        removed=date.fromisoformat(row[6]) if row[6] else None,
        numbers=tuple(row[7]),
        providers=tuple(row[8]),
        confidence=Confidence[row[9].upper()],
        source=row[10],
        note=row[11],
    )
