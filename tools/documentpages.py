"""A page for each document of the packs that ship, an index, and the matrix of the licenses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from distillgate.packfiles import read_layer
from distillgate.usecases.changes import Kind, Turn, turns_of, version_words
from distillgate.usecases.conditionwords import condition_words
from distillgate.usecases.documentviews import Edition, by_whom, difference
from distillgate.usecases.governed import Governed, governed_by
from distillgate.usecases.timelines import before, summary
from distillgate.wiring import CATALOG, SOURCE_PACKS
from policy.compiling import Pack
from policy.conditions import ALWAYS
from policy.documents import Clause, Document, DocumentKind, Version
from policy.explaining_words import counted, listed
from policy.packs import load_packs
from policy.policywords import KINDS
from policy.satisfying import Solver, solver_for
from registry.catalogs import SeedCatalog
from registry.seed import load_seed
from tools.matrix import matrix

FOLDER = "docs/documents"
_SPECIAL = re.compile(r"[\\*_\[\]<>|~$]")
_MADE = "<!-- made from the packs by `make docs` -->\n\n"
_HEAD = """\
# Documents

Every text that the packs hold, with its versions and clauses. The
[matrix of the licenses](license-matrix.csv) has one row for each version of a license: what it
says of training on outputs, and what it asks.
"""


@cache
def document_pages() -> Mapping[str, str]:
    """Return every page under `docs/documents`, by its path."""
    pack, catalog = _shipped()
    solver = solver_for(pack.territories)
    every = tuple(pack.documents.values())
    pages = {
        f"{FOLDER}/{document.id}.md": _page(
            document, governed_by(document, catalog, every), solver
        )
        for document in every
    }
    return {
        f"{FOLDER}/README.md": _index(pack),
        f"{FOLDER}/license-matrix.csv": matrix(pack),
        **pages,
    }


@cache
def _shipped() -> tuple[Pack, SeedCatalog]:
    packs, records = read_layer(SOURCE_PACKS), read_layer(CATALOG)
    pack = load_packs([("policies", packs.files)]).pack
    files = [(file.path, file.content) for file in records.files]
    return pack, load_seed(files, pack.territories)[0]


def _index(pack: Pack) -> str:
    parts = [f"{_MADE}{_HEAD}"]
    for kind in DocumentKind:
        found = [each for each in pack.documents.values() if each.kind is kind]
        if found:
            rows = (
                (
                    f"[{escaped(each.title)}]({each.id}.md)",
                    by_whom(each) or "",
                    counted(len(each.versions), "version"),
                    each.versions[-1].label if each.versions else "",
                )
                for each in sorted(found, key=lambda each: (by_whom(each) or "", each.id))
            )
            parts.append(f"## {kind}\n\n{KINDS[kind].capitalize()}.\n")
            parts.append(table(("document", "by", "versions", "newest"), rows))
    return "\n".join(parts)


def _page(document: Document, governed: Governed, solver: Solver) -> str:
    head = [
        ("document", f"`{document.id}`"),
        ("kind", f"{document.kind}: {KINDS[document.kind]}"),
        ("by", by_whom(document) or ""),
        ("SPDX", document.spdx or ""),
        ("tags", listed(f"`{each}`" for each in document.license_tags)),
        ("passes on", listed(f"[{each}]({each}.md)" for each in document.passes_on)),
        ("governs", escaped(governed.who)),
        ("channels", "; ".join(map(escaped, governed.channels))),
        ("models and data", ", ".join(f"`{each}`" for each in governed.artifacts)),
        ("patterns", ", ".join(f"`{each}`" for each in governed.patterns)),
        ("passed on by", listed(f"[{each}]({each}.md)" for each in governed.passed_on_by)),
    ]
    parts = [
        f"{_MADE}# {escaped(document.title)}\n",
        table(("", ""), ((label, words) for label, words in head if words)),
        "## Versions\n",
        table(
            ("version", "in force", "last seen", "text", "what changed"),
            (_version(document, version, solver) for version in document.versions),
        ),
    ]
    for version in _current(document):
        parts += _clauses(Edition(document, version))
    return "\n".join(parts)


def _current(document: Document) -> Iterable[Version]:
    """Return the versions that no later one ended; where all have ended, the last."""
    open_ones = [version for version in document.versions if version.until is None]
    return open_ones or document.versions[-1:]


def _version(document: Document, version: Version, solver: Solver) -> tuple[str, ...]:
    force = f"{version.effective or 'unknown'} to {version.until or 'now'}"
    text = f"[text]({_address(version.url)})" if version.url else ""
    seen = str(version.last_seen or "")
    return version.label, force, seen, text, _changed(document, version, solver)


def _address(url: str) -> str:
    """Return `url` so that nothing in it ends a link or a cell."""
    return url.replace("(", "%28").replace(")", "%29").replace("|", "%7C").replace(" ", "%20")


def _changed(document: Document, version: Version, solver: Solver) -> str:
    if version.carried_from is not None:
        return f"not read; the text of {version.carried_from} stands in"
    earlier = before(document, version)
    if earlier is None:
        models = listed(f"`{each.model}`" for each in version.governs)
        return f"for {models}" if models else "first text known"
    found = difference(Edition(document, earlier), Edition(document, version))
    turns = turns_of(found, solver)
    told = [*map(escaped, version_words(found)), *map(_turn, turns)]
    return "<br>".join([escaped(summary(turns)), *told])


def _turn(turn: Turn) -> str:
    words = [each for each in turn.words if each != "other words"]
    if turn.kind is not Kind.CHANGED or not words:
        words = [turn.clause.statement]
    return f"*{turn.direction}* `{turn.clause.id}`: {escaped('; '.join(words))}"


def _clauses(edition: Edition) -> Iterator[str]:
    version = edition.version
    yield f"## Clauses of {escaped(version.label)}\n"
    if version.silent:
        yield f"Silent on {listed(dict.fromkeys(each.topic for each in version.silent))}.\n"
    if version.unread:
        yield f"Not read on {listed(version.unread)}.\n"
    yield table(
        ("clause", "rule", "applies", "known", "source"),
        map(_clause, edition.clauses),
    )


def _clause(clause: Clause) -> tuple[str, ...]:
    name = "<br>".join(
        filter(None, (f"`{clause.id}`", escaped(clause.section or ""), clause.topic))
    )
    carried = ", from an earlier text" if clause.carried else ""
    return (
        name,
        f"**{clause.effect}** {escaped(clause.statement)}",
        "<br>".join(_applies(clause)),
        f"{clause.confidence.word}{carried}",
        escaped(clause.source or "the text"),
    )


def _applies(clause: Clause) -> Iterator[str]:
    days = " ".join(
        f"{word} {day}" for word, day in (("from", clause.start), ("until", clause.end)) if day
    )
    yield escaped(
        ", ".join(
            filter(None, (days, condition_words(clause.when) if clause.when != ALWAYS else ""))
        )
        or "always"
    )
    for each in clause.exceptions:
        place = f"{each.section}: " if each.section else ""
        yield escaped(f"except {place}{condition_words(each.when)}")
    if clause.due is not None:
        yield f"due by `{clause.due}`"
    if clause.check is not None:
        yield escaped(f"met where {condition_words(clause.check)}")
    if clause.lifts:
        yield f"lifts {listed(f'`{each}`' for each in clause.lifts)}"


def escaped(text: str) -> str:
    """Return `text` as running text of Markdown, on one line; code stays code."""
    parts = " ".join(text.split()).split("`")
    shown = [
        part.replace("|", "\\|") if place % 2 else _SPECIAL.sub(r"\\\g<0>", part)
        for place, part in enumerate(parts)
    ]
    return "`".join(shown)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table of cells that are escaped already."""
    first = tuple(head)
    lines = [first, ("---",) * len(first), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)
