import { evaluate } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import { behavioursOf } from '../../src/istio/behaviour';
import { MEASURED_VERSION, tryIstioVersion } from '../../src/istio/version';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { policy, SHOP } from './arbitrary-mesh';

const CALL = {
  from: { identity: 'cluster.local/ns/shop/sa/web' },
  to: { workload: 'shop/api', port: 8080 },
  request: {},
};

function verdictIn(istioVersion: string, manifests: readonly JsonObject[], call: JsonObject = {}, mesh = {}): Verdict {
  return evaluate(readMesh(manifests, { istioVersion, ...mesh }), readCase({ ...CALL, ...call }));
}

const from = (source: JsonObject): JsonObject => ({ from: [{ source }] });
const allowing = (rule: JsonObject): readonly JsonObject[] => [...SHOP, policy('ALLOW', 'a', [rule])];
const denying = (rule: JsonObject): readonly JsonObject[] => [...SHOP, policy('DENY', 'd', [rule])];
const onHeader = { when: [{ key: 'request.headers[x-a]', values: ['2'] }] };
const onPath = (path: string): JsonObject => ({ to: [{ operation: { paths: [path] } }] });
const caller = (identity: string): JsonObject => ({ from: { identity: `cluster.local/ns/${identity}` } });
const authentication = (rule: JsonObject): JsonObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'jwt', namespace: 'shop' },
  spec: { jwtRules: [rule] },
});
const podWithLabel = (word: string): readonly JsonObject[] => {
  const template = { metadata: { labels: { app: 'api', 'sidecar.istio.io/inject': word } } };
  const workload = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop' } };
  const others = SHOP.filter(({ kind }) => kind !== 'Deployment');
  return [...others, { ...workload, spec: { template } }, policy('ALLOW', 'n', [])];
};
const onHost = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', namespace: 'shop' }, spec: { hostNetwork: true } },
  policy('ALLOW', 'n', []),
];
const repeated = { request: { headers: { 'x-a': ['1', '2'] } } };
const custom = {
  ...policy('CUSTOM', 'c', [{}]),
  spec: { action: 'CUSTOM', provider: { name: 'OPA' }, rules: [{}] },
};
const opa = { extensionProviders: [{ name: 'OPA', envoyExtAuthzGrpc: {} }] };

