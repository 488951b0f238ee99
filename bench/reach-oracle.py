"""Is what `zero-trust` says of random policies what Envoy's RBAC filter does? Asked of an SMT solver.

The policies are read here anew, as Istio's documentation has them, into formulas over texts of any length; nothing is
shared with the package. Two questions about each random mesh:

  evaluate  the solver makes up requests that are allowed and requests that are denied: `zero-trust test` must agree
  reach     the solver looks for a request on which the formula and the boxes of `zero-trust reach` disagree

    pip install z3-solver; npm run build; python3 bench/reach-oracle.py --meshes 100 --seed 1 [evaluate] [reach]

No part of `npm test`: it needs Python and z3.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import z3

MAIN = Path(__file__).parent.parent / "lib" / "src" / "cli" / "main.js"
DOMAIN = "cluster.local"
WORKLOADS = [("a", "c"), ("a", "cc"), ("ab", "c"), ("ab", "b")]
TARGET = ("a", "target")
PORT = 8080
# of others it depends on the parser whether they get to the filter
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
TIMEOUT_MS = 20_000


# What a policy says -------------------------------------------------------------------------------------------------


def random_policies(rng):
    """Policies of one target, ALLOW and DENY, whose values overlap often."""

    def some(values, most=2):
        return rng.sample(values, rng.randint(1, most))

    identities = [identity(*name) for name in WORKLOADS]
    principals = identities + ["*", f"{DOMAIN}/ns/a/*", f"{DOMAIN}/ns/a*", "*/sa/c", "*c", f"{DOMAIN}/ns/b/sa/a"]
    namespaces = ["a", "ab", "a*", "*b", "b", "*"]
    methods = METHODS[:4] + ["P*", "*T", "*"]
    paths = ["/", "/a", "/a/b", "/a*", "/a/*", "/ab/*", "*/b", "*b", "*", "/{*}/b", "/a/{*}", "/a/{**}", "/b/{*}/{*}"]
    hosts = ["a", "a.b", "a*", "*.b", "*"]
    ports = [str(PORT), "9090"]
    source = {"principals": principals, "namespaces": namespaces}
    operation = {"methods": methods, "paths": paths, "hosts": hosts, "ports": ports}

    def fields(choices, chance):
        made = {}
        for name, values in choices.items():
            if rng.random() < chance:
                made[name] = some(values)
            if rng.random() < chance / 2:
                made["not" + name[0].upper() + name[1:]] = some(values)
        return made or {(name := rng.choice(list(choices))): some(choices[name])}

    def rule():
        made = {}
        if rng.random() < 0.7:
            made["from"] = [{"source": fields(source, 0.4)} for _ in range(rng.randint(1, 2))]
        if rng.random() < 0.8:
            made["to"] = [{"operation": fields(operation, 0.35)} for _ in range(rng.randint(1, 2))]
        if rng.random() < 0.2:
            made["when"] = [{"key": "source.principal", rng.choice(["values", "notValues"]): some(principals)}]
        return made

    def policy(number, action):
        return {
            "apiVersion": "security.istio.io/v1",
            "kind": "AuthorizationPolicy",
            "metadata": {"namespace": TARGET[0], "name": f"p-{number}"},
            "spec": {
                "selector": {"matchLabels": {"app": TARGET[1]}},
                "action": action,
                "rules": [rule() for _ in range(rng.randint(1, 3))],
            },
        }

    actions = ["ALLOW"] * rng.randint(0, 2) + ["DENY"] * rng.randint(0, 2)
    return [policy(number, action) for number, action in enumerate(actions)]


def identity(namespace, account):
    return f"{DOMAIN}/ns/{namespace}/sa/{account}"


# What Envoy makes of it ---------------------------------------------------------------------------------------------


class Peer:
    """Who calls: the identity and its namespace, as terms; no identity has neither."""

    def __init__(self, namespace=None, account=None):
        self.namespace = namespace
        self.text = None if namespace is None else z3.Concat(f"{DOMAIN}/ns/", namespace, "/sa/", account)


class Http:
    """A request, as terms."""

    def __init__(self):
        self.method, self.path, self.host = z3.Strings("method path host")

    def within(self):
        """What requests there are: paths that normalisation leaves as they are."""
        lower = z3.Range("a", "c")
        segment = z3.Plus(lower)
        path = z3.Concat(z3.Star(z3.Concat(z3.Re("/"), segment)), z3.Option(z3.Re("/")))
        host = z3.Concat(segment, z3.Star(z3.Concat(z3.Re("."), segment)))
        return z3.And(
            z3.InRe(self.path, path),
            z3.Length(self.path) > 0,
            z3.InRe(self.host, host),
            z3.Or([self.method == method for method in METHODS]),
        )


def text_is(pattern, text):
    """Istio's values: exact, prefix, suffix, or any that is not empty."""
    if pattern == "*":
        return z3.Length(text) > 0
    if pattern.endswith("*"):
        return z3.PrefixOf(z3.StringVal(pattern[:-1]), text)
    if pattern.startswith("*"):
        return z3.SuffixOf(z3.StringVal(pattern[1:]), text)
    return text == z3.StringVal(pattern)


