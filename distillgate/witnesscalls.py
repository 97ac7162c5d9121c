"""Calls witnesses over the network."""

import httpx

_SECONDS = 10.0


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Send a request and return status and body; raises `OSError` where nobody answers."""
    try:
        answered = httpx.post(url, content=body, timeout=_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(str(error) or type(error).__name__) from error
    return answered.status_code, answered.content
