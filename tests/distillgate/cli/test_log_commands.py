"""The log and its permits as a person keeps them, command after command."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from distillgate import settings
from distillgate.cli import permitissuing
from distillgate.gate.notes import VerifierKey
from distillgate.usecases.witnessserver import witness_server
from registry.audit.witnessing import Witness, WitnessBook
from tests.distillgate.cli.running import Command
from tests.distillgate.gate.signers import witness

NAME = "log.example/team"
REF = "hf:opener/base-7b"


class Noon(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Noon":
        return cls(2026, 11, 24, 12, tzinfo=tz or UTC)


@pytest.fixture
def log(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry with a log that has keys, and one approval."""
    monkeypatch.setattr(settings, "datetime", Noon)
    assert distillgate("audit", "init", NAME).code == 0
    submitted = distillgate("plan", "submit", str(distillgate.plan()))
    assert submitted.code == 0, submitted.err
    return distillgate


def changed(statement: str) -> None:
    with closing(sqlite3.connect(Path("registry", "registry.db"))) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_log_has_no_head_before_it_has_keys(distillgate: Command) -> None:
    none = distillgate("audit", "list")
    assert none.code == 2
    assert "there is no registry, so there is no log" in none.err
    distillgate("plan", "submit", str(distillgate.plan()))
    assert "decision.made" in distillgate("audit", "list").out
    assert distillgate("audit", "fsck").code == 0
    assert distillgate("audit", "verify").code == 1
    ran = distillgate("audit", "publish")
    assert ran.code == 2
    assert "`distillgate audit init` makes them" in ran.err


def test_keys_are_made_once_and_only_for_their_owner(log: Command) -> None:
    keys = Path("registry", "keys")
    assert {each.name for each in keys.iterdir()} == {"log.pem", "permits.pem"}
    assert all(each.stat().st_mode & 0o077 == 0 for each in keys.iterdir())
    again = log("audit", "init", NAME)
    assert again.code == 2
    assert "keys are never written over" in again.err
    assert log("audit", "init", "a name").code == 2


def test_the_log_is_read_proven_and_handed_out(log: Command) -> None:
    listed = log("audit", "list").out.splitlines()
    assert [line.split()[3] for line in listed] == [
        "log.opened",
        "key.added",
        "key.added",
        "decision.made",
    ]
    shown = log("audit", "show", "3")
    assert "decision.made" in shown.out
    bare = json.loads(log("audit", "show", "3", "--format", "json").out)
    assert bare["kind"] == "decision.made"
    assert log("audit", "tail", "--most", "1").out.split()[3] == "decision.made"
    assert log("audit", "show", "9").code == 2
    assert log("audit", "proof", "3").code == 2
    assert log("audit", "publish", "--output", "head").code == 0
    assert log("audit", "proof", "3").out.startswith("c2sp.org/tlog-proof@v1\n")
    assert len(log("audit", "consistency", "3", "4").out.splitlines()) == 3
    assert log("audit", "export", "export").code == 0
    assert log("audit", "export", "export").code == 2
    Path("policy").write_text(log("audit", "policy").out)
    held = log("audit", "verify-export", "export", "--policy", "policy", "--since", "head")
    assert held.code == 0, held.out
    assert log("audit", "verify", "--full", "--since", "head", "--policy", "policy").code == 0


def test_records_are_listed_in_the_shapes_of_others(log: Command) -> None:
    (made,) = log("audit", "list", "--kind", "decision.made", "--as", "ocsf").out.splitlines()
    found = json.loads(made)
    assert (found["class_uid"], found["action_id"]) == (6003, 1)
    assert (found["metadata"]["log_name"], found["metadata"]["sequence"]) == (NAME, 3)
    assert len(log("audit", "list", "--as", "cadf").out.splitlines()) == 4
    assert len(log("audit", "list", "--as", "otel").out.splitlines()) == 4


def test_a_change_ends_in_6_and_names_the_record(log: Command) -> None:
    log("audit", "publish")
    changed("DROP TRIGGER audit_entry_kept_update")
    changed("UPDATE audit_entry SET leaf = replace(leaf, 'denied', 'x') || ' ' WHERE idx = 3")
    for command in (("fsck",), ("verify", "--full")):
        ran = log("audit", *command, "--format", "json")
        assert ran.code == 6
        assert json.loads(ran.out)["index"] == 3


def test_without_its_log_nothing_is_decided(log: Command) -> None:
    changed("DELETE FROM audit_head")
    ran = log("plan", "submit", str(log.plan()))
    assert ran.code == 2
    assert "the log is gone" in ran.err
    assert len(log("decision", "list").out.splitlines()) == 1


