"""The same questions asked of a SAT solver, as a second method: PySAT, where it is installed.

It shares the cells with the cubes and nothing else: what conditions come to is
written as clauses over one variable for each cell.
"""

from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Test
from policy.proving.cells import Reading
from policy.proving.cubes import Space
from policy.truth import TRUE, Truth
from policy.truth import UNKNOWN as MAYBE


class NoSolverError(Exception):
    """PySAT is not installed."""


def can_differ(space: Space, one: Condition, other: Condition) -> bool:
    """Return whether `one`, by ground 0, and `other`, by ground 1, can come to two things.

    Raises `NoSolverError`.
    """
    writer = _Writer(space)
    pairs = [
        (writer.at_least(0, one, level), writer.at_least(1, other, level))
        for level in (MAYBE, TRUE)
    ]
    apart = [writer.apart(*pair) for pair in pairs]
    writer.clauses.append(apart)
    return writer.solved()


class _Writer:
    """Writes conditions as clauses; each cell of each fact is one variable."""

    def __init__(self, space: Space) -> None:
        self.clauses: list[list[int]] = []
        self._space = space
        self._count = 0
        self._cells = [[self._new() for _ in cells] for cells in space.cells]
        for variables in self._cells:
            self.clauses.append(list(variables))
            self.clauses += [
                [-one, -other] for at, one in enumerate(variables) for other in variables[:at]
            ]

    def at_least(self, side: int, condition: Condition, level: Truth) -> int:
        """Return a variable that is true where `condition` is at least `level`."""
        match condition:
            case Test():
                return self._test(Reading(side, condition), level)
            case Defined(condition=part):
                return self.at_least(side, part, level)
            case NotThat(part=part):
                return -self.at_least(side, part, TRUE if level is MAYBE else MAYBE)
            case AllOf(parts=parts):
                return self._conjunction([self.at_least(side, each, level) for each in parts])
            case AnyOf(parts=parts):
                either = [-self.at_least(side, each, level) for each in parts]
                return -self._conjunction(either)

    def apart(self, one: int, other: int) -> int:
        """Return a variable that is true only where exactly one of two is."""
        found = self._new()
        self.clauses += [[-found, one, other], [-found, -one, -other]]
        return found

    def solved(self) -> bool:
        """Return whether all clauses can be met together."""
        try:
            from pysat.solvers import Solver  # noqa: PLC0415 an optional library
        except ImportError as error:
            raise NoSolverError from error
        with Solver(name="cadical153", bootstrap_with=self.clauses) as solver:
            return bool(solver.solve())

    def _test(self, reading: Reading, level: Truth) -> int:
        place = self._space.facts.index(reading.test.fact)
        at = self._space.readings[place].index(reading)
        held = [
            variable
            for variable, cell in zip(self._cells[place], self._space.cells[place], strict=True)
            if cell.truths[at] >= level
        ]
        return -self._conjunction([-each for each in held])

    def _conjunction(self, parts: list[int]) -> int:
        found = self._new()
        self.clauses += [[-found, each] for each in parts]
        self.clauses.append([found, *(-each for each in parts)])
        return found

    def _new(self) -> int:
        self._count += 1
        return self._count
