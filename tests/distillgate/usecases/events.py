"""Subscribers of events, and who delivers to them, for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.origins import origin_of
from connectors.posting import Limits
from distillgate.sending import delivering_from
from distillgate.settings import Settings
from distillgate.usecases.delivering import Delivering
from distillgate.usecases.sealing import Sealer, key_said
from distillgate.usecases.webhooks import Keeping, Subscriber, add_webhook
from policy.diagnostics import Span
from registry.database import Database
from registry.statements import Writer
from registry.webhooks import Webhook
from tests.distillgate.usecases.logs import ledger_of
from tests.receivers import Receiver

HERE = Span("<command line>", 1, 1)
ADA = Writer("ada", "2026-11-24T10:00:00.000000Z")
WEBHOOK_KEY = "of tests alone, and long enough for them"
SEALER = Sealer((key_said(WEBHOOK_KEY),))
SHORT = Limits(connect=5, whole=0.3)


@dataclass(slots=True)
class Clock:
    """A clock that goes on when it is told to."""

    moment: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


def keeping(
    database: Database, *receivers: Receiver, roles: tuple[str, ...] = ("org-admin",)
) -> Keeping:
    allowed = frozenset(filter(None, (origin_of(each.origin) for each in receivers)))
    return Keeping(ledger_of(database), ADA, roles, HERE, allowed, SEALER)


def subscribed(
    database: Database, receiver: Receiver, name: str = "mine", **wanted: tuple[str, ...]
) -> tuple[Webhook, str]:
    """Let a receiver be told of what happens from now on."""
    return add_webhook(
        Subscriber(name, receiver.url, filter=wanted), keeping(database, receiver)
    )


def delivering(
    database: Database,
    *receivers: Receiver,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> Delivering:
    settings = Settings(
        private_origins=tuple(each.origin for each in receivers),
        public_url="https://gate.example",
        webhook_keys=(WEBHOOK_KEY,),
    )
    return delivering_from(database, settings, limits, clock or Clock())
