"""A small rule set with facts left out, in each peer; run in the environment of the peers.

Two rules: deny what is sold; deny what is not in Germany or France. All else
is allowed. `python -m bench.missingpeers` prints what each engine answers, as JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import SimpleNamespace

from bench.cerbos import Server
from bench.cerbos import installed as cerbos_installed

Facts = Mapping[str, str | bool]
Answer = tuple[str, str]
"""What is decided, and what the caller learns of what is missing."""
CASES: tuple[Facts, ...] = (
    {},
    {"sold": False},
    {"country": "DE"},
    {"sold": True},
    {"country": "US"},
    {"sold": False, "country": "DE"},
)
ALLOW, DENY, ERROR = "allow", "deny", "error"
_PLACES = '["DE", "FR"]'
_CEL = f"sold || !(country in {_PLACES})"
_REGO = """\
package bench
import rego.v1
deny contains "sold" if { input.sold == true }
deny contains "where" if { not input.country in {"DE", "FR"} }
"""
_CEDAR = """\
permit(principal, action, resource);
@id("sold") forbid(principal, action, resource) when { context.sold };
@id("where") forbid(principal, action, resource)
unless { ["DE", "FR"].contains(context.country) };
"""
_CASBIN = """\
[request_definition]
r = ctx
[policy_definition]
p = id, eft
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = p.id == 'sold' && r.ctx.sold || p.id == 'where' && not (r.ctx.country in ('DE', 'FR'))
"""
_POLAR = """\
deny(facts, "sold") if facts.sold = true;
deny(facts, "where") if not facts.country in ["DE", "FR"];
"""
_CERBOS = """\
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: plan
  rules:
    - {actions: [train], effect: EFFECT_ALLOW, roles: ["*"]}
    - actions: [train]
      effect: EFFECT_DENY
      roles: ["*"]
      condition: {match: {expr: R.attr.sold}}
    - actions: [train]
      effect: EFFECT_DENY
      roles: ["*"]
      condition: {match: {expr: '!(R.attr.country in ["DE", "FR"])'}}
