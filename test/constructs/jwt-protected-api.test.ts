import { JwtProtectedApi, type JwtProtectedApiProps, Operation, Source } from '../../src';
import { manifestOf } from './manifests';
import { newShop } from './shop';

const A = { issuer: 'https://a.example.com' };
const B = { issuer: 'https://b.example.com' };

/** The specs of the backend with an API on `/api/secure/*`: validator, what a token opens, and the guard. */
function specsOf(props: Partial<JwtProtectedApiProps> = {}) {
  const { app, chart, backend } = newShop();
  new JwtProtectedApi(chart, 'api', { target: backend, issuers: [A], paths: ['/api/secure/*'], ...props });
  return {
    validator: manifestOf(app, 'RequestAuthentication', 'backend-jwt').spec,
    allow: manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec,
    guard: manifestOf(app, 'AuthorizationPolicy', 'backend-deny').spec,
  };
}

const GUARDED = [{ operation: { paths: ['/api/secure', '/api/secure/*'], ports: ['8080'] } }];

test('the guard refuses every request to the paths without a token of the issuer, on HTTP ports only', () => {
  expect(specsOf().guard).toEqual({
    action: 'DENY',
    selector: { matchLabels: { app: 'backend' } },
    rules: [{ from: [{ source: { notRequestPrincipals: ['https://a.example.com/*'] } }], to: GUARDED }],
  });
});

test('a token of the issuer opens the paths, and not the bare path beside them', () => {
  expect(specsOf().allow.rules).toEqual([
    {
      from: [{ source: { requestPrincipals: ['https://a.example.com/*'] } }],
      to: [{ operation: { paths: ['/api/secure/*'], ports: ['8080'] } }],
    },
  ]);
});

test('methods confine what a token opens, never what is guarded', () => {
  const { allow, guard } = specsOf({ methods: ['GET'] });
  expect(allow.rules[0].to[0].operation.methods).toEqual(['GET']);
  expect(guard.rules[0].to).toEqual(GUARDED);
});

test('with several issuers any of their tokens passes the guard, and each must meet its own claims', () => {
  const { allow, guard } = specsOf({
    issuers: [
      { ...A, claims: [{ claim: ['role'], anyOf: ['user', 'admin'], noneOf: ['guest'] }] },
      { ...B, claims: [{ claim: ['realm_access', 'roles'], anyOf: ['ops'] }] },
    ],
  });
  const from = (issuer: string) => [{ source: { requestPrincipals: [`${issuer}/*`] } }];
  expect(guard.rules).toHaveLength(4);
  expect(guard.rules).toEqual(
    expect.arrayContaining([
      { from: [{ source: { notRequestPrincipals: [`${A.issuer}/*`, `${B.issuer}/*`] } }], to: GUARDED },
      { from: from(A.issuer), to: GUARDED, when: [{ key: 'request.auth.claims[role]', notValues: ['admin', 'user'] }] },
      { from: from(A.issuer), to: GUARDED, when: [{ key: 'request.auth.claims[role]', values: ['guest'] }] },
      {
        from: from(B.issuer),
        to: GUARDED,
        when: [{ key: 'request.auth.claims[realm_access][roles]', notValues: ['ops'] }],
      },
    ]),
  );
  expect(allow.rules).toEqual([
    expect.objectContaining({
      from: from(B.issuer),
      when: [{ key: 'request.auth.claims[realm_access][roles]', values: ['ops'] }],
    }),
    expect.objectContaining({
      from: from(A.issuer),
      when: [{ key: 'request.auth.claims[role]', notValues: ['guest'], values: ['admin', 'user'] }],
    }),
  ]);
});

test('`from` asks for the token and the identity in one source', () => {
  const { allow, guard } = specsOf({ from: [Source.namespaces('edge'), Source.principals('*')] });
  expect(allow.rules[0].from).toEqual([
    { source: { namespaces: ['edge'], requestPrincipals: ['https://a.example.com/*'] } },
    { source: { principals: ['*'], requestPrincipals: ['https://a.example.com/*'] } },
  ]);
  expect(guard.rules).toHaveLength(1);
});

test('the validator has each issuer once, however many APIs share it, and no claims', () => {
  const { app, chart, backend } = newShop();
  const issuer = { ...A, audiences: ['shop'], claims: [{ claim: ['role'], anyOf: ['user'] }] };
  new JwtProtectedApi(chart, 'one', { target: backend, issuers: [issuer], paths: ['/one/*'] });
  new JwtProtectedApi(chart, 'two', {
    target: backend,
    issuers: [B, { ...A, audiences: ['shop'] }],
    paths: ['/two/*'],
  });
  expect(manifestOf(app, 'RequestAuthentication', 'backend-jwt').spec.jwtRules).toEqual([
    { issuer: A.issuer, audiences: ['shop'] },
    { issuer: B.issuer },
  ]);
});

test.each([
  ['/api/secure/*', ['/api/secure', '/api/secure/*']],
  ['/api/secure/{**}', ['/api/secure', '/api/secure/*']],
  ['/tenants/{*}/keys/{**}', ['/tenants', '/tenants/*']],
  ['/tenants/{*}', ['/tenants', '/tenants/*']],
  ['/{**}', ['/*']],
  ['/*', ['/*']],
  ['/token', ['/token', '/token/']],
  ['*.key', ['*.key', '*.key/']],
])('the guard for `%s` covers %j', (path, covered) => {
  expect(specsOf({ paths: [path] }).guard.rules[0].to[0].operation.paths).toEqual(covered);
});

test('without paths the whole API is guarded', () => {
  const { app, chart, backend } = newShop();
  new JwtProtectedApi(chart, 'api', { target: backend, issuers: [A] });
  backend.allowFrom(Source.anyone(), Operation.get('/health'));
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-deny').spec.rules[0].to).toEqual([
    { operation: { ports: ['8080'] } },
  ]);
});

test('the validator is applied before the rule that requires it, and removed last', () => {
  const { app, chart, backend } = newShop();
  new JwtProtectedApi(chart, 'api', { target: backend, issuers: [A] });
  expect(manifestOf(app, 'RequestAuthentication', 'backend-jwt').metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'PruneLast=true',
    'argocd.argoproj.io/sync-wave': '-15',
  });
});
