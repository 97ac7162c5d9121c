"""The pages of house policy: its documents, drafts of them, and what a draft would do."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from distillgate.console.words import Locale, Mark, Tone, day_words, ruling_mark
from distillgate.usecases.housepolicy import Published, counting_now, of_draft
from distillgate.usecases.impact import Impact
from distillgate.usecases.policydiff import Diffed
from distillgate.usecases.policydrafts import Draft
from distillgate.usecases.runcases import Outcome
from policy.diagnostics import Diagnostic, Level
from policy.documents import Document
from policy.facts.vocabulary import VOCABULARY
from policy.policyschema import policy_schema
from policy.verdict import Ruling
from registry.filings import FilingState, Revocation

MOST_FLIPS = 100
_UNREADABLE = Mark("Cannot be judged", Tone.BAD, "It cannot be judged by these packs.")
_STATES: Mapping[FilingState, Mark] = {
    FilingState.REQUESTED: Mark("Waits", Tone.OPEN, "A second person must agree to it."),
    FilingState.GRANTED: Mark("Agreed", Tone.GOOD, "A second person has agreed to it."),
    FilingState.REFUSED: Mark("Refused", Tone.BAD, "It came to nothing."),
}
_WITHDRAWN = Mark("Withdrawn", Tone.QUIET, "It was taken back before its day.")
_COUNTS = Mark("Counts", Tone.GOOD, "Plans are judged by it.")
_FOLLOWED = Mark("Followed", Tone.QUIET, "A later text has taken its place.")


@dataclass(frozen=True, slots=True)
class HouseRow:
    """One document of house policy."""

    id: str
    title: str
    path: str
    counts: "TextRow | None"
    """The text that counts in the place of the file; nothing where the file does."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text that was agreed to."""

    number: int
    draft: int
    document: str
    mark: Mark
    begins: str
    by: str
    at: str
    why_not: str
    """Why it was taken back."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft in a list."""

    number: int
    document: str
    mark: Mark
    author: str
    at: str
    why: str
    begins: str


@dataclass(frozen=True, slots=True)
class PoliciesPage:
    """The documents of house policy, and the drafts of them."""

    documents: tuple[HouseRow, ...]
    drafts: tuple[DraftRow, ...]
    texts: tuple[TextRow, ...]
    writes: bool


