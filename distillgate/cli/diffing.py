"""Runs and draws `policy diff`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors, said
from distillgate.cli.page import Page
from distillgate.cli.suggesting import Watch
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.packsides import side
from distillgate.settings import today
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.policydiff import Clause, Diffed, Region, diff_packs, whose
from distillgate.usecases.witnesses import Witness
from policy.canonical import canonical_json
from policy.explaining_words import counted, section_words
from policy.yamltext import UnreadableError

SCHEMA = "distillgate/policy-diff/v1"
_MOST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which packs are compared, and how."""

    before: str
    after: str
    overlay: bool = False
    timeout: float = 60.0
    as_of: date | None = None
    full: bool = False


def diff(terminal: Terminal, wanted: Wanted, form: Shape) -> Exit:
    """Draw what changes in meaning; 0 says that nothing does, and that this was proven."""
    try:
        before, after = (
            side(name, terminal.settings, said(terminal, name), overlay=wanted.overlay)
            for name in (wanted.before, wanted.after)
        )
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    watch = Watch(wanted.timeout, "changed clauses looked at", "in all")
    found = diff_packs(before, after, wanted.as_of or today(), watch)
    if form is Shape.JSON:
        answer(canonical_json(diff_json(found)) + "\n")
    else:
        page = Page(terminal.width)
        _draw(found, wanted, page)
        answer(page.text())
    return Exit.APPROVED if found.same else Exit.NEEDS_REVIEW


def _draw(found: Diffed, wanted: Wanted, page: Page) -> None:
    for clause in found.clauses:
        _clause(clause, page, full=wanted.full)
        page.line()
    for name, words in found.compared.besides:
        page.fold(f"{name}: {words}", "", "    ")
    for name, old, new in found.compared.renamed:
        page.fold(f"{name}: `{old}` is called `{new}` now, and means the same", "", "    ")
    if found.compared.besides or found.compared.renamed:
        page.line()
    page.fold(_counts(found))
    page.fold(_conclusion(found))


def _counts(found: Diffed) -> str:
    compared = found.compared
    parts = [
        f"{counted(compared.documents, 'document')} compared",
        f"{len(found.clauses)} changed in meaning",
        f"{found.proven} written otherwise and proven to mean the same",
        f"{compared.reworded} with other words only",
    ]
    return "; ".join(parts)


def _conclusion(found: Diffed) -> str:
    if found.same:
        return "no change in meaning, and this is proven: both judge every plan alike"
    open_ones = found.unlooked + sum(not each.settled for each in found.clauses)
    if open_ones:
        return (
            f"not settled: {counted(open_ones, 'clause')}; give it more time with `--timeout`"
        )
    witnessed = f"{counted(found.judged, 'judgement')} made to show the regions"
    return f"every difference in conditions is listed; {witnessed}"


def _clause(clause: Clause, page: Page, *, full: bool) -> None:
    now = clause.pair.now
    parts = (
        f"{clause.pair.document}#{clause.pair.clause}",
        now.rule.effect.value,
        section_words(now.clause.section),
    )
    page.line("  ".join(part for part in parts if part))
    page.fold(f"in {', '.join(clause.pair.versions)}", "  ", "    ")
    words = clause.turn.words if clause.turn else ()
    page.fold(
        f"{clause.direction}: {'; '.join(words)}" if words else clause.direction, "  ", "    "
    )
    if not clause.settled:
        page.fold("not settled: where it differs could not be worked out in time", "  ", "    ")
    head = whose(now.document)
    for region in clause.regions:
        _region(region, head, "the clause", page, full=full)
    for region in clause.checks:
        _region(region, head, "what it requires", page, full=full)


def _region(region: Region, head: str, what: str, page: Page, *, full: bool) -> None:
    witness = region.witness
    verdicts = [each.ruling.word for each in witness.verdicts] if witness else []
    outcome = f"{what} {region.was} -> {region.now}"
    if len(set(verdicts)) > 1:
        outcome = f"from {verdicts[0]} to {verdicts[1]} ({outcome})"
    elif verdicts:
        outcome = f"{outcome}; the plan below is {verdicts[0]} either way"
    shown = region.where if full else region.where[:_MOST_SHOWN]
    for number, words in enumerate(shown):
        where = f"{head}, where {'; '.join(words)}" if words else head
        page.fold(where if not number else f"or where {'; '.join(words)}", "  * ", "    ")
    more = len(region.where) - len(shown)
    if more:
        page.fold(f"or in {counted(more, 'more region')}, shown with `--full`", "    ")
    page.fold(outcome, "    = ", "      ")
    page.fold(_witness(witness), "    = ", "      ")


def _witness(witness: Witness | None) -> str:
    if witness is None:
        return "no plan was found that shows it"
    shown = witness.shown
    changed = ", ".join(shown.patch.parts())
    how = f"with {changed}" if changed else "as it is"
    return f"shown by the plan `{shown.ground}` {how}, on {shown.as_of}"


def diff_json(found: Diffed) -> dict[str, object]:
    """Return the difference in the types of JSON."""
    return {
        "schema": SCHEMA,
        "same": found.same,
        "settled": found.settled,
        "documents": found.compared.documents,
        "clauses": found.compared.clauses,
        "reworded": found.compared.reworded,
        "proven_same": found.proven,
        "not_looked_at": found.unlooked,
        "changes": [_clause_json(each) for each in found.clauses],
        "besides": [{"about": name, "change": words} for name, words in found.compared.besides],
        "renamed": [
            {"document": name, "was": old, "now": new}
            for name, old, new in found.compared.renamed
        ],
    }


def _clause_json(clause: Clause) -> dict[str, object]:
    return {
        "clause": f"{clause.pair.document}#{clause.pair.clause}",
        "versions": list(clause.pair.versions),
        "effect": clause.pair.now.rule.effect.value,
        "direction": clause.direction,
        "words": list(clause.turn.words) if clause.turn else [],
        "settled": clause.settled,
        "regions": _regions_json(clause.regions),
        "checks": _regions_json(clause.checks),
    }


def _regions_json(regions: Iterable[Region]) -> list[dict[str, object]]:
    return [
        {
            "was": each.was,
            "now": each.now,
            "where": [list(words) for words in each.where],
            "witness": _witness_json(each.witness),
        }
        for each in regions
    ]


def _witness_json(witness: Witness | None) -> dict[str, object] | None:
    if witness is None:
        return None
    return {
        "plan": witness.shown.ground,
        "with": witness.shown.patch.parts(),
        "as_of": witness.shown.as_of.isoformat(),
        "verdicts": [each.ruling.word for each in witness.verdicts],
        "states": list(witness.states),
    }
