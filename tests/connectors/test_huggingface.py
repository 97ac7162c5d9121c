from dataclasses import replace

import pytest

from connectors.evidence import Stated, digest
from connectors.huggingface import HuggingFace
from connectors.ledger import Pulled
from connectors.outcomes import Outcome
from connectors.parts import read_json
from connectors.record import (
    Access,
    Gate,
    Kind,
    Knowledge,
    Relation,
    RevisionKind,
    TextClass,
    Tier,
    Topic,
)
from connectors.wanted import Wanted
from tests.connectors.asking import NOON, Webs
from tests.connectors.fakehf import SHA, Repository, rename, serve
from tests.connectors.fakehub import Canned, FakeHub, as_json

CARD = b"---\nlicense: acme-open\nbase_model: acme/root\n---\n# One\n"
ONE = Repository(
    "acme/one",
    {
        "cardData": {
            "license": "acme-open",
            "license_link": "LICENSE",
            "base_model": "acme/old-root",
            "datasets": ["acme/talk"],
            "new_version": "acme/two",
        },
        "baseModels": {"relation": "finetune", "models": [{"_id": "1", "id": "acme/root"}]},
        "tags": [
            "license:acme-open",
            "base_model:acme/root",
            "base_model:finetune:acme/root",
            "dataset:acme/talk",
        ],
        "createdAt": "2026-01-02T03:04:05.000Z",
        "lastModified": "2026-02-03T04:05:06.000Z",
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "safetensors": {"parameters": {"BF16": 7}, "total": 7_000_000_000},
    },
    {"README.md": CARD, "LICENSE": b"Do as you please.\n", "model.safetensors": b"x"},
    verified=True,
)


def read(web_of: Webs, hub: FakeHub, wanted: Wanted | str, token: str | None = None) -> Pulled:
    tokens = {hub.url: token} if token else None
    wanted = Wanted(wanted) if isinstance(wanted, str) else wanted
    return HuggingFace(web_of(hub.url, tokens=tokens), NOON, hub.url).read(wanted)


def at(pulled: Pulled, stated: Stated[object] | None) -> object:
    """Return what stands in the place to which `stated` points."""
    assert stated is not None
    evidence = pulled.record.evidence[stated.where.evidence]
    assert evidence.sha256 is not None
    value: object = read_json(pulled.bodies[evidence.sha256])
    for step in stated.where.pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]  # type: ignore[index]  # JSON
    return value


