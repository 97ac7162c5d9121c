"""What a reader sees for each diagnostic code, byte for byte.

`<code>.yaml`, or `<code>.<what>.yaml` where one code has several faces, gives
that code and no other. Files in the folder itself are packs, read beside those
in `beside`; each folder in `READERS` holds what is read otherwise. `make
golden` rewrites the `.txt` files.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from policy.codetexts.entry import Part
from policy.diagnostic_texts import TEXTS
from policy.diagnostics import Code, Diagnostic, Span, in_order, render
from policy.lint.pack import lint_pack
from policy.packs import SourceFile, load_packs
from policy.packtests.parsing import parse_case_file
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.yamltext import read_yaml, source_line
from tests.policy.packbuilders import with_clauses

FOLDER = Path(__file__).parent / "diagnostics"
Found = tuple[Diagnostic, ...]
TERMS = with_clauses(
    "id: no-training\ntopic: train-on-outputs\nforbids: Training models on output.\n"
    "when: {student.type: language-model}\n"
    "except: [{section: 3.3(e), when: {use.purpose: research}}]\n",
    "id: program\ntopic: distillation-channel\npermits: The program.\nlifts: [no-training]\n",
)
PLAN = "plan: base\nteachers: [acme:large]\n"


def in_pack(path: Path) -> Found:
    files = [path, *sorted((FOLDER / "beside").glob("*.yaml"))]
    read = (SourceFile(each.name, each.read_bytes()) for each in files)
    return load_packs([("pack", read)]).diagnostics


def in_plan(path: Path) -> Found:
    notebook = Notebook()
    parse_plan(read_yaml(path.read_bytes(), path.name), notebook, lambda _: None)
    return in_order(notebook.found)


def in_lint(path: Path) -> Found:
    beside = sorted((FOLDER / "lint" / "beside").glob("*.yaml"))
    read = (SourceFile(each.name, each.read_bytes()) for each in (path, *beside))
    return lint_pack(load_packs([("pack", read)]).pack)


def in_case_file(path: Path) -> Found:
    pack = load_packs([("pack", [SourceFile("terms.yaml", TERMS.encode())])])
    notebook = Notebook()
    plans = {"base": read_yaml(PLAN.encode(), "base.yaml")}
    node = read_yaml(path.read_bytes(), path.name)
    parse_case_file(node, notebook, pack.pack, plans)
    return in_order(notebook.found)


READERS: dict[str, Callable[[Path], Found]] = {
    "diagnostics": in_pack,
    "cases": in_case_file,
    "lint": in_lint,
    "plans": in_plan,
}
CASES = sorted(path for path in FOLDER.rglob("*.yaml") if path.parent.name in READERS)
OF_PACKS = {
    Part.FILE,
    Part.CONDITION,
    Part.CLAUSE,
    Part.DOCUMENT,
    Part.LINT,
    Part.SHARED,
    Part.HOUSE,
}


def line_of(span: Span) -> str | None:
    found = next(FOLDER.rglob(span.path), None)
    return None if found is None else source_line(found.read_bytes(), span.line)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_diagnostic_is_shown_as_recorded(path: Path) -> None:
    found = READERS[path.parent.name](path)
    shown = "\n\n".join(render(each, line_of) for each in found) + "\n"
    expected = path.with_suffix(".txt")
    if "UPDATE_GOLDEN" in os.environ:  # noqa: TID251 `make golden` says it so
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")
    assert {each.code for each in found} == {Code(path.stem.partition(".")[0])}


def test_every_code_of_packs_is_recorded() -> None:
    recorded = {Code(path.stem.partition(".")[0]) for path in CASES}
    of_packs = {code for code, text in TEXTS.items() if text.part in OF_PACKS}
    assert of_packs - recorded == set()


def test_every_recorded_text_has_its_file() -> None:
    texts = {path.with_suffix(".yaml") for path in FOLDER.rglob("*.txt")}
    assert texts == set(CASES)


def test_what_stands_beside_the_cases_is_sound() -> None:
    files = sorted((FOLDER / "beside").glob("*.yaml"))
    pack = load_packs([("pack", [SourceFile(each.name, each.read_bytes()) for each in files])])
    assert pack.diagnostics == ()


def test_an_empty_pack_is_shown_at_its_folder() -> None:
    (found,) = load_packs([("./polices", [])]).diagnostics
    assert render(found, lambda _: None) == (
        "error[empty-pack]: the pack holds no document\n"
        " --> ./polices:1:1\n"
        "  = help: a pack is a folder of .yaml files, one document each"
    )
