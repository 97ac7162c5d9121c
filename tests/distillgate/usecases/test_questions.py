from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from distillgate.usecases.check import PlanText, check_plan
from distillgate.usecases.library import Library
from distillgate.usecases.planfiles import plan_at
from distillgate.usecases.questions import Ordered, order_questions
from policy.asking.answers import SIGNED, signature_of
from policy.asking.tree import End, Node, ends
from policy.explaining_questions import Asked
from policy.packs import SourceFile
from policy.verdict import Ruling, Verdict
from registry.onfile import load_on_file
from tests.acceptance.acceptance import shipped
from tests.distillgate.libraries import DAY, EXAMPLE, a_plan, approved, example

ROOT = Path(__file__).parents[3]
PLENTY = 400
OPEN = EXAMPLE / "plans" / "open.yaml"
INLINE = ("{file: org.yaml}", "{name: Example GmbH, country: DE, kind: company}")
Step = tuple[Asked, str]


def within(budget: int) -> Ordered:
    return ordered(a_plan(OPEN.read_text("utf-8").replace(*INLINE)), example(), budget)


def ordered(plan: PlanText, library: Library, budget: int = PLENTY) -> Ordered:
    return order_questions(plan, library, as_of=DAY, keep_going=lambda n: n < budget)


def unsigned(plan: PlanText) -> PlanText:
    """Return `plan` without what its requester signs."""
    lines = plan.content.decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("attests"))
    return replace(plan, content=kept.encode())


def root_of(found: Ordered) -> Node:
    assert found.tree is not None
    return found.tree.root


def verdict_of(plan: PlanText, library: Library) -> Verdict:
    verdict = check_plan(plan, library, as_of=DAY).verdict
    assert verdict is not None
    return verdict


def determined(library: Library, *texts: str) -> Library:
    files = [SourceFile(f"d{place}.yaml", text.encode()) for place, text in enumerate(texts)]
    on_file, found = load_on_file(files, library.pack)
    assert not found
    return Library(library.pack, replace(library.records, on_file=on_file))


def a_determination(name: str, fact: str, answer: str, scope: str) -> str:
    return (
        f"determination: {name}\nfact: {fact}\nis: {answer}\n{scope}\nby: jo\nrole: legal\n"
        "on: 2026-11-01\nuntil: 2027-11-01\nreason: asked and answered\n"
    )


def ways(node: Node, said: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], End]]:
    """Yield each way through `node`: its questions with an answer each, and its end."""
    if isinstance(node, End):
        yield said, node
        return
    for branch in node.branches:
        for answer in branch.answers:
            yield from ways(branch.then, (*said, (node.asked, answer)))


@pytest.mark.parametrize(("answer", "ruling"), [("true", 3), ("false", 1)])
def test_what_legal_answers_comes_to_what_the_tree_says(
    monkeypatch: pytest.MonkeyPatch, answer: str, ruling: int
) -> None:
    monkeypatch.chdir(ROOT)
    plan = plan_at("examples/04-sell-a-chatbot-taught-by-gpt.yaml")
    root = root_of(ordered(plan, shipped()))
    word = "yes" if answer == "true" else "no"
    (end,) = [end for ((_, said),), end in ways(root) if said == word]
    filed = a_determination("D-1", "terms.competes_with_issuer", answer, "issuer: openai")
    verdict = verdict_of(plan, determined(shipped(), filed))
    assert (end.ruling, end.best, end.worst) == (verdict.ruling, verdict.best, verdict.worst)
    assert end.ruling is Ruling(ruling)


@pytest.mark.parametrize(
    ("name", "budget", "most"),
    [
        ("06-tune-on-public-mixtures", PLENTY, 10),
        pytest.param("01-distill-r1-into-qwen", 60, 6, marks=pytest.mark.soak),
    ],
)
def test_every_way_comes_to_what_it_says_when_its_answers_are_written(
    monkeypatch: pytest.MonkeyPatch, name: str, budget: int, most: int
) -> None:
    monkeypatch.chdir(ROOT)
    plan = plan_at(f"examples/{name}.yaml")
    plan = unsigned(plan) if name.startswith("01") else plan
    root = root_of(ordered(plan, shipped(), budget))
    written = list(islice(ways(root), most))
    assert len(written) > 2
    for steps, end in written:
        library = determined(shipped(), *filed(steps))
        verdict = verdict_of(signing(plan, steps), library)
        assert (end.ruling, end.best, end.worst) == (
            verdict.ruling,
            verdict.best,
            verdict.worst,
        )


def filed(steps: Iterable[Step]) -> Iterator[str]:
    """Yield the answers of `steps` to questions about facts, as legal files them."""
    for place, (asked, answer) in enumerate(steps):
        if signature_of(asked) is not None:
            continue
        said = {"yes": "true", "no": "false"}.get(answer, answer)
        for number, each in enumerate(asked.questions):
            about = f'ingredients: ["{each.ingredient}"]\n' if each.ingredient else ""
            issuer = f"issuer: {each.issuer}\n" if each.issuer else ""
            name = f"D-{place}-{number}"
            yield a_determination(name, each.fact, said, f"{about}{issuer}")


def signing(plan: PlanText, steps: Iterable[Step]) -> PlanText:
    names = [signature_of(asked) for asked, answer in steps if answer == SIGNED]
    signed = [name.value for name in names if name is not None]
    if not signed:
        return plan
    text = plan.content.decode() + f"attests: [{', '.join(signed)}]\n"
    return replace(plan, content=text.encode())


def test_an_approved_plan_asks_nothing() -> None:
    root = root_of(ordered(a_plan(), example()))
    assert isinstance(root, End)
    assert root.settled


@pytest.mark.parametrize("budget", [0, 1, 5, 20])
def test_it_stops_when_it_is_told_to(budget: int) -> None:
    found = within(budget)
    assert found.judged <= budget
    assert found.tree is not None
    assert not found.tree.least or found.tree.complete
    assert all(end.best <= end.worst for end in ends(found.tree.root))


def test_the_same_plan_gives_the_same_order() -> None:
    assert within(60) == within(60)


def test_what_it_is_made_of_is_asked_before_any_order() -> None:
    lines = approved().splitlines(keepends=True)
    text = "".join(each for each in lines if not each.startswith(("datasets", "attests")))
    found = ordered(a_plan(text), example())
    assert "datasets" in [each.fact for each in found.first]
    assert found.tree is None


def test_a_plan_that_cannot_be_read_has_no_order() -> None:
    found = ordered(a_plan("plan: ["), example())
    assert found.verdict is None
    assert found.tree is None
    assert found.diagnostics
