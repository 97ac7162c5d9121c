"""Pipelines that make data, and jobs of providers that distill: who answered is a teacher."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from connectors.configs.found import Found, Ingredient, Open, Place, Role, Shape, shape_of
from connectors.configs.tree import Node, data_at

_SERVED: Mapping[str, str] = {
    "AnthropicLLM": "anthropic",
    "AzureOpenAILLM": "azure",
    "CohereLLM": "cohere",
    "GroqLLM": "groq",
    "MistralLLM": "mistral",
    "OpenAILLM": "openai",
    "TogetherLLM": "together",
    "VertexAILLM": "vertex",
}
_HELD = frozenset({"vLLM", "TransformersLLM", "LlamaCppLLM", "MlxLLM", "SGLang"})
_JUDGES = ("ultrafeedback", "prometheus", "quality", "complexity", "rating", "evolquality")
_MOST_STEPS = 200


def distilabel(root: Node) -> Found | None:
    """Return what the dump of a distilabel pipeline says: each model that answers in it."""
    steps = root.at("pipeline", "steps")
    if not isinstance(steps.value, list):
        return None
    found: list[Ingredient] = []
    for place, each in enumerate(steps.items()):
        if place >= _MOST_STEPS:
            break
        found += _step(each.at("step") if each.at("step").there else each)
    return Found("distilabel", tuple(found))


def _step(step: Node) -> Iterator[Ingredient]:
    task = (step.at("type_info", "name").text or step.at("name").text or "").casefold()
    judges = any(word in task.replace("_", "") for word in _JUDGES)
    for key in ("llm", "llms"):
        for each in step.at(key).items():
            yield from _model(each, ("judge",) if judges else ("imitate",))
    repo = step.at("repo_id")
    if repo.there and "load" in task:
        yield from data_at(repo)


def _model(llm: Node, used_as: tuple[str, ...]) -> Iterator[Ingredient]:
    kind = llm.at("type_info", "name").text or ""
    names = ("model", "model_id", "model_name")
    named = next((llm.at(name) for name in names if llm.at(name).there), llm.at("model"))
    if named.text is None:
        return
    provider = _SERVED.get(kind)
    shape = Shape.SERVED if provider else shape_of(named.text)
    signals = ("preferences",) if used_as == ("judge",) else ("text",)
    access = "weights" if kind in _HELD else "api"
    yield Ingredient(
        Role.TEACHER, named.text, shape, named.place, provider, used_as, access, signals
    )


def bedrock_job(root: Node) -> Found | None:
    """Return what a distillation job on Bedrock says: teacher, base and data."""
    told = root.at("customizationConfig", "distillationConfig", "teacherModelConfig")
    named = told.at("teacherModelIdentifier")
    if not named.there:
        return None
    keys = ("baseModelIdentifier", "baseModelArn")
    base = next((root.at(key) for key in keys if root.at(key).there), root.at(keys[0]))
    found = [_on_bedrock(named, Role.TEACHER)]
    if base.text is not None:
        found.append(_on_bedrock(base, Role.BASE))
    prompts = root.at("trainingDataConfig", "s3Uri")
    return Found("a distillation job on Bedrock", (*found, *data_at(prompts)))


def _on_bedrock(node: Node, role: Role) -> Ingredient:
    """Return a model by the last part of its resource name, which is its id."""
    name = (node.text or "").rpartition("/")[2]
    made = Ingredient(role, name, Shape.SERVED, node.place, "bedrock")
    if role is Role.BASE:
        return made
    return replace(made, used_as=("imitate",), access="cloud", signals=("text",))


def openai_job(root: Node) -> Found | None:
    """Return what a fine-tuning job at OpenAI says: the base, and a file of answers."""
    file = root.at("training_file")
    model = root.at("model")
    if file.text is None or model.text is None:
        return None
    asked = f"Who wrote the answers in `{file.text}`: which model, and through whose account?"
    base = Ingredient(Role.BASE, model.text, Shape.SERVED, model.place, "openai")
    data = Ingredient(Role.DATASET, f"./{file.text}", Shape.LOCAL, file.place)
    return Found("a fine-tuning job at OpenAI", (base, data), None, (Open(asked, file.place),))


PIPELINES: tuple[Callable[[Node], Found | None], ...] = (distilabel, bedrock_job, openai_job)


def in_card(fields: Mapping[str, object], path: str) -> Found | None:
    """Return what the card of a model says it was made from."""
    found: list[Ingredient] = []
    for key, role in (("base_model", Role.BASE), ("datasets", Role.DATASET)):
        told = fields.get(key)
        names = told if isinstance(told, list) else [told]
        found += [
            Ingredient(role, each, shape_of(each), Place(path, 1))
            for each in names
            if isinstance(each, str) and each
        ]
    return Found("a model card", tuple(found)) if found else None
