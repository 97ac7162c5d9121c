from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from connectors.evidence import Stated, Where
from connectors.leads import LeadKind, leads
from connectors.outcomes import Outcome
from connectors.record import Kind, ModelRecord, Remote, RevisionKind
from tests.connectors.answers import card_body, pulled


@dataclass(frozen=True)
class Trap:
    """One way in which cards go wrong, with the leads that must come of it."""

    name: str
    card: Mapping[str, object]
    expected: set[LeadKind]
    files: Mapping[str, bytes] = field(default_factory=dict)
    rest: Mapping[str, object] = field(default_factory=dict)
    bases: tuple[tuple[str, Mapping[str, object]], ...] = ()
    kind: Kind = Kind.MODEL
    id: str = "acme/one"


K = LeadKind
_GATED = Outcome.GATED_NO_LOGIN
APACHE = {"license": "apache-2.0"}
LICENSE = {"LICENSE": b"words"}
GATED = {"gated": "manual"}
TRAPS = (
    Trap("a clean root", APACHE, set(), LICENSE, {"tags": ["license:apache-2.0", "dataset:x"]}),
    Trap("other, neither named nor linked", {"license": "other"}, {K.LICENSE_UNNAMED}),
    Trap(
        "other, only linked",
        {"license": "other", "license_link": "LICENSE"},
        {K.LICENSE_UNNAMED},
        LICENSE,
    ),
    Trap(
        "other and a name without link", {"license": "other", "license_name": "acme-rl"}, set()
    ),
    Trap(
        "one license under two names",
        {"license": "other", "license_name": "deepseek-license"},
        set(),
        rest={"tags": ["license:deepseek"]},
    ),
    Trap(
        "other with the name that later became an id",
        {"license": "other", "license_name": "gemma-terms-of-use"},
        set(),
        rest={"tags": ["license:gemma"]},
    ),
    Trap(
        "card and tag differ",
        {"license": "mit"},
        {K.LICENSES_DIFFER},
        rest={"tags": ["license:llama3.1"]},
    ),
    Trap(
        "the API and the card itself differ",
        {"license": "mit"},
        {K.LICENSES_DIFFER},
        {"README.md": b"---\nlicense: apache-2.0\n---\n"},
    ),
    Trap("no license at all", {}, {K.LICENSE_NOT_DECLARED}),
    Trap("a license file only", {}, {K.LICENSE_IN_FILE_ONLY}, LICENSE),
    Trap(
        "a license file with an odd name",
        {},
        {K.LICENSE_IN_FILE_ONLY},
        {"MODEL-LICENSE": b"words"},
    ),
    Trap(
        "other, unnamed, and a license file",
        {"license": "other"},
        {K.LICENSE_UNNAMED},
        {"LICENSE.txt": b"words"},
    ),
    Trap("a misspelt key with a placeholder", {"licence": "license"}, {K.LICENSE_NOT_DECLARED}),
    Trap(
        "a placeholder", {"license": "license"}, {K.LICENSE_PLACEHOLDER, K.LICENSE_NOT_DECLARED}
    ),
    Trap(
        "a link to a file that is not there",
        {"license": "other", "license_name": "acme-rl", "license_link": "LICENSE"},
        {K.LICENSE_FILE_MISSING},
        {"README.md": b"x"},
    ),
    Trap(
        "a link to another repository",
        {
            "license": "other",
            "license_name": "acme-rl",
            "license_link": "https://huggingface.co/acme/two/blob/main/LICENSE",
        },
        {K.LICENSE_LIES_ELSEWHERE},
    ),
    Trap(
        "a link to a web page",
        {"license": "gemma", "license_link": "https://acme.example/terms"},
        {K.LICENSE_LIES_ELSEWHERE},
    ),
    Trap(
        "a link to its own repository",
        {
            "license": "mit",
            "license_link": "https://huggingface.co/acme/one/resolve/main/LICENSE",
        },
        set(),
        LICENSE,
    ),
    Trap(
        "licenses of code and of weights",
        {"license": "other", "license_name": "acme-rl", "license_link": "LICENSE-MODEL"},
        {K.LICENSE_OF_CODE_TOO},
        {"LICENSE-CODE": b"code", "LICENSE-MODEL": b"weights"},
    ),
    Trap(
        "one name for several texts",
        {"license": "other", "license_name": "modified-mit"},
        {K.LICENSE_NAME_SHARED},
    ),
    Trap(
        "the default of a tool",
        {"license": "openrail++"},
        {K.LICENSE_BY_TOOL},
        rest={"tags": ["autotrain"]},
    ),
    Trap(
        "a gate that shuts out a territory",
        {"license": "mit", "extra_gated_eu_disallowed": True},
        {K.GATE_SHUTS_OUT_EU},
        rest=GATED,
    ),
    Trap(
        "the words of a gate without a gate",
        {"license": "mit", "extra_gated_prompt": "You agree."},
        {K.GATE_TEXT_BUT_OPEN},
    ),
    Trap(
        "the words of a gate with one",
        {"license": "mit", "extra_gated_prompt": "You agree."},
        set(),
        rest=GATED,
    ),
    Trap(
        "a base without a relation",
        {**APACHE, "base_model": "acme/root"},
        {K.RELATION_UNKNOWN},
    ),
    Trap(
        "a relation outside the vocabulary",
        {**APACHE, "base_model": "acme/root", "base_model_relation": "merged"},
        {K.RELATION_UNKNOWN},
    ),
    Trap(
        "a relation that is told",
        {**APACHE, "base_model": "acme/root", "base_model_relation": "quantized"},
        set(),
    ),
    Trap(
        "a base as an object",
        {**APACHE, "base_model": [{"model": "acme/root", "relation": "finetune"}]},
        set(),
    ),
    Trap(
        "a base by its old name beside the one that the hub resolved",
        {**APACHE, "base_model": "acme/old-root"},
        set(),
        rest={"baseModels": {"relation": "finetune", "models": [{"id": "acme/root"}]}},
    ),
    Trap(
        "a merge of parents with different licenses",
        {**APACHE, "base_model": ["acme/left", "acme/right"], "base_model_relation": "merge"},
        {K.SEVERAL_BASES, K.LICENSE_NOT_OF_BASE},
        bases=(
            ("acme/left", {"cardData": {"license": "other", "license_name": "acme-rl"}}),
            ("acme/right", {"cardData": APACHE}),
        ),
    ),
    Trap(
        "a derivative more permissive than its base",
        {**APACHE, "base_model": "acme/root", "base_model_relation": "finetune"},
        {K.LICENSE_NOT_OF_BASE},
        bases=(("acme/root", {"cardData": {"license": "llama3.1"}}),),
    ),
    Trap(
        "a re-upload that drops the license",
        {"base_model": "acme/root", "base_model_relation": "quantized"},
        {K.LICENSE_NOT_DECLARED},
        bases=(("acme/root", {"cardData": APACHE}),),
    ),
    Trap(
        "an open mirror of a gated model",
        {"license": "acme-rl", "base_model": "acme/root", "base_model_relation": "quantized"},
        {K.GATE_OF_BASE_LOST},
        bases=(("acme/root", {**GATED, "cardData": {"license": "acme-rl"}}),),
    ),
    Trap(
        "an adapter whose files name another base",
        {**APACHE, "base_model": "acme/root", "base_model_relation": "adapter"},
        {K.BASES_DIFFER, K.SEVERAL_BASES},
        {"adapter_config.json": b'{"base_model_name_or_path": "acme/other"}'},
    ),
    Trap(
        "a base that is a placeholder of a template",
        {**APACHE, "base_model": "{base_model}"},
        {K.BASE_IS_NO_ID, K.RELATION_UNKNOWN},
    ),
    Trap(
        "a base that is a path",
        {**APACHE, "base_model": "/data/checkpoints/7b", "base_model_relation": "finetune"},
        {K.BASE_IS_NO_ID},
    ),
    Trap("distilled by its name", APACHE, {K.DISTILLED_BY_NAME}, id="acme/R9-Distill-Root-8B"),
    Trap(
        "a closed teacher in its name",
        APACHE,
        {K.DISTILLED_BY_NAME},
        id="acme/Root-8B-Thinking-Claude-9-Opus",
    ),
    Trap(
        "a closed teacher in its tags",
        APACHE,
        {K.DISTILLED_BY_NAME},
        rest={"tags": ["gpt4", "synthetic data"]},
    ),
    Trap(
        "repackaged without a base",
        {"license": "mit"},
        {K.BASE_BY_NAME},
        id="acme/root-8b-GGUF",
    ),
    Trap(
        "made from what only its words tell of",
        {"license": "mit"},
        {K.BASE_IN_PROSE},
        {"README.md": b"---\nlicense: mit\n---\nOne is derived from [Root3.1-8B-Base](x).\n"},
    ),
    Trap(
        "words that tell again what is declared",
        {**APACHE, "base_model": "acme/root-7b", "base_model_relation": "finetune"},
        set(),
        {"README.md": b"---\nlicense: apache-2.0\n---\nOne is fine-tuned from root-7b.\n"},
    ),
    Trap(
        "a teacher that only its words tell of, beside a base that is declared",
        {**APACHE, "base_model": "acme/root-7b", "base_model_relation": "finetune"},
        {K.BASE_IN_PROSE},
        {
            "README.md": b"---\nlicense: apache-2.0\n---\n"
            b"Fine-tuned from Root-7B-v1 on answers sampled from Other/Large4-70B.\n"
        },
    ),
    Trap(
        "words that tell of a tool",
        {**APACHE, "base_model": "acme/root-7b", "base_model_relation": "finetune"},
        set(),
        {"README.md": b"---\nlicense: apache-2.0\n---\nBuilt with Axolotl v0.12.1-rc2.\n"},
    ),
    Trap(
        "words that name no model",
        {"license": "mit"},
        set(),
        {"README.md": b"---\nlicense: mit\n---\nIt was built from scratch, on 3.5 days.\n"},
    ),
    Trap(
        "a license for models on a data set",
        {"license": "bigcode-openrail-m"},
        {K.MODEL_LICENSE_ON_DATA},
        kind=Kind.DATASET,
    ),
    Trap(
        "a data set with words against training",
        {},
        {K.LICENSE_NOT_DECLARED, K.WORDS_AGAINST_TRAINING},
        {"README.md": b"---\nx: y\n---\nIt may not be used to train models.\n"},
        kind=Kind.DATASET,
    ),
)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_known_trap_is_named(trap: Trap) -> None:
    answer = {"cardData": dict(trap.card), **trap.rest}
    record = pulled(trap.id, answer, trap.files, trap.kind).record
    bases = [pulled(name, told).record for name, told in trap.bases]
    found = leads(record, bases, card_body(trap.files))
    assert {each.kind for each in found} == trap.expected
    for each in found:
        assert all(0 <= where.evidence < len(record.evidence) for where in each.where)


def test_a_license_text_behind_a_gate_is_known_to_be_there() -> None:
    record = pulled("acme/one", {"gated": "manual"}, {"LICENSE": b""}).record
    shut = tuple(replace(each, outcome=_GATED) for each in record.asked)
    found = leads(replace(record, asked=shut, texts=()))
    assert {each.kind for each in found} == {K.LICENSE_TEXT_SHUT, K.LICENSE_IN_FILE_ONLY}


def test_what_is_served_by_others_and_what_moves_is_named() -> None:
    record = pulled("acme/one", {"cardData": APACHE}).record
    there = Where(0)
    moved: ModelRecord = replace(
        record,
        remote=Remote("https://far.example", "large", there),
        revision=Stated("latest", there),
        revision_kind=RevisionKind.VERSION,
    )
    kinds = {each.kind for each in leads(moved)}
    assert kinds == {K.SERVED_BY_OTHERS, K.REVISION_MOVES}


def test_every_kind_of_lead_has_a_trap_that_springs_it() -> None:
    elsewhere = {K.LICENSE_TEXT_SHUT, K.SERVED_BY_OTHERS, K.REVISION_MOVES}
    sprung = set().union(*(trap.expected for trap in TRAPS))
    assert sprung | elsewhere == set(LeadKind)
