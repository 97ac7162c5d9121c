"""Sigstore's own verifier accepts permits; it runs on Node, and is fetched through npm."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from distillgate.gate.statuslists import StatusList
from registry.audit.permits import permit_bundle, status_bundle, summary_bundle
from tests.distillgate.gate.permits import NOW, SIGNER, STATEMENT, STRANGER

PACKAGES = ("@sigstore/verify@3.1.1", "@sigstore/bundle@4.0.0")
SCRIPT = """
const fs = require("fs"), crypto = require("crypto");
const { bundleFromJSON } = require("@sigstore/bundle");
const { Verifier, toSignedEntity } = require("@sigstore/verify");
const [bundle, pem] = process.argv.slice(2).map((name) => fs.readFileSync(name, "utf8"));
const publicKey = () => ({ publicKey: crypto.createPublicKey(pem), validFor: () => true });
const nobody = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
const limits = { tlogThreshold: 0, ctlogThreshold: 0, tsaThreshold: 0, timestampThreshold: 0 };
try {
  const entity = toSignedEntity(bundleFromJSON(JSON.parse(bundle)));
  new Verifier({ ...nobody, publicKey }, limits).verify(entity);
  console.log("accepted");
} catch (error) {
  console.log(`refused: ${error.code || error.name}`);
}
"""


@pytest.fixture(scope="module")
def sigstore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with Sigstore's verifier; skips where it is not to be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed")
    folder = tmp_path_factory.mktemp("sigstore")
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder))
    try:
        ran = subprocess.run(  # noqa: S603 the packages are pinned above
            [npm, "install", *options, *PACKAGES],
            capture_output=True,
            timeout=120,
            cwd=folder,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("the registry of npm does not answer")
    if ran.returncode:
        pytest.skip("the registry of npm is not reached")
    (folder / "verify.js").write_text(SCRIPT, "utf-8")
    return folder


def verified(folder: Path, bundle: bytes, signer: object = SIGNER) -> str:
    assert isinstance(signer, type(SIGNER))
    pem = signer.public.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "bundle.json").write_bytes(bundle)
    (folder / "key.pem").write_bytes(pem)
    node = shutil.which("node") or "node"
    ran = subprocess.run(  # noqa: S603 a script of our own
        [node, "verify.js", "bundle.json", "key.pem"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        check=False,
    )
    return ran.stdout.strip() or ran.stderr


def test_sigstore_accepts_permits_summaries_and_status_lists(sigstore: Path) -> None:
    for bundle in (
        permit_bundle(STATEMENT, SIGNER),
        summary_bundle(STATEMENT, NOW, SIGNER),
        status_bundle(StatusList(NOW, NOW), SIGNER),
    ):
        assert verified(sigstore, bundle) == "accepted"


def test_sigstore_refuses_another_key_another_payload_and_two_signatures(
    sigstore: Path,
) -> None:
    bundle = permit_bundle(STATEMENT, SIGNER)
    assert verified(sigstore, bundle, STRANGER).startswith("refused: ")
    told = json.loads(bundle)
    other = json.loads(permit_bundle(STATEMENT, STRANGER))
    told["dsseEnvelope"]["payloadType"] = "application/json"
    assert verified(sigstore, json.dumps(told).encode()).startswith("refused: ")
    told = json.loads(bundle)
    told["dsseEnvelope"]["signatures"] += other["dsseEnvelope"]["signatures"]
    assert verified(sigstore, json.dumps(told).encode()).startswith("refused: ")
