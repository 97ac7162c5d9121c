"""License names as people write them: which document each leads to, and which lead nowhere.

A name that names no one license must end in *unknown*. What each name names was
read by hand, once, and lies in `bench/data/names.yaml`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.knowledgescores import UNEXPLAINED, Difference, Score, data, rows
from connectors.licensenames import one_name

RIGHT = "led to its document"
UNKNOWN = "rightly unknown"
NOT_HELD = "one license, of which no document is held"
MISSED = "missed"
WRONG = "wrong"
_GOOD = frozenset({RIGHT, UNKNOWN, NOT_HELD})
_NONE = ""
_UNDECLARED = "declares nothing"


@dataclass(frozen=True, slots=True)
class Source:
    """One table of license names."""

    title: str
    file: str
    column: str
    weight: str | None = None
    """The column that says how often a name is used."""
    noise: str = "no labels but our own reading"


@dataclass(frozen=True, slots=True)
class Labels:
    """What each name names: a document, nothing, or one that nobody holds."""

    documents: Mapping[str, str]
    reasons: Mapping[str, str]
    """Why a name leads to no document."""
    held: frozenset[str]
    """Of these, names that do name one license: it is not held."""
    audited: Mapping[str, str]
    """What others' labels are called here."""
    added: frozenset[str]
    """Names that led nowhere when they were first met."""


_NEW = "not seen when the aliases were first written"
_SEEN = "aliases were written with this table in view"
SOURCES = (
    Source("license names of an audit of data sets", "dpi-licence-strings.csv", "raw_string"),
    Source(
        "license names of a list of open models (by uses)",
        "mot-licence-strings.csv",
        "string",
        "count",
        _SEEN,
    ),
    Source(
        "license tags of a model hub (by models)",
        "hf-licence-tag-census.csv",
        "hf_licence_tag",
        "models",
        f"{_SEEN}; a tag says what was declared, not which text lies beside the weights",
    ),
    Source(
        "license names of an index of chat models",
        "opening-up-models.csv",
        "declared_licence",
        noise=_NEW,
    ),
    Source(
        "license names of a list of open language models",
        "open-llms-distil-readings.csv",
        "licence_label",
        noise=_NEW,
    ),
    Source(
        "license names in model cards, by hand",
        "peatmoss-card-groundtruth.csv",
        "licence",
        noise=_NEW,
    ),
)


@cache
def labels() -> Labels:
    """Return what was read by hand."""
    read = data("names.yaml")
    one, audited, added = read["one"], read["audited"], read["added"]
    if (
        not isinstance(one, dict)
        or not isinstance(audited, dict)
        or not isinstance(added, list)
    ):
        raise TypeError("names.yaml does not have its form")
    reasons: dict[str, str] = {}
    for part in ("not_held", "none"):
        reasons |= {name: why for why, name in _grouped(read[part])}
    held = frozenset(name for _, name in _grouped(read["not_held"]))
    documents = {name: document for document, names in one.items() for name in names}
    return Labels(documents, reasons, held, audited, frozenset(added))


def scores(folder: Path, tags: Mapping[str, tuple[str, ...]]) -> Iterator[Score]:
    """Yield the score of each table of names in `folder`; `tags` are those of the packs."""
    for source in SOURCES:
        yield _score(source, rows(folder, source.file), tags)


def led_to(name: str, tags: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the documents that a declared name leads to, as casework looks it up."""
    return tags.get(name.strip().casefold(), ()) or tags.get(one_name(name), ())


def outcome(name: str, ours: tuple[str, ...], known: Labels) -> str:
    """Return what leading `name` to the documents `ours` comes to."""
    right = known.documents.get(name)
    if right is not None:
        return RIGHT if ours == (right,) else (MISSED if not ours else WRONG)
    if ours:
        return WRONG
    return NOT_HELD if name in known.held else UNKNOWN


def _score(
    source: Source, table: list[dict[str, str]], tags: Mapping[str, tuple[str, ...]]
) -> Score:
    known = labels()
    counts: Counter[str] = Counter()
    found: dict[str, Difference] = {}
    for row in table:
        name = row[source.column].strip()
        times = int(row[source.weight]) if source.weight else 1
        ours = led_to(name, tags)
        came = outcome(name, ours, known) if name != _NONE else _UNDECLARED
        counts[came] += times
        if came != _UNDECLARED and came not in _GOOD:
            why = known.reasons.get(name, UNEXPLAINED)
            found[name] = Difference(name, _listed(ours), _truth(name, known), why, times)
    judged = counts.total() - counts[_UNDECLARED]
    good = sum(counts[each] for each in _GOOD)
    noise = source.noise
    if noise == _NEW:
        noise = f"{noise}: {_at_first(source, table, known)}"
    if "dpi_canonical" in table[0]:
        noisy = tuple(_noise(table, known))
        found |= {each.item: each for each in noisy}
        noise = (
            f"{len(noisy)} of {judged} labels of the audit name another license, or one of many"
        )
    return Score(
        source.title,
        source.file,
        good,
        judged,
        tuple(counts.most_common()),
        noise,
        tuple(found.values()),
    )


def _noise(table: list[dict[str, str]], known: Labels) -> Iterator[Difference]:
    """Yield each name whose label in the audit is another license than it names."""
    for row in table:
        name, label = row["raw_string"].strip(), row["dpi_canonical"]
        theirs = known.audited.get(label)
        ours = known.documents.get(name)
        if theirs != ours:
            why = known.reasons.get(name) or f"it names {ours}; the audit merged the two"
            yield Difference(name, ours or "unknown", label, why)


def _at_first(source: Source, table: list[dict[str, str]], known: Labels) -> str:
    """Return how many names led to their document before aliases were added for the others."""
    names = [row[source.column].strip() for row in table]
    honest = [name for name in names if name in known.documents]
    late = sum(name in known.added for name in honest)
    return f"{len(honest) - late} of {len(honest)} that name one held license led to it then"


def _truth(name: str, known: Labels) -> str:
    return known.documents.get(name, "unknown")


def _listed(documents: tuple[str, ...]) -> str:
    return ", ".join(documents) or "unknown"


def _grouped(groups: object) -> Iterator[tuple[str, str]]:
    """Yield each name of a part with the reason that it stands under."""
    if not isinstance(groups, list):
        raise TypeError("names.yaml does not have its form")
    for group in groups:
        for name in group["names"]:
            yield group["why"], name
