"""On a real server the role of a program does its work, and can do nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from distillgate.usecases.apikeys import KeyWish, make_key, revoke_key
from distillgate.usecases.auditlog import check_stored
from distillgate.usecases.chores import Chores, do_chores
from distillgate.usecases.delivering import deliver_all
from distillgate.usecases.filing import put_on_file, revoke
from distillgate.usecases.logchanges import erase_person, rotate_keys
from distillgate.usecases.permits import begin_run, issue_permit, revoke_permit
from distillgate.usecases.review import approve
from distillgate.usecases.sealing import is_sealed
from distillgate.usecases.webhooks import retire_webhook, rotate_webhook
from distillgate.web.identity import Caller, Role
from distillgate.web.sessions import Sessions
from policy.packs import SourceFile
from registry.audit.verifying import Standing
from registry.database import Database, database_at
from registry.deliveries import DeliveryState
from registry.filings import FilingKind
from registry.roles import RoleNameError, statements_for
from registry.savedviews import SavedView, ViewStore
from tests.databases import JO, MAX, alone, fresh
from tests.distillgate.libraries import example
from tests.distillgate.usecases.events import SEALER, Clock, delivering, keeping, subscribed
from tests.distillgate.usecases.logs import NOON, SIGNERS, decided, ledger_of, published
from tests.distillgate.usecases.test_filing import HERE, WAIVER, clerk
from tests.distillgate.usecases.test_grounds import SAID, acting, asked
from tests.distillgate.usecases.test_logchanges import OTHERS
from tests.distillgate.usecases.test_permits import WISH
from tests.receivers import receiving


def as_user(url: str, user: str) -> Database:
    found = make_url(url).set(username=user).render_as_string(hide_password=False)
    return database_at(found)


@pytest.fixture
def roles(postgresql: str, template: str) -> Iterator[tuple[Database, Database]]:
    """Give a database as its writer and its reader see it."""
    name = uuid4().hex
    url = fresh(postgresql, name, template)
    writer, reader = f"w_{name[:8]}", f"r_{name[:8]}"
    with alone(url) as connection:
        for _ in range(2):
            for statement in statements_for(writer, reader):
                connection.execute(text(statement))
    found = as_user(url, writer), as_user(url, reader)
    yield found
    for each in found:
        each.engine.dispose()


def test_the_writer_decides_reviews_files_issues_and_erases(
    roles: tuple[Database, Database],
) -> None:
    database, reader = roles
    ledger = ledger_of(database)
    asked(database)
    approve(1, SAID, acting(database))
    issue_permit(ledger, SIGNERS, (1, WISH), JO, now=NOON)
    begin_run(ledger, "p-1", JO, now=NOON)
    revoke_permit(ledger, "p-1", JO, now=NOON)
    who = replace(clerk(database), ledger=ledger)
    file = SourceFile("f.yaml", WAIVER.encode())
    filing = put_on_file(FilingKind.WAIVER, file, example().pack, who)
    revoke(filing, "x", who, HERE)
    rotate_keys(ledger, SIGNERS, OTHERS, MAX, now=NOON + timedelta(hours=1))
    published(database, OTHERS)
    assert erase_person(ledger, "jo", MAX, None)
    assert check_stored(database).standing is Standing.HOLDS
    assert check_stored(reader).standing is Standing.HOLDS


def test_the_writer_signs_people_in_keeps_keys_and_tells_of_events(
    roles: tuple[Database, Database],
) -> None:
    database, reader = roles
    ledger = ledger_of(database)
    sessions = Sessions(lambda: NOON, database)
    secret, _ = sessions.begin(Caller("jo", machine=False, roles=frozenset({Role.VIEWER})))
    later = Sessions(lambda: NOON + timedelta(minutes=5), database)
    assert later.caller(secret) is not None
    later.end(secret)
    wish = KeyWish("ml", "ci", frozenset({"evaluate"}))
    key, _ = make_key(wish, ledger, JO, HERE)
    revoke_key(key.id, ledger, JO, HERE)
    with database.writing() as connection:
        ViewStore(connection).save(SavedView("mine", "/reviews"), JO)
        ViewStore(connection).drop("mine", JO)
    clock = Clock()
    with receiving() as receiver:
        subscribed(database, receiver)
        decided(database)
        (sent,) = deliver_all(delivering(database, receiver, clock=clock))
        rotate_webhook("mine", keeping(database))
        retire_webhook("mine", keeping(database))
    assert sent.state is DeliveryState.SENT
    clock.pass_by(days=91)
    pack = example().pack
    chores = Chores(lambda: ledger, lambda: pack, lambda: SEALER, clock, 90)
    assert do_chores(chores).forgotten == 1
    # What the reader sees of webhooks opens nothing.
    with reader.reading() as connection:
        (kept,) = connection.execute(text("SELECT url, secret FROM webhook"))
    assert all(map(is_sealed, kept))
    with pytest.raises(ProgrammingError), reader.reading() as connection:
        connection.execute(text("SELECT * FROM web_session"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET leaf = leaf",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_tile",
        "UPDATE audit_checkpoint SET note = note",
        "DELETE FROM decision",
        "UPDATE decision SET ruling = 'approved'",
        "UPDATE review_act SET body = body",
        "DELETE FROM review",
        "UPDATE content SET packed = packed",
        "UPDATE permit SET not_after = not_after",
        "DELETE FROM audit_head",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TABLE permit",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_the_writer_changes_nothing_that_is_recorded(
    roles: tuple[Database, Database], change: str
) -> None:
    refused(roles[0], change)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO actor (name, machine) VALUES ('x', false)",
        "UPDATE permit SET runs = 9",
        "SELECT * FROM vault_person",
        "SELECT * FROM vault_value",
    ],
)
def test_the_reader_writes_nothing_and_learns_no_names(
    roles: tuple[Database, Database], change: str
) -> None:
    refused(roles[1], change)


def refused(database: Database, change: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        database.writing() as connection,
    ):
        connection.execute(text(change))


@pytest.mark.parametrize(
    ("writer", "reader"), [("a b", "r"), ("w", "r;drop"), ("w", "W"), ("same", "same")]
)
def test_a_name_that_is_no_plain_role_is_refused(writer: str, reader: str) -> None:
    with pytest.raises(RoleNameError):
        list(statements_for(writer, reader))
