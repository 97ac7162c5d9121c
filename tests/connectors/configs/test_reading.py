import json
import time
from textwrap import dedent

import pytest

from connectors.configs.found import Found, Ingredient, Role, Shape, shape_of
from connectors.configs.reading import found_in
from connectors.parts import UnreadableAnswerError


def found(text: str, path: str = "config.yaml") -> Found:
    read = found_in(dedent(text).encode(), path)
    assert read is not None
    return read


def named(read: Found, role: Role) -> list[tuple[str | None, int]]:
    """Return the references in a role, each with its line."""
    return [(each.reference, each.place.line) for each in read.ingredients if each.role is role]


def teacher(read: Found) -> Ingredient:
    (one,) = (each for each in read.ingredients if each.role is Role.TEACHER)
    return one


NEMO = """\
    distillation: {topk_logits_k: 64}
    policy: &POLICY
      model_name: "acme/small"
      tokenizer: {name: "${..model_name}"}
      dtensor_cfg: {lora_cfg: {enabled: true}}
    teacher:
      <<: *POLICY
      model_name: acme/large
    data:
      train: {dataset_name: acme/talk}
    """


def test_nemo_rl_names_policy_teacher_and_data_with_their_lines() -> None:
    read = found(NEMO)
    assert read.framework == "NeMo RL"
    assert named(read, Role.BASE) == [("hf:acme/small", 3)]
    assert named(read, Role.TEACHER) == [("hf:acme/large", 8)]
    assert named(read, Role.DATASET) == [("hf:acme/talk", 10)]
    assert (teacher(read).access, teacher(read).signals) == ("weights", ("logits",))
    assert read.derivation == "adapter"


def test_what_a_teacher_inherits_from_the_policy_is_the_policy() -> None:
    read = found(NEMO.replace("      model_name: acme/large\n", ""))
    assert named(read, Role.TEACHER) == [("hf:acme/small", 7)]


def test_nemo_rl_may_have_several_teachers() -> None:
    text = """\
        distillation: {}
        policy: {model_name: acme/small}
        teachers:
          math: {model_name: acme/math}
          code: {model_name: "${policy.model_name}"}
        """
    assert named(found(text), Role.TEACHER) == [("hf:acme/math", 4), ("hf:acme/small", 5)]


BASE = """\
    distillation: {topk_logits_k: 64}
    policy: {model_name: acme/small, dtensor_cfg: {lora_cfg: {enabled: true}}}
    teacher: {model_name: acme/large}
    data:
      train: [{dataset_name: acme/one}, {dataset_name: acme/two}]
    """
CHILD = """\
    defaults: ../base.yaml
    teacher: {model_name: acme/larger}
    data: {train: {dataset_name: acme/three}}
    """


def over(text: str, **files: str) -> Found:
    """Return what a configuration in `recipes` says, built on other files."""
    there = {f"{name.replace('__', '../')}.yaml": dedent(each) for name, each in files.items()}
    read = found_in(
        dedent(text).encode(),
        "recipes/config.yaml",
        lambda name: there[name].encode() if name in there else None,
    )
    assert read is not None
    return read


def test_what_a_configuration_is_built_on_counts_where_it_says_nothing_itself() -> None:
    read = over(CHILD, __base=BASE)
    assert (read.framework, read.derivation, read.questions) == ("NeMo RL", "adapter", ())
    assert named(read, Role.BASE) == [("hf:acme/small", 2)]
    assert named(read, Role.TEACHER) == [("hf:acme/larger", 2)]
    assert named(read, Role.DATASET) == [("hf:acme/three", 3)]
    places = {each.reference: each.place.path for each in read.ingredients}
    assert places == {
        "hf:acme/small": "base.yaml",
        "hf:acme/larger": "recipes/config.yaml",
        "hf:acme/three": "recipes/config.yaml",
    }


def test_of_several_below_the_later_counts_and_each_may_have_its_own() -> None:
    text = "defaults: [one.yaml, two.yaml]\nteacher: {model_name: acme/t}\n"
    two = "defaults: deep/three.yaml\npolicy: {model_name: acme/two}\n"
    files = {"deep/three": "data: {dataset_name: acme/deep}\npolicy: {model_name: acme/3}\n"}
    read = over(text, one="policy: {model_name: acme/one}\n", two=two, **files)
    assert named(read, Role.BASE) == [("hf:acme/two", 2)]
    assert named(read, Role.DATASET) == [("hf:acme/deep", 1)]
    assert read.ingredients[-1].place.path == "recipes/deep/three.yaml"


