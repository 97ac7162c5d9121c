"""What the research knows of the making of models and data sets, as typed records."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from registry.catalogs import SeedCatalog
from registry.records import Artifact, ArtifactKind
from tests.knowledge.quickyaml import read_yaml

_FILE = Path(__file__).with_name("lineage.yaml")
_ID = re.compile(r"[\w.-]+/[\w.-]+\w")
BRANDS = {
    "openai": "openai",
    "gpt": "openai",
    "davinci": "openai",
    "chatgpt": "openai",
    "claude": "anthropic",
    "gemini": "google",
    "gemma": "google",
    "llama": "meta",
    "qwen": "alibaba",
    "qwq": "alibaba",
    "deepseek": "deepseek",
    "mixtral": "mistral",
    "mistral": "mistral",
    "magistral": "mistral",
    "nemotron": "nvidia",
    "starcoder": "bigcode",
    "command": "cohere",
    "phi": "microsoft",
    "falcon": "tii",
}
"""Beginnings of model names, and who makes what is called so."""
_NO_BRAND = frozenset({"gpt4all", "gptteacher", "gpt2", "gpt-j"})


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Applies(_Written):
    """A text that applies to a model, in the words of the research."""

    license: str


class ModelEntry(_Written):
    """One model, or a family of them."""

    model: str
    base_models: tuple[str, ...] | None = None
    teachers: tuple[str, ...] | None = None
    applicable_licenses: tuple[Applies, ...] = ()
    conflict: str | None = None


class Teacher(_Written):
    """Who wrote a part of a data set."""

    model: str
    provider: str
    access: str


class DatasetEntry(_Written):
    """One data set."""

    id: str
    aliases: tuple[str, ...] = ()
    teachers: tuple[Teacher, ...] = ()
    other_license_statements: tuple[str, ...] = ()
    conflict: str | None = None


class _Excused(_Written):
    entry: str
    why: str


class Readings(BaseModel):
    """How entries read in the catalog, where that is not plain by their name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    records: dict[str, str]
    excused: tuple[_Excused, ...]
    apart: tuple[str, ...]

    @property
    def excuses(self) -> frozenset[str]:
        """The entries of which a record does not say all, with a reason."""
        return frozenset(each.entry for each in self.excused)


def load_readings() -> Readings:
    """Return the committed list."""
    return Readings.model_validate(read_yaml(_FILE))


def model_entries(knowledge: Path) -> tuple[ModelEntry, ...]:
    """Return every model of the research."""
    content = read_yaml(knowledge / "model-licenses" / "model-lineage.yaml")
    return tuple(map(ModelEntry.model_validate, content["models"]))


def dataset_entries(knowledge: Path) -> tuple[DatasetEntry, ...]:
    """Return every data set of the research."""
    content = read_yaml(knowledge / "model-licenses" / "dataset-provenance.yaml")
    return tuple(map(DatasetEntry.model_validate, content["datasets"]))


def references(words: str) -> tuple[str, ...]:
    """Return the hub references that `words` name."""
    return tuple(f"hf:{found}" for found in _ID.findall(words))


def makers_named(words: str) -> frozenset[str]:
    """Return the makers of the models that `words` name by brand."""
    found = re.findall(r"[a-z][a-z0-9-]*", words.casefold().replace("memory", ""))
    parts = {
        part for word in found if word not in _NO_BRAND for part in (word, *word.split("-"))
    }
    return frozenset(
        maker
        for part in parts - _NO_BRAND
        for brand, maker in BRANDS.items()
        if part == brand or re.fullmatch(rf"{brand}[0-9.-].*", part)
    )


def ancestors(artifact: Artifact, catalog: SeedCatalog) -> Iterator[Artifact]:
    """Yield what `artifact` was made from, and what that was made from in turn."""
    waiting, seen = [artifact], {artifact.ref}
    while waiting:
        for edge in waiting.pop().made_from:
            known = catalog.artifact(edge.ref, edge.kind) if edge.ref else None
            if known is not None and known.ref not in seen:
                seen.add(known.ref)
                waiting.append(known)
                yield known


def told(artifact: Artifact, catalog: SeedCatalog) -> str:
    """Return all that the lineage of `artifact` says in words, where no record is named."""
    every = (artifact, *ancestors(artifact, catalog))
    parts = (edge.words for each in every for edge in each.made_from if edge.words)
    return " ".join((*parts, artifact.contradiction or "", artifact.note or ""))


def of_model(entry: ModelEntry, catalog: SeedCatalog, readings: Readings) -> Artifact | None:
    """Return the record of a model: that of the first name that has one."""
    named = readings.records.get(entry.model)
    names = (named,) if named is not None else references(entry.model)
    recorded = {each.ref for each in catalog.artifact_records}
    found = (catalog.artifact(name, ArtifactKind.MODEL) for name in names)
    return next((each for each in found if each is not None and each.ref in recorded), None)


def of_dataset(entry: DatasetEntry, catalog: SeedCatalog) -> Artifact | None:
    """Return the record of a data set, on its hub or in its repository."""
    name = entry.id.split(" ")[0]
    found = (catalog.artifact(f"{at}:{name}", ArtifactKind.DATASET) for at in ("hf", "github"))
    return next((each for each in found if each is not None), None)
