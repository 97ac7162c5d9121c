"""Vectors that others publish, where a copy of them lies near the project."""

import base64
import hashlib
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_der_x509_certificate

from distillgate.gate.canonical import canonical
from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.ed25519 import is_sound, signs
from distillgate.gate.envelope import Envelope, PermitKey, pre_authentication
from distillgate.gate.logproofs import LogProof
from distillgate.gate.notes import KeyType, Note, NoteError, VerifierKey
from distillgate.gate.tiles import bundle_of, bundle_path, leaves_of, tile_path, widths
from distillgate.gate.tree import (
    EMPTY_ROOT,
    extended,
    extends,
    includes,
    leaf_hash,
    node_hash,
    root_of,
)
from registry.audit.permits import PermitSigner
from registry.audit.witnessing import Witness, WitnessBook
from tests.distillgate.gate.signers import witness

_PLACE = Path("shared", "knowledge", "audit-vectors")
_FOUND = [above / _PLACE for above in Path(__file__).parents if (above / _PLACE).is_dir()]
pytestmark = pytest.mark.skipif(not _FOUND, reason="no copy of the public vectors is here")


def vectors(name: str) -> Any:  # noqa: ANN401 JSON as it was parsed
    return json.loads((_FOUND[0] / f"{name}.json").read_bytes())


def decoded(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(each) for each in values or []]


def test_canonical_documents_and_numbers() -> None:
    found = vectors("jcs-rfc8785")
    for each in found["documents"]:
        assert canonical(json.loads(each["input_utf8"])).hex() == each["output_hex"]
    for ieee, text in found["numbers_ieee_hex"].items():
        (number,) = struct.unpack(">d", int(ieee, 16).to_bytes(8, "big"))
        assert canonical(number).decode() == text


def test_hashes_and_roots() -> None:
    found = vectors("rfc6962-tree")
    hasher = found["hasher"]
    assert EMPTY_ROOT.hex() == hasher["empty_root"]
    assert leaf_hash(b"").hex() == hasher["leaf_of_empty"]
    assert leaf_hash(b"L123456").hex() == hasher["leaf_of_ascii_L123456"]
    assert node_hash(b"N123", b"N456").hex() == hasher["node_of_ascii_N123_N456"]
    hashes = [leaf_hash(bytes.fromhex(each)) for each in found["leaf_inputs_hex"]]
    for size, root in enumerate(found["root_by_size"]):
        assert root_of(extended((), 0, hashes[:size])).hex() == root


def test_inclusion_probes() -> None:
    probes = vectors("rfc6962-inclusion-probes")["probes"]
    assert len(probes) == 98
    for each in probes:
        holds = includes(
            base64.b64decode(each["root"]),
            each["treeSize"],
            decoded(each["proof"]),
            index=each["leafIdx"],
            hashed=base64.b64decode(each["leafHash"]),
        )
        assert holds is not each["wantErr"], each["id"]


def test_consistency_probes() -> None:
    probes = vectors("rfc6962-consistency-probes")["probes"]
    assert len(probes) == 98
    for each in probes:
        old = (each["size1"], base64.b64decode(each["root1"] or ""))
        new = (each["size2"], base64.b64decode(each["root2"] or ""))
        assert extends(old, new, decoded(each["proof"])) is not each["wantErr"], each["id"]


def test_a_whole_log() -> None:
    found = vectors("c2sp-log-15")
    key = VerifierKey.parse(found["vkey"])
    entries = [bytes.fromhex(each) for each in found["entries_hex"]]
    assert bundle_of(entries).hex() == found["entry_bundle_15_hex"]
    assert leaves_of(bytes.fromhex(found["entry_bundle_15_hex"])) == entries
    hashes = [leaf_hash(each) for each in entries]
    assert b"".join(hashes).hex() == found["tile_0_000_p15_hex"]
    assert len(found["checkpoints_by_size"]) == 16
    for size, text in found["checkpoints_by_size"].items():
        checkpoint = Checkpoint.parse(text.encode())
        assert checkpoint.note.signed_by([key]) == {key: 0}
        assert checkpoint.head.state == (
            int(size),
            root_of(extended((), 0, hashes[: int(size)])),
        )


def test_paths_of_tiles() -> None:
    found = vectors("tlog-tiles-paths")
    for each in found["tile_paths"]:
        width = each["width"] or 256
        assert tile_path(each["level"], each["index"], width) == each["path"]
    for each in found["entry_paths"]:
        number = each["seq"] // 256
        width = min(256, each["size"] - number * 256)
        assert bundle_path(number, width) == each["path"]
    for each in found["partial_tiles"]:
        for level, told in each["tiles"].items():
            tiles = list(widths(each["size"], int(level)))
            assert sum(width == 256 for _, width in tiles) == told["full"]
            partial = [width for _, width in tiles if width < 256]
            assert partial == ([told["partial_width"]] if told["partial_width"] else [])


def test_notes_that_hold() -> None:
    for each in vectors("signed-note")["ok"]:
        keys = [VerifierKey.parse(key) for key in each["vkeys"]]
        signed = Note.parse(each["note"].encode()).signed_by(keys)
        assert sorted(key.name for key in signed) == sorted(each["verified"]), each["id"]


