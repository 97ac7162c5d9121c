"""The plans that are judged: of one to five ingredients, and with many ancestors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policy.case import Case, Edge
from policy.compiling import Pack
from policy.diagnostics import Level
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.yamltext import read_yaml
from registry.casework import Records, make_case
from registry.catalogs import SeedCatalog, seed_catalog
from registry.records import Artifact, ArtifactKind, LineageEdge

AS_OF = date(2026, 11, 24)
MOST = 5
_HEAD = """\
plan: bench-{name}
organization:
  name: Example GmbH
  country: DE
  headquarters_country: DE
  parent_country: DE
  owner_countries_over_50: [DE]
  controlled_by_countries: []
  kind: company
  sectors: [other]
  businesses: [other]
  us_person: false
  eu_person: true
  annual_revenue_usd: 4.1e8
student:
  name: Example-Support-7B
  base: hf:Qwen/Qwen2.5-7B
  type: language-model
  derivation: fine-tune
  generality: narrow
  markets: [general-assistant]
  parameters: 7.6e9
  training_flop: 3e20
  generation_flop: 1e21
  license: none
  monetized: true
  guardrails_weakened: false
  trained: {{from: 2026-12-01, until: 2026-12-08}}
  status: planned
prompts: {{from: [own], personal_data: none}}
compute: {{country: DE}}
use: {{purpose: product, domains: [consumer-chatbot], product_monthly_users: 1000}}
release: {{forms: [api], places: [DE, FR, US], recipients: public, first_date: 2027-01-15}}
service: {{china_public: false, public_opinion: false, monthly_users: 1000}}
attests: [ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]
"""
_COLLECTED = "collected: {from: 2026-08-03, until: 2026-08-21, by: us}, generated_for: training"
_TEACHERS = (
    (
        f"{{model: openai:gpt-5-mini, used_as: [imitate], access: api, through: [], "
        f"account: business, {_COLLECTED}}}"
    ),
    (
        f"{{model: hf:mistralai/Mistral-7B-v0.3, used_as: [label], access: weights, "
        f"signals: [text], {_COLLECTED}}}"
    ),
    (
        f"{{model: google:gemini-2.5-pro, used_as: [judge], access: api, through: [], "
        f"account: business, {_COLLECTED}}}"
    ),
)
_DATASET = "{data: local:./answers, made_from: [{people: employees}]}"
_LICENSES = ("odc-by-1.0", "cc-by-4.0", "mit", "apache-2.0", "cc-by-sa-4.0")
_MAKERS = ("openai", "meta", "mistral")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a plan is made into a case with."""

    pack: Pack
    records: Records

    def case(self, text: str) -> Case:
        """Return the case of a plan; raises `ValueError` where the plan has an error."""
        notebook = Notebook()
        plan = parse_plan(read_yaml(text.encode(), "plan.yaml"), notebook, lambda _: None)
        errors = [each.message for each in notebook.found if each.level is Level.ERROR]
        if plan is None or errors:
            raise ValueError("; ".join(errors))
        return make_case(plan, self.records, self.pack, as_of=AS_OF).case


def small_plan(ingredients: int) -> str:
    """Return a plan whose student is made from so many ingredients, one to five."""
    teachers = _TEACHERS[: ingredients - 1]
    datasets = (_DATASET,) if ingredients == MOST else ()
    return _plan(f"of-{ingredients}", teachers, datasets)


def mixture_plan(ancestors: int) -> str:
    """Return a plan with one data set that was mixed from so many others."""
    return _plan(f"mix-{ancestors}", (), (f"{{data: {_mixture(ancestors)}}}",))


def with_mixtures(catalog: SeedCatalog, sizes: tuple[int, ...]) -> SeedCatalog:
    """Return `catalog` with a made-up mixture of each of `sizes`."""
    made = [artifact for size in sizes for artifact in _artifacts(size)]
    return seed_catalog(
        catalog.provider_records,
        catalog.channel_rows,
        (*catalog.artifact_records, *made),
        catalog.patterns,
    )


def _plan(name: str, teachers: tuple[str, ...], datasets: tuple[str, ...]) -> str:
    return _HEAD.format(name=name) + _list("teachers", teachers) + _list("datasets", datasets)


def _list(key: str, items: tuple[str, ...]) -> str:
    if not items:
        return f"{key}: []\n"
    return f"{key}:\n" + "".join(f"  - {item}\n" for item in items)


def _mixture(size: int) -> str:
    return f"hf:example/mixture-of-{size}"


def _artifacts(size: int) -> Iterator[Artifact]:
    """Yield a data set with the parts that it contains; one part in five is a maker's own.

    Like the public mixtures: many small sets under a handful of licenses.
    """
    parts = []
    for number in range(size):
        ref = f"hf:example/part-{number}-of-{size}"
        parts.append(ref)
        yield Artifact(
            ref,
            ArtifactKind.DATASET,
            _MAKERS[number % 3] if number % 5 == 0 else None,
            released_on=date(2025, 1 + number % 12, 1),
            declared_license=_LICENSES[number % 5],
            documents=(_LICENSES[number % 5],),
            lineage_complete=True,
        )
    contains = tuple(
        LineageEdge(Edge.DATA, "contains", ArtifactKind.DATASET, ref) for ref in parts
    )
    yield Artifact(
        _mixture(size),
        ArtifactKind.DATASET,
        None,
        released_on=date(2026, 2, 1),
        declared_license="odc-by-1.0",
        documents=("odc-by-1.0",),
        made_from=contains,
        lineage_complete=True,
    )
