"""A witness on the network: one path, small requests, nothing else."""

import socket
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from registry.audit.witnessing import MOST_REQUEST_BYTES, Answer, Witness, WitnessError

PATH = "/add-checkpoint"
_SECONDS = 20

Clock = Callable[[], int]
"""Gives the time in seconds."""


def witness_server(
    witness: Witness, address: tuple[str, int], clock: Clock
) -> ThreadingHTTPServer:
    """Return a server of `witness`, bound to `address`; raises `OSError` where it cannot be."""
    made = _SixServer if ":" in address[0] else _Server
    return made(address, lambda content: witness.add_checkpoint(content, time=clock()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], answer: Callable[[bytes], Answer]) -> None:
        super().__init__(address, _Handler)
        self.answer = answer


class _SixServer(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    """Answers one request after another on a connection."""

    protocol_version = "HTTP/1.1"
    server_version = "distillgate-witness"
    sys_version = ""
    timeout = _SECONDS

    def do_POST(self) -> None:
        """Answer a request to sign a checkpoint."""
        length = self.headers.get("Content-Length", "")
        if self.path != PATH:
            self._refuse(HTTPStatus.NOT_FOUND, "there is one path here: /add-checkpoint")
        elif not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "the request says no length")
        elif len(length) > len(str(MOST_REQUEST_BYTES)) or int(length) > MOST_REQUEST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too large")
        else:
            self._answer(self.rfile.read(int(length)))

    def _answer(self, content: bytes) -> None:
        if not isinstance(self.server, _Server):
            raise TypeError("the handler serves a witness only")
        try:
            answer = self.server.answer(content)
        except WitnessError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
            return
        self._send(answer)

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answer and close: what the request still holds is not read."""
        self.close_connection = True
        self._send(Answer(status, f"{message}\n"))

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 its own name
        """Say nothing: who asks is nobody's business."""
