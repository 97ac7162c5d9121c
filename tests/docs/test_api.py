"""The lines of the page on the API work as they are printed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from distillgate.web.identity import Role
from tests.distillgate.cli.test_serve import serving
from tests.distillgate.libraries import approved

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_lines_that_are_printed_work(tmp_path: Path) -> None:
    (lines,) = re.findall(r"<!-- run -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "plan.yaml").write_text(approved(), encoding="utf-8")
    with serving(tmp_path) as (_, place, token):
        ran = subprocess.run(  # noqa: S603 the lines of our own page
            ["/bin/sh", "-eu", "-c", lines],
            cwd=tmp_path,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PLACE": place, "TOKEN": token},
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert (ran.returncode, ran.stderr) == (0, b"")
    verdict, decision, state = ran.stdout.decode().splitlines()
    assert '"schema":"distillgate/verdict/v1"' in verdict
    assert '"schema":"distillgate/decision/v1"' in decision
    assert '"schema":"distillgate/plan-state/v1"' in state


def test_every_role_is_explained() -> None:
    for role in Role:
        assert f"`{role}`" in PAGE
