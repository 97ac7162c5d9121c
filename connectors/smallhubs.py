"""Reads Kaggle, Civitai, Zenodo and Replicate: one answer each tells what they know."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.asking import Asker, Question
from connectors.evidence import Stated
from connectors.ledger import Ledger, Pulled
from connectors.lineagefacts import id_in_address
from connectors.origins import joined
from connectors.outcomes import Outcome
from connectors.parts import Part, raw_text
from connectors.record import (
    Asked,
    Base,
    DeclaredLicense,
    Gate,
    Hub,
    ModelRecord,
    Notice,
    Relation,
    RevisionKind,
    Tier,
    Topic,
    UsedData,
)
from connectors.wanted import Wanted

KAGGLE = "https://www.kaggle.com"
CIVITAI = "https://civitai.com"
ZENODO = "https://zenodo.org"
REPLICATE = "https://api.replicate.com"
_LONGEST = 500
_MOST = 64
_TWO_NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")
Filled = Callable[[ModelRecord, Part], ModelRecord]


@dataclass(frozen=True, slots=True)
class _Api:
    """How one hub is asked, and what its answer says."""

    hub: Hub
    name: re.Pattern[str]
    path: Callable[[str], tuple[str, ...]]
    filled: Filled


@dataclass(frozen=True, slots=True)
class OneAnswer:
    """A reader of a hub that tells everything in one answer."""

    api: _Api
    asker: Asker
    now: datetime
    home: str

    def read(self, wanted: Wanted) -> Pulled:
        """Return what the hub says of `wanted`."""
        ledger = Ledger(self.asker)
        record = ModelRecord(self.api.hub, wanted.kind, wanted.id, wanted.id, self.now)
        if self.api.name.fullmatch(wanted.id) is None or ".." in wanted.id:
            ledger.asked.append(Asked(Topic.METADATA, Outcome.BAD_REQUEST))
            return ledger.done(record)
        answer = ledger.ask(Question(joined(self.home, *self.api.path(wanted.id))))
        for topic in (Topic.METADATA, Topic.LICENSE, Topic.LINEAGE, Topic.DATASETS):
            ledger.about(topic, answer)
        part = ledger.json(answer)
        if part is None:
            return ledger.done(record)
        if not isinstance(part.value, dict):
            ledger.unreadable(answer)
            return ledger.done(record)
        return ledger.done(self.api.filled(record, part))


def kaggle_record(record: ModelRecord, part: Part) -> ModelRecord:
    """Return `record` with a model of Kaggle, whose variations have licenses of their own."""
    variations = list(part.at("instances").items())[:_MOST]
    if not variations and part.at("licenseName").there:
        variations = [part]
    return replace(
        record,
        id=part.at("ref").text or record.id,
        owner=part.at("author").stated_text(),
        private=part.at("isPrivate").stated_truth(),
        created=part.at("publishTime").stated_time(),
        modified=part.at("updateTime").stated_time(),
        licenses=tuple(each for held in variations for each in _display_name(held)),
        bases=tuple(each for held in variations for each in _kaggle_bases(held)),
        datasets=tuple(each for held in variations for each in _kaggle_data(held)),
        notices=tuple(_prose(part.at("provenanceSources"), "provenance")),
    )


def _display_name(held: Part) -> Iterator[DeclaredLicense]:
    """Yield a license by its display name, which is no id."""
    named = held.at("licenseName")
    if named.text is not None:
        yield DeclaredLicense(named.text[:_LONGEST], named.where, None, named.text[:_LONGEST])


def _kaggle_bases(held: Part) -> Iterator[Base]:
    address = held.at("externalBaseModelUrl")
    if address.text is not None:
        found = id_in_address(address.text)
        hub = Hub.HUGGINGFACE if found else None
        yield _base(found or address.text, address, hub)
    inner = held.at("baseModelInstanceInformation")
    owner, model = inner.at("owner", "slug").text, inner.at("modelSlug").text
    if owner and model:
        yield _base(f"{owner}/{model}", inner, Hub.KAGGLE)


def _base(name: str, part: Part, hub: Hub | None) -> Base:
    return Base(name[:_LONGEST], Relation.UNKNOWN, Tier.DECLARED, part.where, hub=hub)


def _kaggle_data(held: Part) -> Iterator[UsedData]:
    for each in held.at("trainingData").items():
        yield UsedData(raw_text(each.value)[:_LONGEST], each.where)


def _prose(part: Part, kind: str) -> Iterator[Notice]:
    if part.text is not None:
        yield Notice(kind, part.text[:2_000], part.where)


_FLAGS = ("allowCommercialUse", "allowDerivatives", "allowDifferentLicense", "allowNoCredit")


def civitai_record(record: ModelRecord, part: Part) -> ModelRecord:
    """Return `record` with a model of Civitai.

    Its permissions stand open unless somebody closed them, so that they are
    told as notices and not as a license.
    """
    return replace(
        record,
        owner=part.at("creator", "username").stated_text(),
        bases=tuple(_civitai_bases(part)),
        notices=tuple(
            Notice(flag, raw_text(part.at(flag).value)[:_LONGEST], part.at(flag).where)
            for flag in _FLAGS
            if part.has(flag)
        ),
    )


def _civitai_bases(part: Part) -> Iterator[Base]:
    for version in list(part.at("modelVersions").items())[:_MOST]:
        named = version.at("baseModel")
        if named.text is not None:
            yield _base(named.text, named, None)


_ACCESS = {"open": Gate.NONE, "restricted": Gate.MANUAL, "embargoed": Gate.MANUAL}


def zenodo_record(record: ModelRecord, part: Part) -> ModelRecord:
    """Return `record` with a record of Zenodo, whose number names one version for ever."""
    meta = part.at("metadata")
    license_ = meta.at("license", "id")
    right = meta.at("access_right")
    number = part.at("id")
    declared: tuple[DeclaredLicense, ...] = ()
    if license_.text is not None:
        declared = (
            DeclaredLicense(license_.text[:_LONGEST], license_.where, license_.text.strip()),
        )
    stated = Stated(str(number.number), number.where) if number.number is not None else None
    return replace(
        record,
        id=stated.value if stated else record.id,
        revision=stated,
        revision_kind=RevisionKind.VERSION if stated else RevisionKind.NONE,
        licenses=declared,
        gate=Stated(_ACCESS.get(right.text, Gate.UNKNOWN), right.where) if right.text else None,
        created=part.at("created").stated_time(),
        modified=part.at("modified").stated_time(),
        datasets=tuple(_derived_from(meta)),
        notices=tuple(_prose(meta.at("access_conditions"), "access-conditions")),
    )


def _derived_from(meta: Part) -> Iterator[UsedData]:
    for each in meta.at("related_identifiers").items():
        named = each.at("identifier")
        if each.at("relation").text == "isDerivedFrom" and named.text is not None:
            yield UsedData(named.text[:_LONGEST], named.where)


def replicate_record(record: ModelRecord, part: Part) -> ModelRecord:
    """Return `record` with a model of Replicate; its links may be those of the wrapper."""
    link = part.at("license_url")
    declared: tuple[DeclaredLicense, ...] = ()
    if link.text is not None:
        text = link.text[:_LONGEST]
        declared = (DeclaredLicense(text, link.where, None, None, text),)
    owner, name = part.at("owner").text, part.at("name").text
    version = part.at("latest_version", "id").stated_text()
    return replace(
        record,
        id=f"{owner}/{name}" if owner and name else record.id,
        owner=part.at("owner").stated_text(),
        revision=version,
        revision_kind=RevisionKind.DIGEST if version else RevisionKind.NONE,
        licenses=declared,
        notices=tuple(_prose(part.at("github_url"), "code-of-the-wrapper")),
    )


_APIS: Mapping[Hub, _Api] = {
    each.hub: each
    for each in (
        _Api(
            Hub.KAGGLE,
            _TWO_NAMES,
            lambda name: ("api", "v1", "models", *name.split("/"), "get"),
            kaggle_record,
        ),
        _Api(Hub.CIVITAI, _NUMBER, lambda name: ("api", "v1", "models", name), civitai_record),
        _Api(Hub.ZENODO, _NUMBER, lambda name: ("api", "records", name), zenodo_record),
        _Api(
            Hub.REPLICATE,
            _TWO_NAMES,
            lambda name: ("v1", "models", *name.split("/")),
            replicate_record,
        ),
    )
}


def reader_of(hub: Hub) -> Callable[[Asker, datetime, str], OneAnswer]:
    """Return what makes a reader of `hub`."""
    api = _APIS[hub]
    return lambda asker, now, home: OneAnswer(api, asker, now, home)
