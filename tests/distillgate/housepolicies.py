"""House policy that two people agreed to, on a server over the example pack."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from distillgate import wiring
from distillgate.settings import Settings
from distillgate.usecases.check import PlanText, includes_nothing
from distillgate.usecases.filing import Clerk
from distillgate.usecases.policydrafts import (
    Proposal,
    agree,
    base_of,
    draft_numbered,
    house_file,
    propose,
)
from distillgate.usecases.submit import submit_plan
from distillgate.web.service import Service
from policy.diagnostics import Span
from registry.decisions import Decision
from registry.statements import Writer
from tests.distillgate.libraries import EXAMPLE, approved
from tests.distillgate.web.servers import MOMENT

DAY = MOMENT.date()
SOON = DAY + timedelta(days=7)
HERE = Span("here", 1, 1)
BAN = """
  - id: no-more-of-it
    topic: house
    act: train
    reach: direct
    forbids: Nothing is trained on what others make.
    when: {ingredient.feeds_training: true}
"""


def settings_over_the_example(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings by which the example's packs are those that ship."""
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
    monkeypatch.setattr(wiring, "CATALOG", EXAMPLE / "catalog")
    return Settings(registry=folder / "registry.db", cache=folder / "cache")


def worker(settings: Settings, day: date = DAY) -> Service:
    """Return what one worker has at hand."""
    moment = MOMENT.replace(year=day.year, month=day.month, day=day.day)
    return replace(Service.of(settings), clock=lambda: moment)


def clerk(service: Service, name: str) -> Clerk:
    at = service.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Clerk(service.ledger(), Writer(name, at), ("policy-author",))


def now_counting(service: Service) -> str:
    """Return the text of house policy that counts."""
    return house_file(service.library(), "house", HERE).content.decode()


def with_ban(service: Service) -> str:
    """Return it with a ban on what the example approves."""
    return now_counting(service).rstrip() + BAN


def agreed(service: Service, text: str, begins: date) -> None:
    """Have ann write a text, and eve agree to it."""
    library = service.library()
    base = base_of(house_file(library, "house", HERE))
    said = Proposal("house", text, "because", begins, base)
    filing = propose(said, library, clerk(service, "ann"), HERE)
    draft = draft_numbered(service.database, str(filing.number), HERE)
    agree(draft, "", library, clerk(service, "eve"), HERE)


def banned(service: Service, begins: date) -> None:
    """Have two people agree to a text that bans what the example approves."""
    agreed(service, with_ban(service), begins)


def submitted(service: Service, name: str = "reader") -> Decision:
    text = approved().replace("plan: document-reader", f"plan: {name}")
    plan = PlanText("plan.yaml", text.encode(), includes_nothing)
    writer = Writer("jo", service.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    done = submit_plan(
        plan, service.library(), service.ledger(), writer, as_of=service.now().date()
    )
    assert done.decision is not None, done.checked.diagnostics
    return done.decision
