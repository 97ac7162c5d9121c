"""The command `distillgate`: its subcommands, and what happens when something goes wrong."""

import gc
import sys
import traceback
from collections.abc import Sequence

from distillgate import __version__
from distillgate.cli.commands import app_for
from distillgate.cli.terminal import PROGRAM, Terminal, arguments_of, talk
from distillgate.settings import Settings, read_settings, wants_traceback

_INTERRUPTED = 130
_FAULT = 1
_SELDOM = 1_000_000


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command that was typed and leave with its exit code.

    A fault of ours ends in one line that says what to report, never in an
    answer.
    """
    # What a command builds stays until it ends, so that looking for garbage only costs time.
    gc.set_threshold(_SELDOM)
    typed = arguments_of(arguments)
    try:
        terminal = Terminal(typed, _settings(typed))
        app = app_for(typed[0] if typed else None)
        app(args=list(typed), prog_name=PROGRAM, obj=terminal)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as fault:  # noqa: BLE001 whatever it is, nobody is to see a traceback
        if wants_traceback():
            traceback.print_exc()
        talk(_report(fault))
        sys.exit(_FAULT)


def _settings(typed: Sequence[str]) -> Settings:
    """Return what is set; a file of settings that cannot be read ends the command."""
    try:
        return read_settings()
    except Exception as error:
        # What can be said of files is seldom needed, and nothing of it is loaded before.
        from distillgate.cli.drawing import Lines, draw_errors  # noqa: PLC0415 seldom needed
        from policy.yamltext import UnreadableError  # noqa: PLC0415 seldom needed

        if not isinstance(error, UnreadableError):
            raise
        lines = Lines(Terminal(tuple(typed), Settings()))
        sys.exit(draw_errors(error.diagnostics, lines))


def _report(fault: Exception) -> str:
    """Return one line about a fault of ours: what it is, where, and what to do."""
    where = traceback.extract_tb(fault.__traceback__)
    place = f" at {where[-1].name}:{where[-1].lineno}" if where else ""
    return (
        f"{PROGRAM} {__version__}: a fault of ours, {type(fault).__name__}{place}, nothing was"
        " decided; please report it with the output of DISTILLGATE_DEBUG=1"
    )
