"""Properties of the readers: whatever they are given, they end in a value or a named end."""

import json
from collections.abc import Callable, Mapping
from functools import partial

from hypothesis import given
from hypothesis import strategies as some

from connectors.asking import Question, Reply
from connectors.bom import NoBomError
from connectors.bomfiles import records_in_bom
from connectors.bomwriting import BomFormat, bom_text
from connectors.cards import read_card
from connectors.configs.reading import found_in
from connectors.gguf import key_values
from connectors.huggingface import HuggingFace
from connectors.origins import origin_of
from connectors.outcomes import Outcome
from connectors.parts import UnreadableAnswerError, read_json
from connectors.record import ModelRecord, Topic
from connectors.recordjson import (
    UnreadableRecordError,
    records_from_json,
    records_to_json,
)
from connectors.safetensors import metadata
from connectors.wanted import Wanted
from connectors.wordyaml import read_words
from tests.connectors.asking import NOON
from tests.connectors.weights import gguf

_LEAVES = some.none() | some.booleans() | some.integers() | some.text(max_size=30)
VALUES = some.recursive(
    _LEAVES,
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
_KEYS = """
    id sha author gated private disabled cardData baseModels tags siblings createdAt
    lastModified safetensors gguf library_name license license_name license_link base_model
    datasets relation models total rfilename path oid lfs size type extra_gated_prompt
    base_model_relation
""".split()
ANSWERS = some.recursive(
    _LEAVES
    | some.sampled_from(["acme/one", "license:mit", "base_model:a/b", "LICENSE", "file"]),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.sampled_from(_KEYS), inner, max_size=8)
    ),
    max_leaves=30,
)


class Told:
    """An `Asker` that answers each question with the next of some bodies."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Reply:
        self.asked.append(question)
        body = self._bodies[len(self.asked) % len(self._bodies)]
        return Reply(Outcome.ANSWERED, question.url, NOON, 200, {}, body[: question.most])


def _refuses(read: Callable[[bytes], object], content: bytes) -> None:
    try:
        read(content)
    except (UnreadableAnswerError, UnreadableRecordError):
        return


@given(some.binary() | some.text().map(str.encode))
def any_bytes_end_in_a_value_or_a_refusal(content: bytes) -> None:
    for path in ("x.yaml", "x.sh", "x.md"):
        _refuses(partial(found_in, path=path), content)
    for read in (read_json, metadata, key_values, records_from_json, read_card):
        _refuses(read, content)
    _refuses(lambda each: read_words(each.decode("utf-8", "replace")), content)


@given(some.text(alphabet="-ab:,[]{}&*!|>'\"#?% \n\t\r<!>", max_size=200))
def any_card_ends_in_fields_or_an_oddity(text: str) -> None:
    for front in (f"---\n{text}\n---\n", f"<!-- {text}", text):
        card = read_card(front.encode())
        assert card.readable or card.oddities


@given(
    some.dictionaries(some.text(max_size=20), some.text(max_size=20), max_size=5), some.data()
)
def a_gguf_header_reads_as_written_and_any_damage_is_bounded(
    keys: dict[str, str], data: some.DataObject
) -> None:
    content = gguf(keys)
    assert key_values(content) == keys
    place = data.draw(some.integers(0, len(content) - 1))
    byte = data.draw(some.binary(min_size=1, max_size=9))
    _refuses(key_values, content[:place] + byte + content[place + 1 :])
    _refuses(key_values, content[:place])


@given(some.lists(ANSWERS, min_size=1, max_size=5))
def any_json_from_a_hub_gives_a_record_that_reads_as_it_was_written(
    answers: list[object],
) -> None:
    bodies = [json.dumps(each).encode() for each in answers]
    record = HuggingFace(Told(bodies), NOON).read(Wanted("acme/one")).record
    _holds(record)
    assert records_from_json(records_to_json((record,)).encode()) == (record,)


def _holds(record: ModelRecord) -> None:
    assert any(each.topic is Topic.METADATA for each in record.asked)
    places = [
        *(each.where for each in record.licenses),
        *(each.where for each in record.bases),
        *(each.where for each in record.datasets),
        *(each.where for each in record.texts),
    ]
    assert all(0 <= place.evidence < len(record.evidence) for place in places)


_CONFIG_KEYS = """
    policy teacher teachers model_name distillation data train dataset_name base_model datasets
    path kd_trainer model kind base_url dataset train_dataset repo_id job_type models student
    pipeline steps step llm type_info name model_name_or_path teacher_model_name_or_path << x
""".split()
CONFIGS = some.recursive(
    _LEAVES | some.sampled_from(["acme/one", "${policy.model_name}", "${..x}", "hf", "vllm"]),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.sampled_from(_CONFIG_KEYS), inner, max_size=8)
    ),
    max_leaves=30,
)


@given(CONFIGS)
def any_configuration_ends_in_what_it_says_or_a_refusal(value: object) -> None:
    content = json.dumps(value).encode()
    for path in ("x.json", "x.yaml", "x.sh", "README.md"):
        _refuses(partial(found_in, path=path), content)


_BOM_KEYS = """
    bomFormat specVersion components metadata component type group name version purl licenses
    license id expression url pedigree ancestors modelCard modelParameters datasets ref bom-ref
    properties value from to relationshipType spdxId comment software_packageUrl
""".split()
_BOM_WORDS = """
    CycloneDX 1.6 machine-learning-model data pkg:huggingface/acme/one@1 hasDeclaredLicense
    descendantOf ancestorOf trainedOn ai_AIPackage dataset_DatasetPackage Relationship
""".split()
BOM_PARTS = some.recursive(
    _LEAVES | some.sampled_from(_BOM_WORDS),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.sampled_from(_BOM_KEYS), inner, max_size=8)
    ),
    max_leaves=30,
)


@given(BOM_PARTS, BOM_PARTS)
def any_bill_of_materials_ends_in_records_or_a_refusal(one: object, other: object) -> None:
    context = ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld"]
    for whole in (
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [one, other]},
        {"bomFormat": "CycloneDX", "specVersion": "1.7", "metadata": {"component": one}},
        {"@context": context, "@graph": [one, other]},
        {"@context": context, "@graph": one},
    ):
        try:
            records = records_in_bom(json.dumps(whole).encode(), "x.json", NOON)
        except NoBomError:
            continue
        for record in records:
            _holds(record)
        for form in BomFormat:
            text = bom_text(records, form, "tests 1")
            again = bom_text(tuple(reversed(records)), form, "tests 1")
            assert text == again
            records_in_bom(text.encode(), "x.json", NOON)


@given(some.text() | some.from_regex(r"https?://[^\s]{0,40}", fullmatch=True))
def an_origin_is_one_of_the_web_or_none(text: str) -> None:
    origin = origin_of(text)
    if origin is not None:
        assert origin.scheme in {"http", "https"}
        assert origin.host
        assert origin_of(f"{origin}/x") == origin


PROPERTIES: Mapping[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        any_bytes_end_in_a_value_or_a_refusal,
        any_card_ends_in_fields_or_an_oddity,
        a_gguf_header_reads_as_written_and_any_damage_is_bounded,
        any_json_from_a_hub_gives_a_record_that_reads_as_it_was_written,
        an_origin_is_one_of_the_web_or_none,
        any_bill_of_materials_ends_in_records_or_a_refusal,
        any_configuration_ends_in_what_it_says_or_a_refusal,
    )
}
