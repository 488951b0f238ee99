import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { compareReach } from '../../src/reach/compare';
import { neverReaches } from '../../src/reach/invariants/never-reaches';
import { matrixOf } from '../../src/reach/matrix';
import { prove } from '../../src/reach/prove';

const namespaces = ['a', 'shop', 'pay']
  .map(
    (name) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio-injection: enabled, kubernetes.io/metadata.name: ${name} } }
---`,
  )
  .join('');

const API = `${namespaces}
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: pay }
spec:
  template:
    metadata: { labels: { app: api } }
    spec: { serviceAccountName: api, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] }
---`;

/** What strangers get at `pay/api`, which lets in this source under these NetworkPolicies. */
function told(source: string, ...networkPolicies: readonly JsonObject[]): readonly object[] {
  const mesh = meshOf(`${API}
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: api, namespace: pay }
spec: { rules: [{ from: [{ source: ${source} }] }] }
${networkPolicies.map((policy) => `---\n${JSON.stringify(policy)}\n`).join('')}`);
  const { edges } = matrixOf(analystOf([mesh]), [], { judge: evaluator(mesh) });
  return edges.flatMap(({ from, requests, undecided, witness }) =>
    'identity' in from
      ? [{ from: from.identity, requests, ...(undecided && { because: undecided.because.join() }), by: witness?.from }]
      : [],
  );
}

const networkPolicy = (namespace: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'some', namespace },
  spec: { podSelector: {}, ...spec },
});
const SHUT = { policyTypes: ['Egress'], egress: [] };
const FROM_SHOP = {
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] }],
};

const SOME_SHUT = { ...SHUT, podSelector: { matchLabels: { app: 'web' } } };

test('nobody of a namespace that lets nobody out gets in, though none of its pods is known', () => {
  expect(told('{ namespaces: [shop] }', networkPolicy('shop', SHUT))).toEqual([]);
  const [open] = told('{ namespaces: [shop] }', networkPolicy('a', SHUT));
  expect(open).toMatchObject({ requests: [{}], by: { identity: 'cluster.local/ns/shop/sa/somebody' } });
});

test('of a namespace that lets some pods out only, it is not told whether an identity is of one of them', () => {
  const [edge, ...others] = told('{ namespaces: [shop] }', networkPolicy('shop', SOME_SHUT));
  expect(others).toEqual([]);
  expect(edge).toMatchObject({ from: '*/ns/shop/*', requests: [], by: undefined });
  expect(edge).toHaveProperty('because', expect.stringContaining('which pod has identity'));
  expect(edge).toHaveProperty('because', expect.not.stringContaining('do not agree'));
});

test('so is who is asked for an address, too', () => {
  const source = '{ namespaces: [shop], ipBlocks: [10.0.0.0/8] }';
  expect(told(source, networkPolicy('shop', SHUT))).toEqual([]);
  const [edge] = told(source, networkPolicy('shop', SOME_SHUT));
  expect(edge).toHaveProperty('because', expect.stringContaining('which pod has identity'));
  expect(edge).toHaveProperty('because', expect.not.stringContaining('do not agree'));
  const [open] = told(source, networkPolicy('a', SHUT));
  expect(open).toMatchObject({ requests: [{ ips: ['10.0.0.0/8'] }], by: { ip: '10.0.0.1' } });
});

test('that no pod of a namespace is let out proves that it reaches nobody', () => {
  const proofFor = (spec: JsonObject): string => {
    const mesh = meshOf(`${API}
