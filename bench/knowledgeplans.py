"""Public models and training configurations as plans: what an index and a trainer tell."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.knowledgecases import WAYS, Asked, bench_desk, judged
from bench.knowledgenames import led_to
from bench.knowledgescores import UNEXPLAINED, Difference, Score, data, rows
from distillgate.usecases.library import Library
from distillgate.usecases.planfrom import Proposal, propose
from policy.plan import Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.verdict import Ruling, Verdict
from policy.yamltext import UnreadableError, read_yaml
from policy.yamlwriting import scalar

_CHATS = "opening-up-models.csv"
_CONFIGS = "nemo-rl-distillation-configs.csv"
_CLOSED = ("openai:", "anthropic:", "google:")
_GAPS = ("distillgate@1#unknown-ingredient", "distillgate@1#unread-document")
_UNKNOWN = "unknown"
_SAME = "${policy.model_name}"


def scores(folder: Path, library: Library) -> Iterator[Score]:
    """Yield the score of the chat models, and that of the configurations."""
    yield _chats(folder, library)
    yield _configs(folder)


def _chats(folder: Path, library: Library) -> Score:
    hand = data("chatmodels.yaml")
    models, reasons = hand["models"], hand["reasons"]
    if not isinstance(models, dict) or not isinstance(reasons, dict):
        raise TypeError("chatmodels.yaml does not have its form")
    desk = bench_desk(library, ())
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    unmarked = 0
    table = rows(folder, _CHATS)
    for row in table:
        model = models[row["file"]]
        named = led_to(row["declared_licence"], library.pack.license_tags)
        asked = Asked(
            "chat-model",
            WAYS["share"],
            base=_reference(model["base"]),
            datasets=tuple(map(_reference, model["data"])),
            license=named[0] if named else "other",
        )
        verdict = judged(desk, asked)
        holds = model["holds"]
        unmarked += holds == "closed" and row["marked_synthetic"] == "no"
        right = _as_read(verdict, holds)
        counts[_WORDS[holds] if right else "other"] += 1
        if not right:
            why = reasons.get(row["file"], UNEXPLAINED)
            found.append(Difference(row["name"], _stopped(verdict), _WORDS[holds], why))
    return Score(
        "chat models of an index as plans of today",
        _CHATS,
        len(table) - len(found),
        len(table),
        tuple(counts.items()),
        f"{unmarked} models trained on outputs of closed ones are not marked as such by the"
        " index; what its words name was read by hand",
        tuple(found),
    )


_WORDS = {
    "closed": "outputs of closed models behind the data are named",
    "unknown": "what is not told is asked for",
    "open": "approved",
}


def _as_read(verdict: Verdict, holds: str) -> bool:
    """Return whether a verdict says what a careful reader of the same words would."""
    stopped = verdict.ruling in {Ruling.DENIED, Ruling.NEEDS_REVIEW}
    match holds:
        case "closed":
            return stopped and any(each.id.startswith(_CLOSED) for each in verdict.ingredients)
        case "unknown":
            return stopped and any(each.clause in _GAPS for each in verdict.findings)
        case _:
            return not stopped


def _stopped(verdict: Verdict) -> str:
    first = max(verdict.findings, key=lambda each: each.weight.now, default=None)
    return f"{verdict.ruling.word} by {first.clause}" if first else verdict.ruling.word


def _configs(folder: Path) -> Score:
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    table = rows(folder, _CONFIGS)
    for row in table:
        text = _config(row)
        try:
            proposal = _proposed(text)
            wrong = tuple(_wrong(row, proposal))
        except UnreadableError as error:
            wrong = (str(error),)
        counts["other" if wrong else "every model named or asked for"] += 1
        if wrong:
            why = _NO_STUDENT if not row["student_model_name"] else UNEXPLAINED
            found.append(Difference(row["config_path"], "; ".join(wrong), "a plan", why))
    return Score(
        "training configurations of a distillation library through `plan from`",
        _CONFIGS,
        len(table) - len(found),
        len(table),
        tuple(counts.items()),
        "files of the same form, written from the table: three key paths of each",
        tuple(found),
    )


_NO_STUDENT = "the table holds no student for it: its file takes it from a file beside it"


def _config(row: Mapping[str, str]) -> str:
    """Return a configuration of the same form as the one in `row`, with its names."""
    teachers = row["teacher_model_names"].split("|")
    lines = ["distillation: {num_prompts_per_step: 128}"]
    if row["student_model_name"]:
        lines.append(f"policy: {{model_name: {scalar(row['student_model_name'])}}}")
    if len(teachers) == 1:
        lines.append(f"teacher: {{model_name: {scalar(teachers[0])}}}")
    else:
        lines.append("teachers:")
        lines += (f"  - {{model_name: {scalar(each)}}}" for each in teachers)
    if row["dataset"]:
        lines.append(f"data: {{train: {{dataset_name: {scalar(row['dataset'])}}}}}")
    return "\n".join(lines) + "\n"


def _proposed(text: str) -> Proposal:
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        path = Path(name) / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return propose([str(path)], None)


def _wrong(row: Mapping[str, str], proposal: Proposal) -> Iterator[str]:
    """Yield what the proposal leaves out or makes up."""
    plan = _plan(proposal.text)
    if plan is None:
        yield "the proposal is no plan"
        return
    asked = " ".join(each.question for each in proposal.questions)
    named = {each.ref.canonical for each in plan.teachers or () if each.ref is not None}
    base = getattr(plan.base, "ref", None)
    if base is not None:
        named.add(base.canonical)
    names = tuple(_resolved(row))
    told = {*(f"hf:{name}" for name in names), *(f"local:{name}" for name in names)}
    on_hub = {f"hf:{name}" for name in names if _is_on_hub(name)}
    yield from (f"{each} is left out" for each in sorted(on_hub - named))
    yield from (f"{each} is made up" for each in sorted(named - told))
    for name in dict.fromkeys((*names, row["dataset"])):
        if name and not _is_on_hub(name) and name not in asked:
            yield f"{name} is not asked for"


def _resolved(row: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the models, a reference to the student's as that name."""
    student = row["student_model_name"]
    yield student
    for name in row["teacher_model_names"].split("|"):
        yield student if name == _SAME else name


def _is_on_hub(name: str) -> bool:
    return name.count("/") == 1 and not name.startswith(("/", "$"))


def _plan(text: str) -> Plan | None:
    return parse_plan(read_yaml(text.encode(), "plan.yaml"), Notebook(), lambda _: None)


def _reference(name: str) -> str:
    return name if name == _UNKNOWN or ":" in name else f"hf:{name}"
