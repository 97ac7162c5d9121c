"""Plans and decisions as they are recorded, found by what people type."""

import json
from dataclasses import dataclass
from typing import Any

from distillgate import __version__
from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span, nearest
from registry.contents import DamagedContentError
from registry.database import Database
from registry.decisions import Decision, PlanVersion
from registry.decisionstore import DecisionStore, Sought
from registry.replaying import Outcome, Replay, Replayer

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Records:
    """What is recorded, in a registry that may not be there."""

    database: Database | None

    def plans(self, after: str, most: int) -> tuple[PlanVersion, ...]:
        """Return the latest state of each plan, by name."""
        if self.database is None:
            return ()
        with self.database.reading() as connection:
            return DecisionStore(connection).plans(after, most)

    def plan(self, name: str, said: Span) -> tuple[PlanVersion, ...]:
        """Return all states of a plan; raises `UnreadableError` with the nearest name."""
        known: tuple[str, ...] = ()
        if self.database is not None:
            with self.database.reading() as connection:
                store = DecisionStore(connection)
                found = store.versions(name)
                if found:
                    return found
                known = tuple(each.plan for each in store.plans(most=10_000))
        near = nearest(name, known)
        hint = f"did you mean `{near}`?" if near else "`plan list` shows what was submitted"
        raise refused(Code.UNKNOWN_RECORD, f"no plan `{name}` was submitted", said, hint)

    def decisions(self, sought: Sought) -> tuple[Decision, ...]:
        """Return the decisions that are sought, the latest first."""
        if self.database is None:
            return ()
        with self.database.reading() as connection:
            return DecisionStore(connection).decisions(sought)

    def decision(self, name: str, said: Span) -> Decision:
        """Return the decision with that number; raises `UnreadableError`."""
        found = None
        if self.database is not None and name.isdecimal() and len(name) < len(str(2**62)):
            with self.database.reading() as connection:
                found = DecisionStore(connection).decision(int(name))
        if found is None:
            last = self.decisions(Sought(most=1))
            hint = f"the last one is {last[0].number}" if last else "nothing was decided yet"
            raise refused(Code.UNKNOWN_RECORD, f"no decision is called `{name}`", said, hint)
        return found

    def text(self, digest: str, said: Span) -> str:
        """Return what is stored under a digest; raises `UnreadableError` where it is gone."""
        if self.database is None:
            raise refused(Code.DAMAGED_CONTENT, f"the content `{digest}` is gone", said)
        with self.database.reading() as connection:
            try:
                return DecisionStore(connection).contents.get(digest).decode()
            except DamagedContentError as error:
                hint = "restore the registry from a backup"
                raise refused(Code.DAMAGED_CONTENT, str(error), said, hint) from error

    def replay(self, decision: Decision) -> Replay:
        """Return what comes of judging one decision again."""
        return self._replayed((decision,))[0]

    def replay_all(self) -> "Replays":
        """Judge every decision again, the latest first, and return what came of it."""
        counts = dict.fromkeys(Outcome, 0)
        bad: list[Replay] = []
        before: int | None = None
        while found := self.decisions(Sought(before=before, most=_PAGE)):
            for each in self._replayed(found):
                counts[each.outcome] += 1
                if each.outcome is not Outcome.IDENTICAL:
                    bad.append(each)
            before = found[-1].number
        return Replays(counts[Outcome.IDENTICAL], tuple(bad))

    def _replayed(self, decisions: tuple[Decision, ...]) -> tuple[Replay, ...]:
        if self.database is None:
            return ()
        with self.database.reading() as connection:
            replayer = Replayer(DecisionStore(connection).contents, __version__)
            return tuple(map(replayer.replay, decisions))


@dataclass(frozen=True, slots=True)
class Replays:
    """What came of judging everything again."""

    identical: int
    bad: tuple[Replay, ...]


def plan_json(version: PlanVersion) -> dict[str, object]:
    """Return one state of a plan in the types of JSON."""
    return {
        "plan": version.plan,
        "version": str(version.number),
        "title": version.title,
        "digest": version.digest,
        "owner": version.owner,
        "submitted_by": version.submitter,
        "submitted_at": version.made_at,
    }


def decision_json(decision: Decision, verdict: str | None = None) -> dict[str, object]:
    """Return a decision in the types of JSON, with its verdict where that is given."""
    found: dict[str, object] = {
        "schema": "distillgate/decision/v1",
        "decision": str(decision.number),
        "plan": plan_json(decision.version),
        "verdict": decision.ruling.word,
        "range": {"best": decision.best.word, "worst": decision.worst.word},
        "as_of": decision.as_of.isoformat(),
        "binding": decision.binding,
        "by": decision.actor,
        "at": decision.made_at,
        "engine": decision.engine,
        "digests": {
            "case": decision.case,
            "packs": decision.packs,
            "verdict": decision.verdict,
            "documents": decision.documents,
        },
    }
    if verdict is not None:
        found["result"] = json.loads(verdict)
    return found


def replay_json(replay: Replay) -> dict[str, object]:
    """Return what came of judging again in the types of JSON."""
    return {
        "decision": str(replay.decision),
        "outcome": replay.outcome.value,
        "why": replay.why,
        "engine": replay.engine,
    }


def source_text(stored: str) -> str:
    """Return the text of a plan from what is kept of it."""
    read: dict[str, Any] = json.loads(stored)
    return str(read["content"])
