"""Verdicts for tests, built whole: each builder has defaults and takes what differs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from distillgate.usecases.checked import CheckedPlan
from policy.case import Edge, Path, Step
from policy.diagnostics import Code, Diagnostic, Level, Span
from policy.documents import Act, BasisKind, Confidence, Effect, Thing
from policy.values import UNKNOWN, Given, Origin, Value, several
from policy.verdict import (
    NOTHING,
    Assumption,
    Basis,
    Because,
    DutyState,
    Finding,
    IngredientVerdict,
    Obligation,
    Question,
    Ruling,
    Severity,
    Spared,
    State,
    Verdict,
    Weight,
    range_of,
    ruling_of,
)

PLAN = """\
plan: support-assistant
organization: {file: org.yaml}
student:
  name: Support-8B
  base: hf:meta-llama/Llama-3.1-8B-Instruct
  markets: [customer-support, general-assistant]
teachers:
  - model: openai:gpt-5-mini
    used_as: [imitate]
    access: api
    account: consumer
  - model: hf:meta-llama/Llama-3.3-70B-Instruct
    access: weights
datasets:
  - data: hf:open-thoughts/OpenThoughts-114k
release: {forms: [api], places: [DE, FR, US]}
attests: [ordinary-access]
"""
MINI = "openai:gpt-5-mini"
LLAMA = "hf:meta-llama/Llama-3.3-70B-Instruct"
THOUGHTS = "hf:open-thoughts/OpenThoughts-114k"
R1 = "hf:deepseek-ai/DeepSeek-R1"
AGREEMENT = "openai-services-agreement@2026-01-01"
DAY = date(2026, 11, 24)
DENIES = Weight(Ruling.DENIED, Ruling.DENIED, Ruling.DENIED)
MAY_DENY = Weight(Ruling.NEEDS_REVIEW, Ruling.APPROVED, Ruling.DENIED)
ASKS = Weight(Ruling.NEEDS_REVIEW, Ruling.NEEDS_REVIEW, Ruling.NEEDS_REVIEW)
OWES = Weight(*(Ruling.WITH_OBLIGATIONS,) * 3)


def at(line: int, column: int = 5, length: int = 1, path: str = "plan.yaml") -> Span:
    return Span(path, line, column, length)


def lines_of(span: Span) -> str | None:
    lines = PLAN.splitlines()
    return (
        lines[span.line - 1] if span.path == "plan.yaml" and span.line <= len(lines) else None
    )


def path_to(*ids: str) -> Path:
    first, *others = ids
    return (Step(Edge.OUTPUTS, first), *(Step(Edge.OUTPUTS, each) for each in others))


def given(value: Value, origin: Origin = Origin.PLAN, span: Span | None = None) -> Given:
    return Given(value, origin, span)


def because(fact: str, value: Value, origin: Origin = Origin.PLAN, line: int = 0) -> Because:
    return Because(fact, given(value, origin, at(line) if line else None))


DETERMINED = Because(
    "terms.competes_with_issuer",
    Given(
        value=True,
        origin=Origin.DETERMINATION,
        owner="J. Doe",
        reason="both are assistants for everybody",
        until=date(2027, 4, 1),
    ),
)
BAN = Finding(
    clause=f"{AGREEMENT}#no-competing-models",
    versions=("2026-01-01", "2025-05-31"),
    title="OpenAI Services Agreement",
    kind="provider-terms",
    issuer="openai",
    section="3.3(e)",
    url="https://openai.com/policies/services-agreement/",
    topic="train-on-outputs",
    effect=Effect.FORBIDS,
    state=State.APPLIES,
    severity=Severity.DENY,
    ingredient=MINI,
    paths=(path_to(MINI),),
    statement="Using output to develop AI models that compete with OpenAI's products and"
    ' services. "Compete" is not defined.',
    because=(
        because("ingredient.feeds_training", value=True, origin=Origin.DERIVED),
        DETERMINED,
    ),
    missing=(),
    confidence=Confidence.HIGH,
    weight=DENIES,
    consequences=("suspension or termination",),
    fix=(
        "use a teacher whose terms permit it",
        "obtain written permission and record it as an agreement",
    ),
    span=at(8),
)
"""A clause of provider terms that applies, with everything that a finding can have."""


def unsure(finding: Finding, *missing: str) -> Finding:
    """Return a ban as it is while `missing` is not known."""
    unknown = tuple(Because(fact, Given(UNKNOWN, Origin.UNKNOWN)) for fact in missing)
    return replace(
        finding,
        state=State.UNSURE,
        severity=Severity.REVIEW,
        weight=MAY_DENY,
        because=(*finding.because[:1], *unknown),
        missing=missing,
    )


def clause(finding: Finding, name: str, statement: str) -> Finding:
    """Return `finding` as another clause without ways out of its own."""
    return replace(
        finding, clause=f"{AGREEMENT}#{name}", statement=statement, fix=(), consequences=()
    )


HOUSE_RULE = replace(
    BAN,
    clause="house@2026-11-01#no-consumer-accounts",
    versions=("2026-11-01",),
    title="House policy",
    kind="house",
    issuer=None,
    section=None,
    url=None,
    topic="house",
    statement="Collecting outputs through consumer accounts.",
    because=(because("ingredient.account", "consumer", line=11),),
    consequences=(),
    fix=(),
)
NO_BASIS = replace(
    BAN,
    clause="distillgate@1#no-basis",
    versions=("1",),
    title="nothing gives the right to take this",
    kind="built-in",
    issuer=None,
    section="no-basis",
    url=None,
    topic="house",
    effect=Effect.CAUTIONS,
    severity=Severity.REVIEW,
    ingredient=THOUGHTS,
    paths=(path_to(THOUGHTS),),
    statement="No clause that is known permits it. Silence is no permission.",
    because=(),
    weight=ASKS,
    consequences=(),
    fix=("use an ingredient whose terms permit it", "record an agreement"),
    notes=("what is taken: use",),
    span=at(15),
)
DEEP = replace(
    clause(BAN, "no-extraction", "Extracting data in any other way than through the API."),
    paths=(path_to(THOUGHTS, R1),),
    ingredient=R1,
    issuer="deepseek",
    span=at(15),
)
"""On an ancestor, two steps from the student."""
NOTE = replace(
    clause(BAN, "governing-law", "California law governs."),
    effect=Effect.NOTES,
    severity=Severity.NOTE,
    weight=NOTHING,
)
LIFTED = replace(
    BAN, state=State.LIFTED, severity=Severity.NOTE, weight=NOTHING, lifted_by="acme-2026@1#all"
)
WAIVED = replace(BAN, state=State.WAIVED, weight=NOTHING, waived_by="W-12")
NAMING = Finding(
    clause="llama-3.3-community-license@2024-12-06#naming",
    versions=("2024-12-06",),
    title="Llama 3.3 Community License Agreement",
    kind="model-license",
    issuer="meta",
    section="1(b)(i)",
    url=None,
    topic="naming",
    effect=Effect.REQUIRES,
    state=State.APPLIES,
    severity=Severity.DUTY,
    ingredient=LLAMA,
    paths=(path_to(LLAMA),),
    statement='A model made with the materials has a name that begins with "Llama".',
    because=(),
    missing=(),
    confidence=Confidence.MEDIUM,
    weight=OWES,
    due=Act.RELEASE,
    duty=DutyState.OPEN,
    span=at(12),
)
LEGAL_BASIS = replace(
    NAMING,
    clause="eu-gdpr@2018-05-25#legal-basis",
    versions=("2018-05-25",),
    title="GDPR",
    kind="law",
    issuer="EU",
    section="Art. 6(1)(f)",
    ingredient=None,
    paths=(),
    statement="Training on personal data needs a legal basis. Document the test.",
    because=(because("release.places", several("DE", "FR", "US"), line=16),),
    severity=Severity.REVIEW,
    weight=ASKS,
    due=Act.TRAIN,
    duty=DutyState.UNMET,
    span=at(16, 10, 5),
)


def obligation(finding: Finding, state: DutyState | None = None) -> Obligation:
    return Obligation(
        clause=finding.clause,
        duty=finding.statement,
        due=finding.due or Act.RELEASE,
        state=state or finding.duty or DutyState.OPEN,
        ingredient=finding.ingredient,
        issuer=finding.issuer,
        section=finding.section,
        ingredients=(finding.ingredient,) if finding.ingredient else (),
    )


COMPETES = Question(
    fact="student.markets",
    question="As what will the student be sold or used?",
    answers=("general-assistant", "customer-support"),
    who="engineer",
    decides=(BAN.clause,),
)
COLLECTED = Question(
    fact="ingredient.collected_from",
    question=f"On which day did, or will, collecting from {MINI} begin?",
    answers=(),
    who="engineer",
    decides=(f"{AGREEMENT}#no-extraction",),
    ingredient=MINI,
)
BINDS = Question(
    fact="terms.binds_us",
    question=f"Does the text of deepseek bind us for {R1} although we never agreed to it?",
    answers=("yes", "no"),
    who="legal",
    decides=(DEEP.clause,),
    ingredient=R1,
    issuer="deepseek",
)
BASES = (
    Basis(LLAMA, Thing.OUTPUTS, BasisKind.EXPRESS, ("llama-3.3-model-card@2024-12-06#may",)),
    Basis(
        LLAMA, Thing.OUTPUTS, BasisKind.GRANT, ("llama-3.3-community-license@2024-12-06#grant",)
    ),
    Basis(
        MINI,
        Thing.OUTPUTS,
        BasisKind.RESIDUAL,
        (f"{AGREEMENT}#outputs-are-yours", f"{AGREEMENT}#no-competing-models"),
        (
            Spared(
                f"{AGREEMENT}#no-competing-models",
                (because("student.type", "classifier", line=6),),
                "Permitted Exception (a)",
            ),
        ),
    ),
    Basis("local:./tickets", Thing.USE, BasisKind.OWN, ()),
)
PRESUMED = Given(
    value=False,
    origin=Origin.PRESUMPTION,
    owner="ml-platform",
    reason="no method for it is in use here.",
    until=date(2027, 6, 30),
)
SIGNED = Given(value=False, origin=Origin.ATTESTATION, span=at(17), owner="the requester")
ASSUMPTIONS = (
    Assumption("ingredient.hidden_reasoning", PRESUMED, MINI),
    Assumption("ingredient.hidden_reasoning", PRESUMED, LLAMA),
    Assumption("ingredient.automated", SIGNED, MINI),
    Assumption("ingredient.circumvention", SIGNED, MINI),
    Assumption("ingredient.authenticated", replace(SIGNED, value=True), MINI),
    Assumption(DETERMINED.fact, DETERMINED.given, MINI, "openai"),
)
INGREDIENTS = (
    IngredientVerdict(MINI, "teacher", 0, (path_to(MINI),), (AGREEMENT,), Ruling.APPROVED),
    IngredientVerdict(
        LLAMA,
        "teacher",
        0,
        (path_to(LLAMA),),
        ("llama-3.3-community-license@2024-12-06", "llama-3.3-model-card@2024-12-06"),
        Ruling.APPROVED,
    ),
    IngredientVerdict(THOUGHTS, "dataset", 0, (path_to(THOUGHTS),), (), Ruling.APPROVED),
)


def verdict(
    findings: Iterable[Finding] = (),
    *,
    plan: str = "support-assistant",
    bases: tuple[Basis, ...] = BASES,
    questions: tuple[Question, ...] = (),
    assumptions: tuple[Assumption, ...] = (),
) -> Verdict:
    """Return the verdict that `findings` come to, with their duties."""
    found = tuple(findings)
    best, worst = range_of(found)
    return Verdict(
        plan=plan,
        title="Distill an assistant",
        digest="sha256:" + "0" * 64,
        as_of=DAY,
        ruling=ruling_of(found),
        best=best,
        worst=worst,
        findings=found,
        bases=bases,
        obligations=tuple(obligation(each) for each in found if each.duty is not None),
        questions=questions,
        assumptions=assumptions,
        ingredients=INGREDIENTS,
        case_digest="sha256:" + "a" * 64,
        documents_digest="sha256:" + "9f3c" * 16,
        span=Span("plan.yaml", 1, 1),
    )


MET = replace(
    NAMING,
    clause="llama-3.3-community-license@2024-12-06#acceptable-use",
    severity=Severity.DUTY,
    weight=NOTHING,
    duty=DutyState.MET,
    due=Act.TRAIN,
)
BLOCKED_DUTY = replace(
    NAMING,
    clause="us-ca-ab-2013@2024-09-28#training-data-summary",
    kind="law",
    issuer="US",
    section="Civ. Code 3111(a)",
    ingredient=None,
    paths=(),
    statement="A high-level summary of the training data is posted.",
    state=State.UNSURE,
    missing=("release.recipients",),
    duty=DutyState.UNSURE,
    span=at(16),
)


def denied() -> Verdict:
    """Return a verdict with every kind of thing in it."""
    return verdict(
        (
            BAN,
            HOUSE_RULE,
            unsure(
                clause(BAN, "no-extraction", "Extracting data."), "ingredient.collected_from"
            ),
            unsure(DEEP, "terms.binds_us"),
            NO_BASIS,
            LEGAL_BASIS,
            BLOCKED_DUTY,
            NAMING,
            MET,
            replace(WAIVED, clause=f"{AGREEMENT}#no-benchmarks"),
            replace(LIFTED, clause=f"{AGREEMENT}#no-resale"),
            NOTE,
        ),
        questions=(COLLECTED, BINDS),
        assumptions=ASSUMPTIONS,
    )


def needs_review() -> Verdict:
    """Return a verdict that answers can settle; two findings wait for the same one."""
    waits = (
        unsure(BAN, "terms.competes_with_issuer"),
        unsure(
            clause(BAN, "no-similar-models", "Making a model like theirs."),
            "terms.similar_to_issuer_product",
        ),
    )
    asked = replace(COMPETES, decides=tuple(each.clause for each in waits))
    return verdict(waits, questions=(asked,))


def with_obligations() -> Verdict:
    return verdict((NAMING, MET), assumptions=ASSUMPTIONS)


def approved() -> Verdict:
    return verdict((WAIVED, NOTE))


def checked(answer: Verdict) -> CheckedPlan:
    return CheckedPlan("plan.yaml", answer)


WRONG = Diagnostic(
    Code.UNKNOWN_KEY, "`techers` is no key of a plan", at(7, 1, 7), "did you mean `teachers`?"
)
WARNS = Diagnostic(
    Code.WAIVER_NOT_ENCOUNTERED, "waiver `W-9` matched nothing", at(1), None, Level.WARNING
)


def unreadable() -> CheckedPlan:
    return CheckedPlan("plan.yaml", None, (WRONG,))


HOSTILE = "x\x1b[31m`|<img src=x>[a](http://b) @root #1\u202e&\n- www.evil.example ```"


def hostile() -> CheckedPlan:
    """Return a plan in which every text of a user or pack tries to get out."""
    finding = replace(
        BAN,
        ingredient=HOSTILE,
        paths=(path_to(HOSTILE),),
        title=HOSTILE,
        statement=HOSTILE,
        section=HOSTILE,
        fix=(HOSTILE,),
        consequences=(HOSTILE,),
        notes=(HOSTILE,),
        url="javascript:alert(1)",
        because=(because(HOSTILE, HOSTILE),),
        span=Span("../" + HOSTILE, 3, 1),
    )
    asked = replace(COLLECTED, question=HOSTILE, ingredient=HOSTILE, decides=(HOSTILE,))
    signed = Assumption(HOSTILE, replace(PRESUMED, owner=HOSTILE, reason=HOSTILE), HOSTILE)
    answer = verdict(
        (finding, replace(NAMING, statement=HOSTILE)),
        plan=HOSTILE,
        bases=(Basis(HOSTILE, Thing.USE, BasisKind.GRANT, (HOSTILE,)),),
        questions=(asked,),
        assumptions=(signed,),
    )
    wrong = replace(WRONG, message=HOSTILE, hint=HOSTILE, span=Span(HOSTILE, 1, 1))
    return CheckedPlan(HOSTILE, answer, (wrong,))