def test_what_is_built_on_a_file_that_is_not_there_is_asked_for() -> None:
    read = over(CHILD)
    assert named(read, Role.BASE) == []
    assert named(read, Role.TEACHER) == [("hf:acme/larger", 2)]
    (asked,) = read.questions
    assert "`../base.yaml`" in asked.question
    assert (asked.place.path, asked.place.line) == ("recipes/config.yaml", 1)
    with pytest.raises(UnreadableAnswerError, match=r"built on `../base.yaml`"):
        found_in(b"defaults: ../base.yaml\n", "config.yaml")


@pytest.mark.parametrize(
    "name", ["/etc/base.yaml", "..\\\\base.yaml", "config.yaml", "base.txt", "base"]
)
def test_only_files_that_are_named_from_here_are_read(name: str) -> None:
    asked: list[str] = []

    def beside(wanted: str) -> bytes:
        asked.append(wanted)
        return f"defaults: {name}\n".encode()

    text = f'defaults: "{name}"\npolicy: {{model_name: a/b}}\nteacher: {{model_name: a/c}}\n'
    found_in(text.encode(), "config.yaml", beside)
    assert asked == (["config.yaml"] if name == "config.yaml" else [])


def test_circles_and_towers_of_files_end() -> None:
    text = b"defaults: a.yaml\npolicy: {model_name: a/b}\nteacher: {model_name: a/c}\n"
    circle = {"a.yaml": b"defaults: b.yaml\n", "b.yaml": b"defaults: a.yaml\n"}
    read = found_in(text, "c.yaml", circle.get)
    assert read is not None
    assert read.questions
    tower = found_in(text, "c.yaml", lambda name: f"defaults: [a{name}, b{name}]\n".encode())
    assert tower is not None


def test_torchtune_names_folders_and_asks_what_lies_in_them() -> None:
    read = found(
        """\
        model: {_component_: torchtune.models.acme.lora_small_1b}
        teacher_model: {_component_: torchtune.models.acme.large_8b}
        checkpointer: {checkpoint_dir: /tmp/small}
        teacher_checkpointer: {checkpoint_dir: /tmp/large}
        dataset: {_component_: torchtune.datasets.alpaca_cleaned_dataset}
        """
    )
    assert read.framework == "torchtune"
    assert named(read, Role.BASE) == [("local:/tmp/small", 3)]
    assert named(read, Role.TEACHER) == [("local:/tmp/large", 4)]
    assert [each.place.line for each in read.questions] == [3, 4, 5]
    assert "lora_small_1b" in read.questions[0].question
    assert read.derivation == "adapter"


def test_trl_is_read_from_a_file_and_from_a_command_line() -> None:
    text = """\
        model_name_or_path: acme/small
        teacher_model_name_or_path: acme/large
        dataset_name: acme/talk
        """
    script = """\
        #!/bin/bash
        export HF_HOME=/data
        accelerate launch gkd.py \\
            --model_name_or_path acme/small --teacher_model_name_or_path=acme/large \\
            --dataset_name "acme/talk" \\
            --use_peft true
        """
    for read, lines in ((found(text), (1, 2, 3)), (found(script, "run.sh"), (4, 4, 5))):
        assert read.framework == "TRL"
        assert named(read, Role.BASE) == [("hf:acme/small", lines[0])]
        assert named(read, Role.TEACHER) == [("hf:acme/large", lines[1])]
        assert named(read, Role.DATASET) == [("hf:acme/talk", lines[2])]


def test_axolotl_asks_who_made_the_log_probabilities() -> None:
    text = """\
        base_model: acme/small
        adapter: qlora
        kd_trainer: true
        datasets:
          - path: acme/logprobs
          - path: acme/talk
        """
    read = found(text)
    assert (read.framework, read.derivation) == ("Axolotl", "adapter")
    assert named(read, Role.DATASET) == [("hf:acme/logprobs", 5), ("hf:acme/talk", 6)]
    assert [each.place.line for each in read.questions] == [5, 6]
    assert found(text.replace("true", "false")).questions == ()


