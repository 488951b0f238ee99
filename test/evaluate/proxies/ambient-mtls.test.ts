import { ask, peerAuthentication, STRANGER, words } from '../ambient-mesh';

const OF_API = { selector: { matchLabels: { app: 'api' } } };
const port = (number: number): object => ({ workload: 'shop/api', port: number });
const ports = (modes: Readonly<Record<string, string>>): object => ({
  ...OF_API,
  portLevelMtls: Object.fromEntries(Object.entries(modes).map(([key, mode]) => [key, { mode }])),
});
const MESH = peerAuthentication('istio-system/mesh', 'STRICT');

describe('modes', () => {
  test('STRICT denies plaintext, and the workload overrides namespace and mesh', () => {
    expect(words(ask([MESH], STRANGER))).toBe('deny mtls');
    expect(words(ask([MESH, peerAuthentication('shop/own', 'UNSET')], STRANGER))).toBe('deny mtls');
    expect(words(ask([MESH, peerAuthentication('shop/own', 'DISABLE')], STRANGER))).toBe('allow');
    expect(words(ask([peerAuthentication('shop/a', 'STRICT', OF_API)], STRANGER))).toBe('deny mtls');
  });

  test('a policy of the root namespace with a selector is ignored', () => {
    expect(words(ask([peerAuthentication('istio-system/some', 'STRICT', OF_API)], STRANGER))).toBe('allow');
    expect(words(ask([peerAuthentication('istio-system/some', 'STRICT', { selector: {} })], STRANGER))).toBe('allow');
  });

  test('ports make exceptions in both directions', () => {
    const strictPort = [peerAuthentication('shop/own', 'PERMISSIVE', ports({ 1: 'STRICT' }))];
    expect([1, 2].map((number) => ask(strictPort, STRANGER, port(number)).verdict)).toEqual(['deny', 'allow']);
    const openPort = [peerAuthentication('shop/own', 'STRICT', ports({ 1: 'DISABLE' }))];
    expect([1, 2].map((number) => ask(openPort, STRANGER, port(number)).verdict)).toEqual(['allow', 'deny']);
  });
});

describe('where the two steps of istiod disagree', () => {
  const EMPTY = { selector: {} };

  test.each([
    [
      'STRICT port under a STRICT mesh',
      [MESH, peerAuthentication('shop/own', 'PERMISSIVE', ports({ 1: 'STRICT' }))],
      'allow allow',
    ],
    [
      'open port under an UNSET namespace',
      [
        MESH,
        peerAuthentication('shop/ns', 'UNSET'),
        peerAuthentication('shop/own', 'UNSET', ports({ 1: 'PERMISSIVE' })),
      ],
      'allow allow',
    ],
    [
      'DISABLE port under a STRICT mesh',
      [MESH, peerAuthentication('shop/own', 'UNSET', ports({ 1: 'DISABLE' }))],
      'deny deny',
    ],
    [
      'open port under a STRICT namespace with `selector: {}`',
      [
        peerAuthentication('shop/ns', 'STRICT', EMPTY),
        peerAuthentication('shop/own', 'UNSET', ports({ 1: 'PERMISSIVE' })),
      ],
      'allow allow',
    ],
    [
      'the same without selector',
      [peerAuthentication('shop/ns', 'STRICT'), peerAuthentication('shop/own', 'UNSET', ports({ 1: 'PERMISSIVE' }))],
      'allow deny',
    ],
    [
      'open port under an UNSET namespace with `selector: {}`',
      [
        MESH,
        peerAuthentication('shop/ns', 'UNSET', EMPTY),
        peerAuthentication('shop/own', 'UNSET', ports({ 1: 'PERMISSIVE' })),
      ],
      'allow deny',
    ],
  ])('%s: ports 1 and 2', (_, manifests, expected) => {
    expect([1, 2].map((number) => ask(manifests, STRANGER, port(number)).verdict).join(' ')).toBe(expected);
  });
});

describe('policies of the same age', () => {
  const aged = (place: string, mode: string, created?: string): ReturnType<typeof peerAuthentication> =>
    peerAuthentication(place, mode, {}, { creationTimestamp: created });

  test('that differ are undecided, with both named', () => {
    const verdict = ask([aged('shop/a', 'STRICT'), aged('shop/b', 'PERMISSIVE')], STRANGER);
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.because).toEqual([
      'PeerAuthentications `shop/a` and `shop/b` are of the same age, and Istio takes any of them; keep one',
    ]);
  });

  test('that agree are decided', () => {
    expect(words(ask([aged('shop/a', 'STRICT'), aged('shop/b', 'STRICT')], STRANGER))).toBe('deny mtls');
  });

  test('that differ where nothing hangs on them are decided', () => {
    const tie = [aged('shop/a', 'STRICT'), aged('shop/b', 'PERMISSIVE')];
    const identity = 'cluster.local/ns/web/sa/front';
    expect(words(ask(tie, { identity }))).toBe('allow');
    expect(words(ask([...tie, peerAuthentication('shop/own', 'STRICT', OF_API)], STRANGER))).toBe('deny mtls');
  });

  test('may be chosen differently by the two steps', () => {
    const tie = [aged('shop/a', 'STRICT'), aged('shop/b', 'PERMISSIVE')];
    const own = peerAuthentication('shop/own', 'UNSET', ports({ 1: 'PERMISSIVE' }));
    expect(words(ask([...tie, own], STRANGER, port(1)))).toBe('allow');
    expect(ask([...tie, own], STRANGER, port(2)).verdict).toBe('undecided');
  });

  test('are none when one is older, and an unknown age is no age', () => {
    const older = aged('shop/z', 'STRICT', '2026-01-01T00:00:00Z');
    expect(words(ask([aged('shop/a', 'PERMISSIVE', '2026-01-02T00:00:00Z'), older], STRANGER))).toBe('deny mtls');
    expect(ask([aged('shop/a', 'PERMISSIVE'), older], STRANGER).verdict).toBe('undecided');
  });
});
