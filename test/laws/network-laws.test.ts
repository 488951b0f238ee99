/** Theorems about NetworkPolicies, on random clusters. */
import * as fc from 'fast-check';
import type { NetworkVerdict } from '../../src/evaluate/network/network';
import { networkOf } from '../../src/evaluate/network/network-stage';
import type { JsonObject } from '../../src/policy/json-object';
import { asObject, asString } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import type { Cluster } from '../arbitraries/network';
import { call, cluster, namespaceName, policyManifest, policySpec } from '../arbitraries/network';

type Call = { readonly from: number; readonly to: number; readonly port: number };
type Decision = NetworkVerdict['verdict'];

function verdict(
  { namespaces, pods, policies }: Cluster,
  { from, to, port }: Call,
  caller?: JsonObject,
): NetworkVerdict {
  const nameOf = (i: number): string => `${metadata(pods[i], 'namespace')}/${metadata(pods[i], 'name')}`;
  const request = readCase({ from: caller ?? { workload: nameOf(from) }, to: { workload: nameOf(to), port } });
  return networkOf(readMesh([...namespaces, ...pods, ...policies]))(request.from, request.to);
}

function metadata(manifest: JsonObject | undefined, field: 'name' | 'namespace'): string {
  return asString(asObject(manifest?.metadata, 'metadata')[field], field);
}

function identityOf({ pods }: Cluster, { from }: Call): JsonObject {
  return { identity: `cluster.local/ns/${metadata(pods[from], 'namespace')}/sa/s${from}` };
}

function decide(world: Cluster, asked: Call, caller?: JsonObject): Decision {
  return verdict(world, asked, caller).verdict;
}

function withPolicy(world: Cluster, namespace: string, spec: JsonObject): Cluster {
  return { ...world, policies: [...world.policies, policyManifest('added', namespace, spec)] };
}

const RUNS = { numRuns: 250 };

test('where everything is known, everything is decided, and the samples hold both verdicts', () => {
  const seen = new Set<Decision>();
  fc.assert(
    fc.property(cluster, call, (world, asked) => {
      const decision = decide(world, asked);
      seen.add(decision);
      return decision !== 'undecided';
    }),
    RUNS,
  );
  expect([...seen].sort()).toEqual(['allow', 'deny']);
});

test('without policies everything is allowed', () => {
  fc.assert(
    fc.property(cluster, call, (world, asked) => decide({ ...world, policies: [] }, asked) === 'allow'),
    RUNS,
  );
});

test('a pod may call itself, whatever its policies say', () => {
  fc.assert(
    fc.property(cluster, call, (world, asked) => decide(world, { ...asked, to: asked.from }) === 'allow'),
    RUNS,
  );
});

test('the order of policies does not matter, not even to the explanation', () => {
  fc.assert(
    fc.property(cluster, call, (world, asked) => {
      const turned = { ...world, policies: [...world.policies].reverse() };
      expect(verdict(turned, asked)).toEqual(verdict(world, asked));
    }),
    RUNS,
  );
});

test('a policy twice is the policy once', () => {
  fc.assert(
    fc.property(cluster, call, (world, asked) => {
      const twice = { ...world, policies: [...world.policies, ...world.policies] };
      return decide(twice, asked) === decide(world, asked);
    }),
    RUNS,
  );
});

test('adding a policy without rules never opens anything', () => {
  fc.assert(
    fc.property(cluster, call, namespaceName, policySpec, (world, asked, namespace, spec) => {
      const silent = { podSelector: spec.podSelector, policyTypes: spec.policyTypes };
      return decide(world, asked) === 'allow' || decide(withPolicy(world, namespace, silent), asked) === 'deny';
    }),
    RUNS,
  );
});

