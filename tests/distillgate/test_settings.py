from pathlib import Path

import pytest

from distillgate.settings import settings_from, today, wants_traceback

HOME = Path("/home/jo")


def cache(env: dict[str, str], platform: str = "linux", home: Path | None = HOME) -> str | None:
    found = settings_from(env, home, platform).cache
    return None if found is None else found.as_posix()


def test_the_cache_lies_where_programs_of_the_system_keep_it() -> None:
    assert cache({}) == "/home/jo/.cache/distillgate"
    assert cache({"XDG_CACHE_HOME": "/var/jo"}) == "/var/jo/distillgate"
    assert cache({"XDG_CACHE_HOME": "relative"}) == "/home/jo/.cache/distillgate"
    assert cache({}, "darwin") == "/home/jo/Library/Caches/distillgate"
    assert cache({"LOCALAPPDATA": "/local"}, "win32") == "/local/distillgate"
    assert cache({}, "win32") is None


def test_the_cache_may_be_moved_and_switched_off() -> None:
    assert cache({"DISTILLGATE_CACHE_DIR": "/var/kept"}) == "/var/kept"
    assert cache({"DISTILLGATE_CACHE_DIR": "off"}) is None


def test_without_a_home_nothing_is_kept() -> None:
    assert cache({}, home=None) is None


def registry(env: dict[str, str], platform: str = "linux", home: Path | None = HOME) -> object:
    return settings_from(env, home, platform).registry


def test_the_registry_lies_where_programs_keep_what_must_not_be_lost() -> None:
    kept = Path("/home/jo/.local/share/distillgate/registry.db")
    assert registry({}) == kept
    assert registry({"XDG_DATA_HOME": "relative"}) == kept
    assert registry({"XDG_DATA_HOME": "/var"}) == Path("/var/distillgate/registry.db")
    assert registry({}, "darwin") == Path(
        "/home/jo/Library/Application Support/distillgate/registry.db"
    )
    assert registry({"LOCALAPPDATA": "/local"}, "win32") == Path(
        "/local/distillgate/registry.db"
    )
    assert registry({}, home=None) is None


def test_the_registry_may_be_a_file_a_server_or_off() -> None:
    assert registry({"DISTILLGATE_REGISTRY": "here.db"}) == Path("here.db")
    url = "postgresql://jo:secret@host/gate"
    assert registry({"DISTILLGATE_REGISTRY": url}) == url
    assert registry({"DISTILLGATE_REGISTRY": "off"}) is None
    shown = repr(settings_from({"DISTILLGATE_REGISTRY": url}, HOME, "linux"))
    assert "secret" not in shown


def test_who_acts_is_who_is_logged_in_unless_it_is_said() -> None:
    assert settings_from({"USER": "jo"}, HOME, "linux").actor == "jo"
    assert (
        settings_from({"USER": "jo", "DISTILLGATE_ACTOR": "max"}, HOME, "linux").actor == "max"
    )
    assert settings_from({"CI": "true"}, HOME, "linux").machine
    roles = settings_from({"DISTILLGATE_ROLES": "legal, ip-legal"}, HOME, "linux").roles
    assert roles == ("legal", "ip-legal")


def test_packs_may_be_set_for_good() -> None:
    settings = settings_from({"DISTILLGATE_PACKS": "/a:/b"}, HOME, "linux")
    assert settings.packs == (Path("/a"), Path("/b"))
    assert settings_from({}, HOME, "linux").packs == ()


@pytest.mark.parametrize(
    ("env", "plain"),
    [
        ({}, False),
        ({"NO_COLOR": "1"}, True),
        ({"NO_COLOR": ""}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": "xterm"}, False),
    ],
)
def test_no_color_is_obeyed(env: dict[str, str], *, plain: bool) -> None:
    assert settings_from(env, HOME, "linux").plain is plain


@pytest.mark.parametrize(
    ("columns", "width"), [("100", 100), ("0", None), ("wide", None), ("", None)]
)
def test_the_width_may_be_set(columns: str, width: int | None) -> None:
    assert settings_from({"COLUMNS": columns}, HOME, "linux").width == width


def test_a_traceback_is_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, wanted in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv("DISTILLGATE_DEBUG", said)
        assert wants_traceback() is wanted


def test_today_is_a_day() -> None:
    assert today().year >= 2026


def test_hubs_may_lie_elsewhere_and_know_us_by_a_token() -> None:
    env = {"HF_ENDPOINT": " https://mirror.example/hf ", "HF_TOKEN": "t", "GITHUB_TOKEN": " "}
    settings = settings_from(env, HOME, "linux")
    assert settings.homes == {"hf": "https://mirror.example/hf"}
    assert settings.tokens == {"hf": "t"}
    assert "'t'" not in repr(settings)


def test_places_in_the_own_network_are_named_one_by_one() -> None:
    env = {"DISTILLGATE_PRIVATE_ORIGINS": "http://10.0.0.5:8080  https://store.corp"}
    settings = settings_from(env, HOME, "linux")
    assert settings.private_origins == ("http://10.0.0.5:8080", "https://store.corp")


def test_a_daemon_of_ollama_is_often_named_without_a_scheme() -> None:
    for host, home in (
        ("127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("https://o", "https://o"),
    ):
        settings = settings_from({"OLLAMA_HOST": host}, HOME, "linux")
        assert settings.homes == {"ollama-daemon": home}
