"""The examples of the page on the client run as they are printed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from distillgate import client, wiring
from distillgate.client import StillOpenError
from distillgate.gate.signatures import secret_of, signed_headers
from distillgate.web.identity import Role
from tests.distillgate.api.plans import unsure
from tests.distillgate.client.running import running
from tests.distillgate.libraries import EXAMPLE
from tests.distillgate.web.servers import app_at, service_in, signed_in

PAGE = (Path(__file__).parents[2] / "docs" / "client.md").read_text(encoding="utf-8")
RIGHTS = ["evaluate", "plans:submit", "plans:read", "reviews:request"]
SECRET = secret_of(bytes(32))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FastAPI]:
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
    monkeypatch.setattr(wiring, "CATALOG", EXAMPLE / "catalog")
    found = app_at(tmp_path / "registry.db")
    yield found
    service_in(found).close()


def test_the_examples_run(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    judging, submitting, verifying = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    jo = signed_in(app, "jo", Role.ENGINEER, groups=frozenset({"ml"}))
    key = jo.post("/v1/keys", json={"team": "ml", "name": "ci", "rights": RIGHTS})
    body = b"{}"
    with running(app) as place:
        names: dict[str, object] = {
            "PLACE": place,
            "KEY": key.json()["secret"],
            "PLAN": unsure(),
            "SECRET": SECRET,
            "HEADERS": signed_headers([SECRET], "evt_1", 1_000, body),
            "BODY": body,
            "NOW": 1_000,
        }
        exec(judging, names)  # noqa: S102 the lines of our own page
        with pytest.raises(StillOpenError):
            exec("from distillgate.client import Client\n" + submitting, names)  # noqa: S102 as above
        exec(verifying, names)  # noqa: S102 as above
    verdict, refusal = capsys.readouterr().out.splitlines()
    assert verdict.startswith("needs-review ")
    assert "unknown-key" in refusal
    assert "did you mean `teachers`?" in refusal
    assert names["message"] == "evt_1"


def test_every_method_is_on_the_page() -> None:
    for name in vars(client.Client):
        if not name.startswith("_") and name != "close":
            assert f"`{name}(" in PAGE, name
            assert name in vars(client.AsyncClient)
