"""Drafts of house policy: free of errors, made on what counts, agreed to by somebody else."""

from dataclasses import replace
from datetime import date

import pytest

from distillgate.usecases.filing import Clerk
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.policydrafts import (
    Draft,
    Proposal,
    agree,
    base_of,
    draft_numbered,
    drafts,
    house_documents,
    house_file,
    propose,
    record_of,
    reject,
    tried,
)
from policy.diagnostics import Code, Span
from policy.packs import SourceFile
from policy.proving.meaning import compare
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.filings import FilingState
from registry.statements import Writer
from tests.distillgate.libraries import changed_library

AT = "2026-11-24T10:00:00.000000Z"
DAY = date(2026, 11, 24)
HERE = Span("here", 1, 1)


def clerk(database: Database, name: str, *, machine: bool = False) -> Clerk:
    return Clerk(Ledger(database), Writer(name, AT, machine), ("policy-author",))


def house() -> tuple[Library, SourceFile]:
    library = changed_library()
    (document,) = house_documents(library)
    return library, house_file(library, document.id, HERE)


def proposal(**said: str) -> Proposal:
    library, file = house()
    (document,) = house_documents(library)
    text = said.get("text", f"{file.content.decode()}\n# stricter soon\n")
    base = said.get("base", base_of(file))
    return Proposal(document.id, text, said.get("why", "because"), DAY, base)


def proposed(database: Database, by: str = "ann", **said: str) -> Draft:
    filing = propose(proposal(**said), house()[0], clerk(database, by), HERE)
    return draft_numbered(database, str(filing.number), HERE)


def code_of(error: pytest.ExceptionInfo[UnreadableError]) -> Code:
    return error.value.diagnostics[0].code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": "document: ["}, Code.YAML_SYNTAX),
        ({"text": "document: other\nkind: house\ntitle: Other\n"}, Code.WRONG_VALUE),
        ({"why": " "}, Code.MISSING_KEY),
        ({"base": f"sha256:{'0' * 64}"}, Code.WRONG_STATE),
    ],
    ids=["unreadable", "another", "why", "stale"],
)
def test_a_draft_that_cannot_be_used_is_not_kept(
    database: Database, said: dict[str, str], code: Code
) -> None:
    with pytest.raises(UnreadableError) as error:
        proposed(database, **said)
    assert code_of(error) is code
    assert drafts(database, HERE) == ()


def test_a_draft_that_changes_nothing_is_not_kept(database: Database) -> None:
    with pytest.raises(UnreadableError, match="changes nothing"):
        proposed(database, text=house()[1].content.decode())


def test_what_is_wrong_is_told_at_its_line_in_the_file() -> None:
    library, file = house()
    wrong = SourceFile(file.path, b"\n".join((file.content, b"nonsense: true", b"")))
    found = tried(library, wrong)
    assert found.library is None
    assert found.errors == 1
    place = found.diagnostics[0].span
    assert (place.path, place.line) == (file.path, len(wrong.content.splitlines()))


def test_where_a_setting_stands_is_no_change_in_meaning() -> None:
    pack = house()[0].pack
    moved = replace(pack, house=replace(pack.house, span=HERE))
    assert compare(pack, moved).besides == compare(pack, pack).besides


def test_a_second_person_agrees_once_and_files_of_packs_stay(database: Database) -> None:
    draft = proposed(database)
    library = house()[0]
    with pytest.raises(UnreadableError) as own:
        agree(draft, "", library, clerk(database, "ann"), HERE)
    assert code_of(own) is Code.NOT_ENTITLED
    with pytest.raises(UnreadableError):
        agree(draft, "", library, clerk(database, "bot", machine=True), HERE)
    agree(draft, "reads well", library, clerk(database, "eve"), HERE)
    with pytest.raises(UnreadableError) as again:
        reject(draft, "no", clerk(database, "kim"), HERE)
    assert code_of(again) is Code.WRONG_STATE
    (kept,) = drafts(database, HERE)
    assert kept.filing.state(DAY) is FilingState.GRANTED
    assert '"by": "eve"' in record_of(kept)
    assert house()[1].content.decode() != kept.proposal.text


def test_a_refusal_says_why_and_a_stale_draft_is_not_agreed_to(database: Database) -> None:
    draft = proposed(database)
    moved = changed_library(("kind: house", "kind: house\n# moved on"))
    with pytest.raises(UnreadableError) as stale:
        agree(draft, "", moved, clerk(database, "eve"), HERE)
    assert code_of(stale) is Code.WRONG_STATE
    with pytest.raises(UnreadableError) as silent:
        reject(draft, " ", clerk(database, "eve"), HERE)
    assert code_of(silent) is Code.MISSING_KEY
    reject(draft, "too strict", clerk(database, "eve"), HERE)
    assert drafts(database, HERE)[0].filing.state(DAY) is FilingState.REFUSED
