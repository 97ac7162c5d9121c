"""What the environment sets: read in one place, handed on as values.

A file that `DISTILLGATE_SETTINGS` names may set the same; the environment
counts before it. Nowhere else does the product ask the environment what to
do, or the clock what day it is.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

CACHE_OFF = "off"
SCREENING_OFF = "off"
REGISTRY_OFF = "off"
RATE_LIMIT = 6_000
KEPT_VERDICTS = 64
KEPT_DELIVERIES = 90


@dataclass(frozen=True, slots=True)
class Oidc:
    """An identity provider whose tokens a server believes."""

    issuer: str
    """Its URL (`DISTILLGATE_OIDC_ISSUER`)."""
    audience: str
    """Whom its tokens must be for (`DISTILLGATE_OIDC_AUDIENCE`)."""
    name_claim: str = "sub"
    """What names a person for good (`DISTILLGATE_OIDC_NAME`)."""
    groups_claim: str = "groups"
    """What names their groups (`DISTILLGATE_OIDC_GROUPS`)."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The roles of each group (`DISTILLGATE_OIDC_ROLES`): `group=role+role,group=role`."""
    client_id: str | None = None
    """As whom the server has people signed in there (`DISTILLGATE_OIDC_CLIENT_ID`); nothing:
    people are not sent there."""
    client_secret: str | None = field(default=None, repr=False)
    """Shows that it is this server (`DISTILLGATE_OIDC_CLIENT_SECRET`)."""
    scopes: tuple[str, ...] = ()
    """What is asked for beside `openid` (`DISTILLGATE_OIDC_SCOPES`, with spaces)."""
    auth_time: bool = True
    """It tells when somebody was there themselves; where it never does
    (`DISTILLGATE_OIDC_AUTH_TIME=off`), each sign-in counts as such a moment."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says about one run."""

    cache: Path | None = None
    """The folder of the compiled cache; nothing where it is off or there is no home."""
    screening: Path | None = None
    """The folder of imported screening lists; nothing where it is off or there is no home."""
    packs: tuple[Path, ...] = ()
    """Folders of documents that lie over those that ship (`DISTILLGATE_PACKS`)."""
    plain: bool = False
    """The reader wants no color (`NO_COLOR`), or the terminal has none."""
    width: int | None = None
    """`COLUMNS`, where it is set."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Other places than the usual ones from which hubs are read, by scheme."""
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The token of each hub, by scheme; it goes to that hub's own place alone."""
    private_origins: tuple[str, ...] = ()
    """Places in the own network that may be asked, too (`DISTILLGATE_PRIVATE_ORIGINS`)."""
    passphrase: str | None = field(default=None, repr=False)
    """Opens the files with private keys (`DISTILLGATE_KEY_PASSPHRASE`)."""
    keys: Path | None = None
    """The folder with the private keys of the log (`DISTILLGATE_KEYS`)."""
    registry: str | Path | None = field(default=None, repr=False)
    """The URL or the file of the registry; nothing where it is off or there is no home."""
    actor: str = "somebody"
    """Who writes into the registry: `DISTILLGATE_ACTOR`, else who is logged in."""
    machine: bool = False
    """A machine acts (`DISTILLGATE_ACTOR_KIND=machine`, or any `CI`)."""
    roles: tuple[str, ...] = ()
    """The roles of who acts (`DISTILLGATE_ROLES`, with commas)."""
    local_sign_in: bool = True
    """`serve` prints a token with which who runs it signs in (`DISTILLGATE_LOCAL_SIGN_IN`)."""
    oidc: Oidc | None = None
    """The identity provider of a server, where it has one."""
    rate_limit: int = RATE_LIMIT
    """How often a minute somebody may ask a server (`DISTILLGATE_RATE_LIMIT`); 0: ever."""
    file: Path | None = None
    """The file that set what the environment did not (`DISTILLGATE_SETTINGS`)."""
    traces: bool = False
    """A server sends traces to where `OTEL_EXPORTER_OTLP_ENDPOINT` says
    (`DISTILLGATE_TRACES=on`)."""
    kept_verdicts: int = KEPT_VERDICTS
    """Megabytes of verdicts that a server keeps, to answer the same question again
    (`DISTILLGATE_KEPT_VERDICTS`); 0 keeps none."""
    public_url: str | None = None
    """Where people reach the server, for links in events (`DISTILLGATE_PUBLIC_URL`)."""
    deliver: bool = True
    """`serve` tells subscribers of events, too (`DISTILLGATE_DELIVER`)."""
    webhook_keys: tuple[str, ...] = field(default=(), repr=False)
    """What seals the secrets of webhooks, the newest first (`DISTILLGATE_WEBHOOK_KEY`)."""
    keep_deliveries: int = KEPT_DELIVERIES
    """For how many days is kept what was told of events (`DISTILLGATE_KEEP_DELIVERIES`); 0:
    for ever."""


