"""What the documents of a pack share, from YAML nodes: territories and named conditions."""

from collections.abc import Mapping
from datetime import date

from policy.conditionparsing import ConditionParser, Scope, meant_place
from policy.conditions import Condition
from policy.diagnostics import Code
from policy.documents import Confidence
from policy.places import Territory, is_place
from policy.reading import Notebook, Reader
from policy.yamltext import Items, Node

TERRITORY_KEYS = """
    territory title as_of members except url source confidence note review_by
""".split()
DEFINITIONS_KEYS = ("definitions",)


def parse_territory(node: Node, notebook: Notebook) -> Territory:
    """Return the territory in `node`."""
    reader = Reader(node, notebook, "a territory")
    reader.only(TERRITORY_KEYS)
    reader.needs("territory")
    reader.needs("members")
    for key in ("members", "except"):
        _check_places(reader, key)
    return Territory(
        name=_name(reader),
        title=reader.text("title") or "",
        codes=frozenset(reader.texts("members")),
        excluded=frozenset(reader.texts("except")),
        as_of=_seen(reader),
        url=reader.text("url"),
        source=reader.text("source"),
        confidence=_grade(reader),
        span=reader.value_span("territory"),
    )


def _name(reader: Reader) -> str:
    name = reader.name("territory")
    if is_place(name) and name.islower():
        message = f"`{name}` is a place already, and no name for a territory"
        span = reader.value_span("territory")
        reader.notebook.error(Code.WRONG_VALUE, message, span)
    return name


def _check_places(reader: Reader, key: str) -> None:
    nodes = reader.text_nodes(key)
    for node in nodes:
        if not is_place(node.text):
            message = f"`{node.text}` is no ISO 3166 code"
            hint = meant_place(node.text) or "two capital letters, a region `US-CA`, or `EU`"
            reader.notebook.error(Code.UNKNOWN_PLACE, message, node.span, hint)
    if key == "members" and not nodes and isinstance(reader.node(key), Items):
        message = "a territory without members is nowhere"
        reader.notebook.error(Code.WRONG_VALUE, message, reader.key_span(key))


def _seen(reader: Reader) -> date | None:
    reader.day("review_by")
    reader.text("note")
    return reader.day("as_of")


def _grade(reader: Reader) -> str:
    node = reader.node("confidence")
    word = reader.text("confidence") or Confidence.HIGH.word
    grades = tuple(grade.word for grade in Confidence)
    if node is not None and word not in grades:
        reader.wrong_word(node, grades)
    return word


def parse_definitions(
    node: Node, notebook: Notebook, territories: Mapping[str, Territory]
) -> Mapping[str, Condition]:
    """Return the named conditions of a pack; a later one may use an earlier one."""
    reader = Reader(node, notebook, "the definitions of a pack")
    reader.only(DEFINITIONS_KEYS)
    found: dict[str, Condition] = {}
    conditions = ConditionParser(Scope(territories, found), notebook)
    for key, value in reader.pairs("definitions"):
        found[key.text] = conditions.parse(value)
    return found
