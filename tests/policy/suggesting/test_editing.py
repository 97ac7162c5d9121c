import pytest

from policy.suggesting.changes import Act, Append, Put, Remove, Replace, Write
from policy.suggesting.editing import Edit, NoSuchPlaceError, edited, edits_of

PLAN = """\
# A plan.
plan: a
student:
  name: Old   # the name
  markets: [agents, search]
teachers:     # two of them
  - model: hf:a/b    # first
    access: weights
    collected: {from: 2026-01-01}
  - hf:c/d
datasets: [{data: hf:e/f}, {data: hf:g/h}]
release: {forms: [api]}
"""


@pytest.mark.parametrize(
    ("act", "old", "new"),
    [
        (Put(("student", "name"), "New"), "name: Old ", "name: New "),
        (Put(("student", "markets"), "[search]"), "[agents, search]", "[search]"),
        (Put(("release", "places"), "[DE]"), "{forms: [api]}", "{forms: [api], places: [DE]}"),
        (
            Put(("student", "license"), "mit"),
            "search]\n",
            "search]\n  license: mit\n",
        ),
        (Put(("use", "purpose"), "research"), "[api]}\n", "[api]}\nuse: {purpose: research}\n"),
        (
            Put(("teachers", 0, "collected", "until"), "2026-02-01"),
            "{from: 2026-01-01}",
            "{from: 2026-01-01, until: 2026-02-01}",
        ),
        (
            Put(("teachers", 1, "access"), "weights"),
            "- hf:c/d",
            '- {model: "hf:c/d", access: weights}',
        ),
        (
            Replace(("teachers", 0), (("model", "hf:n/n"), ("access", "api"))),
            (
                "  - model: hf:a/b    # first\n    access: weights\n"
                "    collected: {from: 2026-01-01}\n"
            ),
            "  - model: hf:n/n\n    access: api\n",
        ),
        (
            Replace(("datasets", 1), (("data", "hf:n/n"),)),
            "{data: hf:g/h}",
            "{data: hf:n/n}",
        ),
        (Append(("student", "markets"), "b"), "[agents, search]", "[agents, search, b]"),
        (Append(("teachers",), "hf:x/y"), "  - hf:c/d\n", "  - hf:c/d\n  - hf:x/y\n"),
        (Append(("release", "places"), "DE"), "[api]}", "[api], places: [DE]}"),
        (Append(("plan",), "b"), "plan: a", "plan: [a, b]"),
        (Append(("attests",), "c"), "[api]}\n", "[api]}\nattests: [c]\n"),
        (Remove(("teachers", 1)), "  - hf:c/d\n", ""),
        (Remove(("datasets", 0)), "[{data: hf:e/f}, {data: hf:g/h}]", "[{data: hf:g/h}]"),
        (Remove(("datasets", 1)), "[{data: hf:e/f}, {data: hf:g/h}]", "[{data: hf:e/f}]"),
    ],
)
def test_an_edit_changes_its_own_lines_alone(act: Act, old: str, new: str) -> None:
    assert PLAN.count(old) == 1
    assert edited(PLAN, [act]) == PLAN.replace(old, new)


def test_entries_are_taken_out_by_the_numbers_that_they_had() -> None:
    acts = [Remove(("datasets", 0)), Remove(("datasets", 1)), Remove(("teachers", 0))]
    assert edited(PLAN, acts).splitlines()[5:] == [
        "teachers:     # two of them",
        "  - hf:c/d",
        "datasets: []",
        "release: {forms: [api]}",
    ]


def test_a_list_without_entries_says_so() -> None:
    acts = [Remove(("teachers", 0)), Remove(("teachers", 1))]
    assert "teachers: []\ndatasets:" in edited(PLAN, acts)


def test_files_are_no_part_of_the_plan() -> None:
    assert edited(PLAN, [Write("a.yaml", "b")]) == PLAN


@pytest.mark.parametrize(
    "act",
    [
        Put(("teachers", 7, "access"), "api"),
        Put(("plan", 3), "api"),
        Remove(("teachers", 7)),
        Replace(("nothing", 1), (("a", "b"),)),
    ],
)
def test_a_place_that_is_not_there_is_told(act: Act) -> None:
    with pytest.raises(NoSuchPlaceError):
        edited(PLAN, [act])


@pytest.mark.parametrize("text", ["# nothing\n", '{\n\t"plan":\t"a"\n', "a: [\n"])
def test_a_text_that_is_no_mapping_has_no_place(text: str) -> None:
    with pytest.raises(NoSuchPlaceError):
        edited(text, [Put(("plan",), "a")])


def test_a_plan_in_json_stays_readable() -> None:
    plan = '{"plan": "a", "teachers": ["hf:a/b", {"model": "hf:c/d"}], "release": {}}'
    acts: list[Act] = [Put(("release", "forms"), "[api]"), Remove(("teachers", 0))]
    made = '{"plan": "a", "teachers": [{"model": "hf:c/d"}], "release": {forms: [api]}}'
    assert edited(plan, acts) == made


def test_line_ends_of_another_system_are_kept() -> None:
    text = PLAN.replace("\n", "\r\n")
    assert edited(text, [Put(("student", "name"), "New")]) == text.replace("Old", "New")


def test_edits_name_lines_as_they_were() -> None:
    new = PLAN.replace("name: Old", "name: New").replace("  - hf:c/d\n", "")
    assert edits_of(PLAN, new) == (
        Edit(4, ("  name: Old   # the name",), ("  name: New   # the name",)),
        Edit(10, ("  - hf:c/d",), ()),
    )
