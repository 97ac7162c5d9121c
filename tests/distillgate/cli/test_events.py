import json

import pytest

from tests.distillgate.cli.running import Command
from tests.receivers import receiving

OUTSIDE = "https://hooks.example/in"


@pytest.fixture
def admin(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("DISTILLGATE_ROLES", "org-admin")
    monkeypatch.delenv("DISTILLGATE_PRIVATE_ORIGINS", raising=False)
    return distillgate


def test_a_subscription_that_may_not_be_is_refused_with_its_reason(
    admin: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, code in (
        (("mine", "http://hooks.example/in"), "wrong-value"),
        (("My-Own", OUTSIDE), "wrong-value"),
        (("mine", OUTSIDE, "--kind", "decision.mode"), "wrong-value"),
        (("mine", OUTSIDE, "--verdict", "deny"), "wrong-value"),
        (("mine", "json://127.0.0.1/", "--form", "chat"), "wrong-value"),
    ):
        ran = admin("webhook", "add", *words)
        assert (ran.code, ran.out) == (2, ""), words
        assert f"error[{code}]" in ran.err
        assert "Traceback" not in ran.err
    monkeypatch.setenv("DISTILLGATE_ROLES", "legal")
    refused = admin("webhook", "add", "mine", OUTSIDE)
    assert refused.code == 2
    assert "error[not-entitled]" in refused.err
    assert admin("webhook", "retire", "mine").code == 2
    assert admin("events", "replay", "--from", "0").code == 2


def test_what_could_not_be_told_is_listed_and_told_once_more(
    admin: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = str(admin.plan())
    with receiving(410, 204) as receiver:
        monkeypatch.setenv("DISTILLGATE_PRIVATE_ORIGINS", receiver.origin)
        assert admin("webhook", "add", "mine", receiver.url).out.startswith("whsec_")
        assert admin("plan", "submit", plan).code == 0
        assert admin("events", "deliver").err == "0 sent, 0 to be tried again, 1 dead\n"
        dead = admin("events", "list", "--dead").out
        assert "mine" in dead
        assert "dead" in dead
        assert "410 gone" in dead
        (told,) = json.loads(admin("events", "list", "--dead", "--format", "json").out)
        assert (told["status"], told["why"], told["attempts"]) == (410, "gone", 1)
        assert admin("events", "replay", "--from", "0").code == 0
        assert admin("events", "deliver").err == "1 sent, 0 to be tried again, 0 dead\n"
    assert admin("events", "list", "--dead").out == ""
    (sent,) = json.loads(admin("events", "list", "--webhook", "mine", "--format", "json").out)
    assert (sent["state"], sent["attempts"]) == ("sent", 1)
    assert admin("events", "list", "--webhook", "nobody").code == 2
    (event,) = json.loads(admin("events", "list", "--format", "json").out)
    assert event["type"] == "decision.made"
    assert json.loads(admin("events", "list", "--after", "1", "--format", "json").out) == []
    (hook,) = json.loads(admin("webhook", "list", "--format", "json").out)
    assert (hook["name"], hook["deliveries"]) == ("mine", {"sent": 1})


def test_where_there_is_no_registry_nothing_has_happened(admin: Command) -> None:
    for words in (("events", "list"), ("events", "list", "--dead"), ("webhook", "list")):
        ran = admin(*words)
        assert (ran.code, ran.out, ran.err) == (0, "", ""), words


def test_an_address_with_a_secret_is_listed_without_it(admin: Command) -> None:
    admin("webhook", "add", "mine", f"{OUTSIDE}?token=hidden")
    ran = admin("webhook", "list")
    assert "hooks.example/in?***" in ran.out
    assert "hidden" not in ran.out
