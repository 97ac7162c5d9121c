"""What case files expect of clauses, duties and questions, read and held against the pack."""

from collections.abc import Mapping

from policy.compiling import Pack
from policy.diagnostics import Code
from policy.documents import Clause, Document
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.suite import Expected, Standing
from policy.reading import Notebook, Reader, as_number
from policy.verdict import DutyState
from policy.yamltext import Fields, Text

_BUILT_IN = "distillgate"


class Expectations:
    """Reads expectations; what names nothing goes into the notebook."""

    def __init__(self, pack: Pack, notebook: Notebook) -> None:
        self._pack = pack
        self._notebook = notebook

    def lifts(self, entry: Reader, document: Document, clause: Clause) -> tuple[str, ...]:
        """Return the targets under `lifts`, each of which the clause names too."""
        found = []
        for node in entry.text_nodes("lifts"):
            if node.text in clause.lifts:
                found.append(node.text)
                continue
            message = f"`{document.id}#{clause.id}` lifts no `{node.text}`"
            hint = self._notebook.near(node.text, clause.lifts)
            self._notebook.error(Code.UNKNOWN_CLAUSE, message, node.span, hint)
        return tuple(found)

    def exception(self, entry: Reader, clause: Clause) -> int | None:
        """Return which exception of the clause is meant, from 0."""
        if entry.node("number") is not None:
            return self._numbered(entry, clause)
        section = entry.text("section")
        places = [
            place
            for place, each in enumerate(clause.exceptions)
            if section is None or each.section == section
        ]
        if len(places) == 1:
            return places[0]
        count = len(places) or "no"
        message = f"`{clause.id}` has {count} such exception{'s' if places else ''}"
        hint = "`number: 1` picks one of them" if places else self._sections(section, clause)
        self._notebook.error(Code.WRONG_VALUE, message, entry.value_span("section"), hint)
        return None

    def _sections(self, section: str | None, clause: Clause) -> str | None:
        known = [each.section for each in clause.exceptions if each.section]
        near = self._notebook.near(section or "", known)
        listed = ", ".join(f"`{each}`" for each in known)
        return near or (f"its sections are {listed}" if known else None)

    def _numbered(self, entry: Reader, clause: Clause) -> int | None:
        node, count = entry.node("number"), len(clause.exceptions)
        place = as_number(node.text) if isinstance(node, Text) else None
        if place is not None and place == int(place) and 1 <= place <= count:
            return int(place) - 1
        message = f"`{clause.id}` has no exception of this number"
        hint = f"it has {count}, counted from 1"
        self._notebook.error(Code.WRONG_VALUE, message, entry.value_span("number"), hint)
        return None

    def clauses(self, entry: Reader, document: Document | None) -> tuple[Expected, ...]:
        """Return how clauses must stand in a verdict."""
        found = []
        for key, value in entry.pairs("clauses"):
            name = self._named(key, document)
            missing: tuple[str, ...] = ()
            if isinstance(value, Fields):
                inner = Reader(value, self._notebook, "an unsure clause")
                inner.only((Standing.UNSURE,))
                missing = self._facts(inner, Standing.UNSURE)
                standing: Standing | None = Standing.UNSURE
            else:
                standing = entry.member_of(value, Standing)
            if standing is not None and name is not None:
                found.append(Expected(name, standing, missing, key.span))
        return tuple(found)

    def obligations(self, entry: Reader, document: Document | None) -> Mapping[str, str]:
        """Return the state of each duty, by `document#clause`."""
        found = {}
        for key, value in entry.pairs("obligations"):
            name, state = self._named(key, document), entry.member_of(value, DutyState)
            if name is not None and state is not None:
                found[name] = state.value
        return found

    def questions(self, entry: Reader) -> tuple[str, ...] | None:
        """Return the facts that must be asked for; nothing where that is not said."""
        return None if entry.node("questions") is None else self._facts(entry, "questions")

    def _facts(self, entry: Reader, name: str) -> tuple[str, ...]:
        for node in entry.text_nodes(name):
            if node.text not in VOCABULARY:
                near = VOCABULARY.nearest(node.text)
                hint = f"did you mean `{near}`?" if near else None
                message = f"no fact is called `{node.text}`"
                self._notebook.error(Code.UNKNOWN_FACT, message, node.span, hint)
        return entry.texts(name)

    def _named(self, key: Text, document: Document | None) -> str | None:
        """Return `document#clause` for a name, which may leave out the file's document."""
        whole, mark, rule = key.text.partition("#")
        name, clause = (whole, rule) if mark else (document.id if document else "", whole)
        if name == _BUILT_IN:
            return key.text
        known = self._pack.documents.get(name)
        if known is None:
            hint = self._notebook.near(name, tuple(self._pack.documents)) if name else None
            hint = hint or "a clause of another document is `document#clause`"
            message = (
                f"no document is called `{name}`" if name else f"`{whole}` has no document"
            )
            self._notebook.error(Code.UNKNOWN_DOCUMENT, message, key.span, hint)
            return None
        ids = sorted({each.id for version in known.versions for each in version.clauses})
        if clause not in ids:
            hint = self._notebook.near(clause, ids)
            message = f"`{name}` has no clause `{clause}`"
            self._notebook.error(Code.UNKNOWN_CLAUSE, message, key.span, hint)
            return None
        return f"{name}#{clause}"


def is_built_in(name: str) -> bool:
    """Return whether a clause is one of the engine's own."""
    return name.startswith(f"{_BUILT_IN}#")
