"""What a server answers, typed; `raw` has all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Raw = Mapping[str, Any]
_DECIDED = frozenset({"approved", "denied", "settled", "superseded"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan comes to."""

    plan: str
    verdict: str
    """`approved`, `approved-with-obligations`, `needs-review` or `denied`."""
    best: str
    worst: str
    raw: Raw = field(repr=False)

    @classmethod
    def parse(cls, said: Raw) -> "Verdict":
        """Return the verdict that a server told."""
        span = said["range"]
        return cls(said["plan"]["id"], said["verdict"], span["best"], span["worst"], said)

    @property
    def approves(self) -> bool:
        """Whether the plan may go ahead without anybody looking at it."""
        return self.verdict in {"approved", "approved-with-obligations"}

    @property
    def findings(self) -> tuple[Raw, ...]:
        """What clauses say."""
        return tuple(self.raw["findings"])

    @property
    def obligations(self) -> tuple[Raw, ...]:
        """What is owed."""
        return tuple(self.raw["obligations"])

    @property
    def questions(self) -> tuple[Raw, ...]:
        """What is open."""
        return tuple(self.raw["questions"])


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict as it was recorded."""

    number: int
    plan: str
    verdict: str
    by: str
    at: str
    new: bool
    """False where the same was submitted before, under the same key."""
    raw: Raw = field(repr=False)

    @classmethod
    def parse(cls, said: Raw, *, new: bool = False) -> "Decision":
        """Return the decision that a server told."""
        number, plan = int(said["decision"]), said["plan"]["plan"]
        return cls(number, plan, said["verdict"], said["by"], said["at"], new, said)

    @property
    def approves(self) -> bool:
        """Whether the plan may go ahead by this verdict alone."""
        return self.verdict in {"approved", "approved-with-obligations"}

    @property
    def result(self) -> Verdict | None:
        """The verdict in full, where the server sent it along."""
        said = self.raw.get("result")
        return None if said is None else Verdict.parse(said)


@dataclass(frozen=True, slots=True)
class Review:
    """What people do about a verdict."""

    number: int
    plan: str
    state: str
    approves: bool
    waiting: tuple[int, ...]
    """The questions that nobody has answered."""
    raw: Raw = field(repr=False)

    @classmethod
    def parse(cls, said: Raw) -> "Review":
        """Return the review that a server told."""
        waiting = tuple(map(int, said["waiting"]))
        number, plan = int(said["review"]), said["plan"]
        return cls(number, plan, said["state"], said["approves"], waiting, said)

    @property
    def questions(self) -> tuple[Raw, ...]:
        """The questions that nobody has answered, with what they ask for."""
        acts = {int(each["act"]): each for each in self.raw["acts"]}
        return tuple(acts[number] for number in self.waiting)


@dataclass(frozen=True, slots=True)
class PlanState:
    """How a plan stands."""

    name: str
    standing: str
    approves: bool
    """Whether it may go ahead today, by its verdict or by a person."""
    tag: str
    decision: Decision | None
    review: Review | None
    raw: Raw = field(repr=False)

    @classmethod
    def parse(cls, said: Raw, tag: str) -> "PlanState":
        """Return the state that a server told, with the tag that names it."""
        decision, review = said["decision"], said["review"]
        return cls(
            said["plan"],
            said["standing"],
            said["approves"],
            tag,
            None if decision is None else Decision.parse(decision),
            None if review is None else Review.parse(review),
            said,
        )

    @property
    def decided(self) -> bool:
        """Whether nobody has anything left to decide: approved, or refused for good."""
        if self.approves:
            return True
        if self.review is not None:
            return self.review.state in _DECIDED
        return self.standing == "denied"


@dataclass(frozen=True, slots=True)
class Permit:
    """The signed proof that a job verifies before it starts."""

    id: str
    plan: str
    """The digest of the plan."""
    not_after: str
    bundle: Raw = field(repr=False)
    """What the job is handed as a file."""
    proof: str | None = field(repr=False)
    """What it is handed beside that: the log tells of the permit."""
    raw: Raw = field(repr=False)

    @classmethod
    def parse(cls, said: Raw, proof: str | None = None) -> "Permit":
        """Return the permit that a server told."""
        proof = said.get("proof", proof)
        ends = said["not_after"]
        return cls(said["permit"], said["plan"], ends, said["bundle"], proof, said)


@dataclass(frozen=True, slots=True)
class EventPage:
    """What happened after a cursor, and the cursor to go on from."""

    events: tuple[Raw, ...]
    next: int

    @classmethod
    def parse(cls, said: Raw) -> "EventPage":
        """Return the page that a server told."""
        return cls(tuple(said["events"]), int(said["next"]))
