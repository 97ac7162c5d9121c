"""Case files from YAML nodes: every plan patched together, everything wrong gathered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from policy.compiling import Pack
from policy.diagnostics import Code, Span
from policy.documents import Clause, Document, Effect, Version
from policy.packtests.expecting import Expectations
from policy.packtests.keys import CASE_FILE, CHECK_CASE, CLAUSE_CASE, EXCEPTION_CASE
from policy.packtests.moving import moved
from policy.packtests.patching import SUBJECTS, Patched, Patcher
from policy.packtests.suite import CaseFile, Check, Side, Trial
from policy.reading import Notebook, Reader
from policy.verdict import Ruling
from policy.yamltext import Fields, Items, Node, Text

_NO_PLAN = Fields((), Span("", 1, 1))
_VERDICTS = StrEnum("_VERDICTS", {each.name: each.word for each in Ruling})  # type: ignore[misc]
_SUBJECTS = StrEnum("_SUBJECTS", {each.upper(): each for each in SUBJECTS})  # type: ignore[misc]
_OF_CLAUSE = (Side.APPLIES, Side.NOT, Side.OUTSIDE, Side.MISSING, Side.MET, Side.UNMET)
_OF_EXCEPTION = (Side.APPLIES, Side.NOT, Side.MISSING)


def parse_case_file(
    node: Node, notebook: Notebook, pack: Pack, plans: Mapping[str, Node]
) -> CaseFile:
    """Return the trials and checks of one case file; `plans` are the shared ones, by name."""
    return _FileParser(node, notebook, pack, plans).file()


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the plans of one entry start from."""

    plan: Patched
    as_of: date


@dataclass(frozen=True, slots=True)
class _Named:
    """A clause as an entry names it, in the version that is meant."""

    effect: Effect
    version: Version
    clause: Clause


