import { describeTwins, reportOn } from './describe-twins';
import { all, deployment, jwt, policy, sidecars } from './manifests';

const operation = (fields: string) => `to: [{operation: {${fields}}}]`;
const rules = (...list: string[]) => `{rules: [${list.map((one) => `{${one}}`).join(', ')}]}`;
const token = 'from: [{source: {requestPrincipals: ["https://i/*"]}}], ';
const guarded = (fields: string) => policy(rules(token + operation(fields)), 'guarded');
const open = (fields: string) => policy(rules(operation(fields)), 'open');
const deny = (fields: string) =>
  policy(
    `{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ["*"]}}], ${operation(fields)}}]}`,
    'without-token',
  );

describeTwins('ZT308', [
  {
    what: 'a path within both of two patterns',
    fires: all(guarded('paths: ["/api/*"]'), open('paths: ["*/open"]')),
    field: 'spec.rules[0]',
    says: /^rule 0 of `open` allows such requests without a token; add the token there, too, or deny what has none$/,
    silent: all(guarded('paths: ["/api/{*}/a"]'), open('paths: ["*/open"]')),
  },
  {
    what: 'exceptions that leave some of it open, and none that leave nothing',
    fires: all(guarded('paths: ["/api/*"]'), open('paths: ["*"], notPaths: ["/api/a*"]')),
    field: 'spec.rules[0]',
    says: /rule 0 of `open`/,
    silent: all(guarded('paths: ["/api/*"]'), open('paths: ["*"], notPaths: ["/api/*"]')),
  },
  {
    what: 'a DENY of what has no token that is for another path',
    fires: all(guarded('paths: ["/api/*"]'), open('methods: [GET]'), deny('paths: ["/admin/*"]')),
    field: 'spec.rules[0]',
    says: /rule 0 of `open`/,
    silent: all(guarded('paths: ["/api/*"]'), open('methods: [GET]'), deny('paths: ["/api/*"]')),
  },
  {
    what: 'a rule of the same policy, but not what the rule itself opens',
    fires: policy(rules(token + operation('paths: ["/api/*"]'), operation('paths: ["/api/a"]'))),
    field: 'spec.rules[0]',
    says: /^rule 1 of `x` allows/,
    silent: policy(
      rules(
        `from: [{source: {requestPrincipals: ["*"]}}, {source: {namespaces: [a]}}], ${operation('paths: ["/api/*"]')}`,
        operation('paths: ["/api/a"]'),
      ),
    ),
  },
  {
    what: 'a rule that asks for no token, and not one that asks for one of another issuer',
    fires: all(guarded('paths: ["/api/*"]'), open('paths: ["/api/a"]')),
    field: 'spec.rules[0]',
    says: /rule 0 of `open`/,
    silent: all(
      guarded('paths: ["/api/*"]'),
      policy(
        rules(`${operation('paths: ["/api/a"]')}, when: [{key: "request.auth.claims[iss]", values: [other]}]`),
        'open',
      ),
    ),
  },
]);

test('ZT308 shows the request without a token that gets in', () => {
  const checking = jwt('{jwtRules: [{issuer: "https://i", audiences: [a], jwksUri: "https://i/keys"}]}');
  const estate = all(sidecars, deployment('web'), checking, guarded('paths: ["/api/*"]'), open('paths: ["*/open"]'));
  expect(reportOn(estate).findings.find(({ code }) => code === 'ZT308')?.witness).toMatchObject({
    to: { workload: 'shop/web' },
    request: { method: 'GET', path: '/api/open' },
  });
});
