"""Facts about the student: what it is, what it starts from, what it costs to train."""

from decimal import Decimal

from policy.facts.fact import NO_RELEASE, Fact, Kind, Moot, When, Who

FROM_SCRATCH: When = (("student.base", ("none",)),)
"""The plan says that there is no base."""

ONE_TASK = ("classifier", "embedding", "reranker", "reward-model")
"""Types that sort, place or rate what others wrote, and generate nothing."""

BASE_COMPUTE = (
    "student.base",
    "student.base_provider_is_us",
    "student.base_training_flop",
    "student.base_systemic_risk",
    "student.training_flop",
    "student.generation_flop",
)
"""What the tests for a modifier of another provider's model compare."""

FACTS: tuple[Fact, ...] = (
    Fact(
        "student.name",
        Kind.STRING,
        meaning="Name under which the student is, or would be, released.",
        question="What will the student be called, as its users would see it (for example"
        " Llama-Support-8B)?",
        who=Who.ENGINEER,
    ),
    Fact(
        "student.base",
        Kind.STRING,
        meaning="Reference of the model from whose weights training starts, or the word none"
        " where it starts from random weights.",
        question="From which model's weights does training start (for example hf:org/model),"
        " or from none?",
        who=Who.ENGINEER,
        structural=True,
    ),
    Fact(
        "student.base_is_own",
        Kind.BOOLEAN,
        meaning="The organization or an affiliate made the base itself, from scratch or out of"
        " another's model; false where there is no base.",
        question="Did you or an affiliate make the base model yourselves?",
        who=Who.ENGINEER,
        moot=(Moot(FROM_SCRATCH, value=False),),
    ),
    Fact(
        "student.base_provider_is_us",
        Kind.BOOLEAN,
        meaning="The organization is the provider of the base in the sense of the EU AI Act:"
        " it put the base, or had it put, on the market under its own name, or became its"
        " provider by changing it; false where there is no base.",
        question="Is your own organization the provider of the base model under the EU AI Act,"
        " for example because you publish it under your name?",
        who=Who.LEGAL,
        moot=(Moot(FROM_SCRATCH, value=False),),
    ),
    Fact(
        "student.type",
        Kind.ENUM,
        meaning="What the student takes in and gives out; a model of several types has the"
        " first that fits, and other is what no type fits.",
        question="What type of model is the student (for example a language model, a"
        " classifier, an embedding model)?",
        who=Who.ENGINEER,
        values=(
            "language-model",
            "vision-language-model",
            "classifier",
            "embedding",
            "reranker",
            "reward-model",
            "vision",
            "speech",
            "image-generator",
            "video-generator",
            "audio-generator",
            "other",
        ),
    ),
    Fact(
        "student.is_language_model",
        Kind.BOOLEAN,
        meaning="The student is a language model, that is, of the type language-model or"
        " vision-language-model.",
        question="Is the student a language model, one that answers in running text?",
        who=Who.ENGINEER,
        inputs=("student.type",),
        derived=True,
        settable=False,
    ),
    Fact(
        "student.derivation",
        Kind.ENUM,
        meaning="How the student's weights come from the base: not at all (scratch), by"
        " further training (fine-tune), by small added weights (adapter), by removing (pruned)"
        " or copying (layer-copy) parts, by blending models (merge), or by fewer bits"
        " (quantized).",
        question="How do the student's weights come about: from scratch, or by fine-tuning,"
        " adding an adapter, pruning, copying layers, merging or quantizing?",
        who=Who.ENGINEER,
        values=(
            "scratch",
            "fine-tune",
            "adapter",
            "pruned",
            "layer-copy",
            "merge",
            "quantized",
        ),
        moot=(Moot(FROM_SCRATCH, "scratch"),),
    ),
    Fact(
        "student.generality",
        Kind.ENUM,
        meaning="General where the student performs many distinct tasks well, whatever it is"
        " sold for; narrow where it is good at one task or a few close ones only.",
        question="Is the student good at many different tasks (general), or at one task only,"
        " such as transcription or sorting tickets (narrow)?",
        who=Who.ENGINEER,
        values=("general", "narrow"),
        moot=(Moot((("student.type", ONE_TASK),), "narrow"),),
    ),
    Fact(
        "student.markets",
        Kind.ENUM,
        meaning="Markets in which the student will be sold or used, by anybody whom the"
        " organization gives it to; they are set against the markets of each issuer.",
        question="What will the student be sold or used as (for example customer-support,"
        " coding-assistant, internal-tools)?",
        who=Who.ENGINEER,
        many=True,
        values=(
            "general-assistant",
            "customer-support",
            "coding-assistant",
            "search",
            "model-api",
            "agents",
            "image-generation",
            "video-generation",
            "speech",
            "translation",
            "embeddings",
            "document-processing",
            "analytics",
            "content-moderation",
            "classification",
            "recommendation",
            "education",
            "health",
            "finance",
            "legal",
            "marketing",
            "security",
            "robotics",
            "gaming",
            "data-labeling",
            "internal-tools",
            "other",
        ),
    ),
    Fact(
        "student.generates",
        Kind.ENUM,
        meaning="Kinds of content that the student can produce, code being text; none where it"
        " only labels, ranks, scores or embeds.",
        question="What can the student produce: text, audio, images, video, or none of these?",
        who=Who.ENGINEER,
        many=True,
        values=("text", "audio", "image", "video", "none"),
        inputs=("student.type",),
        derived=True,
        settable=False,
    ),
    Fact(
        "student.parameters",
        Kind.NUMBER,
        meaning="Number of the student's parameters, all experts and embeddings counted, not"
        " only those active for one token.",
        question="How many parameters does the student have in total (for example 8e9)?",
        who=Who.ENGINEER,
    ),
    Fact(
        "student.training_flop",
        Kind.NUMBER,
        meaning="Floating-point operations spent or planned on training the student from its"
        " base on, all stages counted; neither the base nor generated data are in it.",
        question="How many floating-point operations does training the student take, without"
        " its base and without generating data (for example 3e21)?",
        who=Who.ENGINEER,
    ),
    Fact(
        "student.generation_flop",
        Kind.NUMBER,
        meaning="Floating-point operations that models spend, or are planned to spend, on"
        " generating data for the student's training, wherever those models run.",
        question="How many floating-point operations do teachers and other models spend to"
        " generate the student's training data (0 if none is generated)?",
        who=Who.ENGINEER,
    ),
    Fact(
        "student.base_training_flop",
        Kind.NUMBER,
        meaning="Floating-point operations spent on training the base up to the version that"
        " is used, what it was made from included; 0 where there is no base.",
        question="How many floating-point operations went into training the base model, as its"
        " maker states or as you can estimate?",
        who=Who.ENGINEER,
        moot=(Moot(FROM_SCRATCH, Decimal(0)),),
    ),
    Fact(
        "student.modification_flop",
        Kind.NUMBER,
        meaning="Floating-point operations spent on changing the base: training and generation"
        " added up, unless the plan gives the sum.",
        question="How many floating-point operations go into changing the base model, data"
        " generation included?",
        who=Who.ENGINEER,
        inputs=("student.training_flop", "student.generation_flop"),
        derived=True,
    ),
    Fact(
        "student.cumulative_flop",
        Kind.NUMBER,
        meaning="All floating-point operations behind the student's capability: training,"
        " generation and base added up, the base as 0 where there is none.",
        question="How many floating-point operations lie behind the student in all: base, data"
        " generation and training?",
        who=Who.ENGINEER,
        inputs=(
            "student.base",
            "student.training_flop",
            "student.generation_flop",
            "student.base_training_flop",
        ),
        derived=True,
        settable=False,
    ),
    Fact(
        "student.below_modifier_threshold",
        Kind.BOOLEAN,
        meaning="The base is another provider's, and changing it takes at most one third of"
        " the base's training compute, as published or estimated.",
        question="Does changing the base model of another provider take at most one third of"
        " the compute that went into it?",
        who=Who.ENGINEER,
        inputs=BASE_COMPUTE,
        derived=True,
        moot=(Moot(FROM_SCRATCH, value=False),),
        settable=False,
    ),
    Fact(
        "student.modifier_tests_disagree",
        Kind.BOOLEAN,
        meaning="The test on the compute of the change and the test on the compute of the"
        " whole student give different answers to whether the organization is the provider of"
        " a model of its own.",
        question="Do the compute of the change and the compute of the whole student point to"
        " different answers about who is the provider?",
        who=Who.LEGAL,
        inputs=BASE_COMPUTE,
        derived=True,
        moot=(Moot(FROM_SCRATCH, value=False),),
        settable=False,
    ),
    Fact(
        "student.systemic_risk",
        Kind.BOOLEAN,
        meaning="The student is a general-purpose AI model with systemic risk in the sense of"
        " the EU AI Act, by designation or by the capability that its compute lets one"
        " presume.",
        question="Is the student, or will it be, a general-purpose model with systemic risk"
        " under the EU AI Act (above 1e25 operations, or designated)?",
        who=Who.LEGAL,
        moot=(Moot((("student.generality", ("narrow",)),), value=False),),
    ),
    Fact(
        "student.base_systemic_risk",
        Kind.BOOLEAN,
        meaning="The base is a general-purpose AI model with systemic risk in the sense of the"
        " EU AI Act; false where there is no base.",
        question="Is the base model one with systemic risk under the EU AI Act (a frontier"
        " model trained with more than 1e25 operations, or designated)?",
        who=Who.LEGAL,
        moot=(Moot(FROM_SCRATCH, value=False),),
    ),
    Fact(
        "student.license",
        Kind.STRING,
        meaning="SPDX id, hub tag or document id of the license under which the student is"
        " released; the word none where no license is given to anybody.",
        question="Under which license will the student be released (for example Apache-2.0),"
        " or under none?",
        who=Who.LEGAL,
        moot=(Moot(NO_RELEASE, "none"),),
    ),
    Fact(
        "student.is_free_open",
        Kind.BOOLEAN,
        meaning="The student's license is free and open: anybody may access, use, change and"
        " pass on the model, for any purpose.",
        question="May anybody access, use, change and pass on the student under its license,"
        " for any purpose?",
        who=Who.LEGAL,
        inputs=("student.license",),
        derived=True,
        moot=(Moot(NO_RELEASE, value=False),),
        settable=False,
    ),
    Fact(
        "student.monetized",
        Kind.BOOLEAN,
        meaning="Others pay for the student: it is sold, or tied to paid support, a paid"
        " platform, or personal data for more than security and compatibility; offering it for"
        " download on a hub alone is not that.",
        question="Will anybody pay for the student, in money, through paid support or a paid"
        " platform, or with personal data?",
        who=Who.LEGAL,
        moot=(
            Moot(
                (*NO_RELEASE, ("use.purpose", ("research", "evaluation", "personal"))),
                value=False,
            ),
        ),
    ),
    Fact(
        "student.guardrails_weakened",
        Kind.BOOLEAN,
        meaning="Training or release takes away or weakens a safety measure that an ingredient"
        " came with, such as refusals or a filter, without one of like strength in its place.",
        question="Does training take away or weaken safety measures that came with a model,"
        " for example its refusals, without replacing them?",
        who=Who.SECURITY,
    ),
    Fact(
        "student.status",
        Kind.ENUM,
        meaning="How far the work is on the day of the plan: planned before any training run,"
        " trained once one has begun, released once anybody else has got the student.",
        question="Is the student only planned, already trained, or already released?",
        who=Who.ENGINEER,
        values=("planned", "trained", "released"),
    ),
    Fact(
        "student.trained_from",
        Kind.DATE,
        meaning="First day on which the student is, was or is planned to be trained.",
        question="On which day does, or did, training of the student begin?",
        who=Who.ENGINEER,
    ),
    Fact(
        "student.trained_until",
        Kind.DATE,
        meaning="Last day on which the student is, was or is planned to be trained, that day"
        " included.",
        question="On which day does, or did, training of the student end?",
        who=Who.ENGINEER,
    ),
)
