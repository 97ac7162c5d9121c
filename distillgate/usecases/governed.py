"""Whom a document governs: the ways on which it is met, and the plans that it touches."""

from collections.abc import Iterator
from dataclasses import dataclass

from distillgate.usecases.conditionwords import condition_words
from distillgate.usecases.documentviews import Json
from policy.conditions import ALWAYS
from policy.documents import Document, DocumentKind
from policy.explaining_words import listed
from registry.records import ANY_MAKER, DIRECT, ChannelRow
from registry.store import Catalog


@dataclass(frozen=True, slots=True)
class Governed:
    """Whom one document governs, in words, and what the catalog says leads to it."""

    who: str
    channels: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    passed_on_by: tuple[str, ...] = ()

    def json(self) -> Json:
        """Return it in the types of JSON."""
        return {
            "who": self.who,
            "channels": list(self.channels),
            "artifacts": list(self.artifacts),
            "patterns": list(self.patterns),
            "passed_on_by": list(self.passed_on_by),
        }


def governed_by(
    document: Document, catalog: Catalog, documents: tuple[Document, ...] = ()
) -> Governed:
    """Return whom `document` governs; `documents` are all that could pass it on."""
    return Governed(
        _who(document),
        tuple(dict.fromkeys(_channels(document.id, catalog))),
        tuple(_artifacts(document.id, catalog)),
        tuple(each.match for each in catalog.families() if document.id in each.documents),
        tuple(each.id for each in documents if document.id in each.passes_on),
    )


def _who(document: Document) -> str:
    match document.kind:
        case DocumentKind.LAW:
            tie = document.nexus
            if tie is None or tie == ALWAYS:
                return "plans that each clause itself ties to the place"
            return f"plans in which {condition_words(tie)}"
        case DocumentKind.HOUSE:
            return "every plan of the organization"
        case DocumentKind.AGREEMENT:
            return f"the parties: {listed(document.parties)}"
        case DocumentKind.MODEL_LICENSE | DocumentKind.DATASET_LICENSE | DocumentKind.STATEMENT:
            what = "data" if document.kind is DocumentKind.DATASET_LICENSE else "weights"
            return f"whoever obtains {what} under it"
        case _:
            return "whoever takes outputs through a channel below"


def _channels(name: str, catalog: Catalog) -> Iterator[str]:
    for row in catalog.rows():
        if name in row.documents:
            yield _row(row)


def _row(row: ChannelRow) -> str:
    maker = "any maker's models" if row.maker == ANY_MAKER else f"models of {row.maker}"
    hop = "" if row.hop in {DIRECT, row.maker} else f" through {row.hop}"
    program = f", program {row.program}" if row.program else ""
    accounts = f", {listed(row.accounts, 'or')} accounts" if row.accounts else ""
    start = f", from {row.start}" if row.start else ""
    end = f", until {row.end}" if row.end else ""
    return f"{maker}{hop} by {listed(row.access, 'or')}{program}{accounts}{start}{end}"


def _artifacts(name: str, catalog: Catalog) -> Iterator[str]:
    return (each.ref for each in catalog.artifacts() if name in each.documents)


_MOST_NAMED = 6


def governed_lines(found: Governed) -> Iterator[tuple[str, str]]:
    """Yield label and text for each way on which the document is met."""
    yield "governs", found.who
    for label, names in (
        ("channels", found.channels),
        ("catalog", found.artifacts),
        ("patterns", found.patterns),
        ("through", found.passed_on_by),
    ):
        if names:
            yield label, _some(names)


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    shown = [*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return listed(shown)
