/** What the manifests do not tell is said once, and not when they do tell it. */
import {
  all,
  ambient,
  deployment,
  jwt,
  meshConfig,
  mtls,
  namespace,
  policy,
  service,
  sidecars,
  source,
} from './checks/manifests';
import { reportOn } from './checks/describe-twins';

const custom = policy('{action: CUSTOM, provider: {name: oauth}, rules: [{}]}');
const onService = policy('{targetRefs: [{kind: Service, name: web}]}');
const needsToken = source('requestPrincipals: ["a/*"]');
const rules = jwt('{jwtRules: [{issuer: a, audiences: [b]}]}');
const selecting = policy('{selector: {matchLabels: {app: web}}}');
const known = meshConfig('trustDomain: a');

test.each([
  [
    'namespaces',
    source('namespaces: [far]'),
    /taken to exist: `far`/,
    all(namespace('far'), source('namespaces: [far]')),
  ],
  [
    'trust domains',
    source('principals: [b.c/ns/shop/sa/x]'),
    /trust domains `b\.c`/,
    all(known, source('principals: ["*"]')),
  ],
  ['providers', custom, /extension providers `oauth`/, all(known, custom)],
  [
    'selectors',
    all(deployment('x', '', 'far'), selecting),
    /policies of `shop` may select/,
    all(deployment('web'), selecting),
  ],
  [
    'data planes',
    all(deployment('web'), selecting),
    /pods of `shop` have a sidecar/,
    all(sidecars, deployment('web'), selecting),
  ],
  [
    'closed workloads',
    all(sidecars, deployment('web'), policy('{}', 'x', 'far')),
    /of `shop` or of the root/,
    all(sidecars, deployment('web'), policy('{}')),
  ],
  [
    'waypoints',
    all(service('web', '{port: 80}'), onService),
    /Services of `shop` have a waypoint/,
    all(ambient, service('web', '{port: 80}'), onService),
  ],
  [
    'the mesh',
    mtls('{mtls: {mode: STRICT}}'),
    /what the whole mesh requires/,
    mtls('{mtls: {mode: STRICT}}', 'x', 'istio-system'),
  ],
  [
    'senders',
    mtls('{mtls: {mode: STRICT}}'),
    /send mutual TLS by themselves/,
    all(known, mtls('{mtls: {mode: STRICT}}')),
  ],
  ['tokens', needsToken, /policies of `shop` that ask for tokens/, all(needsToken, rules)],
  ['subjects', needsToken, /a claim `sub`/, source('namespaces: [shop]')],
  ['keys', rules, /BLOCKED_CIDRS_IN_JWKS_URIS/, all(rules, deployment('istiod', 'containers: []', 'istio-system'))],
] as const)('what is assumed of %s', (_, unknown, says, told) => {
  const said = (text: string) => reportOn(text).assumptions.filter((one) => says.test(one));
  expect(said(unknown)).toHaveLength(1);
  expect(said(told)).toEqual([]);
});

test('one lack is said once, whoever needs it', () => {
  const { assumptions } = reportOn(all(sidecars, deployment('web'), mtls('{}'), source('namespaces: [shop]')));
  expect(assumptions.filter((one) => /what the whole mesh requires/.test(one))).toHaveLength(1);
  expect(new Set(assumptions).size).toBe(assumptions.length);
});
