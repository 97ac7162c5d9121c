"""Configurations of trainers: NeMo RL, torchtune, TRL, Axolotl, DistillKit and the like."""

from collections.abc import Callable, Iterator

from connectors.configs.found import Found, Ingredient, Open
from connectors.configs.tree import Node, base_at, data_at, served_at, weights_at

LOGITS = ("logits",)
_MADE_BY = "Who made the {what} in `{name}`: which model, and who called it?"


def nemo_rl(root: Node) -> Found | None:
    """Return what a distillation of NeMo RL says: a policy, one or several teachers."""
    policy = root.at("policy", "model_name")
    teachers = [
        named
        for section in ("teacher", "teachers")
        for named in _named_inside(root.at(section), "model_name")
    ]
    # What a file is built on may say which student it is, and may not be at hand.
    unsaid = policy.text is None and not root.words.missing
    if unsaid or not (teachers or root.at("distillation").there):
        return None
    data = root.at("data")
    places = [data.at("dataset_name"), data.at("train", "dataset_name")]
    places += [each.at("dataset_name") for each in data.at("train").items()]
    return Found(
        "NeMo RL",
        (
            *base_at(policy),
            *(each for named in teachers for each in weights_at(named, LOGITS)),
            *_once(each for place in places for each in data_at(place)),
        ),
        _derivation(root.at("policy", "dtensor_cfg", "lora_cfg", "enabled")),
    )


def _named_inside(section: Node, key: str) -> Iterator[Node]:
    """Yield the values under `key`: of a section, of each in a list, or of each by name."""
    if section.at(key).there:
        yield section.at(key)
        return
    inner = section.items() if isinstance(section.value, list) else section.children()
    yield from (each.at(key) for each in inner if each.at(key).there)


def torchtune(root: Node) -> Found | None:
    """Return what a recipe of torchtune for knowledge distillation says."""
    taught = root.at("teacher_checkpointer", "checkpoint_dir")
    if not taught.there and not root.at("teacher_model").there:
        return None
    base = root.at("checkpointer", "checkpoint_dir")
    dataset = root.at("dataset", "source")
    component = root.at("dataset", "_component_")
    questions = [
        Open(f"Which model lies in `{node.text}`? The recipe builds `{made.text}`.", node.place)
        for node, made in (
            (base, root.at("model", "_component_")),
            (taught, root.at("teacher_model", "_component_")),
        )
        if node.text is not None
    ]
    if not dataset.there and component.text is not None:
        asked = f"Which data set does `{component.text}` load?"
        questions.append(Open(asked, component.place))
    adapter = "lora" in (root.at("model", "_component_").text or "")
    return Found(
        "torchtune",
        (*base_at(base), *weights_at(taught, LOGITS), *data_at(dataset)),
        "adapter" if adapter else None,
        tuple(questions),
    )


def trl(root: Node) -> Found | None:
    """Return what a configuration of TRL with a teacher says."""
    taught = root.at("teacher_model_name_or_path")
    if not taught.there:
        return None
    datasets = [
        root.at("dataset_name"),
        *(each.at("path") for each in root.at("datasets").items()),
    ]
    return Found(
        "TRL",
        (
            *base_at(root.at("model_name_or_path")),
            *weights_at(taught, LOGITS),
            *(each for node in datasets for each in data_at(node)),
        ),
        _derivation(root.at("use_peft")),
    )


def axolotl(root: Node) -> Found | None:
    """Return what a configuration of Axolotl says; teachers are inside of its data."""
    base = root.at("base_model")
    datasets = [each.at("path") for each in root.at("datasets").items()]
    if not base.there or not datasets:
        return None
    distils = _is_true(root.at("kd_trainer"))
    questions = [
        Open(_MADE_BY.format(what="log-probabilities", name=node.text), node.place)
        for node in datasets
        if distils and node.text is not None
    ]
    adapter = root.at("adapter")
    return Found(
        "Axolotl",
        (*base_at(base), *(each for node in datasets for each in data_at(node))),
        "adapter" if adapter.there else None,
        tuple(questions),
    )


