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

test('an object that no cluster takes is left out of what checks compare, and the report says so', () => {
  const labelled = (version: string) => deployment('web').replace('app: web', `app: web, version: ${version}`);
  const select = policy('{selector: {matchLabels: {app: web}}}');
  expect(reportOn(all(labelled('1'), select)).assumptions).toContain(
    'an object that no cluster takes is not there: Deployment shop/web: `labels` is `1`; expected text',
  );
  expect(reportOn(all(labelled('"1"'), select)).assumptions.join()).not.toContain('no cluster takes');
  const many = Array.from({ length: 5 }, (_, index) => labelled('1').replaceAll('name: web', `name: web${index}`));
  const told = reportOn(all(...many, select)).assumptions.filter((one) => /no cluster takes|more such/.test(one));
  expect(told).toHaveLength(4);
  expect(told[3]).toBe('2 more such objects are not in the cluster');
});
