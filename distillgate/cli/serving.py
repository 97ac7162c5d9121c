"""Runs `distillgate serve`."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.cli.workers import Workers, answering
from distillgate.sealers import key_file
from distillgate.server import make_app
from distillgate.settings import Settings
from distillgate.web.local import invited
from distillgate.web.service import Service
from policy.diagnostics import printable
from registry.database import RegistryError, database_at

_MASK = "***"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to listen, and what to judge by."""

    host: str
    port: int
    packs: tuple[Path, ...] = ()
    workers: int = 1


def serve(asked: Asked, terminal: Terminal) -> None:
    """Answer until it is interrupted; requests under way are finished first."""
    settings = _settings(asked, terminal)
    with shown(terminal):
        app = make_app(settings)
    listening = _listening(asked)
    service: Service = app.state.service
    host, port = listening.getsockname()[:2]
    place = f"http://{_bracketed(host)}:{port}"
    talk(f"distillgate serves the registry {service.database.shown} at {place}")
    if settings.local_sign_in:
        talk(f"sign in, once: {place}/sign-in?token={invited(service)}")
    if asked.workers == 1:
        answering(app, listening)
    else:
        service.close()
        Workers(settings, listening, asked.workers).run()
    talk("distillgate has stopped")


def show_settings(asked: Asked, terminal: Terminal) -> None:
    """Print what is set, one a line, without secrets."""
    settings = _settings(asked, terminal)
    lines = (f"{name} = {printable(value)}\n" for name, value in _shown(settings, asked))
    answer("".join(lines))


def _settings(asked: Asked, terminal: Terminal) -> Settings:
    settings = terminal.settings
    return replace(settings, packs=(*settings.packs, *asked.packs))


def _shown(settings: Settings, asked: Asked) -> Iterator[tuple[str, str]]:
    yield "settings", str(settings.file or "of the environment alone")
    yield "listen", f"{asked.host}:{asked.port}"
    yield "workers", str(asked.workers)
    yield "registry", _registry(settings)
    yield "packs", ", ".join(map(str, settings.packs)) or "as shipped"
    yield "screening", str(settings.screening or "off")
    yield "cache", str(settings.cache or "off")
    yield "keys", str(settings.keys or "none")
    yield "key passphrase", _MASK if settings.passphrase else "not set"
    yield "local sign-in", f"{settings.actor}" if settings.local_sign_in else "off"
    yield "local roles", ", ".join(settings.roles) or "as one who asks and administers"
    oidc = settings.oidc
    yield "identity provider", oidc.issuer if oidc else "none"
    if oidc is not None:
        yield "its tokens are for", oidc.audience
        yield "signs people in as", oidc.client_id or "off"
        yield "its client secret", _MASK if oidc.client_secret else "not set"
        yield "its scopes", " ".join(("openid", *oidc.scopes))
        yield "it tells when people were there", "on" if oidc.auth_time else "off"
        for group, roles in sorted(oidc.roles.items()):
            yield f"roles of group {group}", ", ".join(roles)
    yield "rate limit", f"{settings.rate_limit} a minute" if settings.rate_limit else "off"
    kept = settings.kept_verdicts
    yield "kept verdicts", f"{kept} megabytes" if kept else "off"
    yield "public address", settings.public_url or "not set"
    yield "delivery of events", "on" if settings.deliver else "off"
    yield "key of webhooks", _MASK if settings.webhook_keys else _webhook_key(settings)
    days = settings.keep_deliveries
    yield "what was told is kept", f"{days} days" if days else "for ever"
    yield "traces", "on" if settings.traces else "off"
    for scheme in sorted(settings.tokens):
        yield f"token of {scheme}", _MASK


def _webhook_key(settings: Settings) -> str:
    path = key_file(settings)
    if path is None:
        return "none"
    made = isinstance(settings.registry, Path)
    there = "" if path.exists() else ", with the first webhook" if made else ", not there"
    return f"{path}{there}"


def _registry(settings: Settings) -> str:
    if settings.registry is None:
        return "off"
    try:
        return database_at(settings.registry).shown
    except RegistryError as error:
        return error.message


def _listening(asked: Asked) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in asked.host else socket.AF_INET
        return socket.create_server((asked.host, asked.port), family=family, backlog=2_048)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "the address is wrong"
        message = f"nothing can listen at {asked.host}:{asked.port}: {why}"
        raise typer.BadParameter(message) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
