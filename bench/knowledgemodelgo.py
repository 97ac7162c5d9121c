"""Held against ModelGo, a tool for license conflicts: its eight cases, and 99 plans."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.knowledgecases import WAYS, Asked, Ways, Work, bench_desk, judged
from bench.knowledgescores import UNEXPLAINED, Difference, Score, data, rows
from distillgate.usecases.library import Library
from policy.case import Edge
from policy.documents import Effect
from policy.verdict import Finding, Ruling, Verdict
from registry.records import ArtifactKind

_CASES = "modelgo-cases.json"
_SWEEP = "modelgo-distill-sweep.csv"
_STOPS = frozenset({Ruling.DENIED, Ruling.NEEDS_REVIEW})
_UNREAD = ("distillgate@1#unread-document", "distillgate@1#no-basis")
_BASE = "student-base"
_PROMPTS = "prompts"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict that the tool reports: the work it is about, and which right is missing."""

    case: str
    work: str
    right: str

    @property
    def item(self) -> str:
        """The conflict in words."""
        return f"{self.case} {self.work} {self.right}"


def scores(folder: Path, library: Library) -> Iterator[Score]:
    """Yield the score of the cases, and that of the sweep."""
    hand = data("modelgo.yaml")
    yield _cases(folder, library, hand)
    yield _sweep(folder, library, hand)


def _cases(folder: Path, library: Library, hand: Mapping[str, object]) -> Score:
    told = json.loads((folder / _CASES).read_text(encoding="utf-8"))
    plans = _mapping(hand["cases"])
    conflicts = tuple(dict.fromkeys(_conflicts(told)))
    verdicts = dict(_verdicts(told, plans, library, str(hand["datasets"]).split()))
    topics, missing = _mapping(hand["topics"]), _mapping(hand["missing"])
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    met: set[tuple[str, str]] = set()
    for each in conflicts:
        stops = [one for one in _stops(verdicts[each.case]) if _work(one) == each.work]
        met |= {(each.case, one.clause) for one in stops}
        if any(one.topic in topics[each.right] for one in stops):
            counts["found"] += 1
        elif any(one.clause in _UNREAD for one in stops):
            counts["asked: the text of the license was not read"] += 1
            why = f"{told['works'][each.work]} is known by name and its text was not read"
            found.append(Difference(each.item, "asks", "conflict", why))
        else:
            counts["not found"] += 1
            why = missing.get(each.item, UNEXPLAINED)
            ours = verdicts[each.case].ruling.word
            found.append(Difference(each.item, f"no; the plan: {ours}", "conflict", why))
    beyond = _mapping(hand["beyond"])
    named = {(each.case, each.work) for each in conflicts}
    for case, verdict in verdicts.items():
        for one in _stops(verdict):
            if (case, _work(one)) not in named:
                counts["found beyond theirs"] += 1
                item = f"{case} {_work(one)}"
                found.append(Difference(item, one.clause, "nothing", _why(one, beyond)))
    return Score(
        "ModelGo's conflicts in its eight cases",
        _CASES,
        counts["found"],
        len(conflicts),
        tuple(counts.items()),
        "the tool takes what a model makes for a new work, so it misses limits on use; two"
        " licenses differ between its code and its paper",
        tuple(found),
    )


