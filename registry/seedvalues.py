"""Single values of the seed catalog, read from one mapping."""

from collections.abc import Sequence
from decimal import Decimal

from policy.diagnostics import Code, Span
from policy.documents import Confidence
from policy.places import COUNTRIES
from policy.reading import Notebook, Reader, as_boolean, as_number
from policy.references import parse_reference, reference_hint
from policy.yamltext import Node, Text

_GRADES = tuple(grade.word for grade in Confidence)


def place_of(reader: Reader, name: str) -> Span:
    """Return the place of the value under `name`, else of the whole."""
    node = reader.node(name)
    return node.span if node is not None else reader.span


def reference_in(node: Node, notebook: Notebook) -> str | None:
    """Return the canonical form of the reference in `node`, without revision."""
    if not isinstance(node, Text):
        notebook.error(Code.WRONG_TYPE, "a reference is a string", node.span)
        return None
    reference = parse_reference(node.text)
    if reference is None:
        hint = reference_hint(node.text)
        message = f"`{node.text}` is no reference"
        notebook.error(Code.UNKNOWN_REFERENCE, message, node.span, hint)
        return None
    return reference.canonical


def country_in(reader: Reader) -> str | None:
    """Return the country under `country`."""
    code = reader.text("country")
    if code is not None and code not in COUNTRIES:
        message = f"`{code}` is no ISO 3166 code of a country"
        reader.notebook.error(Code.UNKNOWN_PLACE, message, place_of(reader, "country"))
    return code


def lists_in(reader: Reader, name: str) -> tuple[str, ...] | None:
    """Return the screening lists under `name`; without the key nobody has looked."""
    return None if reader.node(name) is None else reader.texts(name)


def grade_in(reader: Reader, name: str) -> Confidence | None:
    """Return the grade under `name`."""
    word = word_in(reader, name, _GRADES)
    return None if word is None else Confidence[word.upper()]


def overall_grade(reader: Reader) -> Confidence:
    """Return the grade of a whole record; nobody vouches for one that says none."""
    grade = grade_in(reader, "confidence")
    return Confidence.MEDIUM if grade is None else grade


def truth_in(reader: Reader, name: str) -> bool | None:
    """Return the truth under `name`; left out, it is unknown."""
    node = reader.node(name)
    truth = as_boolean(node) if isinstance(node, Text) else None
    if node is not None and truth is None:
        reader.wrong_type(node, "true or false")
    return truth


def number_in(reader: Reader, name: str) -> Decimal | None:
    """Return the number under `name`, which counts something."""
    node = reader.node(name)
    number = as_number(node.text) if isinstance(node, Text) and node.plain else None
    if node is not None and (number is None or number < 0):
        reader.wrong_type(node, "a number")
        return None
    return number


def word_in(reader: Reader, name: str, words: Sequence[str]) -> str | None:
    """Return which of the closed list `words` stands under `name`."""
    node = reader.node(name)
    if node is None:
        return None
    if isinstance(node, Text) and node.text in words:
        return node.text
    reader.wrong_word(node, words)
    return None


def words_in(reader: Reader, name: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return which of the closed list `words` stand under `name`, in the order of that list."""
    said = set()
    for node in reader.text_nodes(name):
        if node.text in words:
            said.add(node.text)
        else:
            reader.wrong_word(node, words)
    return tuple(word for word in words if word in said)
