"""Image, compose file, chart and unit: each is as safe as it says."""

import configparser
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from distillgate import __version__
from distillgate.settings import settings_from
from tests.packaging.charts import CHART, drawn

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging"
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
UNIT = (FOLDER / "systemd" / "distillgate.service").read_text("utf-8")
USER = "10001:10001"
UNTESTED = ("rapidfuzz", "opentelemetry-", "googleapis-")
"""What the tests do without: names compared faster, and traces sent to where they are kept."""
HELM = shutil.which("helm")
HADOLINT = shutil.which("hadolint")
ANALYZE = shutil.which("systemd-analyze")


def lines() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with what they say."""
    joined = re.sub(r"\\\n\s*", "", DOCKERFILE)
    found = (line.split(None, 1) for line in joined.splitlines())
    return [(each[0], each[1]) for each in found if each and each[0] != "#"]


def said(word: str) -> list[str]:
    return [text for each, text in lines() if each == word]


def test_the_image_is_made_in_two_stages_from_named_versions() -> None:
    first, last = said("FROM")
    assert first == f"{last} AS build"
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", last)
    installs = re.findall(r"pip install [^&]*", " ".join(said("RUN")))
    assert len(installs) == 3
    for each in installs:
        assert "--require-hashes" in each or "--no-deps --no-index" in each


def test_the_image_runs_without_root_and_writes_to_its_volume_alone() -> None:
    order = [word for word, _ in lines()]
    assert said("USER") == [USER]
    assert order.index("USER") < order.index("ENTRYPOINT") < order.index("CMD")
    env = dict(each.split("=", 1) for each in said("ENV")[0].split())
    settings = settings_from(env, Path("/data"), "linux")
    for place in (settings.registry, settings.keys, settings.screening):
        assert str(place).startswith("/data/")
    assert str(settings.cache).startswith("/tmp/")  # noqa: S108 that of the image


def test_all_that_the_wheel_is_made_from_is_in_the_image_and_nothing_else() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = {part for text in said("COPY")[:-1] for part in text.split()[:-1]}
    assert set(build["only-include"]) <= copied
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*"
    kept = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert copied - {"packaging/build.lock", "packaging/requirements.lock"} == kept - {
        "packaging/*.lock"
    }


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


def test_the_image_is_locked_to_what_the_tests_have_seen() -> None:
    tested = locked("requirements-dev.lock")
    for name in ("packaging/requirements.lock", "packaging/build.lock"):
        shipped = locked(name)
        assert shipped
        known = {each for each in shipped if not each.startswith(UNTESTED)}
        assert {each: shipped[each] for each in known}.items() <= tested.items(), name
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    for each in (*project["dependencies"], *extras["postgresql"], *extras["chat"]):
        wanted = re.split(r"[\[><=]", each)[0]
        assert wanted in locked("packaging/requirements.lock")


def test_the_compose_file_fits_its_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    ran = subprocess.run(  # noqa: S603 a tool of the tests
        [*command, "vendor.compose-spec", str(FOLDER / "compose.yaml")],
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout


def test_the_compose_file_upgrades_first_and_locks_its_containers() -> None:
    services = COMPOSE["services"]
    for name in ("upgrade", "server"):
        each = services[name]
        assert (each["user"], each["read_only"], each["cap_drop"]) == (USER, True, ["ALL"])
        assert each["security_opt"] == ["no-new-privileges:true"]
    after = services["server"]["depends_on"]["upgrade"]["condition"]
    assert after == "service_completed_successfully"
    assert services["server"]["ports"] == ["127.0.0.1:8321:8321"]
    assert "ports" not in services["database"]
    passwords = re.findall(r"PASSWORD: (.*)", (FOLDER / "compose.yaml").read_text("utf-8"))
    assert all(each.startswith("${POSTGRES_PASSWORD:?") for each in passwords)


def containers(found: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for kind in ("Deployment", "Job"):
        pod = found[kind]["spec"]["template"]["spec"]
        for each in pod["containers"]:
            yield pod, each


def test_the_chart_runs_everything_without_root_and_read_only() -> None:
    for pod, each in containers(drawn()):
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == 10001
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert each["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert each["image"] == f"distillgate:{__version__}"
        assert each["resources"]["limits"]["memory"]
        mounted = {mount["name"] for mount in each["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_the_chart_reads_secrets_and_holds_none() -> None:
    for _, each in containers(drawn()):
        registry = next(env for env in each["env"] if env["name"] == "DISTILLGATE_REGISTRY")
        assert registry["valueFrom"]["secretKeyRef"]["name"] == "distillgate-registry"
    assert "Secret" not in drawn()


def test_the_chart_upgrades_the_registry_before_its_servers_start() -> None:
    job = drawn()["Job"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert job["spec"]["template"]["spec"]["containers"][0]["args"] == ["db", "upgrade"]


def test_the_chart_selects_the_pods_that_it_makes() -> None:
    found = drawn()
    made = found["Deployment"]["spec"]
    assert made["selector"]["matchLabels"] == made["template"]["metadata"]["labels"]
    assert found["Service"]["spec"]["selector"] == made["selector"]["matchLabels"]
    assert "Ingress" not in found


def test_what_is_set_is_in_what_the_chart_makes() -> None:
    found = drawn(
        image={"tag": "1.2.3"},
        replicas=5,
        keys={"secretName": "signing"},
        publicUrl="https://gate.example",
        env={"DISTILLGATE_RATE_LIMIT": 60, "DISTILLGATE_DELIVER": "off"},
        ingress={"enabled": True, "className": "nginx", "tlsSecretName": "tls"},
    )
    pod = found["Deployment"]["spec"]["template"]["spec"]
    env = {each["name"]: each.get("value") for each in pod["containers"][0]["env"]}
    assert env["DISTILLGATE_RATE_LIMIT"] == "60"
    assert env["DISTILLGATE_DELIVER"] == "off"
    assert env["DISTILLGATE_PUBLIC_URL"] == "https://gate.example"
    assert pod["containers"][0]["image"] == "distillgate:1.2.3"
    assert found["Deployment"]["spec"]["replicas"] == 5
    (keys,) = [each for each in pod["volumes"] if each["name"] == "keys"]
    assert keys["secret"] == {"secretName": "signing", "defaultMode": 0o440}
    ingress = found["Ingress"]["spec"]
    assert ingress["ingressClassName"] == "nginx"
    assert ingress["tls"][0]["secretName"] == "tls"


def test_the_chart_is_that_of_this_program() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert chart["appVersion"] == __version__
    for text in (DOCKERFILE, (FOLDER / "compose.yaml").read_text("utf-8")):
        assert f"distillgate:{__version__}" in text


@pytest.mark.skipif(HELM is None, reason="helm is not installed")
def test_helm_finds_nothing_wrong_with_the_chart() -> None:
    ran = subprocess.run(  # noqa: S603 the tool for charts
        [str(HELM), "lint", "--strict", str(CHART)], capture_output=True, check=False, text=True
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_hadolint_finds_nothing_wrong_with_the_image() -> None:
    ran = subprocess.run(  # noqa: S603 the tool for images
        [str(HADOLINT), "--failure-threshold", "style", str(FOLDER / "Dockerfile")],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    # What the unit runs is not installed here, so that something else stands in its place.
    text = re.sub(r"^(Exec\w+=)\S+", rf"\1{sys.executable}", UNIT, flags=re.MULTILINE)
    unit = tmp_path / "distillgate.service"
    unit.write_text(text, "utf-8")
    ran = subprocess.run(  # noqa: S603 the tool for units
        [str(ANALYZE), "verify", "--man=no", str(unit)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr


def test_the_chart_brings_what_people_sign_in_with_and_what_seals() -> None:
    bare = drawn()["Deployment"]["spec"]["template"]["spec"]["containers"][0]["env"]
    named = {each["name"] for each in bare}
    assert not named & {"DISTILLGATE_OIDC_CLIENT_SECRET", "DISTILLGATE_WEBHOOK_KEY"}
    made = drawn(
        oidc={"clientId": "gate", "secretName": "gate-oidc"},
        webhooks={"secretName": "gate-key"},
    )
    env = made["Deployment"]["spec"]["template"]["spec"]["containers"][0]["env"]
    found = {each["name"]: each for each in env}
    assert found["DISTILLGATE_OIDC_CLIENT_ID"]["value"] == "gate"
    for name, secret, key in (
        ("DISTILLGATE_OIDC_CLIENT_SECRET", "gate-oidc", "client-secret"),
        ("DISTILLGATE_WEBHOOK_KEY", "gate-key", "key"),
    ):
        assert found[name]["valueFrom"]["secretKeyRef"] == {"name": secret, "key": key}


def test_the_unit_runs_without_root_and_writes_to_its_own_folders() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # as its reader is told to keep case
    unit.read_string(UNIT)
    service = unit["Service"]
    assert service["DynamicUser"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    env = dict(re.findall(r"^Environment=(\w+)=(\S+)$", UNIT, re.MULTILINE))
    settings = settings_from(env, None, "linux")
    for place in (settings.registry, settings.keys, settings.screening):
        assert str(place).startswith(f"/var/lib/{service['StateDirectory']}/")
    assert str(settings.cache) == f"/var/cache/{service['CacheDirectory']}"


def test_nothing_is_whatever_is_newest() -> None:
    for path in FOLDER.rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            assert ":latest" not in path.read_text("utf-8"), path
    images = re.findall(r"image: (\S+)", (FOLDER / "compose.yaml").read_text("utf-8"))
    assert all(re.search(r":\d", each) for each in images)
