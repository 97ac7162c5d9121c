"""Sends events to subscribers, as settings allow: signed posts, and messages in chats."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from connectors.origins import Origin, origin_of
from connectors.posting import Limits, Posted, Poster
from distillgate import __version__
from distillgate.sealers import sealer_of
from distillgate.settings import Settings, now
from distillgate.usecases.delivering import Delivering, signed
from distillgate.usecases.eventviews import Message
from registry.database import Database
from registry.webhooks import Form, Secrets, Webhook

AGENT = f"distillgate/{__version__}"


def allowed_by(settings: Settings) -> frozenset[Origin]:
    """Return the private places that settings allow by name."""
    found = map(origin_of, settings.private_origins)
    return frozenset(each for each in found if each is not None)


@dataclass(slots=True)
class Senders:
    """Sends to one subscriber, in whichever form it wants."""

    settings: Settings
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], datetime] = now
    _poster: Poster | None = None

    def send(self, hook: Webhook, message: Message, secrets: Secrets) -> Posted:
        """Send one message once, and return what came of it."""
        home = self.settings.public_url
        moment = self.clock()
        match hook.form:
            case Form.WEBHOOK:
                body, headers = signed(message, secrets, home, moment)
                return self._posting().post(hook.url, body, headers, now=moment)
            case Form.CHAT:
                from connectors.chat import say  # noqa: PLC0415 an extra

                return say(hook.url, message.line(home), allowed_by(self.settings))

    def close(self) -> None:
        """Let go of all connections."""
        if self._poster is not None:
            self._poster.close()

    def _posting(self) -> Poster:
        if self._poster is None:
            self._poster = Poster(AGENT, allowed_by(self.settings), self.limits)
        return self._poster


def delivering_from(
    database: Database,
    settings: Settings,
    limits: Limits | None = None,
    clock: Callable[[], datetime] = now,
) -> Delivering:
    """Return what delivers the events of `database` as settings allow."""

    def sender() -> Senders:
        return Senders(settings, limits or Limits(), clock)

    return Delivering(database, sender, clock, lambda: sealer_of(settings))
