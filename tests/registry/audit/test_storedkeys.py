"""Keys in stores: asked through securesystemslib, by a file of its own and by a real token."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from distillgate.gate.envelope import Envelope
from distillgate.gate.notes import Note, VerifierKey
from registry.audit.permits import PermitSigner, permit_bundle
from registry.audit.signing import (
    KeyFileError,
    NoteSigner,
    key_file,
    new_log_key,
    new_permit_key,
)
from registry.audit.storedkeys import (
    KeyStoreError,
    StoredKey,
    stored_log_key,
    stored_permit_key,
)
from tests.distillgate.gate.permits import STATEMENT

pytest.importorskip("securesystemslib", reason="the extra is not installed")
PIN = "5678"


def pin(_: str) -> str:
    return PIN


def pem_of(key: object) -> bytes:
    public = key.public_key()  # type: ignore[attr-defined]  # a key of either kind
    pem: bytes = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem


def test_a_permit_that_a_store_signed_verifies_as_any_other(tmp_path: Path) -> None:
    key = new_permit_key()
    (tmp_path / "key.pem").write_bytes(key_file(key, None))
    uri = f"file2:{tmp_path}/key.pem\n".encode()
    signer = PermitSigner(stored_permit_key(uri, pem_of(key), pin))
    envelope = Envelope.parse(permit_bundle(STATEMENT, signer))
    assert envelope.signed_by([PermitSigner(key).public]) == signer.public


def test_a_head_that_a_store_signed_verifies_as_any_other(tmp_path: Path) -> None:
    key = new_log_key()
    (tmp_path / "key.pem").write_bytes(key_file(key, None))
    uri = f"file2:{tmp_path}/key.pem".encode()
    signer = NoteSigner("log.example/one", stored_log_key(uri, pem_of(key), pin))
    text = "log.example/one\n1\nAAAA\n"
    note = Note(text, (signer.sign(text),))
    known = VerifierKey.parse(str(NoteSigner("log.example/one", key).verifier))
    assert list(note.signed_by([known])) == [known]


def test_a_store_that_signs_with_another_key_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(key_file(new_permit_key(), None))
    uri = f"file2:{tmp_path}/key.pem".encode()
    stored = stored_permit_key(uri, pem_of(new_permit_key()), pin)
    with pytest.raises(KeyStoreError, match=r"does not sign|signs with another key"):
        stored.sign(b"a permit")


@pytest.mark.parametrize("uri", ["file2:/nowhere/key.pem", "nonsense:1"])
def test_a_store_that_is_not_there_signs_nothing(uri: str) -> None:
    stored = stored_permit_key(uri.encode(), pem_of(new_permit_key()), pin)
    with pytest.raises(KeyStoreError, match=f"`{uri}` does not sign"):
        stored.sign(b"a permit")


def test_what_names_no_key_of_the_right_kind_is_refused() -> None:
    log, permit = pem_of(new_log_key()), pem_of(new_permit_key())
    with pytest.raises(KeyFileError, match="another kind than Ed25519"):
        stored_log_key(b"hsm:2", permit, pin)
    for wrong in (log, pem_of(generate_private_key(SECP384R1()))):
        with pytest.raises(KeyFileError, match="another kind than ECDSA P-256"):
            stored_permit_key(b"hsm:2", wrong, pin)
    with pytest.raises(KeyFileError, match="no public key in PEM"):
        stored_log_key(b"hsm:2", b"none", pin)
    for uri in (b"", b"hsm", b"two words: here", b"\xff:1"):
        with pytest.raises(KeyFileError, match="no URI of a key"):
            stored_log_key(uri, log, pin)


def test_where_the_library_is_missing_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "securesystemslib.signer", None)
    key = new_log_key().public_key()
    stored: StoredKey[Ed25519PublicKey] = StoredKey("hsm:2", key, pin)
    with pytest.raises(KeyStoreError) as refused:
        stored.sign(b"a head")
    assert "distillgate[kms]" in (refused.value.hint or "")


def module() -> str | None:
    """Return the library of a token in software, where one is installed."""
    named = os.environ.get("PYKCS11LIB")  # noqa: TID251 the reader of tokens is told by it, too
    places = [Path(named)] if named else Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")
    return next((str(each) for each in places if each.exists()), None)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Make a key in a token that nobody can read out, and return its public key."""
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    library, tool = module(), shutil.which("softhsm2-util")
    if library is None or tool is None:
        pytest.skip("SoftHSM is not installed")
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    monkeypatch.setenv("PYKCS11LIB", library)
    made = ("--init-token", "--free", "--label", "permits", "--so-pin", "1234", "--pin", PIN)
    subprocess.run((tool, "--module", library, *made), check=True, capture_output=True)  # noqa: S603 our own words
    signer = pytest.importorskip("securesystemslib.signer")
    curve = {
        pkcs11.Attribute.EC_PARAMS: pkcs11.util.ec.encode_named_curve_parameters("secp256r1")
    }
    there = pkcs11.lib(library).get_token(token_label="permits")  # noqa: S106 its name
    with there.open(rw=True, user_pin=PIN) as session:
        domain = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        domain.generate_keypair(store=True, id=b"\x02", label="permits")
    _, public = signer.HSMSigner.import_(2, "permits", pin)
    return str(public.keyval["public"]).encode()


def test_a_token_signs_permits_and_its_pin_is_asked_for(token: bytes) -> None:
    uri = b"hsm:2?label=permits"
    signer = PermitSigner(stored_permit_key(uri, token, pin))
    envelope = Envelope.parse(permit_bundle(STATEMENT, signer))
    assert envelope.signed_by([signer.public]) == signer.public
    with pytest.raises(KeyStoreError, match="does not sign: PinIncorrect"):
        stored_permit_key(uri, token, lambda _: "0000").sign(b"a permit")
    with pytest.raises(KeyStoreError, match="No PKCS#11 token found for label others"):
        stored_permit_key(b"hsm:2?label=others", token, pin).sign(b"a permit")
