"""Facts about what was taken from an ingredient, by whom, when and in which way."""

from policy.facts.fact import Attestation, Fact, Kind, Moot, When, Who

OWN_WEIGHTS: When = (("ingredient.access", ("weights",)),)
"""Whoever runs the weights sees every signal; no provider stands in between to hide one."""

NOT_A_SURFACE: When = (("ingredient.access", ("weights", "api", "cloud")),)
"""What is made for programs, so that a program's use of it is ordinary."""

ACCESS: tuple[Fact, ...] = (
    Fact(
        "ingredient.access_country",
        Kind.PLACE,
        meaning="Country, or state within it, from which the ingredient is reached: where the"
        " people or machines are that call or download it, not where a proxy is.",
        question="From which country do you call or download {ingredient}?",
        who=Who.ENGINEER,
    ),
    Fact(
        "ingredient.authenticated",
        Kind.BOOLEAN,
        meaning="Access ran behind a login or key that was issued to whoever used it.",
        question="Is {ingredient} used with a login or key of your own, rather than openly or"
        " with somebody else's?",
        who=Who.ENGINEER,
        attestation=Attestation.ORDINARY_ACCESS,
        attested=True,
    ),
    Fact(
        "ingredient.automated",
        Kind.BOOLEAN,
        meaning="A program or bot took outputs from a surface that is offered to people, such"
        " as a chat app or website; calls to an API that is offered to programs do not count.",
        question="Did a script or bot take outputs of {ingredient} from a chat app, website or"
        " other place that is made for people?",
        who=Who.ENGINEER,
        moot=(Moot(NOT_A_SURFACE, value=False),),
        attestation=Attestation.ORDINARY_ACCESS,
        attested=False,
    ),
    Fact(
        "ingredient.circumvention",
        Kind.BOOLEAN,
        meaning="A barrier was got around: fake, shared or bought accounts or keys, proxies"
        " that hide place or identity, jailbreaks, evaded limits, or access after it was"
        " revoked.",
        question="Was any barrier got around to use {ingredient}: fake or bought accounts,"
        " proxies, jailbreaks, evaded limits, use after a ban?",
        who=Who.ENGINEER,
        attestation=Attestation.ORDINARY_ACCESS,
        attested=False,
    ),
    Fact(
        "ingredient.signals",
        Kind.ENUM,
        meaning="What is taken from the ingredient: visible outputs by kind, visible"
        " reasoning, log probabilities, logits, hidden states, embeddings, preferences or"
        " scores, results of a web search, or the weights themselves.",
        question="What is taken from {ingredient}: text, reasoning, logprobs, logits, hidden"
        " states, embeddings, preferences, code, images or other media, search results?",
        who=Who.ENGINEER,
        many=True,
        values=(
            "text",
            "reasoning",
            "logprobs",
            "logits",
            "hidden-states",
            "embeddings",
            "preferences",
            "code",
            "image",
            "audio",
            "video",
            "search-results",
            "weights",
        ),
        structural=True,
    ),
    Fact(
        "ingredient.unoffered_signals",
        Kind.BOOLEAN,
        meaning="A signal was taken that the way of access does not offer, such as logits"
        " drawn out of an API that returns text only.",
        question="Did you take anything from {ingredient} that its API or app does not offer,"
        " such as logits that were worked out from its answers?",
        who=Who.ENGINEER,
        inputs=("ingredient.signals", "ingredient.access"),
        derived=True,
        moot=(Moot(OWN_WEIGHTS, value=False),),
        attestation=Attestation.ORDINARY_ACCESS,
        attested=False,
        settable=False,
    ),
    Fact(
        "ingredient.hidden_reasoning",
        Kind.BOOLEAN,
        meaning="Reasoning that the provider hides or only sums up was drawn out in full, by"
        " prompts or otherwise; reasoning that it returns by itself does not count.",
        question="Was reasoning drawn out of {ingredient} that the provider does not show?",
        who=Who.ENGINEER,
        moot=(Moot(OWN_WEIGHTS, value=False),),
        attestation=Attestation.ORDINARY_ACCESS,
        attested=False,
    ),
    Fact(
        "ingredient.collected_from",
        Kind.DATE,
        meaning="First day on which outputs, weights or data were, or will be, taken from the"
        " ingredient.",
        question="On which day did, or will, collecting from {ingredient} begin?",
        who=Who.ENGINEER,
        structural=True,
    ),
    Fact(
        "ingredient.collected_until",
        Kind.DATE,
        meaning="Last day on which outputs, weights or data were, or will be, taken from the"
        " ingredient, that day included.",
        question="On which day did, or will, collecting from {ingredient} end?",
        who=Who.ENGINEER,
        structural=True,
    ),
    Fact(
        "ingredient.by",
        Kind.ENUM,
        meaning="Who took what we use from the ingredient: the organization itself (us), an"
        " affiliate, a contractor or vendor on its order, a customer who passed it on, or a"
        " stranger who acted for nobody here.",
        question="Who collected from {ingredient}: you, an affiliate, a contractor, a vendor,"
        " a customer, or a stranger such as the author of a public data set?",
        who=Who.ENGINEER,
        values=("us", "affiliate", "contractor", "vendor", "customer", "stranger"),
    ),
    Fact(
        "ingredient.account_holder",
        Kind.ENUM,
        meaning="Whose account or key was used, which is whoever agreed to the terms: the"
        " organization (us), an affiliate, contractor, vendor, customer, an employee as a"
        " private person, or a stranger.",
        question="On whose account was {ingredient} used: your organization's, an affiliate's,"
        " a vendor's, a customer's, an employee's private one, somebody else's?",
        who=Who.ENGINEER,
        values=(
            "us",
            "affiliate",
            "contractor",
            "vendor",
            "customer",
            "employee",
            "stranger",
        ),
    ),
    Fact(
        "ingredient.examples",
        Kind.NUMBER,
        meaning="Number of outputs or records of the ingredient that are used in training,"
        " each answer or row counted once.",
        question="How many outputs or records of {ingredient} are used (for example 200000)?",
        who=Who.ENGINEER,
    ),
    Fact(
        "ingredient.generated_for",
        Kind.ENUM,
        meaning="What the outputs were made for at the time: to train a model, for other"
        " operation such as serving users (operation), or to measure models (evaluation).",
        question="For what were the outputs of {ingredient} made at the time: to train a"
        " model, in ordinary operation, or for evaluation?",
        who=Who.ENGINEER,
        values=("training", "operation", "evaluation"),
    ),
)

