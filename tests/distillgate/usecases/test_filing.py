from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, text

from distillgate.usecases.filing import Clerk, put_on_file, revoke
from distillgate.usecases.filingviews import Filings, filing_json
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import submit_plan
from policy.clausemeaning import meanings_until
from policy.diagnostics import Code, Span
from policy.packs import SourceFile
from policy.yamltext import UnreadableError
from registry.contents import DamagedContentError
from registry.database import Database
from registry.events import Event
from registry.filedtexts import filed_texts
from registry.filings import Filing, FilingKind
from registry.statements import Writer
from tests.distillgate.libraries import a_plan, example
from tests.distillgate.usecases.test_submit import library

AT = "2026-11-24T10:00:00.000000Z"
DAY = date(2026, 11, 24)
HERE = Span("<command line>", 1, 1)
CLAUSE = "acme-terms#no-competing-models"
WAIVER = """\
waiver: W-1
clauses: [acme-terms#no-competing-models]
plans: [assistant]
by: max
role: ip-legal
on: 2026-11-01
until: 2027-02-01
reason: the contract is being signed
"""
ANSWER = """\
determination: D-1
fact: terms.competes_with_issuer
is: false
issuer: acme
students: [Reader-*]
by: max
role: legal
on: 2026-11-01
until: 2027-11-01
reason: a reader of documents is no assistant
"""
AGREEMENT = """\
document: acme-2026
kind: agreement
title: Acme contract
issuer: acme
parties: [Example GmbH]
effective: 2026-02-01
until: 2028-02-01
lifts: [acme-terms#no-competing-models]
"""
TEXTS = {
    FilingKind.WAIVER: WAIVER,
    FilingKind.DETERMINATION: ANSWER,
    FilingKind.AGREEMENT: AGREEMENT,
}


def clerk(database: Database, name: str = "max", *roles: str) -> Clerk:
    return Clerk(Ledger(database), Writer(name, AT), roles or ("legal", "ip-legal"))


def filed(
    database: Database, kind: FilingKind = FilingKind.WAIVER, said: str | None = None
) -> Filing:
    return put(kind, TEXTS[kind] if said is None else said, clerk(database))


def put(kind: FilingKind, said: str, who: Clerk) -> Filing:
    return put_on_file(kind, SourceFile("file.yaml", said.encode()), example().pack, who)


def as_filed(kind: FilingKind) -> str:
    """Return the text as it is kept: a waiver's with what its clauses meant on that day."""
    if kind is not FilingKind.WAIVER:
        return TEXTS[kind]
    digests = ", ".join(meanings_until(example().pack, CLAUSE, DAY))
    assert digests
    return f'{WAIVER}meant:\n  "{CLAUSE}": [{digests}]\n'


def codes(kind: FilingKind, said: str, who: Clerk) -> list[Code]:
    with pytest.raises(UnreadableError) as raised:
        put(kind, said, who)
    assert {each.span.path for each in raised.value.diagnostics} == {"file.yaml"}
    return [each.code for each in raised.value.diagnostics]


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_filed_is_found_with_its_text(database: Database, kind: FilingKind) -> None:
    filing = filed(database, kind)
    found = Filings(database, kind)
    assert found.all() == (filing,)
    assert found.filing(filing.name, HERE) == filing
    assert found.text(filing, HERE) == as_filed(kind)
    assert (filing.actor, filing.revoked) == ("max", None)
    others = [Filings(database, each).all() for each in TEXTS if each is not kind]
    assert others == [(), ()]
    with database.reading() as connection:
        (file,) = filed_texts(connection)
    assert file == SourceFile(f"registry/{kind}/{filing.name}.yaml", as_filed(kind).encode())


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2026, 10, 31), "from 2026-11-01"),
        (DAY, "until 2027-02-01"),
        (date(2027, 2, 1), "ended on 2027-02-01"),
    ],
)
def test_how_a_filing_stands_on_a_day(database: Database, day: date, standing: str) -> None:
    assert filing_json(filed(database), day)["standing"] == standing


def test_what_is_revoked_counts_no_longer_and_stays_on_record(database: Database) -> None:
    filing = filed(database)
    revoke(filing, "signed", clerk(database), HERE)
    with database.reading() as connection:
        assert filed_texts(connection) == ()
    (found,) = Filings(database, FilingKind.WAIVER).all()
    assert found.standing(DAY) == "revoked"
    assert found.revoked is not None
    assert (found.revoked.actor, found.revoked.reason) == ("max", "signed")
    assert Filings(database, FilingKind.WAIVER).text(found, HERE) == as_filed(FilingKind.WAIVER)
    with pytest.raises(UnreadableError) as again:
        revoke(filing, "again", clerk(database), HERE)
    assert again.value.diagnostics[0].code is Code.WRONG_STATE
    assert filed(database).number != filing.number


