"""The overview: what waits, for how long, what was decided, and what ends or grows stale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from distillgate.console.words import (
    Locale,
    Mark,
    Tone,
    age_words,
    day_words,
    number_in,
    ruling_mark,
)
from policy.documents import LICENSES, Document
from registry.figures import MonthOfRulings
from registry.filings import Filing
from registry.reviews import Review

SOON = timedelta(days=60)
STALE = timedelta(days=90)
_WIDE = 600
_BAR, _STEP, _LEFT = 20, 32, 90
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One number."""

    title: str
    number: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar."""

    x: int
    width: int
    tone: Tone
    hint: str


@dataclass(frozen=True, slots=True)
class MonthBar:
    """The decisions of a month."""

    month: str
    y: int
    parts: tuple[Bar, ...]
    total: str
    end: int


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends soon, or has not been read lately."""

    what: str
    name: str
    href: str
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The overview."""

    tiles: tuple[Tile, ...]
    months: tuple[MonthBar, ...]
    height: int
    legend: tuple[Mark, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    ending: tuple[Ending, ...]
    stale: tuple[Ending, ...]
    more_stale: int


def month_bars(months: Sequence[MonthOfRulings], locale: Locale) -> tuple[MonthBar, ...]:
    """Return the bars of `months`, all on one scale."""
    totals = [sum(number for _, number in each.counts) for each in months]
    most = max(totals, default=1)
    bars = []
    for place, (each, total) in enumerate(zip(months, totals, strict=True)):
        x, parts = _LEFT, []
        for ruling, number in each.counts:
            width = round(number * (_WIDE - _LEFT - 60) / most)
            mark = ruling_mark(ruling.word)
            if number:
                hint = f"{each.month}: {number} {mark.text.lower()}"
                parts.append(Bar(x, max(width, 2), mark.tone, hint))
                x += max(width, 2)
        bars.append(
            MonthBar(each.month, place * _STEP, tuple(parts), number_in(total, locale), x + 6)
        )
    return tuple(bars)


def tiles_of(
    waiting: Sequence[Review], totals: tuple[int, int, int], day: date, locale: Locale
) -> tuple[Tile, ...]:
    """Return the numbers on top; `waiting` begins with what has waited longest."""
    open_, asked, plans = (number_in(each, locale) for each in totals)
    oldest = waiting[0].acts[0].writer.at[:10] if waiting and waiting[0].acts else ""
    age = age_words(date.fromisoformat(oldest), day) if oldest else "none"
    return (
        Tile("Waiting for us", open_, "reviews that somebody must decide", "/reviews?tab=all"),
        Tile("Longest wait", age, "since it was asked for", "/reviews?tab=all&order=oldest"),
        Tile("Waiting for requesters", asked, "reviews with a question", "/reviews?tab=asked"),
        Tile("Plans", plans, "were submitted", "/plans"),
    )


def ending_of(filings: Iterable[Filing], day: date, locale: Locale) -> tuple[Ending, ...]:
    """Return what lies on file and ends soon, the next one first."""
    found = [
        each
        for each in filings
        if each.revoked is None and each.until is not None and day <= each.until <= day + SOON
    ]
    found.sort(key=lambda each: (each.until or day, each.name))
    return tuple(
        Ending(
            each.kind.value,
            each.name,
            "/filed",
            day_words(each.until, locale),
            f"in {((each.until or day) - day).days} days",
        )
        for each in found
    )


def stale_of(documents: Iterable[Document], day: date, locale: Locale) -> tuple[Ending, ...]:
    """Return the texts that may have changed since they were last read, the oldest first.

    License texts are fixed, and what is closed changes no more.
    """
    found = []
    for each in documents:
        last = each.versions[-1] if each.versions else None
        fixed = each.kind in LICENSES or last is None or last.closed
        if fixed or last is None or last.last_seen is None or day - last.last_seen <= STALE:
            continue
        found.append((last.last_seen, each))
    found.sort(key=lambda one: (one[0], one[1].id))
    return tuple(
        Ending(
            each.kind.value.replace("-", " "),
            each.id,
            f"/documents/{each.id}",
            day_words(seen, locale),
            f"{(day - seen).days} days ago",
        )
        for seen, each in found
    )


def overview_page(
    tiles: tuple[Tile, ...],
    months: Sequence[MonthOfRulings],
    ending: tuple[Ending, ...],
    stale: tuple[Ending, ...],
    locale: Locale,
) -> OverviewPage:
    """Return the overview."""
    bars = month_bars(months, locale)
    return OverviewPage(
        tiles,
        bars,
        max(len(bars), 1) * _STEP,
        tuple(ruling_mark(ruling.word) for ruling, _ in months[0].counts) if months else (),
        tuple((each.month, tuple(number for _, number in each.counts)) for each in months),
        ending,
        stale[:_SHOWN],
        max(0, len(stale) - _SHOWN),
    )
