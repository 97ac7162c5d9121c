"""What volunteers read in licenses about the outputs of a model, held against the clauses."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.knowledgenames import led_to
from bench.knowledgescores import UNEXPLAINED, Difference, Score, data, rows
from distillgate.usecases.library import Library
from policy.compiling import Pack
from policy.documents import Clause, Document, DocumentKind, Effect, Reach, Version

_FILE = "open-llms-distil-readings.csv"
_BANS = "bans training other models"
_DERIVES = "makes the student a derivative"
_FREE = "says nothing against it"
_UNREAD = "nobody read the text"
_THEIRS = {
    "forbids_training_other_llms": _BANS,
    "student_becomes_derivative": _DERIVES,
    "use_restrictions_only": _FREE,
    "none_stated": _FREE,
    "stated_free": _FREE,
}
_NOT_KNOWN = "which license it is is not known here"


def score(folder: Path, library: Library) -> Score:
    """Return how often our clauses say what the volunteers read."""
    hand = data("readings.yaml")
    documents, reasons = _texts(hand["documents"]), _texts(hand["reasons"])
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    for row in rows(folder, _FILE):
        names = tuple(_governing(row, library, documents))
        if not names:
            counts[_NOT_KNOWN] += 1
            continue
        ours, theirs = (
            _read(names, row["release"], library.pack),
            _THEIRS[row["distil_reading"]],
        )
        counts["the same" if ours == theirs else "other"] += 1
        if ours != theirs:
            item = f"{row['model_family']} ({', '.join(names)})"
            why = next((reasons[each] for each in names if each in reasons), UNEXPLAINED)
            found.append(Difference(item, ours, theirs, why))
    judged = counts.total() - counts[_NOT_KNOWN]
    noise = sum("they" in each.why for each in found)
    return Score(
        "readings of volunteers: may outputs train other models",
        _FILE,
        counts["the same"],
        judged,
        tuple(counts.items()),
        f"{noise} of {judged} readings are wrong by the texts: each difference was looked at",
        tuple(found),
    )


def _governing(
    row: Mapping[str, str], library: Library, documents: Mapping[str, str]
) -> Iterator[str]:
    """Yield the documents of the models in a row: by their records, else by the label."""
    found: list[str] = []
    for name in row["checkpoints"].split():
        artifact = library.records.catalog.artifact(f"hf:{name}")
        found += artifact.documents if artifact else ()
    found = found or list(led_to(row["licence_label"], library.pack.license_tags))
    if not found and row["model_family"] in documents:
        found.append(documents[row["model_family"]])
    yield from dict.fromkeys(found)


def _read(names: tuple[str, ...], month: str, pack: Pack) -> str:
    """Return what the documents said together in `month`: the gravest."""
    said = [_said(pack.documents[name], month) for name in names]
    return next(each for each in (_BANS, _DERIVES, _UNREAD, _FREE) if each in said)


def _said(document: Document, month: str) -> str:
    clauses = [each for version in _of(document, month) for each in version.clauses]
    if any(map(_bans, clauses)):
        return _BANS
    if document.kind is DocumentKind.MODEL_LICENSE and any(map(_derives, clauses)):
        return _DERIVES
    return _FREE if document.is_read else _UNREAD


def _of(document: Document, month: str) -> tuple[Version, ...]:
    """Return the version under which models of `month` came out; all where none had begun."""
    begun = [
        each
        for each in document.versions
        if each.effective is not None and f"{each.effective:%Y/%m}" <= month
    ]
    newest = max(begun, key=lambda each: str(each.effective), default=None)
    return document.versions if newest is None else (newest,)


def _bans(clause: Clause) -> bool:
    return clause.topic == "train-on-outputs" and clause.effect is Effect.FORBIDS


def _derives(clause: Clause) -> bool:
    """Return whether a student trained on outputs is a derivative, in word or in duty."""
    named = clause.topic == "derivative-definition" and "student" in clause.id
    owed = clause.topic == "license-inheritance" and clause.effect is Effect.REQUIRES
    return named or (owed and clause.reach is Reach.OUTPUTS)


def _texts(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        raise TypeError("readings.yaml does not have its form")
    return found
