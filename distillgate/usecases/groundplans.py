"""Plans to start from when a plan is needed that shows something: all is told, nothing wrong.

One for each way in which something comes into a student. What shows a change
is one of them with as little otherwise as it takes.
"""

from collections.abc import Mapping
from functools import cache

from policy.documents import LICENSES, Document, DocumentKind
from policy.packtests.patching import Patched
from policy.yamltext import Fields, read_yaml

_FRAME = """\
plan: example
organization:
  name: Example GmbH
  country: DE
  headquarters_country: DE
  parent_country: DE
  owner_countries_over_50: [DE]
  controlled_by_countries: []
  kind: company
  sectors: [other]
  businesses: [software-services]
  us_person: false
  eu_person: true
  annual_revenue_usd: 5e6
  monthly_active_users: 20000
student:
  name: Example-1
  base: {base}
  type: language-model
  derivation: {derivation}
  generality: narrow
  markets: [customer-support]
  parameters: 1e9
  training_flop: 1e20
  generation_flop: 1e18
  license: {license}
  monetized: {monetized}
  guardrails_weakened: false
  systemic_risk: false
  status: planned
  trained: {{from: 2026-12-01, until: 2026-12-31}}
teachers: {teachers}
datasets: {datasets}
prompts: {{from: [own], personal_data: none}}
tools: []
use: {{purpose: product, domains: [other], product_monthly_users: 20000, \
product_daily_users: 2000}}
release: {{forms: [{forms}], places: [DE], recipients: public, first_date: 2027-02-01, \
subject_to_ear: false, notices: []}}
compute: {{country: DE, chips: ecc-3a090}}
attests: [ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]
"""
_CONTENT = (
    "personal_data: none, special_categories: false,"
    " third_party_works: none, confidential: false"
)
_TAKEN = (
    "used_as: [imitate], circumvention: false, signals: [text], hidden_reasoning: false,"
    " collected: {from: 2026-09-01, until: 2026-09-30, by: us}, generated_for: training,"
    f" examples: 10000, {_CONTENT}"
)
_API = (
    '[{model: "openai:gpt-5-mini", access: api, through: [], account: business,'
    f" account_holder: us, authenticated: true, automated: false, access_country: DE,"
    f" {_TAKEN}}}]"
)
_WEIGHTS = f'[{{model: "hf:meta-llama/Llama-3.1-8B-Instruct", access: weights, {_TAKEN}}}]'
_BASE = (
    '{model: "hf:meta-llama/Llama-3.1-8B-Instruct",'
    f" collected: {{from: 2026-09-01, until: 2026-09-01, by: us}}, {_CONTENT}}}"
)
_DATA = (
    '[{data: "hf:tatsu-lab/alpaca",'
    " collected: {from: 2026-09-01, until: 2026-09-01, by: stranger}, marks_removed: false,"
    f" tdm_reserved: false, database_substantial_part: false, {_CONTENT}}}]"
)
_SOLD = {"license": "proprietary", "monetized": "true", "forms": "api"}
_GIVEN = {"license": "other", "monetized": "false", "forms": "weights"}
_NEW = {"base": "none", "derivation": "scratch"}
_TEXTS: Mapping[str, str] = {
    "api": _FRAME.format(teachers=_API, datasets="[]", **_NEW, **_SOLD),
    "weights": _FRAME.format(teachers=_WEIGHTS, datasets="[]", **_NEW, **_GIVEN),
    "base": _FRAME.format(
        teachers="[]", datasets="[]", base=_BASE, derivation="fine-tune", **_GIVEN
    ),
    "dataset": _FRAME.format(teachers="[]", datasets=_DATA, **_NEW, **_GIVEN),
}


@cache
def ground_plan(name: str) -> Patched:
    """Return the plan called `name`: `api`, `weights`, `base` or `dataset`."""
    node = read_yaml(_TEXTS[name].encode(), f"{name}.yaml")
    if not isinstance(node, Fields):
        raise TypeError("a plan is a mapping")
    return Patched(node)


def grounds_for(document: Document, subject: str | None) -> tuple[str, ...]:
    """Return the names of the plans that `document` may be about, the likeliest first.

    `subject` is what the catalog knows it to govern: a teacher, a base or a data set.
    """
    if subject == "dataset" or document.kind is DocumentKind.DATASET_LICENSE:
        return ("dataset", "weights", "base", "api")
    if document.kind in LICENSES:
        return ("base", "weights", "api", "dataset")
    return ("api", "base", "weights", "dataset")