def test_a_registry_that_is_older_than_its_anchor_is_not_written(log: Command) -> None:
    assert log("audit", "anchor", "add", "file:anchor").code == 0
    assert log("audit", "publish").code == 0
    changed("UPDATE audit_head SET size = 4")
    ran = log("plan", "submit", str(log.plan()))
    assert ran.code == 2
    assert "it is older, as after a restore" in ran.err
    assert log("audit", "anchor", "check").code == 6
    assert log("audit", "verify").code == 6


def test_an_anchor_that_cannot_be_read_stops_writing_until_it_is_given_up(
    log: Command,
) -> None:
    log("audit", "anchor", "add", "file:anchor")
    Path("anchor").rename("away")
    ran = log("plan", "submit", str(log.plan()))
    assert ran.code == 2
    assert "audit anchor remove" in ran.err
    assert log("audit", "anchor", "check").code == 1
    assert log("audit", "anchor", "remove", "file:anchor").code == 0
    assert log("plan", "submit", str(log.plan())).code == 0


def test_keys_change_and_epochs_end(log: Command) -> None:
    Path("old").write_text(log("audit", "policy").out)
    assert log("audit", "rotate-key").code == 0
    assert log("audit", "verify", "--full", "--policy", "old").code == 0
    assert log("plan", "submit", str(log.plan())).code == 0
    assert log("audit", "publish").code == 0
    assert log("audit", "verify", "--full").code == 0
    assert log("audit", "verify", "--full", "--policy", "old").code == 6
    closed = log("audit", "close-epoch")
    assert closed.code == 0
    assert f"log {NAME}/2+" in closed.out
    assert log("audit", "verify", "--full").code == 0


def test_a_change_of_keys_that_broke_off_is_taken_up_again(log: Command) -> None:
    assert log("audit", "rotate-key").code == 0
    keys = Path("registry", "keys")
    for name in ("log.pem", "permits.pem"):
        (keys / name).rename(keys / f"{name}.new")
        (old,) = keys.glob(f"{name}.2*")
        old.rename(keys / name)
    log("plan", "submit", str(log.plan()))
    assert log("audit", "publish").code == 0
    assert log("audit", "verify", "--full").code == 0


def test_a_key_that_others_had_is_recorded(log: Command) -> None:
    (_, permits) = [line.split()[1] for line in log("audit", "keys").out.splitlines()]
    assert log("audit", "compromised", permits).code == 2
    assert log("audit", "rotate-key").code == 0
    assert log("audit", "compromised", permits, "--from", "3").code == 0
    assert "compromised  from 2 to 3" in log("audit", "keys").out
    assert "key.compromised" in log("audit", "tail").out


def test_keys_of_another_log_do_not_sign(log: Command) -> None:
    keys = Path("registry", "keys")
    keys.rename("kept")
    assert log("audit", "publish").code == 2
    from distillgate.usecases.keyfiles import write_key  # noqa: PLC0415 one test
    from registry.audit.signing import new_log_key, new_permit_key  # noqa: PLC0415 as above

    keys.mkdir()
    write_key(str(keys / "log.pem"), new_log_key(), None)
    write_key(str(keys / "permits.pem"), new_permit_key(), None)
    ran = log("audit", "publish")
    assert ran.code == 2
    assert "the log knows this key not" in ran.err


