"""Facts about the organization, answered once for all its plans."""

from policy.facts.fact import Attestation, Fact, Kind, Moot, When, Who

AN_INDIVIDUAL: When = (("organization.kind", ("individual",)),)
"""Nobody owns or controls a natural person."""

FACTS: tuple[Fact, ...] = (
    Fact(
        "organization.name",
        Kind.STRING,
        meaning="Registered name of the legal entity, or name of the person, that trains the"
        " student; the name that screening looks for.",
        question="What is the full legal name of your organization, as it is registered (for"
        " example Example GmbH)?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.country",
        Kind.PLACE,
        meaning="Country, or state within it, under whose law the entity that trains the"
        " student is established; for an individual, the country of residence.",
        question="In which country is your organization registered (a code such as DE or"
        " US-DE)?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.headquarters_country",
        Kind.PLACE,
        meaning="Country from which the entity that trains the student is run, whatever the"
        " country of its registration.",
        question="In which country are the headquarters of your organization, the place where"
        " its management sits?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.parent_country",
        Kind.PLACE,
        meaning="Country of the headquarters of the ultimate parent, the topmost entity that"
        " owns or controls the organization; its own headquarters where it has no parent.",
        question="In which country are the headquarters of the topmost company of your group"
        " (your own, if nobody stands above you)?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.owner_countries_over_50",
        Kind.PLACE,
        meaning="Countries whose owners together hold more than 50 percent of the"
        " organization, direct and indirect shares added up; empty where no country does.",
        question="From which countries do owners hold more than half of your organization,"
        " directly or through other companies (empty if no country's owners do)?",
        who=Who.LEGAL,
        many=True,
        moot=(Moot(AN_INDIVIDUAL, ()),),
    ),
    Fact(
        "organization.controlled_by_countries",
        Kind.PLACE,
        meaning="Countries whose state, companies or people control the organization through"
        " votes, board seats, contracts or instructions, with or without a majority of shares.",
        question="From which countries is your organization controlled, for example by voting"
        " rights, board seats, contracts or instructions of a state?",
        who=Who.LEGAL,
        many=True,
        moot=(Moot(AN_INDIVIDUAL, ()),),
    ),
    Fact(
        "organization.kind",
        Kind.ENUM,
        meaning="What the organization is: a company (also if a state owns it), a research"
        " organization such as a university or public institute, another nonprofit, an"
        " individual, or a government body.",
        question="What is your organization: a company, a university or research institute,"
        " another nonprofit, a single person, or a government body?",
        who=Who.LEGAL,
        values=("company", "research", "nonprofit", "individual", "government"),
    ),
    Fact(
        "organization.sectors",
        Kind.ENUM,
        meaning="Sectors in which the organization itself works; the values that begin with"
        " us- mean the Department of Defense, its contractors, other federal agencies, their"
        " contractors, and the intelligence community of the United States.",
        question="In which sectors does your organization work (for example finance or"
        " health), and is it part of, or a contractor to, the federal government of the United"
        " States?",
        who=Who.LEGAL,
        many=True,
        values=(
            "us-dod",
            "us-dod-contractor",
            "us-federal-agency",
            "us-federal-contractor",
            "us-intelligence",
            "finance",
            "health",
            "education",
            "defense",
            "telecom",
            "public-sector",
            "other",
        ),
    ),
    Fact(
        "organization.businesses",
        Kind.ENUM,
        meaning="What the organization and its affiliates offer to others: models of their"
        " own, cloud computing, assistants, hosting of models, search, a social network,"
        " devices, labeling of data, or something else.",
        question="What do you and your affiliates offer to others (for example AI models,"
        " cloud services, assistants, search, devices)?",
        who=Who.LEGAL,
        many=True,
        values=(
            "models",
            "cloud",
            "assistants",
            "model-hosting",
            "search",
            "social-network",
            "devices",
            "software-services",
            "data-labeling",
            "other",
        ),
    ),
    Fact(
        "organization.us_person",
        Kind.BOOLEAN,
        meaning="The sanctions law of the United States binds the organization as a US person:"
        " a citizen or permanent resident, an entity under US law with its branches abroad, or"
        " anybody on US soil; a subsidiary abroad is not one for its parent's sake.",
        question="Is your organization a US person, that is, set up under the law of the"
        " United States, a branch of such an entity, or acting from there?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.eu_person",
        Kind.BOOLEAN,
        meaning="The sanctions law of the European Union binds the organization: a national of"
        " a member state, an entity under the law of one, or anybody in the Union or doing"
        " this business there.",
        question="Is your organization bound by the sanctions law of the European Union, for"
        " example because it is set up or does this business in a member state?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.annual_revenue_usd",
        Kind.NUMBER,
        meaning="Revenue of the whole group, affiliates included, in the last full calendar"
        " year, in US dollars.",
        question="How much revenue, in US dollars, did your group with all affiliates have in"
        " the last calendar year?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.monthly_active_users",
        Kind.NUMBER,
        meaning="Highest number of monthly active users that all products and services of the"
        " organization and its affiliates together had in any calendar month so far.",
        question="What is the highest number of monthly active users that all products of you"
        " and your affiliates together have had in any month so far?",
        who=Who.LEGAL,
    ),
    Fact(
        "organization.listed_on",
        Kind.STRING,
        meaning="Ids of the sanctions and entity lists on which the organization itself"
        " appears, by screening its name against the loaded editions.",
        question="On which sanctions or entity lists does your organization appear (for"
        " example us-bis-entity-list; empty if on none)?",
        who=Who.LEGAL,
        many=True,
        derived=True,
        attestation=Attestation.NO_LISTED_PARTIES,
        attested=(),
        settable=False,
    ),
    Fact(
        "organization.owned_50_by_listed_on",
        Kind.STRING,
        meaning="Ids of the lists whose parties together own 50 percent or more of the"
        " organization, directly or indirectly.",
        question="Do parties on a sanctions or entity list together own half or more of your"
        " organization, and on which lists do they stand (empty if they do not)?",
        who=Who.LEGAL,
        many=True,
        derived=True,
        moot=(Moot(AN_INDIVIDUAL, ()),),
        attestation=Attestation.NO_LISTED_PARTIES,
        attested=(),
        settable=False,
    ),
)
