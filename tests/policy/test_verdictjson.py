import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from policy.diagnostics import Span
from policy.values import UNKNOWN, Bounds, Given, Origin, Value, several
from policy.verdict import Assumption, Because, Verdict
from policy.verdictjson import (
    fingerprint,
    mark_of,
    verdict_json,
    verdict_schema,
    verdict_text,
)
from tests.distillgate.rendering import verdicts
from tests.distillgate.rendering.verdicts import BAN, MINI, verdict

PUBLISHED = Path(__file__).parents[2] / "docs" / "verdict-v1.schema.json"
REWRITING = "UPDATE_GOLDEN" in os.environ  # noqa: TID251 the switch of all golden tests
VALIDATOR = Draft202012Validator(verdict_schema(), format_checker=FormatChecker())
Json = dict[str, object]


def test_the_published_schema_is_the_one_in_the_code() -> None:
    text = json.dumps(verdict_schema(), indent=2, ensure_ascii=False) + "\n"
    if REWRITING:
        PUBLISHED.write_bytes(text.encode())
    assert PUBLISHED.read_bytes().decode() == text


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(verdict_schema())


@pytest.mark.parametrize(
    "answer",
    [
        verdicts.denied(),
        verdicts.needs_review(),
        verdicts.with_obligations(),
        verdicts.approved(),
        cast("Verdict", verdicts.hostile().verdict),
    ],
)
def test_verdicts_follow_the_schema(answer: Verdict) -> None:
    VALIDATOR.validate(verdict_json(answer, "0.1.0"))


def test_a_verdict_in_full() -> None:
    answer = verdict(
        (BAN, verdicts.NAMING),
        bases=verdicts.BASES[2:3],
        questions=(verdicts.BINDS,),
        assumptions=verdicts.ASSUMPTIONS[:1],
    )
    assert verdict_json(answer, "0.1.0") | {"findings": []} == {
        "schema": "distillgate/verdict/v1",
        "plan": {"id": "support-assistant", "digest": "sha256:" + "0" * 64},
        "as_of": "2026-11-24",
        "verdict": "denied",
        "range": {"best": "denied", "worst": "denied"},
        "findings": [],
        "basis": [
            {
                "ingredient": MINI,
                "for": "outputs",
                "kind": "residual",
                "clauses": [
                    "openai-services-agreement@2026-01-01#outputs-are-yours",
                    "openai-services-agreement@2026-01-01#no-competing-models",
                ],
                "spared": [
                    {
                        "clause": "openai-services-agreement@2026-01-01#no-competing-models",
                        "exception": "Permitted Exception (a)",
                        "because": [
                            {"fact": "student.type", "value": "classifier", "origin": "plan"}
                        ],
                    }
                ],
            }
        ],
        "obligations": [
            {
                "clause": "llama-3.3-community-license@2024-12-06#naming",
                "duty": 'A model made with the materials has a name that begins with "Llama".',
                "due": "release",
                "state": "open",
                "ingredient": verdicts.LLAMA,
                "ingredients": [verdicts.LLAMA],
            }
        ],
        "questions": [
            {
                "fact": "terms.binds_us",
                "question": "Does the text of deepseek bind us for"
                " hf:deepseek-ai/DeepSeek-R1 although we never agreed to it?",
                "answers": ["yes", "no"],
                "who": "legal",
                "decides": [verdicts.DEEP.clause],
                "ingredient": verdicts.R1,
                "issuer": "deepseek",
            }
        ],
        "assumptions": [
            {
                "fact": "ingredient.hidden_reasoning",
                "value": False,
                "origin": "presumption",
                "owner": "ml-platform",
                "reason": "no method for it is in use here.",
                "until": "2027-06-30",
                "ingredient": MINI,
                "issuer": None,
            }
        ],
        "ingredients": [
            {
                "id": MINI,
                "role": "teacher",
                "depth": 0,
                "paths": [["student", MINI]],
                "documents": ["openai-services-agreement@2026-01-01"],
                "verdict": "approved",
            },
            {
                "id": verdicts.LLAMA,
                "role": "teacher",
                "depth": 0,
                "paths": [["student", verdicts.LLAMA]],
                "documents": [
                    "llama-3.3-community-license@2024-12-06",
                    "llama-3.3-model-card@2024-12-06",
                ],
                "verdict": "approved",
            },
            {
                "id": verdicts.THOUGHTS,
                "role": "dataset",
                "depth": 0,
                "paths": [["student", verdicts.THOUGHTS]],
                "documents": [],
                "verdict": "approved",
            },
        ],
        "digests": {"case": "sha256:" + "a" * 64, "documents": "sha256:" + "9f3c" * 16},
        "engine": "0.1.0",
    }


