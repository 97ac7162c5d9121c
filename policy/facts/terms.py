"""Facts about an ingredient under the terms of one issuer."""

from policy.facts.fact import Fact, Kind, Moot, Who

FACTS: tuple[Fact, ...] = (
    Fact(
        "terms.accepted",
        Kind.BOOLEAN,
        meaning="The organization is a party to the text, because it, an affiliate, contractor"
        " or vendor obtained the ingredient on its account or order, or because it obtained"
        " weights or data under that license; the engine reads this, conditions may not.",
        question="Did you, or somebody on your order, agree to the terms of {issuer} to get"
        " {ingredient}?",
        who=Who.LEGAL,
        inputs=("ingredient.by", "ingredient.account_holder", "ingredient.access"),
        derived=True,
        settable=False,
    ),
    Fact(
        "terms.binds_us",
        Kind.BOOLEAN,
        meaning="The text binds the organization although it never agreed to it, for example"
        " because a contract hands its duties on.",
        question="Does the text of {issuer} bind us for {ingredient} although we never agreed"
        " to it?",
        who=Who.LEGAL,
        moot=(Moot((("terms.accepted", (True,)),), value=True),),
    ),
    Fact(
        "terms.competes_with_issuer",
        Kind.BOOLEAN,
        meaning="The student, or a product with it, competes with a product or service of whom"
        " the clause protects, the issuer by default; markets with nothing in common mean that"
        " it does not.",
        question="Will the student that learns from {ingredient}, or a product with it,"
        " compete with any product or service of {issuer}?",
        who=Who.LEGAL,
        inputs=("student.markets",),
        derived=True,
        settable=False,
    ),
    Fact(
        "terms.similar_to_issuer_product",
        Kind.BOOLEAN,
        meaning="The student, or a product with it, is similar to a product, service or model"
        " of whom the clause protects, whether or not it competes; markets with nothing in"
        " common mean that it is not.",
        question="Will the student that learns from {ingredient}, or a product with it, be"
        " much like any product or model of {issuer}?",
        who=Who.LEGAL,
        inputs=("student.markets",),
        derived=True,
        settable=False,
    ),
    Fact(
        "terms.aims_to_match_model",
        Kind.BOOLEAN,
        meaning="Training on the ingredient aims at a student that performs as the model does"
        " from which the outputs come, as imitation does and filtering does not.",
        question="Is the student meant to perform as {ingredient} of {issuer} does?",
        who=Who.ENGINEER,
        inputs=("ingredient.used_as",),
        derived=True,
        settable=False,
    ),
    Fact(
        "terms.replaces_issuer_model",
        Kind.BOOLEAN,
        meaning="The student, or a product with it, is to stand in for a model of the issuer,"
        " or lets its users do without that model or its limits.",
        question="Will the student take the place of {ingredient} or another model of"
        " {issuer}, at your organization or for its users?",
        who=Who.ENGINEER,
    ),
    Fact(
        "terms.same_family",
        Kind.BOOLEAN,
        meaning="The student's weights come from a model of the issuer's family to which the"
        " ingredient belongs; learning from outputs does not make a student one of the family.",
        question="Do the student's weights start from a model of the same family of {issuer}"
        " as {ingredient}?",
        who=Who.ENGINEER,
        inputs=("student.base",),
        derived=True,
        settable=False,
    ),
    Fact(
        "terms.users_at_release",
        Kind.NUMBER,
        meaning="Monthly active users of all products and services of the organization and its"
        " affiliates in the calendar month before the issuer released this version of the"
        " ingredient.",
        question="How many monthly active users did you and your affiliates have in the month"
        " before {issuer} released {ingredient}?",
        who=Who.LEGAL,
    ),
    Fact(
        "terms.registered",
        Kind.BOOLEAN,
        meaning="The organization has done what the issuer's text asks before use, such as"
        " registering, filling in a form or giving notice, and can show it.",
        question="Have you registered with {issuer}, or filled in its form, for the use of"
        " {ingredient}?",
        who=Who.LEGAL,
    ),
)
