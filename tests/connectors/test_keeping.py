import json
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.asking import Question
from connectors.evidence import digest
from connectors.keeping import Cached, Recording, Replaying, UnusableBundleError
from connectors.outcomes import Outcome
from tests.connectors.asking import Watch, Webs, credentials
from tests.connectors.fakehub import Asked, Canned, FakeHub, as_json


def a_cache(folder: Path, web: object, tokens: dict[str, str] | None = None) -> Cached:
    return Cached(folder, credentials(tokens), Watch(), web)  # type: ignore[arg-type]  # or none


def tagged(asked: Asked) -> Canned:
    if asked.headers.get("if-none-match") == '"v1"':
        return Canned(304, headers={"ETag": '"v1"'})
    return Canned(200, b"words", {"ETag": '"v1"'})


def test_what_has_not_changed_is_not_sent_again(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", tagged)
    cache = a_cache(tmp_path, a_web(hub.url))
    first, second = (cache.ask(Question(f"{hub.url}/a")) for _ in range(2))
    assert (first.body, first.from_cache) == (b"words", False)
    assert (second.body, second.status, second.from_cache) == (b"words", 200, True)
    assert len(hub.log) == 2


def test_without_a_mark_everything_is_asked_anew(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"old"), Canned(200, b"new"))
    cache = a_cache(tmp_path, a_web(hub.url))
    assert cache.ask(Question(f"{hub.url}/a")).body == b"old"
    assert cache.ask(Question(f"{hub.url}/a")).body == b"new"


def test_what_is_named_by_its_content_is_asked_for_once(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"words"))
    cache = a_cache(tmp_path, a_web(hub.url))
    for _ in range(3):
        assert cache.ask(Question(f"{hub.url}/a", fixed=True)).body == b"words"
    assert len(hub.log) == 1


def test_offline_only_what_was_kept_is_known(hub: FakeHub, a_web: Webs, tmp_path: Path) -> None:
    hub.put("/a", Canned(200, b"words"))
    hub.put("/gone", as_json({}, 404))
    online, offline = a_cache(tmp_path, a_web(hub.url)), a_cache(tmp_path, None)
    for path in ("a", "gone"):
        online.ask(Question(f"{hub.url}/{path}"))
    asked = len(hub.log)
    kept = offline.ask(Question(f"{hub.url}/a"))
    assert (kept.body, kept.from_cache) == (b"words", True)
    assert offline.ask(Question(f"{hub.url}/gone")).status == 404
    assert offline.ask(Question(f"{hub.url}/b")).outcome is Outcome.NOT_CACHED
    assert len(hub.log) == asked


def test_an_answer_to_a_token_serves_nobody_else(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"for members"))
    tokens = {hub.url: "t1"}
    a_cache(tmp_path, a_web(hub.url, tokens=tokens), tokens).ask(Question(f"{hub.url}/a"))
    for others in (None, {hub.url: "t2"}):
        reply = a_cache(tmp_path, None, others).ask(Question(f"{hub.url}/a"))
        assert reply.outcome is Outcome.NOT_CACHED
    assert a_cache(tmp_path, None, tokens).ask(Question(f"{hub.url}/a")).good


def test_a_failure_is_not_kept(hub: FakeHub, a_web: Webs, tmp_path: Path) -> None:
    hub.put("/a", as_json({}, 500))
    a_cache(tmp_path, a_web(hub.url)).ask(Question(f"{hub.url}/a"))
    reply = a_cache(tmp_path, None).ask(Question(f"{hub.url}/a"))
    assert reply.outcome is Outcome.NOT_CACHED


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\xff\n", b"[" * 100_000, b"{}"])
def test_a_spoilt_cache_is_asked_around(
    hub: FakeHub, a_web: Webs, tmp_path: Path, content: bytes
) -> None:
    hub.put("/a", Canned(200, b"words"))
    cache = a_cache(tmp_path, a_web(hub.url))
    cache.ask(Question(f"{hub.url}/a", fixed=True))
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_bytes(content)
    assert cache.ask(Question(f"{hub.url}/a", fixed=True)).body == b"words"
    assert len(hub.log) == 2


def test_a_changed_body_in_the_cache_is_not_believed(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"words"))
    a_cache(tmp_path, a_web(hub.url)).ask(Question(f"{hub.url}/a"))
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes().replace(b"words", b"other"))
    reply = a_cache(tmp_path, None).ask(Question(f"{hub.url}/a"))
    assert reply.outcome is Outcome.NOT_CACHED


