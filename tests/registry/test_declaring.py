import pytest

from policy.diagnostics import Code
from policy.reading import Notebook
from policy.yamltext import read_yaml
from registry.declaring import DeclarationReader
from registry.records import Provider
from registry.seednames import Names
from registry.statements import Grade, SubjectKind
from tests.registry.declaring import declarations


def refused(text: str) -> list[Code]:
    notebook = Notebook()
    reader = DeclarationReader(Names((Provider("acme", "Acme"),)), {}, notebook)
    reader.file(read_yaml(text.encode(), "declared.yaml"))
    return [each.code for each in notebook.found]


def test_a_declaration_states_what_is_written_and_nothing_else() -> None:
    (found,) = declarations(
        "models:\n"
        "  - model: hf:acme/one@abc\n"
        "    declared_license: mit\n"
        "    weights: open\n"
        "    family: null\n"
        "    grade: hub\n"
        "    evidence: the card\n"
    )
    assert found.kind is SubjectKind.MODEL
    assert found.ref == "hf:acme/one"
    assert found.revision == "abc"
    assert found.grade is Grade.HUB
    assert found.evidence == "the card"
    assert found.stated == {"declared_license", "weights_open"}


def test_models_data_sets_and_providers_stand_in_one_file() -> None:
    found = declarations(
        "providers: [{provider: acme, country: DE}]\n"
        "datasets: [{data: 'hf:acme/one', documents: []}]\n"
        "models: [{model: 'hf:acme/one'}]\n"
    )
    assert [(each.kind.value, each.ref) for each in found] == [
        ("model", "hf:acme/one"),
        ("dataset", "hf:acme/one"),
        ("provider", "acme"),
    ]
    assert found[2].stated == {"country"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("models: [{model: 'hf:acme/one', grade: curated}]", Code.MISSING_KEY),
        ("models: [{model: 'hf:acme/one', grade: counsel}]", Code.MISSING_KEY),
        ("models: [{model: 'hf:acme/one', grade: catalog}]", Code.WRONG_VALUE),
        ("models: [{model: acme}]", Code.UNKNOWN_REFERENCE),
        ("models: [{data: 'hf:acme/one'}]", Code.UNKNOWN_KEY),
        ("models: [{model: 'hf:acme/one', licence: mit}]", Code.UNKNOWN_KEY),
        ("providers: [{provider: Acme Inc}]", Code.WRONG_VALUE),
        ("model: hf:acme/one", Code.UNKNOWN_KEY),
    ],
)
def test_what_cannot_be_read_is_told(text: str, code: Code) -> None:
    assert code in refused(text)
