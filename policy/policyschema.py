"""The JSON Schema of the files of a pack, made from the tables that the parsers read.

Editors complete and check policies by it. It says a little less than the
parser, which alone knows territories, definitions and other documents.
"""

from collections.abc import Iterable, Mapping

from policy.conditionschema import (
    BOOLEAN,
    DATE,
    TEXT,
    condition_definitions,
    either,
    ref,
    several,
    value_of,
)
from policy.documents import (
    TOPICS,
    Act,
    BasisKind,
    Confidence,
    DocumentKind,
    Effect,
    Reach,
    Thing,
)
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.houseparsing import NOT_COMPETING, may_presume
from policy.parsing import BINDS, KINDS
from policy.planschema import Json, Schema
from policy.planvalues import BOUNDS
from policy.policykeys import (
    ADOPTION,
    AGREEMENT,
    CLAUSE,
    DEFINITIONS,
    DISJOINT,
    DOCUMENT,
    GOVERNS,
    HOUSE,
    PRESUMPTION,
    SETTINGS,
    SILENCE,
    STALENESS,
    TERRITORY,
    VERSION,
    WAIVER_RULE,
    KeyTable,
)
from policy.reading import NAME
from policy.recurring import Every
from policy.suggesting.changes import COST_WORDS
from policy.versionparsing import MAX_VERSIONS, UNREAD

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST = 10_000
_TEXTS = either(TEXT, {"type": "array", "items": TEXT})
_ID: Schema = {"type": "string", "pattern": f"^{NAME}$"}
_GRADE: Schema = {"enum": [grade.word for grade in Confidence]}
_TOPIC: Schema = {"enum": [*sorted(TOPICS)]}
_TOPIC_LIST = either(_TOPIC, {"type": "array", "items": _TOPIC})
_DAYS: Schema = {"type": "string", "pattern": "^[0-9]{1,4}d$"}
_CONDITION = ref("condition")


def policy_schema() -> Schema:
    """Return the schema of one file of a pack, in the types of JSON."""
    return {
        "$schema": DIALECT,
        "$id": "urn:distillgate:policy:v1",
        "title": "Policy",
        "type": "object",
        **_first_that_fits(
            ("territory", _has("territory")),
            ("definitions", _has("definitions")),
            ("house", _is(DocumentKind.HOUSE)),
            ("agreement", _is(DocumentKind.AGREEMENT)),
            ("law", _is(DocumentKind.LAW)),
        ),
        "$defs": {
            **_files(),
            "version": _mapping(VERSION, _VERSION, ["version"]),
            "clause": _clause(),
            **condition_definitions(),
        },
    }


def _first_that_fits(*cases: tuple[str, Schema]) -> dict[str, Json]:
    """Return the schema that takes the definition of the first case whose test holds."""
    name, test = cases[0]
    rest = _first_that_fits(*cases[1:]) if cases[1:] else dict(ref("document"))
    return {"if": test, "then": ref(name), "else": rest}


def _has(key: str) -> Schema:
    return {"required": [key]}


def _is(kind: DocumentKind) -> Schema:
    return {"properties": {"kind": {"const": kind.value}}, "required": ["kind"]}


def _files() -> dict[str, Json]:
    """Return the schemas of whole files."""
    needed = ["document", "kind"]
    document = {**_DOCUMENT, "kind": {"enum": _kinds(KINDS)}}
    return {
        "document": _mapping(DOCUMENT, document, [*needed, "issuer", "versions"]),
        "law": _mapping(DOCUMENT, document, [*needed, "jurisdiction", "versions"]),
        "agreement": _mapping(
            AGREEMENT, _AGREEMENT, [*needed, "issuer", "parties", "effective"]
        ),
        "house": _mapping(HOUSE, _HOUSE, needed),
        "territory": _mapping(TERRITORY, _TERRITORY, ["territory", "members"]),
        "definitions": _mapping(DEFINITIONS, {"definitions": _NAMED_CONDITIONS}, []),
    }


def _kinds(kinds: Iterable[DocumentKind]) -> list[Json]:
    return [kind.value for kind in kinds]