apiVersion: v1
kind: Namespace
metadata: { name: dev }
---
${JSON.stringify(networkPolicy('dev', spec))}`);
    const never = neverReaches({ name: 'dev', from: { namespace: 'dev' }, to: { namespace: 'pay' } });
    const [proven] = prove(mesh, [never], { analystOf, judgeOf: evaluator });
    return proven?.proof.kind ?? '';
  };
  expect(proofFor(SHUT)).toBe('holds');
  expect(proofFor(SOME_SHUT)).toBe('undecided');
});

test('whoever may be of any namespace is of another one', () => {
  const [edge] = told('{ principals: ["*"] }', networkPolicy('a', SHUT));
  expect(edge).toMatchObject({ from: '*', requests: [{}], by: { identity: 'cluster.local/ns/elsewhere/sa/somebody' } });
});

test('those of several namespaces must be treated alike', () => {
  const [edge] = told('{ namespaces: [shop, a] }', networkPolicy('a', SHUT));
  expect(edge).toMatchObject({ from: '*/ns/a/* or */ns/shop/*', requests: [], by: undefined });
});

test('a NetworkPolicy that lets in one namespace refuses whoever is of another', () => {
  const [edge] = told('{ namespaces: [shop] }', networkPolicy('pay', FROM_SHOP));
  expect(edge).toMatchObject({ requests: [{}], by: { identity: 'cluster.local/ns/shop/sa/somebody' } });
  expect(told('{ namespaces: [a] }', networkPolicy('pay', FROM_SHOP))).toEqual([]);
});

describe('any other identity', () => {
  const deny = (...sources: readonly string[]) =>
    meshOf(`${API}
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: pay }
spec: { action: DENY, rules: [${sources.map((source) => `{ from: [{ source: ${source} }] }`).join(', ')}] }`);
  const ALL = '{ principals: ["*"] }';
  const SOME = ['{ principals: [cluster.local/ns/x/sa/y] }', '{ namespaces: [dev] }'];
  const NO_IDENTITY = '{ notPrincipals: ["*"] }';
  const except = ['*/ns/dev/*', 'cluster.local/ns/x/sa/y'];

  test('is told with those who get nothing, though no workload has their identity', () => {
    const edgesOf = (...sources: readonly string[]) =>
      matrixOf(analystOf([deny(...sources)]), [], { from: ({ kind }) => kind === 'identity' }).edges;
    expect(edgesOf(...SOME)).toMatchObject([{ from: { identity: '*' }, requests: [{}], except }]);
    expect(edgesOf(NO_IDENTITY)).toMatchObject([{ from: { identity: '*' }, requests: [{}] }]);
    expect(edgesOf(NO_IDENTITY)[0]).not.toHaveProperty('except');
    expect(edgesOf(ALL)).toEqual([]);
  });

  test('gains without those for whom nothing changes', () => {
    const widerFor = (...sources: readonly string[]) => {
      const [before, after] = [deny(ALL), deny(...sources)];
      return compareReach(analystOf([before, after]), { before, after, judgeOf: evaluator }).wider.filter(
        ({ from }) => 'identity' in from,
      );
    };
    expect(widerFor(...SOME)).toMatchObject([{ from: { identity: '*' }, except: ['pay/api', ...except] }]);
    expect(widerFor(NO_IDENTITY)).toMatchObject([{ from: { identity: '*' } }]);
    expect(widerFor(NO_IDENTITY)[0]?.except).not.toContain('*/ns/dev/*');
  });

  test('or of a pattern is told without those who are spelt out, and get nothing', () => {
    const EVIL = '{ principals: [cluster.local/ns/dev/sa/evil] }';
    const edgesOf = (...sources: readonly string[]) =>
      matrixOf(analystOf([deny('{ notNamespaces: [dev] }', ...sources)]), []).edges;
    expect(edgesOf(EVIL)).toMatchObject([
      { from: { identity: '*/ns/dev/*' }, except: ['cluster.local/ns/dev/sa/evil'] },
    ]);
    expect(edgesOf(EVIL.replace('ns/dev', 'ns/other'))[0]).not.toHaveProperty('except');
    expect(edgesOf()[0]).not.toHaveProperty('except');
  });

  test('or of several patterns is told so, too, though only who is spelt out is of one more', () => {
    const WEB = 'cluster.local/ns/dev/sa/web';
    const edgesOf = (...denied: readonly string[]) => {
      const sources = [
        '{ namespaces: ["d*"] }',
        '{ principals: ["*/sa/web"] }',
        '{ principals: [cluster.local/ns/dev/*] }',
      ];
      const rules = sources.map(
        (source, i) => `{ from: [{ source: ${source} }], to: [{ operation: { paths: [/${i}] } }] }`,
      );
      const allow = `${API}
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: some, namespace: pay }
spec: { rules: [${rules.join(', ')}] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: pay }
spec: { action: DENY, rules: [{ from: [{ source: { principals: [${denied.join(', ')}] } }] }] }`;
      return matrixOf(analystOf([meshOf(allow)]), []).edges.flatMap(({ from, except }) =>
        'identity' in from ? [[from.identity, except]] : [],
      );
    };
    // of dev/web there is nobody else
    const both = '*/ns/d*/* and */sa/web';
    expect(edgesOf(WEB)).toContainEqual([both, [WEB]]);
    expect(edgesOf(WEB)).toContainEqual(['cluster.local/ns/dev/*', [WEB]]);
    expect(edgesOf('cluster.local/ns/other/sa/x')).toContainEqual([
      `${both} but not cluster.local/ns/dev/*`,
      undefined,
    ]);
  });
});

describe('identities of other trust domains', () => {
  const guarded = (...objects: readonly string[]) => meshOf(`${API}\n${objects.join('\n---\n')}`);
  const MTLS = (mode: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: pay, namespace: pay }
spec: { mtls: { mode: ${mode} } }`;
  const NOBODY = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nobody, namespace: pay }
spec: {}`;
  const strangers = (before: Mesh, after: Mesh) => {
    const { wider, narrower } = compareReach(analystOf([before, after]), { before, after, judgeOf: evaluator });
    const named = (differences: typeof wider) =>
      differences.flatMap(({ from }) => ('identity' in from ? [from.identity] : []));
    return { wider: named(wider), narrower: named(narrower) };
  };
  const FOREIGN = '* but not cluster.local/*';

  test('are all whose TLS comes through only where nobody reads it', () => {
    const [passedOn, read] = [guarded(MTLS('DISABLE')), guarded(MTLS('PERMISSIVE'))];
    expect(strangers(passedOn, read)).toEqual({ wider: [], narrower: [FOREIGN] });
    expect(strangers(read, passedOn)).toEqual({ wider: [FOREIGN], narrower: [] });
    expect(strangers(passedOn, guarded(MTLS('DISABLE'), NOBODY))).toEqual({ wider: [], narrower: ['*'] });
    expect(strangers(read, guarded(MTLS('PERMISSIVE'), NOBODY))).toEqual({ wider: [], narrower: ['*'] });
  });

  test('are told apart from those who lose as much as they, and less', () => {
    const dev = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: dev, namespace: pay }
spec: { action: DENY, rules: [{ from: [{ source: { namespaces: [dev] } }] }] }`;
    const changed = strangers(guarded(MTLS('DISABLE'), dev), guarded(MTLS('PERMISSIVE'), dev));
    expect(changed).toEqual({
      wider: [],
      narrower: [FOREIGN, '*/ns/dev/*'],
    });
  });

  test('are those of an alias, where ztunnel knows one trust domain only', () => {
    const aliased = (mesh: Mesh): Mesh => ({
      ...mesh,
      settings: { ...mesh.settings, trustDomainAliases: ['old.example'] },
    });
    const ambient = meshOf(API.replaceAll('istio-injection: enabled', 'istio.io/dataplane-mode: ambient'));
    expect(strangers(aliased(meshOf(API)), aliased(ambient))).toEqual({ wider: [], narrower: ['old.example/*'] });
    expect(strangers(meshOf(API), ambient)).toEqual({ wider: [], narrower: [] });
  });
});
