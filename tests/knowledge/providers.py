"""What the research knows of providers, and of documents that nobody read."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tests.knowledge.quickyaml import read_yaml

_GAPS = Path(__file__).with_name("gaps.yaml")


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Prefixes(_Written):
    """Beginnings of model ids, and names on hubs."""

    api: tuple[str, ...] = ()
    hub_orgs: tuple[str, ...] = ()


class ProviderEntry(_Written):
    """One provider with the documents of each of its channels."""

    slug: str
    hq: str
    prefixes: Prefixes = Field(validation_alias="model_id_prefixes")
    channels: dict[str, tuple[str, ...]]


class Gap(_Written):
    """A document that is known to exist and was not found."""

    provider: str
    document: str


class Filled(BaseModel):
    """What became of a gap."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gap: str
    unread: tuple[str, ...] = ()
    """Documents of the packs that nobody has read."""
    versions: tuple[str, ...] = ()
    """`document@version`, known by date or in part only."""
    clauses: tuple[str, ...] = ()
    """`document#clause` that tells of it, or asks for what it would say."""
    why: str


class _Filled(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    gaps: tuple[Filled, ...]


def provider_entries(knowledge: Path) -> tuple[ProviderEntry, ...]:
    """Return every provider of the research."""
    content = read_yaml(knowledge / "provider-terms" / "providers.yaml")
    return tuple(map(ProviderEntry.model_validate, content["providers"]))


def gaps(knowledge: Path) -> tuple[Gap, ...]:
    """Return every document that the research looked for and did not find."""
    content = read_yaml(knowledge / "provider-terms" / "gaps.yaml")
    return tuple(map(Gap.model_validate, content["gaps"]))


def filled() -> tuple[Filled, ...]:
    """Return what became of each gap."""
    return _Filled.model_validate(read_yaml(_GAPS)).gaps
