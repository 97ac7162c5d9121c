"""Statements from YAML or JSON nodes: a record of the catalog, who says so, and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from policy.diagnostics import Code
from policy.places import Territory
from policy.reading import Notebook, Reader
from policy.references import parse_reference
from policy.yamltext import Entry, Fields, Node, Text
from registry.records import Artifact, Provider
from registry.seednames import Names
from registry.seedreading import RecordReader, read_provider
from registry.statements import GRADES, Declaration, Grade, SubjectKind

SOURCE_KEYS = ("grade", "revision", "evidence", "reason")
"""What a statement says about itself, beside the record."""
SECTIONS: Mapping[str, SubjectKind] = {
    "models": SubjectKind.MODEL,
    "datasets": SubjectKind.DATASET,
    "providers": SubjectKind.PROVIDER,
}
NAMED_BY: Mapping[SubjectKind, str] = {
    SubjectKind.MODEL: "model",
    SubjectKind.DATASET: "data",
    SubjectKind.PROVIDER: "provider",
}
_FIELDS = {
    "weights": "weights_open",
    "declared_license_confidence": "license_confidence",
}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class DeclarationReader:
    """Reads declarations; what is wrong goes into `notebook`."""

    names: Names
    territories: Mapping[str, Territory]
    notebook: Notebook
    grade: Grade = Grade.DECLARED
    """Of what says none."""
    _records: RecordReader = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the reader of the records themselves."""
        records = RecordReader(self.names, self.territories, self.notebook)
        object.__setattr__(self, "_records", records)

    def file(self, node: Node) -> tuple[Declaration, ...]:
        """Return what a file of several sections declares."""
        reader = Reader(node, self.notebook, "a file of declarations")
        reader.only(tuple(SECTIONS))
        found = (
            self.one(each, kind)
            for section, kind in SECTIONS.items()
            for each in reader.items(section)
        )
        return tuple(each for each in found if each is not None)

    def line(self, node: Node) -> Declaration | None:
        """Return what one record declares whose first key says what it is about."""
        keys = [kind for kind, key in NAMED_BY.items() if _has(node, key)]
        if len(keys) != 1:
            words = ", ".join(f"`{key}`" for key in NAMED_BY.values())
            self.notebook.error(
                Code.MISSING_KEY, f"a declaration names one of {words}", node.span
            )
            return None
        return self.one(node, keys[0])

    def one(self, node: Node, kind: SubjectKind) -> Declaration | None:
        """Return what one record declares, or nothing where it names nothing."""
        said, rest = _parted(node)
        source = Reader(said, self.notebook, "a declaration")
        key = NAMED_BY[kind]
        bare, pinned = _unpinned(rest, key)
        record = self._record(bare, kind)
        if record is None:
            return None
        grade = self._grade(source)
        reason = source.text("reason")
        if grade.corrects and reason is None:
            hint = "`reason` says why what others state is wrong"
            message = f"a statement of the grade `{grade.word}` needs a reason"
            self.notebook.error(Code.MISSING_KEY, message, node.span, hint)
        return Declaration(
            kind=kind,
            record=record,
            stated=_stated(bare, key),
            grade=grade,
            revision=source.text("revision") or pinned,
            evidence=source.text("evidence"),
            reason=reason,
            span=record.span or node.span,
        )

    def _record(self, node: Node, kind: SubjectKind) -> Artifact | Provider | None:
        artifact = kind.artifact
        if artifact is not None:
            return self._records.artifact(node, artifact)
        provider = read_provider(_named(node), self.notebook)
        if provider is not None and _SLUG.fullmatch(provider.slug) is None:
            message = f"`{provider.slug}` is no slug of a provider"
            hint = "small letters, digits and dashes, at most 64"
            self.notebook.error(Code.WRONG_VALUE, message, provider.span or node.span, hint)
            return None
        return provider

    def _grade(self, source: Reader) -> Grade:
        node = source.node("grade")
        if node is None:
            return self.grade
        words = tuple(each.word for each in GRADES)
        if isinstance(node, Text) and node.text in words:
            return Grade[node.text.upper()]
        source.wrong_word(node, words)
        return self.grade


def _has(node: Node, key: str) -> bool:
    return isinstance(node, Fields) and node.get(key) is not None


def _parted(node: Node) -> tuple[Node, Node]:
    """Return what a declaration says about itself, and the record."""
    if not isinstance(node, Fields):
        return Fields((), node.span), node
    about = tuple(each for each in node.entries if each.key.text in SOURCE_KEYS)
    rest = tuple(each for each in node.entries if each.key.text not in SOURCE_KEYS)
    return Fields(about, node.span), Fields(rest, node.span)


def _unpinned(node: Node, key: str) -> tuple[Node, str | None]:
    """Return `node` with its reference less the revision, and that revision."""
    named = node.get(key) if isinstance(node, Fields) else None
    parsed = parse_reference(named.text) if isinstance(named, Text) else None
    if not isinstance(node, Fields) or parsed is None or parsed.revision is None:
        return node, None
    span = named.span if isinstance(named, Text) else node.span
    bare = Text(parsed.canonical, plain=True, span=span)
    entries = tuple(
        Entry(each.key, bare) if each.key.text == key else each for each in node.entries
    )
    return Fields(entries, node.span), parsed.revision


def _named(node: Node) -> Node:
    """Return a provider's node with a name: its slug, where none is given."""
    slug = node.get("provider") if isinstance(node, Fields) else None
    if not isinstance(node, Fields) or slug is None or node.get("name") is not None:
        return node
    name = Text("name", plain=True, span=slug.span)
    return Fields((*node.entries, Entry(name, slug)), node.span)


def _stated(node: Node, key: str) -> frozenset[str]:
    if not isinstance(node, Fields):
        return frozenset()
    said = (
        each.key.text
        for each in node.entries
        if not (isinstance(each.value, Text) and each.value.is_null)
    )
    return frozenset(_FIELDS.get(name, name) for name in said if name != key)
