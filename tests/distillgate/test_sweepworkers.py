import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distillgate import settings
from distillgate.settings import read_settings
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import submit_plan
from distillgate.wiring import Layers, load_library
from registry.database import database_at
from tests.databases import JO
from tests.distillgate.libraries import DAY, a_plan
from tests.docs.test_tutorial import blocks, done, written

PLANS = 60


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store plans, half of which name no account, before a text of the tutorial changes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "registry.db")
    monkeypatch.setenv("DISTILLGATE_SCREENING_DIR", "off")
    for name in ("CI", "DISTILLGATE_ROLES", "DISTILLGATE_PACKS", "RAY_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "now", lambda: datetime(2026, 11, 24, 10, tzinfo=UTC))
    database = database_at(tmp_path / "registry.db")
    database.upgrade()
    library = load_library(Layers(), read_settings())
    texts = {name: text for kind, name, text in blocks() if kind == "yaml"}
    for number in range(PLANS):
        account = "    account: consumer\n" if number % 2 else "    account: business\n"
        text = texts["plan.yaml"].replace("plan: manual-search", f"plan: search-{number}")
        text = re.sub(r"(    through: \[\]\n)", rf"\1{account}", text)
        submit_plan(a_plan(text), library, Ledger(database), JO, as_of=DAY)
    database.engine.dispose()
    for name, text in texts.items():
        written(name, text)
    monkeypatch.setenv("DISTILLGATE_PACKS", "rules")


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore::DeprecationWarning:ray", "ignore::ResourceWarning")
@pytest.mark.usefixtures("stored")
def test_a_cluster_gives_the_same_bytes_as_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = done("distillgate sweep --dry-run --format json", monkeypatch)
    together = done("distillgate sweep --dry-run --format json --on ray", monkeypatch)
    assert together == alone
    read = json.loads(alone)
    assert read["plans"] == str(PLANS)
    assert {(each["after"], each["plans"]) for each in read["flips"]} == {
        ("needs-review", str(PLANS // 2))
    }
    assert len(read["changed"]) == PLANS


@pytest.mark.usefixtures("stored")
def test_where_ray_is_not_installed_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    said = _refused("distillgate sweep --on ray", monkeypatch)
    assert "[no-cluster]" in said
    assert "pip install 'distillgate[ray]'" in said


def _refused(line: str, patch: pytest.MonkeyPatch) -> str:
    with pytest.raises(AssertionError) as found:
        done(line, patch)
    return str(found.value)
