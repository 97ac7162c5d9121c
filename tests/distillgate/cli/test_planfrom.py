import pytest

from policy.yamltext import read_yaml
from tests.distillgate.cli.running import DAY, Command

NEMO = """\
distillation: {}
policy: {model_name: opener/base-7b}
teacher: {model_name: acme/large}
data: {train: {dataset_name: DeepScaler}}
"""


def write(distillgate: Command, name: str, text: str) -> None:
    path = distillgate.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_plan_comes_from_a_configuration_with_the_line_of_each_fact(
    distillgate: Command,
) -> None:
    write(distillgate, "distill.yaml", NEMO)
    ran = distillgate("plan", "from", "distill.yaml")
    assert ran.code == 0
    assert ran.err == "read NeMo RL; 1 question is open, listed at the top of the plan\n"
    assert "#   base    opener/base-7b  (distill.yaml:2)" in ran.out
    assert "#   teacher acme/large  (distill.yaml:3)" in ran.out
    assert "# - Which data set is `DeepScaler`, and from where does it come?" in ran.out
    assert "  base: hf:opener/base-7b" in ran.out
    assert "  - model: hf:acme/large\n    used_as: [imitate]\n    access: weights" in ran.out
    assert "  - data: unknown" in ran.out


def test_a_folder_goes_from_configurations_to_a_verdict_without_the_network(
    distillgate: Command,
) -> None:
    write(distillgate, "job/distill.yaml", NEMO)
    write(distillgate, "job/README.md", "---\ndatasets: [acme/talk]\n---\n# One\n")
    write(distillgate, "job/other.yaml", "a: b\n")
    ran = distillgate("plan", "from", "job", "-o", "plan.yaml")
    assert (ran.code, ran.out) == (0, "")
    assert "read a model card, NeMo RL; " in ran.err
    checked = distillgate("check", "plan.yaml", "--as-of", DAY)
    assert checked.code in {3, 4}
    assert "hf:acme/large" in checked.out


def test_files_that_leave_nothing_open_are_told_of_without_a_question(
    distillgate: Command,
) -> None:
    named = NEMO.replace("DeepScaler", "hf:acme/talk")
    write(distillgate, "d.yaml", named.replace("dataset_name", "dataset_path"))
    ran = distillgate("plan", "from", "d.yaml")
    assert ran.code == 0
    assert "question" not in ran.err


def test_self_distillation_is_asked_about(distillgate: Command) -> None:
    write(distillgate, "d.yaml", NEMO.replace("acme/large", "opener/base-7b"))
    ran = distillgate("plan", "from", "d.yaml")
    assert "is teacher and student" in ran.out


def test_what_is_not_named_is_left_open(distillgate: Command) -> None:
    write(distillgate, "d.yaml", NEMO.replace("acme/large", '"${oc.env:TEACHER}"'))
    ran = distillgate("plan", "from", "d.yaml")
    assert "  - model: unknown\n" in ran.out
    assert "What does `${oc.env:TEACHER}` stand for" in ran.out


def test_what_was_proposed_is_a_plan_whatever_names_stand_in_it(distillgate: Command) -> None:
    hostile = r'"acme/large\u001b[2J\"\n# x: {"'
    write(distillgate, "d.yaml", NEMO.replace("acme/large", hostile))
    ran = distillgate("plan", "from", "d.yaml")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    read_yaml(ran.out.encode(), "plan.yaml")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.yaml", "a: b", "this is no configuration that is known"),
        ("x.yaml", "a: [", "the configuration is no YAML from line"),
        ("folder/x.yaml", "a: b", "no file in this folder is a configuration"),
    ],
)
def test_what_is_no_configuration_is_refused(
    distillgate: Command, name: str, text: str, said: str
) -> None:
    write(distillgate, name, text)
    ran = distillgate("plan", "from", name.partition("/")[0])
    assert ran.code == 2
    assert "error[unknown-configuration]" in ran.err
    assert said in ran.err
    assert "what is known: NeMo RL" in ran.err


def test_a_plan_that_is_there_stays(distillgate: Command) -> None:
    write(distillgate, "d.yaml", NEMO)
    write(distillgate, "plan.yaml", "mine")
    ran = distillgate("plan", "from", "d.yaml", "-o", "plan.yaml")
    assert ran.code == 2
    assert (distillgate.folder / "plan.yaml").read_text("utf-8") == "mine"
    assert distillgate("plan", "from", "d.yaml", "-o", "plan.yaml", "--force").code == 0
