"""A typed plan from YAML nodes: every fact with its place, everything wrong gathered."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from policy.diagnostics import Code
from policy.facts.fact import Attestation
from policy.plan import Attested, Plan, Tool
from policy.plandigest import digest_of
from policy.planentries import EntryReader
from policy.plankeys import COMPETES, ISSUER, MAPPINGS, PLAN, PLAN_ID, TERMS, TOOL, Section
from policy.planreporting import is_none, is_null, missing, near, sound, wrong_type, wrong_value
from policy.plansections import FactReader
from policy.planvalues import ValueReader
from policy.reading import Notebook
from policy.values import Given, Origin
from policy.yamltext import Fields, Items, Node, Text, UnreadableError

Include = Callable[[str], Node | None]
"""Reads a file that a plan names; gives nothing where it may not, or cannot."""

_ID = re.compile(PLAN_ID)
_NAMED = ("organization", "student")
_ATTESTATIONS = tuple(Attestation)
_ISSUER = re.compile(ISSUER)


def parse_plan(node: Node, notebook: Notebook, include: Include) -> Plan | None:
    """Return the plan in `node`, or nothing where `notebook` then says what is wrong.

    `include` reads the file that `organization` names. Facts from that file
    have the origin `organization`, all others the origin `plan`.
    """
    if not isinstance(node, Fields):
        wrong_type(notebook, node, "a plan, a mapping of keys")
        return None
    start = len(notebook.found)
    plan = _PlanReader(node, notebook, include).plan()
    if not sound(notebook, start):
        return None
    return replace(plan, digest=digest_of(plan))


class _PlanReader:
    """Reads one plan, key by key."""

    def __init__(self, node: Fields, notebook: Notebook, include: Include) -> None:
        self._node = node
        self._notebook = notebook
        self._include = include
        self._facts = FactReader(notebook)
        self._values = ValueReader(notebook)
        self._entries = EntryReader(notebook)

    def plan(self) -> Plan:
        """Return the plan; it is whole only where nothing was found to be wrong."""
        for entry in self._node.entries:
            if entry.key.text not in PLAN.others:
                self._facts.unknown_key(entry.key, PLAN)
        facts = self._sections()
        name = self._id()
        title = self._at("title")
        student = self._at("student")
        base = student.get("base") if isinstance(student, Fields) else None
        self._needs_ingredient(self._at("teachers"), self._at("datasets"), base)
        return Plan(
            id=name,
            title=(self._values.words(title) if title else name) or name,
            facts=facts,
            teachers=self._entries.teachers(self._at("teachers")),
            datasets=self._entries.datasets(self._at("datasets")),
            base=self._entries.base(base, facts),
            attests=self._attests(),
            terms=self._terms(),
            competes_with=self._competes_with(),
            tools=self._tools(),
            span=self._node.span,
        )

    def _at(self, name: str) -> Node | None:
        """Return the value of the key `name`; absent and null are the same."""
        node = self._node.get(name)
        return None if node is None or is_null(node) else node

    def _id(self) -> str:
        node = self._at("plan")
        if node is None:
            missing(self._notebook, "the plan", "plan", self._node.span)
        elif isinstance(node, Text) and _ID.fullmatch(node.text):
            return node.text
        else:
            hint = "letters, digits, dots, dashes and underscores, at most 100"
            shown = f"`{node.text}`" if isinstance(node, Text) else "this"
            wrong_value(self._notebook, node, f"{shown} is no id of a plan", hint)
        return ""

    def _needs_ingredient(self, *nodes: Node | None) -> None:
        if all(node is None or is_null(node) or is_none(node) for node in nodes):
            message = "the plan names no teacher, no data set and no base"
            hint = "one of `teachers`, `datasets` and `base` under `student` is needed"
            self._notebook.error(Code.MISSING_KEY, message, self._node.span, hint)

    def _sections(self) -> dict[str, Given]:
        found: dict[str, Given] = {}
        for key, section in MAPPINGS.items():
            found |= self._section(key, section)
        return found

    def _section(self, key: str, section: Section) -> dict[str, Given]:
        """Return what a section says; over what its file says, where it names one."""
        node = self._at(key)
        stated = self._facts.section(node, section)
        file = node.get("file") if isinstance(node, Fields) else None
        content = None
        if file is not None and not is_null(file) and "file" in section.others:
            content = self._content(file, section)
            if content is None:
                return stated
        if key in _NAMED:
            self._needs_name(key, node, content)
        origin = FactReader(self._notebook, Origin.ORGANIZATION)
        what = f"the file of {section.what}"
        return origin.section(content, replace(section, what=what, others={})) | stated

    def _needs_name(self, key: str, *nodes: Node | None) -> None:
        """Report that a section has no name, be it in the plan or in its file."""
        if any(_says(node, "name") for node in nodes):
            return
        where = self._at(key)
        if where is None:
            missing(self._notebook, "the plan", key, self._node.span)
        elif isinstance(where, Fields):
            missing(self._notebook, f"`{key}`", "name", where.span)

    def _content(self, node: Node, section: Section) -> Node | None:
        """Return the content of the file that `node` names; report where there is none."""
        name = self._values.words(node)
        if name is None:
            return None
        try:
            content = self._include(name)
        except UnreadableError as error:
            self._notebook.found.extend(error.diagnostics)
            return None
        if content is None:
            message = f"the file `{name}` cannot be read from here"
            hint = f"write its keys under {section.what} instead"
            self._notebook.error(Code.FILE_NOT_FOUND, message, node.span, hint)
        return content

    def _terms(self) -> dict[str, dict[str, Given]]:
        found = {
            issuer.text: self._facts.section(node, TERMS)
            for issuer, node in self._by_issuer("terms")
        }
        return {issuer: facts for issuer, facts in found.items() if facts}

    def _competes_with(self) -> dict[str, Given]:
        found: dict[str, Given] = {}
        for issuer, node in self._by_issuer("competes_with"):
            stated: dict[str, Given] = {}
            self._facts.state(COMPETES, node, stated)
            if COMPETES in stated:
                found[issuer.text] = stated[COMPETES]
        return found

    def _by_issuer(self, name: str) -> Iterator[tuple[Text, Node]]:
        node = self._at(name)
        if node is not None and not isinstance(node, Fields):
            wrong_type(
                self._notebook, node, "a mapping with the slug of an issuer, such as openai"
            )
        for entry in node.entries if isinstance(node, Fields) else ():
            if _ISSUER.fullmatch(entry.key.text):
                yield entry.key, entry.value
            else:
                hint = "a slug is in lower case, such as openai"
                message = f"`{entry.key.text}` is no slug of an issuer"
                wrong_value(self._notebook, entry.key, message, hint)

    def _attests(self) -> tuple[Attested, ...]:
        found: dict[Attestation, Attested] = {}
        for node in self._list("attests"):
            if not isinstance(node, Text):
                wrong_type(self._notebook, node, "the name of an attestation")
            elif node.text in _ATTESTATIONS:
                name = Attestation(node.text)
                found.setdefault(name, Attested(name, node.span))
            else:
                hint = near(self._notebook, node.text, _ATTESTATIONS)
                hint = hint or f"one of {', '.join(_ATTESTATIONS)}"
                message = f"nothing is attested as `{node.text}`"
                self._notebook.error(Code.UNKNOWN_ATTESTATION, message, node.span, hint)
        return tuple(found.values())

    def _tools(self) -> tuple[Tool, ...]:
        tools = (self._tool(node) for node in self._list("tools"))
        return tuple(tool for tool in tools if tool is not None)

    def _tool(self, node: Node) -> Tool | None:
        if not isinstance(node, Fields):
            name = self._values.words(node)
            return Tool(name, span=node.span) if name else None
        self._facts.section(node, TOOL)
        given = {
            entry.key.text: self._values.words(entry.value)
            for entry in node.entries
            if entry.key.text in TOOL.others and not is_null(entry.value)
        }
        if "name" not in given:
            missing(self._notebook, TOOL.what, "name", node.span)
        name = given.get("name")
        return Tool(name, given.get("provider"), node.span) if name else None

    def _list(self, key: str) -> tuple[Node, ...]:
        """Return the nodes under `key`; a scalar is a list of one."""
        node = self._at(key)
        match node:
            case None:
                return ()
            case Items(items=items):
                return items
            case Text():
                return () if is_none(node) else (node,)
            case Fields():
                wrong_type(self._notebook, node, "a list; put `- ` before each entry")
                return ()


def _says(node: Node | None, name: str) -> bool:
    """Return whether the mapping `node` says something under `name`."""
    value = node.get(name) if isinstance(node, Fields) else None
    return value is not None and not is_null(value)
