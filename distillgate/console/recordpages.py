"""Pages of what is known: models, data sets and providers, and what lies on file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distillgate.console.words import Locale, Mark, Tone, day_words, spoken
from distillgate.usecases.recordviews import RecordView
from registry.filings import Filing
from registry.statements import SubjectKind

TITLES = {
    SubjectKind.MODEL: "Models",
    SubjectKind.DATASET: "Data sets",
    SubjectKind.PROVIDER: "Providers",
}
PATHS = {
    SubjectKind.MODEL: "/models",
    SubjectKind.DATASET: "/datasets",
    SubjectKind.PROVIDER: "/providers",
}
_BRIEF = ("maker", "declared_license", "country", "family")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list."""

    ref: str
    path: str
    brief: tuple[tuple[str, str], ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class KindTab:
    """One kind of record."""

    title: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """The records of one kind."""

    title: str
    path: str
    tabs: tuple[KindTab, ...]
    rows: tuple[RecordRow, ...]
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class VoiceView:
    """What one source says of a field."""

    grade: str
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """A field that sources state in different ways."""

    field: str
    settled: bool
    voices: tuple[VoiceView, ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement of a source."""

    grade: str
    by: str
    at: str
    states: tuple[str, ...]
    evidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class UsedBy:
    """A decision that rests on it."""

    number: int
    title: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record with its sources."""

    kind: str
    title: str
    path: str
    ref: str
    shipped: bool
    retired: str
    fields: tuple[tuple[str, str], ...]
    contradictions: tuple[ContradictionView, ...]
    statements: tuple[StatementView, ...]
    revisions: tuple[str, ...]
    used: tuple[UsedBy, ...]
    lineage: bool


@dataclass(frozen=True, slots=True)
class FilingRow:
    """One thing on file."""

    kind: str
    name: str
    standing: Mark
    begins: str
    until: str
    by: str
    at: str
    text: str
    revoked: str
    counts: bool
    """Nobody has taken it back."""
    outgrown: tuple[str, ...]
    """Clauses that it no longer sets aside, as they mean something else since."""


@dataclass(frozen=True, slots=True)
class FiledPage:
    """What lies on file: agreements, determinations and waivers."""

    groups: tuple[tuple[str, str, tuple[FilingRow, ...]], ...]


def tabs_of(kind: SubjectKind) -> tuple[KindTab, ...]:
    """Return the kinds, with `kind` as the current one."""
    return tuple(KindTab(TITLES[each], PATHS[each], each is kind) for each in SubjectKind)


def records_page(
    kind: SubjectKind, views: Sequence[RecordView], words: str, after: str
) -> RecordsPage:
    """Return the list of records of one kind."""
    rows = tuple(map(_row, views))
    return RecordsPage(TITLES[kind], PATHS[kind], tabs_of(kind), rows, words, after)


def _row(view: RecordView) -> RecordRow:
    fields = dict(view.fields())
    brief = tuple((spoken(each), words_of(fields[each])) for each in _BRIEF if fields.get(each))
    return RecordRow(view.ref, f"{PATHS[view.kind]}/{view.ref}", brief, _mark(view))


def _mark(view: RecordView) -> Mark:
    if view.subject and view.subject.retired:
        return Mark("Retired", Tone.QUIET, "It is no longer offered to plans.")
    if any(not each.settled for each in view.contradictions):
        return Mark("Contradicted", Tone.OPEN, "Sources state different things.")
    if view.subject:
        return Mark("Recorded", Tone.GOOD, "Somebody has written it down here.")
    return Mark("Ships", Tone.DUTY, "It comes with the product's catalog.")


def _taken_back(at: str, by: str, why: str, locale: Locale) -> str:
    return f"{day_words(date.fromisoformat(at[:10]), locale)} by {by}: {why}"


def record_page(view: RecordView, used: tuple[UsedBy, ...], locale: Locale) -> RecordPage:
    """Return the page of one record."""
    subject = view.subject
    retired = subject.retired if subject else None
    return RecordPage(
        view.kind.value,
        TITLES[view.kind],
        PATHS[view.kind],
        view.ref,
        view.shipped,
        _taken_back(retired.at, retired.actor, retired.reason, locale) if retired else "",
        tuple((spoken(name), words_of(value)) for name, value in view.fields()),
        tuple(
            ContradictionView(
                spoken(each.field),
                each.settled,
                tuple(
                    VoiceView(voice.grade.word, voice.actor, words_of(voice.value))
                    for voice in each.voices
                ),
            )
            for each in view.contradictions
        ),
        tuple(
            StatementView(
                each.grade.word,
                each.actor,
                each.made_at,
                tuple(map(spoken, sorted(each.declaration.stated))),
                each.declaration.evidence or "",
                each.declaration.reason or "",
            )
            for each in (subject.statements if subject else ())
        ),
        subject.revisions if subject else (),
        used,
        view.kind is not SubjectKind.PROVIDER,
    )


def words_of(value: object) -> str:
    """Return a value of a record in words."""
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{key} {words_of(each)}" for key, each in value.items())
        case list() | tuple() | set() | frozenset():
            return ", ".join(words_of(each) for each in value) or "none"
        case _:
            return str(value)


def _standing_words(filing: Filing, standing: str, locale: Locale) -> str:
    """Return how something on file stands, with days as the reader writes them."""
    for each in (filing.until, filing.begins):
        if each is not None:
            standing = standing.replace(each.isoformat(), day_words(each, locale))
    return standing[:1].upper() + standing[1:]


def filing_row(
    filing: Filing, text: str, outgrown: tuple[str, ...], day: date, locale: Locale
) -> FilingRow:
    """Return one thing on file as a row."""
    standing = filing.standing(day)
    revoked = filing.revoked
    ended = revoked is not None or standing.startswith("ended")
    tone = Tone.QUIET if ended else Tone.OPEN if standing.startswith("from") else Tone.GOOD
    return FilingRow(
        filing.kind.value,
        filing.name,
        Mark(_standing_words(filing, standing, locale), tone),
        day_words(filing.begins, locale),
        day_words(filing.until, locale),
        filing.actor,
        filing.at,
        text,
        _taken_back(revoked.at, revoked.actor, revoked.reason, locale) if revoked else "",
        revoked is None,
        outgrown,
    )
