"""The closed lists that options choose from, known without loading what they stand for.

A test holds each against the list that it repeats.
"""

from enum import StrEnum


class FormatChoice(StrEnum):
    """The formats of a check, as `distillgate.rendering.Format` lists them."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"


class Shape(StrEnum):
    """The formats of everything else."""

    TEXT = "text"
    JSON = "json"


class MappingChoice(StrEnum):
    """The shapes of others for records, as `registry.audit.mappings.Shape` lists them."""

    OCSF = "ocsf"
    CADF = "cadf"
    OTEL = "otel"


class Place(StrEnum):
    """Where long work is done."""

    HERE = "here"
    RAY = "ray"


class PermitChoice(StrEnum):
    """How permits stand, as `distillgate.usecases.permitstanding.PermitState` lists it."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ENDED = "ended"


class FormChoice(StrEnum):
    """How others are told of events, as `registry.webhooks.Form` lists it."""

    WEBHOOK = "webhook"
    CHAT = "chat"


class BomShape(StrEnum):
    """The formats of bills of materials, as `connectors.bomwriting.BomFormat` lists them."""

    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"


class PageChoice(StrEnum):
    """The forms of the page for procurement."""

    MARKDOWN = "markdown"
    HTML = "html"


class Template(StrEnum):
    """The templates of summaries that are drafted."""

    EU_GPAI = "eu-gpai"


class Color(StrEnum):
    """When color is used."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Purpose(StrEnum):
    """The values of the fact `use.purpose`."""

    RESEARCH = "research"
    EVALUATION = "evaluation"
    PERSONAL = "personal"
    INTERNAL_BUSINESS = "internal-business"
    PRODUCT = "product"
    PUBLIC_SERVICE = "public-service"


class Form(StrEnum):
    """The values of the fact `release.forms`."""

    API = "api"
    APP = "app"
    WEIGHTS = "weights"
    DATASET = "dataset"


class ActChoice(StrEnum):
    """What a permit lets a job do, as `distillgate.gate.statements.PermitAct` lists it."""

    COLLECT = "collect"
    TRAIN = "train"
    RELEASE = "release"


class Kind(StrEnum):
    """The kinds of documents that a pack holds."""

    PROVIDER_TERMS = "provider-terms"
    USAGE_POLICY = "usage-policy"
    PROGRAM_TERMS = "program-terms"
    MODEL_LICENSE = "model-license"
    DATASET_LICENSE = "dataset-license"
    STATEMENT = "statement"
    LAW = "law"
    AGREEMENT = "agreement"
    HOUSE = "house"


class Beginning(StrEnum):
    """The documents that can be begun, as `distillgate.usecases.skeletons` lists them."""

    TERMS = "terms"
    LICENSE = "license"
    LAW = "law"


class Recorded(StrEnum):
    """What the registry keeps statements about."""

    MODEL = "model"
    DATASET = "dataset"
    PROVIDER = "provider"


class Graded(StrEnum):
    """The grades at which something is declared."""

    DECLARED = "declared"
    HUB = "hub"
    FILE = "file"
    CURATED = "curated"
    COUNSEL = "counsel"


class Made(StrEnum):
    """What has a lineage."""

    MODEL = "model"
    DATASET = "dataset"


class Drawn(StrEnum):
    """The formats of a graph."""

    TEXT = "text"
    JSON = "json"
    DOT = "dot"
    MERMAID = "mermaid"


class Change(StrEnum):
    """The kinds of change, as `policy.suggesting.changes.ChangeKind` lists them."""

    ANSWER = "answer"
    DETERMINATION = "determination"
    NOTICES = "notices"
    NAME = "name"
    LICENSE = "license"
    SIGNALS = "signals"
    DATES = "dates"
    COMPUTE = "compute"
    CHANNEL = "channel"
    PROGRAM = "program"
    TEACHER = "teacher"
    LEAVE_OUT = "leave-out"
    BASE = "base"
    DATASET = "dataset"
    RELEASE = "release"
    USE = "use"
    AGREEMENT = "agreement"
    WAIVER = "waiver"


class ReasonChoice(StrEnum):
    """Why somebody decides as they do."""

    CONTRACT = "contract-with-provider"
    LICENSE = "license-purchased"
    RESEARCH = "research-only-use"
    NOTHING_TAKEN = "no-output-transferred"
    PROVIDER_DATA = "teacher-is-provider-released-dataset"
    COUNSEL = "counsel-opinion"
    RISK = "risk-accepted"
    FACTS = "facts-corrected"
    NOT_HERE = "not-applicable-here"
    NO_FIX = "cannot-be-fixed"


class StateChoice(StrEnum):
    """How a review stands."""

    OPEN = "open"
    ASKED = "waiting-for-requester"
    SECOND = "waiting-for-second-person"
    APPROVED = "approved"
    DENIED = "denied"
    SETTLED = "settled"
    SUPERSEDED = "superseded"


class Filed(StrEnum):
    """What lies on file."""

    AGREEMENT = "agreement"
    DETERMINATION = "determination"
    WAIVER = "waiver"


class StandingChoice(StrEnum):
    """How a duty stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    MET = "met"
    NOT_APPLICABLE = "not-applicable"
    ESCALATED = "escalated"
