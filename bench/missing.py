"""Facts left out: what each engine answers to a small rule set, beside what can be known.

A rule set that denies what is sold, and what is not in Germany or France, is
asked with none, one, or both of the two facts.
"""

import json
import subprocess
from pathlib import Path

from bench.missingpeers import ALLOW, CASES, DENY, ENGINES, ERROR, Facts
from bench.peersetup import ROOT
from bench.plans import AS_OF
from bench.tables import Part, Table
from policy.judging import judge
from policy.packs import SourceFile, load_packs
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.verdict import Ruling, Verdict
from policy.yamltext import read_yaml
from registry.casework import Records, make_case
from registry.catalogs import seed_catalog

_SECONDS = 120
_MOST_SAID = 64
ASKED = "not known"
OURS = "Distillgate"
KNOWN = (ASKED, ASKED, ASKED, DENY, DENY, ALLOW)
"""What follows from the rules, case by case."""
_LAW = """\
document: small-law
kind: law
title: Two rules
jurisdiction: DE
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
      - id: sold
        topic: procurement
        forbids: Selling the model.
        when: {student.monetized: true}
      - id: where
        topic: procurement
        forbids: Being anywhere but in Germany or France.
        when: {organization.country: {not_in: [DE, FR]}}
"""
_PLAN = """\
plan: small
organization: {{name: Example{country}}}
student: {{name: Example, base: none{sold}}}
teachers: []
datasets: [{{data: local:./own, made_from: [{{people: employees}}]}}]
"""
_WORDS = {
    Ruling.APPROVED: ALLOW,
    Ruling.WITH_OBLIGATIONS: ALLOW,
    Ruling.NEEDS_REVIEW: ASKED,
    Ruling.DENIED: DENY,
}
Answers = list[tuple[str, str]]


def measure(peers: Path | None) -> Part:
    """Return what we and the peers answer where facts are left out."""
    found = {OURS: [_answer(judged(facts)) for facts in CASES]}
    if peers is not None:
        found |= _peers(peers)
    head = ("engine", *(_titled(each) for each in CASES), "allowed unknown", "what is learned")
    rows = tuple(
        (name, *(word for word, _ in answers), _allowed(answers), _learned(answers))
        for name, answers in found.items()
    )
    known = ("*what can be known*", *KNOWN, "", "")
    table = Table(
        "Facts left out: what each engine answers",
        head,
        (known, *rows),
        (
            "rules: deny what is sold; deny what is not in Germany or France; allow all else",
            "*allowed unknown*: answers that allow though the rules leave it open",
            "each engine with its defaults, given the rules as its documentation writes them",
        ),
    )
    return Part((table,), (), dict(found.items()))


def judged(facts: Facts) -> Verdict:
    """Return our verdict on a plan that says `facts` and nothing else that counts."""
    loaded = load_packs([("small", [SourceFile("small-law.yaml", _LAW.encode())])])
    text = _PLAN.format(
        country=f", country: {facts['country']}" if "country" in facts else "",
        sold=f", monetized: {str(facts['sold']).lower()}" if "sold" in facts else "",
    )
    notebook = Notebook()
    plan = parse_plan(read_yaml(text.encode(), "plan.yaml"), notebook, lambda _: None)
    if plan is None or loaded.errors:
        raise ValueError("the small rule set cannot be read")
    records = Records(seed_catalog((), (), (), ()))
    return judge(loaded.pack, make_case(plan, records, loaded.pack, as_of=AS_OF).case)


def _answer(verdict: Verdict) -> tuple[str, str]:
    word = _WORDS[verdict.ruling]
    asked = ", ".join(sorted({each.fact for each in verdict.questions}))
    return word, f"a question for each: {asked}" if word == ASKED else ""


def _peers(python: Path) -> dict[str, Answers]:
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter
            [str(python), "-m", "bench.missingpeers"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    told: dict[str, Answers] = json.loads(done.stdout)
    return {name: [(word, said) for word, said in told[name]] for name in ENGINES}


def _titled(facts: Facts) -> str:
    """Return a case as the head of its column."""
    told = {True: "sold", False: "not sold"}
    sold = told[facts["sold"] is True] if "sold" in facts else "sold ?"
    return f"{sold}, {facts.get('country', 'country ?')}"


def _allowed(answers: Answers) -> str:
    pairs = zip(answers, KNOWN, strict=True)
    return str(sum(word == ALLOW and known == ASKED for (word, _), known in pairs))


def _learned(answers: Answers) -> str:
    """Return what the answer to the case without any fact tells."""
    word, said = answers[0]
    whole = said.replace("|", "\\|")
    short = whole if len(whole) <= _MOST_SAID else f"{whole[:_MOST_SAID].rpartition(' ')[0]} …"
    return short or ("nothing" if word != ERROR else "that it failed")
