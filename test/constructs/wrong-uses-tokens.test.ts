import { JwtProtectedApi, Operation, ServiceIdentity, Source, WorkloadPort } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const ISSUER = { issuer: 'https://auth.example.com' };
const KEY = '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}';

/** An API on `/api/*` of the backend, with these props on top. */
const api =
  (props: object) =>
  ({ chart, backend }: Shop) =>
    new JwtProtectedApi(chart, 'api', { target: backend, issuers: [ISSUER], paths: ['/api/*'], ...props });
const issuer = (props: object) => api({ issuers: [{ ...ISSUER, ...props }] });
const claim = (props: object) => issuer({ claims: [{ claim: ['role'], ...props }] });
const row = (title: string, wrong: (shop: Shop) => unknown, right: (shop: Shop) => unknown) => ({
  title,
  wrong,
  right,
});

describeWrongUses('JwtProtectedApi', [
  {
    ...row('no issuer', api({ issuers: [] }), api({})),
    says: ['[chart/api] `issuers` is an empty list, so no token would ever match; name at least one issuer'],
  },
  {
    ...row('one issuer where a list is asked for', api({ issuers: ISSUER }), api({ issuers: [ISSUER] })),
    says: ['[chart/api] `issuers` is `{"issuer":"https://auth.example.com"}`; give a list of issuers'],
  },
  {
    ...row('an issuer as text', api({ issuers: [ISSUER.issuer] }), api({})),
    says: [
      '[chart/api] `issuers` holds `"https://auth.example.com"`; each entry is an issuer such as `{ issuer: \'https://auth.example.com\' }`',
    ],
  },
  {
    ...row('an issuer twice', api({ issuers: [ISSUER, ISSUER] }), api({})),
    says: [
      '[chart/api] issuer `https://auth.example.com` is listed twice, and Istio would accept a token that fits either; list it once',
    ],
  },
  {
    ...row('a misspelt field', api({ path: ['/x'] }), api({ paths: ['/x'] })),
    says: [
      '[chart/api] `path` is not a field of a JWT-protected API; use one of `target`, `issuers`, `paths`, `exactPaths`, `methods`, `ports`, `from`',
    ],
  },
  {
    ...row('paths that are undefined', api({ paths: undefined }), api({ paths: ['/x'] })),
    says: [
      '[chart/api] `paths` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
  },
  {
    ...row('a text for the target', api({ target: 'backend' }), api({})),
    says: ['[chart/api] `target` is `"backend"`; give a `ServiceIdentity`'],
  },
  {
    ...row('an empty list of paths', api({ paths: [] }), api({ paths: ['/x'] })),
    says: [
      '[chart/api] `paths` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
  },
  {
    ...row('a path of no form', api({ paths: ['x'] }), api({ paths: ['/x'] })),
    says: ['[chart/api] path `x` has no leading `/`, so it never matches; write `/x`'],
  },
  {
    ...row('an exact path that is a pattern', api({ exactPaths: ['/x/*'] }), api({ exactPaths: ['/x/'] })),
    says: ['[chart/api] exact path `/x/*` would be read as a pattern; patterns belong in `paths`'],
  },
  {
    ...row('a method in lower case', api({ methods: ['get'] }), api({ methods: ['GET'] })),
    says: ['[chart/api] method `get` never matches, as methods are compared with their case; write `GET`'],
  },
  {
    ...row('a TCP port', api({ ports: [5432] }), api({ ports: [8080] })),
    says: ['[chart/api] port `5432` is not an HTTP port of target `backend`, which declares `8080`; name one of these'],
  },
  {
    ...row('no caller', api({ from: [] }), api({ from: [Source.anyone()] })),
    says: [
      '[chart/api] `from` is an empty list, which Istio reads as everybody; leave it out, or name at least one caller',
    ],
  },
  {
    ...row('a caller as text', api({ from: ['x'] }), api({ from: [Source.namespaces('x')] })),
    says: ['[chart/api] `from` holds `"x"`; each entry is a `ServiceIdentity`, a `ZeroTrustNamespace` or a `Source`'],
  },
  {
    ...row('a caller without fields', api({ from: [Source.of({})] }), api({ from: [Source.anyone()] })),
    says: ['[chart/api] source: a source without fields means everybody; write `Source.anyone()` if that is meant'],
  },
  {
    ...row(
      'a caller with a lost restriction',
      api({ from: [Source.of({ namespaces: ['x'], ipBlocks: js() })] }),
      api({ from: [Source.of({ namespaces: ['x'] })] }),
    ),
    says: [
      '[chart/api] source: `ipBlocks` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
  },
  {
    ...row(
      'a request principal among the callers',
      api({ from: [Source.requestPrincipals('https://a.example.com/*')] }),
      api({ from: [Source.namespaces('edge')] }),
    ),
    says: [
      '[chart/api] a source in `from` names request principals, which the issuers do already; name identities, namespaces or addresses',
    ],
  },
  {
    title: 'a target without HTTP port',
    wrong: ({ chart, frontend }) => new JwtProtectedApi(chart, 'api', { target: frontend, issuers: [ISSUER] }),
    says: [
      '[chart/api] target `frontend` declares no HTTP port, so the guard could not name its ports; give it `ports: [WorkloadPort.http(…)]`',
    ],
    right: ({ chart, shop }) => {
      const target = new ServiceIdentity(chart, 'api', { namespace: shop, ports: [WorkloadPort.http(8080)] });
      target.select({ app: 'api' });
      new JwtProtectedApi(target, 'tokens', { target, issuers: [ISSUER] });
      target.allowFrom(Source.anyone(), Operation.get('/health'));
    },
  },
  {
    title: 'one issuer described in two ways',
    wrong: (shop) => [
      api({})(shop),
      new JwtProtectedApi(shop.chart, 'b', {
        target: shop.backend,
        issuers: [{ ...ISSUER, audiences: ['b'] }],
      }),
    ],
    says: [
      '[chart/backend.jwt] issuer `https://auth.example.com` is described in two ways for one target, and Istio would accept a token that fits either; describe it once and share it',
    ],
    right: (shop) => [api({})(shop), new JwtProtectedApi(shop.chart, 'b', { target: shop.backend, issuers: [ISSUER] })],
  },
]);

describeWrongUses('JwtIssuer', [
  {
    ...row('an empty issuer', issuer({ issuer: '', jwks: KEY }), issuer({})),
    says: [
      '[chart/api] issuer `` is not the `iss` of a token; write it to the letter, such as `https://auth.example.com`',
    ],
  },
  {
    ...row('an issuer that is undefined', api({ issuers: [{ jwks: KEY }] }), issuer({})),
    says: ['[chart/api] `issuer` is `undefined`; give the `iss` claim of its tokens'],
  },
  {
    ...row('a wildcard issuer', issuer({ issuer: 'https://*.example.com', jwks: KEY }), issuer({})),
    says: ['[chart/api] issuer `https://*.example.com` has a wildcard, which Istio reads literally; name each issuer'],
  },
  {
    ...row('keys in two places', issuer({ jwks: KEY, jwksUri: 'https://a.b/k' }), issuer({ jwks: KEY })),
    says: ['[chart/api] issuer `https://auth.example.com` has both `jwksUri` and `jwks`; give one of them'],
  },
  {
    ...row('keys nowhere', issuer({ issuer: 'me' }), issuer({ issuer: 'me', jwks: KEY })),
    says: [
      '[chart/api] issuer `me` has neither `jwksUri` nor `jwks`, and is no `https` address at which keys could be discovered; give one of them',
    ],
  },
  {
    ...row('keys over plain HTTP', issuer({ jwksUri: 'http://a.b/k' }), issuer({ jwksUri: 'https://a.b/k' })),
    says: [
      '[chart/api] issuer `https://auth.example.com` has its keys at `http://a.b/k`; give an `https` address without credentials, as whoever can change the keys can forge tokens',
    ],
  },
  {
    ...row('keys behind a password', issuer({ jwksUri: 'https://u:p@a.b/k' }), issuer({})),
    says: [
      '[chart/api] issuer `https://auth.example.com` has its keys at `https://u:p@a.b/k`; give an `https` address without credentials, as whoever can change the keys can forge tokens',
    ],
  },
  {
    ...row('a key set without keys', issuer({ jwks: '{"keys":[]}' }), issuer({ jwks: KEY })),
    says: [
      '[chart/api] issuer `https://auth.example.com` has `jwks` that is not a JSON Web Key Set with at least one key; give the text of `{"keys":[…]}`',
    ],
  },
  {
    ...row('a private key', issuer({ jwks: '{"keys":[{"kty":"oct","k":"AA"}]}' }), issuer({ jwks: KEY })),
    says: [
      '[chart/api] issuer `https://auth.example.com` has `jwks` with a private or symmetric key, which anyone who reads the manifest could sign with; give public keys only',
    ],
  },
  {
    ...row('an empty list of audiences', issuer({ audiences: [] }), issuer({ audiences: ['shop'] })),
    says: [
      '[chart/api] issuer `https://auth.example.com` has `audiences` as an empty list, which Istio reads as no requirement at all; leave it out, or name at least one',
    ],
  },
  {
    ...row('an empty audience', issuer({ audiences: [''] }), issuer({ audiences: ['shop'] })),
    says: [
      '[chart/api] issuer `https://auth.example.com` has an empty text among `audiences`, `fromParams` or `fromCookies`, which Istio refuses; remove it',
    ],
  },
  {
    ...row('audiences that are undefined', issuer({ audiences: undefined }), issuer({})),
    says: [
      '[chart/api] `audiences` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
  },
  {
    ...row('a misspelt audience', issuer({ audience: ['shop'] }), issuer({ audiences: ['shop'] })),
    says: [
      '[chart/api] `audience` is not a field of an issuer; use one of `issuer`, `jwksUri`, `jwks`, `audiences`, `fromHeaders`, `fromParams`, `fromCookies`, `forwardOriginalToken`, `outputPayloadToHeader`, `outputClaimToHeaders`, `claims`',
    ],
  },
  {
    ...row('one audience as text', issuer({ audiences: 'shop' }), issuer({ audiences: ['shop'] })),
    says: ['[chart/api] `audiences` is `"shop"`; give a list; each entry is a text'],
  },
  {
    ...row('a header by name only', issuer({ fromHeaders: ['x'] }), issuer({ fromHeaders: [{ name: 'x' }] })),
    says: ['[chart/api] `fromHeaders` holds `"x"`; each entry is a header such as `{ name: \'x-token\' }`'],
  },
  {
    ...row(
      'a header with a blank',
      issuer({ fromHeaders: [{ name: 'a b' }] }),
      issuer({ fromHeaders: [{ name: 'a' }] }),
    ),
    says: [
      '[chart/api] issuer `https://auth.example.com` names the header `a b`; a header name has letters, digits, `-` and `_`',
    ],
  },
  {
    ...row(
      'a payload into `Authorization`',
      issuer({ outputPayloadToHeader: 'Authorization' }),
      issuer({ outputPayloadToHeader: 'x-payload' }),
    ),
    says: [
      '[chart/api] issuer `https://auth.example.com` would overwrite the header `Authorization`, which others rely on; choose a name of its own, such as `x-jwt-payload`',
    ],
  },
  {
    ...row(
      'a claim without header',
      issuer({ outputClaimToHeaders: [{ claim: 'sub' }] }),
      issuer({ outputClaimToHeaders: [{ claim: 'sub', header: 'x-sub' }] }),
    ),
    says: [
      '[chart/api] `outputClaimToHeaders` holds `{"claim":"sub"}`; each entry is a pair such as `{ claim: \'sub\', header: \'x-user\' }`',
    ],
  },
  {
    ...row('a claim that requires nothing', claim({}), claim({ anyOf: ['a'] })),
    says: ['[chart/api] claim `role` of issuer `https://auth.example.com` requires nothing; give `anyOf` or `noneOf`'],
  },
  {
    ...row('a claim with an empty list', claim({ anyOf: [] }), claim({ anyOf: ['a'] })),
    says: [
      '[chart/api] claim `role` of issuer `https://auth.example.com` has an empty list, which Istio reads as no condition at all; name at least one value',
    ],
  },
  {
    ...row('a claim without name', claim({ claim: [], anyOf: ['a'] }), claim({ anyOf: ['a'] })),
    says: [
      "[chart/api] issuer `https://auth.example.com` has a claim requirement without a name; write such as `claim: ['role']`",
    ],
  },
  {
    ...row('a claim as text', claim({ claim: 'role', anyOf: ['a'] }), claim({ anyOf: ['a'] })),
    says: ["[chart/api] `claim` is `\"role\"`; give a list, such as `['role']` or `['realm_access', 'roles']`"],
  },
  {
    ...row('a quoted claim', claim({ claim: ['"role"'], anyOf: ['a'] }), claim({ anyOf: ['a'] })),
    says: [
      '[chart/api] claim `"role"` of issuer `https://auth.example.com` has `"role"` in its name, quotes or brackets of which Istio would take literally; write the bare name, one list entry a level',
    ],
  },
  {
    ...row('a claim compared with a flag', claim({ noneOf: [true] }), claim({ noneOf: ['true'] })),
    says: [
      '[chart/api] claim `role` of issuer `https://auth.example.com` is compared with `true`; Istio compares text only, never numbers or booleans',
    ],
  },
]);
