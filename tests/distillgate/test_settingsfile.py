"""Settings from a file: the same that the environment may say, which counts before it."""

import re
from pathlib import Path

import pytest

from distillgate.settings import read_settings
from distillgate.settingsfile import KEYS, VARIABLE, variables_in
from policy.yamltext import UnreadableError

WHOLE = """\
registry: postgresql://u:hidden@host/name
rate_limit: 120
traces: true
local_sign_in: false
roles: [legal, approver]
packs: [/etc/one, /etc/two]
oidc_issuer: https://login.example
oidc_roles: lawyers=legal+approver,ml=engineer
actor: ~
"""


def at(folder: Path, text: str) -> str:
    path = folder / "settings.yaml"
    path.write_text(text)
    return str(path)


def test_a_file_says_what_the_environment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, at(tmp_path, WHOLE))
    monkeypatch.setenv("DISTILLGATE_RATE_LIMIT", "7")
    monkeypatch.delenv("DISTILLGATE_REGISTRY", raising=False)
    found = read_settings()
    assert found.registry == "postgresql://u:hidden@host/name"
    assert found.rate_limit == 7
    assert (found.traces, found.local_sign_in) == (True, False)
    assert found.roles == ("legal", "approver")
    assert found.packs == (Path("/etc/one"), Path("/etc/two"))
    assert found.oidc is not None
    assert found.oidc.roles == {"lawyers": ("legal", "approver"), "ml": ("engineer",)}


def test_every_setting_of_the_environment_may_stand_in_the_file() -> None:
    source = Path(read_settings.__code__.co_filename).read_text("utf-8")
    known = {each.lower() for each in re.findall(r"DISTILLGATE_([A-Z_]+)", source)}
    # What names the file, what shows faults of ours, and where a hub lies.
    assert known - {"settings", "debug", "ollama_registry"} == KEYS


@pytest.mark.parametrize(
    ("text", "message", "line", "hint"),
    [
        ("rate_limit: 1\nregistri: x\n", "no setting is called `registri`", 2, "registry"),
        ("oidc_roles: {a: b}\n", "`oidc_roles` is a word, or a list of words", 1, None),
        ("- a\n", "settings are a mapping", 1, None),
    ],
)
def test_what_is_wrong_in_it_has_its_place(
    tmp_path: Path, text: str, message: str, line: int, hint: str | None
) -> None:
    with pytest.raises(UnreadableError) as refused:
        variables_in(at(tmp_path, text))
    (found,) = refused.value.diagnostics
    assert (found.message, found.span.line) == (message, line)
    assert (hint or "") in (found.hint or "")
