"""Rewrite the pages that are made from the code and the packs.

Usage: `python -m tools.docs [--check]`; with `--check` nothing is written, and
it exits 1 if a page is stale. A page is made whole, or a page written by hand
has made sections: what stands between `<!-- NAME: …` and `<!-- end of NAME`.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from policy.conditionparsing import allowed_operators
from policy.conditions import Operator
from policy.diagnostic_texts import diagnostics_markdown
from policy.documents import BANS, PURPOSE_TOPICS, DocumentKind
from policy.facts.describing import facts_markdown
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.keys import TABLES as CASE_TABLES
from policy.packtests.schema import case_schema
from policy.planschema import plan_schema
from policy.policykeys import TABLES, KeyTable
from policy.policyschema import policy_schema
from policy.policywords import ACTS, BASES, EFFECTS, KINDS, OPERATORS, REACHES, TOPICS
from policy.verdictjson import verdict_schema
from tools.documentpages import FOLDER, document_pages

ROOT = Path(__file__).resolve().parent.parent
UNWRITTEN = {DocumentKind.BUILT_IN}
_SECTION = "<!-- {name}: made by `make docs` -->\n{body}<!-- end of {name} -->"
_MADE = r"<!-- {name}: made by `make docs` -->\n.*?<!-- end of {name} -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(each) for each in row)} |\n" for row in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _words(head: str, words: Iterable[tuple[str, str]]) -> str:
    return table((head, "is"), ((f"`{word}`", says) for word, says in words))


def _type_of(fact: Fact) -> str:
    return f"list of {fact.kind}s" if fact.many else fact.kind.value


def operators() -> str:
    """Return what each operator means, and which ones fit which kind of fact."""
    kinds = {
        (fact.many, list(Kind).index(fact.kind)): fact for fact in reversed(tuple(VOCABULARY))
    }
    by_kind = (
        (_type_of(fact), _code(each for each in Operator if each in allowed_operators(fact)))
        for _, fact in sorted(kinds.items(), key=lambda pair: pair[0])
    )
    meanings = table(
        ("operator", "holds if"),
        ((f"`{operator}`", says) for operator, says in OPERATORS.items()),
    )
    return f"{meanings}\n{table(('kind of fact', 'operators'), by_kind)}"


def topics() -> str:
    """Return what each topic is about, and which bases its bans stand against."""

    def against(topic: str) -> str:
        if topic in PURPOSE_TOPICS:
            return "every basis of its document"
        return _code(thing for thing, banned in BANS.items() if topic in banned)

    rows = ((f"`{topic}`", says, against(topic)) for topic, says in sorted(TOPICS.items()))
    return table(("topic", "is about", "its bans stand against a basis for"), rows)


def keys(tables: Iterable[KeyTable]) -> str:
    """Return a table of the keys of each mapping."""
    return "\n".join(map(_keys, tables))


def _keys(each: KeyTable) -> str:
    rows = ((f"`{key}`", each.says[key]) for key in each.keys)
    return f"### {each.title}\n\n{table(('key', 'says'), rows)}"


def kinds() -> str:
    """Return what each kind of document is, less those that nobody writes."""
    written = ((kind, says) for kind, says in KINDS.items() if kind not in UNWRITTEN)
    return _words("kind", written)


SECTIONS: Mapping[str, Callable[[], str]] = {
    "kinds": kinds,
    "effects": lambda: _words("effect", EFFECTS.items()),
    "acts": lambda: _words("act", ACTS.items()),
    "operators": operators,
    "reaches": lambda: _words("reach", REACHES.items()),
    "bases": lambda: _words("basis", BASES.items()),
    "topics": topics,
    "keys": lambda: keys(TABLES),
    "case-keys": lambda: keys(CASE_TABLES),
}
"""The made sections of pages that are written by hand, by their mark."""


def with_sections(written: str) -> str:
    """Return the page `written` with its made sections renewed."""
    for name, make in SECTIONS.items():
        section = _SECTION.format(name=name, body=f"\n{make()}\n")
        pattern = re.compile(_MADE.format(name=name), re.DOTALL)
        written = section.join(pattern.split(written))
    return written


def _schema(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


PAGES: Mapping[str, Callable[[str], str]] = {
    "docs/diagnostics.md": lambda _: diagnostics_markdown(),
    "docs/facts.md": lambda _: facts_markdown(VOCABULARY),
    "docs/policy-language.md": with_sections,
    "docs/plan.schema.json": lambda _: _schema(plan_schema()),
    "docs/testing-a-pack.md": with_sections,
    "docs/cases.schema.json": lambda _: _schema(case_schema()),
    "docs/policy.schema.json": lambda _: _schema(policy_schema()),
    "docs/verdict-v1.schema.json": lambda _: _schema(verdict_schema()),
}
"""Every page about the program itself with what makes it, out of what is there."""


def stale(root: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each page under `root` that is not as the code makes it, with its new text.

    The page of a document that is gone has no new text.
    """
    yield from _stale(root, PAGES)
    yield from stale_documents(root)


def stale_documents(root: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each page of a document that is not as the packs make it, or has no document."""
    made = {name: _always(text) for name, text in document_pages().items()}
    known = {root / name for name in made}
    yield from ((path, None) for path in sorted((root / FOLDER).glob("*")) if path not in known)
    yield from _stale(root, made)


def _always(text: str) -> Callable[[str], str]:
    return lambda _: text


def _stale(
    root: Path, pages: Mapping[str, Callable[[str], str]]
) -> Iterator[tuple[Path, str | None]]:
    for name, make in pages.items():
        path = root / name
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        made = make(there)
        if made != there:
            yield path, made


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Renew the pages, or only look; return the exit code."""
    if [*arguments] not in ([], ["--check"]):
        print("usage: python -m tools.docs [--check]", file=sys.stderr)
        return 2
    found = list(stale(root))
    for path, made in found:
        name = path.relative_to(root)
        if arguments:
            print(f"{name} is stale: run `make docs`")
        elif made is None:
            path.unlink()
            print(f"{name} removed")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(made, encoding="utf-8")
            print(f"{name} renewed")
    return 1 if arguments and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
