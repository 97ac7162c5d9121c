"""Runs the commands of a witness."""

from pathlib import Path

import typer

from distillgate.cli.drawing import Lines, draw_errors, said
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.gate.notes import KeyType, NoteError, VerifierKey, is_key_name
from distillgate.settings import now
from distillgate.usecases.files import refused
from distillgate.usecases.keyfiles import log_key, write_key
from distillgate.usecases.names import readable
from distillgate.usecases.witnessserver import witness_server
from policy.diagnostics import Code, Span, printable
from policy.yamltext import UnreadableError
from registry.audit.signing import NoteSigner, new_log_key
from registry.audit.witnessing import Witness, WitnessBook, WitnessError

_MOST_PORT = 65_535


def init(book: Path, name: str, key: str, terminal: Terminal) -> Exit:
    """Make a witness and say what its public key is."""
    _refuse_name(name)
    passphrase = terminal.settings.passphrase
    try:
        if not Path(key).exists():
            write_key(key, new_log_key(), passphrase)
        signer = _signer(name, key, terminal)
        WitnessBook.made(book)
    except (UnreadableError, WitnessError) as error:
        return _refused(error, book, terminal)
    if passphrase is None:
        talk("the key has no passphrase; DISTILLGATE_KEY_PASSPHRASE sets one")
    answer(f"{signer.verifier}\n")
    return Exit.APPROVED


def add_log(book: Path, log: str, terminal: Terminal) -> Exit:
    """Take a log into the book."""
    try:
        WitnessBook.at(book).know(VerifierKey.parse(log))
    except NoteError as error:
        wrong = refused(Code.WRONG_TRUST, str(error), said(terminal, log))
        return _refused(wrong, book, terminal)
    except WitnessError as error:
        return _refused(error, book, terminal)
    return Exit.APPROVED


def serve(book: Path, signer: tuple[str, str], listen: str, terminal: Terminal) -> Exit:
    """Answer logs until it is interrupted."""
    name, key = signer
    _refuse_name(name)
    address = _address(listen)
    try:
        witness = Witness(WitnessBook.at(book), _signer(name, key, terminal))
    except (UnreadableError, WitnessError) as error:
        return _refused(error, book, terminal)
    try:
        server = witness_server(witness, address, lambda: int(now().timestamp()))
    except OSError as error:
        raise typer.BadParameter(f"nothing can listen at {listen}: {error.strerror}") from error
    with server:
        host, port = server.server_address[:2]
        talk(f"{witness.signer.verifier} listens at http://{host!s}:{port}")
        server.serve_forever()
    return Exit.APPROVED


def evidence(book: Path, terminal: Terminal) -> Exit:
    """Show what contradicts the history of a log."""
    try:
        found = WitnessBook.at(book).evidence()
    except WitnessError as error:
        return _refused(error, book, terminal)
    for why, request in found:
        answer("".join(f"{printable(line)}\n" for line in (why, *request.splitlines(), "")))
    return Exit.BROKEN_PROOF if found else Exit.APPROVED


def _signer(name: str, key: str, terminal: Terminal) -> NoteSigner:
    private = log_key(key, terminal.settings.passphrase)
    return NoteSigner(name, private, KeyType.COSIGNATURE)


def _refuse_name(name: str) -> None:
    if not is_key_name(name):
        raise typer.BadParameter(f"{name!r} is no name: it has spaces or a plus, or is empty")


def _address(listen: str) -> tuple[str, int]:
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdecimal() or int(port[:6]) > _MOST_PORT:
        raise typer.BadParameter(f"{listen!r} is no HOST:PORT")
    return host.strip("[]"), int(port)


def _refused(error: UnreadableError | WitnessError, book: Path, terminal: Terminal) -> Exit:
    if isinstance(error, WitnessError):
        error = refused(Code.UNUSABLE_FILE, str(error), Span(readable(str(book)), 1, 1))
    return draw_errors(error.diagnostics, Lines(terminal))