HOMES = {
    "hf": "HF_ENDPOINT",
    "github": "GITHUB_API_URL",
    "modelscope": "MODELSCOPE_ENDPOINT",
    "ollama": "DISTILLGATE_OLLAMA_REGISTRY",
    "mlflow": "MLFLOW_TRACKING_URI",
}
"""The variable that moves a hub to another place, by scheme; the usual names of each."""
TOKENS = {
    "hf": "HF_TOKEN",
    "github": "GITHUB_TOKEN",
    "modelscope": "MODELSCOPE_API_TOKEN",
    "openrouter": "OPENROUTER_API_KEY",
    "mlflow": "MLFLOW_TRACKING_TOKEN",
    "kaggle": "KAGGLE_API_TOKEN",
    "civitai": "CIVITAI_API_TOKEN",
    "zenodo": "ZENODO_TOKEN",
    "replicate": "REPLICATE_API_TOKEN",
}
"""The variable that holds the token of a hub, by scheme; the usual names of each."""


def settings_from(env: Mapping[str, str], home: Path | None, platform: str) -> Settings:
    """Return what `env` sets on `platform` for the owner of `home`."""
    packs = (part for part in env.get("DISTILLGATE_PACKS", "").split(os.pathsep) if part)
    columns = env.get("COLUMNS", "")
    return Settings(
        cache=_cache(env, home, platform),
        screening=_screening(env, home, platform),
        packs=tuple(map(Path, packs)),
        plain=bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb",
        passphrase=env.get("DISTILLGATE_KEY_PASSPHRASE") or None,
        keys=_keys(env, home, platform),
        width=int(columns) if columns.isdecimal() and int(columns[:6]) > 0 else None,
        homes={**_set(env, HOMES), **_daemon(env)},
        tokens=_set(env, TOKENS),
        private_origins=tuple(env.get("DISTILLGATE_PRIVATE_ORIGINS", "").split()),
        registry=_registry(env, home, platform),
        actor=_actor(env),
        machine=env.get("DISTILLGATE_ACTOR_KIND") == "machine" or bool(env.get("CI")),
        roles=tuple(filter(None, map(str.strip, env.get("DISTILLGATE_ROLES", "").split(",")))),
        oidc=_oidc(env),
        local_sign_in=env.get("DISTILLGATE_LOCAL_SIGN_IN", "on") != "off",
        rate_limit=_number(env.get("DISTILLGATE_RATE_LIMIT", ""), RATE_LIMIT),
        traces=env.get("DISTILLGATE_TRACES", "off") == "on",
        kept_verdicts=_number(env.get("DISTILLGATE_KEPT_VERDICTS", ""), KEPT_VERDICTS),
        public_url=env.get("DISTILLGATE_PUBLIC_URL", "").strip() or None,
        deliver=env.get("DISTILLGATE_DELIVER", "on") != "off",
        webhook_keys=tuple(env.get("DISTILLGATE_WEBHOOK_KEY", "").split()),
        keep_deliveries=_number(env.get("DISTILLGATE_KEEP_DELIVERIES", ""), KEPT_DELIVERIES),
    )


def _daemon(env: Mapping[str, str]) -> Mapping[str, str]:
    """Return where the daemon of Ollama is, which is often said without a scheme."""
    host = env.get("OLLAMA_HOST", "").strip()
    if not host:
        return {}
    return {"ollama-daemon": host if "://" in host else f"http://{host}"}


