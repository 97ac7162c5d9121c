"""`distillgate vet`: whether a model that somebody else made may be used."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Color, Form, FormatChoice, PageChoice, Purpose
from distillgate.cli.options import (
    Agreements,
    Answer,
    AsOf,
    ColorOption,
    Full,
    Notes,
    Output,
    Packs,
    Records,
    Strict,
    parts,
)
from distillgate.cli.terminal import terminal_of

MODEL = "The model, such as hf:org/name or hf:org/name@revision."
USE = "What it is to be used for."
PLACES = "Where it is offered: codes such as DE, US-CA, EU, worldwide; commas between."
FORMS = "In what form others get it; may be repeated."
ORGANIZATION = "The file with the organization's answers."
PAGE = "Write the page for procurement in place of the answer."
ATTESTS = "What you sign, such as ordinary-access, no-listed-uses; commas between."


def vet(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="REF", help=MODEL, show_default=False)],
    *,
    use: Annotated[Purpose, typer.Option("--use", help=USE, show_default=False)],
    places: Annotated[
        str, typer.Option("--places", metavar="CODES", help=PLACES, show_default=False)
    ] = "",
    forms: Annotated[
        list[Form] | None, typer.Option("--release", help=FORMS, show_default=False)
    ] = None,
    organization: Annotated[
        Path | None,
        typer.Option("--organization", metavar="FILE", help=ORGANIZATION, show_default=False),
    ] = None,
    attests: Annotated[
        str, typer.Option("--attests", metavar="NAMES", help=ATTESTS, show_default=False)
    ] = "",
    page: Annotated[
        PageChoice | None, typer.Option("--page", help=PAGE, show_default=False)
    ] = None,
    form: Answer = FormatChoice.TEXT,
    as_of: AsOf = None,
    strict: Strict = False,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
    notes: Notes = False,
    full: Full = False,
    output: Output = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Say whether a model that somebody else made may be used. Nothing is recorded."""
    from distillgate.cli import checking  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.drawing import Drawing  # noqa: PLC0415 loaded when the command runs
    from distillgate.usecases.vet import Adoption  # noqa: PLC0415 loaded when it runs

    file = str(organization) if organization else None
    given = (parts(places), tuple(forms or ()), file, parts(attests))
    adoption = Adoption(model, use.value, *given)
    shelf = checking.Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    if page is not None:
        from distillgate.cli import vetting  # noqa: PLC0415 loaded when it is asked for

        paper = vetting.Paper(page, output, strict)
        raise typer.Exit(vetting.write_page(adoption, shelf, paper, terminal_of(context)))
    drawing = Drawing(form, color, output, notes=notes, full=full, strict=strict)
    raise typer.Exit(checking.vet(adoption, shelf, drawing, terminal_of(context)))
