"""What a plan says about one fact, typed by the vocabulary."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from policy.conditionparsing import described, scalar_of
from policy.diagnostics import Code
from policy.facts.fact import Fact, Kind
from policy.planplaces import place_hint
from policy.planreporting import (
    NONE,
    UNKNOWN_WORD,
    may_search,
    near,
    wrong_type,
    wrong_value,
)
from policy.reading import Notebook
from policy.values import Bounds, Scalar, Several, Value, several
from policy.yamltext import Entry, Fields, Items, Node, Text

MAX_ELEMENTS = 500
BOUNDS = ("at_least", "at_most")


class ValueReader:
    """Reads values of facts; what is wrong goes into the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def value(self, fact: Fact, node: Node) -> Value | None:
        """Return what `node` says where `fact` is asked, or nothing where that is wrong."""
        if fact.many:
            return self._list(fact, node)
        if isinstance(node, Fields) and fact.kind is Kind.NUMBER:
            return self.bounds(fact, node)
        return self._scalar(fact, node)

    def _list(self, fact: Fact, node: Node) -> Several | None:
        match node:
            case Text(text=text) if text == NONE:
                return Several(())
            case Text():
                return self._elements(fact, (node,))
            case Items(items=items):
                return self._elements(fact, items)
            case Fields(
                entries=(Entry(key=Text(text="at_least"), value=Text() | Items() as some),)
            ):
                known = self._list(fact, some)
                return known and replace(known, open=True)
            case _:
                wanted = "a list, or `{at_least: […]}` where more may be in it"
                wrong_type(self._notebook, node, wanted)
                return None

    def _elements(self, fact: Fact, items: Sequence[Node]) -> Several | None:
        if len(items) > MAX_ELEMENTS:
            message = f"`{fact.path}` has more than {MAX_ELEMENTS} elements"
            self._notebook.error(Code.TOO_LARGE, message, items[MAX_ELEMENTS].span)
            return None
        found = [self._element(fact, item) for item in items]
        words = [str(each) for each in found if each is not None]
        return several(*words) if len(words) == len(found) else None

    def _element(self, fact: Fact, node: Node) -> Scalar | None:
        if isinstance(node, Text) and node.text == NONE:
            hint = "`[]` is the empty list"
            wrong_value(self._notebook, node, "`none` does not stand beside others", hint)
            return None
        if isinstance(node, Text) and node.plain and node.text == UNKNOWN_WORD:
            hint = "leave it out; in `{at_least: […]}` more may be than is named"
            message = f"`unknown` is no value of `{fact.path}`"
            wrong_value(self._notebook, node, message, hint)
            return None
        return self._scalar(fact, node)

    def bounds(self, fact: Fact, node: Fields) -> Bounds | None:
        """Return the bounds of a number, or nothing where they are wrong."""
        ends: dict[str, Decimal] = {}
        for entry in node.entries:
            number = self._bound(fact, entry)
            if number is None:
                return None
            ends[entry.key.text] = number
        low, high = (ends.get(name) for name in BOUNDS)
        if not ends:
            wanted = "a number, or bounds such as `{at_most: 1000000}`"
            wrong_type(self._notebook, node, wanted)
            return None
        if low is not None and high is not None and low > high:
            wrong_value(self._notebook, node, "the lower bound is above the upper one")
            return None
        return Bounds(low, high)

    def _bound(self, fact: Fact, entry: Entry) -> Decimal | None:
        name = entry.key.text
        if name not in BOUNDS:
            hint = near(self._notebook, name, BOUNDS) or "a bound is at_least or at_most"
            message = f"`{name}` is no bound of `{fact.path}`"
            self._notebook.error(Code.UNKNOWN_KEY, message, entry.key.span, hint)
            return None
        number = self._scalar(fact, entry.value)
        return number if isinstance(number, Decimal) else None

    def _scalar(self, fact: Fact, node: Node) -> Scalar | None:
        if not isinstance(node, Text) or node.is_null:
            wrong_type(self._notebook, node, described_one(fact))
            return None
        if node.plain and node.text == UNKNOWN_WORD:
            hint = "leave the key out; what is left out is unknown"
            wrong_value(self._notebook, node, f"`unknown` is no value of `{fact.path}`", hint)
            return None
        if fact.kind is Kind.STRING:
            return self.words(node)
        value = scalar_of(node, fact)
        if isinstance(value, Decimal) and value < 0:
            wrong_value(self._notebook, node, f"`{fact.path}` is never below 0")
            return None
        if value is None:
            self._no_value(fact, node)
        return value

    def words(self, node: Node) -> str | None:
        """Return the string `node`, folded to one line; report one that is empty."""
        if not isinstance(node, Text) or node.is_null:
            wrong_type(self._notebook, node, "a string")
            return None
        folded = " ".join(node.text.split())
        if not folded:
            wrong_value(self._notebook, node, "the string is empty")
            return None
        return folded

    def _no_value(self, fact: Fact, node: Text) -> None:
        match fact.kind:
            case Kind.PLACE:
                hint = place_hint(node.text) if may_search(self._notebook) else None
                message = f"`{node.text}` is no place"
                self._notebook.error(Code.UNKNOWN_PLACE, message, node.span, hint)
            case Kind.ENUM:
                hint = near(self._notebook, node.text, fact.values)
                message = f"`{node.text}` is no value of `{fact.path}`"
                wrong_value(self._notebook, node, message, hint or described_one(fact))
            case _:
                unquoted = scalar_of(replace(node, plain=True), fact)
                hint = None if unquoted is None else "write it without quotes"
                message = f"`{node.text}` is no value of `{fact.path}`, {described_one(fact)}"
                self._notebook.error(Code.WRONG_TYPE, message, node.span, hint)


def described_one(fact: Fact) -> str:
    """Return the type of one value of `fact` in words."""
    match fact.kind:
        case Kind.DATE:
            return "a date such as 2026-01-31"
        case Kind.NUMBER:
            return "a number such as 8e9"
        case Kind.ENUM:
            return f"one of {', '.join(fact.values)}"
        case _:
            return described(fact).rpartition("each ")[2]
