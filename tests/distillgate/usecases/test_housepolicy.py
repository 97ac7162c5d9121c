"""An agreed text of house policy counts from its day on, and is taken back only before."""

from dataclasses import replace
from datetime import date

import pytest

from distillgate.usecases.filing import Clerk
from distillgate.usecases.housepolicy import (
    Published,
    counting_now,
    of_draft,
    published,
    withdraw,
)
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.policydrafts import Draft, agree, draft_numbered, propose
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.filedtexts import filed_texts, house_texts
from registry.filings import FilingState
from registry.statements import Writer
from tests.distillgate.usecases.test_policydrafts import (
    DAY,
    HERE,
    clerk,
    code_of,
    house,
    proposal,
)

LATER = date(2026, 12, 1)


def on(day: date, database: Database, name: str) -> Clerk:
    writer = Writer(name, f"{day}T10:00:00.000000Z")
    return Clerk(Ledger(database), writer, ("policy-publisher",))


def drafted(database: Database, begins: date = LATER, words: str = "# stricter soon") -> Draft:
    library, file = house()
    wanted = replace(proposal(text=f"{file.content.decode()}\n{words}\n"), begins=begins)
    filing = propose(wanted, library, clerk(database, "ann"), HERE)
    return draft_numbered(database, str(filing.number), HERE)


def agreed(database: Database, begins: date = LATER, words: str = "# stricter soon") -> Draft:
    draft = drafted(database, begins, words)
    agree(draft, "", house()[0], clerk(database, "eve"), HERE)
    return draft


def one(database: Database) -> Published:
    (found,) = published(database)
    return found


def test_an_agreed_text_is_filed_from_its_day_on(database: Database) -> None:
    draft = agreed(database)
    found = one(database)
    assert (found.house.text, found.house.begins) == (draft.proposal.text, LATER)
    assert (found.house.draft, found.filing.actor) == (draft.filing.number, "eve")
    assert of_draft(published(database), draft.filing.number) == found
    assert found.is_coming(DAY)
    assert counting_now(published(database), DAY) == ()
    assert counting_now(published(database), LATER) == (found,)
    with database.reading() as connection:
        assert house_texts(connection) == (found.house,)
        assert filed_texts(connection) == ()


def test_no_text_counts_before_somebody_agreed_to_it(database: Database) -> None:
    agreed(database, begins=date(2026, 1, 1))
    assert one(database).house.begins == DAY


def test_a_draft_alone_and_a_refused_one_file_nothing(database: Database) -> None:
    drafted(database)
    assert published(database) == ()
    with database.reading() as connection:
        assert house_texts(connection) == ()


def test_while_one_text_waits_for_its_day_no_other_is_agreed_to(database: Database) -> None:
    agreed(database)
    other = drafted(database, words="# another")
    with pytest.raises(UnreadableError, match="counts from 2026-12-01") as error:
        agree(other, "", house()[0], clerk(database, "eve"), HERE)
    assert code_of(error) is Code.WRONG_STATE
    again = draft_numbered(database, str(other.filing.number), HERE)
    assert again.filing.state(DAY) is FilingState.REQUESTED


def test_a_draft_on_a_text_that_no_longer_counts_is_not_agreed_to(database: Database) -> None:
    first, second = drafted(database, DAY, "# one"), drafted(database, DAY, "# two")
    agree(first, "", house()[0], clerk(database, "eve"), HERE)
    # The packs in the hand of whoever agrees are those of the moment before.
    with pytest.raises(UnreadableError, match="has changed since") as error:
        agree(second, "", house()[0], clerk(database, "eve"), HERE)
    assert code_of(error) is Code.WRONG_STATE


def test_a_second_person_takes_a_text_back_before_its_day(database: Database) -> None:
    agreed(database)
    found = one(database)
    with pytest.raises(UnreadableError, match="never takes it back alone"):
        withdraw(found, "ann", "no", clerk(database, "ann"), HERE)
    with pytest.raises(UnreadableError) as silent:
        withdraw(found, "ann", " ", clerk(database, "kim"), HERE)
    assert code_of(silent) is Code.MISSING_KEY
    with pytest.raises(UnreadableError):
        withdraw(found, "ann", "no", clerk(database, "bot", machine=True), HERE)
    withdraw(found, "ann", "it was too much", clerk(database, "kim"), HERE)
    gone = one(database)
    assert gone.withdrawn
    assert not gone.is_coming(DAY)
    assert counting_now(published(database), LATER) == ()
    with database.reading() as connection:
        assert house_texts(connection) == ()
    with pytest.raises(UnreadableError, match="taken back already"):
        withdraw(found, "ann", "again", clerk(database, "kim"), HERE)


def test_what_has_begun_stays_what_counted_on_its_day(database: Database) -> None:
    agreed(database)
    found = one(database)
    with pytest.raises(UnreadableError, match="it counts since 2026-12-01") as error:
        withdraw(found, "ann", "no", on(LATER, database, "kim"), HERE)
    assert code_of(error) is Code.WRONG_STATE
    assert error.value.diagnostics[0].hint == (
        "write a draft that goes back to the text before it"
    )
