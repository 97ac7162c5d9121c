"""Whether two conditions decide the same: over every region of the facts that they read."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from policy.conditions import Condition, Tester, compile_condition, tests_of
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.demands import ALWAYS_KNOWN
from policy.packtests.picking import candidates
from policy.places import Territory
from policy.satisfying import Solver
from policy.values import UNKNOWN, Value

MOST_REGIONS = 20_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares conditions over the territories of one pack."""

    tester: Tester
    territories: Mapping[str, Territory]

    def same(self, one: Condition, other: Condition) -> bool:
        """Return whether both come to the same, unknown included, for all facts.

        Facts are taken one by one in every region that the tests tell apart.
        Where these are too many, it is enough that no known facts tell the
        conditions apart.
        """
        regions = self._regions(one, other)
        if math.prod(map(len, regions.values())) > MOST_REGIONS:
            return Solver(self.territories, self.tester).same(one, other)
        here, there = (compile_condition(each, self.tester) for each in (one, other))
        for values in itertools.product(*regions.values()):
            facts = dict(zip(regions, values, strict=True))
            if here(facts) is not there(facts):
                return False
        return True

    def _regions(self, *conditions: Condition) -> dict[str, list[Value]]:
        """Return for each fact one value of every region that the tests tell apart."""
        tests = [test for each in conditions for test in tests_of(each)]
        found: dict[str, list[Value]] = {}
        for path in sorted({test.fact for test in tests}):
            mine = [test for test in tests if test.fact == path]
            held = [self.tester(test) for test in dict.fromkeys(mine)]
            regions: dict[tuple[object, ...], Value] = {}
            for value in candidates(VOCABULARY.get(path), mine, self.territories):
                if value is not UNKNOWN or path not in ALWAYS_KNOWN:
                    regions.setdefault(tuple(each({path: value}) for each in held), value)
            found[path] = list(regions.values())
        return found
