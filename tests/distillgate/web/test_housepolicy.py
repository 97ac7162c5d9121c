"""House policy that was agreed to, as every worker of a server and the command line see it."""

from pathlib import Path

import pytest

from distillgate.ledgers import ledger_over
from distillgate.server import app_over
from distillgate.settings import Settings
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.housepolicy import published, withdraw
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.policydrafts import house_file
from distillgate.usecases.rejudging import Rejudger
from distillgate.usecases.sweep import Recording, Sweeping, sweep
from distillgate.web.identity import Role
from distillgate.wiring import Layers, load_library
from policy.verdict import Ruling
from registry.audit.actlinks import first_untold
from registry.replaying import Outcome
from registry.statements import Writer
from tests.distillgate.housepolicies import (
    DAY,
    HERE,
    SOON,
    agreed,
    banned,
    clerk,
    now_counting,
    settings_over_the_example,
    submitted,
    worker,
)
from tests.distillgate.web.servers import signed_in

WAIVER = """\
waiver: W-1
clauses: [house#no-consumer-accounts]
by: max
role: legal
plans: [other-*]
on: 2026-11-24
until: 2027-02-01
reason: bought before the policy was there
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return settings_over_the_example(tmp_path, monkeypatch)


def test_every_worker_judges_by_it_from_its_day_on(settings: Settings) -> None:
    one, other = worker(settings), worker(settings)
    later = worker(settings, SOON)
    assert submitted(one).ruling <= Ruling.WITH_OBLIGATIONS
    before = other.library().pack.digest
    banned(one, SOON)
    assert other.library().pack.digest == before
    assert submitted(other, "second").ruling <= Ruling.WITH_OBLIGATIONS
    assert submitted(later, "third").ruling is Ruling.DENIED
    assert other.library(SOON).pack.digest == later.library().pack.digest
    assert [side.begins for side in other.sides()] == [SOON]
    assert later.sides() == ()


def test_what_was_decided_before_is_judged_the_same_for_ever(settings: Settings) -> None:
    service = worker(settings)
    first = submitted(service)
    banned(service, DAY)
    second = submitted(service, "second")
    assert second.ruling is Ruling.DENIED
    assert first.packs != second.packs
    records = Records(service.database)
    for each in (first, second):
        assert records.replay(each).outcome is Outcome.IDENTICAL, each
    with service.database.reading() as connection:
        assert first_untold(connection) is None


def test_a_sweep_reopens_what_rests_on_the_change(settings: Settings) -> None:
    service = worker(settings)
    first = submitted(service)
    banned(service, SOON)
    later = worker(settings, SOON)
    library = later.library()
    writer = Writer("cron", later.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"), machine=True)
    recording = Recording(ledger_over(later.database, settings), writer, library.layers)
    judge = Rejudger(library, SOON)
    swept = sweep(
        Sweeping(later.database, lambda batch: map(judge, batch), SOON, recording, None, 10)
    )
    assert [each.decision.number for each in swept.told] == [first.number]
    newest = Records(later.database).decision("2", HERE)
    assert newest.ruling is Ruling.DENIED
    assert Records(later.database).replay(newest).outcome is Outcome.IDENTICAL


def test_the_command_line_sees_the_same_and_its_own_packs_above(
    settings: Settings, tmp_path: Path
) -> None:
    service = worker(settings)
    banned(service, SOON)
    now, then = (load_library(Layers(), settings, day) for day in (DAY, SOON))
    assert now.pack.digest == service.library().pack.digest
    assert then.pack.digest == service.library(SOON).pack.digest
    assert [each.begins for each in now.coming] == [SOON]
    assert then.coming == ()
    own = tmp_path / "own"
    own.mkdir()
    (own / "house.yaml").write_bytes(house_file(now, "house", HERE).content)
    tried = load_library(Layers((own,)), settings, SOON)
    clauses = tried.pack.documents["house"].versions[-1].clauses
    assert "no-more-of-it" not in {each.id for each in clauses}


def test_what_is_taken_back_before_its_day_never_counts(settings: Settings) -> None:
    service, other = worker(settings), worker(settings)
    banned(service, SOON)
    assert other.sides() != ()
    (found,) = published(service.database)
    withdraw(found, "ann", "too much", clerk(service, "kim"), HERE)
    assert other.sides() == ()
    assert other.library(SOON).pack.digest == other.library().pack.digest
    with service.database.reading() as connection:
        assert first_untold(connection) is None


def test_a_waiver_is_outgrown_by_a_text_that_changes_its_clause(settings: Settings) -> None:
    service = worker(settings)
    app = app_over(service)
    max_ = signed_in(app, "max", Role.LEGAL)
    kind = {"Content-Type": "application/yaml"}
    assert max_.post("/v1/waivers", content=WAIVER, headers=kind).status_code == 201
    assert "outgrown" not in max_.get("/v1/waivers").json()["waivers"][0]
    wider = now_counting(service).replace("account: consumer", "account: [consumer, trial]")
    agreed(service, wider, DAY)
    (listed,) = max_.get("/v1/waivers").json()["waivers"]
    assert listed["outgrown"] == ["house#no-consumer-accounts"]
    assert max_.get("/v1/waivers/W-1").json()["outgrown"] == listed["outgrown"]
    assert "Outgrown" in max_.get("/filed").text


def test_a_text_that_this_program_cannot_read_is_told_by_where_it_lies(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = worker(settings)
    monkeypatch.setattr("distillgate.usecases.policydrafts._refuse_errors", lambda *_: None)
    agreed(service, f"{now_counting(service)}\nnonsense: true\n", DAY)
    with pytest.raises(UnreadableLibraryError) as served:
        service.library()
    with pytest.raises(UnreadableLibraryError) as checked:
        load_library(Layers(), settings, DAY)
    for error in (served.value, checked.value):
        assert error.name == "registry/house-policy/house.yaml"
        assert error.diagnostics[0].span.path == error.name


def test_a_filed_text_that_is_no_longer_what_was_filed_is_never_judged_by(
    settings: Settings,
) -> None:
    service = worker(settings)
    banned(service, DAY)
    (found,) = published(service.database)
    with service.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE content SET packed = x'00' WHERE digest = ?", (found.filing.content,)
        )
    with pytest.raises(UnreadableLibraryError, match="registry"):
        load_library(Layers(), settings, DAY)
