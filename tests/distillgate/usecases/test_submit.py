from datetime import date

import pytest
from sqlalchemy import Connection, text

from distillgate import __version__
from distillgate.usecases.check import Included, PlanText
from distillgate.usecases.decisionviews import Records, source_text
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.submit import Submission, source_of, submit_plan
from policy.diagnostics import Span
from policy.packs import SourceFile
from policy.verdictjson import verdict_text
from policy.yamltext import read_yaml
from registry.database import Database
from registry.decisions import Decision
from registry.decisionstore import Sought
from registry.events import Event
from registry.packlayers import PackLayer
from registry.replaying import Outcome
from registry.statements import Writer
from tests.distillgate.libraries import EXAMPLE, a_plan, approved, example, files_in

JO = Writer("jo", "2026-11-24T10:00:00.000000Z")
DAY = date(2026, 11, 24)
HERE = Span("<command line>", 1, 1)


def library() -> Library:
    """Return the example with the files that it was made from."""
    found = example()
    layer = PackLayer(str(EXAMPLE / "packs"), tuple(files_in(EXAMPLE / "packs")))
    return Library(found.pack, found.records, (layer,))


def submitted(database: Database, plan: str | None = None, day: date = DAY) -> Submission:
    return submit_plan(a_plan(plan), library(), Ledger(database), JO, as_of=day)


def decided(database: Database, plan: str | None = None) -> Decision:
    decision = submitted(database, plan).decision
    assert decision is not None
    return decision


def test_a_verdict_is_recorded_with_all_that_it_was_made_from(database: Database) -> None:
    done = submitted(database)
    assert done.decision is not None
    assert done.checked.verdict is not None
    records = Records(database)
    assert records.decision("1", HERE) == done.decision
    stored = records.text(done.decision.verdict, HERE)
    assert stored == verdict_text(done.checked.verdict, __version__)
    assert source_text(records.text(done.decision.version.source, HERE)) == approved()
    assert (done.decision.actor, done.decision.binding) == ("jo", True)


def test_a_plan_that_cannot_be_read_is_not_recorded(database: Database) -> None:
    done = submitted(database, "plan: x\n")
    assert done.decision is None
    assert done.checked.diagnostics
    assert Records(database).decisions(Sought()) == ()


def test_the_same_plan_again_is_the_same_version_and_a_new_decision(
    database: Database,
) -> None:
    first, second = decided(database), decided(database)
    changed = decided(database, approved().replace("Reader-7B", "Reader-8B"))
    numbers = [each.version.number for each in (first, second, changed)]
    assert numbers == [1, 1, 2]
    assert [each.number for each in (first, second, changed)] == [1, 2, 3]
    assert first.version.owner == changed.version.owner == "jo"


def test_another_day_explains_and_approves_nothing(database: Database) -> None:
    past = submitted(database, day=date(2026, 6, 1)).decision
    assert past is not None
    assert not past.binding


def test_a_decision_is_found_by_all_that_it_rests_on(database: Database) -> None:
    decision = decided(database)
    found = Records(database)
    for name in ("hf:acme/large", "HF:Acme/Large", "acme-terms", "hf:opener/base-7b"):
        assert found.decisions(Sought(on=name)) == (decision,), name
    assert found.decisions(Sought(on="hf:acme/small")) == ()
    assert found.decisions(Sought(on="acme")) == ()


def test_what_was_decided_comes_out_the_same_after_everything_has_changed(
    database: Database,
) -> None:
    decision = decided(database)
    layer = library().layers[0]
    other = [
        SourceFile(each.path, each.content.replace(b"forbids", b"cautions"))
        for each in layer.files
    ]
    changed = Library(example().pack, example().records, (PackLayer(layer.name, tuple(other)),))
    submit_plan(a_plan(), changed, Ledger(database), JO, as_of=DAY)
    assert Records(database).replay(decision).outcome is Outcome.IDENTICAL


def test_packs_other_than_those_that_judged_are_told(database: Database) -> None:
    layer = library().layers[0]
    wrong = Library(
        example().pack, example().records, (PackLayer(layer.name, layer.files[:-1]),)
    )
    decision = submit_plan(a_plan(), wrong, Ledger(database), JO, as_of=DAY).decision
    assert decision is not None
    found = Records(database).replay(decision)
    assert found.outcome is Outcome.DAMAGED
    assert "have not the digest that was recorded" in str(found.why)


@pytest.mark.parametrize("what", ["case", "packs", "verdict"])
def test_a_byte_changed_in_what_is_stored_is_named(database: Database, what: str) -> None:
    decision = decided(database)
    digest = str(getattr(decision, what))
    with database.writing() as connection:
        change = text("UPDATE content SET packed = :packed WHERE digest = :digest")
        connection.execute(change, {"packed": b"x", "digest": digest})
    found = Records(database).replay_all()
    assert found.identical == 0
    (bad,) = found.bad
    assert bad.outcome is Outcome.DAMAGED
    assert digest in str(bad.why)


def test_a_verdict_that_was_exchanged_is_told(database: Database) -> None:
    decided(database)
    other = decided(database, approved().replace("Reader-7B", "Reader-8B"))
    with database.writing() as connection:
        change = text("UPDATE decision SET verdict = :verdict WHERE id = 1")
        connection.execute(change, {"verdict": other.verdict})
    found = Records(database).replay_all()
    assert (found.identical, [each.decision for each in found.bad]) == (1, [1])
    assert found.bad[0].outcome is Outcome.DIFFERS
    assert str(found.bad[0].why).startswith("at byte ")


def test_if_the_log_cannot_be_written_nothing_was_decided(database: Database) -> None:
    class LogIsFullError(Exception):
        pass

    told: list[Event] = []

    def keep(_: Connection, event: Event) -> None:
        told.append(event)
        raise LogIsFullError

    with pytest.raises(LogIsFullError):
        submit_plan(a_plan(), library(), Ledger(database, keep), JO, as_of=DAY)
    assert [each.kind for each in told] == ["decision.made"]
    assert Records(database).decisions(Sought()) == ()
    assert Records(database).plans("", 10) == ()


def test_the_files_that_a_plan_names_are_kept_with_it() -> None:
    content = b"name: Example GmbH\n"
    plan = PlanText(
        "plans/plan.yaml",
        b"plan: x\n",
        lambda name: read_yaml(content, name),
        included={"org.yaml": Included("plans/org.yaml", content)},
    )
    assert b'"org.yaml":["plans/org.yaml","name: Example GmbH\\n"]' in source_of(plan)
