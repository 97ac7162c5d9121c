"""What bills of materials of both formats have in common."""

from dataclasses import dataclass, field
from datetime import datetime

from connectors.evidence import Evidence, Where
from connectors.lineagefacts import is_hub_id
from connectors.outcomes import Outcome
from connectors.purls import Located, located
from connectors.record import (
    Alias,
    Asked,
    Base,
    DeclaredLicense,
    Hub,
    Kind,
    ModelRecord,
    Relation,
    Tier,
    Topic,
    UsedData,
)

MOST_COMPONENTS = 2_000
LONGEST = 500
RELATION = "distillgate:relation"
"""The property that says how something was made from another: the formats have no word."""
REFERENCE = "distillgate:reference"
"""The property that names a data set at a hub, for which there is no package URL."""
SPDX_IDS = {
    word.casefold(): word
    for word in """
    AFL-3.0 AGPL-3.0-only Apache-2.0 BSD-2-Clause BSD-3-Clause BSL-1.0 CC-BY-3.0 CC-BY-4.0
    CC-BY-NC-4.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-4.0 CC-BY-ND-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0
    CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0 EPL-2.0 EUPL-1.2 GPL-2.0-only
    GPL-3.0-only ISC LGPL-2.1-only LGPL-3.0-only MIT MPL-2.0 ODbL-1.0 OFL-1.1 PDDL-1.0 Unlicense
    Zlib
    """.split()
}
"""Licenses of models and data that both formats know by an id; the others go by name."""


class NoBomError(ValueError):
    """A file is no bill of materials that is read."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a component or package is called."""

    name: str
    purl: str | None
    version: str | None
    where: Where
    told: str | None = None
    """The reference that a property of ours gives."""

    @property
    def _located(self) -> Located | None:
        hub, _, name = (self.told or "").partition(":")
        if hub == "hf" and is_hub_id(name):
            return Located(Hub.HUGGINGFACE, name)
        return located(self.purl) if self.purl else None

    @property
    def reference(self) -> str:
        """Return the reference that it stands for, else its name."""
        found = self._located
        if found is None:
            return self.name
        scheme = {Hub.HUGGINGFACE: "hf"}.get(found.hub, found.hub.value)
        return f"{scheme}:{found.id}"

    def base(self, relation: Relation, raw: str | None = None) -> Base:
        """Return it as something that a model was made from."""
        found = self._located
        return Base(
            id=(found.id if found else self.name)[:LONGEST],
            relation=relation,
            tier=Tier.DECLARED,
            where=self.where,
            raw_relation=raw,
            hub=found.hub if found else None,
            revision=found.revision if found else None,
        )

    def data(self) -> UsedData:
        """Return it as data that a model was trained on."""
        found = self._located
        name = (found.id if found else self.name)[:LONGEST]
        return UsedData(name, self.where, found.hub if found else None)


@dataclass(slots=True)
class Drawn:
    """What one file says of one component, while it is read."""

    named: Named
    kind: Kind
    licenses: list[DeclaredLicense] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)
    datasets: list[UsedData] = field(default_factory=list)


def record_of(drawn: Drawn, evidence: Evidence, retrieved: datetime) -> ModelRecord:
    """Return the record of a component; the file is its evidence."""
    whole = Where(0)
    topics = (Topic.METADATA, Topic.LICENSE, Topic.LINEAGE, Topic.DATASETS)
    name = drawn.named.name
    reference = drawn.named.reference
    aliases = (Alias(name[:LONGEST], drawn.named.where),) if name != reference else ()
    return ModelRecord(
        hub=Hub.FILE,
        kind=drawn.kind,
        id=reference[:LONGEST],
        asked_id=reference[:LONGEST],
        retrieved=retrieved,
        licenses=tuple(drawn.licenses),
        bases=tuple(drawn.bases),
        datasets=tuple(drawn.datasets),
        aliases=aliases,
        asked=tuple(Asked(topic, Outcome.ANSWERED, whole) for topic in topics),
        evidence=(evidence,),
    )


def relation_word(word: str | None) -> tuple[Relation, str | None]:
    """Return the relation that a property names, and the word where it is none of ours."""
    if word is None:
        return Relation.UNKNOWN, None
    known = next((each for each in Relation if each.value == word.casefold()), None)
    return (known, None) if known else (Relation.UNKNOWN, word[:LONGEST])
