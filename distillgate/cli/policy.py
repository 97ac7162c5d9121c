"""`distillgate policy`: look after packs."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Beginning, Shape
from distillgate.cli.options import AsOf, Most, Packs, ShapeOption, a_count
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Look after packs.")
KIND = "What to begin: the terms of a service, a license, or a law."
NAME = "The id of the document, such as acme-terms; the file is named by it."
FOLDERS = "Folders of documents, laid over the packs that ship; those alone if left out."
MUTANTS = "Change one condition at a time, and say which changes no case notices."
SCAFFOLD = (
    "Draft the case file of a document instead; read it, it knows the rule and not the text."
)
PLANS = "Plan files that are judged besides what the registry holds."
PROVEN = "Files or folders of statements; those that ship if left out."
SEARCH = "Judge so many random cases for each statement besides, as a check on the proofs."
SIDE = "A folder, a folder at a revision (HEAD~1:policies), or the digest of stored packs."
OVERLAY = "Lay both over the packs that ship; otherwise each stands alone."
TIMEOUT = "Stop after so many seconds, and say what is not settled."
CASES = "Packs, folders or case files; the packs that ship if left out."


@app.command("lint", cls=PlainCommand)
def lint(
    context: typer.Context,
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR", help=FOLDERS, show_default=False)
    ] = None,
    *,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say everything that is wrong with packs and catalog, warnings included."""
    from distillgate.cli import linting  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(linting.lint(terminal_of(context), tuple(folders or ()), form))


@app.command("test", cls=PlainCommand)
def run_cases(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help=CASES, show_default=False)
    ] = None,
    *,
    form: ShapeOption = Shape.TEXT,
    every: Annotated[
        bool, typer.Option("--unseen", help="List each side of a clause that no case shows.")
    ] = False,
    scaffold: Annotated[
        str | None,
        typer.Option("--scaffold", metavar="DOCUMENT", help=SCAFFOLD, show_default=False),
    ] = None,
    as_of: AsOf = None,
    mutants: Annotated[bool, typer.Option("--mutants", help=MUTANTS)] = False,
) -> None:
    """Run the case files of packs, and say which sides of each clause they show."""
    from distillgate.cli import testing  # noqa: PLC0415 loaded when the command runs

    if scaffold is not None:
        draft = testing.scaffold(terminal_of(context), tuple(paths or ()), scaffold, as_of)
        raise typer.Exit(draft)
    if mutants:
        raise typer.Exit(testing.mutants(terminal_of(context), tuple(paths or ()), form))
    done = testing.run(terminal_of(context), tuple(paths or ()), form, every=every)
    raise typer.Exit(done)


@app.command("diff", cls=PlainCommand)
def diff(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=SIDE, show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B", help=SIDE, show_default=False)],
    *,
    overlay: Annotated[bool, typer.Option("--overlay", help=OVERLAY)] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.0, help=TIMEOUT)
    ] = 60.0,
    as_of: AsOf = None,
    full: Annotated[bool, typer.Option("--full", help="Show every region.")] = False,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say what changes in meaning from one pack to another, with a plan that shows it."""
    from distillgate.cli import diffing  # noqa: PLC0415 loaded when the command runs

    wanted = diffing.Wanted(before, after, overlay, timeout, as_of, full)
    raise typer.Exit(diffing.diff(terminal_of(context), wanted, form))


@app.command("impact", cls=PlainCommand)
def impact(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=SIDE, show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B", help=SIDE, show_default=False)],
    plans: Annotated[
        list[str] | None, typer.Argument(metavar="PLAN", help=PLANS, show_default=False)
    ] = None,
    *,
    overlay: Annotated[bool, typer.Option("--overlay", help=OVERLAY)] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.0, help=TIMEOUT)
    ] = 300.0,
    most: Most = "100",
    as_of: AsOf = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say which stored plans a change of packs judges otherwise, the worst first."""
    from distillgate.cli import impacting  # noqa: PLC0415 loaded when the command runs

    sides = impacting.Wanted(before, after, overlay, timeout, as_of, a_count(most))
    named = tuple(plans or ())
    raise typer.Exit(impacting.run(terminal_of(context), sides, named, form))


@app.command("prove", cls=PlainCommand)
def prove(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help=PROVEN, show_default=False)
    ] = None,
    *,
    searches: Annotated[
        int, typer.Option("--search", metavar="N", min=0, max=1_000_000, help=SEARCH)
    ] = 20,
    seed: Annotated[int, typer.Option("--seed", help="What random cases are drawn by.")] = 0,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.0, help=TIMEOUT)
    ] = 300.0,
    as_of: AsOf = None,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Prove statements about every plan, or show a plan for which one does not hold."""
    from distillgate.cli import proving  # noqa: PLC0415 loaded when the command runs

    named, over = tuple(files or ()), tuple(packs or ())
    wanted = proving.Wanted(named, over, searches, seed, timeout, as_of)
    raise typer.Exit(proving.run(terminal_of(context), wanted, form))


@app.command("schema", cls=PlainCommand)
def schema(
    form: ShapeOption = Shape.TEXT,
    *,
    cases: Annotated[
        bool, typer.Option("--cases", help="The schema of case files, not of documents.")
    ] = False,
) -> None:
    """Print the JSON Schema of the files of a pack, for editors."""
    from distillgate.cli.schemas import draw_schema  # noqa: PLC0415 loaded when it runs
    from policy.packtests.schema import case_schema  # noqa: PLC0415 loaded when it runs
    from policy.policyschema import policy_schema  # noqa: PLC0415 loaded when it runs

    draw_schema(case_schema() if cases else policy_schema(), form)


@app.command("new", cls=PlainCommand)
def new(
    context: typer.Context,
    kind: Annotated[
        Beginning, typer.Argument(metavar="terms|license|law", help=KIND, show_default=False)
    ],
    name: Annotated[str, typer.Argument(metavar="NAME", help=NAME, show_default=False)],
    *,
    folder: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="The folder to write it to.")
    ] = Path(),
) -> None:
    """Write a new document with every key explained and every place to fill in marked."""
    from distillgate.cli import beginning  # noqa: PLC0415 loaded when the command runs

    beginning.new(terminal_of(context), kind, name, folder)
