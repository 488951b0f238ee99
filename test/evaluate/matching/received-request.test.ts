import type { Arrival } from '../../../src/evaluate/matching/arrival';
import { valuesOf } from '../../../src/evaluate/matching/header-map';
import { receive } from '../../../src/evaluate/matching/received-request';
import { readMeshSettings } from '../../../src/policy/mesh-settings';
import type { Header, HttpRequest } from '../../../src/policy/request';

const SIDECAR: Arrival = {
  kind: 'arrived',
  proxy: { kind: 'sidecar', namespace: 'shop', labels: {} },
  peer: 'spiffe://cluster.local/ns/shop/sa/web',
  trustedProxies: 1,
  tls: true,
  source: { kind: 'ip', ip: '10.0.0.1' },
  connection: { kind: 'ip', ip: '10.0.0.1' },
  destination: { kind: 'unknown' },
  port: 8080,
  sni: '',
};
const { peer: _, ...anonymous } = SIDECAR;
const GATEWAY: Arrival = {
  ...anonymous,
  trustedProxies: 0,
  tls: false,
  proxy: { kind: 'gateway', namespace: 'edge', labels: {} },
};

function remoteOf(arrival: Arrival, trustedProxies: number, ...lines: string[]): unknown {
  const headers = lines.map((line): Header => ['x-forwarded-for', line]);
  const http: HttpRequest = { method: 'GET', path: '/', host: 'h', headers, tokens: [] };
  const remote = receive({ ...arrival, trustedProxies }, http, readMeshSettings())?.remote;
  return remote?.kind === 'ip' ? remote.ip : remote?.kind;
}

describe('the remote address', () => {
  test.each<[string, Arrival, number, string[], string]>([
    ['a sidecar takes the right-most', SIDECAR, 1, ['1.1.1.1, 2.2.2.2'], '2.2.2.2'],
    ['several lines are one list', SIDECAR, 1, ['1.1.1.1', '2.2.2.2'], '2.2.2.2'],
    ['rubbish: the peer', SIDECAR, 1, ['1.1.1.1, x'], '10.0.0.1'],
    ['an address with a port: the peer', SIDECAR, 1, ['1.1.1.1:80'], '10.0.0.1'],
    ['an empty header: the peer', SIDECAR, 1, [''], '10.0.0.1'],
    ['a gateway that trusts nobody: the peer', GATEWAY, 0, ['1.1.1.1'], '10.0.0.1'],
    ['a gateway that trusts one', GATEWAY, 1, ['1.1.1.1, 2.2.2.2'], '2.2.2.2'],
    ['a gateway that trusts two', GATEWAY, 2, ['1.1.1.1, 2.2.2.2'], '1.1.1.1'],
    ['a gateway that trusts more than there are', GATEWAY, 3, ['1.1.1.1, 2.2.2.2'], '10.0.0.1'],
  ])('%s', (_title, arrival, trusted, lines, expected) => {
    expect(remoteOf(arrival, trusted, ...lines)).toBe(expected);
  });
});

describe('headers', () => {
  test('lines are compared one by one, except for names that Envoy keeps in one slot', () => {
    const headers: readonly Header[] = [
      ['x-a', '1'],
      ['x-a', '2'],
      ['user-agent', 'bot'],
      ['user-agent', 'x'],
    ];
    expect(valuesOf(headers, 'x-a')).toEqual(['1', '2']);
    expect(valuesOf(headers, 'user-agent')).toEqual(['bot,x']);
  });

  test("Envoy's own are there, and a client's copies of some are not", () => {
    const headers: readonly Header[] = [
      ['x-envoy-internal', 'true'],
      ['x-forwarded-client-cert', 'forged'],
      ['x-a', '1'],
    ];
    const http: HttpRequest = { method: 'GET', path: '/', host: 'h', headers, tokens: [] };
    const names = (arrival: Arrival): readonly string[] =>
      (receive(arrival, http, readMeshSettings())?.headers ?? []).map(([name]) => name);
    expect(names(SIDECAR)).toEqual(['x-a', 'x-forwarded-proto', 'x-request-id', ':scheme', 'x-forwarded-client-cert']);
    expect(names({ ...anonymous, tls: false })).toEqual(['x-a', 'x-forwarded-proto', 'x-request-id', ':scheme']);
    expect(names(GATEWAY)).toContain('x-forwarded-for');
  });

  test('a gateway writes addresses, which are not guessed when the case does not tell them', () => {
    const http: HttpRequest = { method: 'GET', path: '/', host: 'h', headers: [], tokens: [] };
    const nowhere: Arrival = { ...GATEWAY, connection: { kind: 'unknown' } };
    expect(receive(GATEWAY, http, readMeshSettings())?.unknowable).toEqual(['x-request-id']);
    expect(receive(nowhere, http, readMeshSettings())?.unknowable).toEqual([
      'x-request-id',
      'x-forwarded-for',
      'x-envoy-external-address',
    ]);
  });

  test('an absolute target names host and path', () => {
    const http: HttpRequest = { method: 'GET', path: 'http://h.io/x', host: 'other', headers: [], tokens: [] };
    expect(receive(SIDECAR, http, readMeshSettings())).toMatchObject({ host: 'h.io', target: '/x' });
  });
});
