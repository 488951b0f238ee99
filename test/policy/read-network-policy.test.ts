import type { JsonObject } from '../../src/policy/json-object';
import { ManifestError } from '../../src/policy/json-object';
import type { NetworkPolicy } from '../../src/policy/model';
import { readNetworkPolicy } from '../../src/policy/read-network-policy';

function read(spec?: JsonObject): NetworkPolicy {
  const metadata = { name: 'p', namespace: 'shop' };
  return readNetworkPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec });
}

function kinds(spec?: JsonObject): readonly string[] {
  const { ingress, egress } = read(spec);
  return [ingress.kind, egress.kind];
}

describe('which directions are isolated', () => {
  const rule = { ports: [{ port: 80 }] };
  test.each<[string, JsonObject, readonly string[]]>([
    ['nothing at all: ingress', {}, ['isolated', 'untouched']],
    ['`policyTypes: []` as if absent', { policyTypes: [] }, ['isolated', 'untouched']],
    ['an entry of egress adds egress', { egress: [rule] }, ['isolated', 'isolated']],
    ['an empty list of egress does not', { egress: [] }, ['isolated', 'untouched']],
    ['types as given: Egress alone', { policyTypes: ['Egress'], ingress: [rule] }, ['untouched', 'isolated']],
    ['types as given: Ingress alone', { policyTypes: ['Ingress'], egress: [rule] }, ['isolated', 'untouched']],
    ['in any order', { policyTypes: ['Egress', 'Ingress'] }, ['isolated', 'isolated']],
  ])('%s', (_, spec, expected) => {
    expect(kinds(spec)).toEqual(expected);
  });

  test('without spec the ingress of every pod is isolated', () => {
    expect(read(undefined)).toMatchObject({
      podSelector: { requirements: [] },
      ingress: { kind: 'isolated', rules: [] },
    });
  });

  test('`ingress: []` is no rule, and `ingress: [{}]` one that grants all', () => {
    expect(read({ ingress: [] }).ingress).toEqual({ kind: 'isolated', rules: [] });
    expect(read({ ingress: [{}] }).ingress).toEqual({
      kind: 'isolated',
      rules: [{ index: 0, peers: { kind: 'anyone' }, ports: { kind: 'any' } }],
    });
  });
});

test('empty lists of a rule are as absent', () => {
  expect(read({ ingress: [{ from: [], ports: [] }] }).ingress).toEqual(read({ ingress: [{}] }).ingress);
});

test.each([
  [{}, { kind: 'all', transport: 'TCP' }],
  [{ protocol: 'UDP' }, { kind: 'all', transport: 'UDP' }],
  [{ port: 80 }, { kind: 'range', transport: 'TCP', first: 80, last: 80 }],
  [
    { port: 80, endPort: 90, protocol: 'SCTP' },
    { kind: 'range', transport: 'SCTP', first: 80, last: 90 },
  ],
  [{ port: 'http' }, { kind: 'named', transport: 'TCP', name: 'http' }],
])('port %j', (port, expected) => {
  expect(read({ ingress: [{ ports: [port] }] }).ingress).toMatchObject({
    rules: [{ ports: { kind: 'anyOf', ports: [expected] } }],
  });
});

test('labels and expressions are requirements alike', () => {
  const podSelector = {
    matchLabels: { app: 'web', env: '' },
    matchExpressions: [{ key: 'old', operator: 'DoesNotExist' }],
  };
  expect(read({ podSelector }).podSelector.requirements).toEqual([
    { operator: 'In', key: 'app', values: ['web'] },
    { operator: 'In', key: 'env', values: [''] },
    { operator: 'DoesNotExist', key: 'old' },
  ]);
});

test('a selector of namespaces, even an empty one, is not the own namespace', () => {
  const peersOf = (peer: JsonObject): unknown => read({ ingress: [{ from: [peer] }] }).ingress;
  expect(peersOf({ podSelector: {} })).toMatchObject({
    rules: [{ peers: { peers: [{ namespaces: { kind: 'own' } }] } }],
  });
  expect(peersOf({ namespaceSelector: {} })).toMatchObject({
    rules: [{ peers: { peers: [{ namespaces: { kind: 'selected' }, pods: { requirements: [] } }] } }],
  });
});

test.each<[string, JsonObject, string]>([
  ['an unknown type', { policyTypes: ['ingress'] }, '`policyTypes` has `ingress`'],
  ['a peer that is none', { ingress: [{ from: [{}] }] }, 'an entry without peer'],
  [
    'a block beside a selector',
    { egress: [{ to: [{ ipBlock: { cidr: '::/0' }, podSelector: {} }] }] },
    'beside `ipBlock`',
  ],
  [
    'an address as block',
    { ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.1' } }] }] },
    '`ipBlock.cidr` is `192.0.2.1`',
  ],
  ['a range upside down', { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }, '`endPort` is `80`'],
  ['a range from a name', { ingress: [{ ports: [{ port: 'http', endPort: 80 }] }] }, 'without a numeric `port`'],
  ['a number as text', { ingress: [{ ports: [{ port: '80' }] }] }, '`port` is the text `80`'],
  ['a protocol in lower case', { ingress: [{ ports: [{ protocol: 'tcp' }] }] }, '`protocol` is `tcp`'],
  ['In without values', { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }, 'has no values'],
  [
    'Exists with values',
    { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] } },
    'takes none',
  ],
  ['an unknown operator', { podSelector: { matchExpressions: [{ key: 'a', operator: 'in' }] } }, 'operator `in`'],
])('what the API server refuses is an error: %s', (_, spec, message) => {
  expect(() => read(spec)).toThrow(ManifestError);
  expect(() => read(spec)).toThrow(message);
});