def _conflicts(told: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Iterator[Conflict]:
    """Yield each conflict with a work that was put in; what is made of it repeats it."""
    for case, content in told["cases"].items():
        errors = content["errors"]
        if not isinstance(errors, list):
            raise TypeError("a case has no list of errors")
        for error in errors:
            if error["work"] in told["works"]:
                yield Conflict(case, error["work"], error.get("right") or error["code"])


def _verdicts(
    told: Mapping[str, Mapping[str, object]],
    plans: Mapping[str, Mapping[str, object]],
    library: Library,
    datasets: list[str],
) -> Iterator[tuple[str, Verdict]]:
    works = [
        Work(name, str(license_), _kind(name in datasets))
        for name, license_ in told["works"].items()
    ]
    for case, plan in plans.items():
        parts = tuple((Edge.WEIGHTS, name) for name in _names(plan.get("parts")))
        works.append(Work(f"{case}-base", "mit", documents=("mit",), made_from=parts))
    desk = bench_desk(library, works)
    for case, plan in plans.items():
        way = WAYS[str(plan["way"])]
        asked = Asked(
            case,
            Ways(way.kind, way.purpose, str(plan["form"]), sold=way.sold),
            base=f"hf:works/{case}-base" if plan.get("parts") else "none",
            teachers=_refs(plan.get("teachers")),
            datasets=_refs(plan.get("datasets")),
            license="other",
        )
        yield case, judged(desk, asked)


def _sweep(folder: Path, library: Library, hand: Mapping[str, object]) -> Score:
    table = rows(folder, _SWEEP)
    licenses = tuple(dict.fromkeys(row["teacher_licence"] for row in table))
    works = [Work(_named(each), each) for each in licenses]
    works.append(Work(_BASE, "Apache-2.0"))
    works.append(Work(_PROMPTS, "CC0-1.0", ArtifactKind.DATASET))
    desk = bench_desk(library, works)
    beyond, special = _mapping(hand["beyond"]), _mapping(hand["sweep"])
    counts: Counter[str] = Counter()
    found: dict[tuple[str, str], Difference] = {}
    for row in table:
        name = row["teacher_licence"]
        asked = Asked(
            "sweep",
            WAYS[row["release"]],
            base=f"hf:works/{_BASE}",
            teachers=(f"hf:works/{_named(name)}",),
            datasets=(f"hf:works/{_PROMPTS}",),
            license="apache-2.0",
        )
        verdict = judged(desk, asked)
        stops = [one for one in _stops(verdict) if _work(one) == _named(name)]
        counts[_came_to(verdict, stops)] += 1
        if stops:
            first = stops[0]
            why = str(special.get(name) or _why(first, beyond))
            key = (name, first.clause)
            known = found.get(key)
            ways = f"{known.item}, {row['release']}" if known else f"{name}: {row['release']}"
            times = known.times + 1 if known else 1
            ours = f"{first.weight.now.word} by {first.clause}"
            found[key] = Difference(ways, ours, "no conflict", why, times)
    right = counts[_AGREED] + counts[_DENIED]
    return Score(
        "ModelGo's sweep: a teacher under each of 33 licenses, three ways of release",
        _SWEEP,
        right,
        len(table),
        tuple(counts.items()),
        "the tool reports no conflict in any of the 99: it takes a distilled student for a new"
        " work",
        tuple(found.values()),
    )


_AGREED = "no conflict, as the tool says"
_DENIED = "denied, as the text says and the tool does not"
_ASKED = "asked: the license is known by name and was not read"
_OTHER = "asked: no text lets the outputs be used"


def _came_to(verdict: Verdict, stops: list[Finding]) -> str:
    if not stops:
        return _AGREED if verdict.ruling not in _STOPS else UNEXPLAINED
    if stops[0].weight.now is Ruling.DENIED:
        return _DENIED
    return _ASKED if stops[0].clause == _UNREAD[0] else _OTHER


def _stops(verdict: Verdict) -> list[Finding]:
    """Return what stands against a plan on account of one ingredient, the gravest first."""
    found = [
        each
        for each in verdict.findings
        if each.ingredient is not None
        and each.weight.now in _STOPS
        and each.effect in {Effect.FORBIDS, Effect.CAUTIONS}
    ]
    return sorted(found, key=lambda each: -each.weight.now)


def _why(finding: Finding, reasons: Mapping[str, object]) -> str:
    return str(reasons.get(f"#{finding.clause.partition('#')[2]}", UNEXPLAINED))


def _work(finding: Finding) -> str:
    return (finding.ingredient or "").rpartition("/")[2]


def _named(license_: str) -> str:
    return license_.replace("+", "p")


def _kind(dataset: bool) -> ArtifactKind:  # noqa: FBT001 one word decides between two
    return ArtifactKind.DATASET if dataset else ArtifactKind.MODEL


def _refs(names: object) -> tuple[str, ...]:
    return tuple(f"hf:works/{each}" for each in _names(names))


def _names(found: object) -> tuple[str, ...]:
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def _mapping(found: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(found, dict):
        raise TypeError("modelgo.yaml does not have its form")
    return found
