"""An `Asker` that knows answers by path, for tests that are about what answers mean."""

import json
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from connectors.asking import Question, Reply
from connectors.cards import read_card
from connectors.huggingface import HuggingFace
from connectors.ledger import Pulled
from connectors.outcomes import Outcome
from connectors.record import Kind
from connectors.wanted import Wanted
from tests.connectors.asking import NOON
from tests.connectors.fakehf import SHA

Json = Mapping[str, object]


class Answers:
    """Answers by path; what is not there is not found."""

    def __init__(self, by_path: Mapping[str, bytes]) -> None:
        self.by_path = dict(by_path)

    def ask(self, question: Question) -> Reply:
        path = unquote(urlsplit(question.url).path)
        body = self.by_path.get(path)
        status = 404 if body is None else 200
        headers = {"x-error-code": "EntryNotFound"} if body is None else {}
        return Reply(Outcome.ANSWERED, question.url, NOON, status, headers, body or b"")


def repository(
    name: str, answer: Json, files: Mapping[str, bytes] | None = None, folder: str = "models"
) -> dict[str, bytes]:
    """Return the answers of Hugging Face about one repository."""
    files = files or {}
    siblings = [{"rfilename": path} for path in files]
    whole = {"id": name, "sha": SHA, "gated": False, "siblings": siblings, **answer}
    tree = [
        {"type": "file", "oid": "c" * 40, "size": len(content), "path": path}
        for path, content in files.items()
    ]
    root = f"/{name}" if folder == "models" else f"/{folder}/{name}"
    return {
        f"/api/{folder}/{name}": json.dumps(whole).encode(),
        f"/api/{folder}/{name}/tree/{SHA}": json.dumps(tree).encode(),
        **{f"{root}/resolve/{SHA}/{path}": content for path, content in files.items()},
    }


def pulled(
    name: str,
    answer: Json,
    files: Mapping[str, bytes] | None = None,
    kind: Kind = Kind.MODEL,
) -> Pulled:
    """Return what is read of a repository with this answer and these files."""
    asker = Answers(repository(name, answer, files, f"{kind}s"))
    return HuggingFace(asker, NOON).read(Wanted(name, kind))


def card_body(files: Mapping[str, bytes]) -> str:
    """Return the words of the card among `files`."""
    return read_card(files.get("README.md", b"")).body
