import http.client
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from distillgate.gate.notes import Note, VerifierKey
from distillgate.usecases.witnessserver import witness_server
from registry.audit.witnessing import Request, Witness, WitnessBook
from tests.distillgate.cli.running import Command
from tests.distillgate.gate.signers import signer, witness
from tests.registry.audit.logs import checkpoint_of, leaves

CONTENT = leaves(10)
REQUEST = str(Request(0, (), checkpoint_of(CONTENT, 3))).encode()
FORK = str(Request(3, (), checkpoint_of([b"other"] * 3))).encode()
INIT = ("witness", "init", "book.db", "--name", "w.example", "--key", "key.pem")


def test_a_witness_is_made_with_a_key_that_only_its_owner_reads(distillgate: Command) -> None:
    ran = distillgate(*INIT)
    assert ran.code == 0
    assert VerifierKey.parse(ran.out.strip()).name == "w.example"
    assert "the key has no passphrase" in ran.err
    key = distillgate.folder / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    again = distillgate(*INIT)
    assert again.code == 2
    assert "error[unusable-file]: the file is there; a witness that forgets" in again.err


def test_a_key_with_a_passphrase_asks_for_it(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_KEY_PASSPHRASE", "correct horse")
    assert distillgate(*INIT).err == ""
    assert b"ENCRYPTED" in (distillgate.folder / "key.pem").read_bytes()
    serve = ("witness", "serve", "book.db", "--name", "w.example", "--key", "key.pem")
    monkeypatch.setenv("DISTILLGATE_KEY_PASSPHRASE", "wrong")
    assert "error[unusable-key]" in distillgate(*serve).err
    monkeypatch.delenv("DISTILLGATE_KEY_PASSPHRASE")
    assert "asks for a passphrase" in distillgate(*serve).err


def test_a_key_that_others_may_read_is_refused(distillgate: Command) -> None:
    distillgate(*INIT)
    (distillgate.folder / "key.pem").chmod(0o644)
    ran = distillgate("witness", "serve", "book.db", "--name", "w.example", "--key", "key.pem")
    assert ran.code == 2
    assert "error[unusable-key]: others may read this key: its mode is 0644" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("init", "book.db", "--name", "two words", "--key", "key.pem"),
        ("add-log", "book.db", "no-key"),
        ("add-log", "nowhere.db", str(signer().verifier)),
        ("serve", "book.db", "--name", "w", "--key", "key.pem", "--listen", "here"),
        ("serve", "book.db", "--name", "w", "--key", "key.pem", "--listen", "h:99999"),
        ("evidence", "nowhere.db"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    distillgate: Command, arguments: tuple[str, ...]
) -> None:
    distillgate(*INIT)
    ran = distillgate("witness", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[tuple[str, int]]:
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(signer().verifier)
    server = witness_server(
        Witness(book, witness("w.example", 8)), ("127.0.0.1", 0), lambda: 77
    )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[0], server.server_address[1]  # type: ignore[misc]  # IPv4
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def connected(address: tuple[str, int]) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(*address, timeout=20)
    yield connection
    connection.close()


def asked(
    connection: http.client.HTTPConnection, body: bytes, path: str = "/add-checkpoint"
) -> tuple[int, str]:
    connection.request("POST", path, body)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_witness_answers_several_requests_on_one_connection(
    listening: tuple[str, int],
) -> None:
    with connected(listening) as connection:
        status, body = asked(connection, REQUEST)
        assert status == 200
        text = checkpoint_of(CONTENT, 3).note.text
        key = witness("w.example", 8).verifier
        assert Note.parse(f"{text}\n{body}".encode()).signed_by([key]) == {key: 77}
        assert asked(connection, REQUEST) == (409, "3\n")
        assert asked(connection, FORK) == (409, "3\n")


def test_other_paths_methods_and_sizes_are_refused(listening: tuple[str, int]) -> None:
    with connected(listening) as connection:
        assert asked(connection, REQUEST, "/other")[0] == 404
    with connected(listening) as connection:
        assert asked(connection, b"x" * 100_001)[0] == 413
    with connected(listening) as connection:
        connection.request("GET", "/add-checkpoint")
        assert connection.getresponse().status == 501
    for length in ("-1", "x", "9" * 50, "\u0663"):
        with socket.create_connection(listening, timeout=20) as raw:
            head = f"POST /add-checkpoint HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"
            raw.sendall(head.encode())
            assert re.match(rb"HTTP/1.1 41[13] ", raw.recv(1000))


def test_evidence_is_shown_with_exit_6(
    distillgate: Command, listening: tuple[str, int]
) -> None:
    assert distillgate("witness", "evidence", "book.db").code == 0
    with connected(listening) as connection:
        asked(connection, REQUEST)
        asked(connection, FORK)
    ran = distillgate("witness", "evidence", "book.db")
    assert ran.code == 6
    assert ran.out.startswith("409 3\nold 3\n\nlog.example/main\n3\n")


def test_the_server_starts_as_a_command(tmp_path: Path, distillgate: Command) -> None:
    distillgate(*INIT)
    assert distillgate("witness", "add-log", "book.db", str(signer().verifier)).code == 0
    command = [
        sys.executable,
        "-m",
        "distillgate",
        "witness",
        "serve",
        "book.db",
        "--name",
        "w.example",
        "--key",
        "key.pem",
        "--listen",
        "127.0.0.1:0",
    ]
    root = str(Path(__file__).parents[3])
    env = {**os.environ, "PYTHONPATH": root}  # noqa: TID251 of the tests
    with subprocess.Popen(  # noqa: S603 our own command
        command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        found = re.search(r"listens at http://127\.0\.0\.1:(\d+)", running.stderr.readline())
        assert found
        with connected(("127.0.0.1", int(found.group(1)))) as connection:
            assert asked(connection, REQUEST)[0] == 200
        running.terminate()
