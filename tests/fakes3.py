"""A storage of objects over HTTP, as far as listing and reading them goes."""

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

_PARTIAL = 206


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers about the objects of one bucket."""

    protocol_version = "HTTP/1.1"
    bucket: str
    objects: Mapping[str, bytes]

    def do_HEAD(self) -> None:
        self._object()

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" not in asked:
            self._object()
            return
        listing = _listing(self.bucket, self.objects, asked.get("prefix", [""])[0])
        self._send(200, listing.encode())

    def _object(self) -> None:
        path = unquote(urlsplit(self.path).path).removeprefix(f"/{self.bucket}").strip("/")
        content = self.objects.get(path) if path else b""
        if content is None:
            self._send(404, b"")
            return
        wanted = self.headers.get("Range")
        if wanted is None:
            self._send(200, content)
            return
        first, last = wanted.removeprefix("bytes=").split("-")
        self._send(_PARTIAL, content[int(first) : int(last) + 1])

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/xml")
        self.send_header("Last-Modified", "Sat, 01 Aug 2026 10:00:00 GMT")
        self.send_header("ETag", '"of-no-matter"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def storage(bucket: str, objects: Mapping[str, bytes]) -> Iterator[str]:
    """Serve `objects` of `bucket` on this machine; give the settings of an address."""
    handler = type("Handler", (_Handler,), {"bucket": bucket, "objects": objects})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"scheme=http&endpoint_override=127.0.0.1%3A{server.server_port}&region=x"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listing(bucket: str, objects: Mapping[str, bytes], prefix: str) -> str:
    named = {name: each for name, each in objects.items() if name.startswith(prefix)}
    found = "".join(
        f"<Contents><Key>{escape(name)}</Key><Size>{len(content)}</Size>"
        "<LastModified>2026-08-01T10:00:00.000Z</LastModified></Contents>"
        for name, content in sorted(named.items())
    )
    return (
        '<?xml version="1.0"?><ListBucketResult'
        ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix>"
        f"<KeyCount>{len(named)}</KeyCount><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
    )
