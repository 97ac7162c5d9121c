"""Search for small patches that put one clause on each side, and judge each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from distillgate.usecases.drafting import DraftEntry, DraftPatch
from distillgate.usecases.probing import Prober
from policy.conditions import ALWAYS, Condition, compile_condition
from policy.documents import Document
from policy.packtests.picking import Wanted, together, ways
from policy.packtests.suite import Side
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE

_MOST_TARGETS = 3


@dataclass(frozen=True, slots=True)
class Search:
    """Searches for the patches of one rule on one ground."""

    probe: Prober

    def entry(self, *, own: bool) -> DraftEntry | None:
        """Return the entry, or nothing where the clause cannot be made to apply here."""
        holds = self.probe.first(Side.APPLIES, DraftPatch(), self._applying)
        if holds is None:
            return None
        sides: dict[Side, list[DraftPatch]] = {}
        if self.probe.rule.logic.check is None:
            sides[Side.APPLIES] = self.probe.every(Side.APPLIES, holds, self._applying)
        else:
            self._duties(sides, holds)
        sides[Side.NOT] = self.probe.every(Side.NOT, holds, self._ways(FALSE))
        sides[Side.MISSING] = self.probe.every(Side.MISSING, holds, self._ways(MAYBE))
        return DraftEntry(
            effect=self.probe.rule.logic.effect,
            ids=(self.probe.rule.logic.id,),
            version=self.probe.label,
            plan=self.probe.ground.name if own else None,
            under=holds,
            sides={side: tuple(found) for side, found in sides.items() if found},
            lifts=self._lifts(holds),
            exceptions=tuple(self._exceptions(holds)),
        )

    def _duties(self, sides: dict[Side, list[DraftPatch]], holds: DraftPatch) -> None:
        check = self.probe.rule.logic.check or ALWAYS
        for side, truth in ((Side.UNMET, FALSE), (Side.MET, TRUE)):
            sides[side] = self.probe.every(side, holds, ways(check, truth))
        more = self.probe.every(Side.APPLIES, holds, self._applying)
        sides[Side.APPLIES] = [patch for patch in more if patch.facts]

    def _exceptions(self, holds: DraftPatch) -> Iterator[tuple[str | int, DraftEntry]]:
        exceptions = self.probe.clause.exceptions
        for place, each in enumerate(exceptions):
            others = [one.when for at, one in enumerate(exceptions) if at != place]
            off = self._off(others)
            sides = {}
            for side, truth in ((Side.APPLIES, TRUE), (Side.MISSING, MAYBE), (Side.NOT, FALSE)):
                wanted = [together(way, off) for way in ways(each.when, truth)]
                found = self.probe.every(side, holds, wanted, exception=place)
                sides[side] = tuple(one for one in found if one.facts or side is not Side.NOT)
            same = [one.section for one in exceptions]
            known = each.section is not None and same.count(each.section) == 1
            name: str | int = each.section if known and each.section else place + 1
            kept = {side: found for side, found in sides.items() if found}
            yield name, DraftEntry(self.probe.rule.logic.effect, sides=kept)

    def _lifts(self, holds: DraftPatch) -> tuple[str, ...]:
        """Return the targets that stand in the plan of `holds`, but for this clause."""
        trial = self.probe.trial(Side.APPLIES, holds)
        lifts = self.probe.rule.logic.lifts
        return tuple(each for each in lifts if self.probe.passes(replace(trial, lifts=(each,))))

    def lifting(self, shown: Sequence[str]) -> Iterator[DraftEntry]:
        """Yield entries for the targets of its lifts that are not `shown` yet."""
        left = [target for target in self.probe.rule.logic.lifts if target not in shown]
        while left:
            target = left.pop(0)
            holds = self._lifted(target)
            if holds is None:
                continue
            found = self._lifts(holds)
            lifts = tuple(each for each in found if each == target or each in left)
            left = [each for each in left if each not in lifts]
            yield self._lifting(holds, lifts)

    def _lifted(self, target: str) -> DraftPatch | None:
        """Return a patch in which the clause sets `target` aside."""
        for document, clause in self.probe.desk.named(target):
            off = self._off([each.when for each in clause.exceptions])
            tie = self._tie(document)
            for way in ways(clause.when, TRUE)[:_MOST_TARGETS]:
                for own in self._applying[:_MOST_TARGETS]:
                    holds = self.probe.first(
                        Side.APPLIES, DraftPatch(), [together(own, way, tie, off)]
                    )
                    if holds is not None and target in self._lifts(holds):
                        return holds
        return None

    def _lifting(self, holds: DraftPatch, lifts: tuple[str, ...]) -> DraftEntry:
        sides: dict[Side, tuple[DraftPatch, ...]] = {Side.APPLIES: (DraftPatch(),)}
        for side, truth in ((Side.NOT, FALSE), (Side.MISSING, MAYBE)):
            for patch in self.probe.every(side, holds, self._ways(truth)):
                trial = replace(self.probe.trial(side, holds, patch), lifts=lifts)
                if self.probe.passes(trial):
                    sides[side] = (patch,)
                    break
        return DraftEntry(
            effect=self.probe.rule.logic.effect,
            ids=(self.probe.rule.logic.id,),
            version=self.probe.label,
            under=holds,
            sides=sides,
            lifts=lifts,
        )

    # Ways.

    @property
    def _condition(self) -> Condition:
        own = self.probe.clause.when
        return own if own != ALWAYS else self.probe.desk.document.nexus or ALWAYS

    @property
    def _tied(self) -> Wanted:
        """What ties the plan to the document, where the clause has a condition of its own."""
        if self.probe.clause.when == ALWAYS:
            return ()
        return self._tie(self.probe.desk.document)

    def _tie(self, document: Document) -> Wanted:
        """Return what ties the plan to `document`: nothing where it is tied already."""
        return () if document.nexus is None else self._set(document.nexus, TRUE)

    def _off(self, exceptions: Sequence[Condition]) -> Wanted:
        """Return by what none of `exceptions` holds."""
        return together(*(self._set(each, FALSE) for each in exceptions))

    def _set(self, condition: Condition, truth: Truth) -> Wanted:
        """Return by what `condition` comes to `truth`: nothing where it does so already."""
        facts = self.probe.facts(DraftPatch())
        if facts is None:
            return ()
        tester = self.probe.desk.picker.tester
        if compile_condition(condition, tester)(facts) is truth:
            return ()
        return min(ways(condition, truth), key=len, default=())

    def _ways(self, truth: Truth) -> list[Wanted]:
        off = self._off([each.when for each in self.probe.clause.exceptions])
        return [together(way, self._tied, off) for way in ways(self._condition, truth)]

    @property
    def _applying(self) -> list[Wanted]:
        return self._ways(TRUE)
