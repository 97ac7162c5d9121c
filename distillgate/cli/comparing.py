"""Runs and draws `audit compare`."""

from contextlib import nullcontext

from distillgate.cli.choices import Shape
from distillgate.cli.logkeeping import told
from distillgate.cli.logshowing import kept
from distillgate.cli.page import Page
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.usecases.exportcheck import trust_policy
from distillgate.usecases.logcopies import compare_copies
from policy.canonical import canonical_json
from registry.audit.comparing import Comparison, CopyError, Relation

_SCHEMA = "distillgate/log-comparison/v1"
_WORDS = {
    Relation.SAME: "the same",
    Relation.EXTENDS: "one goes on from the other",
    Relation.SPLIT_VIEW: "a split view: two logs of one size were signed",
    Relation.FORK: "a fork: the longer log does not contain the shorter one",
    Relation.UNKNOWN: "cannot tell: the tiles of the longer log are not at hand",
}
_EXITS = {
    Relation.SAME: Exit.APPROVED,
    Relation.EXTENDS: Exit.APPROVED,
    Relation.SPLIT_VIEW: Exit.BROKEN_PROOF,
    Relation.FORK: Exit.BROKEN_PROOF,
    Relation.UNKNOWN: Exit.FAULT,
}


def run(one: str, other: str | None, policy: str, terminal: Terminal, form: Shape) -> Exit:
    """Compare two copies of a log, draw what it comes to, and return the exit."""
    with told(terminal):
        believed = trust_policy(policy)
        reading = nullcontext() if other is not None else kept(terminal).reading()
        try:
            with reading as connection:
                found = compare_copies(one, other, believed, connection)
        except CopyError as error:
            talk(f"does not hold: {error}")
            return Exit.BROKEN_PROOF
    answer(
        canonical_json(_plain(found)) + "\n" if form is Shape.JSON else _page(found, terminal)
    )
    return _EXITS[found.relation]


def _page(found: Comparison, terminal: Terminal) -> str:
    page = Page(terminal.width)
    page.fold(_WORDS[found.relation])
    for label, copy in (("shorter", found.shorter), ("longer", found.longer)):
        page.row(label, f"{copy.name} at {copy.head.size:,} records")
    page.row("part at", None if found.parted is None else f"record {found.parted}")
    return page.text()


def _plain(found: Comparison) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "relation": found.relation.value,
        "parted": found.parted,
        "shorter": {"copy": found.shorter.name, "size": found.shorter.head.size},
        "longer": {"copy": found.longer.name, "size": found.longer.head.size},
    }
