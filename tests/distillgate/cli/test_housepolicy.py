"""House policy that was agreed to in the registry, as the command line sees it."""

from dataclasses import replace

import pytest

from distillgate.settings import read_settings
from tests.distillgate.cli.running import EXAMPLE, Command
from tests.distillgate.housepolicies import DAY, SOON, banned, worker


@pytest.fixture
def agreed(distillgate: Command) -> Command:
    """Give a registry in which two people agreed to a text that counts in a week."""
    distillgate.plan()
    (distillgate.folder / "registry").mkdir()
    service = worker(replace(read_settings(), keys=None))
    banned(service, SOON)
    service.close()
    return distillgate


def test_a_check_says_what_is_to_come_and_judges_by_it_on_its_day(agreed: Command) -> None:
    ran = agreed("check", "plan.yaml", "--as-of", DAY.isoformat())
    assert ran.code == 0, ran.err
    assert f"house policy `house` changes on {SOON}, which moves nothing yet" in ran.err
    later = agreed("check", "plan.yaml", "--as-of", SOON.isoformat())
    assert later.code == 4
    assert "no-more-of-it" in later.out
    assert "changes on" not in later.err


def test_packs_that_are_named_lie_above_what_was_agreed_to(agreed: Command) -> None:
    packs = str(EXAMPLE / "packs")
    ran = agreed("check", "plan.yaml", "--as-of", SOON.isoformat(), "--packs", packs)
    assert ran.code == 0, ran.err


def test_without_the_registry_nothing_of_it_counts(
    agreed: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "off")
    ran = agreed("check", "plan.yaml", "--as-of", SOON.isoformat())
    assert ran.code == 0, ran.err
    assert "changes on" not in ran.err
