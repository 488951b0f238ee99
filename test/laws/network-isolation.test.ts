/** What the network lets through, next to what Istio allows, on random apps. */
import * as fc from 'fast-check';
import { evaluator } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import {
  anyApp,
  appWith,
  deployed,
  identities,
  isIsolated,
  isWritten,
  nameOf,
  NAMESPACES,
  PORTS,
  type PlainApp,
  type PlainRoute,
  WORKLOADS,
} from '../arbitraries/isolated-app';

const numbers = Array.from({ length: WORKLOADS }, (_, i) => i);
const RUNS = { numRuns: 60 };

/** HTTP is sent where a workload that declares its ports speaks it. */
function judge(manifests: readonly JsonObject[]): (from: JsonObject, to: JsonObject, port: number) => Verdict {
  const decide = evaluator(readMesh(manifests));
  return (from, to, port) => {
    const request = port === 5432 ? {} : { request: { method: 'GET', path: '/' } };
    return decide(readCase({ from, to: { ...to, port }, ...request }));
  };
}

function withoutNetwork(manifests: readonly JsonObject[]): JsonObject[] {
  return manifests.filter(({ kind }) => kind !== 'NetworkPolicy');
}

/** Every pod as itself, and a client outside the cluster. */
function callersIn(plain: PlainApp): JsonObject[] {
  const names = [...numbers.map((i) => nameOf(plain, i)), ...NAMESPACES.map((namespace) => `${namespace}/stranger`)];
  return [...names.map((workload) => ({ workload })), { plaintext: true, ip: '203.0.113.9' }];
}

/** The pods themselves, and their Service. */
function targetsAt(name: string): JsonObject[] {
  return [{ workload: name }, { service: name }];
}

/** Those that Istio guards: to others everything is allowed, and no route leads there. */
function guarded({ namespaces, workloads }: PlainApp): number[] {
  return numbers.filter((i) => namespaces[workloads[i]?.namespace ?? 0]?.plane !== 'none');
}

test('whatever the policies of Istio allow passes the network, too', () => {
  let allowed = 0;
  let closed = 0;
  fc.assert(
    fc.property(anyApp, (plain) => {
      const manifests = deployed(plain);
      const [istio, both] = [judge(withoutNetwork(manifests)), judge(manifests)];
      for (const from of callersIn(plain)) {
        for (const to of guarded(plain).flatMap((i) => targetsAt(nameOf(plain, i)))) {
          for (const port of PORTS) {
            const verdict = both(from, to, port);
            if (verdict.verdict === 'deny' && verdict.layer === 'network') closed += 1;
            if (istio(from, to, port).verdict !== 'allow') continue;
            allowed += 1;
            expect({ from, to, port, ...verdict }).toMatchObject({ from, to, port, verdict: 'allow' });
          }
        }
      }
    }),
    RUNS,
  );
  expect([allowed, closed].map((count) => count > 100)).toEqual([true, true]);
});

test('what no route names is refused by the network: neither that pod, nor that port', () => {
  const seen = { refused: 0, named: 0 };
  fc.assert(
    fc.property(appWith(identities), (plain) => {
      const decide = judge(deployed(plain));
      for (const to of guarded(plain).filter((i) => isIsolated(plain, i))) {
        for (const from of callersIn(plain).filter(({ workload }) => workload !== nameOf(plain, to))) {
          for (const port of PORTS) {
            if (plain.routes.some((route) => isWritten(plain, route) && names(plain, route, { from, to, port }))) {
              seen.named += 1;
              continue;
            }
            seen.refused += 1;
            const verdict = decide(from, { workload: nameOf(plain, to) }, port);
            expect({ from, to, port, ...verdict }).toMatchObject({ from, to, port, verdict: 'deny', layer: 'network' });
          }
        }
      }
    }),
    RUNS,
  );
  expect([seen.refused, seen.named].map((count) => count > 200)).toEqual([true, true]);
});

interface PlainCall {
  readonly from: JsonObject;
  readonly to: number;
  readonly port: number;
}

/** Where the pods of an identity are not known, whoever is in their namespace is meant; a tunnel shows no ports. */
function names({ namespaces, workloads }: PlainApp, route: PlainRoute, { from, to, port }: PlainCall): boolean {
  const isTunnel = ['ambient', 'waypoint'].includes(namespaces[workloads[to]?.namespace ?? 0]?.plane ?? '');
  if (route.to !== to || !(isTunnel || route.ports.length === 0 || route.ports.includes(port))) return false;
  const called = route.from.flatMap((source) => (source === 'anyone' ? [] : (source.identities ?? [])));
  const [namespace, name] = String(from.workload).split('/');
  return called.some((i) => {
    const { isBound, namespace: space } = workloads[i] as PlainApp['workloads'][number];
    return namespace === NAMESPACES[space] && (!isBound || name === `w${i}`);
  });
}
