"""Repositories on a fake Hugging Face: metadata, tree, files, gates and renames."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha1
from urllib.parse import parse_qs, urlsplit

from tests.connectors.fakehub import Asked, Canned, FakeHub, as_json

SHA = "a1b2c3d4e5" * 4
_EXPAND = frozenset(
    "author baseModels cardData createdAt disabled downloads gated gguf lastModified"
    " library_name likes pipeline_tag private safetensors sha siblings tags description".split()
)
_FOLDERS = {"models": "", "datasets": "/datasets"}


@dataclass(frozen=True)
class Repository:
    """One repository."""

    id: str
    answer: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    sha: str = SHA
    granted: frozenset[str] = frozenset()
    """Tokens for which the gate is open."""
    folder: str = "models"
    verified: bool | None = None

    @property
    def gated(self) -> bool:
        return bool(self.answer.get("gated"))


def serve(hub: FakeHub, repository: Repository) -> None:
    """Make `hub` answer for `repository`, at its commit and at `main`."""
    api = f"/api/{repository.folder}/{repository.id}"
    for path in (api, f"{api}/revision/main", f"{api}/revision/{repository.sha}"):
        hub.put(path, lambda asked: _metadata(asked, repository))
    tree = [_entry(path, content) for path, content in repository.files.items()]
    hub.put(f"{api}/tree/{repository.sha}", as_json(tree))
    root = f"{_FOLDERS[repository.folder]}/{repository.id}"
    for path, content in repository.files.items():
        for revision in ("main", repository.sha):
            hub.put(f"{root}/resolve/{revision}/{path}", partial(_file, repository, content))
    owner = repository.id.partition("/")[0]
    if repository.verified is not None:
        told = {"name": owner, "isVerified": repository.verified}
        hub.put(f"/api/organizations/{owner}/overview", as_json(told))


def rename(hub: FakeHub, old: str, new: str) -> None:
    """Make `hub` lead from an old id to a new one."""

    def moved(asked: Asked) -> Canned:
        target = asked.target.replace(old, new, 1)
        return Canned(307, headers={"Location": target})

    hub.put(f"/api/models/{old}", moved)


def _metadata(asked: Asked, repository: Repository) -> Canned:
    whole = {
        "_id": "0" * 24,
        "id": repository.id,
        "author": repository.id.partition("/")[0],
        "sha": repository.sha,
        "gated": False,
        "private": False,
        "disabled": False,
        "siblings": [{"rfilename": path} for path in repository.files],
        **repository.answer,
    }
    query = parse_qs(urlsplit(asked.target).query)
    wanted = {*query.get("expand", ()), *query.get("expand[]", ())}
    if wanted - _EXPAND:
        return as_json({"error": "no such value of expand"}, 400)
    if wanted:
        whole = {key: value for key, value in whole.items() if key in {"_id", "id", *wanted}}
    return as_json(whole, RateLimit='"api";r=499;t=120')


def _entry(path: str, content: bytes) -> dict[str, object]:
    oid = sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return {"type": "file", "oid": oid, "size": len(content), "path": path}


def _file(repository: Repository, content: bytes, asked: Asked) -> Canned:
    token = asked.headers.get("authorization", "").removeprefix("Bearer ")
    if repository.gated and token not in repository.granted:
        words = f"Access to model {repository.id} is restricted"
        headers = {"X-Error-Code": "GatedRepo", "X-Error-Message": words}
        return Canned(403 if token else 401, b"", headers)
    mark = f'"{_entry("", content)["oid"]}"'
    if asked.headers.get("if-none-match") == mark:
        return Canned(304, headers={"ETag": mark})
    return Canned(200, content, {"ETag": mark, "X-Repo-Commit": repository.sha})
