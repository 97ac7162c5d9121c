"""How long to wait before a question is asked again, as the answer itself says."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TRIES = 4
LONGEST_WAIT = 60.0
"""A person waits at the terminal: what takes longer is told instead."""
AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_FIRST_WAIT = 0.5
_WINDOW = re.compile(r"(?:^|;)\s*t=(\d{1,6})(?:;|,|$)")
_SECONDS = re.compile(r"\d{1,6}")
_FORBIDDEN = 403


def is_limit(status: int, headers: Mapping[str, str]) -> bool:
    """Return whether an answer says that too much was asked."""
    spent = headers.get("x-ratelimit-remaining") == "0"
    return status == 429 or (status == _FORBIDDEN and spent)  # noqa: PLR2004 its usual name


def wait_before(
    attempt: int, status: int | None, headers: Mapping[str, str], now: datetime
) -> float | None:
    """Return the seconds to wait after the failed `attempt`, counted from 1.

    Nothing where asking again is of no use: the answer stands, the tries are
    used up, or the source wants more time than a person has.
    """
    if attempt >= TRIES:
        return None
    if status is not None and status not in AGAIN and not is_limit(status, headers):
        return None
    asked = seconds_asked(headers, now)
    wait = _FIRST_WAIT * 2.0 ** (attempt - 1) if asked is None else asked
    return wait if wait <= LONGEST_WAIT else None


def seconds_asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that the source asks for."""
    after = headers.get("retry-after")
    if after is not None:
        return _seconds_until(after.strip(), now)
    window = _WINDOW.search(headers.get("ratelimit", ""))
    if window is not None:
        return float(window[1]) + 1
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"\d{1,11}", reset):
        return max(0.0, float(reset) - now.timestamp()) + 1
    return None


def _seconds_until(text: str, now: datetime) -> float | None:
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
