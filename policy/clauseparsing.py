"""Clauses from YAML nodes."""

import re
from decimal import Decimal

from policy.conditionparsing import ConditionParser
from policy.conditions import ALWAYS
from policy.diagnostics import Code, Span
from policy.documents import (
    TOPICS,
    Act,
    BasisKind,
    Carveout,
    Clause,
    Confidence,
    Effect,
    Reach,
    Thing,
)
from policy.reading import Notebook, Reader
from policy.recurring import Every, Recurrence
from policy.yamltext import Node, Text

_DAYS = re.compile(r"([0-9]{1,4})d")
_AMOUNT = re.compile(r"([0-9][0-9_]{0,17})")
_EVERY_HINT = f"one of {', '.join(Every)}"
EFFECTS = tuple(effect.value for effect in Effect)
CLAUSE_KEYS = """
    id section topic act reach per from until permits forbids requires cautions notes
    basis for when except lifts due check every within at_most unit protects fix
    consequences confidence source note
""".split()
RECURRENCE_KEYS = ("every", "within", "at_most", "unit")
_OF_ONE_EFFECT = {
    **dict.fromkeys(("basis", "for", "lifts"), Effect.PERMITS),
    **dict.fromkeys(("due", "check", *RECURRENCE_KEYS), Effect.REQUIRES),
}
"""Keys that say something on a clause of one effect only."""


class ClauseParser:
    """Reads the clauses of one version; what is wrong goes into the notebook."""

    def __init__(self, conditions: ConditionParser, notebook: Notebook) -> None:
        self._conditions = conditions
        self._notebook = notebook

    def clauses(self, nodes: tuple[Node, ...]) -> tuple[Clause, ...]:
        """Return the clauses of `nodes` in their order; ids are unique in a version."""
        found: dict[str, Clause] = {}
        for node in nodes:
            clause = self._clause(node)
            if clause.id in found and clause.id:
                message = f"the clause `{clause.id}` stands twice in this version"
                span = clause.span or node.span
                hint = "a clause is named by its id; give each rule its own"
                self._notebook.error(Code.DUPLICATE_CLAUSE, message, span, hint)
            found[clause.id] = clause
        return tuple(found.values())

    def _clause(self, node: Node) -> Clause:
        reader = Reader(node, self._notebook, "a clause")
        reader.only(CLAUSE_KEYS)
        reader.needs("id")
        effect, statement = self._effect(reader)
        check = reader.written("check")
        start, end = reader.day("from"), reader.day("until")
        reader.in_order(start, end, "until")
        return Clause(
            id=reader.name("id"),
            effect=effect,
            statement=statement,
            topic=self._topic(reader),
            section=reader.text("section"),
            act=reader.member("act", Act),
            reach=reader.member("reach", Reach),
            per_plan=self._per_plan(reader),
            start=start,
            end=end,
            basis=reader.member("basis", BasisKind),
            things=reader.members("for", Thing),
            when=self._conditions.parse(reader.written("when")),
            exceptions=self._exceptions(reader),
            lifts=reader.texts("lifts"),
            due=reader.member("due", Act),
            check=self._conditions.parse(check) if check else None,
            protects=reader.text("protects"),
            fix=reader.texts("fix"),
            consequences=reader.texts("consequences"),
            confidence=self.confidence(reader),
            source=reader.text("source"),
            note=reader.text("note"),
            span=_id_span(reader),
            places=reader.places("lifts"),
            recurs=self._recurrence(reader),
        )

    def _effect(self, reader: Reader) -> tuple[Effect, str]:
        present = [name for name in EFFECTS if reader.node(name) is not None]
        hint = f"one of {', '.join(EFFECTS)}"
        if not present:
            reader.lacks("effect", hint)
            return Effect.NOTES, ""
        for name in present[1:]:
            message = f"the clause has `{present[0]}` already"
            span = reader.key_span(name)
            self._notebook.error(Code.SEVERAL_EFFECTS, message, span, "make it two clauses")
        effect = Effect(present[0])
        self._fitting(reader, effect)
        return effect, reader.text(effect) or ""

    def _fitting(self, reader: Reader, effect: Effect) -> None:
        for name, wanted in _OF_ONE_EFFECT.items():
            if effect is not wanted and reader.written(name) is not None:
                message = f"`{name}` says nothing on a clause that `{effect}`"
                hint = f"only a `{wanted}` has it"
                span = reader.key_span(name)
                self._notebook.error(Code.UNKNOWN_KEY, message, span, hint)

    def _topic(self, reader: Reader) -> str:
        reader.needs("topic")
        node = reader.node("topic")
        if isinstance(node, Text) and node.text not in TOPICS:
            hint = self._notebook.near(node.text, sorted(TOPICS))
            message = f"`{node.text}` is no topic"
            self._notebook.error(Code.UNKNOWN_TOPIC, message, node.span, hint)
        return reader.text("topic") or "contract"

    def _per_plan(self, reader: Reader) -> bool:
        node = reader.node("per")
        if node is None:
            return False
        if not isinstance(node, Text) or node.text != "plan":
            reader.wrong_word(node, ("plan",))
        return True

    def _exceptions(self, reader: Reader) -> tuple[Carveout, ...]:
        found = []
        for node in reader.items("except"):
            entry = Reader(node, self._notebook, "an exception")
            entry.only(("section", "when"))
            entry.needs("when")
            when = self._conditions.parse(entry.node("when"))
            if when != ALWAYS:
                found.append(Carveout(when, entry.text("section")))
        return tuple(found)

    def _recurrence(self, reader: Reader) -> Recurrence | None:
        """Return how often a duty comes again; what else is said of that needs `every`."""
        every = reader.member("every", Every)
        if reader.node("every") is None:
            for name in RECURRENCE_KEYS[1:]:
                if reader.node(name) is not None:
                    message = f"`{name}` says nothing without `every`"
                    span = reader.key_span(name)
                    self._notebook.error(Code.MISSING_KEY, message, span, _EVERY_HINT)
            return None
        if reader.node("unit") is not None and reader.node("at_most") is None:
            message = "`unit` says nothing without `at_most`"
            span = reader.key_span("unit")
            self._notebook.error(Code.MISSING_KEY, message, span, "`at_most` says how much")
        days = self._number(reader, "within", _DAYS, "a number of days like 30d")
        most = self._number(reader, "at_most", _AMOUNT, "a whole number")
        if every is None:
            return None
        limit = None if most is None else Decimal(most)
        return Recurrence(every, int(days or 0), limit, reader.text("unit"))

    @staticmethod
    def _number(reader: Reader, name: str, form: re.Pattern[str], wanted: str) -> str | None:
        node = reader.node(name)
        if node is None:
            return None
        match = form.fullmatch(node.text) if isinstance(node, Text) else None
        if match is None:
            reader.wrong_type(node, wanted)
            return None
        return match.group(1).replace("_", "")

    @staticmethod
    def confidence(reader: Reader) -> Confidence:
        """Return the grade under `confidence`; a text that was read is high."""
        grades = {grade.word: grade for grade in Confidence}
        node = reader.node("confidence")
        if node is None:
            return Confidence.HIGH
        if isinstance(node, Text) and node.text in grades:
            return grades[node.text]
        reader.wrong_word(node, tuple(grades))
        return Confidence.LOW


def _id_span(reader: Reader) -> Span:
    node = reader.node("id")
    return node.span if node else reader.span
