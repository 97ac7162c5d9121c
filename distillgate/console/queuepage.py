"""The queue: which reviews a reader sees, and each of them as a row."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from distillgate.console.findings import Json
from distillgate.console.words import (
    Locale,
    Mark,
    age_words,
    number_in,
    plain_words,
    ruling_mark,
    spoken,
    state_mark,
)
from policy.explaining_words import first_sentence, without_stop
from policy.verdict import Ruling
from registry.reviewqueue import Order, Queue, SoughtQueue
from registry.reviews import Review, ReviewState

SIZE = 50
_GRAVE = ("deny", "review")
_WHY_SHOWN = 2
_RULINGS = tuple((each.word, ruling_mark(each.word).text) for each in reversed(Ruling))
_ORDERS = (
    (Order.OLDEST, "Waiting longest"),
    (Order.NEWEST, "Newest first"),
    (Order.GRAVEST, "Gravest first"),
    (Order.PLAN, "By plan"),
)
_TABS: Mapping[str, tuple[str, str, tuple[ReviewState, ...]]] = {
    "group": (
        "My group",
        "Reviews that wait for you or your group.",
        (ReviewState.OPEN, ReviewState.SECOND),
    ),
    "asked": (
        "Waiting for requester",
        "A question is open; the clock stands still.",
        (ReviewState.ASKED,),
    ),
    "mine": ("Mine", "Plans that you ask for.", ()),
    "closed": (
        "Decided",
        "What somebody, an answer or a newer state of the plan has settled.",
        tuple(each for each in ReviewState if each.closed),
    ),
    "all": ("All open", "Everything that waits.", ()),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader has chosen."""

    tab: str = "group"
    words: str = ""
    ruling: str = ""
    order: str = Order.OLDEST.value
    page: int = 1

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Filters":
        """Return what a query says; what it cannot mean is left out."""
        page = said.get("page", "1")
        return cls(
            tab=said.get("tab", "") if said.get("tab") in _TABS else "group",
            words=said.get("words", "")[:200],
            ruling=said.get("ruling", "") if said.get("ruling") in dict(_RULINGS) else "",
            order=said.get("order", "")
            if said.get("order") in set(Order)
            else Order.OLDEST.value,
            page=int(page) if page.isdecimal() and 0 < len(page) < len("100000") else 1,
        )

    def link(self, **changed: str | int) -> str:
        """Return the query of these filters with some changed."""
        said = {
            "tab": self.tab,
            "words": self.words,
            "ruling": self.ruling,
            "order": self.order,
            "page": str(self.page),
        } | {name: str(value) for name, value in changed.items()}
        return "?" + urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class Chip:
    """An ingredient with what it came to."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One review in the queue."""

    review: int
    decision: int
    plan: str
    title: str
    mark: Mark
    state: Mark
    chips: tuple[Chip, ...]
    more_chips: int
    use: str
    why: tuple[str, ...]
    more: int
    requester: str
    waits: str
    since: str
    group: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab with its number of reviews."""

    name: str
    title: str
    hint: str
    count: str
    link: str
    current: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """All that the page of the queue shows."""

    filters: Filters
    tabs: tuple[Tab, ...]
    rows: tuple[QueueRow, ...]
    hint: str
    rulings: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, str], ...]
    total: str
    first: int
    last: int
    before: str
    after: str

    @property
    def filtered(self) -> bool:
        """Return whether the reader narrows the queue."""
        return bool(self.filters.words or self.filters.ruling)


def sought_of(
    filters: Filters, name: str, groups: Iterable[str], *, only_own: bool = False
) -> SoughtQueue:
    """Return what the queue is asked for, for a reader and their groups.

    Who may see nothing of others sees not even how many there are.
    """
    states = _TABS[filters.tab][2]
    return SoughtQueue(
        states=states,
        requester=name if only_own or filters.tab == "mine" else None,
        groups=tuple(sorted(groups)) if filters.tab == "group" and not only_own else None,
        words=filters.words,
        ruling=next((each for each in Ruling if each.word == filters.ruling), None),
        order=Order(filters.order),
        skip=(filters.page - 1) * SIZE,
        most=SIZE,
    )


def counted_tabs(
    filters: Filters,
    sought_in: Callable[[Filters], SoughtQueue],
    count: Callable[[SoughtQueue], int],
    locale: Locale,
) -> tuple[Tab, ...]:
    """Return every tab with what `count` says is in it, for what `sought_in` it."""
    found = []
    for tab, (title, hint, _) in _TABS.items():
        sought = sought_in(Filters(tab=tab))
        link = filters.link(tab=tab, page=1)
        number = number_in(count(sought), locale)
        found.append(Tab(tab, title, hint, number, link, tab == filters.tab))
    return tuple(found)


def queue_page(
    filters: Filters,
    tabs: tuple[Tab, ...],
    queue: Queue,
    rows: tuple[QueueRow, ...],
    locale: Locale,
) -> QueuePage:
    """Return the page of the queue."""
    first = (filters.page - 1) * SIZE
    last = first + len(rows)
    return QueuePage(
        filters,
        tabs,
        rows,
        _TABS[filters.tab][1],
        _RULINGS,
        tuple((each.value, words) for each, words in _ORDERS),
        number_in(queue.total, locale),
        first + 1 if rows else 0,
        last,
        filters.link(page=filters.page - 1) if filters.page > 1 else "",
        filters.link(page=filters.page + 1) if last < queue.total else "",
    )


def queue_row(review: Review, verdict: str, case: str, day: date, locale: Locale) -> QueueRow:
    """Return a review as a row, from the stored texts of the decision that it is about."""
    told: Json = json.loads(verdict)
    facts: Json = json.loads(case)["facts"]
    grave = [each for each in told["findings"] if _counts(each)]
    titles = tuple(
        dict.fromkeys(without_stop(first_sentence(each["statement"])[0]) for each in grave)
    )
    made_of = [each for each in told["ingredients"] if each["depth"] == 0]
    since = review.acts[0].writer.at if review.acts else ""
    return QueueRow(
        review=review.number,
        decision=review.decision,
        plan=review.plan,
        title=review.title,
        mark=ruling_mark(told["verdict"]),
        state=state_mark(review, day, locale),
        chips=tuple(Chip(each["id"], ruling_mark(each["verdict"])) for each in made_of[:3]),
        more_chips=max(0, len(made_of) - 3),
        use=use_of(facts),
        why=titles[:_WHY_SHOWN],
        more=max(0, len(titles) - _WHY_SHOWN),
        requester=review.asked_by,
        waits=age_words(date.fromisoformat(since[:10]), day) if since else "",
        since=since,
        group=review.group or "",
    )


def use_of(facts: Json) -> str:
    """Return use and places of a stored case, in words."""
    purpose = facts.get("use.purpose", [None])[0]
    places = facts.get("release.places", [None])[0]
    parts = []
    if isinstance(purpose, str):
        parts.append(spoken(purpose))
    if isinstance(places, dict) and places.get("items"):
        parts.append(plain_words(places["items"]))
    return "; ".join(parts)


def _counts(finding: Json) -> bool:
    return finding["severity"] in _GRAVE and finding["state"] in {"applies", "unsure"}
