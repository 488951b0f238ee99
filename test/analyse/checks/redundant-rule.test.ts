import { describeTwins, reportOn } from './describe-twins';
import { all, ambient, deployment, policy, sidecars } from './manifests';

const rule = (from: string, to: string) => `{from: [{source: {${from}}}], to: [{operation: {${to}}}]}`;
const web = 'principals: [cluster.local/ns/shop/sa/web]';
const rules = (...list: string[]) => `{rules: [${list.join(', ')}]}`;
const selecting = (label: string, text: string) => `{selector: {matchLabels: {${label}}}, ${text.slice(1)}`;

describeTwins('ZT602', [
  {
    what: 'a rule within another of its policy',
    fires: policy(rules(rule(web, 'paths: [/api/v1]'), rule(web, 'paths: ["/api/*"]'))),
    field: 'spec.rules[0]',
    says: /rule 1 allows all of this already; remove the rule/,
    silent: policy(rules(rule(web, 'paths: [/api/v1]'), rule(web, 'paths: ["/api/*"], notPaths: [/api/v1]'))),
  },
  {
    what: 'the same rule twice, once',
    fires: policy(rules(rule(web, 'methods: [GET]'), rule(web, 'methods: [GET]'))),
    field: 'spec.rules[1]',
    says: /rule 0 allows/,
    silent: policy(rules(rule(web, 'methods: [GET]'), rule(web, 'methods: [HEAD]'))),
  },
  {
    what: 'a policy of the namespace',
    fires: all(
      policy(selecting('app: a', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(rules(`{from: [{source: {namespaces: [shop]}}, {source: {${web}}}]}`), 'wide'),
    ),
    field: 'spec.rules[0]',
    says: /rule 0 of `shop\/wide`/,
    silent: all(
      policy(selecting('app: a', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(rules(`{from: [{source: {namespaces: [shop]}}, {source: {${web}}}]}`), 'wide', 'dev'),
    ),
  },
  {
    what: 'two policies, and not one in two files',
    fires: all(policy(rules(rule(web, 'methods: [GET]')), 'a'), policy(rules(rule(web, 'methods: [GET]')), 'b')),
    field: 'spec.rules[0]',
    says: /rule 0 of `shop\/a`/,
    silent: all(policy(rules(rule(web, 'methods: [GET]')), 'a'), policy(rules(rule(web, 'methods: [GET]')), 'a')),
  },
  {
    what: 'a policy with fewer labels',
    fires: all(
      policy(selecting('app: a, tier: b', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(selecting('tier: b', rules(rule(web, 'methods: ["*"]'))), 'wide'),
    ),
    field: 'spec.rules[0]',
    says: /rule 0 of `shop\/wide`/,
    silent: all(
      policy(selecting('app: a, tier: b', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(selecting('tier: c', rules(rule(web, 'methods: ["*"]'))), 'wide'),
    ),
  },
  {
    what: 'two rules that take it together',
    fires: policy(
      rules(rule(web, 'paths: [/a]'), rule(web, 'methods: [GET]'), rule(web, 'notMethods: [GET], paths: ["/a*"]')),
    ),
    field: 'spec.rules[0]',
    says: /^rule 1 and rule 2 together allow all of this already; remove the rule, or narrow the others$/,
    silent: policy(
      rules(rule(web, 'paths: [/a]'), rule(web, 'methods: [GET]'), rule(web, 'notMethods: [PUT], paths: ["/a*"]')),
    ),
  },
  {
    what: 'rules of two policies that deny it together',
    fires: all(
      policy(`{action: DENY, ${rules(rule(web, 'paths: ["/a/*"]')).slice(1)}`, 'a'),
      policy(`{action: DENY, ${rules(rule(web, 'paths: ["/a/b*"]')).slice(1)}`, 'b'),
      policy(`{action: DENY, ${rules(rule(web, 'paths: ["/a/*"], notPaths: ["/a/b*"]')).slice(1)}`, 'c'),
    ).replace('"/a/*"', '"/a/{*}"'),
    field: 'spec.rules[0]',
    says: /^rule 0 of `shop\/b` and rule 0 of `shop\/c` together deny all of this already/,
    silent: all(
      policy(`{action: DENY, ${rules(rule(web, 'paths: ["/a/*"]')).slice(1)}`, 'a'),
      policy(`{action: DENY, ${rules(rule(web, 'paths: ["/a/b*"]')).slice(1)}`, 'b'),
      policy(`{${rules(rule(web, 'paths: ["/a/*"], notPaths: ["/a/b*"]')).slice(1)}`, 'c'),
    ).replace('"/a/*"', '"/a/{*}"'),
  },
  {
    what: 'a caller within its namespace',
    fires: all(
      sidecars,
      deployment('web'),
      policy(rules(rule(web, 'paths: [/a]'), rule('namespaces: [shop]', 'hosts: ["*"]'))),
    ),
    field: 'spec.rules[0]',
    says: /^rule 1 allows all of this already/,
    silent: all(
      sidecars,
      deployment('web'),
      policy(rules(rule(web, 'paths: [/a]'), rule('namespaces: [shop]', 'hosts: ["a*"]'))),
    ),
  },
  {
    what: 'a rule that sidecars find in another, which ztunnel leaves out',
    fires: all(
      sidecars,
      deployment('web'),
      policy(rules(rule(web, 'ports: ["80"]'), '{when: [{key: source.serviceAccount, values: [shop/web]}]}')),
    ),
    field: 'spec.rules[0]',
    says: /^rule 1 allows all of this already/,
    silent: all(
      ambient,
      deployment('web'),
      policy(rules(rule(web, 'ports: ["80"]'), '{when: [{key: source.serviceAccount, values: [shop/web]}]}')),
    ),
  },
]);

test('ZT602 counts no rule out twice: of rules that cover each other only together, some stay', () => {
  const exceptions = (...methods: string[]) => rule(web, `notMethods: [${methods.join(', ')}]`);
  const report = reportOn(policy(rules(exceptions('GET'), exceptions('PUT'), exceptions('POST'))));
  expect(report.findings.filter(({ code }) => code === 'ZT602').map(({ field }) => field)).toEqual(['spec.rules[2]']);
});

test('ZT602 shows a request that both rules let in, as the decision engine confirms', () => {
  const report = reportOn(
    all(sidecars, deployment('web'), policy(rules(rule(web, 'paths: [/a]'), rule(web, 'paths: ["/a*"]')))),
  );
  expect(report.findings.find(({ code }) => code === 'ZT602')?.witness).toEqual({
    from: { identity: 'cluster.local/ns/shop/sa/web' },
    to: { workload: 'shop/web', port: 8080 },
    request: { method: 'GET', path: '/a', host: 'web' },
  });
});

test('ZT602 says what it cannot tell, and finds nothing there', () => {
  const ports = Array.from({ length: 40 }, (_, port) => `"${port + 1}"`).join(', ');
  const report = reportOn(policy(rules(rule(web, 'paths: [/a]'), rule(web, `paths: ["/a*"], ports: [${ports}]`))));
  expect(report.findings.filter(({ code }) => code === 'ZT602')).toEqual([]);
  expect(report.assumptions).toContain(
    'what rules of AuthorizationPolicy `shop/x` have in common was not told: they name more than 32 ports',
  );
});
