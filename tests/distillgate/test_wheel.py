import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.distillgate.libraries import EXAMPLE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder with what the wheel installs."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 our own build
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    return tmp_path / "site"


def test_the_wheel_checks_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("approved.yaml", "org.yaml"):
        content = (EXAMPLE / "plans" / name).read_bytes()
        (tmp_path / "empty" / name).write_bytes(content)
    env = {
        "PATH": os.environ["PATH"],  # noqa: TID251 of the tests
        "PYTHONPATH": str(installed),
        "DISTILLGATE_CACHE_DIR": str(tmp_path / "cache"),
    }
    command = [sys.executable, "-m", "distillgate", "check", "approved.yaml"]
    for _ in range(2):
        done = subprocess.run(  # noqa: S603 our own command
            command, cwd=tmp_path / "empty", env=env, capture_output=True, check=False
        )
        assert done.stderr == b""
        # Nobody knows the model of the example where the catalog is that which ships.
        assert done.returncode == 3
        assert done.stdout.startswith(b"needs-review  document-reader")
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_the_wheel_holds_the_packs_without_their_tests(installed: Path) -> None:
    packs = installed / "distillgate" / "_packs"
    shipped = {
        path.relative_to(packs).as_posix() for path in packs.rglob("*") if path.is_file()
    }
    source = (path for path in (ROOT / "policies").rglob("*.yaml") if "cases" not in path.parts)
    assert shipped == {path.relative_to(ROOT / "policies").as_posix() for path in source}
    assert list((installed / "registry" / "catalog").glob("*.yaml"))
    assert (installed / "connectors" / "texts" / "known.json").is_file()


def test_the_wheel_holds_the_pages_of_the_console(installed: Path) -> None:
    for folder in ("templates", "static"):
        source = ROOT / "distillgate" / "console" / folder
        shipped = installed / "distillgate" / "console" / folder
        names = {path.name for path in source.iterdir()}
        assert names
        assert {path.name for path in shipped.iterdir()} == names
    assert not (installed / "tests").exists()
