"""Whoever runs the server on their own machine, and signs in by a token that it prints."""

from distillgate.web.identity import Caller, Role, roles_in
from distillgate.web.service import Service

DEFAULT = frozenset({Role.REQUESTER, Role.ENGINEER, Role.ADMIN})
"""Who runs a server without saying their roles asks, and administers; they decide nothing."""


def local_caller(actor: str, words: tuple[str, ...]) -> Caller:
    """Return who runs the server, in the roles that `DISTILLGATE_ROLES` names."""
    roles, groups = roles_in(words)
    return Caller(actor, machine=False, roles=roles or DEFAULT, groups=groups)


def invited(service: Service) -> str:
    """Return a token with which whoever runs the server signs in, once."""
    settings = service.settings
    return service.sessions.invite(local_caller(settings.actor, settings.roles))
