"""What a configuration says of the model that it trains, each fact with its place."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.lineagefacts import id_in_address, is_hub_id


class Role(StrEnum):
    """What something is to the student."""

    BASE = "base"
    TEACHER = "teacher"
    DATASET = "dataset"


class Shape(StrEnum):
    """What a name is the name of."""

    HUB = "hub"
    """The id of a repository on Hugging Face."""
    SERVED = "served"
    """The name of a model at a provider."""
    LOCAL = "local"
    """A path on somebody's machine."""
    PLACEHOLDER = "placeholder"
    """Filled in when the training starts."""
    WORD = "word"
    """A name that only the training code can resolve."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A model or data set that a configuration names."""

    role: Role
    name: str
    shape: Shape
    place: Place
    provider: str | None = None
    """Who serves it, for what is called through an API."""
    used_as: tuple[str, ...] = ()
    access: str | None = None
    signals: tuple[str, ...] = ()

    @property
    def reference(self) -> str | None:
        """Return the reference that it stands for, or nothing where that is not known."""
        match self.shape:
            case Shape.HUB:
                return f"hf:{id_in_address(self.name) or self.name}"
            case Shape.SERVED:
                return f"{self.provider}:{self.name}"
            case Shape.LOCAL:
                return f"local:{self.name}"
            case Shape.PLACEHOLDER | Shape.WORD:
                return None


@dataclass(frozen=True, slots=True)
class Open:
    """What the configuration leaves open, as a question in plain words."""

    question: str
    place: Place


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that one configuration says."""

    framework: str
    ingredients: tuple[Ingredient, ...] = ()
    derivation: str | None = None
    questions: tuple[Open, ...] = field(default=())


_PLACEHOLDER = re.compile(r"\$\{|\$[A-Za-z_(]|\{\{|^<.*>$|^\?\?\?$|^\{.*\}$|YOUR_|TODO")
_HOSTS = (
    ("api.openai.com", "openai"),
    ("openai.azure.com", "azure"),
    ("api.anthropic.com", "anthropic"),
    ("generativelanguage.googleapis.com", "google"),
    ("aiplatform.googleapis.com", "vertex"),
    ("bedrock", "bedrock"),
    ("dashscope", "alibaba"),
    ("api.deepseek.com", "deepseek"),
    ("api.mistral.ai", "mistral"),
    ("api.moonshot", "moonshot"),
    ("openrouter.ai", "openrouter"),
    ("api.together", "together"),
    ("api.groq.com", "groq"),
    ("api.fireworks.ai", "fireworks"),
    ("api.x.ai", "xai"),
    ("api.cohere", "cohere"),
)
"""Who serves what is called at an address, by a part of its host."""
_OWN_MACHINE = re.compile(r"^https?://(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|\[::1\])")


def shape_of(name: str) -> Shape:
    """Return what `name` is the name of, as far as its form tells."""
    if _PLACEHOLDER.search(name):
        return Shape.PLACEHOLDER
    if id_in_address(name) is not None:
        return Shape.HUB
    if name.startswith((".", "/", "~", "s3://", "gs://", "file:")) or "\\" in name:
        return Shape.LOCAL
    if name.count("/") > 1 or name.endswith((".json", ".jsonl", ".parquet", ".csv", ".arrow")):
        return Shape.LOCAL
    return Shape.HUB if "/" in name and is_hub_id(name) else Shape.WORD


def provider_at(address: str) -> str | None:
    """Return who serves at an address, or nothing where that is not known."""
    host = address.partition("://")[2].partition("/")[0].casefold()
    return next((provider for part, provider in _HOSTS if part in host), None)


def is_own_machine(address: str) -> bool:
    """Return whether an address lies on this machine or in the own network."""
    return _OWN_MACHINE.match(address) is not None