def test_a_person_is_erased_and_the_log_verifies(
    log: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_ACTOR", "Max Muster")
    log("plan", "submit", str(log.plan()))
    assert log("audit", "erase", "Max Muster").code == 2
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    assert log("audit", "erase", "Max Muster").code == 0
    assert log("audit", "erase", "Max Muster").code == 2
    assert b"Muster" not in Path("registry", "registry.db").read_bytes()
    log("audit", "publish")
    assert log("audit", "verify", "--full").code == 0


def test_a_vault_key_outside_the_database_opens_it(distillgate: Command) -> None:
    assert distillgate("audit", "init", NAME, "--vault-key").code == 0
    assert distillgate("plan", "submit", str(distillgate.plan())).code == 0
    Path("registry", "keys", "vault.key").rename("vault.key")
    ran = distillgate("plan", "submit", str(distillgate.plan()))
    assert ran.code == 2
    assert "the key over them is not here" in ran.err
    Path("registry", "keys", "vault.key").write_text("no key\n")
    Path("registry", "keys", "vault.key").chmod(0o600)
    assert distillgate("plan", "submit", str(distillgate.plan())).code == 2


def test_what_changes_the_registry_is_recorded(log: Command) -> None:
    assert log("model", "add", "hf:acme/new", "--license", "mit").code == 0
    assert log("model", "retire", "hf:acme/new", "--reason", "a slip").code == 0
    (added, gone) = [
        json.loads(line)["details"]
        for line in log(
            "audit", "list", "--kind", "registry.changed", "--format", "json"
        ).out.splitlines()
    ]
    assert (added["change"], added["count"]) == ("declared", 1)
    assert gone["change"] == "retired"


def test_the_same_key_gives_the_same_decision(log: Command) -> None:
    plan = str(log.plan())
    first = log("plan", "submit", plan, "--key", "ci-17")
    again = log("plan", "submit", plan, "--key", "ci-17")
    assert (first.code, first.err) == (again.code, again.err)
    assert len(log("decision", "list").out.splitlines()) == 2
    other = log.plan("plan.yaml", Path(plan).read_text().replace("Reader-7B", "Reader-8B"))
    ran = log("plan", "submit", str(other), "--key", "ci-17")
    assert ran.code == 2
    assert "`ci-17` was used for another record" in ran.err


@pytest.fixture
def permit(log: Command) -> tuple[str, ...]:
    """Issue a permit, and return the command that verifies it."""
    Path("base").mkdir()
    Path("base", "weights").write_bytes(b"weights")
    ran = log("permit", "issue", "1", "--audience", "a", "--base", f"{REF}=base", "-o", "job")
    assert ran.code == 0, ran.err
    assert log("permit", "trust", "trust").code == 0
    plan = str(Path("plan.yaml"))
    return (
        *("permit", "verify", "job/permit.sigstore.json", "--plan", plan),
        *("--audience", "a", "--trust", "trust", "--base", f"{REF}=base"),
    )


def permit_id(log: Command) -> str:
    return log("permit", "show", "job/permit.sigstore.json").out.partition(",")[0]


def test_a_permit_is_issued_verified_and_taken_back(
    log: Command, permit: tuple[str, ...]
) -> None:
    assert {each.name for each in Path("job").iterdir()} == {
        "permit.sigstore.json",
        "permit.tlog-proof",
        "permit.vsa.sigstore.json",
    }
    assert log(*permit).code == 0
    Path("base", "weights").write_bytes(b"others")
    assert log(*permit).code == 5
    Path("base", "weights").write_bytes(b"weights")
    name = permit_id(log)
    assert log("permit", "revoke", name).code == 0
    Path("trust", "status-list.json").write_text(log("permit", "status-list").out)
    ran = log(*permit)
    assert (ran.code, ran.out) == (5, "refused: the permit was revoked\n")
    assert log("permit", "consume", name).code == 5


def test_runs_are_counted(log: Command, permit: tuple[str, ...]) -> None:
    name = permit_id(log)
    assert [log("permit", "consume", name).out for _ in range(2)] == ["1\n", "2\n"]
    assert log("permit", "consume", name, "--run", "1", "--output", "base").code == 0
    assert log("permit", "consume", name, "--run", "3").code == 2
    assert log("permit", "consume", "nobody").code == 5
    assert log(*permit).code == 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("9",), "there is no decision 9"),
        (("1",), "nothing says what"),
        (("1", "--any-data", "hf:other/model"), "the plan trains on no `hf:other/model`"),
    ],
)
def test_a_permit_that_may_not_be_issued_is_refused_in_one_line(
    log: Command, options: tuple[str, ...], reason: str
) -> None:
    ran = log("permit", "issue", *options, "--audience", "a", "-o", "job")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith(f"refused: {reason}")
    assert len(ran.err.splitlines()) == 1
    assert not Path("job").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--window", "2026-11-24"),
        ("--window", "2026-11-24..2026-11-23"),
        ("--limit", "examples"),
        ("--base", "nothing"),
        ("--base", f"{REF}=nowhere"),
    ],
)
def test_what_is_typed_wrong_is_told(log: Command, options: tuple[str, ...]) -> None:
    assert log("permit", "issue", "1", "--audience", "a", *options).code == 2


def test_a_recipe_is_issued_where_data_has_no_digest_yet(log: Command) -> None:
    ran = log(
        *("permit", "issue", "1", "--audience", "a", "--any-data", REF, "-o", "job"),
        *("--for", "collect", "--for", "train", "--window", "2026-11-01..2026-11-30"),
        *("--limit", "examples=1000", "--channel", "direct", "--runs", "3"),
    )
    assert ran.code == 0, ran.err
    shown = json.loads(
        log("permit", "show", "job/permit.sigstore.json", "--format", "json").out
    )
    assert shown["predicate"]["recipe"] == {
        "channels": ["direct"],
        "data": [REF],
        "limits": {"examples": 1000},
        "teachers": ["hf:acme/large"],
        "window": ["2026-11-01", "2026-11-30"],
    }
    assert shown["predicate"]["maxRuns"] == 3


