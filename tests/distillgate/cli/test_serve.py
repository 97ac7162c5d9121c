"""The command itself, in a process of its own, asked over a real port."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ  # noqa: TID251 a process of its own needs one
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep

import httpx

from tests.distillgate.cli.running import Command
from tests.distillgate.libraries import approved

_SECONDS = 60
_PLACE = re.compile(r"(http://127\.0\.0\.1:\d+)/sign-in\?token=(\S+)")


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """Run the command on a free port; give the process, its place and the token."""
    env = {
        **{name: value for name, value in environ.items() if "DISTILLGATE" not in name},
        "DISTILLGATE_REGISTRY": str(folder / "registry.db"),
        "DISTILLGATE_ACTOR": "jo",
        "DISTILLGATE_SCREENING_DIR": "off",
    }
    command = [sys.executable, "-m", "distillgate", "serve", "--port", "0"]
    with TemporaryFile() as said:
        running = subprocess.Popen(command, env=env, stderr=said)  # noqa: S603 our own program
        try:
            found = None
            end = monotonic() + _SECONDS
            while found is None and monotonic() < end and running.poll() is None:
                sleep(0.1)
                said.seek(0)
                found = _PLACE.search(said.read().decode())
            said.seek(0)
            assert found is not None, said.read().decode()
            yield running, found[1], found[2]
        finally:
            running.kill()
            running.wait(_SECONDS)


def test_it_serves_whoever_uses_the_token_and_ends_when_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (running, place, token), httpx.Client(base_url=place) as client:
        assert client.get("/v1/ready").json() == {"status": "ready"}
        csrf = client.post("/v1/session", json={"token": token}).json()["csrf"]
        headers = {csrf["header"]: csrf["token"]}
        answer = client.post("/v1/evaluate", content=approved(), headers=headers)
        assert answer.json()["schema"] == "distillgate/verdict/v1"
        assert "server" not in answer.headers
        running.send_signal(signal.SIGTERM)
        assert running.wait(_SECONDS) == 0


def test_the_settings_are_shown_without_secrets(distillgate: Command) -> None:
    distillgate._patch.setenv("HF_TOKEN", "hf_secret")
    distillgate._patch.setenv("DISTILLGATE_KEY_PASSPHRASE", "open sesame")
    distillgate._patch.setenv("DISTILLGATE_REGISTRY", "postgresql://u:hidden@host/name")
    distillgate._patch.setenv("DISTILLGATE_OIDC_ISSUER", "https://id.example")
    distillgate._patch.setenv("DISTILLGATE_OIDC_CLIENT_ID", "gate")
    distillgate._patch.setenv("DISTILLGATE_OIDC_CLIENT_SECRET", "hush")
    shown = distillgate("serve", "--show-settings")
    assert shown.code == 0
    assert "webhooks.key, not there" in shown.out
    distillgate._patch.setenv("DISTILLGATE_WEBHOOK_KEY", "s" * 40)
    shown = distillgate("serve", "--show-settings")
    assert "token of hf = ***" in shown.out
    assert "signs people in as = gate" in shown.out
    assert "its client secret = ***" in shown.out
    assert "key of webhooks = ***" in shown.out
    for secret in ("hf_secret", "sesame", "hidden", "hush", "ssss"):
        assert secret not in shown.out


def test_a_file_that_is_not_there_ends_the_command_with_the_reason(
    distillgate: Command, tmp_path: Path
) -> None:
    distillgate._patch.setenv("DISTILLGATE_SETTINGS", str(tmp_path / "gone.yaml"))
    refused = distillgate("serve", "--show-settings")
    assert refused.code == 2
    assert "the settings cannot be read: no such file" in refused.err
    settings = tmp_path / "settings.yaml"
    settings.write_text("registry: postgresql://u:hidden@host/name\nrate_limit: 120\n")
    distillgate._patch.setenv("DISTILLGATE_SETTINGS", str(settings))
    distillgate._patch.delenv("DISTILLGATE_REGISTRY", raising=False)
    shown = distillgate("serve", "--show-settings")
    assert shown.code == 0, shown.err
    assert "settings.yaml" in shown.out
    assert "rate limit = 120 a minute" in shown.out
    assert "hidden" not in shown.out


def test_an_address_that_cannot_be_had_is_wrong_usage(distillgate: Command) -> None:
    assert distillgate("serve", "--port", "99999").code == 2
    refused = distillgate("serve", "--host", "203.0.113.1", "--port", "0")
    assert refused.code == 2
    assert "nothing can listen at 203.0.113.1" in refused.err