class _FileParser:
    """Reads one case file."""

    def __init__(
        self, node: Node, notebook: Notebook, pack: Pack, plans: Mapping[str, Node]
    ) -> None:
        self._notebook = notebook
        self._pack = pack
        self._plans = plans
        self._patcher = Patcher(notebook)
        self._reader = Reader(node, notebook, "a case file")
        self._expectations = Expectations(pack, notebook)

    def file(self) -> CaseFile:
        """Return what the file says."""
        reader = self._reader
        reader.only(CASE_FILE.keys)
        reader.needs("as_of")
        reader.text("about")
        as_of = reader.day("as_of") or date.min
        document = self._document()
        trials = tuple(self._trials(document, as_of)) if document else ()
        checks = tuple(self._checks(document, as_of))
        return CaseFile(reader.span.path, trials, checks)

    def _document(self) -> Document | None:
        node = self._reader.node("cases")
        if node is None:
            if self._reader.node("clauses") is not None:
                self._reader.lacks("`cases`", "it names the document whose clauses these are")
            return None
        name = self._reader.text("cases") or ""
        if name in self._pack.documents:
            return self._pack.documents[name]
        hint = self._notebook.near(name, tuple(self._pack.documents))
        message = f"no document is called `{name}`"
        self._notebook.error(Code.UNKNOWN_DOCUMENT, message, node.span, hint)
        return None

    def _ground(self, entry: Reader, as_of: date) -> _Ground:
        """Return the plan that the patches of `entry` are laid on.

        The patch of the file belongs to the plan of the file.
        """
        own = entry if entry.node("plan") is not None else self._reader
        patch = None if own is entry else self._reader.node("patch")
        own.needs("plan")
        name = own.text("plan")
        plan = self._plans.get(name or "")
        if name is not None and plan is None:
            hint = self._notebook.near(name, tuple(self._plans))
            message = f"no shared plan is called `{name}`"
            span = own.value_span("plan")
            hint = hint or "shared plans are the files of `cases/plans`"
            self._notebook.error(Code.UNKNOWN_PLAN, message, span, hint)
        about = entry.member("about", _SUBJECTS)
        start = Patched(plan if isinstance(plan, Fields) else _NO_PLAN, about)
        return _Ground(self._patcher.patched(start, patch), as_of)

    # Trials.

    def _trials(self, document: Document, as_of: date) -> Iterator[Trial]:
        for node in self._reader.items("clauses"):
            entry = Reader(node, self._notebook, "an entry of `clauses`")
            entry.only(CLAUSE_CASE.keys)
            for found in self._named(entry, document):
                yield from self._of_clause(entry, document, found, as_of)

    def _named(self, entry: Reader, document: Document) -> Iterator[_Named]:
        """Yield the clauses that `entry` names by their effect, each in its latest version."""
        named = [effect for effect in Effect if entry.node(effect) is not None]
        if len(named) != 1:
            entry.lacks(
                "effect" if not named else "single effect",
                "one of `permits`, `forbids`, `requires`, `cautions` or `notes` names a clause",
            )
            return
        label = entry.text("version")
        if label is not None and label not in [each.label for each in document.versions]:
            hint = self._notebook.near(label, [each.label for each in document.versions])
            message = f"`{document.id}` has no version `{label}`"
            self._notebook.error(
                Code.UNKNOWN_VERSION, message, entry.value_span("version"), hint
            )
            return
        for name in entry.text_nodes(named[0]):
            found = self._clause(name, document, label)
            if found is not None:
                yield _Named(named[0], *found)

    def _clause(
        self, name: Text, document: Document, label: str | None
    ) -> tuple[Version, Clause] | None:
        found = [
            (version, clause)
            for version in document.versions
            for clause in version.clauses
            if clause.id == name.text and label in {None, version.label}
        ]
        if found:
            return found[-1]
        ids = sorted({each.id for version in document.versions for each in version.clauses})
        hint = self._notebook.near(name.text, ids)
        where = f"version `{label}` of `{document.id}`" if label else f"`{document.id}`"
        message = f"{where} has no clause `{name.text}`"
        self._notebook.error(Code.UNKNOWN_CLAUSE, message, name.span, hint)
        return None

    def _of_clause(
        self, entry: Reader, document: Document, named: _Named, as_of: date
    ) -> Iterator[Trial]:
        ground, clause = self._ground(entry, as_of), named.clause
        label = entry.text("version")
        if label is not None:
            when = moved(ground.plan, ground.as_of, document, named.version, clause)
            ground = _Ground(*when)
        plan = self._patcher.patched(ground.plan, entry.node("with"))
        lifts = self._expectations.lifts(entry, document, clause)
        trial = Trial(
            document=document.id,
            clause=clause.id,
            effect=named.effect,
            side=Side.APPLIES,
            plan=plan,
            as_of=ground.as_of,
            version=label,
            lifts=lifts,
        )
        yield from self._sides(entry, trial, _OF_CLAUSE)
        for node in entry.items("except"):
            inner = Reader(node, self._notebook, "an entry of `except`")
            inner.only(EXCEPTION_CASE.keys)
            place = self._expectations.exception(inner, clause)
            if place is not None:
                under = self._patcher.patched(plan, inner.node("with"))
                carved = replace(trial, plan=under, exception=place, lifts=())
                yield from self._sides(inner, carved, _OF_EXCEPTION)

    def _sides(self, entry: Reader, trial: Trial, sides: Sequence[Side]) -> Iterator[Trial]:
        for side in sides:
            node = entry.written(side)
            if node is None:
                continue
            for patch in node.items if isinstance(node, Items) else (node,):
                said = None if isinstance(patch, Text) and patch.is_null else patch
                plan = self._patcher.patched(trial.plan, said)
                span = entry.key_span(side) if patch is node else patch.span
                yield replace(trial, side=side, plan=plan, span=span)

    # Checks.

    def _checks(self, document: Document | None, as_of: date) -> Iterator[Check]:
        for node in self._reader.items("checks"):
            entry = Reader(node, self._notebook, "an entry of `checks`")
            entry.only(CHECK_CASE.keys)
            entry.needs("title")
            ground = self._ground(entry, entry.day("as_of") or as_of)
            verdict = entry.member("verdict", _VERDICTS)
            asked = self._expectations.questions(entry)
            yield Check(
                title=entry.text("title") or "",
                plan=self._patcher.patched(ground.plan, entry.node("with")),
                as_of=ground.as_of,
                verdict=verdict,
                clauses=self._expectations.clauses(entry, document),
                obligations=self._expectations.obligations(entry, document),
                questions=asked,
                span=entry.key_span("title"),
            )
