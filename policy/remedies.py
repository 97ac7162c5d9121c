"""The kinds of remedies for what is done already, and how programs read them."""

from enum import StrEnum


class RemedyKind(StrEnum):
    """The closed list of what sets right what is done already."""

    __hash__ = str.__hash__

    DROP_DATA = "drop-data"
    TRAIN_ANEW = "train-anew"
    KEEP_INTERNAL = "keep-internal"
    RELEASE_OTHERWISE = "release-otherwise"
    RENAME = "rename"
    ATTRIBUTE = "attribute"
    RELICENSE = "relicense"
    USE_OTHERWISE = "use-otherwise"
    ANSWER = "answer"
    AGREEMENT = "agreement"
    DETERMINATION = "determination"
    WAIVER = "waiver"


_NAME: dict[str, object] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, object] = {"type": "array", "items": {"type": "string"}}
_RULING: dict[str, object] = {"$ref": "#/$defs/ruling"}
_COST: dict[str, object] = {"type": "integer", "minimum": 0}


def remedies_schema() -> dict[str, object]:
    """Return the JSON Schema of what `check` adds where a student is trained already."""
    about: dict[str, object] = {
        "clause": {**_NAME, "description": "`document@version#clause`"},
        "ingredient": {"type": ["string", "null"]},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    }
    places = {"type": "array", "items": {"type": "integer", "minimum": 0}}
    changed: dict[str, object] = {
        "verdict": _RULING,
        "cost": _COST,
        "changes": _list({"kind": _NAME, "slot": _NAME, "words": _NAME}),
        "edits": _list(
            {"line": {"type": "integer", "minimum": 1}, "old": _TEXTS, "new": _TEXTS}
        ),
        "files": _list({"name": _NAME, "text": {"type": "string"}}),
    }
    way = {
        "kind": {"type": "string", "enum": [each.value for each in RemedyKind]},
        "cures": _list(about),
        **changed,
    }
    together = {**_object(changed), "type": ["object", "null"]}
    return {
        "description": "What would set the plan right, each way judged. Only in the answer of"
        " `check` and `plan submit` about a student that is trained already; no recorded"
        " verdict holds it.",
        **_object(
            {
                "findings": _list({**about, "remedies": places}),
                "ways": _list(way),
                "together": together,
            }
        ),
    }


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(properties: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": _object(properties)}
