import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from registry.database import Database, database_at
from tests.databases import DIALECTS, dropped, fresh, migrated
from tests.servers import server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a registry in which there is nothing; tests work on copies."""
    file = tmp_path_factory.mktemp("blank") / "registry.db"
    migrated(file).engine.dispose()
    return file


@pytest.fixture(scope="session")
def template(postgresql: str) -> str:
    """Return the name of a database that others are copied from, made by the migrations."""
    name = f"template-{uuid4().hex}"
    migrated(fresh(postgresql, name)).engine.dispose()
    return name


@pytest.fixture(params=DIALECTS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """Where an empty database is, one of each kind."""
    if request.param == "sqlite":
        yield tmp_path / "registry.db"
        return
    url: str = request.getfixturevalue("postgresql")
    name = uuid4().hex
    yield fresh(url, name)
    dropped(url, name)


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with the schema of this program."""
    if request.param == "sqlite":
        blank: Path = request.getfixturevalue("blank")
        found = database_at(Path(shutil.copy(blank, tmp_path / "registry.db")))
        yield found
        found.engine.dispose()
        return
    template: str = request.getfixturevalue("template")
    url: str = request.getfixturevalue("postgresql")
    name = uuid4().hex
    found = database_at(fresh(url, name, template))
    yield found
    found.engine.dispose()
    dropped(url, name)
