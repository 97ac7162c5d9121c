"""What trials saw of the rules of a pack, and how much of it that is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policy.documents import Document, Effect
from policy.packtests.demands import Demand, Logic, Part, Rule, logic_of, rules_of
from policy.packtests.suite import Gate, Side, Trial
from policy.packtests.trials import about, tried
from policy.tracing import Traced
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE

KINDS = (*(effect.value for effect in Effect), *(Part.EXCEPT, Part.LIFTS, Part.CHECK))
"""What shares of coverage are asked for by: the effect of a clause, or a part of it."""
_DUTIES = {Side.MET: TRUE, Side.UNMET: FALSE}
_Key = tuple[str, Logic, Demand]


@dataclass(slots=True)
class Seen:
    """The sides of rules that trials saw."""

    keys: set[_Key] = field(default_factory=set)

    def add(self, trial: Trial, found: Iterable[tuple[Logic, Demand]]) -> None:
        """Note what `trial` saw."""
        self.keys.update((trial.document, logic, demand) for logic, demand in found)


def seen_in(trial: Trial, traced: Sequence[Traced]) -> Iterator[tuple[Logic, Demand]]:
    """Yield each side of a rule that a trial which came out as it says has seen."""
    for each in about(trial, traced):
        clause = each.clause.clause
        for demand in _seen(trial, each):
            yield logic_of(clause), demand


def _seen(trial: Trial, each: Traced) -> Iterator[Demand]:
    truth = tried(each)
    if trial.exception is not None and trial.side is not Side.NOT:
        if truth is TRUE:
            yield Demand(Part.EXCEPT, trial.side, str(trial.exception + 1))
    elif trial.side in {Side.NOT, Side.MISSING} and trial.exception is None:
        if truth is (FALSE if trial.side is Side.NOT else MAYBE):
            yield from _own(trial, trial.side)
    elif truth is TRUE and each.applies:
        yield from _own(trial, Side.APPLIES)
        yield from _of_applying(trial, each)


def _own(trial: Trial, side: Side) -> Iterator[Demand]:
    yield Demand(Part.CLAUSE, side)
    yield from (Demand(Part.LIFTS, side, target) for target in trial.lifts)


def _of_applying(trial: Trial, each: Traced) -> Iterator[Demand]:
    """Yield what is seen besides where a clause applies."""
    for place, one in enumerate(each.exceptions, 1):
        if one is FALSE:
            yield Demand(Part.EXCEPT, Side.NOT, str(place))
    if trial.side in _DUTIES and each.check is _DUTIES[trial.side]:
        yield Demand(Part.CHECK, trial.side)


@dataclass(frozen=True, slots=True)
class Covered:
    """One rule with the sides that nothing saw."""

    rule: Rule
    missing: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the sides of one kind were seen."""

    seen: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Return the share in whole percent, never rounded up; of nothing, all."""
        return 100 * self.seen // self.total if self.total else 100


def covered(documents: Iterable[Document], seen: Seen) -> tuple[Covered, ...]:
    """Return each rule of `documents`, with the sides that nothing saw."""
    return tuple(
        Covered(
            rule,
            tuple(
                demand
                for demand in rule.demands
                if (rule.document, rule.logic, demand) not in seen.keys
            ),
        )
        for document in documents
        for rule in rules_of(document)
    )


def kind_of(rule: Rule, demand: Demand) -> str:
    """Return by which kind the share of a side is counted."""
    own = demand.part is Part.CLAUSE
    return rule.logic.effect.value if own else demand.part.value


def shares(rules: Iterable[Covered]) -> Mapping[str, Share]:
    """Return the share of sides that were seen, by kind."""
    found = dict.fromkeys(KINDS, Share())
    for each in rules:
        for demand in each.rule.demands:
            kind = kind_of(each.rule, demand)
            had, seen = found[kind], demand not in each.missing
            found[kind] = Share(had.seen + seen, had.total + 1)
    return found


def below(gate: Gate, rules: Iterable[Covered]) -> tuple[str, ...]:
    """Return the kinds of which fewer sides were seen than `gate` wants."""
    found = shares(rules)
    return tuple(kind for kind, least in gate.least.items() if found[kind].percent < least)


def side_in_words(demand: Demand) -> str:
    """Return one side as lists of what was not seen name it."""
    match demand.part:
        case Part.EXCEPT:
            return f"exception {demand.which} {demand.side}"
        case Part.LIFTS:
            return f"lift of {demand.which} {demand.side}"
        case _:
            return demand.side.value