def distillkit(root: Node) -> Found | None:
    """Return what a configuration of DistillKit says, by the kind of its teacher."""
    teacher, data = root.at("teacher"), root.at("dataset", "train_dataset")
    kind = teacher.at("kind").text
    if kind is None or not root.at("model").there:
        return None
    taught: list[Ingredient] = []
    questions: list[Open] = []
    if kind == "hf":
        named = teacher.at("path") if teacher.at("path").there else teacher.at("model")
        taught += weights_at(named, LOGITS)
    elif kind == "dataset":
        name = data.at("repo_id").text or data.at("path").text or "the data set"
        asked = _MADE_BY.format(what="logits", name=name)
        questions.append(Open(asked, teacher.at("kind").place))
    else:
        taught += served_at(teacher.at("model"), teacher.at("base_url").text)
    found = data.at("repo_id") if data.at("repo_id").there else data.at("path")
    return Found(
        "DistillKit",
        (*base_at(root.at("model")), *taught, *data_at(found)),
        None,
        tuple(questions),
    )


def easydistill(root: Node) -> Found | None:
    """Return what a configuration of EasyDistill says: a teacher by weights or by address."""
    models, data = root.at("models"), root.at("dataset")
    job = root.at("job_type")
    address = _first(root, "base_url") or _first(root.at("inference"), "base_url")
    named = root.at("model_id") if root.at("model_id").there else root.at("teacher", "model_id")
    if not job.there and not named.there:
        return None
    taught = models.at("teacher")
    url = address.text if address is not None else None
    if taught.there:
        teachers = served_at(taught, url) if url else weights_at(taught, ("text",))
    else:
        teachers = served_at(named, url)
    paths = ("labeled_path", "instruction_path", "seed_path")
    return Found(
        "EasyDistill",
        (
            *base_at(models.at("student")),
            *teachers,
            *(each for path in paths for each in data_at(data.at(path))),
        ),
    )


def _first(node: Node, name: str) -> Node | None:
    """Return the value under `name`, here or one level below."""
    if node.at(name).there:
        return node.at(name)
    return next((each.at(name) for each in node.children() if each.at(name).there), None)


def llama_factory(root: Node) -> Found | None:
    """Return what a configuration of LLaMA-Factory says; its data sets go by own names."""
    base, stage = root.at("model_name_or_path"), root.at("stage")
    if not base.there or not (stage.there or root.at("finetuning_type").there):
        return None
    named = root.at("dataset")
    data = tuple(data_at(named))
    asked = "What is `{name}` in dataset_info.json, and who made it?"
    questions = tuple(
        Open(asked.format(name=each.name), each.place)
        for each in data
        if each.reference is None
    )
    adapter = root.at("finetuning_type").text in {"lora", "oft"}
    reward = weights_at(root.at("reward_model"), ("preferences",), ("reward",))
    return Found(
        "LLaMA-Factory",
        (*base_at(base), *reward, *data),
        "adapter" if adapter else None,
        questions,
    )


def verl(root: Node) -> Found | None:
    """Return what a configuration of verl says: an actor, and whoever teaches or rewards it."""
    base = root.at("actor_rollout_ref", "model", "path")
    if not base.there:
        return None
    teacher = root.at("distillation", "teacher_model")
    named = [teacher, teacher.at("model_path"), teacher.at("path")]
    named += [root.at("teacher", "model", "path"), root.at("distillation", "teacher_path")]
    taught = [each for node in named for each in weights_at(node, LOGITS)]
    reward = weights_at(root.at("reward_model", "model", "path"), ("preferences",), ("reward",))
    return Found(
        "verl",
        (
            *base_at(base),
            *_once(iter(taught)),
            *reward,
            *data_at(root.at("data", "train_files")),
        ),
        _derivation(root.at("actor_rollout_ref", "model", "lora_rank")),
    )


def _derivation(node: Node) -> str | None:
    """Return that only an adapter is trained, where a switch for that is on."""
    word = (node.text or "").casefold()
    return "adapter" if word and word not in {"false", "no", "0", "off"} else None


def _is_true(node: Node) -> bool:
    return (node.text or "").casefold() in {"true", "yes", "on", "1"}


def _once(found: Iterator[Ingredient]) -> Iterator[Ingredient]:
    """Yield each ingredient once, the first place counts."""
    seen = set()
    for each in found:
        if each.name not in seen:
            seen.add(each.name)
            yield each


TRAINERS: tuple[Callable[[Node], Found | None], ...] = (
    nemo_rl,
    torchtune,
    trl,
    distillkit,
    easydistill,
    verl,
    axolotl,
    llama_factory,
)
"""The most telling form first: the same keys mean different things in some of them."""