def _mapping(
    table: KeyTable, values: Mapping[str, Schema], required: Iterable[str] = ()
) -> Schema:
    """Return the schema of a mapping with the keys of `table`; what `values` lacks is text."""
    properties: dict[str, Json] = {
        key: {**values.get(key, TEXT), "description": table.says[key]} for key in table.keys
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


def _clause() -> Schema:
    effects = [effect.value for effect in Effect]
    one: Schema = {"oneOf": [{"required": [effect]} for effect in effects]}
    return {**_mapping(CLAUSE, _CLAUSE, ["id", "topic"]), **one}


def _presumed() -> Schema:
    """Return the schema of a presumption: a fact, and a value of its own."""
    facts = [fact for fact in VOCABULARY if may_presume(fact)]
    fitting: list[Json] = [
        {
            "if": {"properties": {"fact": {"const": fact.path}}},
            "then": {"properties": {"is": _presumable(fact)}},
        }
        for fact in facts
    ]
    paths: Schema = {"enum": [fact.path for fact in facts]}
    needed = ("fact", "is", "reason", "owner")
    values: Mapping[str, Schema] = {"fact": paths, "is": {}, "until": DATE}
    return {**_mapping(PRESUMPTION, values, needed), "allOf": fitting}


def _presumable(fact: Fact) -> Schema:
    """Return the schema of what may be presumed: a value, and of a number also its bounds."""
    if fact.kind is not Kind.NUMBER:
        return value_of(fact)
    ends: Mapping[str, Schema] = {name: value_of(fact) for name in BOUNDS}
    bounds: Schema = {
        "type": "object",
        "properties": ends,
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [value_of(fact), bounds]}


def _words(
    *kinds: type[Act] | type[Reach] | type[BasisKind] | type[Thing] | type[Every],
) -> Schema:
    return {"enum": [each.value for kind in kinds for each in kind]}


def _by_fact(schema: Schema, words: tuple[str, ...] = ()) -> Schema:
    names: Schema = {"enum": [*VOCABULARY.names, *words]}
    return {"type": "object", "propertyNames": names, "additionalProperties": schema}


def _some(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_NAMED_CONDITIONS: Schema = {"type": "object", "additionalProperties": _CONDITION}
_CLAUSES = _some(ref("clause"))
_DOCUMENT: Mapping[str, Schema] = {
    "document": _ID,
    "nexus": _CONDITION,
    "license_tags": _TEXTS,
    "binds": {"enum": [*BINDS]},
    "amendable": BOOLEAN,
    "passes_on": _TEXTS,
    "claims_outputs": BOOLEAN,
    "versions": {"type": "array", "items": ref("version"), "maxItems": MAX_VERSIONS},
}
_AGREEMENT: Mapping[str, Schema] = {
    "document": _ID,
    "parties": _TEXTS,
    "models": _TEXTS,
    "effective": DATE,
    "until": DATE,
    "replaces": _TEXTS,
    "pins": {"type": "object", "additionalProperties": TEXT},
    "lifts": _TEXTS,
    "last_seen": DATE,
    "clauses": _CLAUSES,
}
_VERSION: Mapping[str, Schema] = {
    **dict.fromkeys(("effective", "until", "seen_from", "last_seen"), DATE),
    **dict.fromkeys(("partial", "retroactive", "claims_outputs"), BOOLEAN),
    "without": _TEXTS,
    "text": {"const": UNREAD},
    "governs": _some(_mapping(GOVERNS, {"revisions": _TEXTS}, ["model"])),
    "define": _NAMED_CONDITIONS,
    "silent": _some(_mapping(SILENCE, {"topic": _TOPIC_LIST, "confidence": _GRADE}, ["topic"])),
    "unread": _TOPIC_LIST,
    "clauses": _CLAUSES,
}
_CLAUSE: Mapping[str, Schema] = {
    "id": _ID,
    "topic": _TOPIC,
    "act": _words(Act),
    "reach": _words(Reach),
    "per": {"const": "plan"},
    "from": DATE,
    "until": DATE,
    "basis": _words(BasisKind),
    "for": either(_words(Thing), _some(_words(Thing))),
    "when": _CONDITION,
    "except": _some(
        {
            "type": "object",
            "properties": {"section": TEXT, "when": _CONDITION},
            "required": ["when"],
            "additionalProperties": False,
        }
    ),
    "lifts": _TEXTS,
    "due": _words(Act),
    "check": _CONDITION,
    "every": _words(Every),
    "within": _DAYS,
    "at_most": {"type": "integer", "minimum": 0},
    "unit": TEXT,
    "fix": _TEXTS,
    "consequences": _TEXTS,
    "confidence": _GRADE,
}
_SETTINGS: Mapping[str, Schema] = {
    "bases": _some(_words(BasisKind)),
    "deny_from_confidence": _GRADE,
    "presume": _some(_presumed()),
    "disjoint_markets": _mapping(
        DISJOINT,
        {"presume": {"const": NOT_COMPETING}, "until": DATE},
        ("presume", "reason", "owner"),
    ),
    "waivers": {
        "type": "object",
        "additionalProperties": _mapping(WAIVER_RULE, {"by": _TEXTS, "at_most": _DAYS}),
    },
    "never_waived": _TEXTS,
    "staleness": _mapping(STALENESS, {"note": _DAYS, "review": _DAYS}),
    "answers": _by_fact(_TEXTS),
    "costs": _by_fact({"type": "integer", "minimum": 0, "maximum": 999_999}, COST_WORDS),
}
_HOUSE: Mapping[str, Schema] = {
    "document": _ID,
    "kind": {"const": DocumentKind.HOUSE.value},
    "adopted": _mapping(ADOPTION, {"on": DATE}, ("by", "on")),
    "settings": _mapping(SETTINGS, _SETTINGS),
    "clauses": _CLAUSES,
    "define": _NAMED_CONDITIONS,
}
_TERRITORY: Mapping[str, Schema] = {
    "territory": _ID,
    "as_of": DATE,
    "members": several({"type": "string"}, _MOST),
    "except": _some({"type": "string"}),
    "confidence": _GRADE,
    "review_by": DATE,
}
