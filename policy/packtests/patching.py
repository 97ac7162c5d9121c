"""Patches on plans: small mappings that say what is otherwise in a plan of a case file.

A patch speaks as plans do (`release: {recipients: public}`), names the one
ingredient by what it is (`teacher: {access: scrape}`), or names facts by their
paths as conditions do (`release.recipients: public`). What a plan may state is
written into the plan; what it may not is told beside it. `unknown` says that
nobody tells a fact: no plan, registry, attestation or presumption.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from policy.diagnostics import Code, Span
from policy.facts.fact import Fact
from policy.facts.vocabulary import VOCABULARY
from policy.plan import Entry as PlanEntry
from policy.plan import Plan
from policy.plankeys import MAPPINGS, TEACHER
from policy.planreporting import UNKNOWN_WORD, is_none, is_null
from policy.planvalues import ValueReader
from policy.reading import Notebook, Reader
from policy.values import UNKNOWN, Given, Origin
from policy.yamltext import Entry, Fields, Items, Node, Text

SUBJECTS = ("teacher", "dataset", "base")
"""What a patch may call the one ingredient of a kind."""
_LISTS: Mapping[str, tuple[str, ...]] = {
    "teacher": ("teachers",),
    "dataset": ("datasets",),
    "base": ("student", "base"),
}
_NAMED_BY = {"teacher": "model", "dataset": "data", "base": "model"}
_ID = "ingredient.id"
_BASE = "student.base"


def _routes() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return where a plan may state each fact; of an ingredient, within its entry."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {_BASE: (("student", "base"),)}
    sections = [((key,), section) for key, section in MAPPINGS.items()]
    for above, section in (*sections, ((), TEACHER)):
        for name, path in section.facts.items():
            found[path] = (*found.get(path, ()), (*above, name))
        for window, facts in section.windows.items():
            for name, path in facts.items():
                found[path] = (*found.get(path, ()), (*above, window, name))
    return found


ROUTES = _routes()
_NOWHERE = Span("", 1, 1)


@dataclass(frozen=True, slots=True)
class Patched:
    """A plan as patches left it, with the facts that are told beside it."""

    node: Fields
    about: str | None = None
    """The ingredient that `ingredient.*` means; nothing: the first that there is."""
    told: Mapping[str, Given] = field(default_factory=dict)

    @property
    def subject(self) -> str | None:
        """Return which ingredient `ingredient.*` means, or nothing where there is none."""
        if self.about is not None:
            return self.about
        return next((each for each in SUBJECTS if _there(self.node, each)), None)


def _there(plan: Fields, subject: str) -> bool:
    node = _at(plan, _LISTS[subject])
    return node is not None and not is_null(node) and not is_none(node)


def _at(node: Node | None, names: Iterable[str]) -> Node | None:
    for name in names:
        node = node.get(name) if isinstance(node, Fields) else None
    return node


class Patcher:
    """Lays patches over plans; what is wrong with a patch goes into the notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._values = ValueReader(notebook)

    def patched(self, plan: Patched, *patches: Node | None) -> Patched:
        """Return `plan` with `patches` laid over it, the later ones on top."""
        for patch in patches:
            if patch is None:
                continue
            Reader(patch, self._notebook, "a patch")
            for entry in patch.entries if isinstance(patch, Fields) else ():
                plan = self._one(plan, entry)
        return plan

    def _one(self, plan: Patched, entry: Entry) -> Patched:
        name = entry.key.text
        if name in SUBJECTS:
            return replace(plan, node=_with_subject(plan.node, name, entry))
        if "." not in name:
            return replace(plan, node=merged(plan.node, _single(entry)))
        fact = VOCABULARY.find(name)
        if fact is None:
            near = VOCABULARY.nearest(name)
            hint = f"did you mean `{near}`?" if near else None
            message = f"no fact is called `{name}`"
            self._notebook.error(Code.UNKNOWN_FACT, message, entry.key.span, hint)
            return plan
        return self._fact(plan, fact, entry)

    def _fact(self, plan: Patched, fact: Fact, entry: Entry) -> Patched:
        subject = plan.subject
        if fact.group == "ingredient" and subject is None:
            message = "the plan has no ingredient that this could be about"
            hint = "name one first: `teacher: {model: …}`, `dataset: {data: …}` or `base: …`"
            self._notebook.error(Code.MISSING_KEY, message, entry.key.span, hint)
            return plan
        told = {path: given for path, given in plan.told.items() if path != fact.path}
        routes = ROUTES.get(fact.path, ())
        node = plan.node
        for route in routes:
            node = _without(node, fact, subject, route)
        if _is_unknown(entry.value):
            told[fact.path] = Given(UNKNOWN, Origin.UNKNOWN, entry.value.span)
        elif fact.path == _ID and subject is not None:
            name = Text(_NAMED_BY[subject], plain=True, span=entry.key.span)
            node = _with_subject(node, subject, _nested((), Entry(name, entry.value)))
        elif routes:
            node = _with(node, fact, subject, Entry(entry.key, entry.value))
        else:
            value = self._values.value(fact, entry.value)
            if value is not None:
                told[fact.path] = Given(value, Origin.DERIVED, entry.value.span)
        return replace(plan, node=node, told=told)


