"""The store of plans and decisions: written in one transaction that somebody else commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, and_, func, insert, or_, select

from policy.plan import Plan
from registry.contents import ContentStore
from registry.decisions import RULINGS, Decision, Judged, PlanVersion, RestKind
from registry.inserting import actor_number, insert_new
from registry.statements import Writer
from registry.tables import ActorRow, DecisionRow, PlanRow, RestRow, VersionRow, table_of

_PLAN, _VERSION = table_of(PlanRow), table_of(VersionRow)
_DECISION, _REST = table_of(DecisionRow), table_of(RestRow)
_ACTOR = table_of(ActorRow)
_OWNER, _SUBMITTER = _ACTOR.alias("owner"), _ACTOR.alias("submitter")
_JUDGE = _ACTOR.alias("judge")
_VERSIONS = (
    select(
        _VERSION.c.id.label("version_id"),
        _PLAN.c.name.label("plan"),
        _VERSION.c.number,
        _VERSION.c.title,
        _VERSION.c.digest,
        _VERSION.c.source,
        _OWNER.c.name.label("owner"),
        _SUBMITTER.c.name.label("submitter"),
        _VERSION.c.made_at.label("submitted_at"),
    )
    .join_from(_VERSION, _PLAN)
    .join(_OWNER, _OWNER.c.id == _PLAN.c.owner_id)
    .join(_SUBMITTER, _SUBMITTER.c.id == _VERSION.c.submitter_id)
)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which decisions are sought."""

    plan: str | None = None
    on: str | None = None
    """What they rest on: a model, a data set, a document, a clause."""
    before: int | None = None
    """Only decisions with a lower number."""
    most: int = 100


