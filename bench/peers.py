"""Other engines, each given the rules as its documentation would have an author write them.

They live in an environment of their own, so they are imported when they are
asked for; what cannot be imported is left out, with the reason.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace

from bench.cerbos import cerbos
from bench.workload import SIZES, Input, Rule

Decide = Callable[[Input], set[str]]
_CASBIN = """\
[request_definition]
r = ctx
[policy_definition]
p = id, provider, countries, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.ctx.provider == p.provider && r.ctx.competing && r.ctx.country in p.countries.split('|')
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """One engine: the package it comes in, how it is used, and for which sizes."""

    package: str
    how: str
    prepare: Callable[[tuple[Rule, ...]], Decide]
    sizes: tuple[int, ...] = SIZES
    complete: bool = True
    """It gives back every rule that matches, not only the first."""
    slow: bool = False
    """It is only measured in the long run."""


def cel_rust(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of CEL in Rust: one program a rule, one context a call."""
    cel = import_module("cel")
    programs = [(each.id, cel.compile(_cel(each))) for each in rules]

    def decide(asked: Input) -> set[str]:
        context = cel.Context(asked)
        return {name for name, program in programs if program.execute(context)}

    return decide


def cel_cpp(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of CEL in C++: one expression a rule, one activation a call."""
    cel = import_module("cel_expr_python.cel")
    types = {
        "provider": cel.Type.STRING,
        "competing": cel.Type.BOOL,
        "country": cel.Type.STRING,
    }
    environment = cel.NewEnv(variables=types)
    programs = [(each.id, environment.compile(_cel(each))) for each in rules]

    def decide(asked: Input) -> set[str]:
        activation = environment.Activation(asked)
        return {name for name, program in programs if program.eval(activation).value() is True}

    return decide


def cel_python(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of CEL in pure Python, by its interpreter."""
    celpy = import_module("celpy")
    environment = celpy.Environment()
    programs = [
        (each.id, environment.program(environment.compile(_cel(each)))) for each in rules
    ]

    def decide(asked: Input) -> set[str]:
        context = {name: celpy.json_to_cel(value) for name, value in asked.items()}
        return {name for name, program in programs if program.evaluate(context)}

    return decide


def _cel(rule: Rule) -> str:
    countries = json.dumps(rule.countries)
    return f'provider == "{rule.provider}" && competing && country in {countries}'


def cedar(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of Cedar: a policy set parsed once, facts in the context."""
    cedarpy = import_module("cedarpy")
    forbidding = "".join(
        f'@id("{each.id}") forbid(principal, action, resource) when {{'
        f' context.provider == "{each.provider}" && context.competing &&'
        f" {json.dumps(each.countries)}.contains(context.country) }};\n"
        for each in rules
    )
    policies = cedarpy.PolicySet.from_str("permit(principal, action, resource);\n" + forbidding)
    entities = cedarpy.Entities.from_json_str("[]")
    who = {"principal": 'User::"one"', "action": 'Action::"train"', "resource": 'Plan::"one"'}

    def decide(asked: Input) -> set[str]:
        answer = cedarpy.is_authorized({**who, "context": asked}, policies, entities)
        if answer.allowed:
            return set()
        return set(answer.diagnostics.id_annotations_by_reason.values())

    return decide


def regorus(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of Regorus, an interpreter of Rego in Rust."""
    engine = import_module("regorus").Engine()
    engine.add_policy("bench.rego", _rego(rules))

    def decide(asked: Input) -> set[str]:
        engine.set_input_json(json.dumps(asked))
        return set(engine.eval_rule("data.bench.deny"))

    return decide


def opa(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of OPA itself, its Go library in this process."""
    engine = import_module("opa_bindings").OpaEngine()
    engine.add_policy("bench.rego", _rego(rules))
    return lambda asked: set(engine.eval_document("bench.deny", asked))


def rego_cpp(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of rego-cpp: a bundle, compiled once."""
    engine = import_module("regopy").Interpreter()
    engine.add_module("bench.rego", _rego(rules))
    bundle = engine.build(None, ["bench/deny"])

    def decide(asked: Input) -> set[str]:
        engine.set_input(asked)
        found = engine.query_bundle_entrypoint(bundle, "bench/deny")
        return set(found.results[0].expressions[0])

    return decide


def _rego(rules: tuple[Rule, ...]) -> str:
    head = "package bench\nimport rego.v1\n"
    countries = {each.id: json.dumps(each.countries)[1:-1] for each in rules}
    return head + "".join(
        f'deny contains "{each.id}" if {{\n  input.provider == "{each.provider}"\n'
        f"  input.competing == true\n  input.country in {{{countries[each.id]}}}\n}}\n"
        for each in rules
    )


def zen(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of GoRules ZEN: one decision table that collects."""
    engine = import_module("zen").ZenEngine()
    decision = engine.create_decision(json.dumps(_zen_graph(rules)))
    return lambda asked: {row["rule"] for row in decision.evaluate(asked)["result"]}


def _zen_graph(rules: tuple[Rule, ...]) -> dict[str, object]:
    fields = ("provider", "competing", "country")
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "field": name} for name in fields],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": [
            {
                "_id": each.id,
                "provider": f'"{each.provider}"',
                "competing": "true",
                "country": ", ".join(f'"{country}"' for country in each.countries),
                "rule": f'"{each.id}"',
            }
            for each in rules
        ],
    }
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes: list[dict[str, object]] = [
        {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
        for name, kind in kinds.items()
    ]
    nodes[1]["content"] = table
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def casbin(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of Casbin, which names one rule at most."""
    model = import_module("casbin.model").Model()
    model.load_model_from_text(_CASBIN)
    enforcer = import_module("casbin").Enforcer(model)
    for each in rules:
        enforcer.add_policy(each.id, each.provider, "|".join(each.countries), "deny")

    def decide(asked: Input) -> set[str]:
        _, why = enforcer.enforce_ex(SimpleNamespace(**asked))
        return {why[0]} if why else set()

    return decide


def oso(rules: tuple[Rule, ...]) -> Decide:
    """Return the decision of the Oso library: Polar rules, all answers of a query.

    The facts that are equal to a constant stand in the head of each rule,
    which is what Polar picks rules by.
    """
    engine = import_module("oso").Oso()
    variable = import_module("polar").Variable("rule")
    denials = (
        f'deny("{each.provider}", true, country, "{each.id}")'
        f" if country in {json.dumps(each.countries)};\n"
        for each in rules
    )
    engine.load_str("".join(denials))

    def decide(asked: Input) -> set[str]:
        facts = (asked["provider"], asked["competing"], asked["country"])
        answers = engine.query_rule("deny", *facts, variable)
        return {each["bindings"]["rule"] for each in answers}

    return decide


PEERS = {
    "CEL, Rust": Peer(
        "common-expression-language", "one program a rule, one context a call", cel_rust
    ),
    "CEL, C++": Peer(
        "cel-expr-python", "one expression a rule, one activation a call", cel_cpp
    ),
    "Cedar": Peer("cedarpy", "a policy set parsed once, facts in the context", cedar),
    "OPA": Peer("opa-golib-python-bindings", "its Go library in this process", opa),
    "Regorus": Peer("gordon-to-regorus", "Rego interpreter in Rust", regorus),
    "rego-cpp": Peer("regopy", "Rego in C++, a bundle compiled once", rego_cpp),
    "GoRules ZEN": Peer("zen-engine", "one decision table, hit policy collect", zen),
    "Oso": Peer(
        "oso", "Polar, all answers of a query; given only the three facts it asks for", oso
    ),
    "Casbin": Peer("casbin", "`enforce_ex`; names one rule at most", casbin, complete=False),
    "CEL, Python": Peer(
        "cel-python", "its interpreter, 20 rules only", cel_python, (20,), slow=True
    ),
    "Cerbos": Peer(
        "@cerbos/cerbos-linux-x64",
        "its server over HTTP, one connection; evaluation ends at the first rule that denies",
        cerbos,
        complete=False,
        slow=True,
    ),
}
ABSENT = (
    "hobofan-regorus, another build of Regorus, has the module name of the one measured",
    "OPA as WebAssembly needs a module that only the command `opa build` makes",
)
"""What of the field is not measured, and why."""
