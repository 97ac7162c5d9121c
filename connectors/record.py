"""What a source says about one model or data set, with its evidence.

Nothing here is judged or repaired: contradictions stand side by side, and
what is wrong keeps its raw form. *Absent*, *unreadable* and *not asked* are
three things: `ModelRecord.knows` tells them apart for each topic.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connectors.evidence import Evidence, Stated, Where
from connectors.outcomes import Outcome


class Hub(StrEnum):
    """Where a record was read."""

    HUGGINGFACE = "huggingface"
    MODELSCOPE = "modelscope"
    OLLAMA = "ollama"
    OPENROUTER = "openrouter"
    NANOGPT = "nanogpt"
    MLFLOW = "mlflow"
    GITHUB = "github"
    KAGGLE = "kaggle"
    CIVITAI = "civitai"
    ZENODO = "zenodo"
    REPLICATE = "replicate"
    BEDROCK = "bedrock"
    AZURE = "azure"
    VERTEX = "vertex"
    NGC = "ngc"
    LOCAL = "local"
    """A folder on this machine."""
    FILE = "file"
    """A record that somebody wrote, or a bill of materials."""


class Kind(StrEnum):
    """Whether a record is about a model or a data set."""

    MODEL = "model"
    DATASET = "dataset"


class RevisionKind(StrEnum):
    """What a revision is; only commits and digests never move."""

    COMMIT = "commit"
    DIGEST = "digest"
    VERSION = "version"
    BRANCH = "branch"
    NONE = "none"

    @property
    def fixed(self) -> bool:
        """Return whether the same name means the same content for ever."""
        return self in {RevisionKind.COMMIT, RevisionKind.DIGEST}


class Relation(StrEnum):
    """How a model was made from another, in the words of the hubs."""

    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    FINETUNE = "finetune"
    DISTILLED = "distilled"
    UNKNOWN = "unknown"


class Tier(StrEnum):
    """How well lineage is told."""

    DECLARED = "declared"
    EMBEDDED = "embedded"
    """In the files themselves: an adapter's configuration, a GGUF header."""
    NAME = "name"
    """Read from a name only: a question, never a fact."""


class Gate(StrEnum):
    """What stands before the files."""

    NONE = "none"
    AUTO = "auto"
    MANUAL = "manual"
    LOGIN = "login"
    CONSENT = "consent"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """What could be read."""

    METADATA_AND_FILES = "metadata-and-files"
    METADATA_ONLY = "metadata-only"
    NONE = "none"


class Topic(StrEnum):
    """What a source can be asked about."""

    METADATA = "metadata"
    LICENSE = "license"
    LICENSE_TEXT = "license-text"
    FILES = "files"
    CARD = "card"
    LINEAGE = "lineage"
    EMBEDDED_LINEAGE = "embedded-lineage"
    DATASETS = "datasets"
    GATE = "gate"
    OWNER = "owner"
    NOTICES = "notices"


class Knowledge(StrEnum):
    """What is known of a topic."""

    ANSWERED = "answered"
    """What the record lacks on it is absent at the source."""
    UNREADABLE = "unreadable"
    NOT_ASKED = "not-asked"


class TextClass(StrEnum):
    """What a text is by the name under which it lies."""

    LICENSE = "license"
    POLICY = "policy"
    NOTICE = "notice"
    GATE = "gate"
    """What is shown to those who ask for access."""


@dataclass(frozen=True, slots=True)
class DeclaredLicense:
    """A license as one place declares it; one entry for each place."""

    raw: str
    """As it stands there, wrong types as JSON."""
    where: Where
    id: str | None = None
    """The hub's own id, where the place holds one word."""
    name: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class LicenseText:
    """A text that says what is allowed; its words lie in the evidence."""

    path: str
    sha256: str
    size: int
    kind: TextClass
    where: Where