@pytest.mark.parametrize(
    ("teacher_lines", "reference", "access"),
    [
        ("{kind: hf, path: acme/large}", "hf:acme/large", "weights"),
        (
            "{kind: vllm, model: acme/large, base_url: 'http://localhost:8000'}",
            "hf:acme/large",
            "weights",
        ),
        ("{kind: vllm, model: m-1, base_url: 'https://api.openai.com'}", "openai:m-1", "api"),
        ("{kind: vllm, model: m-1, base_url: 'https://x.example'}", None, "api"),
    ],
)
def test_distillkit_has_teachers_of_several_kinds(
    teacher_lines: str, reference: str | None, access: str
) -> None:
    text = f"model: acme/small\nteacher: {teacher_lines}\n"
    text += "dataset: {train_dataset: {repo_id: acme/talk}}\n"
    read = found(text)
    assert read.framework == "DistillKit"
    assert (teacher(read).reference, teacher(read).access) == (reference, access)


def test_distillkit_asks_who_made_captured_logits() -> None:
    text = "model: acme/small\nteacher: {kind: dataset}\n"
    read = found(text + "dataset: {train_dataset: {repo_id: acme/logits}}\n")
    assert named(read, Role.TEACHER) == []
    assert [each.place.line for each in read.questions] == [2]


def test_easydistill_has_a_teacher_by_weights_or_by_address() -> None:
    local = {"job_type": "kd", "models": {"student": "acme/small", "teacher": "acme/large"}}
    read = found(json.dumps(local, indent=1), "config.json")
    assert read.framework == "EasyDistill"
    assert named(read, Role.TEACHER) == [("hf:acme/large", 5)]
    served = """\
        job_type: cot
        inference: {model_id: x, base_url: "https://dashscope.aliyuncs.com/v1"}
        model_id: acme-max
        """
    assert named(found(served), Role.TEACHER) == [("alibaba:acme-max", 3)]


def test_llama_factory_asks_what_its_own_names_mean() -> None:
    read = found(
        """\
        model_name_or_path: acme/small
        stage: sft
        finetuning_type: lora
        dataset: alpaca_en, acme/talk
        """
    )
    assert (read.framework, read.derivation) == ("LLaMA-Factory", "adapter")
    assert named(read, Role.DATASET) == [(None, 4), ("hf:acme/talk", 4)]
    assert len(read.questions) == 1


def test_verl_has_an_actor_a_teacher_and_a_reward() -> None:
    read = found(
        """\
        actor_rollout_ref: {model: {path: acme/small, lora_rank: 16}}
        distillation: {teacher_model: {model_path: acme/large}}
        reward_model: {model: {path: acme/judge}}
        data: {train_files: [/data/train.parquet]}
        """
    )
    assert read.framework == "verl"
    assert named(read, Role.TEACHER) == [("hf:acme/large", 2), ("hf:acme/judge", 3)]
    assert [each.used_as for each in read.ingredients if each.role is Role.TEACHER] == [
        ("imitate",),
        ("reward",),
    ]
    assert named(read, Role.DATASET) == [("local:/data/train.parquet", 4)]


def a_step(kind: str, model: str, task: str) -> dict[str, object]:
    llm = {"model": model, "type_info": {"name": kind, "module": "distilabel"}}
    return {"step": {"llm": llm, "type_info": {"name": task}}}


def test_every_model_that_answers_in_a_pipeline_is_a_teacher() -> None:
    load = {"step": {"repo_id": "acme/prompts", "type_info": {"name": "LoadDataFromHub"}}}
    steps = [
        load,
        a_step("OpenAILLM", "gpt-5", "TextGeneration"),
        a_step("vLLM", "acme/judge", "UltraFeedback"),
        a_step("InferenceEndpointsLLM", "acme/large", "EvolInstruct"),
    ]
    read = found(json.dumps({"pipeline": {"steps": steps}}), "pipeline.json")
    told = [
        (each.reference, each.access, each.used_as)
        for each in read.ingredients
        if each.role is Role.TEACHER
    ]
    assert told == [
        ("openai:gpt-5", "api", ("imitate",)),
        ("hf:acme/judge", "weights", ("judge",)),
        ("hf:acme/large", "api", ("imitate",)),
    ]
    assert named(read, Role.DATASET) == [("hf:acme/prompts", 1)]