def test_a_cache_that_cannot_be_written_is_done_without(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"words"))
    (tmp_path / "file").write_bytes(b"")
    assert a_cache(tmp_path / "file", a_web(hub.url)).ask(Question(f"{hub.url}/a")).good


def test_a_bundle_replays_every_reply_as_it_was(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(307, headers={"Location": "/b"}))
    hub.put("/b", as_json({"id": 1}, ETag='"v"'))
    hub.put("/gone", as_json({}, 404))
    secret = "secret-token"  # noqa: S105 of the fake hub
    recording = Recording(tmp_path, a_web(hub.url, tokens={hub.url: secret}))
    questions = [Question(f"{hub.url}/{path}") for path in ("a", "gone", "a")]
    recorded = [recording.ask(question) for question in questions]
    recording.finish({"about": ["hf:acme/one"]})
    asked = len(hub.log)
    replaying = Replaying(tmp_path, Watch())
    assert [replaying.ask(question) for question in questions] == recorded
    assert len(hub.log) == asked
    assert replaying.index["about"] == ["hf:acme/one"]
    unknown = replaying.ask(Question(f"{hub.url}/other"))
    assert unknown.outcome is Outcome.NOT_RECORDED
    assert all(secret.encode() not in path.read_bytes() for path in tmp_path.rglob("*.json"))


def test_what_is_asked_twice_is_brought_once_and_the_same(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"first"), Canned(200, b"second"))
    watch = Watch()
    recording = Recording(tmp_path, a_web(hub.url, watch=watch))
    question = Question(f"{hub.url}/a")
    first = recording.ask(question)
    watch.sleep(5)
    assert recording.ask(question) == first
    recording.finish({})
    assert Replaying(tmp_path, Watch()).ask(question) == first
    assert len(hub.log) == 1


def test_a_bundle_with_another_answer_in_it_is_refused(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"words"))
    recording = Recording(tmp_path, a_web(hub.url))
    question = Question(f"{hub.url}/a")
    recording.ask(question)
    recording.finish({})
    (tmp_path / "bodies" / digest(b"words")).write_bytes(b"other")
    with pytest.raises(UnusableBundleError):
        Replaying(tmp_path, Watch()).ask(question)


def test_a_bundle_names_no_file_outside_of_itself(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    hub.put("/a", Canned(200, b"words"))
    recording = Recording(tmp_path, a_web(hub.url))
    question = Question(f"{hub.url}/a")
    recording.ask(question)
    recording.finish({})
    index = tmp_path / "bundle.json"
    index.write_text(index.read_text().replace(digest(b"words"), "../../../etc/passwd"))
    with pytest.raises(UnusableBundleError):
        Replaying(tmp_path, Watch()).ask(question)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "other", "exchanges": {}}'])
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bundle.json").write_text(content)
    with pytest.raises(UnusableBundleError):
        Replaying(tmp_path, Watch())
    with pytest.raises(UnusableBundleError):
        Replaying(tmp_path / "nowhere", Watch())


def test_a_bundle_is_not_written_over_another(
    hub: FakeHub, a_web: Webs, tmp_path: Path
) -> None:
    Recording(tmp_path, a_web(hub.url)).finish({})
    with pytest.raises(UnusableBundleError):
        Recording(tmp_path, a_web(hub.url))


def test_a_bundle_is_plain_json(hub: FakeHub, a_web: Webs, tmp_path: Path) -> None:
    hub.put("/a", Canned(200, b"words"))
    recording = Recording(tmp_path, a_web(hub.url))
    reply = recording.ask(Question(f"{hub.url}/a"))
    recording.finish({})
    index = json.loads((tmp_path / "bundle.json").read_text())
    (entry,) = index["exchanges"].values()
    assert (entry["method"], entry["asked"]) == ("GET", f"{hub.url}/a")
    assert entry["reply"]["sha256"] == digest(reply.body)
    assert replace(reply, hops=()) == reply