def path_is(pattern, text):
    """Of a path also a template: `{*}` is one segment, `{**}` any rest."""
    if "{" not in pattern:
        return text_is(pattern, text)
    segment, rest = z3.Plus(z3.Range("a", "c")), z3.Star(z3.Union(z3.Range("a", "c"), z3.Re("/")))
    parts = [part for each in pattern.split("{**}") for part in (each, "{**}")][:-1]
    pieces = []
    for part in parts:
        if part == "{**}":
            pieces.append(rest)
            continue
        for index, literal in enumerate(part.split("{*}")):
            pieces += ([segment] if index > 0 else []) + ([z3.Re(literal)] if literal else [])
    return z3.InRe(text, z3.Concat(*pieces) if len(pieces) > 1 else pieces[0])


def principal_is(pattern, peer):
    return z3.BoolVal(False) if peer.text is None else text_is(pattern, peer.text)


def namespace_is(pattern, peer):
    return z3.BoolVal(False) if peer.text is None else text_is(pattern, peer.namespace)


def listed(fields, name, is_one):
    """One of the values, and none of the others."""
    other = "not" + name[0].upper() + name[1:]
    wanted = z3.Or([is_one(value) for value in fields[name]]) if name in fields else z3.BoolVal(True)
    return z3.And(wanted, z3.Not(z3.Or([is_one(value) for value in fields.get(other, [])])))


def source_is(fields, peer):
    return z3.And(
        listed(fields, "principals", lambda value: principal_is(value, peer)),
        listed(fields, "namespaces", lambda value: namespace_is(value, peer)),
    )


def operation_is(fields, http):
    return z3.And(
        listed(fields, "methods", lambda value: text_is(value, http.method)),
        listed(fields, "paths", lambda value: path_is(value, http.path)),
        listed(fields, "hosts", lambda value: text_is(value, http.host)),
        listed(fields, "ports", lambda value: z3.BoolVal(value == str(PORT))),
    )


def rule_is(rule, peer, http):
    anywhere = z3.BoolVal(True)
    return z3.And(
        z3.Or([source_is(one["source"], peer) for one in rule["from"]]) if "from" in rule else anywhere,
        z3.Or([operation_is(one["operation"], http) for one in rule["to"]]) if "to" in rule else anywhere,
        *[listed({"principals": one["values"]} if "values" in one else {"notPrincipals": one["notValues"]},
                 "principals", lambda value: principal_is(value, peer)) for one in rule.get("when", [])],
    )  # fmt: skip


def allowed(policies, peer, http):
    """No DENY rule matches, and an ALLOW rule does, if there is an ALLOW policy."""

    def matching(action):
        rules = [rule for one in policies if one["spec"]["action"] == action for rule in one["spec"]["rules"]]
        return z3.Or([rule_is(rule, peer, http) for rule in rules])

    is_open = not any(one["spec"]["action"] == "ALLOW" for one in policies)
    return z3.And(z3.Not(matching("DENY")), z3.BoolVal(True) if is_open else matching("ALLOW"))


# What `zero-trust` says ---------------------------------------------------------------------------------------------


