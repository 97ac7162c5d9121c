"""Cerbos: its server binary, from npm, started on a folder of policies and asked over HTTP."""

import atexit
import http.client
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.peersetup import FOLDER
from bench.workload import Input, Rule

PACKAGE = "@cerbos/cerbos-linux-x64"
VERSION = "0.55.0"
BINARY = FOLDER / "npm" / "node_modules" / PACKAGE / "cerbos-linux-x64"
_SECONDS = 120
_POLICY = """\
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: plan
  rules:
    - {actions: [train], effect: EFFECT_ALLOW, roles: ["*"]}
"""
_RULE = """\
    - name: {id}
      actions: [train]
      effect: EFFECT_DENY
      roles: ["*"]
      condition: {{match: {{expr: {expr}}}}}
      output: {{when: {{ruleActivated: {said}}}}}
"""


class Server:
    """One running server; it ends with this process."""

    def __init__(self, policy: str, settings: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="distillgate-bench-")
        where = Path(self._folder.name)
        (where / "policies").mkdir()
        (where / "policies" / "plan.yaml").write_text(policy, encoding="utf-8")
        (where / "config.yaml").write_text(
            f"server: {{httpListenAddr: '127.0.0.1:{(port := _free())}',"
            f" grpcListenAddr: '127.0.0.1:{_free()}'}}\n"
            f"storage: {{driver: disk, disk: {{directory: {where / 'policies'}}}}}\n"
            f"telemetry: {{disabled: true}}\n{settings}",
            encoding="utf-8",
        )
        self._process = subprocess.Popen(  # noqa: S603 the binary of a pinned package
            [str(BINARY), "server", f"--config={where / 'config.yaml'}", "--log-level=error"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(self.close)
        _RUNNING.append(self)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._wait()

    def ask(self, facts: Input) -> tuple[str, set[str]]:
        """Return the effect, and the ids that rules gave out."""
        body = {
            "requestId": "bench",
            "principal": {"id": "one", "roles": ["requester"]},
            "resources": [
                {
                    "actions": ["train"],
                    "resource": {"kind": "plan", "id": "one", "attr": facts},
                }
            ],
        }
        self._connection.request(
            "POST",
            "/api/check/resources",
            json.dumps(body),
            {"Content-Type": "application/json"},
        )
        reply = json.loads(self._connection.getresponse().read())
        result = reply["results"][0]
        named = {str(each["val"]) for each in result.get("outputs", ()) if each.get("val")}
        return str(result["actions"]["train"]), named

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def memory(self) -> float:
        """Return the most memory that the server has held, in megabytes."""
        return peak(self._process.pid)

    def _wait(self) -> None:
        end = time.perf_counter() + _SECONDS
        while time.perf_counter() < end:
            if self._process.poll() is not None:
                break
            try:
                self._connection.request("GET", "/_cerbos/health")
                if self._connection.getresponse().read():
                    return
            except OSError:
                self._connection.close()
                time.sleep(0.02)
        raise OSError("the server does not start")


def peak(process: int) -> float:
    """Return the most memory that a process has held, in megabytes; 0 where it is not told.

    The figure of `getrusage` begins with what the parent held.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    told = (int(line.split()[1]) / 1_024 for line in lines if line.startswith("VmHWM:"))
    return next(told, 0.0)


_RUNNING: list[Server] = []


def server_memory() -> float:
    """Return the most memory that the servers of this process have held, in megabytes."""
    return sum(each.memory() for each in _RUNNING)


def installed() -> bool:
    """Return whether the binary is there, after an attempt to fetch it."""
    if BINARY.is_file():
        return True
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        subprocess.run(  # noqa: S603 npm, with what is written above
            [*command, "--prefix", str(FOLDER / "npm"), f"{PACKAGE}@{VERSION}"],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return BINARY.is_file()


def cerbos(rules: tuple[Rule, ...]) -> Callable[[Input], set[str]]:
    """Return the decision of Cerbos: one rule that denies for each, the id as its output."""
    policy = _POLICY + "".join(
        _RULE.format(id=each.id, expr=json.dumps(_expr(each)), said=f"'\"{each.id}\"'")
        for each in rules
    )
    server = Server(policy)
    return lambda asked: server.ask(asked)[1]


def _expr(rule: Rule) -> str:
    countries = json.dumps(rule.countries)
    return (
        f'R.attr.provider == "{rule.provider}" && R.attr.competing &&'
        f" R.attr.country in {countries}"
    )


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
