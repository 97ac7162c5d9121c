"""Checks over the whole seed catalog that no single record can make."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from policy.case import Edge
from policy.diagnostics import Code, Diagnostic, Level, Span, in_order, nearest
from policy.reading import Notebook
from policy.testing import glob
from registry.catalogs import SeedCatalog, beginning
from registry.records import Artifact, ArtifactPattern, Provider
from registry.seednames import Names

_NOWHERE = Span("catalog", 1, 1)


def check_documents(
    catalog: SeedCatalog, known_documents: Collection[str]
) -> tuple[Diagnostic, ...]:
    """Return a warning for each document that a row or record names and no pack holds."""
    known = sorted(known_documents)
    found = []
    for span, documents in _named_documents(catalog):
        for name in documents:
            if name not in known_documents:
                near = nearest(name, known)
                hint = f"did you mean `{near}`?" if near else None
                message = f"no document is called `{name}`"
                found.append(
                    Diagnostic(
                        Code.UNKNOWN_DOCUMENT, message, span or _NOWHERE, hint, Level.WARNING
                    )
                )
    return in_order(found)


def _named_documents(
    catalog: SeedCatalog,
) -> Iterator[tuple[Span | None, tuple[str, ...]]]:
    for row in catalog.channel_rows:
        yield row.span, row.documents
    for record in catalog.artifact_records:
        yield record.span, record.documents
    for pattern in catalog.patterns:
        yield pattern.span, pattern.documents


def check_providers(providers: Iterable[Provider], notebook: Notebook) -> None:
    """Report every slug or alias, prefix and hub owner that names two providers."""
    slugs, prefixes, owners = (_Claims(notebook) for _ in range(3))
    for provider in providers:
        span = provider.span or _NOWHERE
        for word in (provider.slug, *provider.aliases):
            slugs.claim(f"`{word}`", word.casefold(), span)
        for word in provider.model_prefixes:
            prefixes.claim(f"the prefix `{word}`", word.casefold(), span)
        for word in provider.hub_owners:
            owners.claim(f"the hub owner `{word}`", word.casefold(), span)


def check_artifacts(records: Iterable[Artifact], names: Names, notebook: Notebook) -> None:
    """Report every reference that two records, or one record twice, claim as theirs."""
    claims = _Claims(notebook)
    for record in records:
        for ref in (record.ref, *record.aliases):
            key = f"{record.kind} {names.key(ref)}"
            claims.claim(f"`{ref}`", key, record.span or _NOWHERE)


def check_patterns(patterns: Iterable[ArtifactPattern], notebook: Notebook) -> None:
    """Warn of every pattern that an earlier one keeps from ever being reached."""
    earlier: list[tuple[str, str, ArtifactPattern]] = []
    for pattern in patterns:
        text = pattern.match.casefold()
        for begin, other_text, other in earlier:
            if text.startswith(begin) and other.kind is pattern.kind and glob(other_text)(text):
                message = f"`{pattern.match}` is never reached, as `{other.match}` comes first"
                notebook.warning(Code.DUPLICATE_RECORD, message, pattern.span or _NOWHERE)
                break
        earlier.append((beginning(text), text, pattern))


def check_lineage(catalog: SeedCatalog, notebook: Notebook) -> None:
    """Report weights that are made from themselves; warn of ends that nothing is known of."""
    spans = {record.ref: record.span or _NOWHERE for record in catalog.artifact_records}
    parents: dict[str, list[str]] = {}
    unknown: dict[str, Artifact] = {}
    for record in catalog.artifact_records:
        for edge in record.made_from:
            end = catalog.artifact(edge.ref, edge.kind) if edge.ref else None
            if end is None and edge.ref is not None:
                unknown.setdefault(edge.ref, record)
            elif end is not None and edge.edge is Edge.WEIGHTS:
                parents.setdefault(record.ref, []).append(end.ref)
    for ref, record in unknown.items():
        message = f"nothing is known of `{ref}`, from which `{record.ref}` is made"
        notebook.warning(Code.UNKNOWN_REFERENCE, message, spans[record.ref])
    for circle in circles(parents):
        way = " from ".join(f"`{ref}`" for ref in circle)
        message = f"these weights are made from themselves: {way}"
        notebook.error(Code.LINEAGE_CYCLE, message, spans[circle[0]])


def circles(parents: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield circles of what is made from what, until none is left; the first is also the last.

    Each is told once, from its least member on.
    """
    left = {child: dict.fromkeys(sorted(parents[child])) for child in sorted(parents)}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            child, *others = reversed(error.args[1])
            left[child].pop(others[0])
            yield _from_least((child, *others[:-1]))
        else:
            return


def _from_least(circle: tuple[str, ...]) -> tuple[str, ...]:
    place = circle.index(min(circle))
    return (*circle[place:], *circle[:place], circle[place])


class _Claims:
    """Who was the first to claim a name."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._first: dict[str, Span] = {}

    def claim(self, what: str, key: str, span: Span) -> None:
        """Take the name `key` for what stands at `span`; reports who comes second."""
        first = self._first.get(key)
        if first is None:
            self._first[key] = span
            return
        if first is span:
            message = f"{what} stands twice in one record"
            self._notebook.warning(Code.DUPLICATE_RECORD, message, span)
            return
        hint = f"it stands first at {first.path}:{first.line}"
        message = f"{what} stands twice in the catalog"
        self._notebook.error(Code.DUPLICATE_RECORD, message, span, hint)