class DecisionStore:
    """Writes and reads plans and decisions through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.contents = ContentStore(connection)

    def submit(self, plan: Plan, source: bytes, writer: Writer) -> PlanVersion:
        """Store a state of `plan` with its text, unless it is the last one already."""
        actor = actor_number(self._connection, writer)
        number = self._plan(plan.id, actor)
        last = self.last_version(plan.id)
        stored = self.contents.put(source)
        if last is not None and (last.digest, last.source) == (plan.digest, stored):
            return last
        made = {
            "plan_id": number,
            "number": last.number + 1 if last else 1,
            "digest": plan.digest,
            "source": stored,
            "title": plan.title,
            "submitter_id": actor,
            "made_at": writer.at,
        }
        self._connection.execute(insert(_VERSION), [made])
        version = self.last_version(plan.id)
        if version is None:
            raise LookupError(plan.id)
        return version

    def _plan(self, name: str, actor: int) -> int:
        """Return the number of the plan; until the commit nobody else adds a version of it."""
        insert_new(self._connection, _PLAN, [{"name": name, "owner_id": actor}])
        wanted = select(_PLAN.c.id).where(_PLAN.c.name == name).with_for_update()
        return int(self._connection.execute(wanted).scalar_one())

    def decide(self, version: PlanVersion, judged: Judged, writer: Writer) -> Decision:
        """Record a verdict about `version` with everything that it was made from."""
        made = {
            "version_id": version.id,
            "ruling": judged.ruling.word,
            "best": judged.best.word,
            "worst": judged.worst.word,
            "as_of": judged.as_of.isoformat(),
            "binding": judged.binding,
            "case": self.contents.put(judged.case.encode()),
            "packs": judged.packs,
            "verdict": self.contents.put(judged.verdict.encode()),
            "documents": judged.documents,
            "engine": judged.engine,
            "actor_id": actor_number(self._connection, writer),
            "made_at": writer.at,
        }
        written = insert(_DECISION).returning(_DECISION.c.id)
        number = int(self._connection.execute(written, [made]).scalar_one())
        rows = [
            {"decision_id": number, "kind": each.kind.value, "name": each.name.casefold()}
            for each in judged.rests
        ]
        insert_new(self._connection, _REST, rows)
        found = self.decision(number)
        if found is None:
            raise LookupError(number)
        return found

    def decision(self, number: int) -> Decision | None:
        """Return the decision with that number."""
        row = self._connection.execute(_decisions().where(_DECISION.c.id == number)).first()
        return None if row is None else _decision(row)

    def numbered(self, numbers: Collection[int]) -> Mapping[int, Decision]:
        """Return the decisions with these numbers, by number."""
        wanted = _decisions().where(_DECISION.c.id.in_(numbers))
        found = map(_decision, self._connection.execute(wanted))
        return {each.number: each for each in found}

    def decisions(self, sought: Sought) -> tuple[Decision, ...]:
        """Return the decisions that are sought, the latest first."""
        wanted = _decisions().order_by(_DECISION.c.id.desc()).limit(sought.most)
        if sought.plan is not None:
            wanted = wanted.where(_PLAN.c.name == sought.plan)
        if sought.before is not None:
            wanted = wanted.where(_DECISION.c.id < sought.before)
        if sought.on is not None:
            wanted = wanted.where(_DECISION.c.id.in_(_resting(sought.on)))
        return tuple(map(_decision, self._connection.execute(wanted)))

    def newest(self, plans: Collection[str]) -> Mapping[str, Decision]:
        """Return the last decision about each of these plans, by plan."""
        made, version, plan = _DECISION.alias("made"), _VERSION.alias("of_plan"), _PLAN.alias()
        last = (
            select(func.max(made.c.id))
            .join_from(plan, version, version.c.plan_id == plan.c.id)
            .join(made, made.c.version_id == version.c.id)
            .where(plan.c.name.in_(plans))
            .group_by(plan.c.id)
        )
        wanted = _decisions().where(_DECISION.c.id.in_(last))
        found = map(_decision, self._connection.execute(wanted))
        return {each.version.plan: each for each in found}

    def standing(
        self, after: str = "", most: int = 100, on: str | None = None
    ) -> tuple[Decision, ...]:
        """Return the last decision of each plan, by its name, after the plan `after`.

        What was judged for another day explains, and stands for nothing. `on`
        leaves only what rests on that.
        """
        wanted = _decisions().where(_DECISION.c.id == _last_binding(), _PLAN.c.name > after)
        if on is not None:
            wanted = wanted.where(_DECISION.c.id.in_(_resting(on)))
        ordered = wanted.order_by(_PLAN.c.name).limit(most)
        return tuple(map(_decision, self._connection.execute(ordered)))

    def still_stands(self, decision: Decision) -> bool:
        """Return whether nobody has decided since; nobody will until the commit."""
        plan = decision.version.plan
        self._connection.execute(
            select(_PLAN.c.id).where(_PLAN.c.name == plan).with_for_update()
        )
        wanted = select(_last_binding()).where(_PLAN.c.name == plan)
        return bool(self._connection.execute(wanted).scalar() == decision.number)

    def count_plans(self) -> int:
        """Return how many plans there are."""
        return int(self._connection.execute(select(func.count(_PLAN.c.id))).scalar_one())

    def last_version(self, plan: str) -> PlanVersion | None:
        """Return the latest state of a plan."""
        found = self.versions(plan)
        return found[-1] if found else None

    def versions(self, plan: str) -> tuple[PlanVersion, ...]:
        """Return all states of a plan, the first one first."""
        wanted = _VERSIONS.where(_PLAN.c.name == plan).order_by(_VERSION.c.number)
        return tuple(map(_version, self._connection.execute(wanted)))

    def plans(self, after: str = "", most: int = 100) -> tuple[PlanVersion, ...]:
        """Return the latest state of each plan, by name."""
        newest = (
            select(func.max(_VERSION.c.number))
            .where(_VERSION.c.plan_id == _PLAN.c.id)
            .correlate(_PLAN)
            .scalar_subquery()
        )
        wanted = _VERSIONS.where(_VERSION.c.number == newest, _PLAN.c.name > after)
        ordered = wanted.order_by(_PLAN.c.name).limit(most)
        return tuple(map(_version, self._connection.execute(ordered)))


def _last_binding() -> ScalarSelect[Any]:
    """Return the number of the last decision about a plan that counts."""
    made, version = _DECISION.alias("made"), _VERSION.alias("of_plan")
    return (
        select(func.max(made.c.id))
        .join_from(version, made, made.c.version_id == version.c.id)
        .where(version.c.plan_id == _PLAN.c.id, made.c.binding)
        .correlate(_PLAN)
        .scalar_subquery()
    )


def _decisions() -> Select[Any]:
    columns = [column for column in _DECISION.c if column.name != "actor_id"]
    return (
        _VERSIONS.add_columns(
            *(column.label(f"decision_{column.name}") for column in columns),
            _JUDGE.c.name.label("judge"),
        )
        .join(_DECISION, _DECISION.c.version_id == _VERSION.c.id)
        .join(_JUDGE, _JUDGE.c.id == _DECISION.c.actor_id)
    )


def _resting(name: str) -> Select[Any]:
    """Return which decisions rest on what bears this name.

    A document or a clause may be named without its version, what is on file by its id.
    """
    key = name.casefold()
    document, mark, clause = key.partition("#")
    wanted = select(_REST.c.decision_id)
    if "@" in key or (":" in key and not mark):
        return wanted.where(_REST.c.name == key)
    escaped = document.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    pattern = f"{escaped}@%#{clause}" if mark else f"{escaped}@%"
    alike = _REST.c.name.like(pattern, escape="!")
    if mark:
        return wanted.where(_REST.c.kind == RestKind.CLAUSE.value, alike)
    text = and_(_REST.c.kind == RestKind.DOCUMENT.value, alike)
    filed = and_(_REST.c.kind == RestKind.FILING.value, _REST.c.name == key)
    return wanted.where(or_(text, filed))


def _version(row: Any) -> PlanVersion:  # noqa: ANN401 a row
    return PlanVersion(
        row.plan,
        row.number,
        row.title,
        row.digest,
        row.source,
        row.owner,
        row.submitter,
        row.submitted_at,
        row.version_id,
    )


def _decision(row: Any) -> Decision:  # noqa: ANN401 a row
    return Decision(
        number=row.decision_id,
        version=_version(row),
        ruling=RULINGS[row.decision_ruling],
        best=RULINGS[row.decision_best],
        worst=RULINGS[row.decision_worst],
        as_of=date.fromisoformat(row.decision_as_of),
        binding=row.decision_binding,
        case=row.decision_case,
        packs=row.decision_packs,
        verdict=row.decision_verdict,
        documents=row.decision_documents,
        engine=row.decision_engine,
        actor=row.judge,
        made_at=row.decision_made_at,
    )