@dataclass(frozen=True, slots=True)
class Base:
    """A model from which this one was made, as one place says it."""

    id: str
    relation: Relation
    tier: Tier
    where: Where
    raw_relation: str | None = None
    """The relation in the source's own word, where it is none of ours."""
    hub: Hub | None = None
    """Where `id` lies, if the place tells; nothing for a path or a bare name."""
    resolved: bool = False
    """The hub itself resolved it to a current id."""
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class UsedData:
    """A data set that one place declares."""

    id: str
    where: Where
    hub: Hub | None = None


@dataclass(frozen=True, slots=True)
class Remote:
    """Where the outputs come from, if not from here."""

    host: str
    model: str
    where: Where


@dataclass(frozen=True, slots=True)
class Notice:
    """What a source claims about use; evidence of the claim, never a verdict."""

    kind: str
    text: str
    where: Where
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of the same thing, as a redirect or the source shows it."""

    id: str
    where: Where


@dataclass(frozen=True, slots=True)
class RepositoryFile:
    """A file that the source lists."""

    path: str
    where: Where
    size: int | None = None
    digest: str | None = None
    """As the source gives it: `sha256:…`, or `git:…` for the object id of git."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How asking about one topic ended."""

    topic: Topic
    outcome: Outcome
    where: Where | None = None
    detail: str | None = None
    """Which file, or what else narrows it down."""

    @property
    def answered(self) -> bool:
        """Return whether the source answered, be it that there is nothing."""
        return self.outcome in {Outcome.ANSWERED, Outcome.ABSENT}


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """What one source says about one model or data set."""

    hub: Hub
    kind: Kind
    id: str
    """As the source resolved it."""
    asked_id: str
    """As it was asked for."""
    retrieved: datetime
    revision: Stated[str] | None = None
    revision_kind: RevisionKind = RevisionKind.NONE
    owner: Stated[str] | None = None
    owner_verified: Stated[bool] | None = None
    licenses: tuple[DeclaredLicense, ...] = ()
    texts: tuple[LicenseText, ...] = ()
    bases: tuple[Base, ...] = ()
    datasets: tuple[UsedData, ...] = ()
    gate: Stated[Gate] | None = None
    eu_disallowed: Stated[bool] | None = None
    private: Stated[bool] | None = None
    disabled: Stated[bool] | None = None
    created: Stated[datetime] | None = None
    """May be the day on which the hub began to keep count, and no publication date."""
    modified: Stated[datetime] | None = None
    library: Stated[str] | None = None
    task: Stated[str] | None = None
    parameters: Stated[int] | None = None
    tags: Stated[tuple[str, ...]] | None = None
    remote: Remote | None = None
    successor: Stated[str] | None = None
    """What the card names as its newer version."""
    notices: tuple[Notice, ...] = ()
    aliases: tuple[Alias, ...] = ()
    files: tuple[RepositoryFile, ...] = ()
    oddities: tuple[Stated[str], ...] = ()
    """What is wrong with an answer, in words: a doubled key, a value of a wrong type."""
    asked: tuple[Asked, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())

    def knows(self, topic: Topic) -> Knowledge:
        """Return what is known of `topic`; one part that cannot be read leaves it open."""
        found = [each for each in self.asked if each.topic is topic]
        if not found:
            return Knowledge.NOT_ASKED
        whole = all(each.answered for each in found)
        return Knowledge.ANSWERED if whole else Knowledge.UNREADABLE

    @property
    def failed(self) -> tuple[Asked, ...]:
        """Return what was asked and not answered."""
        return tuple(each for each in self.asked if not each.answered)

    @property
    def access(self) -> Access:
        """Return what could be read."""
        if self.knows(Topic.METADATA) is not Knowledge.ANSWERED:
            return Access.NONE
        readable = {Topic.LICENSE_TEXT, Topic.CARD, Topic.FILES, Topic.EMBEDDED_LINEAGE}
        shut = any(each.topic in readable for each in self.failed)
        return Access.METADATA_ONLY if shut else Access.METADATA_AND_FILES
