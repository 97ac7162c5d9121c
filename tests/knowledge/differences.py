"""The list of differences between the research and the packs, each with its reason."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tests.knowledge.quickyaml import read_yaml

FILE = Path(__file__).with_name("differences.yaml")


class _Listed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OtherVersion(_Listed):
    """A version that has another name in the packs."""

    document: str
    theirs: str
    ours: str


class OtherPlace(_Listed):
    """A clause that stands elsewhere, under another topic or effect, or not at all."""

    document: str
    topic: str
    section: str | None
    """As the research has it."""
    versions: tuple[str, ...] = ()
    """Labels of the research; none: all that have the clause."""
    clauses: tuple[str, ...] = ()
    """Ids of the clauses of the pack that carry it; none: it is not carried."""
    why: str

    def covers(self, document: str, version: str, topic: str, section: str | None) -> bool:
        """Return whether this is about a clause of the research."""
        return (self.document, self.topic, self.section) == (document, topic, section) and (
            not self.versions or version in self.versions
        )


class OtherValue(_Listed):
    """A date, address or confidence in which pack and research differ."""

    document: str
    field: str
    """`confidence` stands for that of every clause."""
    why: str


class Differences(_Listed):
    """All of `differences.yaml`."""

    documents: dict[str, tuple[str, ...]]
    versions: tuple[OtherVersion, ...]
    clauses: tuple[OtherPlace, ...]
    values: tuple[OtherValue, ...]

    def value(self, document: str, field: str) -> OtherValue | None:
        """Return the entry that says why a value differs."""
        kind = field.partition(" ")[0]
        for each in self.values:
            if (each.document, each.field) == (document, kind):
                return each
        return None

    def version(self, document: str, theirs: str) -> str | None:
        """Return the name that a version of the research has in our packs, if listed."""
        for each in self.versions:
            if (each.document, each.theirs) == (document, theirs):
                return each.ours
        return None


def load_differences() -> Differences:
    """Return the committed list."""
    return Differences.model_validate(read_yaml(FILE))