def _is_unknown(node: Node) -> bool:
    return isinstance(node, Text) and node.plain and node.text == UNKNOWN_WORD


def _single(entry: Entry) -> Fields:
    return Fields((entry,), entry.key.span)


def _nested(names: tuple[str, ...], entry: Entry) -> Entry:
    """Return `entry` under keys called `names`, which stand where it does."""
    for name in reversed(names):
        key = Text(name, plain=True, span=entry.key.span)
        entry = Entry(key, _single(entry))
    return entry


def merged(under: Fields, over: Fields) -> Fields:
    """Return `over` laid on `under`: mappings key by key, anything else in its place.

    A key that is null takes out what stands there.
    """
    found = {entry.key.text: entry for entry in under.entries}
    for entry in over.entries:
        name = entry.key.text
        if is_null(entry.value):
            found.pop(name, None)
        else:
            below = found[name].value if name in found else None
            found[name] = Entry(entry.key, _laid(below, entry.value))
    return Fields(tuple(found.values()), under.span)


def _laid(under: Node | None, over: Node) -> Node:
    if isinstance(under, Fields) and isinstance(over, Fields):
        return merged(under, over)
    return over


def _with_subject(plan: Fields, subject: str, entry: Entry) -> Fields:
    """Return `plan` with what `entry` says of its one teacher, data set or base."""
    names = _LISTS[subject]
    there = _at(plan, names)
    inner = there.items[0] if isinstance(there, Items) and there.items else there
    value = _laid(_named(inner, subject), _value(entry.value, subject))
    if subject != "base":
        value = Items((value,), entry.key.span)
    key = Text(names[-1], plain=True, span=entry.key.span)
    return merged(plan, _single(_nested(names[:-1], Entry(key, value))))


def _value(node: Node, subject: str) -> Node:
    """Return what a patch says of an ingredient; a reference alone names it."""
    return _named(node, subject) if subject != "base" else node


def _named(node: Node | None, subject: str) -> Node:
    """Return an entry as a mapping, where it is a bare reference."""
    if not isinstance(node, Text) or is_null(node) or is_none(node):
        return node if node is not None else Fields((), _NOWHERE)
    key = Text(_NAMED_BY[subject], plain=True, span=node.span)
    return _single(Entry(key, node))


def _with(plan: Fields, fact: Fact, subject: str | None, entry: Entry) -> Fields:
    """Return `plan` with the fact stated where a plan states it."""
    route = ROUTES[fact.path][0]
    inner = _nested(route[:-1], Entry(replace(entry.key, text=route[-1]), entry.value))
    if fact.group != "ingredient" or subject is None:
        return merged(plan, _single(inner))
    whole = Entry(entry.key, _single(inner))
    return _with_subject(plan, subject, whole)


