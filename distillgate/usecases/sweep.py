"""Judge every stored plan anew by the packs and files of today, and reopen what changed.

Plans are read, judged and recorded in batches, so that it takes no more memory
for many plans than for few. What is written was judged anew as a whole; where
a sweep breaks off, the next one finds the rest.
"""

import heapq
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from distillgate.usecases.differencewords import versions_words
from distillgate.usecases.ledger import Entry, Ledger
from distillgate.usecases.rejudging import Rejudged, Stored
from distillgate.usecases.reviewrecords import tell_act
from distillgate.usecases.submit import tell_decision
from distillgate.usecases.waivers import Idle
from policy.verdict import Ruling
from registry.contents import DamagedContentError
from registry.database import Database
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.packlayers import PackLayer
from registry.packsources import store_packs
from registry.reviews import Act, ActKind, Review
from registry.reviewstore import ReviewStore
from registry.statements import Writer

BATCH = 500
_MOST_SAME = BATCH * 20
"""So many texts are known to be the same as they were, those of late."""
Bench = Callable[[Sequence[Stored]], Iterable[Rejudged]]
"""Judges stored plans anew, in their order, wherever that is done."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Where and by whom it is recorded what no longer stands."""

    ledger: Ledger
    writer: Writer
    layers: tuple[PackLayer, ...]
    """What was judged by."""


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Which plans are judged anew, by what, and what becomes of it."""

    database: Database
    bench: Bench
    day: date
    recording: Recording | None = None
    """Nothing: nothing is recorded."""
    on: str | None = None
    """Only plans whose decision rests on this; nothing: all."""
    most: int = 1_000
    """So many are told of, the worst of them."""
    progress: Callable[[int, int], None] = lambda _, __: None


@dataclass(slots=True)
class Swept:
    """What came of it."""

    plans: int = 0
    same: int = 0
    unreadable: int = 0
    reopened: int = 0
    overtaken: int = 0
    """Somebody decided about the plan while it was judged here."""
    flips: Counter[tuple[Ruling, Ruling | None]] = field(default_factory=Counter)
    """How many answers are other ones now; nothing: it could not be judged."""
    told: list[Rejudged] = field(default_factory=list)
    """What is not the same, the worst first."""
    waivers: set[str] = field(default_factory=set)
    """By which something is waived in one of the plans."""
    idle: tuple[Idle, ...] = ()
    """Waivers on file that set nothing aside; known only where all plans were judged."""

    @property
    def changed(self) -> int:
        """How many are not the same."""
        return self.plans - self.same


def sweep(sweeping: Sweeping) -> Swept:
    """Judge what stands anew; record what means something else now, unless told not to."""
    found, worst = Swept(), _Worst(sweeping.most)
    total = _total(sweeping.database)
    judging = _Judging(sweeping)
    for batch in _batches(sweeping):
        done = judging.done(batch)
        for each in done:
            found.same += each.same
            found.waivers |= each.waivers
            found.unreadable += each.why is not None
            if each.flips:
                found.flips[each.decision.ruling, each.ruling] += 1
            if not each.same:
                worst.take(each)
        found.plans += len(done)
        _record([each for each in done if not each.same], sweeping.recording, found)
        sweeping.progress(found.plans, total)
    found.told = worst.in_order()
    return found


def _total(database: Database) -> int:
    with database.reading() as connection:
        return DecisionStore(connection).count_plans()


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands for one plan, before its texts are read."""

    decision: Decision
    review: Review | None

    @property
    def key(self) -> tuple[str, str] | None:
        """The same for plans with the same texts; nothing where answers are added to them."""
        if Stored(self.decision, "", "", self.review).has_answers:
            return None
        return self.decision.version.source, self.decision.verdict


def _batches(sweeping: Sweeping) -> Iterator[list[_Standing]]:
    after = ""
    while True:
        with sweeping.database.reading() as connection:
            decisions = DecisionStore(connection).standing(after, BATCH, sweeping.on)
            numbers = [each.number for each in decisions]
            reviews = ReviewStore(connection).of_decisions(numbers)
        batch = [_Standing(each, reviews.get(each.number)) for each in decisions]
        if not batch:
            return
        yield batch
        after = batch[-1].decision.version.plan


