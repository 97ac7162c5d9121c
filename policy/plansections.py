"""The mappings of a plan that state facts: each key read, or reported with where it belongs."""

from collections.abc import Mapping, Sequence

from policy.diagnostics import Code
from policy.facts.fact import Fact
from policy.facts.vocabulary import VOCABULARY
from policy.plankeys import COMPETES, FACTS_BY_NAME, PART, PLAN, ROUTES, Section
from policy.planreporting import is_null, may_search, near, wrong_type
from policy.planvalues import ValueReader
from policy.reading import Notebook
from policy.values import Given, Origin
from policy.yamltext import Entry, Fields, Node, Text


class FactReader:
    """Reads the facts of one file of a plan; what is wrong goes into the notebook."""

    def __init__(self, notebook: Notebook, origin: Origin = Origin.PLAN) -> None:
        self._notebook = notebook
        self._origin = origin
        self._values = ValueReader(notebook)

    def section(self, node: Node | None, section: Section) -> dict[str, Given]:
        """Return the facts that the mapping `node` states, by path; report unknown keys."""
        found: dict[str, Given] = {}
        if node is None or is_null(node):
            return found
        if not isinstance(node, Fields):
            wrong_type(self._notebook, node, "a mapping of keys")
            return found
        for entry in node.entries:
            self._key(entry, section, found)
        self._in_order(section, found)
        return found

    def _key(self, entry: Entry, section: Section, found: dict[str, Given]) -> None:
        name, node = entry.key.text, entry.value
        if name in section.facts:
            self.state(section.facts[name], node, found)
        elif name in section.windows:
            what = f"`{name}` of {section.what}"
            self._window(node, Section(what, section.group, section.windows[name]), found)
        elif name not in section.others:
            self.unknown_key(entry.key, section)

    def _window(self, node: Node, section: Section, found: dict[str, Given]) -> None:
        if is_null(node):
            return
        if not isinstance(node, Fields):
            wrong_type(self._notebook, node, f"a mapping with {' and '.join(section.keys)}")
            return
        for entry in node.entries:
            self._key(entry, section, found)

    def state(self, path: str, node: Node, found: dict[str, Given]) -> None:
        """Put what `node` says about the fact `path` into `found`; null says nothing."""
        fact = VOCABULARY.get(path)
        value = None if is_null(node) else self._values.value(fact, node)
        if value is None:
            return
        first = found.get(path)
        if first is not None and first.span is not None:
            message = f"`{path}` is stated twice"
            hint = f"it is stated first at line {first.span.line}"
            self._notebook.error(Code.DUPLICATE_KEY, message, node.span, hint)
            return
        found[path] = Given(value, self._origin, node.span)

    def _in_order(self, section: Section, found: Mapping[str, Given]) -> None:
        """Report a window that ends before it begins."""
        for name, paths in section.windows.items():
            first, last = (found.get(paths[each]) for each in ("from", "until"))
            if first is None or last is None or last.span is None:
                continue
            if str(first.value) > str(last.value):
                message = f"`{name}` ends before it begins"
                self._notebook.error(Code.UNUSABLE_DATES, message, last.span)

    def unknown_key(self, key: Text, section: Section) -> None:
        """Report `key`, which does not stand in `section`, and say where it belongs."""
        same = FACTS_BY_NAME.get(key.text, ())
        own = [fact for fact in same if fact.group == section.group]
        stated = [fact for fact in own or same if fact.settable]
        if same and not stated:
            message = f"`{key.text}` is worked out, so that a plan does not state it"
            instead = _instead((own or same)[0])
            self._notebook.error(Code.NOT_ANSWERABLE, message, key.span, instead)
            return
        hint = _belongs(stated) or self._meant(key.text, section)
        message = f"`{key.text}` is no key of {section.what}"
        self._notebook.error(Code.UNKNOWN_KEY, message, key.span, hint)

    def _meant(self, name: str, section: Section) -> str | None:
        if name in PART.named_by and section.named_by:
            return f"{section.what} is named by `{'` or `'.join(section.named_by)}`"
        if name in PLAN.others:
            return "it stands at the top of the plan"
        here = near(self._notebook, name, section.keys)
        if here or not may_search(self._notebook):
            return here
        path = VOCABULARY.nearest(name)
        route = ROUTES.get(path) if path else None
        return f"did you mean {route}?" if route else None


def _belongs(facts: Sequence[Fact]) -> str | None:
    if not facts:
        return None
    routes = list(dict.fromkeys(ROUTES[fact.path] for fact in facts))
    return f"it is {' or '.join(routes)}"


def _instead(fact: Fact) -> str:
    """Return what to state instead of a fact that is worked out."""
    if fact.path == COMPETES:
        return "`competes_with: {openai: false}` says it, where house policy lets you"
    if fact.inputs:
        return f"it follows from {', '.join(f'`{path}`' for path in fact.inputs)}"
    if fact.attestation:
        return f"`attests: [{fact.attestation}]` signs it"
    return "it comes from the registry"
