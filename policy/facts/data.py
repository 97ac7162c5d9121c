"""Facts about the prompts, the computers and the service around the student."""

from decimal import Decimal

from policy.facts.fact import NO_RELEASE, Fact, Kind, Moot, When, Who

WITHIN_THE_GROUP: When = (("release.recipients", ("affiliates",)),)
"""Nobody but affiliates gets the release, so it is not offered to the public."""

PROMPTS: tuple[Fact, ...] = (
    Fact(
        "prompts.personal_data",
        Kind.ENUM,
        meaning="Whether the prompts that were sent to teachers hold data about identified or"
        " identifiable people: none by origin or after a check, possible where nobody has"
        " looked, yes where it is known.",
        question="Do the prompts hold data about people, such as names, mail addresses or chat"
        " histories (none, possible, yes)?",
        who=Who.ENGINEER,
        values=("none", "possible", "yes"),
        moot=(Moot((("prompts.sources", ()),), "none"),),
    ),
    Fact(
        "prompts.sources",
        Kind.ENUM,
        meaning="Where the prompts that were sent to teachers come from: written by us,"
        " customers, employees, public pages, a data set, a teacher, or elsewhere; empty where"
        " there were no prompts.",
        question="Where do the prompts come from (for example own, customers, a public data"
        " set; empty if there were none)?",
        who=Who.ENGINEER,
        many=True,
        values=("own", "customers", "employees", "public", "dataset", "teacher", "other"),
    ),
)

COMPUTE: tuple[Fact, ...] = (
    Fact(
        "compute.country",
        Kind.PLACE,
        meaning="Country, or state within it, where the computers stand that train the"
        " student; if there are several, where most of the training runs.",
        question="In which country are the computers that train the student (the region of the"
        " cloud, for example)?",
        who=Who.ENGINEER,
    ),
    Fact(
        "compute.chips",
        Kind.ENUM,
        meaning="Chips that train the student: those that US export rules control under ECCN"
        " 3A090 (such as data center GPUs of the A100 class and above), Huawei Ascend, or"
        " other; if mixed, the first of these that is used.",
        question="On which chips does training run: data center GPUs such as A100 or H100,"
        " Huawei Ascend, or others?",
        who=Who.ENGINEER,
        values=("ecc-3a090", "huawei-ascend", "other"),
    ),
)

SERVICE: tuple[Fact, ...] = (
    Fact(
        "service.daily_users_kr",
        Kind.NUMBER,
        meaning="Average number of daily users in South Korea, over the last three months or"
        " as planned, of services for people outside the organization that use the student.",
        question="How many people in South Korea use, or will use, services with the student"
        " on an average day?",
        who=Who.ENGINEER,
        moot=(Moot(NO_RELEASE, Decimal(0)),),
    ),
    Fact(
        "service.china_public",
        Kind.BOOLEAN,
        meaning="A service with the student is offered to the public in mainland China, Hong"
        " Kong, Macao and Taiwan not counted.",
        question="Will the public in mainland China be offered a service that uses the"
        " student?",
        who=Who.LEGAL,
        moot=(Moot(NO_RELEASE, value=False), Moot(WITHIN_THE_GROUP, value=False)),
    ),
    Fact(
        "service.public_opinion",
        Kind.BOOLEAN,
        meaning="A service with the student can shape public opinion or mobilize people in the"
        " sense of the Chinese rules, such as posts, comments, chats or content for many.",
        question="Can many people read or share what the service produces, so that it could"
        " shape public opinion (for example posts, comments, public chats)?",
        who=Who.LEGAL,
        moot=(Moot(NO_RELEASE, value=False), Moot(WITHIN_THE_GROUP, value=False)),
    ),
    Fact(
        "service.monthly_users",
        Kind.NUMBER,
        meaning="People outside the organization who visit or use the services with the"
        " student in one month, in all places together, now or as planned.",
        question="How many people outside your organization use, or will use, services with"
        " the student in a month, in all countries together?",
        who=Who.ENGINEER,
        moot=(Moot(NO_RELEASE, Decimal(0)),),
    ),
)

FACTS: tuple[Fact, ...] = (*PROMPTS, *COMPUTE, *SERVICE)