def _without(plan: Fields, fact: Fact, subject: str | None, route: tuple[str, ...]) -> Fields:
    """Return `plan` without what it says of the fact at `route`."""
    if fact.group != "ingredient" or subject is None:
        return _dropped(plan, route)
    names = _LISTS[subject]
    there = _at(plan, names)
    inner = there.items[0] if isinstance(there, Items) and there.items else there
    if not isinstance(inner, Fields):
        return plan
    left: Node = _dropped(inner, route)
    if isinstance(there, Items):
        left = Items((left, *there.items[1:]), there.span)
    return _replaced(plan, names, left)


def _replaced(node: Fields, names: tuple[str, ...], value: Node) -> Fields:
    """Return `node` with `value` in the place of what lies at `names`."""
    entries = []
    for entry in node.entries:
        inner = entry.value
        if entry.key.text == names[0]:
            deeper = names[1:] and isinstance(inner, Fields)
            inner = _replaced(inner, names[1:], value) if deeper else value  # type: ignore[arg-type]
        entries.append(Entry(entry.key, inner))
    return Fields(tuple(entries), node.span)


def _dropped(node: Fields, names: tuple[str, ...]) -> Fields:
    """Return `node` without the key at the end of `names`."""
    entries = []
    for entry in node.entries:
        if entry.key.text != names[0]:
            entries.append(entry)
        elif names[1:]:
            inner = entry.value
            left = _dropped(inner, names[1:]) if isinstance(inner, Fields) else inner
            entries.append(Entry(entry.key, left))
    return Fields(tuple(entries), node.span)


def stated(plan: Patched, name: str, value: str) -> Patched:
    """Return `plan` with a fact, or with a key of its ingredient, stated as `value`.

    An ingredient that is not there, or that has no such key, is left as it is.
    """
    key, word = Text(name, plain=True, span=_NOWHERE), Text(value, plain=True, span=_NOWHERE)
    entry, subject = Entry(key, word), plan.subject
    fact = VOCABULARY.find(name)
    if fact is None and subject is not None:
        whole = Entry(key, _single(entry))
        return replace(plan, node=_with_subject(plan.node, subject, whole))
    if fact is None or (fact.group == "ingredient" and subject is None):
        return plan
    if name == _ID and subject is not None:
        whole = Entry(key, _single(Entry(replace(key, text=_NAMED_BY[subject]), word)))
        return replace(plan, node=_with_subject(plan.node, subject, whole))
    return replace(plan, node=_with(plan.node, fact, subject, entry))


def told_to(patched: Patched, plan: Plan, issuers: Iterable[str]) -> Plan:
    """Return `plan`, read from `patched`, with what is told beside it.

    What the plan states comes first. Facts of terms are told under every one
    of `issuers`.
    """
    told = patched.told
    own = {path: each for path, each in told.items() if not _of_one(path)}
    terms = {path: each for path, each in told.items() if path.startswith("terms.")}
    entry = {path: each for path, each in told.items() if path.startswith("ingredient.")}
    plan = replace(plan, facts={**own, **plan.facts})
    if terms:
        under = {issuer: {**terms, **plan.terms.get(issuer, {})} for issuer in issuers}
        plan = replace(plan, terms={**plan.terms, **under})
    if not entry:
        return plan
    match patched.subject:
        case "teacher" if plan.teachers:
            return replace(plan, teachers=_first_told(plan.teachers, entry))
        case "dataset" if plan.datasets:
            return replace(plan, datasets=_first_told(plan.datasets, entry))
        case "base" if isinstance(plan.base, PlanEntry):
            return replace(plan, base=_told_one(plan.base, entry))
        case _:
            return plan


def _of_one(path: str) -> bool:
    return path.startswith(("ingredient.", "terms."))


def _first_told(
    entries: tuple[PlanEntry, ...], told: Mapping[str, Given]
) -> tuple[PlanEntry, ...]:
    return (_told_one(entries[0], told), *entries[1:])


def _told_one(entry: PlanEntry, told: Mapping[str, Given]) -> PlanEntry:
    return replace(entry, facts={**told, **entry.facts})
