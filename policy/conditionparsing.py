"""Conditions from YAML nodes, typed against the vocabulary when they are loaded."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Operator,
    Test,
    depth_of,
    weight_of,
)
from policy.diagnostics import Code, Span
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.places import Territory, is_place
from policy.reading import Notebook, as_boolean, as_date, as_number
from policy.values import Scalar
from policy.yamltext import Entry, Fields, Items, Node, Text

COMBINERS = frozenset({"all", "any", "not", "defined"})
_EQUALITY = frozenset({Operator.IS, Operator.IS_NOT, Operator.IN, Operator.NOT_IN})
STRINGS = frozenset({Operator.STARTS_WITH, Operator.CONTAINS, Operator.MATCHES})
_SETS = frozenset(
    {Operator.HAS, Operator.HAS_ANY, Operator.HAS_ALL, Operator.HAS_NONE, Operator.ONLY}
)
_AREAS = frozenset({Operator.WITHIN, Operator.OUTSIDE})
_NUMBERS = frozenset({Operator.ABOVE, Operator.AT_LEAST, Operator.BELOW, Operator.AT_MOST})
_DATES = frozenset(
    {Operator.BEFORE, Operator.AFTER, Operator.ON_OR_BEFORE, Operator.ON_OR_AFTER}
)
_SCALAR_OPERATORS: Mapping[Kind, frozenset[Operator]] = {
    Kind.STRING: _EQUALITY | STRINGS,
    Kind.BOOLEAN: frozenset({Operator.IS, Operator.IS_NOT}),
    Kind.NUMBER: _EQUALITY | _NUMBERS,
    Kind.DATE: _EQUALITY | _DATES,
    Kind.PLACE: _EQUALITY | _AREAS,
    Kind.ENUM: _EQUALITY,
}
_LIST_OPERATORS: Mapping[Kind, frozenset[Operator]] = {
    Kind.STRING: _SETS | STRINGS | _EQUALITY,
    Kind.ENUM: _SETS | _EQUALITY,
    Kind.PLACE: _SETS | _EQUALITY | _AREAS | {Operator.ALL_WITHIN},
}
ONE_OPERAND = _NUMBERS | _DATES | {Operator.IS, Operator.IS_NOT, Operator.HAS}
_AS_SET = {
    Operator.IS: Operator.HAS_ANY,
    Operator.IN: Operator.HAS_ANY,
    Operator.HAS: Operator.HAS_ANY,
    Operator.IS_NOT: Operator.HAS_NONE,
    Operator.NOT_IN: Operator.HAS_NONE,
}
_AS_AREA = {
    Operator.IS: Operator.WITHIN,
    Operator.IN: Operator.WITHIN,
    Operator.HAS: Operator.WITHIN,
    Operator.HAS_ANY: Operator.WITHIN,
    Operator.IS_NOT: Operator.OUTSIDE,
    Operator.NOT_IN: Operator.OUTSIDE,
    Operator.HAS_NONE: Operator.OUTSIDE,
    Operator.ONLY: Operator.ALL_WITHIN,
}
MAX_OPERANDS = 500
MAX_TESTS = 1000
"""So many tests may one condition make, those of definitions included: they can multiply."""
MAX_LEVELS = 64
_TYPES = {
    Kind.STRING: ("a string", "a list of strings"),
    Kind.BOOLEAN: ("true or false", "a list of truths"),
    Kind.NUMBER: ("a number", "a list of numbers"),
    Kind.DATE: ("a date like 2026-01-31", "a list of dates"),
    Kind.PLACE: ("a place", "a list of places"),
    Kind.ENUM: ("a word of a closed list", "a list of words"),
}
_NOT_THE_CODE = {"UK": "GB"}
ENGINE_ONLY = frozenset({"terms.accepted"})
"""Facts that the engine itself tests, so that no clause can (design, section 5)."""
OUTPUT_TERMS = "ingredient.output_terms"
FORBIDDEN = "forbidden"
"""What alone `OUTPUT_TERMS` may be tested for (design, section 6)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may refer to where it stands."""

    territories: Mapping[str, Territory]
    definitions: Mapping[str, Condition] = field(default_factory=dict)


class ConditionParser:
    """Turns nodes into typed conditions; what is wrong goes into the notebook."""

    def __init__(self, scope: Scope, notebook: Notebook) -> None:
        self._scope = scope
        self._notebook = notebook

    def parse(self, node: Node | None) -> Condition:
        """Return the condition of `node`; of nothing, the one that always holds."""
        if node is None:
            return ALWAYS
        condition = self._condition(node)
        if weight_of(condition) > MAX_TESTS or depth_of(condition) > MAX_LEVELS:
            message = f"this condition has more than {MAX_TESTS:,} tests or {MAX_LEVELS} levels"
            hint = "what is defined counts as often as it is used"
            self._error(Code.TOO_LARGE, message, node.span, hint)
            return ALWAYS
        return condition

    def _condition(self, node: Node) -> Condition:
        if isinstance(node, Text) and node.is_null:
            hint = "leave the key out where the clause always applies"
            self._error(Code.EMPTY_CONDITION, "this condition is empty", node.span, hint)
            return ALWAYS
        if not isinstance(node, Fields):
            self._error(Code.WRONG_TYPE, "a condition is a mapping of facts", node.span)
            return ALWAYS
        if not node.entries:
            hint = "leave the key out where the clause always applies"
            self._error(Code.EMPTY_CONDITION, "this condition is empty", node.span, hint)
        parts = tuple(self._entry(entry) for entry in node.entries)
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _entry(self, entry: Entry) -> Condition:
        name, value = entry.key.text, entry.value
        match name:
            case "all":
                return AllOf(self._list(entry))
            case "any":
                return AnyOf(self._list(entry))
            case "not":
                return NotThat(self._condition(value))
            case "defined":
                return self._named(value)
            case _:
                return self._fact(entry)

    def _list(self, entry: Entry) -> tuple[Condition, ...]:
        if not isinstance(entry.value, Items):
            message = f"`{entry.key.text}` takes a list of conditions"
            self._error(Code.WRONG_TYPE, message, entry.value.span)
            return ()
        if not entry.value.items:
            message = f"`{entry.key.text}` has no conditions in it"
            self._error(Code.EMPTY_CONDITION, message, entry.value.span)
        return tuple(self._condition(item) for item in entry.value.items)

    def _named(self, node: Node) -> Condition:
        name = node.text if isinstance(node, Text) else ""
        definition = self._scope.definitions.get(name)
        if definition is None:
            hint = self._notebook.near(name, tuple(self._scope.definitions))
            message = f"no condition is defined as `{name}` here"
            self._error(Code.UNKNOWN_DEFINITION, message, node.span, hint)
            return ALWAYS
        return Defined(name, definition, weight_of(definition), depth_of(definition))

    def _fact(self, entry: Entry) -> Condition:
        fact = VOCABULARY.find(entry.key.text)
        if fact is None:
            names = (*VOCABULARY.names, *sorted(COMBINERS))
            message = f"no fact is called `{entry.key.text}`"
            hint = self._notebook.near(entry.key.text, names)
            self._error(Code.UNKNOWN_FACT, message, entry.key.span, hint)
            return ALWAYS
        if fact.path in ENGINE_ONLY:
            message = f"`{fact.path}` is tested by the engine, not by clauses"
            self._error(Code.WRONG_OPERATOR, message, entry.key.span)
            return ALWAYS
        return self._matcher(fact, entry.value)

    def _matcher(self, fact: Fact, node: Node) -> Condition:
        match node:
            case Text():
                return self._test(fact, Operator.IS, node)
            case Items():
                if Operator.IN not in allowed_operators(fact):
                    self._error(Code.WRONG_TYPE, f"`{fact.path}` takes one value", node.span)
                return self._test(fact, Operator.IN, node)
            case Fields(entries=()):
                self._error(Code.EMPTY_CONDITION, "this matcher is empty", node.span)
                return ALWAYS
            case Fields(entries=entries):
                parts = tuple(self._operator(fact, entry) for entry in entries)
                return parts[0] if len(parts) == 1 else AllOf(parts)

    def _operator(self, fact: Fact, entry: Entry) -> Condition:
        words = tuple(each.value for each in Operator)
        if entry.key.text not in words:
            message = f"`{entry.key.text}` is no operator"
            near = self._notebook.near(entry.key.text, words)
            hint = near or f"one of {fitting_operators(fact)}"
            self._error(Code.UNKNOWN_OPERATOR, message, entry.key.span, hint)
            return ALWAYS
        operator = Operator(entry.key.text)
        if operator not in allowed_operators(fact):
            message = f"`{operator}` does not fit `{fact.path}`, {described(fact)}"
            hint = f"one of {fitting_operators(fact)}"
            self._error(Code.WRONG_OPERATOR, message, entry.key.span, hint)
            return ALWAYS
        return self._test(fact, operator, entry.value)

    def _test(self, fact: Fact, operator: Operator, node: Node) -> Condition:
        operands = self._operands(fact, operator, node)
        if not operands:
            return ALWAYS
        if fact.path == OUTPUT_TERMS and operands != (FORBIDDEN,):
            message = f"`{OUTPUT_TERMS}` is only tested for `{FORBIDDEN}`"
            hint = "that outputs are allowed is for a basis to say, not for a condition"
            self._error(Code.WRONG_VALUE, message, node.span, hint)
        if fact.kind is Kind.PLACE:
            operator = _AS_AREA.get(operator, operator)
        elif fact.many:
            operator = _AS_SET.get(operator, operator)
        elif operator is Operator.IS:
            operator = Operator.IN
        elif operator is Operator.IS_NOT:
            operator = Operator.NOT_IN
        return Test(fact.path, operator, operands, node.span)

    def _operands(self, fact: Fact, operator: Operator, node: Node) -> tuple[Scalar, ...]:
        items = node.items if isinstance(node, Items) else (node,)
        if not items or len(items) > MAX_OPERANDS:
            message = f"`{operator}` takes one to {MAX_OPERANDS} values"
            self._error(Code.WRONG_TYPE, message, node.span)
        if isinstance(node, Items) and operator in ONE_OPERAND:
            self._error(Code.WRONG_TYPE, f"`{operator}` takes one value", node.span)
        found = []
        for item in items[:MAX_OPERANDS]:
            value = self._operand(fact, operator, item)
            if value is not None:
                found.append(value)
        return tuple(found)

    def _operand(self, fact: Fact, operator: Operator, node: Node) -> Scalar | None:
        if not isinstance(node, Text):
            self._error(Code.WRONG_TYPE, "this is no single value", node.span)
            return None
        if node.is_null or not node.text:
            hint = "no condition tests whether a fact is known"
            self._error(Code.WRONG_VALUE, "this value says nothing", node.span, hint)
            return None
        if operator in STRINGS:
            return node.text
        if fact.kind is Kind.PLACE:
            return self._place(node)
        return known_value(node, fact, self._notebook)

    def _place(self, node: Text) -> str | None:
        if is_place(node.text) or node.text in self._scope.territories:
            return node.text
        names = tuple(self._scope.territories)
        message = f"`{node.text}` is neither a place nor a territory"
        near = meant_place(node.text) or self._notebook.near(node.text, names)
        hint = near or "ISO 3166 codes, `EU`, or a territory's id"
        self._error(Code.UNKNOWN_PLACE, message, node.span, hint)
        return None

    def _error(self, code: Code, message: str, span: Span, hint: str | None = None) -> None:
        self._notebook.error(code, message, span, hint)


def allowed_operators(fact: Fact) -> frozenset[Operator]:
    """Return the operators that fit the type of `fact`."""
    if fact.many:
        return _LIST_OPERATORS[fact.kind]
    return _SCALAR_OPERATORS[fact.kind]


def fitting_operators(fact: Fact) -> str:
    """Return the operators that fit the type of `fact` in words."""
    return ", ".join(each.value for each in Operator if each in allowed_operators(fact))


def described(fact: Fact) -> str:
    """Return the type of `fact` in words, for messages."""
    return _TYPES[fact.kind][fact.many]


def known_value(node: Text, fact: Fact, notebook: Notebook) -> Scalar | None:
    """Return what `node` means where `fact` is asked; if nothing, `notebook` says so."""
    value = scalar_of(node, fact)
    if value is None:
        hint = None if node.plain else "write it without quotes"
        if fact.values:
            near = notebook.near(node.text, fact.values)
            hint = near or f"one of {', '.join(fact.values)}"
        message = f"`{node.text}` is no value of `{fact.path}`, {described(fact)}"
        notebook.error(Code.WRONG_VALUE, message, node.span, hint)
    return value


def meant_place(name: str) -> str | None:
    """Return the hint for a `name` that is almost a code."""
    code = _NOT_THE_CODE.get(name.upper(), name.upper())
    return f"did you mean `{code}`?" if code != name and is_place(code) else None


def scalar_of(node: Text, fact: Fact) -> Scalar | None:
    """Return what the scalar `node` means where `fact` is asked, or nothing."""
    match fact.kind:
        case Kind.STRING:
            return node.text
        case Kind.BOOLEAN:
            return as_boolean(node)
        case Kind.NUMBER:
            return _number(node)
        case Kind.DATE:
            return as_date(node.text)
        case Kind.PLACE:
            return node.text if is_place(node.text) else None
        case Kind.ENUM:
            return node.text if node.text in fact.values else None


def _number(node: Text) -> Decimal | None:
    return as_number(node.text) if node.plain else None
