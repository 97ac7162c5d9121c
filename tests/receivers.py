"""A receiver of webhooks on this machine, which answers as a test says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:  # noqa: ANN401 JSON
        return json.loads(self.body)


@dataclass(slots=True)
class Receiver:
    """What was received so far, and what is answered next; 204 where nothing is said."""

    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    url: str = ""
    got: Queue[Received] = field(default_factory=Queue)
    released: Event = field(default_factory=Event)

    @property
    def origin(self) -> str:
        return self.url.rpartition("/")[0]

    def all(self) -> list[Received]:
        """Return what came in so far, and forget it."""
        found = []
        while not self.got.empty():
            found.append(self.got.get())
        return found


@contextmanager
def receiving(*answers: int, hangs: bool = False) -> Iterator[Receiver]:
    """Give a receiver; one that hangs answers nothing until it is released."""
    receiver = Receiver(list(answers), hangs=hangs)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            told = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.put(Received(self.path, told, body))
            if receiver.hangs:
                receiver.released.wait()
                return
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.released.set()
            server.shutdown()
            thread.join()
