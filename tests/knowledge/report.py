"""Print what the packs have of the research: `python -m tests.knowledge.report`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.knowledge.comparing import Comparison, compare_clauses, compare_values
from tests.knowledge.differences import load_differences
from tests.knowledge.research import KNOWLEDGE
from tests.knowledge.shelf import shipped


def report(knowledge: Path) -> Iterator[str]:
    """Yield the lines of the report."""
    documents, differences = shipped().pack.documents, load_differences()
    compared = compare_clauses(knowledge, documents, differences)
    yield from _clauses(compared)
    yield "\nDates, addresses and confidences that differ:"
    for value in compare_values(knowledge, documents, differences):
        entry = differences.value(value.document, value.field)
        why = entry.why if entry is not None else "NOBODY SAYS WHY"
        place = f"{value.document}@{value.version} {value.field}"
        yield f"  {place}: {value.theirs}, here {value.ours}"
        yield f"    {why}"


def _clauses(compared: Comparison) -> Iterator[str]:
    number = len(compared.found) + len(compared.listed) + len(compared.missing)
    yield f"{number:,} clauses, {compared.weighty:,} of them bear on distilling:"
    yield f"  {len(compared.found):,} stand in a pack by document, version, topic and section"
    yield f"  {len(compared.listed):,} stand elsewhere, with a reason"
    yield f"  {len(compared.missing):,} are missing"
    for match in compared.missing:
        yield f"    {match.research.name}"
    yield "\nClauses that stand elsewhere:"
    for match, entry in compared.listed:
        carried = ", ".join(entry.clauses) or "not carried"
        yield f"  {match.research.name}: {carried}"
        yield f"    {entry.why}"


if __name__ == "__main__":
    if KNOWLEDGE is None:
        sys.exit("the research is not here")
    sys.stdout.write("\n".join(report(KNOWLEDGE)) + "\n")
