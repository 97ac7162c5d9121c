"""Runs the commands about who is told of events."""

from collections.abc import Mapping
from dataclasses import dataclass

from distillgate.cli.choices import FormChoice, Shape
from distillgate.cli.page import table
from distillgate.cli.recording import made_ledger, read_registry, writer_of
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.registries import refusing
from distillgate.sealers import making_sealer, sealer_of
from distillgate.sending import allowed_by
from distillgate.usecases.webhooks import (
    Keeping,
    Subscriber,
    add_webhook,
    retire_webhook,
    rotate_webhook,
    webhooks_in,
)
from policy.canonical import canonical_json
from policy.diagnostics import Span
from registry.webhooks import Form


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is to be told of what."""

    name: str
    url: str
    form: FormChoice
    filter: Mapping[str, tuple[str, ...]]
    after: int | None


def add(asked: Asked, terminal: Terminal) -> Exit:
    """Add a subscription and show its secret."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        wanted = Subscriber(
            asked.name, asked.url, Form(asked.form.value), asked.filter, asked.after
        )
        keeping = keeping_of(terminal, stock.said(asked.name))
        hook, secret = add_webhook(wanted, keeping)
        talk(f"{hook.name} is told of events after {hook.cursor}")
        if hook.form is Form.WEBHOOK:
            talk("its secret is shown this once")
            answer(f"{secret}\n")
    return Exit.APPROVED


def rotate(name: str, terminal: Terminal) -> Exit:
    """Show a new secret."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        hook, secret = rotate_webhook(name, keeping_of(terminal, stock.said(name)))
        talk(f"{hook.name} is signed with the old secret, too, for a day")
        answer(f"{secret}\n")
    return Exit.APPROVED


def retire(name: str, terminal: Terminal) -> Exit:
    """Retire a subscription."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        hook = retire_webhook(name, keeping_of(terminal, stock.said(name)))
        talk(f"{hook.name} is told nothing any more")
    return Exit.APPROVED


def list_webhooks(form: Shape, terminal: Terminal) -> None:
    """Draw all subscriptions, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        database = read_registry(terminal)
        keys = sealer_of(terminal.settings)
        found = () if database is None else webhooks_in(database, keys)
        if form is Shape.JSON:
            answer(canonical_json(list(found)) + "\n")
            return
        answer("".join(f"{row}\n" for row in table(map(_row, found))))


def keeping_of(terminal: Terminal, said: Span) -> Keeping:
    """Return who keeps subscriptions here."""
    settings = terminal.settings
    ledger = made_ledger(terminal)
    allowed, sealer = allowed_by(settings), making_sealer(settings)
    return Keeping(ledger, writer_of(terminal), settings.roles, said, allowed, sealer)


def _row(each: Mapping[str, object]) -> tuple[str, ...]:
    counts = each["deliveries"]
    told = (
        ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        if isinstance(counts, Mapping)
        else ""
    )
    retired = each["retired_at"]
    standing = f"retired at {retired}" if retired else f"up to event {each['cursor']}"
    wanted = each["filter"]
    words = canonical_json(wanted) if wanted else "everything"
    return (str(each["name"]), str(each["form"]), str(each["url"]), words, standing, told)
