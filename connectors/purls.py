"""Package URLs of models and data sets, and the references that they stand for."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from connectors.lineagefacts import is_hub_id
from connectors.record import Hub

_TYPES = {
    "huggingface": Hub.HUGGINGFACE,
    "mlflow": Hub.MLFLOW,
    "github": Hub.GITHUB,
}
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Located:
    """What a package URL names."""

    hub: Hub
    id: str
    revision: str | None = None


def located(purl: str) -> Located | None:
    """Return what `purl` names, or nothing where it is none of the kinds that are known.

    One that says where else to fetch names a copy, and not what lies at the hub.
    """
    if len(purl) > _LONGEST or not purl.startswith("pkg:") or not purl.isprintable():
        return None
    bare, _, qualifiers = purl.removeprefix("pkg:").partition("#")[0].partition("?")
    kind, _, rest = bare.strip("/").partition("/")
    hub = _TYPES.get(kind.casefold())
    if hub is None or "repository_url=" in qualifiers:
        return None
    name, at, revision = rest.rpartition("@")
    whole = unquote(name if at else rest)
    good = is_hub_id(whole) if hub is Hub.HUGGINGFACE else bool(whole) and ".." not in whole
    return Located(hub, whole, unquote(revision) if at else None) if good else None


def purl_of(hub: Hub | None, name: str, revision: str | None = None) -> str | None:
    """Return the package URL of what lies at `hub`, or nothing where there is no such form."""
    kind = next((kind for kind, each in _TYPES.items() if each is hub), None)
    if kind is None or (hub is Hub.HUGGINGFACE and "/" not in name):
        return None
    path = "/".join(quote(part, safe="") for part in name.split("/"))
    version = f"@{quote(revision, safe='')}" if revision else ""
    return f"pkg:{kind}/{path}{version}"