class _Judging:
    """Judges batches; texts that are the same to the byte are judged once."""

    def __init__(self, sweeping: Sweeping) -> None:
        self._sweeping = sweeping
        self._same: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()
        """Texts that mean today what they meant, with the waivers that set something aside."""

    def done(self, batch: Sequence[_Standing]) -> list[Rejudged]:
        """Return what the plans of a batch come to, in their order."""
        firsts: dict[tuple[str, str], int] = {}
        alone, later = [], []
        for place, each in enumerate(batch):
            key = each.key
            if key is not None and (key in self._same or key in firsts):
                later.append(place)
                continue
            alone.append(place)
            if key is not None:
                firsts[key] = place
        found = dict(zip(alone, self._bench([batch[each] for each in alone]), strict=True))
        for key, place in firsts.items():
            done = found[place]
            if done.judged is None and done.why is None:
                self._keep(key, done.waivers)
        others = [place for place in later if batch[place].key not in self._same]
        found |= zip(others, self._bench([batch[each] for each in others]), strict=True)
        return [
            found[place] if place in found else self._copied(each)
            for place, each in enumerate(batch)
        ]

    def _keep(self, key: tuple[str, str], waivers: frozenset[str]) -> None:
        self._same[key] = waivers
        if len(self._same) > _MOST_SAME:
            self._same.popitem(last=False)

    def _copied(self, standing: _Standing) -> Rejudged:
        """Return what a plan comes to whose texts were judged already."""
        stored = Stored(standing.decision, "", "", standing.review)
        day = self._sweeping.day
        return Rejudged(
            standing.decision,
            standing.review,
            stored.allows(day),
            lapsed=stored.lapsed(day),
            waivers=self._same[standing.key or ("", "")],
        )

    def _bench(self, some: Sequence[_Standing]) -> list[Rejudged]:
        if not some:
            return []
        with self._sweeping.database.reading() as connection:
            stored = _stored(some, DecisionStore(connection))
        return list(self._sweeping.bench(stored))


def _stored(some: Sequence[_Standing], store: DecisionStore) -> list[Stored]:
    """Return what stands with its texts, read together where all of them are sound."""
    digests = [each.decision.version.source for each in some]
    digests += [each.decision.verdict for each in some]
    try:
        texts = store.contents.get_all(digests)
    except DamagedContentError:
        return [_one_stored(each, store) for each in some]
    read = {digest: text.decode() for digest, text in texts.items()}
    return [
        Stored(
            each.decision,
            read[each.decision.version.source],
            read[each.decision.verdict],
            each.review,
        )
        for each in some
    ]


def _one_stored(standing: _Standing, store: DecisionStore) -> Stored:
    decision, review = standing.decision, standing.review
    try:
        source = store.contents.get(decision.version.source).decode()
        verdict = store.contents.get(decision.verdict).decode()
    except DamagedContentError as error:
        return Stored(decision, "", "", review, str(error))
    return Stored(decision, source, verdict, review)


def _record(changed: Sequence[Rejudged], recording: Recording | None, found: Swept) -> None:
    """Record what no longer stands, of one batch, in one transaction."""
    wanted = [each for each in changed if each.judged is not None or each.lapsed is not None]
    if recording is None or not wanted:
        return
    with recording.ledger.writing() as entry:
        store = DecisionStore(entry.connection)
        packs = store_packs(recording.layers, store.contents)
        for each in wanted:
            if not store.still_stands(each.decision):
                found.overtaken += 1
                continue
            _reopened(each, packs, recording.writer, entry)
            found.reopened += 1


def _reopened(each: Rejudged, packs: str, writer: Writer, entry: Entry) -> None:
    decision = each.decision
    if each.judged is not None:
        store = DecisionStore(entry.connection)
        judged = replace(each.judged, packs=packs)
        decision = store.decide(decision.version, judged, writer)
        tell_decision(entry, decision, writer, reopens=each.decision.number)
    _go_on(each, decision, writer, entry)


def _go_on(each: Rejudged, decision: Decision, writer: Writer, entry: Entry) -> None:
    """Let the review go on about the new verdict; where a plan has none it may need one."""
    settles = decision.ruling <= Ruling.WITH_OBLIGATIONS
    act = Act(ActKind.REJUDGE, writer, decision.number, reason_for(each), settles=settles)
    reviews = ReviewStore(entry.connection)
    if each.review is not None:
        tell_act(entry, reviews.act(each.review.number, act), decision)
    elif each.allowed and not settles:
        tell_act(entry, reviews.request(decision, act), decision)


def reason_for(each: Rejudged) -> str:
    """Return in words why a decision no longer stands."""
    if each.judged is None and each.lapsed is not None:
        return f"the approval ended on {each.lapsed}"
    names = dict.fromkeys(f"{one.about.name}{versions_words(one)}" for one in each.differences)
    shown = ", ".join(list(names)[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 as above
    return f"what it rests on has changed: {shown}{more}"


class _Worst:
    """Keeps so many of the worst, however many there are."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[_Kept] = []

    def take(self, each: Rejudged) -> None:
        # The texts are recorded by now, or not wanted; the list is to stay small.
        judged = each.judged and replace(each.judged, case="", verdict="", rests=())
        kept = _Kept(replace(each, judged=judged))
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, kept)
        else:
            heapq.heappushpop(self._heap, kept)

    def in_order(self) -> list[Rejudged]:
        return [each.rejudged for each in sorted(self._heap, reverse=True)]


@dataclass(frozen=True, slots=True)
class _Kept:
    rejudged: Rejudged

    def __lt__(self, other: "_Kept") -> bool:
        """Return whether the other one is worse."""
        return other.rejudged.rank < self.rejudged.rank
