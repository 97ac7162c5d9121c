"""The closed lists of the policy language in words: operators, topics, effects, kinds."""

from collections.abc import Mapping

from policy.conditions import Operator
from policy.documents import Act, BasisKind, DocumentKind, Effect, Reach

OPERATORS: Mapping[Operator, str] = {
    Operator.IS: "the fact equals it; of a list, some element does; a place lies in it",
    Operator.IS_NOT: "it does not",
    Operator.IN: "the fact equals one of them; a bare list means this",
    Operator.NOT_IN: "it equals none of them",
    Operator.ABOVE: "it is greater",
    Operator.AT_LEAST: "it is greater or equal",
    Operator.BELOW: "it is less",
    Operator.AT_MOST: "it is less or equal",
    Operator.BEFORE: "it is an earlier day",
    Operator.AFTER: "it is a later day",
    Operator.ON_OR_BEFORE: "it is that day or an earlier one",
    Operator.ON_OR_AFTER: "it is that day or a later one",
    Operator.HAS: "some element is it",
    Operator.HAS_ANY: "some element is one of them",
    Operator.HAS_ALL: "each of them is an element",
    Operator.HAS_NONE: "no element is one of them",
    Operator.WITHIN: "it lies in one of the places or territories; of a list, some element",
    Operator.OUTSIDE: "it lies in none of them; of a list, no element does",
    Operator.ALL_WITHIN: "every element lies in them",
    Operator.ONLY: "every element is one of them",
    Operator.STARTS_WITH: "it begins so; case and the owner before a `/` do not count",
    Operator.CONTAINS: "it holds this text; case and owner do not count",
    Operator.MATCHES: "it fits the glob, in which `*` is any text and `?` one character",
}
"""When an operator holds, as the end of a sentence."""

TOPICS: Mapping[str, str] = {
    "access-control": "getting in where one may not",
    "amendment": "how and for whom the text changes",
    "attribution-notice": "names, notices and copies that must go with what is handed on",
    "automated-extraction": "scraping, bulk and scripted collection",
    "benchmarking": "publishing measurements",
    "commercial-use": "use for gain",
    "competing-product": "building what competes, whether or not outputs are used for it",
    "contract": "duties from a contract that no other topic names",
    "copyright": "what the law says of copying works",
    "copyright-policy": "the duty to have a policy on copyright",
    "data-retention": "how long data is or may be kept",
    "derivative-definition": "what counts as derived, students included or not",
    "distillation-channel": "a program of the issuer in which distilling is allowed",
    "downstream-documentation": "documentation for those who build on the model",
    "entity-restriction": "kinds of organizations that may not, or may only on a condition",
    "exclusion": "what a law does not reach",
    "export-control": "sending models, technology or services across borders",
    "governing-law": "law and courts",
    "gpai-classification": "what makes one a provider of a general-purpose model",
    "hidden-reasoning": "reasoning that the provider does not show",
    "house": "rules of one's own house",
    "incident-reporting": "telling authorities what went wrong",
    "indemnity": "who answers to third parties",
    "license-inheritance": "the license that what is derived must bear",
    "listed-persons": "persons on a screening list",
    "marking": "marking what a model made",
    "naming": "how what is derived must or may not be called",
    "output-ownership": "to whom outputs belong",
    "patent": "patents granted, or lost",
    "personal-data": "data about people",
    "procurement": "what public buyers ask for",
    "redistribution": "handing on the model or what is derived from it",
    "registration": "registering, notifying or filing before use",
    "research-only": "research as the only purpose",
    "revenue-threshold": "a limit on revenue",
    "reverse-engineering": "finding out how the model or service works",
    "safety": "assessing and limiting risks",
    "sanctions": "dealings with sanctioned persons or places",
    "scope": "whom and what the text reaches",
    "systemic-risk": "models with systemic risk",
    "technical-documentation": "documentation of the model and its making",
    "termination": "how the right ends",
    "territory": "places from which or in which use is allowed",
    "trade-secrets": "what is kept secret",
    "train-on-outputs": "training a model on outputs of another",
    "training-summary": "a public summary of the training content",
    "transparency": "telling people that they deal with a machine",
    "use": "the general right to use",
    "use-restrictions": "uses that are not allowed",
    "user-threshold": "a limit on users",
    "white-box": "logits, hidden states, embeddings and other insides",
}

KINDS: Mapping[DocumentKind, str] = {
    DocumentKind.PROVIDER_TERMS: "the terms of a service",
    DocumentKind.USAGE_POLICY: "the uses that a service allows",
    DocumentKind.PROGRAM_TERMS: "the terms of one program, such as a distillation service",
    DocumentKind.MODEL_LICENSE: "the license of weights",
    DocumentKind.DATASET_LICENSE: "the license of data",
    DocumentKind.STATEMENT: "words beside a license, such as a model card or a readme",
    DocumentKind.LAW: "a law, a decision or a guideline of an authority",
    DocumentKind.AGREEMENT: "a contract that the organization signed",
    DocumentKind.HOUSE: "the organization's own policy",
    DocumentKind.BUILT_IN: "rules of the engine itself",
}

EFFECTS: Mapping[Effect, str] = {
    Effect.PERMITS: "can be a basis, or set another rule aside",
    Effect.FORBIDS: "denies the plan",
    Effect.REQUIRES: "is a duty",
    Effect.CAUTIONS: "asks for a review: unsettled, ambiguous or conflicting *in this plan*",
    Effect.NOTES: "informs, and is so for everybody",
}

REACHES: Mapping[Reach, str] = {
    Reach.DIRECT: "the ingredients of the plan itself",
    Reach.WEIGHTS: "what the student contains: only edges of weights",
    Reach.USE: "the ingredients of the plan, and what is inside their weights",
    Reach.OUTPUTS: "what feeds the student: edges of weights and data, at most one of outputs,"
    " then weights",
    Reach.ALL: "everything in the lineage",
}

ACTS: Mapping[Act, str] = {
    Act.COLLECT: "when outputs are collected",
    Act.TRAIN: "when the student is trained",
    Act.RELEASE: "when it is released",
    Act.OPERATE: "while it is used",
}

BASES: Mapping[BasisKind, str] = {
    BasisKind.EXPRESS: "a clause permits just this",
    BasisKind.AGREEMENT: "a signed agreement permits it",
    BasisKind.DETERMINATION: "legal determined that there is one",
    BasisKind.OWN: "it is our own work",
    BasisKind.GRANT: "a general grant, and no ban of that document reaches this plan",
    BasisKind.RESIDUAL: "the issuer assigns outputs, and its bans are known not to reach this"
    " plan",
    BasisKind.ASSUMPTION: "the house assumes one; counts only where the settings list it",
}
