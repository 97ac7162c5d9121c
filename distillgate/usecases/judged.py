"""A plan with its verdict and what it was judged from: of a file now, or of a decision."""

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from distillgate.usecases.check import PlanText, examine
from distillgate.usecases.files import refused
from distillgate.usecases.library import Library
from distillgate.usecases.obligations import duties_by
from policy.canonical import sha256
from policy.case import Case, Ingredient, Role
from policy.casejson import case_from_json
from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Span
from policy.judging import judge
from policy.values import Given, Several
from policy.verdict import Verdict
from policy.verdictjson import verdict_text
from policy.yamltext import UnreadableError
from registry.contents import DamagedContentError
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.obligations import Duty
from registry.packsources import stored_packs


@dataclass(frozen=True, slots=True)
class JudgedPlan:
    """A verdict with the case and the documents that it was made from."""

    verdict: Verdict
    case: Case
    pack: Pack
    decision: int | None = None
    """The number of the decision, where it is a recorded one."""
    duties: tuple[Duty, ...] = ()
    """How the duties of a decision stand by what people have said of them."""
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False)

    def given(self, fact: str) -> Given:
        """Return a fact of the plan with its origin."""
        return self.case.given(fact)

    def text(self, fact: str) -> str | None:
        """Return a fact that is a word, or nothing where it is not known."""
        value = self.case.given(fact).value
        return value if isinstance(value, str) else None

    def texts(self, fact: str) -> tuple[str, ...] | None:
        """Return a fact that is a closed list of words, or nothing where it is not known."""
        value = self.case.given(fact).value
        return value.items if isinstance(value, Several) and not value.open else None

    def made_from(self, *roles: Role) -> tuple[Ingredient, ...]:
        """Return what the student is made from at first hand in one of `roles`, by name."""
        found = [
            each
            for each in self.case.ingredients
            if each.role in roles and each.depth == 0 and each.unknown is None
        ]
        return tuple(sorted(found, key=lambda each: (each.id, each.key)))

    def has_unnamed(self, *roles: Role) -> bool:
        """Return whether the plan leaves open what else there is in one of `roles`."""
        return any(
            each.unknown is not None and each.role in roles and each.depth == 0
            for each in self.case.ingredients
        )


def judged_plan(plan: PlanText, library: Library, *, as_of: date) -> JudgedPlan:
    """Return what `plan` comes to on the day `as_of`; raises `UnreadableError`."""
    found = examine(plan, library, as_of=as_of)
    if found.checked.verdict is None or found.case is None:
        raise UnreadableError(found.checked.diagnostics)
    told = found.checked.diagnostics
    return JudgedPlan(found.checked.verdict, found.case, library.pack, warnings=told)


def judged_decision(connection: Connection, number: int, said: Span) -> JudgedPlan:
    """Return a decision as it was judged, from what is stored; raises `UnreadableError`.

    It is judged again on the way, and has to come out the same.
    """
    store = DecisionStore(connection)
    decision = store.decision(number)
    if decision is None:
        hint = "`decision list` shows them"
        raise refused(Code.UNKNOWN_RECORD, f"there is no decision {number}", said, hint)
    try:
        judged = _again(store, decision)
    except (DamagedContentError, ValueError) as error:
        hint = "restore the registry from a backup"
        raise refused(Code.DAMAGED_CONTENT, str(error), said, hint) from error
    return replace(judged, duties=duties_by(connection, decision, said))


def _again(store: DecisionStore, decision: Decision) -> JudgedPlan:
    case = case_from_json(store.contents.get(decision.case).decode())
    pack = stored_packs(decision.packs, store.contents).pack
    verdict = judge(pack, case)
    if sha256(verdict_text(verdict, decision.engine)) != decision.verdict:
        raise ValueError(f"decision {decision.number} does not come out the same")
    return JudgedPlan(verdict, case, pack, decision.number)