def test_jobs_of_providers_name_teacher_base_and_data() -> None:
    arn = "arn:aws:bedrock:us-east-1::foundation-model/"
    taught = {"teacherModelIdentifier": f"{arn}acme.large-v1:0"}
    job = {
        "baseModelIdentifier": f"{arn}acme.small-v1:0",
        "customizationConfig": {"distillationConfig": {"teacherModelConfig": taught}},
        "trainingDataConfig": {"s3Uri": "s3://bucket/prompts.jsonl"},
    }
    read = found(json.dumps(job), "job.json")
    assert named(read, Role.TEACHER) == [("bedrock:acme.large-v1:0", 1)]
    assert named(read, Role.BASE) == [("bedrock:acme.small-v1:0", 1)]
    tune = {"object": "fine_tuning.job", "model": "gpt-5-mini", "training_file": "file-1"}
    read = found(json.dumps(tune, indent=1), "job.json")
    assert named(read, Role.BASE) == [("openai:gpt-5-mini", 3)]
    assert "file-1" in read.questions[0].question


def test_a_card_names_what_a_model_was_made_from() -> None:
    read = found("---\nbase_model: acme/root\ndatasets: [acme/talk]\n---\n", "README.md")
    assert named(read, Role.BASE) == [("hf:acme/root", 1)]
    assert named(read, Role.DATASET) == [("hf:acme/talk", 1)]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("acme/one", Shape.HUB),
        ("https://huggingface.co/acme/one", Shape.HUB),
        ("./one", Shape.LOCAL),
        ("/data/one", Shape.LOCAL),
        ("~/one", Shape.LOCAL),
        ("s3://bucket/one", Shape.LOCAL),
        ("a/b/c", Shape.LOCAL),
        ("data/one.jsonl", Shape.LOCAL),
        ("C:\\models\\one", Shape.LOCAL),
        ("${MODEL}", Shape.PLACEHOLDER),
        ("$MODEL", Shape.PLACEHOLDER),
        ("{{ model }}", Shape.PLACEHOLDER),
        ("<your model>", Shape.PLACEHOLDER),
        ("???", Shape.PLACEHOLDER),
        ("alpaca_en", Shape.WORD),
        ("gpt-5", Shape.WORD),
    ],
)
def test_a_name_tells_by_its_form_what_it_names(name: str, shape: Shape) -> None:
    assert shape_of(name) is shape


def test_what_the_environment_fills_in_stays_a_placeholder() -> None:
    text = "model_name_or_path: ${oc.env:BASE}\nteacher_model_name_or_path: ${TEACHER}\n"
    read = found(text)
    assert {each.shape for each in read.ingredients} == {Shape.PLACEHOLDER}


def test_references_in_a_circle_end() -> None:
    text = "model_name_or_path: ${b}\nb: ${model_name_or_path}\n"
    read = found(text + "teacher_model_name_or_path: acme/large\n")
    assert named(read, Role.TEACHER) == [("hf:acme/large", 3)]
    assert named(read, Role.BASE) == []


@pytest.mark.parametrize("text", ["", "a: b", "[]", "just words", "plan: x\nteachers: []"])
def test_what_is_no_configuration_says_nothing(text: str) -> None:
    assert found_in(text.encode(), "x.yaml") is None


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"a: [", b"a: *nowhere", b"a: &x\n  b: *x\n", b"- !!python/object:x\n"],
)
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableAnswerError):
        found_in(content, "x.yaml")


def test_aliases_of_aliases_take_no_room_and_no_time() -> None:
    lines = ["a0: &a0 {model_name: x, k: [lol, lol]}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    lines += ["policy: {model_name: acme/small}", "teacher: {model_name: acme/large}"]
    start = time.monotonic()
    read = found("\n".join(lines))
    assert named(read, Role.TEACHER) == [("hf:acme/large", 42)]
    assert time.monotonic() - start < 5
