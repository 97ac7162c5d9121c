"""Plans on public works: the license of each is known, and no other fact is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bench.plans import Desk
from distillgate.usecases.library import Library
from policy.case import Edge
from policy.judging import judge
from policy.verdict import Verdict
from registry.casework import Records
from registry.catalogs import SeedCatalog, seed_catalog
from registry.records import Artifact, ArtifactKind, LineageEdge

_DAY = date(2025, 1, 1)
_PLAN = """\
plan: {name}
organization:
  name: Example GmbH
  country: DE
  headquarters_country: DE
  parent_country: DE
  owner_countries_over_50: [DE]
  controlled_by_countries: []
  kind: {kind}
  sectors: [other]
  businesses: [other]
  us_person: false
  eu_person: true
  annual_revenue_usd: 4.1e8
  monthly_active_users: 1000
student:
  name: Example-Student
  base: {base}
  type: {type}
  derivation: {derivation}
  generality: narrow
  markets: [general-assistant]
  parameters: 1e9
  training_flop: 3e20
  generation_flop: 1e20
  base_training_flop: 1e21
  license: {license}
  monetized: {sold}
  guardrails_weakened: false
  trained: {{from: 2026-12-01, until: 2026-12-08}}
  status: planned
teachers: [{teachers}]
datasets: [{datasets}]
prompts: {{from: [own], personal_data: none}}
compute: {{country: DE}}
use: {{purpose: {purpose}, domains: [other], product_monthly_users: 1000}}
release: {release}
service: {{china_public: false, public_opinion: false, monthly_users: 1000}}
attests: [ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]
"""
_TEACHER = (
    "{{model: {ref}, used_as: [imitate], access: weights, signals: [{signals}], "
    "collected: {{from: 2026-11-02, until: 2026-11-20, by: us}}, generated_for: training}}"
)
_SHARED = "{{forms: [{form}], places: [DE], recipients: public, first_date: 2027-01-15}}"


@dataclass(frozen=True, slots=True)
class Ways:
    """In which way a student is used: by whom, for what, and in which form others get it."""

    kind: str
    purpose: str
    form: str | None
    sold: bool

    @property
    def release(self) -> str:
        """The release as a plan says it."""
        if self.form is None:
            return "{forms: [], places: [], recipients: affiliates}"
        return _SHARED.format(form=self.form)


WAYS = {
    "personal": Ways("individual", "personal", None, sold=False),
    "share": Ways("research", "research", "weights", sold=False),
    "share as saas": Ways("research", "research", "api", sold=False),
    "sell": Ways("company", "product", "weights", sold=True),
}
"""By the words of the tool that we are held against."""


@dataclass(frozen=True, slots=True)
class Work:
    """One public work: its name, what it is, its license, and what it was made from."""

    name: str
    license: str
    kind: ArtifactKind = ArtifactKind.MODEL
    documents: tuple[str, ...] = ()
    """Where they are known otherwise than by the name of the license."""
    made_from: tuple[tuple[Edge, str], ...] = ()

    @property
    def ref(self) -> str:
        """The reference by which plans name it."""
        return f"hf:works/{self.name}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One plan on public works."""

    name: str
    way: Ways
    base: str = "none"
    teachers: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    license: str = "none"
    type: str = "language-model"
    signals: str = "text"


def bench_desk(library: Library, works: Iterable[Work]) -> Desk:
    """Return what plans on `works` are judged with, beside what ships."""
    catalog = library.records.catalog
    if not isinstance(catalog, SeedCatalog):
        raise TypeError("the benchmark starts from the catalog that ships")
    made = [_artifact(each, {work.name: work for work in works}) for each in works]
    records = Records(
        seed_catalog(
            catalog.provider_records,
            catalog.channel_rows,
            (*catalog.artifact_records, *made),
            catalog.patterns,
        )
    )
    return Desk(library.pack, records)


def judged(desk: Desk, asked: Asked) -> Verdict:
    """Return the verdict on a plan."""
    return judge(desk.pack, desk.case(plan_text(asked)))


def plan_text(asked: Asked) -> str:
    """Return the plan in YAML."""
    way = asked.way
    return _PLAN.format(
        name=asked.name,
        kind=way.kind,
        base=asked.base,
        type=asked.type,
        derivation="scratch" if asked.base == "none" else "fine-tune",
        license=asked.license,
        sold=str(way.sold).lower(),
        teachers=", ".join(
            _TEACHER.format(ref=each, signals=asked.signals) for each in asked.teachers
        ),
        datasets=", ".join(f"{{data: {each}}}" for each in asked.datasets),
        purpose=way.purpose,
        release=way.release,
    )


def _artifact(work: Work, works: dict[str, Work]) -> Artifact:
    made_from = tuple(
        LineageEdge(edge, _RELATIONS[edge], works[name].kind, works[name].ref)
        for edge, name in work.made_from
    )
    return Artifact(
        work.ref,
        work.kind,
        f"maker-of-{work.name.lower()}",  # each by another hand: who made both may relicense
        released_on=_DAY,
        weights_open=True if work.kind is ArtifactKind.MODEL else None,
        declared_license=work.license,
        documents=work.documents,
        made_from=made_from,
        lineage_complete=True,
    )


_RELATIONS = {Edge.WEIGHTS: "merge", Edge.OUTPUTS: "generated-by", Edge.DATA: "contains"}
