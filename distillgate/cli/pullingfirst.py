"""Reads at their sources what plans name and the registry lacks, before they are checked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from connectors.record import Kind
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.remembering import kept_of
from distillgate.cli.terminal import Terminal, talk
from distillgate.settings import Settings
from distillgate.sources import Mode, opened
from distillgate.usecases.check import PlanText
from distillgate.usecases.lacking import lacking
from distillgate.usecases.library import Library, UnreadableLibraryError
from distillgate.usecases.pulling import Haul, Target, pull
from policy.diagnostics import Level, printable
from policy.yamltext import UnreadableError
from registry.hubrecords import overlaid


def with_pulled(
    plans: Sequence[PlanText], library: Library, terminal: Terminal, as_of: date
) -> Library:
    """Return `library` with records of all that `plans` name, as far as sources tell.

    They are kept in the registry, where there is one, with what they were made
    from. What cannot be read is told, and stays unknown. Raises
    `UnreadableLibraryError` where the registry cannot be written.
    """
    wanted = lacking(plans, library, as_of=as_of)
    if not wanted:
        return library
    haul = _read(wanted, terminal.settings)
    try:
        kept = kept_of(haul, terminal)
    except UnreadableError as error:
        path = error.diagnostics[0].span.path
        raise UnreadableLibraryError(path, error.diagnostics) from error
    for line in kept.told:
        talk(line)
    warned = [replace(each, level=Level.WARNING) for each in haul.diagnostics]
    if warned:
        draw_errors((*warned, *kept.old), Lines(terminal))
    records = library.records
    return replace(
        library, records=replace(records, catalog=overlaid(records.catalog, haul.records))
    )


def _read(wanted: Sequence[Target], settings: Settings) -> Haul:
    def done(target: Target) -> None:
        talk(f"read {printable(target.ref.pinned)}")

    with opened(Mode(), settings) as sources:
        models = [each for each in wanted if each.kind is Kind.MODEL]
        data = [each for each in wanted if each.kind is not Kind.MODEL]
        read = pull(models, sources.hubs, lineage=True, done=done)
        more = pull(data, sources.hubs, lineage=False, done=done)
    return Haul(
        (*read.pulled, *more.pulled),
        (*read.diagnostics, *more.diagnostics),
        (*read.leads, *more.leads),
    )