def test_a_name_is_given_once(database: Database) -> None:
    filed(database)
    other = ANSWER.replace("D-1", "W-1")
    both = clerk(database)
    assert codes(FilingKind.WAIVER, WAIVER, both) == [Code.DUPLICATE_DOCUMENT]
    assert codes(FilingKind.DETERMINATION, other, both) == [Code.DUPLICATE_DOCUMENT]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (WAIVER.replace("until: 2027-02-01\n", ""), Code.MISSING_KEY),
        (WAIVER.replace("2027-02-01", "2026-11-01"), Code.UNUSABLE_DATES),
        (WAIVER.replace("no-competing-models", "no-competing-model"), Code.UNKNOWN_CLAUSE),
        (ANSWER, Code.WRONG_VALUE),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_filed(
    database: Database, said: str, code: Code
) -> None:
    assert codes(FilingKind.WAIVER, said, clerk(database)) == [code]
    assert Filings(database, FilingKind.WAIVER).all() == ()


def test_who_signs_it_files_it_in_the_role_that_it_names(database: Database) -> None:
    kind = FilingKind.WAIVER
    machine = Clerk(Ledger(database), Writer("max", AT, machine=True), ("ip-legal",))
    for who in (
        machine,
        clerk(database, "lee"),
        clerk(database, "max", "legal"),
        clerk(database, "max", "ip-legal", "auditor"),
    ):
        assert codes(kind, WAIVER, who) == [Code.NOT_ENTITLED]
    engineer = clerk(database, "jo", "engineer")
    assert codes(FilingKind.AGREEMENT, AGREEMENT, engineer) == [Code.NOT_ENTITLED]


@pytest.mark.parametrize("plans", ["plans: [document-*]\n", ""])
def test_nobody_waives_findings_of_their_own_plan(database: Database, plans: str) -> None:
    max_ = Writer("max", AT)
    submit_plan(a_plan(), library(), Ledger(database), max_, as_of=DAY)
    own = WAIVER.replace("plans: [assistant]\n", plans)
    assert codes(FilingKind.WAIVER, own, clerk(database)) == [Code.NOT_ENTITLED]
    assert put(FilingKind.WAIVER, WAIVER, clerk(database)).name == "W-1"


def test_revoking_takes_a_reason_and_a_role(database: Database) -> None:
    filing = filed(database)
    for who, why, code in (
        (clerk(database), " ", Code.MISSING_KEY),
        (replace(clerk(database), roles=()), "x", Code.NOT_ENTITLED),
        (clerk(database, "max", "auditor"), "x", Code.NOT_ENTITLED),
    ):
        with pytest.raises(UnreadableError) as raised:
            revoke(filing, why, who, HERE)
        assert [each.code for each in raised.value.diagnostics] == [code]
    assert Filings(database, FilingKind.WAIVER).all() == (filing,)


def test_filing_and_revoking_are_told_in_their_transaction(database: Database) -> None:
    told: list[Event] = []

    def keep(_: Connection, event: Event) -> None:
        told.append(event)

    who = replace(clerk(database), ledger=Ledger(database, keep))
    for kind, said in TEXTS.items():
        put(kind, said, who)
    revoke(Filings(database, FilingKind.WAIVER).filing("W-1", HERE), "x", who, HERE)
    assert [(each.kind, each.subject) for each in told] == [
        ("waiver.granted", "waiver:W-1"),
        ("determination.made", "determination:D-1"),
        ("agreement.recorded", "agreement:acme-2026"),
        ("registry.changed", "waiver:W-1"),
    ]
    assert "being signed" not in repr(told)


def test_a_text_that_was_changed_is_named(database: Database) -> None:
    filing = filed(database)
    with database.writing() as connection:
        change = text("UPDATE content SET packed = :packed WHERE digest = :digest")
        connection.execute(change, {"packed": b"x", "digest": filing.content})
    with pytest.raises(UnreadableError) as raised:
        Filings(database, FilingKind.WAIVER).text(filing, HERE)
    assert [each.code for each in raised.value.diagnostics] == [Code.DAMAGED_CONTENT]
    with database.reading() as connection, pytest.raises(DamagedContentError):
        filed_texts(connection)


def test_an_unknown_name_is_told_with_the_nearest(database: Database) -> None:
    filed(database)
    with pytest.raises(UnreadableError) as raised:
        Filings(database, FilingKind.WAIVER).filing("W-11", HERE)
    (found,) = raised.value.diagnostics
    assert (found.code, found.hint) == (Code.UNKNOWN_RECORD, "did you mean `W-1`?")