def test_notes_that_do_not_hold() -> None:
    for each in vectors("signed-note")["reject"]:
        keys = [VerifierKey.parse(key) for key in each["vkeys"]]
        try:
            signed = Note.parse(each["note"].encode()).signed_by(keys)
        except NoteError:
            signed = {}
        assert signed == {}, each["id"]


def test_keys_that_are_none() -> None:
    for each in vectors("signed-note")["bad_vkeys"]:
        with pytest.raises(NoteError):
            VerifierKey.parse(each)


def test_log_proofs() -> None:
    found = vectors("tlog-proof")
    for each in found["ok"]:
        proof = LogProof.parse(each["text"].encode())
        extra = None if each["extra"] is None else each["extra"].encode()
        path = tuple(decoded(each["hashes"]))
        expected = LogProof(each["index"], path, each["checkpoint"].encode(), extra)
        assert proof == expected
        assert str(proof) == each["text"]
    for text in found["reject"]:
        with pytest.raises(NoteError):
            LogProof.parse(text.encode())


def test_corner_cases_of_ed25519_never_hold_under_a_key_that_is_unsound() -> None:
    accepted = 0
    for each in vectors("ed25519-edge-subset")["vectors"]:
        key, signature = bytes.fromhex(each["key"]), bytes.fromhex(each["sig"])
        holds = signs(key, signature, each["msg"].encode())
        flags = set(each["flags"] or [])
        if flags & {"low_order_A", "non_canonical_A", "low_order_R", "non_canonical_R"}:
            assert not holds, each["number"]
        if flags & {"low_order_A", "non_canonical_A"}:
            assert not is_sound(key), each["number"]
        if not flags:
            assert holds, each["number"]
        accepted += holds
    assert accepted > 0


def test_entries_of_a_public_log() -> None:
    for each in vectors("rekor-v2-entries")["cases"]:
        raw = load_der_public_key(base64.b64decode(each["log_public_key_spki_b64"]))
        checkpoint = Checkpoint.parse(each["checkpoint"].encode())
        origin = checkpoint.head.origin
        key = VerifierKey(origin, KeyType.NOTE, raw.public_bytes_raw())  # type: ignore[union-attr]  # Ed25519 by the file
        assert key.id == base64.b64decode(each["log_key_id_b64"])[:4]
        assert checkpoint.note.signed_by([key]) == {key: 0}
        assert includes(
            base64.b64decode(each["root_b64"]),
            each["tree_size"],
            decoded(each["proof_b64"]),
            index=each["log_index"],
            hashed=leaf_hash(base64.b64decode(each["leaf_b64"])),
        )
        assert checkpoint.head.state == (each["tree_size"], base64.b64decode(each["root_b64"]))


def test_envelopes_of_others() -> None:
    found = vectors("dsse")
    for each in found["pae"]:
        message = pre_authentication(each["type"], each["body_utf8"].encode())
        assert message == each["pae_utf8"].encode()
    told = found["signature"]
    numbers = EllipticCurvePublicNumbers(int(told["x"]), int(told["y"]), SECP256R1())
    envelope = Envelope.parse(json.dumps(told["envelope"]).encode())
    raw = envelope.signatures[0]
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = PermitKey(numbers.public_key())
    assert replace(envelope, signatures=(der,)).signed_by([key]) == key
    private = derive_private_key(int(told["d"]), SECP256R1())
    made = Envelope.parse(PermitSigner(private).bundle(envelope.payload_type, envelope.payload))
    assert made.signatures == (der,)


def test_envelopes_of_a_public_log() -> None:
    for each in vectors("rekor-v2-entries")["cases"]:
        if "dsse" not in each:
            continue
        certificate = load_der_x509_certificate(base64.b64decode(each["certificate_b64"]))
        key = certificate.public_key()
        assert isinstance(key, EllipticCurvePublicKey)
        envelope = Envelope.parse(json.dumps(each["dsse"]).encode())
        body = json.loads(base64.b64decode(each["leaf_b64"]))["spec"]["hashedRekordV002"]
        logged = base64.b64decode(body["data"]["digest"])
        same = hashlib.sha256(envelope.message).digest() == logged
        assert same is not each["id"].endswith("_fail")
        if same:
            assert envelope.signed_by([PermitKey(key)]).key == key


def test_a_conversation_with_a_witness(tmp_path: Path) -> None:
    found = vectors("tlog-witness-conversation")
    book = WitnessBook.made(tmp_path / "book.db")
    first = found["steps"][0]["request"].split("\n\n")[1].split("\n")[0]
    public = bytes.fromhex(found["log_public_key_hex"])
    book.know(VerifierKey(first, KeyType.NOTE, public))
    seeing = Witness(book, witness("example.com/witness", 8))
    for each in found["steps"]:
        answer = seeing.add_checkpoint(each["request"].encode(), time=1)
        # The recording is older than the text, which says 404 for a log that is not known.
        unknown = "unknown log" in each["assert"]
        assert answer.status == (404 if unknown else each["status"])
        if each["assert"].startswith("body contains "):
            assert each["assert"].removeprefix("body contains ").strip('"') in answer.body
        else:
            assert f"body == {json.dumps(answer.body)}" == each["assert"]
