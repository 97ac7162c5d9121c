"""How the research's words for a rule read in our packs: topic and effect."""

from dataclasses import dataclass

SILENT = "silent"
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a rule of the research may stand in a pack, and with what effect."""

    topics: frozenset[str]
    effects: frozenset[str]


def _reading(topics: str, effects: str) -> Reading:
    return Reading(frozenset(topics.split()), frozenset(effects.split()))


_SAME = {"benchmarking-disclosure": "benchmarking"}
"""Topics that the packs call by another name."""

_READINGS = {
    # What it says of outputs, and of products: a rule on products that names outputs or
    # training is a rule on training with outputs.
    ("train-on-outputs", "forbids"): _reading("train-on-outputs", "forbids"),
    ("train-on-outputs", "limits"): _reading(
        "train-on-outputs attribution-notice naming derivative-definition",
        "forbids requires cautions silent",
    ),
    ("train-on-outputs", "permits"): _reading("train-on-outputs use", "permits silent"),
    ("competing-product", "forbids"): _reading(
        "competing-product train-on-outputs", "forbids cautions"
    ),
    ("competing-product", "limits"): _reading(
        "competing-product train-on-outputs", "forbids requires cautions"
    ),
    ("competing-product", "requires"): _reading(
        "competing-product registration", "forbids requires"
    ),
    # Getting at outputs: a bar where a fact of the plan can meet it, else told.
    ("reverse-engineering", "forbids"): _reading("reverse-engineering", "forbids notes"),
    ("automated-extraction", "forbids"): _reading(
        "automated-extraction train-on-outputs scope competing-product", "forbids notes"
    ),
    ("automated-extraction", "limits"): _reading(
        "automated-extraction scope", "forbids notes requires cautions"
    ),
    ("automated-extraction", "permits"): _reading(
        "automated-extraction scope", "permits notes"
    ),
    ("hidden-reasoning", "forbids"): _reading("hidden-reasoning", "forbids notes"),
    ("hidden-reasoning", "permits"): _reading("hidden-reasoning", "permits notes"),
    # Programs for distilling.
    ("distillation-channel", "permits"): _reading("distillation-channel", "permits"),
    ("distillation-channel", "limits"): _reading(
        "distillation-channel", "forbids requires cautions notes"
    ),
    ("distillation-channel", "forbids"): _reading("distillation-channel", "forbids requires"),
    # Students as derivatives: its duties reach outputs under the purpose test.
    ("derivative-definition", "requires"): _reading(
        "derivative-definition use-restrictions license-inheritance", "requires cautions"
    ),
    ("derivative-definition", "limits"): _reading(
        "derivative-definition use-restrictions license-inheritance", "requires cautions notes"
    ),
    # Weights and what can be read off them; a ban that names the materials is one clause.
    ("white-box", "forbids"): _reading("white-box train-on-outputs research-only", "forbids"),
    ("white-box", "limits"): _reading(
        "white-box train-on-outputs research-only derivative-definition",
        "forbids cautions requires",
    ),
    ("white-box", "permits"): _reading("white-box use", "permits"),
    # Who owns the outputs. "Claims no ownership" is no assignment: silent.
    ("output-ownership", "permits"): _reading("output-ownership", "permits silent"),
    ("output-ownership", "limits"): _reading(
        "output-ownership license-inheritance", "permits silent cautions notes"
    ),
    # What the use may be. A general permission is the grant.
    ("research-only", "limits"): _reading("research-only commercial-use", "forbids"),
    ("research-only", "permits"): _reading(
        "research-only commercial-use use", "permits forbids"
    ),
    ("commercial-use", "forbids"): _reading("commercial-use research-only", "forbids"),
    ("commercial-use", "limits"): _reading(
        "commercial-use research-only revenue-threshold use train-on-outputs",
        "forbids requires cautions",
    ),
    ("commercial-use", "requires"): _reading("commercial-use registration", "forbids requires"),
    ("commercial-use", "permits"): _reading("commercial-use use", "permits"),
    ("use-restrictions", "forbids"): _reading("use-restrictions", "forbids"),
    ("use-restrictions", "limits"): _reading(
        "use-restrictions commercial-use", "forbids requires cautions"
    ),
    ("use-restrictions", "requires"): _reading(
        "use-restrictions license-inheritance contract", "requires forbids notes"
    ),
    # Duties at release.
    ("license-inheritance", "requires"): _reading(
        "license-inheritance use-restrictions redistribution downstream-documentation",
        "requires notes forbids cautions",
    ),
    ("license-inheritance", "limits"): _reading(
        "license-inheritance", "requires cautions notes"
    ),
    ("license-inheritance", "permits"): _reading("license-inheritance use", "permits notes"),
    ("attribution-notice", "requires"): _reading(
        "attribution-notice license-inheritance", "requires"
    ),
    ("attribution-notice", "forbids"): _reading("attribution-notice marking", "forbids"),
    ("naming", "requires"): _reading("naming", "requires"),
    ("naming", "forbids"): _reading("naming", "requires forbids"),
    ("redistribution", "requires"): _reading(
        "redistribution license-inheritance attribution-notice", "requires forbids"
    ),
    ("redistribution", "limits"): _reading("redistribution", "requires forbids cautions"),
    ("redistribution", "forbids"): _reading("redistribution", "forbids"),
    # Who, how many, how much, where: bars with an exception, liftable by agreement.
    ("entity-restriction", "forbids"): _reading(
        "entity-restriction listed-persons export-control", "forbids cautions"
    ),
    ("user-threshold", "limits"): _reading("user-threshold", "forbids cautions requires"),
    ("user-threshold", "requires"): _reading(
        "user-threshold attribution-notice", "forbids requires"
    ),
    ("revenue-threshold", "limits"): _reading("revenue-threshold", "forbids requires"),
    ("revenue-threshold", "requires"): _reading(
        "revenue-threshold attribution-notice", "forbids requires"
    ),
    ("territory", "forbids"): _reading("territory", "forbids cautions"),
    ("territory", "limits"): _reading(
        "territory export-control", "forbids cautions requires notes"
    ),
    ("export-control", "forbids"): _reading(
        "export-control sanctions listed-persons", "forbids requires notes"
    ),
    ("export-control", "requires"): _reading(
        "export-control sanctions", "forbids requires notes"
    ),
    # What moves no verdict.
    ("benchmarking", "forbids"): _reading("benchmarking", "requires notes forbids"),
    ("data-retention", "limits"): _reading("data-retention", "notes requires"),
    ("data-retention", "permits"): _reading("data-retention", "notes"),
    ("governing-law", "requires"): _reading("governing-law", "notes"),
    ("indemnity", "requires"): _reading("indemnity", "notes"),
    ("indemnity", "limits"): _reading("indemnity", "notes"),
    ("patent", "limits"): _reading("patent", "notes"),
    ("termination", "limits"): _reading("termination", "notes"),
    ("termination", "permits"): _reading("termination", "notes"),
    ("termination", "requires"): _reading("termination", "notes"),
}

WEIGHTY = frozenset(
    """
    train-on-outputs competing-product derivative-definition white-box distillation-channel
    territory entity-restriction user-threshold revenue-threshold naming license-inheritance
    research-only commercial-use use-restrictions output-ownership
    """.split()
)
"""The topics whose clauses can move a verdict on distilling."""


def reading_of(topic: str, effect: str) -> Reading:
    """Return where a rule that the research files under `topic` may stand in a pack."""
    ours = _SAME.get(topic, topic)
    if effect == SILENT:
        return Reading(frozenset({ours}), frozenset({SILENT, UNREAD}))
    return _READINGS[ours, effect]
