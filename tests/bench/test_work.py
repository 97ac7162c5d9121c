import json
import urllib.request

from bench.plans import AS_OF
from bench.pulls import hub
from bench.work import plan_text
from distillgate.usecases.check import check_plan
from tests.knowledge.shelf import shipped


def test_plans_of_the_benchmark_differ_and_are_judged() -> None:
    plans = [plan_text(number) for number in range(12)]
    checked = [check_plan(each, shipped(), as_of=AS_OF) for each in plans]
    digests = {each.verdict.digest for each in checked if each.verdict is not None}
    assert len(digests) == len(plans)


def test_the_hub_of_the_benchmark_knows_every_model() -> None:
    with hub() as address, urllib.request.urlopen(f"{address}/api/models/a/b") as answer:  # noqa: S310 our own
        assert json.load(answer)["id"] == "a/b"
