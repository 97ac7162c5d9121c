"""The one list of what can be read, by the scheme of a reference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.asking import Asker
from connectors.github import HOME as GITHUB
from connectors.github import GitHub
from connectors.huggingface import HOME as HUGGINGFACE
from connectors.huggingface import HuggingFace
from connectors.ledger import Pulled
from connectors.localfolder import LocalFolder
from connectors.mlflow import MLflow
from connectors.modelscope import HOME as MODELSCOPE
from connectors.modelscope import ModelScope
from connectors.ollama import REGISTRY, OllamaDaemon, OllamaRegistry
from connectors.openrouter import HOME as OPENROUTER
from connectors.openrouter import OpenRouter
from connectors.record import Hub
from connectors.smallhubs import CIVITAI, KAGGLE, REPLICATE, ZENODO, reader_of
from connectors.wanted import Reader, Wanted

MakeReader = Callable[[Asker, datetime, str], Reader]


@dataclass(frozen=True, slots=True)
class Source:
    """One place where models lie, and how it is read."""

    hub: Hub
    make: MakeReader
    home: str
    """Where it is, if nothing else was set."""
    tells_terms: bool = True
    """Whether its word on a model counts in a check; a router speaks for nobody else."""


SOURCES: Mapping[str, Source] = {
    "hf": Source(Hub.HUGGINGFACE, HuggingFace, HUGGINGFACE),
    "modelscope": Source(Hub.MODELSCOPE, ModelScope, MODELSCOPE),
    "ollama": Source(Hub.OLLAMA, OllamaRegistry, REGISTRY),
    "openrouter": Source(Hub.OPENROUTER, OpenRouter, OPENROUTER, tells_terms=False),
    "mlflow": Source(Hub.MLFLOW, MLflow, ""),
    "github": Source(Hub.GITHUB, GitHub, GITHUB),
    "kaggle": Source(Hub.KAGGLE, reader_of(Hub.KAGGLE), KAGGLE),
    "civitai": Source(Hub.CIVITAI, reader_of(Hub.CIVITAI), CIVITAI),
    "zenodo": Source(Hub.ZENODO, reader_of(Hub.ZENODO), ZENODO),
    "replicate": Source(Hub.REPLICATE, reader_of(Hub.REPLICATE), REPLICATE),
    "local": Source(Hub.LOCAL, LocalFolder, ""),
}
OLLAMA_DAEMON = "ollama-daemon"
"""The home of a daemon; where it is set, it is asked instead of the registry."""


@dataclass(frozen=True, slots=True)
class Hubs:
    """All sources, as they are set up for one run."""

    asker: Asker
    now: datetime
    homes: Mapping[str, str] = field(default_factory=dict)
    """Other places than the usual ones, by scheme."""

    def read(self, scheme: str, wanted: Wanted) -> Pulled:
        """Return what the source of `scheme` says of `wanted`."""
        source = SOURCES[scheme]
        daemon = self.homes.get(OLLAMA_DAEMON)
        if source.hub is Hub.OLLAMA and daemon:
            return OllamaDaemon(self.asker, self.now, daemon).read(wanted)
        home = self.homes.get(scheme) or source.home
        return source.make(self.asker, self.now, home).read(wanted)


def scheme_of(hub: Hub | None) -> str | None:
    """Return the scheme under which references name what lies at `hub`."""
    return next((scheme for scheme, each in SOURCES.items() if each.hub is hub), None)
