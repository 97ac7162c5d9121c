"""A folder of documents as it was read, before anything is made of it."""

from policy.frozen import dataclass
from policy.packs import SourceFile


@dataclass(frozen=True, slots=True)
class PackLayer:
    """One folder of documents: its name as people read it, and its files."""

    name: str
    files: tuple[SourceFile, ...]
