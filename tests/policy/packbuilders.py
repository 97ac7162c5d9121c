"""Packs for tests: small documents, and what is wrong with them."""

from textwrap import indent

from policy.diagnostics import Code, Diagnostic, Span, render
from policy.documents import Clause, Document
from policy.packs import LoadedPack, SourceFile, load_packs
from policy.yamltext import source_line

TERMS_HEAD = "document: acme-terms\nkind: provider-terms\nissuer: acme\n"
VERSION_HEAD = 'versions:\n  - version: "2026-01-01"\n    effective: 2026-01-01\n'
BAN = "id: no-training\ntopic: train-on-outputs\nforbids: Training models on output.\n"


def entry(text: str, depth: int) -> str:
    """Return `text`, a mapping, as one entry of a list that is indented by `depth`."""
    inner = indent(text.rstrip("\n"), " " * (depth + 2))
    return f"{' ' * depth}- {inner.lstrip()}\n"


def with_clauses(*clauses: str) -> str:
    """Return terms with one version that has `clauses`."""
    entries = "".join(entry(clause, 6) for clause in clauses)
    return f"{TERMS_HEAD}{VERSION_HEAD}    clauses:\n{entries}"


def with_condition(condition: str) -> str:
    """Return terms with one clause that applies under `condition`."""
    return with_clauses(f"{BAN}when:\n{indent(condition, '  ')}\n")


def loaded(*texts: str) -> LoadedPack:
    """Return the pack of `texts`, the first in `pack.yaml`, others in `pack-1.yaml` and on."""
    names = ("pack.yaml", *(f"pack-{number}.yaml" for number in range(1, len(texts))))
    files = [SourceFile(n, text.encode()) for n, text in zip(names, texts, strict=True)]
    return load_packs([("pack", files)])


def sound(*texts: str) -> LoadedPack:
    """Return the pack of `texts`, in which nothing is wrong."""
    pack = loaded(*texts)
    assert shown(pack.diagnostics, *texts) == ""
    return pack


def document(*texts: str, name: str = "acme-terms") -> Document:
    """Return one document of the pack of `texts`, in which nothing is wrong."""
    return sound(*texts).pack.documents[name]


def clause(text: str) -> Clause:
    """Return the one clause that `text` is."""
    (found,) = document(with_clauses(text)).versions[0].clauses
    return found


Said = tuple[Code, tuple[int, int, int], str, str | None]


def said(*texts: str) -> tuple[Said, ...]:
    """Return what is wrong with the pack of `texts`: code, place, message and hint."""
    return tuple(map(as_said, loaded(*texts).diagnostics))


def as_said(each: Diagnostic) -> Said:
    """Return what a diagnostic says, with line, column and length of its place."""
    span = each.span
    return each.code, (span.line, span.column, span.length), each.message, each.hint


def codes(*texts: str) -> list[Code]:
    """Return the codes of what is wrong with the pack of `texts`."""
    return [each.code for each in loaded(*texts).diagnostics]


def shown(diagnostics: tuple[Diagnostic, ...], *texts: str) -> str:
    """Return `diagnostics` as their reader sees them, where the first file is `texts[0]`."""

    def line_of(span: Span) -> str | None:
        numbered = dict(enumerate(texts))
        stem = span.path.removeprefix("pack").removesuffix(".yaml").lstrip("-")
        text = numbered.get(int(stem) if stem else 0) if stem.isdigit() or not stem else None
        return None if text is None else source_line(text.encode(), span.line)

    return "\n\n".join(render(each, line_of) for each in diagnostics)
