"""Honest plans that use one thing of the catalog in one way, to see what they come to."""

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from distillgate.usecases.check import PlanText, check_plan, includes_nothing
from distillgate.usecases.library import Library
from policy.verdict import Verdict
from registry.records import Artifact, ArtifactKind

DAY = date(2026, 11, 24)
_BASE = "hf:Qwen/Qwen3-8B-Base"
_WEIGHTS = ("hf:", "github:", "modelscope:")
_OBTAINED = "2026-11-01"
_ORGANIZATION = {
    "name": "Example Inc.",
    "country": "US",
    "headquarters_country": "US",
    "parent_country": "US",
    "owner_countries_over_50": [],
    "controlled_by_countries": [],
    "kind": "company",
    "sectors": ["other"],
    "businesses": ["other"],
    "us_person": True,
    "eu_person": False,
    "annual_revenue_usd": 9000000,
    "monthly_active_users": 90000,
}
_STUDENT = {
    "name": "Example-8B",
    "type": "language-model",
    "derivation": "fine-tune",
    "generality": "narrow",
    "parameters": 8200000000,
    "training_flop": 44000000000000000000,
    "generation_flop": 0,
    "license": "apache-2.0",
    "monetized": False,
    "guardrails_weakened": False,
    "status": "planned",
}
_REST = {
    "plan": "trial",
    "organization": _ORGANIZATION,
    "prompts": {"from": ["own"], "personal_data": "none"},
    "compute": {"country": "US", "chips": "ecc-3a090"},
    "use": {"purpose": "internal-business", "domains": ["other"]},
    "release": {"forms": []},
    "attests": [
        "ordinary-access",
        "no-listed-parties",
        "no-listed-uses",
        "lawful-data",
        "ingredients-complete",
    ],
}
_OWN_DATA = {"data": "local:./own", "made_from": [{"people": "employees"}]}


class Way(StrEnum):
    """In which way something of the catalog is used."""

    TEACHER = "weights, as a teacher"
    BASE = "weights, as a base"
    API = "API, as a teacher"
    DATA = "data set"


def ways_of(record: Artifact) -> tuple[Way, ...]:
    """Return the ways in which something of the catalog can be taken."""
    if record.kind is ArtifactKind.DATASET:
        return (Way.DATA,)
    if record.ref.startswith(_WEIGHTS):
        return (Way.TEACHER, Way.BASE) if record.weights_open else ()
    return (Way.API,)


def trial_plan(ref: str, way: Way, markets: Sequence[str] = ("internal-tools",)) -> PlanText:
    """Return an honest plan that uses `ref` in one way, for a student sold in `markets`."""
    based = {"model": ref, "obtained": _OBTAINED} if way is Way.BASE else _BASE
    plan = _REST | {
        "student": _STUDENT | {"base": based, "markets": [*markets]},
        "teachers": [_teacher(ref, way)] if way in {Way.TEACHER, Way.API} else [],
        "datasets": _datasets(ref, way),
    }
    return PlanText("trial.yaml", json.dumps(plan).encode(), includes_nothing)


def _teacher(ref: str, way: Way) -> dict[str, object]:
    of_weights = way is Way.TEACHER
    reached = {"access": "weights", "signals": ["text", "logits"]}
    called = {"access": "api", "signals": ["text"], "account": "business", "through": []}
    return {
        "model": ref,
        "used_as": ["imitate"],
        "collected": {"from": _OBTAINED, "until": "2026-11-10", "by": "us"},
        "generated_for": "operation",
        **(reached if of_weights else called),
    }


def _datasets(ref: str, way: Way) -> list[dict[str, object]]:
    if way is Way.DATA:
        return [{"data": ref, "obtained": _OBTAINED}]
    return [{**_OWN_DATA}] if way is Way.BASE else []


def verdict_on(library: Library, plan: PlanText) -> Verdict:
    """Return the verdict on a plan that has one.

    Raises `ValueError` where something in the plan is wrong.
    """
    checked = check_plan(plan, library, as_of=DAY)
    if checked.verdict is None:
        raise ValueError([each.message for each in checked.diagnostics])
    return checked.verdict