def finding_json(answer: Verdict) -> Json:
    return cast("list[Json]", verdict_json(answer, "0.1.0")["findings"])[0]


def test_a_finding_in_full() -> None:
    waits = verdicts.unsure(BAN, "terms.competes_with_issuer")
    assert finding_json(verdict((waits,))) == {
        "clause": "openai-services-agreement@2026-01-01#no-competing-models",
        "versions": ["2026-01-01", "2025-05-31"],
        "title": "OpenAI Services Agreement",
        "kind": "provider-terms",
        "issuer": "openai",
        "section": "3.3(e)",
        "url": "https://openai.com/policies/services-agreement/",
        "topic": "train-on-outputs",
        "effect": "forbids",
        "state": "unsure",
        "severity": "review",
        "ingredient": MINI,
        "paths": [["student", MINI]],
        "statement": BAN.statement,
        "consequences": ["suspension or termination"],
        "because": [
            {"fact": "ingredient.feeds_training", "value": True, "origin": "derived"},
            {"fact": "terms.competes_with_issuer", "value": None, "origin": "unknown"},
        ],
        "missing": ["terms.competes_with_issuer"],
        "lifted_by": None,
        "waived_by": None,
        "confidence": "high",
        "fix": list(BAN.fix),
        "waivable": True,
        "notes": [],
        "location": {"path": "plan.yaml", "line": 8, "column": 5},
        "fingerprint": fingerprint("support-assistant", BAN),
    }


def test_a_finding_without_a_place_stands_where_the_plan_does() -> None:
    answer = replace(verdict((replace(BAN, span=None),)), span=Span("p.yaml", 2, 3))
    assert finding_json(answer)["location"] == {"path": "p.yaml", "line": 2, "column": 3}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (UNKNOWN, None),
        (several("b", "a"), ["a", "b"]),
        (several("a", more=True), {"at_least": ["a"]}),
        (Bounds(None, Decimal("1e6")), {"at_most": "1000000"}),
        (Decimal("3.10e3"), "3100"),
        (date(2026, 1, 31), "2026-01-31"),
    ],
)
def test_values_of_every_type_are_plain(value: Value, plain: object) -> None:
    given = Given(value, Origin.PLAN)
    answer = verdict(
        (replace(BAN, because=(Because("student.parameters", given),)),),
        assumptions=(Assumption("student.parameters", given),),
    )
    VALIDATOR.validate(verdict_json(answer, "0.1.0"))
    (told,) = cast("list[Json]", finding_json(answer)["because"])
    assert told["value"] == plain


def test_the_same_verdict_gives_the_same_bytes() -> None:
    text = verdict_text(verdicts.denied(), "0.1.0")
    assert text == verdict_text(verdicts.denied(), "0.1.0")
    assert json.loads(text) == verdict_json(verdicts.denied(), "0.1.0")
    assert "\n" not in text


def test_a_fingerprint_outlives_versions_and_nothing_else() -> None:
    mark = fingerprint("p", BAN)
    newer = replace(BAN, clause=BAN.clause.replace("2026-01-01", "2027-01-01"), span=None)
    assert fingerprint("p", newer) == mark
    others = (
        fingerprint("q", BAN),
        fingerprint("p", replace(BAN, ingredient="openai:gpt-5")),
        fingerprint("p", replace(BAN, ingredient=None)),
        fingerprint("p", replace(BAN, clause=f"{BAN.clause}-2")),
    )
    assert len({mark, *others}) == 5
    assert len(mark) == 32
    assert mark_of("a", "bc") != mark_of("ab", "c")


@pytest.mark.parametrize(
    ("key", "value"),
    [("verdict", "maybe"), ("as_of", "yesterday"), ("schema", "v2"), ("findings", None)],
)
def test_the_schema_refuses_what_is_no_verdict(key: str, value: object) -> None:
    broken = verdict_json(verdicts.denied(), "0.1.0") | {key: value}
    assert not VALIDATOR.is_valid(broken)


def test_the_schema_lets_later_versions_add_keys() -> None:
    later = verdict_json(verdicts.denied(), "0.1.0") | {"added": 1}
    assert VALIDATOR.is_valid(later)
