"""All checks of a whole pack, in one call."""

from policy.compiling import Pack
from policy.diagnostics import Diagnostic, in_order
from policy.lint.bench import Bench, benches_of
from policy.lint.conditions import check_conditions
from policy.lint.dates import check_dates
from policy.lint.duties import check_duties
from policy.lint.lifts import check_lifts
from policy.lint.outputterms import check_output_terms
from policy.lint.sources import check_sources, check_territories
from policy.lint.tags import check_tags
from policy.lint.ties import check_ties
from policy.reading import Notebook
from policy.satisfying import solver_for


def lint_pack(pack: Pack) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a pack that loads, and would judge all the same.

    Loading reports what stops a pack from being used; this looks at what its
    rules come to, which takes longer and is for authors.
    """
    notebook = Notebook()
    for bench in benches_of(pack, solver_for(pack.territories), notebook):
        _check(bench)
    check_tags(pack.documents, notebook)
    check_territories(pack.territories, notebook)
    return in_order(notebook.found)


def _check(bench: Bench) -> None:
    for check in (
        check_conditions,
        check_dates,
        check_duties,
        check_lifts,
        check_output_terms,
        check_sources,
        check_ties,
    ):
        check(bench)