"""


def _decided(ids: object) -> Answer:
    return (DENY, "") if ids else (ALLOW, "")


def _cedar() -> Callable[[Facts], Answer]:
    cedarpy = import_module("cedarpy")
    policies = cedarpy.PolicySet.from_str(_CEDAR)
    entities = cedarpy.Entities.from_json_str("[]")
    who = {"principal": 'User::"one"', "action": 'Action::"train"', "resource": 'Plan::"one"'}

    def decide(facts: Facts) -> Answer:
        answer = cedarpy.is_authorized({**who, "context": dict(facts)}, policies, entities)
        said = "the attribute, in its list of errors" if answer.diagnostics.errors else ""
        return (ALLOW if answer.allowed else DENY), said

    return decide


def _opa() -> Callable[[Facts], Answer]:
    engine = import_module("opa_bindings").OpaEngine()
    engine.add_policy("bench.rego", _REGO)
    return lambda facts: _decided(engine.eval_document("bench.deny", dict(facts)))


def _regorus() -> Callable[[Facts], Answer]:
    engine = import_module("regorus").Engine()
    engine.add_policy("bench.rego", _REGO)

    def decide(facts: Facts) -> Answer:
        engine.set_input_json(json.dumps(facts))
        return _decided(engine.eval_rule("data.bench.deny"))

    return decide


def _rego_cpp() -> Callable[[Facts], Answer]:
    engine = import_module("regopy").Interpreter()
    engine.add_module("bench.rego", _REGO)
    bundle = engine.build(None, ["bench/deny"])

    def decide(facts: Facts) -> Answer:
        engine.set_input(dict(facts))
        found = engine.query_bundle_entrypoint(bundle, "bench/deny")
        return _decided(found.results[0].expressions[0])

    return decide


def _zen() -> Callable[[Facts], Answer]:
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "field": name} for name in ("sold", "country")],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": [
            {"_id": "sold", "sold": "true", "country": "", "rule": '"sold"'},
            {"_id": "where", "sold": "", "country": f"not($ in {_PLACES})", "rule": '"where"'},
        ],
    }
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes = [
        {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
        | ({"content": table} if name == "table" else {})
        for name, kind in kinds.items()
    ]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "table"), ("table", "out"))
    ]
    engine = import_module("zen").ZenEngine()
    decision = engine.create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda facts: _decided(decision.evaluate(dict(facts))["result"])


def _cel_rust() -> Callable[[Facts], Answer]:
    cel = import_module("cel")
    program = cel.compile(_CEL)
    return lambda facts: _decided(program.execute(cel.Context(dict(facts))))


def _cel_cpp() -> Callable[[Facts], Answer]:
    cel = import_module("cel_expr_python.cel")
    environment = cel.NewEnv(variables={"sold": cel.Type.BOOL, "country": cel.Type.STRING})
    program = environment.compile(_CEL)

    def decide(facts: Facts) -> Answer:
        value = program.eval(environment.Activation(dict(facts))).value()
        return (
            _decided(value) if isinstance(value, bool) else (ERROR, f"an error value: {value}")
        )

    return decide


def _cel_python() -> Callable[[Facts], Answer]:
    celpy = import_module("celpy")
    environment = celpy.Environment()
    program = environment.program(environment.compile(_CEL))

    def decide(facts: Facts) -> Answer:
        context = {name: celpy.json_to_cel(value) for name, value in facts.items()}
        return _decided(program.evaluate(context))

    return decide


def _casbin() -> Callable[[Facts], Answer]:
    model = import_module("casbin.model").Model()
    model.load_model_from_text(_CASBIN)
    enforcer = import_module("casbin").Enforcer(model)
    for name in ("sold", "where"):
        enforcer.add_policy(name, "deny")
    return lambda facts: _decided(not enforcer.enforce(SimpleNamespace(**facts)))


def _oso() -> Callable[[Facts], Answer]:
    engine = import_module("oso").Oso()
    variable = import_module("polar").Variable("rule")
    engine.load_str(_POLAR)
    return lambda facts: _decided(list(engine.query_rule("deny", dict(facts), variable)))


def _cerbos() -> Callable[[Facts], Answer]:
    return _asking("")


def _cerbos_strict() -> Callable[[Facts], Answer]:
    return _asking("engine: {strictEvaluation: true}\n")


def _asking(settings: str) -> Callable[[Facts], Answer]:
    if not cerbos_installed():
        raise OSError("the server does not install here")
    server = Server(_CERBOS, settings)
    words = {"EFFECT_ALLOW": ALLOW, "EFFECT_DENY": DENY}
    return lambda facts: (words[server.ask(dict(facts))[0]], "")


ENGINES: dict[str, Callable[[], Callable[[Facts], Answer]]] = {
    "OPA": _opa,
    "Regorus": _regorus,
    "rego-cpp": _rego_cpp,
    "Cedar": _cedar,
    "GoRules ZEN": _zen,
    "CEL, Rust": _cel_rust,
    "CEL, C++": _cel_cpp,
    "CEL, Python": _cel_python,
    "Casbin": _casbin,
    "Oso": _oso,
    "Cerbos": _cerbos,
    "Cerbos, strict": _cerbos_strict,
}


def answers() -> dict[str, list[Answer]]:
    """Return what each engine answers to each case; what it raises is an answer too."""
    return {name: [_answer(make, facts) for facts in CASES] for name, make in ENGINES.items()}


def _answer(make: Callable[[], Callable[[Facts], Answer]], facts: Facts) -> Answer:
    try:
        decide = make()
    except Exception as fault:  # noqa: BLE001 whatever an engine does, it is reported
        return "-", f"{type(fault).__name__}: {fault}"[:120]
    try:
        return decide(facts)
    except Exception as fault:  # noqa: BLE001 as above
        return ERROR, f"an exception: {fault}".splitlines()[0][:120]


if __name__ == "__main__":
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    told.write(json.dumps(answers()) + "\n")
    told.flush()
