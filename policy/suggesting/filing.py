"""Files that would settle a finding: a waiver, an agreement, a determination."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from policy.house import WaiverRule
from policy.suggesting.changes import Write
from policy.yamlwriting import flow, scalar

_A_YEAR = timedelta(days=365)
_UNSAFE = re.compile(r"[^a-z0-9]+")


def slug(*parts: str) -> str:
    """Return `parts` as one name of small letters, digits and dashes."""
    return "-".join(_UNSAFE.sub("-", part.casefold()).strip("-") for part in parts if part)


def waiver(plan: str, clause: str, rule: WaiverRule, as_of: date) -> Write:
    """Return a waiver of `clause` for `plan`, as long as house policy lets it be."""
    name = slug("waiver", plan, clause)
    until = as_of + min(rule.at_most or _A_YEAR, _A_YEAR)
    return Write(
        f"{name}.yaml",
        _lines(
            ("waiver", name),
            ("clauses", flow([clause])),
            ("plans", flow([plan])),
            ("by", "name of who waives it"),
            ("role", scalar(rule.by[0]) if rule.by else "legal"),
            ("on", as_of.isoformat()),
            ("until", until.isoformat()),
            ("reason", "why this plan may be an exception"),
        ),
    )


def determination(names: Iterable[str], as_of: date, said: Iterable[tuple[str, str]]) -> Write:
    """Return a determination by legal that says what `said` says, in keys and values."""
    name = slug("determination", *names)
    return Write(
        f"{name}.yaml",
        _lines(
            ("determination", name),
            *said,
            ("by", "name of who determines it"),
            ("role", "legal"),
            ("on", as_of.isoformat()),
            ("until", (as_of + _A_YEAR).isoformat()),
            ("reason", "what the answer rests on"),
        ),
    )


def agreement(party: str, issuer: str, model: str, lifted: Iterable[str], start: date) -> Write:
    """Return an agreement of `party` with `issuer` that lifts clauses for one model."""
    name = slug("agreement", issuer, model)
    return Write(
        f"{name}.yaml",
        _lines(
            ("document", name),
            ("kind", "agreement"),
            ("title", scalar(f"Agreement to obtain from {issuer}")),
            ("issuer", scalar(issuer)),
            ("parties", flow([party])),
            ("models", flow([model])),
            ("effective", start.isoformat()),
            ("lifts", flow(lifted)),
            ("clauses", ""),
            ("  - id", "training"),
            ("    section", '"1"'),
            ("    topic", "train-on-outputs"),
            ("    permits", "Training the student of the plan on what was taken."),
            ("    confidence", "high"),
            ("    source", "the signed paper"),
        ),
    )


def _lines(*pairs: tuple[str, str]) -> str:
    return "".join(f"{key}: {value}".rstrip() + "\n" for key, value in pairs)