def _set(env: Mapping[str, str], names: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is set of the variables in `names`, by scheme."""
    return {
        scheme: env[name].strip() for scheme, name in names.items() if env.get(name, "").strip()
    }


def read_settings() -> Settings:
    """Return what the environment of this process sets, and the file that it names.

    Raises `UnreadableError` where that file cannot be read.
    """
    file = os.environ.get("DISTILLGATE_SETTINGS", "").strip()
    if not file:
        return settings_from(os.environ, _home(), sys.platform)
    from distillgate.settingsfile import variables_in  # noqa: PLC0415 seldom named

    found = settings_from({**variables_in(file), **os.environ}, _home(), sys.platform)
    return replace(found, file=Path(file))


def wants_traceback() -> bool:
    """Return whether a fault is to be shown in full (`DISTILLGATE_DEBUG=1`)."""
    return os.environ.get("DISTILLGATE_DEBUG", "") not in {"", "0"}


def today() -> date:
    """Return the day on which this runs, in UTC: the same day wherever it runs."""
    return now().date()


def now() -> datetime:
    """Return the moment at which this runs, in UTC."""
    return datetime.now(tz=UTC)


def this_moment() -> str:
    """Return this moment in UTC, as text that sorts as time does."""
    return now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _cache(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    chosen = env.get("DISTILLGATE_CACHE_DIR")
    if chosen:
        return None if chosen == CACHE_OFF else Path(chosen)
    base = _cache_base(env, home, platform)
    return base / "distillgate" if base else None


def _cache_base(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    """Return the folder in which programs of this user keep what can be made again."""
    if platform == "win32":
        local = env.get("LOCALAPPDATA")
        return Path(local) if local else None
    chosen = env.get("XDG_CACHE_HOME")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen)
    if home is None:
        return None
    return home / "Library" / "Caches" if platform == "darwin" else home / ".cache"


def _registry(env: Mapping[str, str], home: Path | None, platform: str) -> str | Path | None:
    chosen = env.get("DISTILLGATE_REGISTRY")
    if chosen:
        if chosen == REGISTRY_OFF:
            return None
        return chosen if "://" in chosen else Path(chosen)
    base = _data_base(env, home, platform)
    return base / "distillgate" / "registry.db" if base else None


def _keys(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    """Return the folder of the private keys: beside the registry, where that is a file."""
    said = env.get("DISTILLGATE_KEYS", "").strip()
    if said:
        return Path(said)
    where = _registry(env, home, platform)
    if isinstance(where, Path):
        return where.with_name("keys")
    base = _data_base(env, home, platform)
    return base / "distillgate" / "keys" if base else None


def _data_base(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    """Return the folder in which programs of this user keep what must not be lost."""
    if platform == "win32":
        local = env.get("LOCALAPPDATA")
        return Path(local) if local else None
    chosen = env.get("XDG_DATA_HOME")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen)
    if home is None:
        return None
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return home / ".local" / "share"


def _screening(env: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    chosen = env.get("DISTILLGATE_SCREENING_DIR")
    if chosen:
        return None if chosen == SCREENING_OFF else Path(chosen)
    base = _data_base(env, home, platform)
    return base / "distillgate" / "screening" if base else None


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    issuer = env.get("DISTILLGATE_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    roles: dict[str, tuple[str, ...]] = {}
    for part in env.get("DISTILLGATE_OIDC_ROLES", "").split(","):
        group, _, said = part.partition("=")
        words = tuple(filter(None, map(str.strip, said.split("+"))))
        if group.strip() and words:
            roles[group.strip()] = (*roles.get(group.strip(), ()), *words)
    return Oidc(
        issuer,
        env.get("DISTILLGATE_OIDC_AUDIENCE", "").strip() or "distillgate",
        env.get("DISTILLGATE_OIDC_NAME", "").strip() or "sub",
        env.get("DISTILLGATE_OIDC_GROUPS", "").strip() or "groups",
        roles,
        env.get("DISTILLGATE_OIDC_CLIENT_ID", "").strip() or None,
        env.get("DISTILLGATE_OIDC_CLIENT_SECRET", "").strip() or None,
        tuple(env.get("DISTILLGATE_OIDC_SCOPES", "").split()),
        env.get("DISTILLGATE_OIDC_AUTH_TIME", "on") != "off",
    )


def _number(said: str, otherwise: int) -> int:
    return int(said[:9]) if said.isascii() and said.isdecimal() else otherwise


def _actor(env: Mapping[str, str]) -> str:
    names = (env.get(name) for name in ("DISTILLGATE_ACTOR", "LOGNAME", "USER", "USERNAME"))
    return next((" ".join(name.split())[:200] for name in names if name), "somebody")