test('adding a policy opens what was refused only if one of its rules admits', () => {
  fc.assert(
    fc.property(cluster, call, namespaceName, policySpec, (world, asked, namespace, spec) => {
      const after = verdict(withPolicy(world, namespace, spec), asked);
      if (decide(world, asked) === 'allow' || after.verdict === 'deny') return true;
      return after.sides.some((side) => side.kind === 'admitted' && side.by.name === 'added');
    }),
    RUNS,
  );
});

test('adding a rule to a policy that isolates both ways never closes anything', () => {
  fc.assert(
    fc.property(cluster, call, namespaceName, policySpec, policySpec, (world, asked, namespace, spec, more) => {
      const both = { podSelector: spec.podSelector, policyTypes: ['Ingress', 'Egress'] };
      const joined = (field: 'ingress' | 'egress'): readonly unknown[] =>
        [spec, more].flatMap((one) => (Array.isArray(one[field]) ? one[field] : []));
      const before = { ...both, ingress: spec.ingress, egress: spec.egress };
      const after = { ...both, ingress: joined('ingress'), egress: joined('egress') };
      const isOpenBefore = decide(withPolicy(world, namespace, before), asked) === 'allow';
      return !isOpenBefore || decide(withPolicy(world, namespace, after), asked) === 'allow';
    }),
    RUNS,
  );
});

test('a policy of a namespace where neither end lives changes nothing', () => {
  fc.assert(
    fc.property(
      cluster,
      call,
      policySpec,
      (world, asked, spec) => decide(withPolicy(world, 'elsewhere', spec), asked) === decide(world, asked),
    ),
    RUNS,
  );
});

test('allowed, with policies that isolate an end ⇒ a rule of one of them admitted and is named', () => {
  fc.assert(
    fc.property(cluster, call, (world, asked) => {
      const { verdict: decision, sides } = verdict(world, asked);
      return (
        decision !== 'allow' ||
        sides.every(
          (side) =>
            side.kind === 'open' ||
            (side.kind === 'admitted' && side.isolating.some(({ name }) => name === side.by.name)),
        )
      );
    }),
    RUNS,
  );
});

describe('to know less never turns a verdict: it stays, or cannot be told', () => {
  const withoutAddress = (pod: JsonObject): JsonObject => ({ ...pod, status: {} });
  test.each<[string, (world: Cluster) => Cluster]>([
    ['without addresses', (world) => ({ ...world, pods: world.pods.map(withoutAddress) })],
    ['without namespaces', (world) => ({ ...world, namespaces: [] })],
    ['without either', (world) => ({ ...world, namespaces: [], pods: world.pods.map(withoutAddress) })],
  ])('%s', (_, forget) => {
    const kept = new Set<Decision>();
    fc.assert(
      fc.property(cluster, call, (world, asked) => {
        const less = decide(forget(world), asked);
        kept.add(less);
        return less === 'undecided' || less === decide(world, asked);
      }),
      RUNS,
    );
    expect(kept.size).toBe(3); // forgetting does not make everything undecided
  });

  test('the identity in place of its pod is the pod', () => {
    fc.assert(
      fc.property(
        cluster,
        call,
        (world, asked) => decide(world, asked, identityOf(world, asked)) === decide(world, asked),
      ),
      RUNS,
    );
  });

  test('the identity of a pod that is not among the manifests', () => {
    fc.assert(
      fc.property(cluster, call, (world, asked) => {
        fc.pre(asked.from !== asked.to);
        const moved = { ...asked, to: asked.to > asked.from ? asked.to - 1 : asked.to };
        const less = { ...world, pods: world.pods.filter((_, i) => i !== asked.from) };
        const decision = decide(less, moved, identityOf(world, asked));
        return decision === 'undecided' || decision === decide(world, asked);
      }),
      RUNS,
    );
  });

  test('the address in place of its pod is the pod', () => {
    fc.assert(
      fc.property(cluster, call, (world, asked) => {
        const ip = asObject(world.pods[asked.from]?.status, 'status').podIP;
        return decide(world, asked, { ip }) === decide(world, asked);
      }),
      RUNS,
    );
  });
});