@dataclass(frozen=True, slots=True)
class EditorPage:
    """A text that is being written."""

    document: str
    path: str
    text: str
    base: str
    why: str
    begins: str
    first_day: str
    told: tuple["ToldLine", ...] = ()


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One thing that is wrong with a text, and where."""

    line: int
    column: int
    length: int
    mark: Mark
    message: str
    hint: str
    elsewhere: str
    """The other file in which it is wrong."""


@dataclass(frozen=True, slots=True)
class Lint:
    """Everything that is wrong with a text."""

    told: tuple[ToldLine, ...]
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Flip:
    """A plan of which the verdict, or a ground, is another one."""

    plan: str
    owner: str
    before: Mark
    after: Mark
    clauses: str


@dataclass(frozen=True, slots=True)
class TriedPage:
    """What a text would do."""

    lint: Lint
    tests: tuple[str, ...]
    """What fails; nothing where all hold."""
    tested: int
    meaning: tuple[str, ...]
    meaning_whole: bool
    flips: tuple[Flip, ...]
    more_flips: int
    flipped: int
    plans: int
    impact_whole: bool
    judged: bool
    """Whether there are packs by this text at all."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the difference between two texts."""

    kind: str
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One draft, to be agreed to or refused."""

    row: DraftRow
    text: str
    lines: tuple[DiffLine, ...]
    open: bool
    current: bool
    """It is made on the text that counts now."""
    own: bool
    agrees: bool
    decided: str
    text_row: TextRow | None
    """What became of it once it was agreed to."""
    withdraws: bool
    """The reader may take it back before its day."""


def house_row(document: Document, texts: Sequence[TextRow]) -> HouseRow:
    """Return a document of house policy as a row; `texts` are those that count now."""
    path = document.span.path if document.span else ""
    shown = path.rpartition("/policies/")[2] or path
    counts = next((each for each in texts if each.document == document.id), None)
    return HouseRow(document.id, document.title, shown, counts)


def text_rows(found: Sequence[Published], day: date, locale: Locale) -> tuple[TextRow, ...]:
    """Return the texts that were agreed to as rows, the latest first."""
    now = {each.filing.number for each in counting_now(found, day)}
    return tuple(_text_row(each, each.filing.number in now, day, locale) for each in found)


def _text_row(each: Published, counts: bool, day: date, locale: Locale) -> TextRow:  # noqa: FBT001 a state
    begins, gone = day_words(each.house.begins, locale), each.filing.revoked
    if gone is not None:
        mark = _WITHDRAWN
    elif each.is_coming(day):
        hint = "Log only until then: it is shown with each plan, and moves no verdict."
        mark = Mark(f"Counts from {begins}", Tone.OPEN, hint)
    else:
        mark = _COUNTS if counts else _FOLLOWED
    return TextRow(
        each.filing.number,
        each.house.draft,
        each.house.document,
        mark,
        begins,
        each.filing.actor,
        each.filing.at,
        said_words(gone, locale) if gone else "",
    )


def said_words(said: Revocation, locale: Locale) -> str:
    """Return why something was closed, by whom and when."""
    day = day_words(date.fromisoformat(said.at[:10]), locale)
    return f"{said.reason} ({said.actor}, {day})"


def draft_row(draft: Draft, found: Sequence[Published], day: date, locale: Locale) -> DraftRow:
    """Return a draft as a row; `found` are the texts that were agreed to."""
    agreed = of_draft(found, draft.filing.number)
    state = _STATES[draft.filing.state(day)]
    return DraftRow(
        draft.filing.number,
        draft.proposal.document,
        _WITHDRAWN if agreed is not None and agreed.withdrawn else state,
        draft.filing.actor,
        draft.filing.at,
        draft.proposal.why,
        day_words(draft.proposal.begins, locale),
    )


def lint_of(found: Iterable[Diagnostic], path: str) -> Lint:
    """Return everything that is wrong with the text of the file at `path`."""
    told = tuple(_told(each, path) for each in found)
    errors = sum(each.mark.tone is Tone.BAD for each in told)
    return Lint(told, errors, len(told) - errors)


def _told(each: Diagnostic, path: str) -> ToldLine:
    bad = each.level is Level.ERROR
    return ToldLine(
        each.span.line,
        each.span.column,
        each.span.length,
        Mark("Error", Tone.BAD) if bad else Mark("Warning", Tone.OPEN),
        each.message,
        each.hint or "",
        "" if each.span.path == path else each.span.path,
    )


def tried_page(lint: Lint, tests: Outcome, diffed: Diffed, found: Impact) -> TriedPage:
    """Return what a text would do."""
    effects = found.effects[:MOST_FLIPS]
    return TriedPage(
        lint,
        tuple(f"{each.span.line}: {each.message}" for each in tests.diagnostics),
        tests.plans,
        tuple(_meaning(diffed)),
        diffed.settled,
        tuple(
            Flip(
                each.name,
                each.owner,
                _ruling(each.before),
                _ruling(each.after),
                ", ".join(each.clauses[:3]),
            )
            for each in effects
        ),
        len(found.effects) - len(effects),
        len(found.flips),
        found.plans,
        found.complete,
        judged=True,
    )


def unjudged(lint: Lint) -> TriedPage:
    """Return what there is to tell of a text that makes no packs."""
    return TriedPage(
        lint,
        (),
        0,
        (),
        meaning_whole=False,
        flips=(),
        more_flips=0,
        flipped=0,
        plans=0,
        impact_whole=False,
        judged=False,
    )


def _meaning(diffed: Diffed) -> Iterable[str]:
    for each in diffed.clauses:
        words = f": {'; '.join(each.turn.words)}" if each.turn and each.turn.words else ""
        yield f"{each.pair.document}#{each.pair.clause} {each.direction}{words}"
    for name, words in diffed.compared.besides:
        yield f"{name}: {words}"
    for name, old, new in diffed.compared.renamed:
        yield f"{name}: {old} is called {new} now, and means the same"


def _ruling(ruling: Ruling | None) -> Mark:
    return _UNREADABLE if ruling is None else ruling_mark(ruling.word)


def diff_lines(before: str, after: str) -> tuple[DiffLine, ...]:
    """Return where two texts differ, with a few lines around."""
    kinds = {"+": "added", "-": "gone", "@": "place", " ": "same"}
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return tuple(
        DiffLine(kinds[each[0]], "", _from_line(each))
        if each.startswith("@")
        else DiffLine(kinds[each[0]], each[0], each[1:])
        for each in list(found)[2:]
    )


def _from_line(head: str) -> str:
    """Return from which line of the text that counts a part of a difference comes."""
    return f"from line {head.split()[1].lstrip('-').partition(',')[0]}"


def completions() -> list[dict[str, str]]:
    """Return the words that a policy may use: facts with what they mean, and all keys."""
    facts = [
        {"word": fact.path, "about": fact.meaning}
        for group in VOCABULARY.groups
        for fact in VOCABULARY.in_group(group)
    ]
    known = {each["word"] for each in facts}
    words = sorted(_words(policy_schema()) - known)
    return facts + [{"word": each, "about": ""} for each in words]


def _words(schema: Any) -> set[str]:  # noqa: ANN401 JSON, as the schema is
    """Return every key and every value of a closed list in a schema."""
    found: set[str] = set()
    if isinstance(schema, Mapping):
        found |= {str(key) for key in _under(schema, "properties")}
        found |= {str(value) for value in _under(schema, "enum") if isinstance(value, str)}
        for each in schema.values():
            found |= _words(each)
    elif isinstance(schema, Sequence) and not isinstance(schema, str):
        for each in schema:
            found |= _words(each)
    return found


def _under(schema: Mapping[str, Any], key: str) -> Iterable[Any]:
    value = schema.get(key, ())
    return (
        value if isinstance(value, (Mapping, Sequence)) and not isinstance(value, str) else ()
    )
