"""Facts about what the student is made for and how far its products reach."""

from decimal import Decimal

from policy.facts.fact import Attestation, Fact, Kind, Moot, When, Who

NO_PRODUCT: When = (("use.purpose", ("research", "evaluation", "personal")),)
"""The student goes into nothing that is offered to others, so no product of it has users."""

FACTS: tuple[Fact, ...] = (
    Fact(
        "use.purpose",
        Kind.ENUM,
        meaning="The most commercial purpose that the student is made for: research whose"
        " results are knowledge, evaluation before a choice, personal use by an individual,"
        " the organization's own business, a product or paid service for others, or a public"
        " authority's service.",
        question="What is the student for: research, evaluation, private use, internal use in"
        " your business, a product for others, or a public service?",
        who=Who.ENGINEER,
        values=(
            "research",
            "evaluation",
            "personal",
            "internal-business",
            "product",
            "public-service",
        ),
    ),
    Fact(
        "use.noncommercial",
        Kind.BOOLEAN,
        meaning="The use aims at no commercial advantage or payment: its purpose is research,"
        " evaluation or personal use, and nobody pays for the student.",
        question="Is the use of the student free of any commercial aim, with no business,"
        " product or payment behind it?",
        who=Who.LEGAL,
        inputs=("use.purpose", "student.monetized"),
        derived=True,
        settable=False,
    ),
    Fact(
        "use.domains",
        Kind.ENUM,
        meaning="Sensitive domains in which the organization uses the student or offers it for"
        " use; empty where none is touched; wmd are weapons of mass destruction,"
        " high-risk-annex-iii is the list in Annex III of the EU AI Act,"
        " consequential-decision a decision on a person's access to work, money, housing,"
        " health, education or the like.",
        question="Which of these domains will the student be used in (for example"
        " consumer-chatbot, medical-advice, credit-scoring; empty if in none)?",
        who=Who.ENGINEER,
        many=True,
        values=(
            "high-risk-annex-iii",
            "consequential-decision",
            "military",
            "military-intelligence",
            "wmd",
            "consumer-chatbot",
            "public-content",
            "medical-advice",
            "legal-advice",
            "law-enforcement",
            "surveillance",
            "biometric-identification",
            "social-scoring",
            "critical-infrastructure",
            "disinformation",
            "malware",
            "weapons",
            "sexual-content",
            "minors",
            "credit-scoring",
            "employment",
            "insurance",
            "migration",
            "other",
        ),
    ),
    Fact(
        "use.listed_uses",
        Kind.BOOLEAN,
        meaning="At least one planned use of the student, or of an ingredient, stands on the"
        " list of prohibited uses of a license or policy that was accepted.",
        question="Is any planned use prohibited by the use policy of a model or service that"
        " you accepted (for example weapons, deception, unlawful surveillance)?",
        who=Who.LEGAL,
        attestation=Attestation.NO_LISTED_USES,
        attested=False,
    ),
    Fact(
        "use.maas_revenue_12m_usd",
        Kind.NUMBER,
        meaning="Highest revenue, in US dollars, that the organization and its affiliates have"
        " had in any 12 consecutive months from letting others use models as a service; 0"
        " where they have no such business.",
        question="How much revenue, in US dollars, have you and your affiliates had in any 12"
        " months from offering models as a service (0 if you do not)?",
        who=Who.LEGAL,
    ),
    Fact(
        "use.product_monthly_users",
        Kind.NUMBER,
        meaning="Monthly active users of the largest product or service that uses the student,"
        " now or as planned, people outside and inside the organization counted.",
        question="How many monthly active users has, or will have, the largest product that"
        " uses the student (a bound such as at most 1000000 is enough)?",
        who=Who.ENGINEER,
        moot=(Moot(NO_PRODUCT, Decimal(0)),),
    ),
    Fact(
        "use.product_daily_users",
        Kind.NUMBER,
        meaning="Daily active users of the largest product or service that uses the student,"
        " now or as planned, people outside and inside the organization counted.",
        question="How many daily active users has, or will have, the largest product that uses"
        " the student (a bound is enough)?",
        who=Who.ENGINEER,
        moot=(Moot(NO_PRODUCT, Decimal(0)),),
    ),
    Fact(
        "use.product_monthly_revenue_usd",
        Kind.NUMBER,
        meaning="Revenue in one month, in US dollars, of the product or service with the"
        " highest that uses the student, now or as planned.",
        question="How much revenue a month, in US dollars, has or will have the largest"
        " product that uses the student (a bound is enough)?",
        who=Who.ENGINEER,
        moot=(Moot(NO_PRODUCT, Decimal(0)),),
    ),
)
