"""Changes of facts: what a clause asks about, as far as it can be chosen or is unknown."""

from collections.abc import Iterable, Iterator

from policy.case import Ingredient
from policy.compiling import CompiledClause
from policy.conditions import Test
from policy.documents import Effect
from policy.explaining_words import value_words
from policy.facts.fact import Fact
from policy.facts.vocabulary import VOCABULARY
from policy.holding import Holder, protected
from policy.packtests.patching import ROUTES
from policy.questions import INHERITED
from policy.suggesting.changes import Change, ChangeKind, Option, Place, Put
from policy.suggesting.choosing import Choosing, name_of
from policy.suggesting.levers import Bench, Lever, levers
from policy.suggesting.outcome import Outcome, World
from policy.suggesting.valuing import kept, values_for
from policy.truth import FALSE, TRUE
from policy.values import UNKNOWN, Several, Value, several
from policy.verdict import Question
from policy.yamlwriting import written

_NO_RELEASE = "{forms: []}"
_DAYS = frozenset({"student.trained_from", "release.first_date", "ingredient.collected_from"})


class Pulling:
    """Turns the conditions of clauses into changes of one plan."""

    def __init__(self, world: World, outcome: Outcome, choosing: Choosing) -> None:
        self._world = world
        self._outcome = outcome
        self._choosing = choosing
        self._tester = world.pack.compiler.tester
        self._holder = Holder(world.pack, outcome.case)

    def options(self, clause: CompiledClause, key: str | None) -> Iterator[Option]:
        """Yield the changes under which `clause` would not stand against the plan."""
        ingredient = self._ingredient(key)
        facts = self._holder.facts(ingredient, protected(clause, ingredient))
        root = ingredient.root if ingredient else None

        def values(path: str, test: Test | None) -> Iterable[Value]:
            return self._values(path, test, facts.get(path, UNKNOWN), ingredient)

        bench = Bench(facts, self._tester, values)
        found: list[Lever] = []
        if clause.clause.effect is Effect.REQUIRES and clause.clause.check is not None:
            found += levers(clause.clause.check, bench, TRUE)
        for exception in clause.clause.exceptions:
            found += levers(exception.when, bench, TRUE)
        found += levers(clause.condition, bench, FALSE)
        for lever in found:
            pulls = sorted(lever, key=lambda each: each[0])
            option = tuple(self._change(path, value, root) for path, value in pulls)
            if option and None not in option:
                yield tuple(each for each in option if each is not None)

    def answers(self, question: Question, fact: Fact) -> Iterator[tuple[str, Option]]:
        """Yield the answers that the plan itself can give to `question`, each with its word."""
        about = [
            each.root
            for each in self._outcome.case.ingredients
            if question.ingredient is not None and each.id == question.ingredient
        ]
        for value in values_for(fact, UNKNOWN, None):
            change = self._stated(fact, value, about[0] if about else None)
            if change is not None:
                yield value_words(value), (change,)

    def _ingredient(self, key: str | None) -> Ingredient | None:
        case = self._outcome.case
        return next((each for each in case.ingredients if each.key == key), None)

    def _values(
        self, path: str, test: Test | None, now: Value, ingredient: Ingredient | None
    ) -> Iterator[Value]:
        """Yield the values that a fact may be given where it may be given any."""
        fact = VOCABULARY.find(path)
        if fact is None or fact.derived or not fact.settable:
            return
        if not self._may(fact, now, ingredient):
            return
        if test is not None and isinstance(now, Several):
            each = self._tester(test)
            truths = [(item, each({path: several(item)})) for item in now.items]
            yield from kept(fact, now, truths)
        for value in values_for(fact, now, test):
            if path not in _DAYS or value >= self._world.as_of:  # type: ignore[operator]
                yield value

    def _may(self, fact: Fact, now: Value, ingredient: Ingredient | None) -> bool:
        if fact.path.startswith("terms."):
            return False
        if fact.path.startswith("ingredient.") and ingredient is not None:
            inherited = fact.path in INHERITED or ingredient.key == ingredient.root
            if not inherited:
                return False
        if now is UNKNOWN:
            return True
        root = ingredient.root if ingredient else None
        return self._choosing.choice(fact.path, root) is not None

    def _change(self, path: str, value: Value, root: str | None) -> Change | None:
        fact = VOCABULARY.get(path)
        now = self._now(path, root)
        if now is UNKNOWN:
            return self._stated(fact, value, root)
        choice = self._choosing.choice(path, root)
        place = self._place(fact, root)
        if choice is None or place is None:
            return None
        cost = self._world.prices.of(choice.kind, path)
        about = (
            f" of {name_of(self._choosing.place(root))}"
            if root and path.startswith("ingredient.")
            else ""
        )
        words = f"`{path}`{about}: {value_words(value)} instead of {value_words(now)}"
        return Change(
            choice.kind, name_of(place), words, (self._put(path, place, value),), cost
        )

    def _now(self, path: str, root: str | None) -> Value:
        if path.startswith("ingredient."):
            ingredient = self._ingredient(root)
            return ingredient.value(path) if ingredient else UNKNOWN
        given = self._outcome.case.facts.get(path)
        return given.value if given else UNKNOWN

    def _stated(self, fact: Fact, value: Value, root: str | None) -> Change | None:
        place = self._place(fact, root)
        if place is None or not fact.settable:
            return None
        words = f"answer {value_words(value)}, if it is so: {self._question(fact, root)}"
        cost = self._world.prices.of(ChangeKind.ANSWER)
        return Change(
            ChangeKind.ANSWER,
            name_of(place),
            words,
            (self._put(fact.path, place, value),),
            cost,
        )

    def _question(self, fact: Fact, root: str | None) -> str:
        entry = self._choosing.entry(root)
        name = entry.ref.canonical if entry and entry.ref else "this ingredient"
        return fact.question.format(ingredient=name, issuer="the issuer")

    def _put(self, path: str, place: Place, value: Value) -> Put:
        if path == "release.forms" and value == several():
            return Put(("release",), _NO_RELEASE)
        return Put(place, written(value))

    def _place(self, fact: Fact, root: str | None) -> Place | None:
        """Return where the plan states `fact`, of the entry `root` where it is about one."""
        route = next(iter(ROUTES.get(fact.path, ())), None)
        if route is None:
            return None
        if not fact.path.startswith("ingredient."):
            return route
        if root is None or self._choosing.entry(root) is None:
            return None
        return (*self._choosing.place(root), *route)
