"""A server that answers on a port of this machine while a test runs."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import uvicorn
from fastapi import FastAPI

SECONDS = 60


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve `app` and give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    end = monotonic() + SECONDS
    while not server.started and monotonic() < end:
        sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(SECONDS)
        listening.close()
