from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from registry.database import Database, database_at
from tests.databases import DIALECTS, fresh, migrated
from tests.servers import server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def template(postgresql: str) -> str:
    """Return the name of a database that others are copied from, made by the migrations."""
    name = f"template-{uuid4().hex}"
    migrated(fresh(postgresql, name)).engine.dispose()
    return name


@pytest.fixture(params=DIALECTS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where an empty database is, one of each kind."""
    if request.param == "sqlite":
        return tmp_path / "registry.db"
    url: str = request.getfixturevalue("postgresql")
    return fresh(url, uuid4().hex)


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with the schema of this program."""
    if request.param == "sqlite":
        found = migrated(tmp_path / "registry.db")
    else:
        name: str = request.getfixturevalue("template")
        url: str = request.getfixturevalue("postgresql")
        found = database_at(fresh(url, uuid4().hex, name))
    yield found
    found.engine.dispose()