def test_a_log_whose_key_is_lost_goes_on_under_another(log: Command) -> None:
    log("audit", "publish")
    refused = log("audit", "close-epoch", "--lost-key")
    assert refused.code == 2
    assert "the key of the log is not lost" in refused.err
    Path("registry", "keys", "log.pem").rename("lost")
    ran = log("audit", "close-epoch", "--lost-key")
    assert ran.code == 0, ran.err
    assert f"log {NAME}/2+" in ran.out
    assert log("plan", "submit", str(log.plan())).code == 0
    assert log("audit", "publish").code == 0
    assert log("audit", "verify", "--full").code == 0
    assert "key-lost" in log("audit", "show", "0").out


def test_a_restored_registry_is_repaired_once_that_is_said(log: Command) -> None:
    assert log("audit", "anchor", "add", "file:anchor").code == 0
    kept = Path("registry", "registry.db").read_bytes()
    log("plan", "submit", str(log.plan()))
    assert log("audit", "publish").code == 0
    for beside in Path("registry").glob("registry.db*"):
        beside.unlink()
    Path("registry", "registry.db").write_bytes(kept)
    assert log("plan", "submit", str(log.plan())).code == 2
    assert log("audit", "repair", "--from-anchor", "file:other").code == 2
    ran = log("audit", "repair", "--from-anchor", "file:anchor")
    assert ran.code == 0, ran.err
    assert "its last signed head has 6 records" in ran.err
    assert log("plan", "submit", str(log.plan())).code == 0
    assert log("audit", "publish").code == 0
    assert log("audit", "verify", "--full").code == 0
    assert log("audit", "list", "--kind", "check.failed").out.count("check.failed") == 1


def test_two_copies_of_a_log_are_compared(log: Command) -> None:
    log("audit", "publish", "--output", "early")
    assert log("audit", "export", "first").code == 0
    Path("policy").write_text(log("audit", "policy").out)
    kept = Path("registry", "registry.db").read_bytes()
    log("plan", "submit", str(log.plan()))
    log("audit", "publish")
    assert log("audit", "export", "second").code == 0
    grew = log("audit", "compare", "first", "second", "--policy", "policy")
    assert (grew.code, grew.out.splitlines()[0]) == (0, "one goes on from the other")
    assert log("audit", "compare", "early", "--policy", "policy").code == 0
    for beside in Path("registry").glob("registry.db*"):
        beside.unlink()
    Path("registry", "registry.db").write_bytes(kept)
    log("plan", "submit", str(log.plan()))
    log("audit", "publish")
    split = log("audit", "compare", "second", "--policy", "policy", "--format", "json")
    found = json.loads(split.out)
    assert (split.code, found["relation"], found["parted"]) == (6, "split-view", 4)
    log("plan", "submit", str(log.plan()))
    log("audit", "publish", "--output", "late")
    fork = log("audit", "compare", "second", "--policy", "policy")
    assert (fork.code, fork.out.splitlines()[0][:6]) == (6, "a fork")
    assert log("audit", "compare", "second", "late", "--policy", "policy").code == 1
    Path("other").write_text(f"log {Path('policy').read_text().split()[1][:-4]}AAA=\n")
    assert log("audit", "compare", "second", "late", "--policy", "other").code == 2


def test_a_permit_is_handed_out_once_its_witnesses_have_seen_it(
    log: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permitissuing, "_SECONDS", 0.0)
    believed = log("audit", "policy").out.replace("quorum none\n", "")
    book, seen_by = WitnessBook.made(Path("book.db")), witness("w.example", 8)
    book.know(VerifierKey.parse(believed.split()[1]))
    server = witness_server(Witness(book, seen_by), ("127.0.0.1", 0), lambda: 77)
    line = f"witness w {seen_by.verifier} http://127.0.0.1:{server.server_address[1]}\n"
    Path("policy").write_text(f"{believed}{line}quorum w\n")
    Path("base").write_text("weights")
    asked = ("permit", "issue", "1", "--audience", "here", "--base", f"{REF}=base")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(server.serve_forever, 0.01)
        given = log(*asked, "-o", "job", "--policy", "policy")
        server.shutdown()
    server.server_close()
    assert given.code == 0, given.err
    assert "w.example" in Path("job", "permit.tlog-proof").read_text()
    refused = log(*asked, "-o", "late", "--policy", "policy")
    assert refused.code == 1
    assert "is taken back: it was not handed out" in refused.err
    assert not Path("late").exists()
    states = [": revoked" in line.replace("  ", ": ") for line in told_of(log)]
    assert states == [True, False]


def told_of(log: Command) -> list[str]:
    return log("permit", "list").out.splitlines()