def test_an_open_model_is_read_whole(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    pulled = read(a_web, hub, "acme/one")
    record = pulled.record
    assert (record.id, record.asked_id, record.aliases) == ("acme/one", "acme/one", ())
    assert record.revision_kind is RevisionKind.COMMIT
    assert at(pulled, record.revision) == SHA
    assert at(pulled, record.owner) == "acme"
    assert record.owner_verified is not None
    assert record.owner_verified.value is True
    assert record.gate is not None
    assert record.gate.value is Gate.NONE
    assert at(pulled, record.parameters) == 7_000_000_000
    assert at(pulled, record.task) == "text-generation"
    assert at(pulled, record.successor) == "acme/two"
    assert [each.path for each in record.files] == ["README.md", "LICENSE", "model.safetensors"]
    assert record.access is Access.METADATA_AND_FILES
    assert record.failed == ()
    assert record.retrieved == NOON


def test_each_place_that_declares_a_license_is_an_entry_of_its_own(
    hub: FakeHub, a_web: Webs
) -> None:
    serve(hub, ONE)
    record = read(a_web, hub, "acme/one").record
    places = [(each.id, each.link, each.where.pointer) for each in record.licenses]
    assert places == [
        ("acme-open", None, "/tags/0"),
        ("acme-open", "LICENSE", "/cardData/license"),
        ("acme-open", None, "/license"),
    ]


def test_lineage_keeps_what_the_hub_resolved_beside_what_the_card_says(
    hub: FakeHub, a_web: Webs
) -> None:
    serve(hub, ONE)
    record = read(a_web, hub, "acme/one").record
    told = [
        (each.id, each.relation, each.resolved, each.where.pointer) for each in record.bases
    ]
    assert told == [
        ("acme/root", Relation.FINETUNE, True, "/baseModels/models/0/id"),
        ("acme/root", Relation.UNKNOWN, False, "/tags/1"),
        ("acme/root", Relation.FINETUNE, False, "/tags/2"),
        ("acme/old-root", Relation.UNKNOWN, False, "/cardData/base_model"),
        ("acme/root", Relation.UNKNOWN, False, "/base_model"),
    ]


def test_the_text_of_a_license_is_kept_with_its_digest(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    pulled = read(a_web, hub, "acme/one")
    (text,) = pulled.record.texts
    assert (text.path, text.kind) == ("LICENSE", TextClass.LICENSE)
    assert pulled.bodies[text.sha256] == b"Do as you please.\n"


def test_everything_after_the_first_call_is_pinned_and_small(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    read(a_web, hub, "acme/one")
    paths = [each.path for each in hub.log]
    assert paths == [
        "/api/models/acme/one",
        f"/api/models/acme/one/tree/{SHA}",
        f"/acme/one/resolve/{SHA}/README.md",
        f"/acme/one/resolve/{SHA}/LICENSE",
        "/api/organizations/acme/overview",
    ]


def test_a_gated_model_gives_its_metadata_and_the_words_of_its_gate(
    hub: FakeHub, a_web: Webs
) -> None:
    prompt = "### ACME COMMUNITY LICENSE\n\nYou agree."
    card = {"license": "acme-community", "extra_gated_prompt": prompt}
    answer = {"gated": "manual", "cardData": card, "tags": ["license:acme-community"]}
    files = {"LICENSE.txt": b"words", "USE_POLICY.md": b"no", "README.md": b"x"}
    serve(hub, Repository("acme/gated", answer, files, verified=False))
    pulled = read(a_web, hub, "acme/gated")
    record = pulled.record
    assert record.gate is not None
    assert record.gate.value is Gate.MANUAL
    assert [(each.path, each.kind) for each in record.texts] == [
        ("extra_gated_prompt", TextClass.GATE)
    ]
    assert pulled.bodies[record.texts[0].sha256] == prompt.encode()
    assert record.knows(Topic.LICENSE) is Knowledge.ANSWERED
    assert record.knows(Topic.LICENSE_TEXT) is Knowledge.UNREADABLE
    assert record.access is Access.METADATA_ONLY
    assert {each.outcome for each in record.failed} == {Outcome.GATED_NO_LOGIN}
    assert {each.detail for each in record.failed} == set(files)
    assert sum("/resolve/" in each.path for each in hub.log) == 1


def test_a_granted_token_opens_the_gate_and_another_does_not(hub: FakeHub, a_web: Webs) -> None:
    granted = frozenset({"good-token"})
    answer = {"gated": "auto"}
    files = {"LICENSE": b"words"}
    serve(hub, Repository("acme/gated", answer, files, granted=granted, verified=True))
    assert read(a_web, hub, "acme/gated", "good-token").record.failed == ()
    (failed,) = read(a_web, hub, "acme/gated", "other-token").record.failed
    assert failed.outcome is Outcome.GATED_NOT_GRANTED


def test_absent_unreadable_and_not_asked_are_three_things(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, Repository("acme/bare", {}, {"model.bin": b"x"}))
    bare = read(a_web, hub, "acme/bare").record
    assert bare.licenses == ()
    assert bare.knows(Topic.LICENSE) is Knowledge.ANSWERED
    assert bare.knows(Topic.LICENSE_TEXT) is Knowledge.ANSWERED
    assert bare.knows(Topic.NOTICES) is Knowledge.NOT_ASKED
    gone = read(a_web, hub, "acme/gone").record
    assert gone.knows(Topic.LICENSE) is Knowledge.UNREADABLE
    assert gone.knows(Topic.LICENSE_TEXT) is Knowledge.NOT_ASKED


def _error(status: int, code: str | None, message: str) -> Canned:
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return Canned(status, b"{}", headers)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (_error(401, None, "Invalid username or password."), Outcome.NOT_FOUND_OR_PRIVATE),
        (_error(404, "RepoNotFound", "Repository not found"), Outcome.NOT_FOUND_OR_PRIVATE),
        (
            _error(401, None, "Invalid credentials in Authorization header"),
            Outcome.BAD_CREDENTIALS,
        ),
        (_error(401, "GatedRepo", "log in"), Outcome.GATED_NO_LOGIN),
        (_error(403, "GatedRepo", "not in the list"), Outcome.GATED_NOT_GRANTED),
        (_error(404, "RevisionNotFound", "Invalid rev id"), Outcome.REVISION_NOT_FOUND),
        (_error(404, "EntryNotFound", "Entry not found"), Outcome.ABSENT),
        (_error(403, None, "Access to this resource is disabled."), Outcome.DISABLED),
        (_error(403, None, "..."), Outcome.FORBIDDEN),
        (_error(400, None, "..."), Outcome.BAD_REQUEST),
        (_error(500, None, "..."), Outcome.UNAVAILABLE),
        (Canned(429, b"{}", {"RateLimit": '"api";r=0;t=300'}), Outcome.RATE_LIMITED),
        (_error(418, None, "..."), Outcome.UNEXPECTED),
        (Canned(200, b"<html>Please log in to the network</html>"), Outcome.UNREADABLE),
        (Canned(200, b"[]"), Outcome.UNREADABLE),
        (Canned(200, b"[" * 5_000), Outcome.UNREADABLE),
        (Canned(200, endless=True), Outcome.TOO_LARGE),
    ],
)
def test_every_failure_is_an_outcome_of_its_own(
    hub: FakeHub, a_web: Webs, answer: Canned, outcome: Outcome
) -> None:
    hub.put("/api/models/acme/one", answer)
    record = read(a_web, hub, "acme/one").record
    metadata = [each for each in record.asked if each.topic is Topic.METADATA]
    assert [each.outcome for each in metadata] == [outcome]
    assert record.evidence[-1].outcome is outcome
    assert record.licenses == ()


def test_a_renamed_repository_keeps_both_names(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    rename(hub, "acme/before", "acme/one")
    record = read(a_web, hub, "acme/before").record
    assert (record.asked_id, record.id) == ("acme/before", "acme/one")
    assert [each.id for each in record.aliases] == ["acme/before"]
    assert record.evidence[0].status == 307


def test_a_revision_is_asked_for_in_one_segment(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    hub.put("/api/models/acme/one/revision/refs/pr/1", as_json({"id": "acme/one", "sha": SHA}))
    record = read(a_web, hub, Wanted("acme/one", revision="refs/pr/1")).record
    assert hub.log[0].target.startswith("/api/models/acme/one/revision/refs%2Fpr%2F1?")
    assert record.revision is not None
    assert record.revision.value == SHA


@pytest.mark.parametrize(
    "name",
    [
        "../etc",
        "acme/..",
        "a/b/c",
        "acme/on--e",
        "/acme/one",
        "acme/one?x=1",
        "acme/one#x",
        "",
        "a" * 200,
        "acme/öne",
        "acme/one\n",
    ],
)
def test_what_can_be_no_id_is_not_asked_for(hub: FakeHub, a_web: Webs, name: str) -> None:
    record = read(a_web, hub, name).record
    assert hub.log == []
    assert [each.outcome for each in record.asked] == [Outcome.BAD_REQUEST]


@pytest.mark.parametrize("revision", ["../main", "a b", "", "x" * 300, "main?x", "//x"])
def test_what_can_be_no_revision_is_not_asked_for(
    hub: FakeHub, a_web: Webs, revision: str
) -> None:
    read(a_web, hub, Wanted("acme/one", revision=revision))
    assert hub.log == []


def test_an_expand_list_that_is_refused_is_left_out(hub: FakeHub, a_web: Webs) -> None:
    hub.put(
        "/api/models/acme/one",
        as_json({"error": "bad expand"}, 400),
        as_json({"id": "acme/one", "cardData": {"license": "mit"}}),
    )
    record = read(a_web, hub, "acme/one").record
    assert [each.id for each in record.licenses] == ["mit"]
    assert hub.log[1].target == "/api/models/acme/one"


def test_pages_are_followed_on_the_same_path_only(
    hub: FakeHub, other: FakeHub, a_web: Webs
) -> None:
    serve(hub, ONE)
    tree = f"/api/models/acme/one/tree/{SHA}"
    entry = {"type": "file", "oid": "b" * 40, "size": 1}
    next_page = f'<{hub.url}{tree}?cursor=2>; rel="next"'
    abroad = f'<{other.url}{tree}?cursor=3>; rel="next"'
    hub.put(
        tree,
        as_json([{**entry, "path": "a"}], Link=next_page),
        as_json([{**entry, "path": "b"}], Link=abroad),
    )
    record = read(a_web, hub, "acme/one").record
    assert [each.path for each in record.files] == ["a", "b"]
    assert other.log == []
    assert Outcome.REDIRECT_REFUSED in {each.outcome for each in record.failed}


def test_pages_without_end_are_not_read_to_the_end(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    tree = f"/api/models/acme/one/tree/{SHA}"
    entry = {"type": "file", "oid": "b" * 40, "size": 1, "path": "a"}
    hub.put(tree, as_json([entry], Link=f'<{hub.url}{tree}?cursor=2>; rel="next"'))
    record = read(a_web, hub, "acme/one").record
    assert sum("/tree/" in each.path for each in hub.log) == 10
    assert record.knows(Topic.FILES) is Knowledge.UNREADABLE


def test_a_large_file_may_lie_elsewhere_and_takes_no_token_along(
    hub: FakeHub, other: FakeHub, a_web: Webs
) -> None:
    serve(hub, ONE)
    place = f"/acme/one/resolve/{SHA}/LICENSE"
    hub.put(place, Canned(302, headers={"Location": f"{other.url}/blob"}))
    other.put("/blob", Canned(200, b"from the store"))
    web = a_web(hub.url, other.url, tokens={hub.url: "secret-token"})
    pulled = HuggingFace(web, NOON, hub.url).read(Wanted("acme/one"))
    assert [each.sha256 for each in pulled.record.texts] == [digest(b"from the store")]
    assert "authorization" not in other.log[0].headers


def test_an_adapter_and_a_merge_name_their_bases_in_their_files(
    hub: FakeHub, a_web: Webs
) -> None:
    adapter = b'{"base_model_name_or_path": "acme/root", "revision": "abc"}'
    merge = b"models:\n  - model: acme/left\n  - model: acme/right\nbase_model: /mnt/root\n"
    config = b'{"_name_or_path": "/home/u/build", "model_type": "x"}'
    files = {
        "adapter_config.json": adapter,
        "config.json": config,
        "mergekit_config.yml": merge,
    }
    serve(hub, Repository("acme/made", {}, files))
    record = read(a_web, hub, "acme/made").record
    told = {(each.id, each.relation, each.hub is not None) for each in record.bases}
    assert told == {
        ("acme/root", Relation.ADAPTER, True),
        ("/home/u/build", Relation.UNKNOWN, False),
        ("acme/left", Relation.MERGE, True),
        ("acme/right", Relation.MERGE, True),
        ("/mnt/root", Relation.MERGE, False),
    }
    assert {each.tier for each in record.bases} == {Tier.EMBEDDED}


def test_a_card_that_cannot_be_read_is_no_card_without_a_license(
    hub: FakeHub, a_web: Webs
) -> None:
    serve(hub, Repository("acme/odd", {}, {"README.md": b"---\n- a list\n---\n"}))
    record = read(a_web, hub, "acme/odd").record
    assert record.knows(Topic.CARD) is Knowledge.UNREADABLE
    assert [each.value for each in record.oddities] == ["the front matter is no mapping"]


def test_wrong_types_keep_their_raw_form(hub: FakeHub, a_web: Webs) -> None:
    card = {
        "license": ["mit", False, 3.0],
        "base_model": [{"model": "a/b", "relation": "merged"}],
    }
    serve(hub, Repository("acme/odd", {"cardData": card, "tags": "license:x"}))
    record = read(a_web, hub, "acme/odd").record
    assert [(each.raw, each.id) for each in record.licenses] == [
        ("license:x", "x"),
        ("mit", "mit"),
        ("false", None),
        ("3.0", None),
    ]
    (base,) = record.bases
    assert (base.id, base.relation, base.raw_relation) == ("a/b", Relation.UNKNOWN, "merged")


def test_a_data_set_is_read_from_its_own_folder(hub: FakeHub, a_web: Webs) -> None:
    answer = {"cardData": {"license": "cc-by-4.0"}, "gated": "auto"}
    repository = Repository(
        "acme/talk", answer, {"README.md": b"x"}, granted=frozenset({"t"}), folder="datasets"
    )
    serve(hub, repository)
    record = read(a_web, hub, Wanted("acme/talk", Kind.DATASET), "t").record
    assert [each.id for each in record.licenses] == ["cc-by-4.0"]
    assert record.knows(Topic.LINEAGE) is Knowledge.NOT_ASKED
    assert f"GET /datasets/acme/talk/resolve/{SHA}/README.md" in hub.asked()


def test_the_same_answers_give_the_same_record(hub: FakeHub, a_web: Webs) -> None:
    serve(hub, ONE)
    first, second = (read(a_web, hub, "acme/one").record for _ in range(2))
    assert replace(first, evidence=()) == replace(second, evidence=())
