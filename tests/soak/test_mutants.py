"""Every document with a case file, changed in one condition at a time."""

import pytest

from distillgate.processes import in_processes
from tests.acceptance.mutation import mutant_run, tried_documents

pytestmark = pytest.mark.soak


def test_every_mutant_is_noticed_by_a_case_or_decides_the_same() -> None:
    run = mutant_run()
    done = list(in_processes(run.of, [each.id for each in tried_documents()]))
    caught, equal = sum(each.caught for each in done), sum(each.equal for each in done)
    left = [
        f"{each.document}#{mutant.clause}: {mutant.what}"
        for each in done
        for mutant in each.surviving
    ]
    print(f"{caught + equal + len(left)} mutants of {len(done)} documents:")  # noqa: T201 figures
    print(f"{caught} caught, {equal} equal, {len(left)} surviving")  # noqa: T201 figures
    assert left == []
