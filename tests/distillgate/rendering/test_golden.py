"""What the reader sees, byte for byte. `UPDATE_GOLDEN=1` rewrites the files; read the diff."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from distillgate import __version__
from distillgate.rendering import Format, Options, render
from distillgate.usecases.checked import CheckedPlan, added
from tests.distillgate.rendering import verdicts
from tests.distillgate.rendering.verdicts import checked, lines_of

REWRITING = "UPDATE_GOLDEN" in os.environ  # noqa: TID251 the switch of all golden tests
FOLDER = Path(__file__).parents[2] / "golden" / "rendering"
SUFFIXES = {
    Format.TEXT: "txt",
    Format.JSON: "json",
    Format.SARIF: "sarif",
    Format.JUNIT: "xml",
    Format.MARKDOWN: "md",
}


def several() -> Sequence[CheckedPlan]:
    return (
        checked(verdicts.approved()),
        CheckedPlan("plans/other.yaml", verdicts.needs_review()),
        verdicts.unreadable(),
        checked(verdicts.denied()),
    )


def compared() -> Sequence[CheckedPlan]:
    """Return a plan that got worse, beside what it was."""
    before = checked(verdicts.verdict((verdicts.HOUSE_RULE, verdicts.NO_BASIS)))
    now = checked(verdicts.verdict((verdicts.HOUSE_RULE, verdicts.BAN, verdicts.NO_BASIS)))
    return (CheckedPlan(now.path, now.verdict, (verdicts.WARNS,), added(now, before)),)


CASES: dict[str, Callable[[], Sequence[CheckedPlan]]] = {
    "denied": lambda: (checked(verdicts.denied()),),
    "needs-review": lambda: (checked(verdicts.needs_review()),),
    "with-obligations": lambda: (checked(verdicts.with_obligations()),),
    "approved": lambda: (checked(verdicts.approved()),),
    "unreadable": lambda: (verdicts.unreadable(),),
    "hostile": lambda: (verdicts.hostile(),),
    "several": several,
    "compared": compared,
    "none": lambda: (),
}
VARIANTS = {
    "denied-120": Options(width=120),
    "denied-notes": Options(notes=True),
    "denied-color": Options(color=True),
}


def compare(name: str, shown: str) -> None:
    """Compare `shown` with the file `name`, the version of the program left out."""
    scrubbed = shown.replace(f'"{__version__}"', '"VERSION"')
    file = FOLDER / name
    if REWRITING:
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_bytes(scrubbed.encode())
    assert file.read_bytes().decode() == scrubbed


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("case", CASES)
def test_shown_as_expected(case: str, form: Format) -> None:
    shown = render(CASES[case](), form, Options(), lines_of)
    compare(f"{case}.{SUFFIXES[form]}", shown)


@pytest.mark.parametrize("variant", VARIANTS)
def test_text_for_other_readers(variant: str) -> None:
    plans = (checked(verdicts.denied()),)
    compare(f"{variant}.txt", render(plans, Format.TEXT, VARIANTS[variant], lines_of))


@pytest.mark.skipif(REWRITING, reason="the files are being rewritten")
def test_no_file_without_a_case() -> None:
    expected = {f"{case}.{suffix}" for case in CASES for suffix in SUFFIXES.values()}
    expected |= {f"{variant}.txt" for variant in VARIANTS}
    assert {file.name for file in FOLDER.iterdir()} == expected
