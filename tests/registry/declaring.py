"""Declarations for tests, from YAML as people write it."""

from policy.reading import Notebook
from policy.yamltext import read_yaml
from registry.declaring import DeclarationReader
from registry.seednames import Names
from registry.statements import Declaration


def declarations(text: str) -> tuple[Declaration, ...]:
    """Return what the file `text` declares."""
    notebook = Notebook()
    reader = DeclarationReader(Names(()), {}, notebook)
    found = reader.file(read_yaml(text.encode(), "declared.yaml"))
    assert [each for each in notebook.found if each.level == "error"] == []
    return found


def model(name: str, *made_from: str, **said: str) -> str:
    """Return one entry of `models`, made from other models by fine-tuning."""
    edges = ", ".join(f"{{model: 'hf:acme/{each}', relation: finetune}}" for each in made_from)
    words = "".join(f", {key}: {value}" for key, value in said.items())
    return f"  - {{model: 'hf:acme/{name}', made_from: [{edges}]{words}}}\n"


def models(*entries: str) -> tuple[Declaration, ...]:
    """Return the declarations of `entries`."""
    return declarations("models:\n" + "".join(entries))
