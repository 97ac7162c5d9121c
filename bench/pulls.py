"""How long it takes to read models from a hub: a small one in a thread here."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.peersetup import ROOT

_SHA = "b2c3d4e5f6" * 4
_CARD = "---\nlicense: mit\n---\nA model of the benchmark.\n"
_FILES = {"README.md": _CARD, "config.json": '{"model_type": "llama"}'}
_SECONDS = 120


class _Hub(BaseHTTPRequestHandler):
    """Answers in the form of the largest hub; every model is there, and small."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer for metadata, the tree, or a file; nothing else is there."""
        path = self.path.partition("?")[0]
        parts = path.strip("/").split("/")
        if parts[0] == "api" and "tree" in parts:
            entries = [
                {"type": "file", "path": name, "size": len(text), "oid": _SHA}
                for name, text in _FILES.items()
            ]
            self._say(json.dumps(entries))
        elif parts[:2] == ["api", "models"]:
            self._say(
                json.dumps(
                    {
                        "id": "/".join(parts[2:4]),
                        "sha": _SHA,
                        "gated": False,
                        "cardData": {"license": "mit"},
                        "tags": ["license:mit"],
                        "siblings": [{"rfilename": name} for name in _FILES],
                    }
                )
            )
        elif parts[-1] in _FILES:
            self._say(_FILES[parts[-1]])
        else:
            self._say("{}", 404)

    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked is no news."""

    def _say(self, text: str, status: int = 200) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 200:  # noqa: PLR2004 all is well
            self.send_header("X-Repo-Commit", _SHA)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def hub() -> Iterator[str]:
    """Give the address of a hub that answers at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def pulled(folder: Path, counts: tuple[int, ...]) -> dict[int, float]:
    """Return the milliseconds of `model pull` for so many models, the process included."""
    found: dict[int, float] = {}
    with hub() as address:
        for count in counts:
            settings = {
                "HF_ENDPOINT": address,
                "DISTILLGATE_REGISTRY": str(folder / f"pulled-{count}.db"),
            }
            refs = [f"hf:bench/model-{number}" for number in range(count)]
            begun = time.perf_counter()
            done = subprocess.run(  # noqa: S603 our own command
                [sys.executable, "-m", "distillgate", "model", "pull", *refs],
                cwd=ROOT,
                env={**os.environ, **settings},  # noqa: TID251 as the shell has it
                check=False,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
            )
            if done.returncode:
                raise ValueError(f"nothing is pulled: {done.stderr or done.stdout}")
            found[count] = (time.perf_counter() - begun) * 1_000
    return found
