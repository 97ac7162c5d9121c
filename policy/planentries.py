"""The ingredients of a plan: teachers, data sets, the base, and what these were made from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from policy.diagnostics import Code, Span
from policy.frozen import dataclass
from policy.plan import Entry, NoBase, Part, People
from policy.plankeys import BASE, DATASET, PART, TEACHER, Section
from policy.planreporting import (
    NONE,
    UNKNOWN_WORD,
    is_none,
    is_null,
    may_search,
    missing,
    near,
    wrong_type,
    wrong_value,
)
from policy.plansections import FactReader
from policy.reading import Notebook, Reader
from policy.references import parse_reference, reference_hint
from policy.values import Given, Origin
from policy.yamltext import Entry as Pair
from policy.yamltext import Fields, Items, Node, Text

MAX_ENTRIES = 1000


@dataclass(frozen=True, slots=True)
class _Form:
    """How the entries of one list are written."""

    section: Section
    parts: Mapping[str, Part]
    """What each key that names the ingredient makes of it."""
    bare: Part | None = None
    """What a bare string is; nothing where that must be said."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the keys that name the ingredient."""
        return self.section.named_by


_TEACHERS = _Form(TEACHER, {"model": Part.TEACHER}, Part.TEACHER)
_DATASETS = _Form(DATASET, {"data": Part.DATASET}, Part.DATASET)
_BASE = _Form(BASE, {"model": Part.BASE}, Part.BASE)
_PARTS = {"teacher": Part.TEACHER, "data": Part.DATASET, "people": Part.PEOPLE}
_OF_DATA = _Form(PART, {**_PARTS, "model": Part.TEACHER})
"""Data holds no weights, so what it was made from with a model are that model's outputs."""
_OF_MODEL = _Form(PART, {**_PARTS, "model": Part.BASE})


class EntryReader:
    """Reads the ingredients of one plan; counts them, so that a plan stays bounded."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._facts = FactReader(notebook)
        self._count = 0

    def teachers(self, node: Node | None) -> tuple[Entry, ...] | None:
        """Return the teachers; nothing where the plan is silent."""
        return self._entries(node, _TEACHERS)

    def datasets(self, node: Node | None) -> tuple[Entry, ...] | None:
        """Return the data sets; nothing where the plan is silent."""
        return self._entries(node, _DATASETS)

    def base(self, node: Node | None, student: dict[str, Given]) -> Entry | NoBase | None:
        """Return the base; what it says about the student is put into `student`."""
        if node is None or is_null(node):
            return None
        if is_none(node):
            student["student.base"] = Given(NONE, Origin.PLAN, node.span)
            return NoBase(node.span)
        if isinstance(node, Items):
            wrong_type(self._notebook, node, "one model: a merge is a `model` with `made_from`")
            return None
        if isinstance(node, Fields) and (own := node.get("own")) is not None:
            self._facts.state("student.base_is_own", own, student)
        entry = self._entry(node, _BASE)
        if entry is not None and entry.ref is not None:
            name = entry.ref.canonical
            student["student.base"] = Given(name, Origin.PLAN, entry.span)
        return entry

    def _entries(self, node: Node | None, form: _Form) -> tuple[Entry, ...] | None:
        if node is None or is_null(node):
            return None
        match node:
            case Items(items=items):
                return self._all(items, form)
            case Text():
                return () if is_none(node) else self._all((node,), form)
            case Fields():
                wrong_type(self._notebook, node, "a list; put `- ` before each entry")
                return None

    def _all(self, nodes: Sequence[Node], form: _Form) -> tuple[Entry, ...]:
        self._count += len(nodes)
        if self._count > MAX_ENTRIES:
            message = f"the plan names more than {MAX_ENTRIES} ingredients"
            self._notebook.error(Code.TOO_LARGE, message, nodes[0].span)
            return ()
        entries = (self._entry(node, form) for node in nodes)
        return tuple(entry for entry in entries if entry is not None)

    def _entry(self, node: Node, form: _Form) -> Entry | None:
        if isinstance(node, Fields):
            return self._mapped(node, form)
        if isinstance(node, Text) and form.bare is not None:
            return self._named(form.bare, node, node.span)
        keys = " or ".join(f"`{name}`" for name in form.names)
        wrong_type(self._notebook, node, f"{form.section.what}, a mapping with {keys}")
        return None

    def _mapped(self, node: Fields, form: _Form) -> Entry | None:
        facts = self._facts.section(node, form.section)
        obtained = Reader(node, self._notebook, form.section.what).day("obtained")
        name = self._name(node, form)
        part = form.parts[name.key.text] if name else Part.DATASET
        parts = _OF_DATA if part is Part.DATASET else _OF_MODEL
        made_from = self._entries(node.get("made_from"), parts)
        hops = node.get("through")
        entry = self._named(part, name.value, node.span) if name else None
        if entry is None:
            return None
        return replace(
            entry,
            facts=facts,
            through=_hops(hops) if hops and "ingredient.through" in facts else None,
            made_from=made_from,
            obtained=obtained,
        )

    def _name(self, node: Fields, form: _Form) -> Pair | None:
        """Return the one key that names the ingredient, with its value."""
        found = [pair for pair in node.entries if pair.key.text in form.names]
        if not found:
            missing(self._notebook, form.section.what, "` or `".join(form.names), node.span)
            return None
        for other in found[1:]:
            message = (
                f"{form.section.what} has both `{found[0].key.text}` and `{other.key.text}`"
            )
            hint = "write one entry for each"
            self._notebook.error(Code.WRONG_VALUE, message, other.key.span, hint)
        return found[0]

    def _named(self, part: Part, node: Node, span: Span) -> Entry | None:
        if part is Part.PEOPLE:
            people = self._people(node)
            return Entry(part, None, people=people, span=span) if people else None
        if not isinstance(node, Text) or node.is_null:
            wrong_type(self._notebook, node, "a reference such as `hf:org/name`, or unknown")
            return None
        if node.text == UNKNOWN_WORD:
            return Entry(part, None, span=span)
        ref = parse_reference(node.text)
        if ref is None:
            self._no_reference(node)
            return None
        return Entry(part, ref, span=span)

    def _no_reference(self, node: Text) -> None:
        hint = reference_hint(node.text) if may_search(self._notebook) else None
        if is_none(node):
            hint = "where there is none, `none` stands in place of the list"
        message = f"`{node.text}` is no reference"
        self._notebook.error(Code.UNKNOWN_REFERENCE, message, node.span, hint)

    def _people(self, node: Node) -> People | None:
        if not isinstance(node, Text):
            wrong_type(self._notebook, node, f"one of {', '.join(People)}")
            return None
        if node.text in tuple(People):
            return People(node.text)
        hint = near(self._notebook, node.text, tuple(People)) or f"one of {', '.join(People)}"
        wrong_value(self._notebook, node, f"`{node.text}` is no word for people", hint)
        return None


def _hops(node: Node) -> tuple[str, ...]:
    """Return the hops under `through` in their order; `node` is known to be well typed."""
    match node:
        case Items(items=items):
            hops = (" ".join(item.text.split()) for item in items if isinstance(item, Text))
            return tuple(dict.fromkeys(hops))
        case Text():
            return () if is_none(node) else (" ".join(node.text.split()),)
        case Fields(entries=entries):
            return _hops(entries[0].value)
