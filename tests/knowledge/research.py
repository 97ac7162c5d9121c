"""The clauses of the research that the packs were written from, as typed records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from policy.documents import Confidence
from tests.knowledge.quickyaml import read_yaml

FOLDERS = ("provider-terms", "model-licenses")
SECOND_HAND = "secondary source"
ARCHIVE = "OpenTermsArchive"
MEMORY = "memory"


def _knowledge() -> Path | None:
    """Return the folder of the research, where there is one beside the source tree."""
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "knowledge"
        if folder.is_dir():
            return folder
    return None


KNOWLEDGE = _knowledge()


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class Observed(_Written):
    """When a text was seen first and last."""

    first: date | str | None = None
    last: date | str | None = None


class WrittenClause(_Written):
    """One clause as the research states it."""

    topic: str
    section: str | None
    effect: str
    subject: str | None = None
    value: Mapping[str, object] | None = None
    """Numbers, places and words that the rule turns on."""
    source: str | None = None
    confidence: str


class WrittenVersion(_Written):
    """One version as the research states it."""

    version: str
    effective: date | None = None
    until: date | None = None
    url: str | None = None
    observed: Observed = Observed()
    clauses: tuple[WrittenClause, ...] | None = None


class WrittenDocument(_Written):
    """One document as the research states it."""

    id: str
    title: str
    versions: tuple[WrittenVersion, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class ResearchClause:
    """One clause of the research with the document and version that it stands in."""

    document: str
    version: WrittenVersion
    written: WrittenClause

    @property
    def name(self) -> str:
        """How a report calls it."""
        place = self.written.section or "no section"
        return f"{self.document}@{self.version.version} {self.written.topic} ({place})"

    @property
    def ceiling(self) -> Confidence:
        """The highest confidence that its source deserves."""
        stated = Confidence[self.written.confidence.upper()]
        source = self.written.source or MEMORY
        if source.lower().startswith(MEMORY):
            return Confidence.LOW
        if source.lower().startswith(SECOND_HAND) and ARCHIVE not in source:
            return min(stated, Confidence.MEDIUM)
        return stated


@cache
def written_documents(knowledge: Path) -> tuple[WrittenDocument, ...]:
    """Return every document of the research that has versions."""
    paths = [path for name in FOLDERS for path in sorted((knowledge / name).glob("*.yaml"))]
    contents = map(read_yaml, paths)
    return tuple(
        WrittenDocument.model_validate(content) for content in contents if "versions" in content
    )


def clauses_of(document: WrittenDocument) -> Iterator[ResearchClause]:
    """Yield every clause of `document`."""
    for version in document.versions:
        for written in version.clauses or ():
            yield ResearchClause(document.id, version, written)
