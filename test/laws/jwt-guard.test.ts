/** With a JwtProtectedApi, no set of other AllowRoutes opens the protected paths to a request without such a token. */
import { ApiObject, type Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { AllowRoute, Condition, JwtProtectedApi, type JwtIssuer, Operation, Source } from '../../src';
import { evaluate } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { newShop } from '../constructs/shop';

const A = 'https://a.example.com';
const B = 'https://b.example.com/';
const [JWKS_A, JWKS_B] = ['https://a.example.com/keys', 'https://b.example.com/keys'];
const issuers: JwtIssuer[] = [
  {
    issuer: A,
    jwksUri: JWKS_A,
    audiences: ['shop'],
    claims: [
      { claim: ['role'], anyOf: ['admin', 'user'], noneOf: ['banned'] },
      { claim: ['realm', 'groups'], noneOf: ['blocked*'] },
    ],
  },
  { issuer: B, jwksUri: JWKS_B },
];
const PATHS = ['/secure/*', '/v1/{*}/secret'];
const PROTECTED = [
  '/secure/',
  '/secure/x',
  '/secure/x/y?z=1',
  '/./secure/x',
  '/v1/a/secret',
  '/v1/a[/secret',
  '/v1/a/secret/',
  '/open/../secure/x',
];

/** Routes that open as much as a route can. */
const route = fc.record({
  source: fc.constantFrom(
    Source.anyone(),
    Source.anyAuthenticated(),
    Source.requestPrincipals('*'),
    Source.requestPrincipals(`${A}/*`),
    Source.anyoneBut({ notRequestPrincipals: [`${A}/*`] }),
  ),
  operations: fc.constantFrom<Operation[][]>(
    [],
    [Operation.get()],
    [Operation.get('/secure/*', '/v1/*', '*')],
    [Operation.ports(8080)],
  ),
  conditions: fc.constantFrom<Condition[][]>([], [Condition.claim('role', { notValues: ['user'] })]),
});
const role = fc.constantFrom('admin', 'user', 'banned', 'other', ['admin', 'banned'], ['user'], true, undefined);
const claims = fc.record({
  iss: fc.constantFrom(A, B, 'https://c.example.com'),
  sub: fc.constantFrom('someone', undefined),
  aud: fc.constantFrom('shop', 'other', undefined),
  role,
  realm: fc.constantFrom({ groups: ['blocked-one'] }, { groups: ['staff'] }, undefined),
});
const request = fc.record({
  path: fc.constantFrom(...PROTECTED),
  method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
  token: fc.option(claims, { nil: undefined }),
  state: fc.constantFrom('valid', 'valid', 'expired', 'bad-signature'),
});

/** What a matching token is, said once more and apart from policies. */
function matches(token: { [claim: string]: unknown } | undefined, state: string): boolean {
  if (token === undefined || state !== 'valid' || token.sub === undefined) return false;
  if (token.iss === B) return true;
  const roles = [token.role].flat();
  const groups = [(token.realm as { groups: string[] } | undefined)?.groups].flat().filter((g) => g !== undefined);
  const fine = roles.some((r) => r === 'admin' || r === 'user') && !roles.includes('banned');
  return token.iss === A && token.aud === 'shop' && fine && !groups.some((group) => group.startsWith('blocked'));
}

it('no set of other routes admits a request without a matching token to the protected paths', () => {
  let admitted = 0;
  fc.assert(
    fc.property(
      fc.array(route, { maxLength: 4 }),
      fc.array(request, { minLength: 10, maxLength: 20 }),
      (routes, requests) => {
        const { chart, backend } = newShop();
        routes.forEach(({ source, operations, conditions }, index) => {
          new AllowRoute(chart, `route-${index}`, { to: backend, from: [source], operations, conditions });
        });
        new JwtProtectedApi(chart, 'api', { target: backend, issuers, paths: PATHS });
        addDeploymentAndService(chart);
        const mesh = readMesh(Testing.synth(chart));
        for (const { path, method, token, state } of requests) {
          const verdict = evaluate(
            mesh,
            readCase({
              from: { identity: 'cluster.local/ns/shop/sa/someone', ip: '10.0.0.9' },
              to: { workload: 'shop/backend', port: 8080 },
              request: {
                path,
                method,
                ...(token === undefined ? {} : { tokens: [{ claims: withoutAbsent(token), state }] }),
              },
            }),
          );
          if (verdict.verdict !== 'allow') continue;
          admitted += 1;
          expect(matches(token, state)).toBe(true);
        }
      },
    ),
    { numRuns: 150 },
  );
  // the twin: a token that matches does get in
  expect(admitted).toBeGreaterThan(20);
});

/** The pods behind the identity, so that there is something to call. */
function addDeploymentAndService(chart: Chart): void {
  new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'backend' },
    spec: { selector: { app: 'backend' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  new ApiObject(chart, 'workload', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'backend' },
    spec: {
      template: {
        metadata: { labels: { app: 'backend' } },
        spec: { serviceAccountName: 'backend', containers: [{ name: 'app', ports: [{ containerPort: 8080 }] }] },
      },
    },
  });
}

function withoutAbsent(token: object): { [claim: string]: unknown } {
  return Object.fromEntries(Object.entries(token).filter(([, value]) => value !== undefined));
}
