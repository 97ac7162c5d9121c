"""Facts about an ingredient: what it is, who made it, who hands it to us."""

from policy.facts.fact import Attestation, Fact, Kind, Moot, When, Who

NO_ACCOUNT: When = (("ingredient.access", ("weights", "dataset")),)
"""A download, whose terms do not turn on the kind of account."""

NO_PROGRAM: When = (
    ("ingredient.access", ("weights", "api", "app", "cloud", "tool", "dataset", "scrape")),
)
"""Access is known, and is not through a program."""

FACTS: tuple[Fact, ...] = (
    Fact(
        "ingredient.id",
        Kind.STRING,
        meaning="Reference of the ingredient: scheme and id, without the revision, as in the"
        " plan or in the record of what was made from it.",
        question="Which model or data set is meant by {ingredient} (for example hf:org/name)?",
        who=Who.ENGINEER,
        structural=True,
    ),
    Fact(
        "ingredient.role",
        Kind.ENUM,
        meaning="What the ingredient is to the student: a model it learns from (teacher), the"
        " weights it starts from (base), data it is trained on (dataset), or the prompts.",
        question="What is {ingredient} to the student: a teacher, its base, a data set or the"
        " prompts?",
        who=Who.ENGINEER,
        values=("teacher", "base", "dataset", "prompts"),
        structural=True,
    ),
    Fact(
        "ingredient.used_as",
        Kind.ENUM,
        meaning="What a teacher's outputs are used for: to be imitated, as labels, as"
        " judgments or preferences, as rewards, to filter data, as prompts, or only to"
        " evaluate.",
        question="What are the outputs of {ingredient} used for: imitate, label, judge,"
        " reward, filter, prompts, evaluate?",
        who=Who.ENGINEER,
        many=True,
        values=("imitate", "label", "judge", "reward", "filter", "prompts", "evaluate"),
    ),
    Fact(
        "ingredient.feeds_training",
        Kind.BOOLEAN,
        meaning="The ingredient takes part in training: it is base, data or prompts, or a"
        " teacher with any use but evaluation.",
        question="Does {ingredient} take part in training the student, beyond measuring it?",
        who=Who.ENGINEER,
        inputs=("ingredient.role", "ingredient.used_as"),
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.maker",
        Kind.STRING,
        meaning="Slug of the provider, or owner on the hub, that trained the model or compiled"
        " the data set.",
        question="Who made {ingredient} (for example meta, openai, or your own organization)?",
        who=Who.ENGINEER,
        structural=True,
    ),
    Fact(
        "ingredient.maker_country",
        Kind.PLACE,
        meaning="Country where the maker of the ingredient has its headquarters.",
        question="In which country does the maker of {ingredient} have its headquarters?",
        who=Who.LEGAL,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.provider",
        Kind.STRING,
        meaning="Slug of the company from which the ingredient reaches us: the nearest hop, or"
        " the maker itself where there is none.",
        question="From which company do you get {ingredient} (the API, cloud or hub that you"
        " use)?",
        who=Who.ENGINEER,
        structural=True,
    ),
    Fact(
        "ingredient.provider_country",
        Kind.PLACE,
        meaning="Country of establishment of the company from which the ingredient reaches us.",
        question="In which country is the company established from which you get {ingredient}?",
        who=Who.LEGAL,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.provider_listed_on",
        Kind.STRING,
        meaning="Ids of the sanctions and entity lists on which the maker of the ingredient,"
        " or anybody through whom it reaches us, appears.",
        question="On which sanctions or entity lists do the maker or the providers of"
        " {ingredient} appear (empty if on none)?",
        who=Who.LEGAL,
        many=True,
        derived=True,
        attestation=Attestation.NO_LISTED_PARTIES,
        attested=(),
        settable=False,
    ),
    Fact(
        "ingredient.provider_owned_50_by",
        Kind.STRING,
        meaning="Ids of the lists whose parties together own 50 percent or more, directly or"
        " indirectly, of the ingredient's maker or of anybody through whom it reaches us.",
        question="Do parties on a sanctions or entity list together own half or more of the"
        " maker or a provider of {ingredient}, and on which lists do they stand (empty if they"
        " do not)?",
        who=Who.LEGAL,
        many=True,
        derived=True,
        attestation=Attestation.NO_LISTED_PARTIES,
        attested=(),
        settable=False,
    ),
    Fact(
        "ingredient.weights",
        Kind.ENUM,
        meaning="Open where the maker lets the public download the model's weights, under"
        " whatever license; closed where it does not.",
        question="Can the public download the weights of {ingredient} (open), or does the"
        " maker keep them (closed)?",
        who=Who.ENGINEER,
        values=("open", "closed"),
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.multimodal",
        Kind.BOOLEAN,
        meaning="The model takes in or gives out images, audio or video, not text alone, in"
        " the version that is used.",
        question="Does {ingredient} take in or give out images, audio or video besides text?",
        who=Who.ENGINEER,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.us_owned_closed",
        Kind.BOOLEAN,
        meaning="The model belongs to a company of the United States that keeps its weights"
        " closed.",
        question="Is {ingredient} a model with closed weights that belongs to a company of the"
        " United States?",
        who=Who.LEGAL,
        inputs=("ingredient.weights", "ingredient.maker_country"),
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.systemic_risk",
        Kind.BOOLEAN,
        meaning="The model is a general-purpose AI model with systemic risk in the sense of"
        " the EU AI Act.",
        question="Is {ingredient} a model with systemic risk under the EU AI Act (a frontier"
        " model trained with more than 1e25 operations, or designated)?",
        who=Who.LEGAL,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.access",
        Kind.ENUM,
        meaning="How the outputs, weights or data were obtained: own copy of the weights, an"
        " API, a chat app or website, a cloud marketplace, a tool built on the model (such as"
        " a coding assistant), a distillation program of the provider, a finished data set, or"
        " scraping of pages.",
        question="How do you use {ingredient}: with its weights, through an API, an app, a"
        " cloud, a tool or a program, as a data set, or by scraping pages?",
        who=Who.ENGINEER,
        values=("weights", "api", "app", "cloud", "tool", "program", "dataset", "scrape"),
        structural=True,
    ),
    Fact(
        "ingredient.through",
        Kind.STRING,
        meaning="Slugs of the companies between us and the maker, nearest first, such as a"
        " router, a host or a cloud; empty where we deal with the maker directly.",
        question="Which companies stand between you and the maker of {ingredient}, nearest"
        " first (for example openrouter; empty if none)?",
        who=Who.ENGINEER,
        many=True,
        structural=True,
    ),
    Fact(
        "ingredient.account",
        Kind.ENUM,
        meaning="Kind of account through which access ran: a private person's plan (consumer),"
        " a paid plan for businesses and developers (business), their unpaid tier (free-tier),"
        " a trial, or none.",
        question="With which kind of account is {ingredient} used: consumer, business, free"
        " tier, trial, or none?",
        who=Who.ENGINEER,
        values=("consumer", "business", "free-tier", "trial", "none"),
        structural=True,
        moot=(Moot(NO_ACCOUNT, "none"),),
    ),
    Fact(
        "ingredient.program",
        Kind.STRING,
        meaning="Slug of the provider's program under which the outputs were obtained, such as"
        " a distillation service, or the word none.",
        question="Under which distillation or partner program of the provider is {ingredient}"
        " used, if any (or none)?",
        who=Who.ENGINEER,
        structural=True,
        moot=(Moot(NO_PROGRAM, "none"),),
    ),
    Fact(
        "ingredient.program_admitted",
        Kind.BOOLEAN,
        meaning="The provider has let the organization into the program, and teacher and"
        " student are a pair that the program allows.",
        question="Has the provider let you into the program for {ingredient}, for this pair of"
        " teacher and student?",
        who=Who.ENGINEER,
        moot=(Moot((("ingredient.program", ("none",)),), value=False),),
    ),
    Fact(
        "ingredient.depth",
        Kind.NUMBER,
        meaning="Number of ingredients that lie between the student and this one on the"
        " shortest path: 0 for what the plan itself names.",
        question="How many steps of lineage lie between the student and {ingredient}?",
        who=Who.ENGINEER,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.declared_license",
        Kind.STRING,
        meaning="License that the ingredient's hub page or card declares, as an SPDX id or tag"
        " of the hub; the word none where it declares none.",
        question="Which license does the page of {ingredient} declare (for example"
        " apache-2.0)?",
        who=Who.ENGINEER,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.license_contradicted",
        Kind.BOOLEAN,
        meaning="The declared license cannot be right: the text of its license, or what it was"
        " made from, says otherwise.",
        question="Does the license text or the origin of {ingredient} contradict the license"
        " that its page declares?",
        who=Who.LEGAL,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.own",
        Kind.BOOLEAN,
        meaning="The organization or an affiliate made the ingredient itself, or people did it"
        " for them by contract.",
        question="Is {ingredient} your own work, made by you, an affiliate or people under"
        " contract?",
        who=Who.LEGAL,
        inputs=("ingredient.maker",),
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.released_on",
        Kind.DATE,
        meaning="Day on which the maker first made this version of the ingredient available to"
        " others.",
        question="On which day was {ingredient} released?",
        who=Who.ENGINEER,
        derived=True,
        settable=False,
    ),
    Fact(
        "ingredient.output_terms",
        Kind.ENUM,
        meaning="What the contracts and licenses come to for training this student on the"
        " ingredient's outputs: allowed, forbidden, or unknown.",
        question="Do the contracts and licenses of {ingredient} let you train this student on"
        " its outputs?",
        who=Who.LEGAL,
        values=("allowed", "forbidden", "unknown"),
        derived=True,
        settable=False,
    ),
)
