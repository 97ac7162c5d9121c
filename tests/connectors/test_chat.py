"""Chats are told through the library that knows them; here one of Mattermost's kind listens."""

import pytest

from connectors.chat import HOSTED, OWN, is_readable, may_say, say
from connectors.origins import origin_of
from connectors.posting import Sent
from tests.receivers import receiving

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr'")
"""Parts of the library that speak to no chat of ours look for it."""
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"
TOKEN = "abcdefghijklmnopqrstuvwxyz"  # noqa: S105 of nobody
LINE = "denied: support-1 by acme-terms#no-competing-models https://gate.example/decisions/3"


def test_a_line_is_said_in_a_chat_of_ones_own() -> None:
    with receiving(200) as receiver:
        origin = origin_of(receiver.origin)
        assert origin is not None
        url = f"mmost://127.0.0.1:{origin.port}/{TOKEN}"
        assert say(url, LINE, frozenset({origin})).sent is Sent.TAKEN
        (got,) = receiver.all()
    assert got.path == f"/hooks/{TOKEN}"
    assert LINE in got.said["text"]


def test_a_chat_that_refuses_or_is_gone_is_told_as_such() -> None:
    with receiving(500) as receiver:
        origin = origin_of(receiver.origin)
        assert origin is not None
        url = f"mmost://127.0.0.1:{origin.port}/{TOKEN}"
        assert say(url, LINE, frozenset({origin})).sent is Sent.REFUSED
    assert say(url, LINE, frozenset({origin})).sent is Sent.REFUSED


def test_a_chat_does_not_lead_on_to_another_address() -> None:
    with receiving() as other, receiving(302) as receiver:
        receiver.headers["location"] = other.url
        origin = origin_of(receiver.origin)
        assert origin is not None
        url = f"mmost://127.0.0.1:{origin.port}/{TOKEN}"
        assert say(url, LINE, frozenset({origin})).sent is Sent.REFUSED
        assert other.got.empty()


@pytest.mark.parametrize(
    "url",
    [
        f"mmost://127.0.0.1:8065/{TOKEN}",
        f"mmosts://chat.example/{TOKEN}",
        f"{SLACK}?template=/etc/passwd",
        "json://127.0.0.1/",
        "file:///etc/passwd",
        "syslog://",
        "https://hooks.slack.com/services/a/b/c",
        "",
    ],
)
def test_only_known_services_and_places_allowed_by_name_are_told(url: str) -> None:
    assert not may_say(url, frozenset())
    assert say(url, LINE, frozenset()).sent is Sent.ADDRESS_REFUSED


def test_the_library_reads_what_may_be_told() -> None:
    assert may_say(SLACK, frozenset())
    assert is_readable(SLACK)
    assert not is_readable("slack://T1/")
    assert not HOSTED & set(OWN)
