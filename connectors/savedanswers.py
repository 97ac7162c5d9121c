"""Answers that somebody saved as a file: of Bedrock, Azure, Vertex, NGC and NanoGPT.

The file says by its keys what it is. What is no answer of theirs is not read.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from connectors.evidence import Stated
from connectors.lineagefacts import base_of
from connectors.parts import Part, raw_text
from connectors.record import (
    Base,
    DeclaredLicense,
    Hub,
    ModelRecord,
    Notice,
    Relation,
    RevisionKind,
    Tier,
    UsedData,
)

_LONGEST = 500
_LONGEST_TEXT = 20_000
Filled = Callable[[ModelRecord, Part], ModelRecord]


def with_saved(record: ModelRecord, part: Part) -> ModelRecord | None:
    """Return `record` with what a saved answer says, or nothing where it is none."""
    return next((fill(record, part) for is_one, fill in _FORMS if is_one(part)), None)


def _declared(part: Part, link: Part | None = None) -> Iterator[DeclaredLicense]:
    """Yield a license in free words, of which one word may be an id."""
    if part.text is not None:
        word = part.text.strip().strip('"')[:_LONGEST]
        one = word if " " not in word else None
        told = link.text[:_LONGEST] if link is not None and link.text else None
        yield DeclaredLicense(part.text[:_LONGEST], part.where, one, word, told)


def _notice(part: Part, kind: str) -> Iterator[Notice]:
    if part.there:
        yield Notice(kind, raw_text(part.value)[:_LONGEST_TEXT], part.where)


def _custom_model(record: ModelRecord, part: Part) -> ModelRecord:
    """Return a model that somebody customized on Bedrock; its teacher is named."""
    taught = part.at(
        "customizationConfig",
        "distillationConfig",
        "teacherModelConfig",
        "teacherModelIdentifier",
    )
    bases: list[Base] = []
    base = part.at("baseModelArn")
    if base.text is not None:
        bases.append(_on_bedrock(base, Relation.FINETUNE))
    if taught.text is not None:
        bases.append(_on_bedrock(taught, Relation.DISTILLED))
    prompts = part.at("trainingDataConfig", "s3Uri")
    data = () if prompts.text is None else (UsedData(prompts.text[:_LONGEST], prompts.where),)
    return replace(
        record,
        hub=Hub.BEDROCK,
        id=(part.at("modelName").text or record.id)[:_LONGEST],
        created=part.at("creationTime").stated_time(),
        bases=tuple(bases),
        datasets=data,
    )


def _on_bedrock(part: Part, relation: Relation) -> Base:
    """Return a base by the id of its model, which stands last in the name of a resource."""
    name = (part.text or "").rpartition("/")[2] or part.text or ""
    shown = Part(name, part.evidence, part.pointer)
    return replace(
        base_of(shown, (relation, None), Tier.DECLARED, Hub.BEDROCK), hub=Hub.BEDROCK
    )


def _offers(record: ModelRecord, part: Part) -> ModelRecord:
    offers = part.at("offers").items()
    links = [offer.at("termDetails", "legalTerm", "url") for offer in offers]
    notices = tuple(each for link in links for each in _notice(link, "legal-terms"))
    return replace(
        record,
        hub=Hub.BEDROCK,
        id=(part.at("modelId").text or record.id)[:_LONGEST],
        notices=notices,
    )


def _availability(record: ModelRecord, part: Part) -> ModelRecord:
    states = (
        (part.at("agreementAvailability", "status"), "agreement"),
        (part.at("authorizationStatus"), "authorization"),
        (part.at("entitlementAvailability"), "entitlement"),
        (part.at("regionAvailability"), "region"),
    )
    notices = tuple(each for state, kind in states for each in _notice(state, kind))
    return replace(
        record,
        hub=Hub.BEDROCK,
        id=(part.at("modelId").text or record.id)[:_LONGEST],
        notices=notices,
    )


def _foundation_models(record: ModelRecord, part: Part) -> ModelRecord:
    """Return which models the platform customizes, and how; a list tells nothing of terms."""
    notices = []
    for each in part.at("modelSummaries").items():
        ways = each.at("customizationsSupported")
        words = ", ".join(way.text or "" for way in ways.items()) or "none"
        text = f"{each.at('modelId').text}: {words}"
        notices.append(Notice("customizations", text[:_LONGEST], ways.where))
    return replace(record, hub=Hub.BEDROCK, notices=tuple(notices))


def _azure(record: ModelRecord, part: Part) -> ModelRecord:
    meta = part.at("systemMetadata")
    properties = part.at("properties")
    held = (meta, properties.at("tags"), properties.at("properties"))
    licenses = tuple(each for place in held for each in _declared(place.at("license")))
    told = (place.at("licenseDescription") for place in held)
    notices = tuple(each for words in told for each in _notice(words, "license-description"))
    base = properties.at("properties", "baseWeightsId")
    bases = () if base.text is None else (_words(base),)
    version = part.at("name").stated_text()
    return replace(
        record,
        hub=Hub.AZURE,
        id=_azure_name(part) or record.id,
        owner=meta.at("publisher").stated_text(),
        revision=version,
        revision_kind=RevisionKind.VERSION if version else RevisionKind.NONE,
        licenses=licenses,
        notices=notices,
        bases=bases,
    )


def _azure_name(part: Part) -> str | None:
    steps = (part.at("id").text or "").split("/")
    if "models" in steps[:-1]:
        return steps[steps.index("models") + 1][:_LONGEST]
    return None


def _words(part: Part) -> Base:
    """Return a base that is named in words, as no id of a hub."""
    named = base_of(part, (Relation.UNKNOWN, None), Tier.DECLARED, Hub.AZURE)
    return replace(named, hub=None)


def _vertex(record: ModelRecord, part: Part) -> ModelRecord:
    name = (part.at("name").text or "").removeprefix("publishers/")
    owner, _, model = name.partition("/models/")
    version = part.at("versionId").stated_text()
    facts = (
        (part.at("openSourceCategory"), "open-source-category"),
        (part.at("launchStage"), "launch-stage"),
    )
    return replace(
        record,
        hub=Hub.VERTEX,
        id=f"{owner}/{model}"[:_LONGEST] if model else record.id,
        owner=Stated(owner[:_LONGEST], part.at("name").where) if owner else None,
        revision=version,
        revision_kind=RevisionKind.VERSION if version else RevisionKind.NONE,
        notices=tuple(each for fact, kind in facts for each in _notice(fact, kind)),
    )


def _ngc(record: ModelRecord, part: Part) -> ModelRecord:
    model = part.at("model")
    version = part.at("modelVersion", "versionId")
    version = version if version.there else model.at("latestVersionIdStr")
    terms = list(model.at("licenseTerms").items())
    names = (model.at("orgName").text, model.at("teamName").text, model.at("name").text)
    data = model.at("publicDatasetUsed", "name")
    return replace(
        record,
        hub=Hub.NGC,
        id="/".join(filter(None, names))[:_LONGEST] or record.id,
        owner=model.at("publisher").stated_text(),
        revision=version.stated_text(),
        revision_kind=RevisionKind.VERSION if version.text else RevisionKind.NONE,
        licenses=tuple(each for term in terms for each in _declared(term.at("licenseId"))),
        notices=tuple(
            each
            for term in terms
            for each in (
                *_notice(term.at("governingTerms"), "governing-terms"),
                *_notice(term.at("needsAcceptance"), "needs-acceptance"),
            )
        ),
        datasets=() if data.text is None else (UsedData(data.text[:_LONGEST], data.where),),
        created=model.at("createdDate").stated_time(),
        modified=model.at("updatedDate").stated_time(),
    )


def _nanogpt(record: ModelRecord, part: Part) -> ModelRecord:
    """Return what a router claims of distillation, as it words it."""
    policy = part.at("distillationPolicy")
    words = [policy.at(key).text for key in ("status", "label", "basis", "note")]
    link = policy.at("sourceUrl").text
    text = "; ".join(word for word in words if word)
    notice = Notice("distillation-policy", text[:_LONGEST_TEXT], policy.where, link)
    return replace(
        record,
        hub=Hub.NANOGPT,
        id=(part.at("id").text or record.id)[:_LONGEST],
        notices=(notice,),
    )


def _has(*names: str) -> Callable[[Part], bool]:
    return lambda part: all(part.has(name) for name in names)


_FORMS: tuple[tuple[Callable[[Part], bool], Filled], ...] = (
    (_has("modelArn", "baseModelArn"), _custom_model),
    (_has("modelId", "offers"), _offers),
    (_has("modelId", "agreementAvailability"), _availability),
    (_has("modelSummaries"), _foundation_models),
    (_has("systemMetadata"), _azure),
    (_has("openSourceCategory"), _vertex),
    (_has("distillationPolicy"), _nanogpt),
    (lambda part: part.at("model").has("orgName"), _ngc),
)
