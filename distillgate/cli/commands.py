"""Every command by its name; only the one that was typed is loaded, since all take long."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Annotated, TypeAlias

import typer

from distillgate import __version__
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import PROGRAM, answer

_HELP = """\
May this student be trained on that teacher, and what is owed for it?

Exit codes: 0 approved (obligations are listed), 1 could not decide, 2 wrong usage or an
unreadable plan or pack, 3 needs review, 4 denied, 5 a permit is refused, 6 a proof or a
finished directory does not hold. Of several plans the gravest counts: 1 > 2 > 4 > 3 > 0.
"""
_Adding: TypeAlias = Callable[[typer.Typer, str], None]
"""Adds one command, or a group of them, under a name."""


def _command(module: str, function: str) -> _Adding:
    def add(app: typer.Typer, name: str) -> None:
        run = getattr(import_module(f"distillgate.cli.{module}"), function)
        app.command(name, cls=PlainCommand)(run)

    return add


def _group(module: str, attribute: str = "app") -> _Adding:
    def add(app: typer.Typer, name: str) -> None:
        group = getattr(import_module(f"distillgate.cli.{module}"), attribute)
        app.add_typer(group, name=name)

    return add


def _made(make: Callable[[], typer.Typer]) -> _Adding:
    made = cache(make)

    def add(app: typer.Typer, name: str) -> None:
        app.add_typer(made(), name=name)

    return add


def _models() -> typer.Typer:
    from distillgate.cli import model  # noqa: PLC0415 loaded when it is typed
    from distillgate.cli.choices import Recorded  # noqa: PLC0415 as above
    from distillgate.cli.records import declaring  # noqa: PLC0415 as above

    declaring(model.app, Recorded.MODEL)
    return model.app


def _datasets() -> typer.Typer:
    from distillgate.cli import model  # noqa: PLC0415 as above
    from distillgate.cli.choices import Recorded  # noqa: PLC0415 as above
    from distillgate.cli.records import declaring  # noqa: PLC0415 as above

    declaring(model.data_app, Recorded.DATASET)
    return model.data_app


def _providers() -> typer.Typer:
    from distillgate.cli.records import provider_app  # noqa: PLC0415 as above

    return provider_app()


def _agreements() -> typer.Typer:
    from distillgate.cli.choices import Filed  # noqa: PLC0415 as above
    from distillgate.cli.filing import filing_app  # noqa: PLC0415 as above

    return filing_app(Filed.AGREEMENT, "File contracts with issuers, and show them.")


def _determinations() -> typer.Typer:
    from distillgate.cli.choices import Filed  # noqa: PLC0415 as above
    from distillgate.cli.filing import filing_app  # noqa: PLC0415 as above

    return filing_app(Filed.DETERMINATION, "File what legal has decided, and show it.")


def _waivers() -> typer.Typer:
    from distillgate.cli import waiver  # noqa: PLC0415 as above
    from distillgate.cli.choices import Filed  # noqa: PLC0415 as above
    from distillgate.cli.filing import filing_app  # noqa: PLC0415 as above

    says = "File exceptions to findings, and show them."
    return waiver.with_states(filing_app(Filed.WAIVER, says))


_COMMANDS: dict[str, _Adding] = {
    "check": _command("check", "check"),
    "vet": _command("vet", "vet"),
    "suggest": _command("suggest", "suggest"),
    "explain": _command("explain", "explain"),
    "lineage": _command("lineage", "lineage"),
    "run": _command("job", "run"),
    "obligations": _command("obligation", "obligations"),
    "obligation": _group("obligation"),
    "evidence": _command("evidence", "evidence"),
    "notice": _command("notice", "notice"),
    "release": _group("release"),
    "student": _group("student"),
    "summary": _command("summary", "summary"),
    "scan": _command("scan", "scan"),
    "sweep": _command("sweep", "sweep"),
    "due": _command("due", "due"),
    "org": _group("org"),
    "plan": _group("plan"),
    "policy": _group("policy"),
    "document": _group("document"),
    "screening": _group("screening"),
    "license": _group("licenses"),
    "model": _made(_models),
    "dataset": _made(_datasets),
    "provider": _made(_providers),
    "bom": _group("bom"),
    "audit": _group("audit"),
    "decision": _group("decision"),
    "review": _group("review"),
    "agreement": _made(_agreements),
    "determination": _made(_determinations),
    "waiver": _made(_waivers),
    "db": _group("db"),
    "permit": _group("permit"),
    "witness": _group("witness"),
    "events": _group("events"),
    "webhook": _group("webhook"),
    "serve": _command("serve", "serve"),
}
"""In the order in which help lists them."""


def app_for(word: str | None) -> typer.Typer:
    """Return the command with what `word` names below it; with all, where it names nothing."""
    return _app_of(word if word in _COMMANDS else None)


@cache
def _app_of(name: str | None) -> typer.Typer:
    app = new_app(_HELP)
    app.callback()(_main)
    for each in _COMMANDS if name is None else (name,):
        _COMMANDS[each](app, each)
    return app


def _version(wanted: bool) -> None:  # noqa: FBT001 the option calls it so
    if wanted:
        answer(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


def _main(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Take the options that stand before a command."""