CONTENT: tuple[Fact, ...] = (
    Fact(
        "ingredient.personal_data",
        Kind.ENUM,
        meaning="Whether what is taken holds data about identified or identifiable people:"
        " none by origin or after a check, possible where nobody has looked, yes where it is"
        " known.",
        question="Does what you take from {ingredient} hold data about people (none, possible,"
        " yes)?",
        who=Who.ENGINEER,
        values=("none", "possible", "yes"),
    ),
    Fact(
        "ingredient.special_categories",
        Kind.BOOLEAN,
        meaning="What is taken holds personal data of a special category, such as on health,"
        " belief, politics, ethnic origin, sex life, union membership, genes or biometrics.",
        question="Does what you take from {ingredient} hold data about people's health,"
        " belief, politics, origin, sex life, genes or the like?",
        who=Who.LEGAL,
        moot=(Moot((("ingredient.personal_data", ("none",)),), value=False),),
    ),
    Fact(
        "ingredient.third_party_works",
        Kind.ENUM,
        meaning="Whether what is taken holds works of others that copyright may protect: none,"
        " possible where nobody has looked, verbatim where passages or whole works are known"
        " to be in it.",
        question="Does what you take from {ingredient} hold works of others, such as articles,"
        " songs, images or code (none, possible, verbatim)?",
        who=Who.ENGINEER,
        values=("none", "possible", "verbatim"),
        attestation=Attestation.LAWFUL_DATA,
        attested="none",
    ),
    Fact(
        "ingredient.confidential",
        Kind.BOOLEAN,
        meaning="What is taken holds secrets of the provider or of others, such as system"
        " prompts, hidden reasoning, or papers given under a duty of silence.",
        question="Does what you take from {ingredient} hold secrets, such as a system prompt,"
        " hidden reasoning or confidential papers?",
        who=Who.SECURITY,
        attestation=Attestation.LAWFUL_DATA,
        attested=False,
    ),
    Fact(
        "ingredient.bulk_sensitive",
        Kind.BOOLEAN,
        meaning="What is taken holds, in bulk, sensitive personal data of people in the United"
        " States (such as health, finances, location, genes), also without names, or data"
        " related to its government.",
        question="Does {ingredient} hold sensitive data of many people in the United States,"
        " such as health, finances or location, or data about its government staff or sites?",
        who=Who.SECURITY,
        attestation=Attestation.LAWFUL_DATA,
        attested=False,
    ),
    Fact(
        "ingredient.lawful_access",
        Kind.BOOLEAN,
        meaning="The organization had lawful access to the content: by license, contract, its"
        " own right, or open publication by those entitled, and not from a pirated copy.",
        question="Was the content of {ingredient} lawfully open to you, by license, contract"
        " or open publication, with nothing pirated in it?",
        who=Who.LEGAL,
        attestation=Attestation.LAWFUL_DATA,
        attested=True,
    ),
    Fact(
        "ingredient.tdm_reserved",
        Kind.BOOLEAN,
        meaning="A rights holder has reserved text and data mining of content that is used, in"
        " a machine-readable way such as robots.txt, metadata or terms.",
        question="Has anybody with rights in content of {ingredient} reserved text and data"
        " mining, for example in robots.txt?",
        who=Who.ENGINEER,
        attestation=Attestation.LAWFUL_DATA,
        attested=False,
    ),
    Fact(
        "ingredient.database_substantial_part",
        Kind.BOOLEAN,
        meaning="The whole or a substantial part, by amount or worth, of a database that"
        " another has invested in was extracted without leave, repeated small extractions"
        " included.",
        question="Was the whole or a large part of another's database, such as a catalog or"
        " listing site, extracted for {ingredient} without leave?",
        who=Who.LEGAL,
        attestation=Attestation.LAWFUL_DATA,
        attested=False,
    ),
    Fact(
        "ingredient.marks_removed",
        Kind.BOOLEAN,
        meaning="Marks of origin, such as watermarks, provenance metadata or copyright"
        " notices, were taken off or altered in what is used.",
        question="Were watermarks, origin metadata or copyright notices removed from what you"
        " take from {ingredient}?",
        who=Who.ENGINEER,
        attestation=Attestation.LAWFUL_DATA,
        attested=False,
    ),
)

FACTS: tuple[Fact, ...] = (*ACCESS, *CONTENT)
