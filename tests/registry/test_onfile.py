import pytest

from policy.diagnostics import Code
from policy.packs import SourceFile
from registry.onfile import load_on_file
from tests.registry.test_diagnostic_examples import PACK

SIGNED = "by: Jane Doe\nrole: legal\nreason: read\n"
LASTS = "on: 2026-10-01\nuntil: 2027-10-01\n"
SETTLES = "settles: acme-terms#no-training\n"


def codes(*texts: str) -> list[tuple[Code, str, int]]:
    files = [SourceFile(f"{number}.yaml", each.encode()) for number, each in enumerate(texts)]
    on_file, found = load_on_file(files, PACK.pack)
    assert not found or len(on_file.determinations) + len(on_file.waivers) < len(texts)
    return [(each.code, each.span.path, each.span.line) for each in found]


def test_a_determination_that_answers_nothing_is_refused() -> None:
    assert codes(f"determination: D-1\n{SIGNED}{LASTS}") == [(Code.MISSING_KEY, "0.yaml", 1)]


@pytest.mark.parametrize("until", ["2026-10-01", "2026-09-30"])
@pytest.mark.parametrize(
    "text",
    [f"determination: D-1\n{SETTLES}", "waiver: W-1\nclauses: [acme-terms#no-training]\n"],
)
def test_what_ends_before_it_counts_is_refused(text: str, until: str) -> None:
    lasts = f"on: 2026-10-01\nuntil: {until}\n"

    assert codes(f"{text}{SIGNED}{lasts}") == [(Code.UNUSABLE_DATES, "0.yaml", 7)]


def test_two_things_of_one_id_are_refused_at_the_second() -> None:
    text = f"determination: D-1\n{SETTLES}{SIGNED}{LASTS}"
    waiver = f"waiver: D-1\nclauses: [acme-terms#no-training]\n{SIGNED}{LASTS}"

    assert codes(text, text) == [(Code.DUPLICATE_DOCUMENT, "1.yaml", 1)]
    assert codes(text, waiver) == [(Code.DUPLICATE_DOCUMENT, "1.yaml", 1)]