def objects(policies):
    namespaces = sorted({namespace for namespace, _ in WORKLOADS + [TARGET]})
    labels = {"istio-injection": "enabled"}
    yield from ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": n, "labels": labels}} for n in namespaces)
    for namespace, name in WORKLOADS + [TARGET]:
        container = {"name": "main", "image": "main", "ports": [{"containerPort": PORT}]}
        template = {"metadata": {"labels": {"app": name}}, "spec": {"serviceAccountName": name, "containers": [container]}}
        metadata = {"namespace": namespace, "name": name}
        spec = {"selector": {"matchLabels": {"app": name}}, "template": template}
        yield {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
        service = {"selector": {"app": name}, "ports": [{"name": "http", "port": 80, "targetPort": PORT}]}
        yield {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": service}
    yield from policies


def zero_trust(*arguments):
    run = subprocess.run(["node", str(MAIN), *arguments], capture_output=True, text=True)
    if run.returncode not in (0, 1, 3):
        raise RuntimeError(run.stderr)
    return json.loads(run.stdout)


def box_is(box, http):
    known = {"protocol", "methods", "notMethods", "paths", "notPaths", "hosts", "notHosts"}
    if not set(box) <= known:
        raise RuntimeError(f"a box speaks of {sorted(set(box) - known)}")
    return z3.BoolVal(False) if box.get("protocol") == "tcp" else operation_is(box, http)


def callers():
    """Each workload, an identity that no workload has, and none, with what else must hold of it."""
    for name in WORKLOADS + [TARGET]:
        yield "/".join(name), Peer(*map(z3.StringVal, name)), z3.BoolVal(True)
    namespace, account = z3.Strings("namespace account")
    other = Peer(namespace, account)
    names = z3.And([z3.InRe(text, z3.Plus(z3.Range("a", "c"))) for text in (namespace, account)])
    yield "*", other, z3.And(names, *[other.text != identity(*name) for name in WORKLOADS + [TARGET]])
    yield "plaintext", Peer(), z3.BoolVal(True)


def claimed(edges, caller, peer, http):
    """What the matrix says of a caller: by its own edge, else as of any identity."""

    def requests(chosen):
        return z3.Or([box_is(box, http) for edge in chosen for box in edge["requests"]])

    edges = [edge for edge in edges if edge["port"] == PORT]
    anyone = [edge for edge in edges if edge["from"].get("identity") == "*"]
    if caller == "plaintext":
        return requests(edge for edge in edges if "plaintext" in edge["from"])
    if caller == "*":
        named = [edge for edge in edges if "identity" in edge["from"] and edge not in anyone]
        is_named = [principal_is(edge["from"]["identity"], peer) for edge in named]
        by_name = [z3.And(one, requests([edge])) for one, edge in zip(is_named, named)]
        return z3.Or(*by_name, z3.And(z3.Not(z3.Or(is_named)), requests(anyone)))
    own = [edge for edge in edges if edge["from"].get("workload") == caller]
    return requests(own or [edge for edge in anyone if caller not in edge.get("except", [])])


# The two questions --------------------------------------------------------------------------------------------------


def solve(*formulas):
    solver = z3.Solver()
    solver.set("timeout", TIMEOUT_MS)
    solver.add(*formulas)
    return solver.check(), solver


def text_of(model, term):
    return model.eval(term, model_completion=True).as_string()


def request_of(model, caller, peer, http):
    """The request of a model, as a case file has it."""
    if caller == "plaintext":
        sender = {"plaintext": True}
    elif caller == "*":
        sender = {"identity": text_of(model, peer.text)}
    else:
        sender = {"workload": caller}
    sent = {"method": http.method, "path": http.path, "host": http.host}
    return {
        "from": sender,
        "to": {"workload": "/".join(TARGET), "port": PORT},
        "request": {name: text_of(model, term) for name, term in sent.items()},
    }


def ask_evaluate(folder, policies, counts):
    """Requests of either verdict, judged by `zero-trust test`."""
    http, cases = Http(), []
    for caller, peer, within in callers():
        formula = allowed(policies, peer, http)
        for verdict, wanted in (("allow", formula), ("deny", z3.Not(formula))):
            answer, solver = solve(http.within(), within, wanted)
            counts[f"evaluate: {answer}"] += 1
            if answer == z3.sat:
                request = request_of(solver.model(), caller, peer, http)
                cases.append({"id": f"case-{len(cases)}", **request, "expect": verdict})
    file = folder / "cases.json"
    file.write_text(json.dumps({"manifests": ["mesh.json"], "cases": cases}))
    told = zero_trust("test", str(file), "--format", "json")
    counts["evaluate: requests"] += len(cases)
    wrong = [(case, each["actual"]) for case, each in zip(cases, told["cases"]) if not each["passed"]]
    cannot_tell = [one for one in wrong if one[1]["verdict"] == "undecided"]
    counts["evaluate: undecided"] += len(cannot_tell)
    return [one for one in wrong if one not in cannot_tell]


def ask_reach(folder, policies, counts):
    """A request on which formula and matrix differ, of each caller."""
    told = zero_trust("reach", str(folder / "mesh.json"), "--to", "/".join(TARGET), "--format", "json")
    if told["summary"]["undecided"] > 0:
        counts["reach: undecided"] += 1
        return []
    http, wrong = Http(), []
    for caller, peer, within in callers():
        differ = allowed(policies, peer, http) != claimed(told["edges"], caller, peer, http)
        answer, solver = solve(http.within(), within, differ)
        counts[f"reach: {answer}"] += 1
        if answer == z3.sat:
            wrong.append((request_of(solver.model(), caller, peer, http), "the matrix says otherwise"))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", nargs="*", default=["evaluate", "reach"])
    parser.add_argument("--meshes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts, failures = Counter(), 0
    for number in range(options.meshes):
        seed = options.seed + number
        policies = random_policies(random.Random(seed))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "mesh.json").write_text(json.dumps({"kind": "List", "apiVersion": "v1", "items": list(objects(policies))}))
            asked = {"evaluate": ask_evaluate, "reach": ask_reach}
            wrong = [one for question in options.questions for one in asked[question](folder, policies, counts)]
        for request, said in wrong:
            print(f"seed {seed}: {json.dumps(request)}: {json.dumps(said)}")
        failures += len(wrong)
        if wrong:
            print(json.dumps([one["spec"] for one in policies]))
    print(dict(sorted(counts.items())))
    print(f"{options.meshes} meshes from seed {options.seed}: {failures} disagreements")
    sys.exit(1 if failures else 0)


main()
