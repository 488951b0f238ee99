/** Agreement with recorded gateways: where istiod's routes, run in Envoy, sent each request, and as what it arrived. */
import { isDeepStrictEqual } from 'node:util';
import type { Routing } from '../../../src/evaluate/routes/routing';
import { throughGateways, wholeWays } from '../../../src/evaluate/whole-way';
import type { Mesh } from '../../../src/policy/model';
import type { Request } from '../../../src/policy/request';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { inOrder, observedRouting } from '../../../src/cases/observed-routing';
import { recorded } from '../../corpus/recorded';
import { KNOWN_GAPS } from '../../corpus/routing/known-gaps';

interface Row {
  readonly id: string;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly actual: Readonly<Record<string, unknown>>;
}

function routerIn(mesh: Mesh): (request: Request) => Routing {
  const [wayOf, through] = [wholeWays(mesh), throughGateways(mesh)];
  return (request) => wayOf(through(request)).routing ?? { kind: 'undecided', because: 'no gateway' };
}

function rowsOf(file: string): readonly Row[] {
  return recorded(`routing/${file}`).flatMap(({ manifests, mesh, secrets, cases }) => {
    const read = readMesh(manifests as never, mesh);
    const traffic = { ...read.traffic, ...(secrets && { otherSecrets: secrets.map(nameOf) }) };
    const route = routerIn({ ...read, traffic });
    const headers = [...new Set(manifests.flatMap(changedHeaders))];
    return cases.map((row) => ({
      id: row.id,
      expected: inOneOrder({ ...row.expect }),
      actual: observedRouting(route(readCase(row)), headers),
    }));
  });
}

function nameOf(text: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}

function inOneOrder(expected: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Array.isArray(expected.anyOf) ? { anyOf: inOrder(expected.anyOf) } : expected;
}

/** The headers of requests that a manifest sets, adds or removes: those of which the recordings tell. */
function changedHeaders(manifest: unknown): readonly string[] {
  if (Array.isArray(manifest)) return manifest.flatMap(changedHeaders);
  if (typeof manifest !== 'object' || manifest === null) return [];
  return Object.entries(manifest).flatMap(([field, value]) =>
    field === 'requestHeaderModifier' || field === 'request' ? namesIn(value) : changedHeaders(value),
  );
}

function namesIn({ set = {}, add = {}, remove = [] }: Readonly<Record<string, object>>): readonly string[] {
  const named = (list: object): readonly string[] =>
    Array.isArray(list)
      ? list.map((one: string | { name: string }) => (typeof one === 'string' ? one : one.name))
      : Object.keys(list);
  return [set, add, remove].flatMap(named).map((name) => name.toLowerCase());
}

describe.each([
  ['golden', 353],
  ['generated', 3675],
])('recorded routes of %s', (file, count) => {
  const rows = rowsOf(file);
  const differing = rows.filter(({ expected, actual }) => !isDeepStrictEqual(actual, expected));

  test(`all ${count} are there`, () => {
    expect(rows).toHaveLength(count);
  });

  test('each is ours, but for the known gaps', () => {
    expect(differing.filter(({ id }) => !(id in KNOWN_GAPS)).slice(0, 10)).toEqual([]);
  });

  test('each known gap is still one', () => {
    const open = new Set(differing.map(({ id }) => id));
    expect(rows.filter(({ id }) => id in KNOWN_GAPS && !open.has(id))).toEqual([]);
  });
});

test('the policies of a gateway refuse as recorded, and what they let through is sent on', () => {
  const rows = recorded('envoy/gateway').flatMap(({ manifests, mesh, cases }) => {
    const route = routerIn(readMesh(manifests as never, mesh));
    const atGateway = cases.filter(({ to }) => !JSON.stringify(to).includes('"shop/api"'));
    return atGateway.map(({ id, expect: expected, ...call }) => ({ id, expected, routing: route(readCase(call)) }));
  });
  expect(rows.length).toBeGreaterThan(1500);
  const differing = rows.filter(({ expected, routing }) => {
    if (expected.verdict === 'allow') return routing.kind !== 'routed' && routing.kind !== 'passedOn';
    return !isDeepStrictEqual(observedRouting(routing), { ...expected });
  });
  expect(differing).toEqual([]);
});
