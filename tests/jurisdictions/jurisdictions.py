"""Cases on the laws of many places: a plan, what is taken as clear in it, and the answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from distillgate.packfiles import read_layer
from distillgate.settings import Settings
from distillgate.usecases.check import includes_nothing
from distillgate.usecases.library import Library
from distillgate.wiring import CATALOG, Layers, load_library
from policy.diagnostics import Code
from policy.judging import judge
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import Value, several
from policy.verdict import Verdict
from policy.yamltext import read_yaml
from registry.casework import make_case
from registry.determinations import Determination, Scope
from registry.onfile import OnFile
from registry.seed import load_seed

HERE = Path(__file__).parent
TOLERATED = {Code.PRESUMPTION_CONTRADICTED}
"""A case about what the house presumes not to occur says so."""
CASES = HERE / "cases"
Written: TypeAlias = JsonValue

"""A part of a plan as YAML gives it."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Clear(_Told):
    """One fact that the author of a case took as clear, and that we have to say."""

    at: str
    """Where it stands in a plan; `teachers.KEY` is a key of every teacher."""
    value: Written = None
    same_as: str | None = None
    """Where else in the plan, or `as_of`, its value is taken from."""
    because: str


class Determined(_Told):
    """One fact that no plan may state, and that legal answers."""

    fact: str
    value: str | bool | tuple[str, ...]
    because: str


class Departure(_Told):
    """An outcome of the research that the design does not have."""

    stated: str
    because: str


_CLEAR = TypeAdapter(tuple[Clear, ...])


class Answer(_Told):
    """What a case comes to."""

    verdict: str
    decided_by: str | None
    """The clause that carries the verdict; nothing where a basis alone does."""
    also: tuple[str, ...] = ()
    """Clauses that a good report names."""
    not_told: tuple[str, ...] = ()
    """Clauses of which no finding may be made."""
    departs: Departure | None = None
    moved: Mapping[str, str] = {}
    """Rules of the research that another clause, or none, stands for here, with the reason."""


class Variant(Answer):
    """The same plan with parts changed; a part that is null is taken out."""

    name: str
    change: dict[str, Written] = {}
    as_of: date | None = None


class Case(Answer):
    """One plan with its variants."""

    about: str
    as_of: date
    plan: dict[str, Written]
    clear: tuple[Clear, ...] = ()
    """What is clear in this case alone; `clear.yaml` holds what is clear in all."""
    determined: tuple[Determined, ...] = ()
    variants: tuple[Variant, ...] = ()


class Asked(_Told):
    """One plan, complete, with the answer that it is to get."""

    name: str
    place: str
    """Name of the case, with the place of the variant after a slash."""
    as_of: date
    plan: dict[str, Written]
    answer: Answer
    determined: tuple[Determined, ...]


def cases() -> Iterator[Asked]:
    """Yield every case and every variant of one."""
    for path in sorted(CASES.glob("*.yaml")):
        case = Case.model_validate(_read(path))
        yield Asked(
            name=path.stem,
            place=path.stem,
            as_of=case.as_of,
            plan=_filled(case, {}, case.as_of),
            answer=case,
            determined=case.determined,
        )
        for number, variant in enumerate(case.variants):
            day = variant.as_of or case.as_of
            yield Asked(
                name=f"{path.stem}-{variant.name}",
                place=f"{path.stem}/{number}",
                as_of=day,
                plan=_filled(case, variant.change, day),
                answer=variant,
                determined=case.determined,
            )


def library() -> Library:
    """Return the shipped packs and catalog with the invented makers and texts beside them."""
    library = load_library(Layers(packs=(HERE / "packs",)), Settings())
    files = [*read_layer(CATALOG).files, *read_layer(HERE / "catalog").files]
    catalog, found = load_seed(
        [(file.path, file.content) for file in files], library.pack.territories
    )
    assert not found, found
    return replace(library, records=replace(library.records, catalog=catalog))


def answer(asked: Asked, library: Library) -> tuple[Verdict, frozenset[str]]:
    """Return what the plan of `asked` comes to, with the clauses that a lawyer would cite.

    These are the findings and what lifts one.
    """
    content = json.dumps(asked.plan, indent=1).encode()
    notebook = Notebook()
    plan = parse_plan(read_yaml(content, asked.name), notebook, includes_nothing)
    assert plan is not None, notebook.found
    assert not notebook.found, notebook.found
    on_file = OnFile(
        determinations=tuple(_determination(each, asked) for each in asked.determined)
    )
    records = replace(library.records, on_file=on_file)
    casework = make_case(plan, records, library.pack, as_of=asked.as_of)
    assert {each.code for each in casework.diagnostics} <= TOLERATED, casework.diagnostics
    verdict = judge(library.pack, casework.case)
    lifting = {finding.lifted_by for finding in verdict.findings if finding.lifted_by}
    names = {finding.clause for finding in verdict.findings} | lifting
    return verdict, frozenset(map(_unversioned, names))


def _determination(determined: Determined, asked: Asked) -> Determination:
    value: Value = (
        several(*determined.value) if isinstance(determined.value, tuple) else determined.value
    )
    return Determination(
        id=determined.fact,
        by="legal",
        role="legal",
        on=asked.as_of,
        until=date.max,
        reason=determined.because,
        scope=Scope(),
        fact=determined.fact,
        value=value,
    )


def _unversioned(clause: str) -> str:
    document, _, rule = clause.partition("#")
    return f"{document.partition('@')[0]}#{rule}"


def _filled(case: Case, change: dict[str, Written], day: date) -> dict[str, Written]:
    """Return the plan of `case`, changed, with everything filled in that is clear."""
    plan = _merged(case.plan, change)
    shared = _CLEAR.validate_python(_read(HERE / "clear.yaml"))
    for clear in (*case.clear, *shared):
        first, _, key = clear.at.partition(".")
        value = _looked_up(plan, clear.same_as, day) if clear.same_as else clear.value
        if value is None:
            continue
        inside = plan.setdefault(first, {} if key else value)
        for part in inside if isinstance(inside, list) else [inside]:
            if key and isinstance(part, dict):
                part.setdefault(key, value)
    return plan


def _merged(old: Written, new: dict[str, Written]) -> dict[str, Written]:
    merged = dict(old) if isinstance(old, dict) else {}
    for key, value in new.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            merged[key] = _merged(merged.get(key), value)
        else:
            merged[key] = value
    return {
        key: _merged(value, {}) if isinstance(value, dict) else value
        for key, value in merged.items()
    }


def _looked_up(plan: dict[str, Written], path: str, day: date) -> Written:
    if path == "as_of":
        return day.isoformat()
    found: Written = plan
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _read(path: Path) -> Written:
    loaded: Written = json.loads(
        json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str)
    )
    return loaded