describe('what differs between versions of Istio', () => {
  test.each<[string, readonly JsonObject[], JsonObject, readonly (readonly [string, string])[], JsonObject?]>([
    [
      'lines of a repeated header are compared alone, or joined',
      denying(onHeader),
      repeated,
      [
        ['1.26', 'allow'],
        ['1.27.7', 'allow'],
        ['1.27.8', 'deny'],
        ['1.28.4', 'allow'],
        ['1.29.0', 'allow'],
        ['1.29.1', 'deny'],
        ['1.30', 'deny'],
        ['1.29', 'undecided'],
      ],
    ],
    [
      'a header sent once is compared alike by all',
      denying(onHeader),
      { request: { headers: { 'x-a': '2' } } },
      [
        ['1.26', 'deny'],
        ['1.29', 'deny'],
        ['1.32', 'deny'],
      ],
    ],
    [
      '`..;` is a dot segment, or a name',
      denying(onPath('/admin')),
      { request: { path: '/x/..;y/admin' } },
      [
        ['1.29.6', 'allow'],
        ['1.29.7', 'deny'],
        ['1.30.3', 'allow'],
        ['1.30.4', 'deny'],
        ['1.30', 'undecided'],
        ['1.31.0', 'undecided'],
        ['1.28.10', 'allow'],
        ['1.32', 'deny'],
      ],
    ],
    [
      'a dot in `serviceAccounts` is a dot, or any character',
      allowing(from({ serviceAccounts: ['shop/cert.io'] })),
      caller('shop/sa/cert-io'),
      [
        ['1.27.8', 'allow'],
        ['1.27.9', 'deny'],
        ['1.28.5', 'allow'],
        ['1.29.1', 'allow'],
        ['1.29.2', 'deny'],
        ['1.30.0', 'deny'],
        ['1.28', 'undecided'],
      ],
    ],
    [
      'its own service account is matched by all',
      allowing(from({ serviceAccounts: ['shop/cert.io'] })),
      caller('shop/sa/cert.io'),
      [
        ['1.26', 'allow'],
        ['1.28', 'allow'],
        ['1.32', 'allow'],
      ],
    ],
    [
      'a dot in the suffix of a principal is a dot, or any character',
      allowing(from({ principals: ['*/sa/cert.io'] })),
      caller('shop/sa/cert-io'),
      [
        ['1.27', 'allow'],
        ['1.28.6', 'allow'],
        ['1.28.7', 'deny'],
        ['1.29.3', 'deny'],
        ['1.30', 'deny'],
      ],
    ],
    [
      'a dot in `namespaces` is a dot, or any character',
      allowing(from({ namespaces: ['s.op'] })),
      caller('shop/sa/web'),
      [
        ['1.29.2', 'allow'],
        ['1.29.3', 'deny'],
      ],
    ],
    [
      '`trustDomains` are known, or refused or pruned',
      allowing(from({ trustDomains: ['cluster.local'] })),
      {},
      [
        ['1.29', 'undecided'],
        ['1.30.1', 'undecided'],
        ['1.30.2', 'allow'],
        ['1.31', 'allow'],
      ],
    ],
    [
      'a template takes a star, or not',
      denying(onPath('/admin/{*}')),
      { request: { path: '/admin/a*b' } },
      [
        ['1.26.0', 'undecided'],
        ['1.26.1', 'deny'],
        ['1.27', 'deny'],
      ],
    ],
    [
      'the label `no` keeps a sidecar away, or says nothing',
      podWithLabel('no'),
      {},
      [
        ['1.26', 'allow'],
        ['1.27', 'deny'],
      ],
    ],
    [
      'the label `Yes` asks for a sidecar, or says nothing, where the namespace asks for them',
      podWithLabel('Yes'),
      {},
      [
        ['1.26', 'deny'],
        ['1.27', 'deny'],
      ],
    ],
    [
      'pods on the network of the host may be enrolled in ambient, or not',
      onHost,
      {},
      [
        ['1.26', 'allow'],
        ['1.27', 'undecided'],
        ['1.30', 'undecided'],
        ['1.31', 'allow'],
      ],
    ],
    [
      'a JWT rule may have no issuer, or is refused',
      [...SHOP, authentication({ jwksUri: 'https://a.example/keys' })],
      {},
      [
        ['1.26', 'undecided'],
        ['1.27', 'allow'],
      ],
    ],
    [
      'claims may be split at spaces, or the field is not known',
      [...SHOP, authentication({ issuer: 'a', jwksUri: 'https://a/keys', spaceDelimitedClaims: ['roles'] })],
      {},
      [
        ['1.27', 'undecided'],
        ['1.28', 'allow'],
      ],
    ],
    [
      'names of extension providers are checked, or not',
      [...SHOP, custom],
      {},
      [
        ['1.29', 'depends'],
        ['1.30', 'deny'],
      ],
      opa,
    ],
  ])('%s', (_, manifests, call, expected, ...[mesh]) => {
    const actual = expected.map(([version]) => [version, verdictIn(version, manifests, call, mesh).verdict]);
    expect(actual).toEqual(expected);
  });

  test('what hangs on the patch release, and what nobody has established, is said to', () => {
    expect(verdictIn('1.29', denying(onHeader), repeated).because[0]).toBe(
      'the patch releases of Istio 1.29 do not answer alike; name one, such as `1.29.1`',
    );
    expect(verdictIn('1.31.0', denying(onPath('/a')), { request: { path: '/..;/a' } }).because[0]).toBe(
      'what Istio 1.31.0 does here is not established',
    );
    expect(verdictIn('1.29', allowing(from({ trustDomains: ['cluster.local'] }))).because).toContain(
      'AuthorizationPolicy `shop/a` names trust domains, which Istio 1.29 does not know',
    );
  });
});

describe('the version', () => {
  test('is the measured one by default, which behaves in one way', () => {
    expect(readMesh([]).settings.istioVersion).toEqual(MEASURED_VERSION);
    expect(behavioursOf(MEASURED_VERSION)).toHaveLength(1);
    expect(new Set(Object.values(behavioursOf(MEASURED_VERSION)[0]))).toEqual(new Set([true]));
  });

  test.each(['1.26', '1.26.8', '1.31', '1.32.1'])('%s is taken', (text) => {
    const [, minor, patch] = text.split('.').map(Number);
    expect(tryIstioVersion(text)).toEqual(patch === undefined ? { minor } : { minor, patch });
  });

  test.each(['1.25', '1.33', '2.30', 'v1.30', '1.30.x', ''])('`%s` is refused with what is taken', (istioVersion) => {
    expect(() => readMesh([], { istioVersion })).toThrow('expected `1.26` to `1.32`, or a patch release');
  });

  test('a number is refused, as YAML reads 1.30 as 1.3', () => {
    expect(() => readMesh([], { istioVersion: 1.3 })).toThrow('`istioVersion` is `1.3`; expected');
  });
});
