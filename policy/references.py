"""References to models and data sets: `scheme:id[@revision]`, or a package URL.

The schemes are a closed list: hubs, providers of APIs, and `local` for what
lies in no hub. Ids keep their case; whoever compares them folds it.
"""

import re
from dataclasses import field, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from policy.diagnostics import nearest
from policy.frozen import dataclass

LOCAL = "local"
PACKAGE = "pkg"
HUBS: tuple[str, ...] = (
    "hf",
    "modelscope",
    "ollama",
    "github",
    "kaggle",
    "civitai",
    "zenodo",
    "replicate",
    "ngc",
    "mlflow",
)
"""Where models and data sets lie."""

PROVIDERS: tuple[str, ...] = (
    "ai21",
    "alibaba",
    "amazon",
    "anthropic",
    "aws",
    "azure",
    "baidu",
    "baseten",
    "bedrock",
    "bytedance",
    "cerebras",
    "cognition",
    "cohere",
    "cursor",
    "databricks",
    "deepinfra",
    "deepseek",
    "fal",
    "fireworks",
    "google",
    "google-cloud",
    "groq",
    "ibm",
    "liquid",
    "meta",
    "microsoft",
    "minimax",
    "mistral",
    "moonshot",
    "nvidia",
    "openai",
    "openrouter",
    "perplexity",
    "reka",
    "sambanova",
    "snowflake",
    "stability",
    "stepfun",
    "tencent",
    "together",
    "vertex",
    "writer",
    "xai",
    "zai",
    "zhipu",
)
"""Who serves models through an API, by slug; the id is the API's own name of the model."""

SCHEMES: tuple[str, ...] = (*HUBS, *PROVIDERS, LOCAL, PACKAGE)
MAX_LENGTH = 300

_SAME = {"huggingface": "hf"}
_SPELLINGS = {
    "azure_openai": "azure",
    "dashscope": "alibaba",
    "fireworks_ai": "fireworks",
    "gemini": "google",
    "mistralai": "mistral",
    "moonshotai": "moonshot",
    "qwen": "alibaba",
    "together_ai": "together",
    "vertex_ai": "vertex",
    "x-ai": "xai",
    "z-ai": "zai",
}
"""What people write for a scheme; only hints know these."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+~=-]*")
_HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]*")
_PACKAGES = {"huggingface": "hf", "github": "github", "mlflow": "mlflow"}
_HOMES = {"hf": "huggingface.co", "github": "github.com"}
_GENERAL = (
    "a reference is `scheme:id`, such as `hf:org/name`, `openai:gpt-5-mini` or `local:./folder`"
)
_HUB = "after `hf:` stands `org/name`, for models and data sets alike"


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of one model or data set, as one scheme knows it."""

    scheme: str
    id: str
    revision: str | None = None
    text: str = field(default="", compare=False)
    """As it was written."""

    @property
    def canonical(self) -> str:
        """Return `scheme:id`, without the revision."""
        return f"{self.scheme}:{self.id}"

    @property
    def pinned(self) -> str:
        """Return `scheme:id@revision`, or `canonical` where nothing pins a revision."""
        if self.revision is None:
            return self.canonical
        name, mark, qualifiers = self.canonical.partition("?")
        return f"{name}@{self.revision}{mark}{qualifiers}"


def parse_reference(text: str) -> Reference | None:
    """Return the reference that `text` spells, or nothing; `reference_hint` says why.

    A package URL of a hub becomes a reference to that hub, unless it names
    another place from which to fetch.
    """
    if not _is_clean(text):
        return None
    scheme, colon, rest = text.partition(":")
    scheme = _SAME.get(scheme, scheme)
    if not colon or scheme not in SCHEMES:
        return None
    if scheme == LOCAL:
        return Reference(LOCAL, rest, None, text) if rest and rest == rest.strip() else None
    if scheme == PACKAGE:
        return _package(rest, text)
    return _made(scheme, rest, text)


def _is_clean(text: str) -> bool:
    return len(text) <= MAX_LENGTH and text.isprintable() and ".." not in text


def _made(scheme: str, rest: str, text: str) -> Reference | None:
    name, at, revision = rest.partition("@")
    wanted = _HUB_ID if scheme == "hf" else _ID
    if wanted.fullmatch(name) is None or name.endswith("/") or "//" in name:
        return None
    if at and _REVISION.fullmatch(revision) is None:
        return None
    return Reference(scheme, name, revision or None, text)


def _package(rest: str, text: str) -> Reference | None:
    """Return what a package URL names: the hub's own reference where we know the hub."""
    path, mark, qualifiers = rest.partition("#")[0].partition("?")
    kind, _, name = path.partition("/")
    owned, at, revision = unquote(name).partition("@")
    hub = _PACKAGES.get(kind.lower())
    if not _is_clean(owned):
        return None
    if hub is None or _fetched_elsewhere(hub, qualifiers):
        plain = _made(PACKAGE, f"{kind.lower()}/{owned}{at}{revision}", text)
        return plain and replace(plain, id=f"{plain.id}{mark}{qualifiers}")
    if hub == "hf":
        revision = revision.lower()
        return _made(hub, f"{owned}{at}{revision}", text) if "/" in owned else None
    return _made(hub, f"{owned}{at}{revision}", text)


def _fetched_elsewhere(hub: str, qualifiers: str) -> bool:
    url = dict(parse_qsl(qualifiers)).get("repository_url")
    if url is None:
        return False
    try:
        return urlsplit(url).hostname != _HOMES.get(hub)
    except ValueError:
        return True


def reference_hint(text: str) -> str:
    """Return what to write instead of `text`, which is no reference."""
    if not _is_clean(text):
        return f"a reference has at most {MAX_LENGTH} characters, all visible, and no `..`"
    meant = _meant(text)
    if meant is not None and parse_reference(meant) is not None:
        return f"did you mean `{meant}`?"
    return _HUB if text.startswith("hf:") else _GENERAL


def _meant(text: str) -> str | None:
    scheme, colon, rest = text.partition(":")
    if rest.startswith("//"):
        return _from_url(text)
    if not colon:
        return f"{LOCAL}:{text}" if text.startswith((".", "/")) else _owned(text)
    if scheme == "hf":
        return f"hf:{rest.removeprefix('datasets/').removeprefix('models/')}"
    word = scheme.lower()
    known = _SPELLINGS.get(word) or nearest(word, SCHEMES)
    return f"{known}:{rest}" if known else None


def _owned(text: str) -> str | None:
    """Return `owner/name` as a reference to the hub where most models lie."""
    return f"hf:{text}" if "/" in text else None


def _from_url(text: str) -> str | None:
    host, _, path = text.partition("://")[2].partition("/")
    hubs = {home: hub for hub, home in _HOMES.items()}
    hub = hubs.get(host.lower().removeprefix("www."))
    parts = path.removeprefix("datasets/").split("/")
    return f"{hub}:{'/'.join(parts[:2])}" if hub else None
