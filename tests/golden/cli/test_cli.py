"""What each command shows, byte for byte; `make golden` rewrites the `.txt` files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, EXAMPLE, Command, Ran

HERE = Path(__file__).parent
ANSWERS = EXAMPLE / "answers"


@dataclass(frozen=True)
class Shown:
    name: str
    arguments: Sequence[str]
    answers: str | None = None
    """The file with the lines that are typed."""


def shown(name: str, *arguments: str, answers: str | None = None) -> Shown:
    return Shown(name, arguments, answers)


UNHURRIED = ("--within", "600", "--as-of", DAY)
SCAFFOLD = ("policy", "test", "tested", "--scaffold")
CASES = (
    shown("help", "--help"),
    *(
        shown(f"help-{'-'.join(words)}", *words, "--help")
        for words in (
            ("check",),
            ("vet",),
            ("explain",),
            ("org", "init"),
            ("plan", "new"),
            ("plan", "questions"),
            ("policy", "diff"),
            ("policy", "impact"),
            ("policy", "lint"),
            ("policy", "new"),
            ("policy", "prove"),
            ("policy", "test"),
            ("document", "timeline"),
            ("document", "list"),
            ("document", "show"),
            ("document", "diff"),
            ("license", "identify"),
            ("license", "add"),
        )
    ),
    shown("check-approved", "check", "plans/approved.yaml", "--as-of", DAY),
    shown("check-denied", "check", "plans/denied.yaml", "--as-of", DAY),
    shown("check-broken", "check", "plans/broken.yaml", "--as-of", DAY),
    shown("check-missing", "check", "plans/nowhere.yaml"),
    shown("check-nothing", "check"),
    shown("check-day", "check", "plans/approved.yaml", "--as-of", "tomorrow"),
    shown("vet", "vet", "hf:opener/base-7b", "--use", "research", "--as-of", DAY),
    shown("vet-no-reference", "vet", "opener/base-7b", "--use", "research"),
    shown("policy-diff", "policy", "diff", "packs", "packs", "--as-of", DAY),
    shown("policy-prove", "policy", "prove", "statements", "--as-of", DAY),
    shown("explain-clause", "explain", "acme-terms#no-competing-models"),
    shown("explain-version", "explain", "acme-terms@2025-01-01#no-competing-models"),
    shown("explain-bare-clause", "explain", "license-copy"),
    shown("explain-document", "explain", "acme-terms"),
    shown("explain-built-in", "explain", "distillgate#no-basis"),
    shown("explain-fact", "explain", "use.purpose"),
    shown("explain-code", "explain", "no-plan"),
    shown("explain-attestation", "explain", "ordinary-access"),
    shown("explain-topic", "explain", "train-on-outputs"),
    shown("explain-territory", "explain", "examplia"),
    shown("explain-unknown", "explain", "acme-termz"),
    shown("explain-unknown-clause", "explain", "acme-terms#no-competing"),
    shown("document-list", "document", "list"),
    shown("document-show", "document", "show", "acme-terms", "--as-of", DAY),
    shown("document-show-law", "document", "show", "examplian-act", "--as-of", DAY),
    shown("document-show-unknown", "document", "show", "acme-terms@2024-01-01"),
    shown("document-diff", "document", "diff", "acme-terms", "2025-01-01", "2026-01-01"),
    shown("policy-new-no-name", "policy", "new", "terms", "Acme Terms"),
    shown("document-timeline", "document", "timeline", "acme"),
    shown("document-timeline-unknown", "document", "timeline", "acne"),
    shown("org-blank", "org", "init", "-", "--blank"),
    shown("org-init", "org", "init", "-", answers="org.txt"),
    shown("plan-blank", "plan", "new", "-", "--blank"),
    shown("plan-new", "plan", "new", "-", "--as-of", DAY, answers="plan.txt"),
    shown("plan-new-wrong-answer", "plan", "new", "-", answers="wrong.txt"),
    shown("plan-questions", "plan", "questions", "plans/open.yaml", *UNHURRIED),
    shown("plan-questions-broken", "plan", "questions", "plans/broken.yaml", "--as-of", DAY),
    shown("policy-lint", "policy", "lint", "unused"),
    shown("policy-test", "policy", "test", "tested"),
    shown("policy-test-file", "policy", "test", "tested/cases/other-license.yaml"),
    shown("policy-test-json", "policy", "test", "tested", "--format", "json"),
    shown("policy-scaffold", *SCAFFOLD, "other-license", "--as-of", DAY),
    shown("policy-scaffold-terms", *SCAFFOLD, "acme-terms", "--as-of", DAY),
    shown("policy-scaffold-unknown", *SCAFFOLD, "other-licence"),
    shown("policy-test-none", "policy", "test", "packs"),
)


def recorded(arguments: Sequence[str], ran: Ran) -> str:
    parts = [
        f"$ distillgate {' '.join(arguments)}",
        f"exit {ran.code}",
        f"--- stdout\n{ran.out}",
        f"--- stderr\n{ran.err}",
    ]
    return "\n".join(parts).replace(str(EXAMPLE), "EXAMPLE")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_command_shows_what_is_recorded(case: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command(monkeypatch, EXAMPLE)
    typed = (ANSWERS / case.answers).read_bytes() if case.answers else b""
    text = recorded(case.arguments, command(*case.arguments, stdin=typed))
    path = HERE / f"{case.name}.txt"
    if "UPDATE_GOLDEN" in os.environ:  # noqa: TID251 `make golden` says it so
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_recording_belongs_to_a_case() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {case.name for case in CASES}
