"""Facts about who gets the student, in what form, where and when."""

from policy.facts.fact import NO_RELEASE, Attestation, Fact, Kind, Moot, Who

FORMS_AND_RECIPIENTS = ("release.forms", "release.recipients")

FACTS: tuple[Fact, ...] = (
    Fact(
        "release.forms",
        Kind.ENUM,
        meaning="In which forms anybody outside the organization gets the student or what it"
        " was trained on: calls through an interface or website that runs on our side (api), an"
        " application that holds the model and runs at the user's (app), the weights, or the"
        " data set; empty where nobody does, affiliates included.",
        question="In which forms will others get the student: as a service that runs on your"
        " side (api), inside an application that runs on theirs (app), as weights, or as the"
        " training data set (empty if in none)?",
        who=Who.ENGINEER,
        many=True,
        values=("api", "app", "weights", "dataset"),
        structural=True,
    ),
    Fact(
        "release.places",
        Kind.PLACE,
        meaning="Countries, states or unions where the release is made available or can be"
        " used as intended; the word worldwide for a public download without limits.",
        question="In which countries or states will the release be available (for example DE,"
        " US-CA, EU, worldwide)?",
        who=Who.ENGINEER,
        many=True,
        extent=True,
        moot=(Moot(NO_RELEASE, ()),),
    ),
    Fact(
        "release.to_third_parties",
        Kind.BOOLEAN,
        meaning="Somebody who is neither the organization nor its affiliate gets the release,"
        " in any form, paid or free.",
        question="Will anybody other than you and your affiliates get the student or its data,"
        " in any form?",
        who=Who.ENGINEER,
        inputs=FORMS_AND_RECIPIENTS,
        derived=True,
        moot=(Moot(NO_RELEASE, value=False),),
        settable=False,
    ),
    Fact(
        "release.recipients",
        Kind.ENUM,
        meaning="The widest circle that gets the release: nobody beyond the organization and"
        " its affiliates (affiliates), others who are each known by name (named), or anybody"
        " who wishes (public).",
        question="Who gets the release: only your own group, chosen parties that you know by"
        " name, or the public?",
        who=Who.ENGINEER,
        values=("affiliates", "named", "public"),
        moot=(Moot(NO_RELEASE, "affiliates"),),
    ),
    Fact(
        "release.recipient_countries",
        Kind.PLACE,
        meaning="Countries where those who get the release are established or live, affiliates"
        " included; for a public release all its places.",
        question="In which countries are those who will get the release (for a public release,"
        " the same as its places)?",
        who=Who.LEGAL,
        many=True,
        moot=(Moot(NO_RELEASE, ()),),
    ),
    Fact(
        "release.recipient_names",
        Kind.STRING,
        meaning="Full legal names of those who get the release, where they are known by name;"
        " screening looks each of them up.",
        question="What are the full legal names of those who will get the release (empty if"
        " anybody may)?",
        who=Who.ENGINEER,
        many=True,
        moot=(
            Moot(NO_RELEASE, ()),
            Moot((("release.recipients", ("affiliates", "public")),), ()),
        ),
    ),
    Fact(
        "release.recipient_listed_on",
        Kind.STRING,
        meaning="Ids of the sanctions and entity lists on which a recipient of the release"
        " appears, as far as recipients are known or screened when they sign up.",
        question="On which sanctions or entity lists does any recipient of the release appear"
        " (empty if on none)?",
        who=Who.LEGAL,
        many=True,
        moot=(Moot(NO_RELEASE, ()),),
        attestation=Attestation.NO_LISTED_PARTIES,
        attested=(),
    ),
    Fact(
        "release.recipient_owned_50_by",
        Kind.STRING,
        meaning="Ids of the lists whose parties together own 50 percent or more of a recipient"
        " of the release, directly or indirectly.",
        question="Do parties on a sanctions or entity list together own half or more of any"
        " recipient, and on which lists do they stand (empty if they do not)?",
        who=Who.LEGAL,
        many=True,
        moot=(Moot(NO_RELEASE, ()),),
        attestation=Attestation.NO_LISTED_PARTIES,
        attested=(),
    ),
    Fact(
        "release.recipient_parent_countries",
        Kind.PLACE,
        meaning="Countries of the headquarters of the ultimate parents of those who get the"
        " release; a recipient without a parent counts with its own.",
        question="In which countries sit the topmost parent companies of those who will get"
        " the release?",
        who=Who.LEGAL,
        many=True,
        moot=(Moot(NO_RELEASE, ()),),
    ),
    Fact(
        "release.weights_public",
        Kind.BOOLEAN,
        meaning="Weights are released to the public without a choice of recipients: anybody"
        " may download them, be it after accepting a license.",
        question="Will anybody be able to download the student's weights?",
        who=Who.ENGINEER,
        inputs=FORMS_AND_RECIPIENTS,
        derived=True,
        moot=(Moot(NO_RELEASE, value=False),),
        settable=False,
    ),
    Fact(
        "release.worldwide",
        Kind.BOOLEAN,
        meaning="The release names no places but is for the whole world, so that every place"
        " that may not have it has to be shut out.",
        question="Is the student offered to the whole world rather than in named places?",
        who=Who.ENGINEER,
        inputs=("release.places",),
        derived=True,
        moot=(Moot(NO_RELEASE, value=False),),
        settable=False,
    ),
    Fact(
        "release.subject_to_ear",
        Kind.BOOLEAN,
        meaning="The released thing is subject to the Export Administration Regulations of the"
        " United States: it is there, was made there or is sent from there, or holds enough"
        " controlled content from there; what is published for anybody is not.",
        question="Is what you release subject to US export rules, for example because it was"
        " made in or is sent from the United States and is not published for all?",
        who=Who.LEGAL,
        moot=(Moot(NO_RELEASE, value=False),),
    ),
    Fact(
        "release.first_date",
        Kind.DATE,
        meaning="First day on which anybody outside the organization gets the student in any"
        " form, past or planned.",
        question="On which day does, or did, anybody outside your organization first get the"
        " student?",
        who=Who.ENGINEER,
    ),
    Fact(
        "release.notices",
        Kind.STRING,
        meaning="What goes with the release and can be seen by those who get it: notices word"
        " for word, and the document ids of licenses whose text is enclosed.",
        question="Which notices and license texts go with the release (for example Built with"
        " Llama, or the id of a license document)?",
        who=Who.ENGINEER,
        many=True,
        moot=(Moot(NO_RELEASE, ()),),
    ),
)
