import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from registry.audit.commitments import SealError
from registry.audit.vault import Vault
from registry.database import Database

MASTER = bytes(range(32))


def test_a_person_is_known_until_erased(database: Database) -> None:
    with database.writing() as connection:
        vault = Vault(connection, MASTER, os.urandom)
        mine = [vault.commitment("jo", "Jo Muster") for _ in range(2)]
        other = vault.commitment("max", "Max Muster")
        assert len({*mine, other}) == 3
        assert [vault.value(each) for each in (*mine, other)] == [
            *["Jo Muster"] * 2,
            "Max Muster",
        ]
        assert vault.erase("jo") == tuple(sorted(mine))
        assert [vault.value(each) for each in mine] == [None, None]
        assert vault.value(other) == "Max Muster"
        assert vault.erase("jo") == ()


def test_nothing_in_the_database_shows_a_name(database: Database) -> None:
    with database.writing() as connection:
        Vault(connection, MASTER, os.urandom).commitment("p-1", "Jo Muster")
        for table in ("vault_person", "vault_value"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 ours
                assert b"Muster" not in b"".join(bytes(each) for each in row[2:])


def test_another_master_key_opens_nothing(database: Database) -> None:
    with database.writing() as connection:
        made = Vault(connection, MASTER, os.urandom).commitment("jo", "Jo")
        with pytest.raises(SealError):
            Vault(connection, bytes(32), os.urandom).value(made)


def test_many_who_write_for_one_new_person_share_one_key(database: Database) -> None:
    together = Barrier(6)

    def write(number: int) -> str:
        together.wait()
        with database.writing() as connection:
            return Vault(connection, None, os.urandom).commitment("jo", f"Jo {number}")

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(write, range(6)))
    with database.reading() as connection:
        vault = Vault(connection, None, os.urandom)
        assert [vault.value(each) for each in made] == [f"Jo {number}" for number in range(6)]
