"""A loaded pack as JSON text and back, for a cache that starts fast.

Documents are kept as texts of their own and read when they are asked for: a
check needs the laws and the few texts that govern its plan, not all of them.
What comes back equals what went in (a test compares), spans of tests apart.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from policy.compiling import Pack
from policy.documentjson import document_from, document_to
from policy.documents import BasisKind, Confidence, Document
from policy.house import House, Presumption, Staleness, WaiverRule
from policy.packs import LoadedPack
from policy.places import Territory
from policy.scalarjson import bounded_from, bounded_to, day_from, day_to

FORMAT = 3


class LazyDocuments(Mapping[str, Document]):
    """Documents that are read from their JSON text when they are asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._read: dict[str, Document] = {}

    def __getitem__(self, name: str) -> Document:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = document_from(json.loads(self._texts[name]))
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def pack_to_json(loaded: LoadedPack) -> str:
    """Return the JSON text of a pack that loaded without any diagnostic of its own.

    Raises `ValueError` for one with diagnostics: those are told each time.
    """
    if loaded.diagnostics:
        raise ValueError("only a pack without diagnostics is kept")
    pack = loaded.pack
    return json.dumps(
        {
            "format": FORMAT,
            "territories": [_territory_to(each) for each in pack.territories.values()],
            "house": _house_to(pack.house),
            "digests": dict(pack.digests),
            "tags": {tag: list(names) for tag, names in pack.license_tags.items()},
            "standing": list(pack.standing_ids),
            "documents": {
                name: _compact(document_to(document))
                for name, document in pack.documents.items()
            },
        },
        ensure_ascii=False,
    )


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pack_from_json(text: str) -> LoadedPack:
    """Return the pack of a JSON text that `pack_to_json` made.

    Raises `ValueError`, `KeyError` or `TypeError` on any other text.
    """
    read: Any = json.loads(text)
    if read["format"] != FORMAT:
        raise ValueError("the text has another format")
    territories = [_territory_from(each) for each in read["territories"]]
    pack = Pack(
        documents=LazyDocuments(read["documents"]),
        territories={each.name: each for each in territories},
        house=_house_from(read["house"]),
        digests=read["digests"],
        license_tags={tag: tuple(names) for tag, names in read["tags"].items()},
        standing_ids=tuple(read["standing"]),
    )
    return LoadedPack(pack, ())


def _territory_to(each: Territory) -> list[object]:
    return [
        each.name,
        each.title,
        sorted(each.codes),
        sorted(each.excluded),
        day_to(each.as_of),
        each.url,
        each.source,
        each.confidence,
    ]


def _territory_from(row: Any) -> Territory:
    name, title, codes, excluded, as_of, url, source, confidence = row
    return Territory(
        name,
        title,
        frozenset(codes),
        frozenset(excluded),
        day_from(as_of),
        url,
        source,
        confidence,
    )


def _house_to(house: House) -> dict[str, object]:
    return {
        "bases": sorted(house.bases),
        "deny_from": int(house.deny_from),
        "presumptions": [_presumption_to(each) for each in house.presumptions],
        "disjoint": _presumption_to(house.disjoint_markets) if house.disjoint_markets else None,
        "waivers": [
            [each.clause, list(each.by), each.at_most.days if each.at_most else None]
            for each in house.waivers
        ],
        "never_waived": list(house.never_waived),
        "staleness": [house.staleness.note, house.staleness.review],
        "answers": {fact: list(roles) for fact, roles in house.answers.items()},
        "costs": dict(house.costs),
        "adopted": [house.adopted_by, day_to(house.adopted_on)],
    }


def _house_from(read: Any) -> House:
    by, on = read["adopted"]
    note, review = read["staleness"]
    return House(
        bases=frozenset(BasisKind(each) for each in read["bases"]),
        deny_from=Confidence(read["deny_from"]),
        presumptions=tuple(_presumption_from(each) for each in read["presumptions"]),
        disjoint_markets=_presumption_from(read["disjoint"]) if read["disjoint"] else None,
        waivers=tuple(_waiver_from(each) for each in read["waivers"]),
        never_waived=tuple(read["never_waived"]),
        staleness=Staleness(note, review),
        answers={fact: tuple(roles) for fact, roles in read["answers"].items()},
        costs=read["costs"],
        adopted_by=by,
        adopted_on=day_from(on),
    )


def _presumption_to(each: Presumption) -> list[object]:
    until: date | None = each.until
    return [each.fact, bounded_to(each.value), each.reason, each.owner, day_to(until)]


def _presumption_from(row: Any) -> Presumption:
    fact, value, reason, owner, until = row
    return Presumption(fact, bounded_from(value), reason, owner, day_from(until))


def _waiver_from(row: Any) -> WaiverRule:
    clause, by, days = row
    at_most = timedelta(days=days) if days is not None else None
    return WaiverRule(clause, tuple(by), at_most)
