"""Runs `evidence`: writes what was gathered into a folder of its own."""

from pathlib import Path

from distillgate.cli.recording import read_registry
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.registries import refusing
from distillgate.settings import now
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.evidence import CHECKSUMS, Exhibit, gather
from distillgate.usecases.files import read_file, refuse_existing, refused, write_file
from distillgate.usecases.grounds import last_binding
from policy.diagnostics import Code, Span
from registry.contents import DamagedContentError
from registry.database import Database
from registry.decisions import Decision


def gathered(what: str, folder: Path, attach: tuple[str, ...], terminal: Terminal) -> None:
    """Write the evidence about a plan or a decision into `folder`."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        said = stock.said(what)
        refuse_existing(str(folder), "name another folder: evidence is never mixed")
        files = [Exhibit(Path(each).name, _text(each)) for each in attach]
        database = read_registry(terminal)
        decision = _decision(database, what, said)
        try:
            found = gather(_there(database), decision, files, now=now())
        except DamagedContentError as error:
            hint = "restore the registry from a backup"
            raise refused(Code.DAMAGED_CONTENT, str(error), said, hint) from error
        _written(folder, (*found.exhibits, Exhibit(CHECKSUMS, found.checksums)))
        for each in found.missing:
            talk(f"missing: {each}")
        answer(f"{folder}: {len(found.exhibits)} files about decision {decision.number}\n")


def _decision(database: Database | None, what: str, said: Span) -> Decision:
    records = Records(database)
    if what.isdecimal():
        return records.decision(what, said)
    records.plan(what, said)
    with _there(database).reading() as connection:
        found = last_binding(connection, what)
    if found is None:
        message = f"nothing that counts was decided about `{what}`"
        raise refused(Code.UNKNOWN_RECORD, message, said, "`plan submit` judges it")
    return found


def _there(database: Database | None) -> Database:
    if database is None:
        raise TypeError("what was found lies in a registry")
    return database


def _text(path: str) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        message = "only files of text are put in; name its digest in one"
        raise refused(Code.UNUSABLE_FILE, message, Span(path, 1, 1)) from error


def _written(folder: Path, exhibits: tuple[Exhibit, ...]) -> None:
    for each in exhibits:
        path = folder / each.name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the folder cannot be made: {error.strerror}"
            raise refused(Code.UNUSABLE_FILE, message, Span(str(folder), 1, 1)) from error
        write_file(str(path), each.text, replace=False)
