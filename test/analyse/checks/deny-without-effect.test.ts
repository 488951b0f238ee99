import { describeTwins, reportOn } from './describe-twins';
import { all, deployment, policy, sidecars } from './manifests';

const DEV = 'from: [{source: {namespaces: [dev]}}], ';
const rule = (operation: string, from = DEV) => `{${from}to: [{operation: {${operation}}}]}`;
const allow = (operation: string, spec = '', namespace = 'shop', name = 'allow') =>
  policy(`{${spec}rules: [${rule(operation, '')}]}`, name, namespace);
const deny = (operation: string, spec = '', from = DEV) =>
  policy(`{action: DENY, ${spec}rules: [${rule(operation, from)}]}`, 'deny');
const app = (name: string) => `selector: {matchLabels: {app: ${name}}}, `;
const WAY = '{group: gateway.networking.k8s.io, kind: Gateway, name: way}';
const PROBER = '[{from: [{source: {principals: [cluster.local/ns/ops/sa/prober]}}]}]';
const TESTER = '[{from: [{source: {principals: [cluster.local/ns/dev/sa/tester]}}]}]';
const atWay = (rules: string, name: string, action = 'ALLOW') =>
  policy(`{targetRefs: [${WAY}], action: ${action}, rules: ${rules}}`, name, 'ways');
const atService = (rules: string, name: string, action = 'ALLOW', namespace = 'shop') =>
  policy(`{targetRefs: [{group: '', kind: Service, name: api}], action: ${action}, rules: ${rules}}`, name, namespace);
const SAYS = /^no ALLOW policy here allows any of this, so the rule changes nothing; correct it, or remove it$/;

describeTwins('ZT605', [
  {
    what: 'a path that nothing opens',
    fires: all(allow('paths: ["/api/*"]'), deny('paths: ["/admin/*"]')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(allow('paths: ["/a*"]'), deny('paths: ["/admin/*"]')),
  },
  {
    what: 'a workload that is closed by what is allowed, and not an open one',
    fires: all(allow('paths: [/a]'), deny('paths: ["/admin/*"]')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: deny('paths: ["/admin/*"]'),
  },
  {
    what: 'a denial, and not a guard of what is closed on purpose',
    fires: all(allow('paths: [/a]'), deny('paths: ["/admin/*"]')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(policy('{}', 'nothing'), allow('paths: [/a]'), deny('paths: ["/admin/*"]')),
  },
  {
    what: 'a denial to some, and not what nobody may do',
    fires: all(allow('methods: [GET]'), deny('methods: [TRACE]')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(allow('methods: [GET]'), deny('methods: [TRACE]', '', '')),
  },
  {
    what: 'what only other workloads allow',
    fires: all(
      allow('paths: [/a]'),
      allow('paths: ["*"]', app('a'), 'shop', 'more'),
      deny('paths: ["/admin/*"]', app('b')),
    ),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(allow('paths: [/a]'), allow('paths: ["*"]', app('a'), 'shop', 'more'), deny('paths: ["/admin/*"]')),
  },
  {
    what: 'callers whom nothing names',
    fires: all(
      policy('{rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/a]}}]}]}', 'allow'),
      policy('{action: DENY, rules: [{from: [{source: {namespaces: [other]}}]}]}', 'deny'),
    ),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(
      policy('{rules: [{from: [{source: {principals: [cluster.local/ns/other/sa/a]}}]}]}', 'allow'),
      policy('{action: DENY, rules: [{from: [{source: {namespaces: [other]}}]}]}', 'deny'),
    ),
  },
  {
    what: 'a root policy that closes, and not one that opens the path',
    fires: all(allow('paths: ["/api/*"]', '', 'istio-system'), deny('paths: ["/admin/*"]')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(allow('paths: ["/admin/a"]', '', 'istio-system'), deny('paths: ["/admin/*"]')),
  },
  {
    what: 'what nobody allows at a waypoint, and not what a Service of another namespace allows there',
    fires: all(atWay(PROBER, 'allow'), atWay(TESTER, 'deny', 'DENY')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(atWay(PROBER, 'allow'), atWay(TESTER, 'deny', 'DENY'), atService(TESTER, 'allow')),
  },
  {
    what: 'what nobody allows at a Service, and not what its waypoint in another namespace allows',
    fires: all(
      atService(PROBER, 'allow'),
      atService(TESTER, 'deny', 'DENY'),
      atService(TESTER, 'allow', 'ALLOW', 'two'),
    ),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(atService(PROBER, 'allow'), atService(TESTER, 'deny', 'DENY'), atWay(TESTER, 'allow')),
  },
  {
    what: 'a denial at a waypoint, and not a guard of one that is closed on purpose',
    fires: all(atService(PROBER, 'allow'), atService(TESTER, 'deny', 'DENY')),
    field: 'spec.rules[0]',
    says: SAYS,
    silent: all(
      policy(`{targetRefs: [${WAY}]}`, 'nothing'),
      atService(PROBER, 'allow'),
      atService(TESTER, 'deny', 'DENY'),
    ),
  },
]);

test('ZT605 is silent where a DENY rule refuses connections that an ALLOW rule lets in at ports without HTTP', () => {
  const dev = policy('{rules: [{from: [{source: {namespaces: [dev]}}], to: [{operation: {ports: ["80"]}}]}]}', 'allow');
  const none = deny('methods: [GET], notMethods: [GET]');
  expect(reportOn(all(dev, none)).findings.filter(({ code }) => code === 'ZT605')).toEqual([]);
});

test('ZT605 shows a request that is denied', () => {
  const report = reportOn(
    all(sidecars, deployment('web'), allow('paths: ["/api/*"]'), deny('paths: ["/admin/{*}"], methods: [PUT]')),
  );
  expect(report.findings.find(({ code }) => code === 'ZT605')?.witness).toMatchObject({
    to: { workload: 'shop/web' },
    request: { method: 'PUT', path: expect.stringMatching('^/admin/[^/]+$') as string },
  });
});
