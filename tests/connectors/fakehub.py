"""A web server on 127.0.0.1 that answers as hubs do, well or badly; it keeps what was asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    path: str
    """Decoded, without the query."""
    target: str
    """As it came."""
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Canned:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    """Close the connection after so many bytes of the body."""
    drip: float | None = None
    """Seconds between one byte and the next, for ever."""
    endless: bool = False


def as_json(value: object, status: int = 200, **headers: str) -> Canned:
    """Return `value` as an answer of an API."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Canned(status, json.dumps(value).encode(), {**kind, **named})


Answerer = Callable[[Asked], Canned]


class FakeHub:
    """A server whose answers are set by path."""

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self.answers: dict[str, list[Canned | Answerer]] = {}
        self.everything: Canned | None = None
        """What is answered where nothing else was set."""
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def put(self, path: str, *answers: Canned | Answerer) -> None:
        """Answer `path` with each of `answers` in turn, and the last one from then on."""
        self.answers[path] = list(answers)

    def asked(self) -> list[str]:
        """Return method and target of each request, in order."""
        return [f"{each.method} {each.target}" for each in self.log]

    def answer(self, asked: Asked) -> Canned:
        self.log.append(asked)
        waiting = self.answers.get(asked.path)
        if not waiting:
            return self.everything or as_json({"error": "nothing here"}, 404)
        given = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return given if isinstance(given, Canned) else given(asked)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def running_hub() -> Iterator[FakeHub]:
    """Run a hub for as long as the block takes."""
    hub = FakeHub()
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: FakeHub) -> None:
        self.hub = hub
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 its name
        pass

    def _any(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        target = urlsplit(self.path)
        headers = {name.lower(): text for name, text in self.headers.items()}
        body = self.rfile.read(length)
        asked = Asked(self.command, unquote(target.path), self.path, headers, body)
        self._send(asked, self.server.hub.answer(asked))

    do_GET = do_HEAD = do_POST = _any  # noqa: N815 the names that the server calls

    def _send(self, asked: Asked, canned: Canned) -> None:
        self.send_response(canned.status)
        for name, text in canned.headers.items():
            self.send_header(name, text)
        if canned.endless or canned.drip is not None:
            self.send_header("Connection", "close")
        elif "Content-Length" not in canned.headers:
            self.send_header("Content-Length", str(len(canned.body)))
        self.end_headers()
        self.close_connection = canned.endless or canned.drip is not None
        if asked.method == "HEAD":
            return
        try:
            for piece in _pieces(canned):
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True
        if canned.cut is not None:
            self.close_connection = True


def _pieces(canned: Canned) -> Iterator[bytes]:
    if canned.drip is not None:
        for _ in range(2_000):
            yield b" "
            time.sleep(canned.drip)
    while canned.endless:
        yield b" " * 65_536
    yield canned.body[: canned.cut]
