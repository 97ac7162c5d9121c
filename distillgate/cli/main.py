"""The command `distillgate`: its subcommands, and what happens when something goes wrong."""

import gc
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from distillgate import __version__
from distillgate.cli import (
    audit,
    bom,
    check,
    db,
    decision,
    document,
    due,
    events,
    evidence,
    explain,
    job,
    licenses,
    lineage,
    model,
    notice,
    obligation,
    org,
    permit,
    plan,
    policy,
    release,
    review,
    scan,
    screening,
    student,
    suggest,
    summary,
    sweep,
    vet,
    waiver,
    webhook,
    witness,
)
from distillgate.cli.choices import Filed, Recorded
from distillgate.cli.filing import filing_app
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.records import declaring, provider_app
from distillgate.cli.serve import serve
from distillgate.cli.terminal import PROGRAM, Terminal, answer, arguments_of, talk
from distillgate.settings import Settings, read_settings, wants_traceback

_INTERRUPTED = 130
_FAULT = 1
_SELDOM = 1_000_000
_HELP = """\
May this student be trained on that teacher, and what is owed for it?

Exit codes: 0 approved (obligations are listed), 1 could not decide, 2 wrong usage or an
unreadable plan or pack, 3 needs review, 4 denied, 5 a permit is refused, 6 a proof or a
finished directory does not hold. Of several plans the gravest counts: 1 > 2 > 4 > 3 > 0.
"""

declaring(model.app, Recorded.MODEL)
declaring(model.data_app, Recorded.DATASET)
app = new_app(_HELP)
app.command("check", cls=PlainCommand)(check.check)
app.command("vet", cls=PlainCommand)(vet.vet)
app.command("suggest", cls=PlainCommand)(suggest.suggest)
app.command("explain", cls=PlainCommand)(explain.explain)
app.command("lineage", cls=PlainCommand)(lineage.lineage)
app.command("run", cls=PlainCommand)(job.run)
app.command("obligations", cls=PlainCommand)(obligation.obligations)
app.add_typer(obligation.app, name="obligation")
app.command("evidence", cls=PlainCommand)(evidence.evidence)
app.command("notice", cls=PlainCommand)(notice.notice)
app.add_typer(release.app, name="release")
app.add_typer(student.app, name="student")
app.command("summary", cls=PlainCommand)(summary.summary)
app.command("scan", cls=PlainCommand)(scan.scan)
app.command("sweep", cls=PlainCommand)(sweep.sweep)
app.command("due", cls=PlainCommand)(due.due)
app.add_typer(org.app, name="org")
app.add_typer(plan.app, name="plan")
app.add_typer(policy.app, name="policy")
app.add_typer(document.app, name="document")
app.add_typer(screening.app, name="screening")
app.add_typer(licenses.app, name="license")
app.add_typer(model.app, name="model")
app.add_typer(model.data_app, name="dataset")
app.add_typer(provider_app(), name="provider")
app.add_typer(bom.app, name="bom")
app.add_typer(audit.app, name="audit")
app.add_typer(decision.app, name="decision")
app.add_typer(review.app, name="review")
app.add_typer(
    filing_app(Filed.AGREEMENT, "File contracts with issuers, and show them."), name="agreement"
)
app.add_typer(
    filing_app(Filed.DETERMINATION, "File what legal has decided, and show it."),
    name="determination",
)
app.add_typer(
    waiver.with_states(filing_app(Filed.WAIVER, "File exceptions to findings, and show them.")),
    name="waiver",
)
app.add_typer(db.app, name="db")
app.add_typer(permit.app, name="permit")
app.add_typer(witness.app, name="witness")
app.add_typer(events.app, name="events")
app.add_typer(webhook.app, name="webhook")
app.command("serve", cls=PlainCommand)(serve)


def _version(wanted: bool) -> None:  # noqa: FBT001 the option calls it so
    if wanted:
        answer(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


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
