"""Judge a recorded decision again from what is stored, and hold the answer against it."""

from dataclasses import dataclass, field
from enum import StrEnum

from policy.casejson import case_from_json
from policy.compiling import Pack
from policy.digesting import case_digest
from policy.judging import judge
from policy.verdictjson import verdict_text
from registry.contents import ContentStore, DamagedContentError
from registry.decisions import Decision
from registry.packsources import stored_packs


class Outcome(StrEnum):
    """What came of judging again."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    DAMAGED = "damaged"
    """Something that it needs is gone or was changed."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of judging one decision again."""

    decision: int
    outcome: Outcome
    why: str | None = None
    engine: str | None = None
    """The program that decided, where it was not this one."""


@dataclass
class Replayer:
    """Judges decisions again; the packs of one decision are kept for the next."""

    contents: ContentStore
    engine: str
    _packs: dict[str, Pack] = field(default_factory=dict)

    def replay(self, decision: Decision) -> Replay:
        """Return what came of judging `decision` again, byte for byte."""
        other = None if decision.engine == self.engine else decision.engine
        try:
            recorded = self.contents.get(decision.verdict).decode()
            again = self._judged(decision)
        except (DamagedContentError, ValueError) as error:
            return Replay(decision.number, Outcome.DAMAGED, str(error), other)
        if again == recorded:
            return Replay(decision.number, Outcome.IDENTICAL, None, other)
        place = _first_difference(recorded, again)
        return Replay(decision.number, Outcome.DIFFERS, place, other)

    def _judged(self, decision: Decision) -> str:
        case = case_from_json(self.contents.get(decision.case).decode())
        if case_digest(case) != case.sha256:
            raise ValueError(f"the case `{decision.case}` has not the digest that it names")
        pack = self.pack(decision.packs)
        if pack.digest != decision.documents:
            raise ValueError(
                f"the packs `{decision.packs}` have not the digest that was recorded"
            )
        return verdict_text(judge(pack, case), decision.engine)

    def pack(self, digest: str) -> Pack:
        """Return the pack of the list with that digest; raises `DamagedContentError`."""
        if digest not in self._packs:
            # One at a time: there may be a hundred of them over the years.
            self._packs = {digest: stored_packs(digest, self.contents).pack}
        return self._packs[digest]


def _first_difference(recorded: str, again: str) -> str:
    pairs = zip(recorded, again, strict=False)
    at = next(
        (place for place, (one, other) in enumerate(pairs) if one != other),
        min(len(recorded), len(again)),
    )
    start = max(0, at - 30)
    return f"at byte {at}: `{recorded[start : at + 30]}` is now `{again[start : at + 30]}`"
