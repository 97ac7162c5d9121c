"""Runs the commands about events."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from distillgate.cli.choices import Shape
from distillgate.cli.page import table
from distillgate.cli.recording import made_ledger, read_registry
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.cli.webhooking import keeping_of
from distillgate.exits import Exit
from distillgate.registries import refusing
from distillgate.sealers import sealer_of
from distillgate.sending import delivering_from
from distillgate.settings import now
from distillgate.usecases.chores import Chores, do_chores
from distillgate.usecases.delivering import deliver_all
from distillgate.usecases.eventlists import Letter, letters, messages_after, replay
from distillgate.usecases.eventviews import Message
from distillgate.usecases.spreading import Made, Thing
from distillgate.usecases.webhooks import MOST
from policy.canonical import canonical_json
from registry.deliveries import DeliveryState


def list_events(after: int, most: int, form: Shape, terminal: Terminal) -> None:
    """Draw events, one a line, in their order."""
    with shown(terminal), refusing(terminal.settings.registry):
        database = read_registry(terminal)
        found = () if database is None else messages_after(database, after, most)
        if form is Shape.JSON:
            home = terminal.settings.public_url
            answer(canonical_json([each.plain(home) for each in found]) + "\n")
            return
        answer("".join(f"{row}\n" for row in table(map(_row, found))))


def list_letters(
    name: str | None, most: int, form: Shape, terminal: Terminal, *, dead: bool
) -> None:
    """Draw deliveries, one a line, the latest first."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        database = read_registry(terminal)
        state = DeliveryState.DEAD if dead else None
        place = stock.said(name or "")
        found = () if database is None else letters(database, state, name, place, most)
        if form is Shape.JSON:
            answer(canonical_json([each.plain() for each in found]) + "\n")
            return
        answer("".join(f"{row}\n" for row in table(map(_letter, found))))


def deliver(terminal: Terminal) -> Exit:
    """Tell what is due, all subscribers at once, and say what came of it."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        settings = terminal.settings
        ledger = made_ledger(terminal)
        sealer, days = partial(sealer_of, settings), settings.keep_deliveries
        do_chores(Chores(lambda: ledger, stock.pack, sealer, now, days))
        delivering = delivering_from(ledger.database, settings)
        with ThreadPoolExecutor(MOST) as threads:

            def at_once(
                work: Callable[[Thing], Made], things: Sequence[Thing]
            ) -> Iterator[Made]:
                return threads.map(work, things)

            found = deliver_all(delivering, at_once)
        sent = sum(each.state is DeliveryState.SENT for each in found)
        dead = sum(each.state is DeliveryState.DEAD for each in found)
        talk(f"{sent} sent, {len(found) - sent - dead} to be tried again, {dead} dead")
    return Exit.APPROVED


def replay_from(after: int, name: str | None, terminal: Terminal) -> Exit:
    """Let events be told once more."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        count = replay(after, name, keeping_of(terminal, stock.said(name or str(after))))
        talk(f"{count} to be told once more; `serve` or `events deliver` does it")
    return Exit.APPROVED


def _row(each: Message) -> tuple[str, ...]:
    about = each.plan or each.subject
    number = f"decision {each.decision}" if each.decision is not None else ""
    return (str(each.cursor), each.at, each.kind, about, each.verdict or "", number, each.by)


def _letter(each: Letter) -> tuple[str, ...]:
    delivery, message = each.delivery, each.message
    why = " ".join(filter(None, (str(delivery.status or ""), delivery.why)))
    tries = f"{delivery.attempts} tries"
    about = message.plan or message.subject
    state = delivery.state.value
    return (each.webhook, str(message.cursor), message.kind, about, state, tries, why)
