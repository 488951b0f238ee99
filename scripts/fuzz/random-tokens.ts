/** Small random meshes in which a gateway and those behind it each ask for a token, and calls with one for each. */
import type { JsonObject } from '../../src/policy/json-object';
import type { Random } from './random';
import { randomRequest, randomToken } from './random-call';
import { basis, object } from './random-gateway';
import { WORDS } from './random-mesh';

/** Where the gateway looks. */
const OWN = 'x-token';

/** Manifests and settings of a mesh whose gateway asks for a token in a header of its own. Tokens alone decide. */
export function randomTokensMesh(random: Random): { manifests: readonly JsonObject[]; settings: JsonObject } {
  const asking = ['gw', ...random.one([['api'], ['web'], ['api', 'web']])].flatMap((app) => askingAt(random, app));
  return { manifests: [...basis(random), ...ROUTES, ...asking], settings: {} };
}

const ROUTES: readonly JsonObject[] = [
  object('networking.istio.io/v1', 'Gateway', 'gw', {
    selector: { app: 'gw' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
  object('networking.istio.io/v1', 'VirtualService', 'all', {
    hosts: ['*'],
    gateways: ['gw'],
    http: [
      { match: [{ uri: { prefix: '/a' } }], route: [{ destination: { host: 'web', port: { number: 80 } } }] },
      { route: [{ destination: { host: 'api', port: { number: 80 } } }] },
    ],
  }),
];

function askingAt(random: Random, app: string): readonly JsonObject[] {
  const selector = { matchLabels: { app } };
  const jwtRules = random.some(WORDS.issuers, 2).map((issuer) => ({
    issuer,
    jwksUri: `${issuer}/keys`,
    ...(app === 'gw' ? { fromHeaders: [{ name: OWN }] } : {}),
    ...(random.rarely(4) ? { audiences: random.some(['a', 'b'], 2) } : {}),
    forwardOriginalToken: random.rarely(3),
  }));
  const { issuer = '' } = jwtRules[0] ?? {};
  const asked = random.one<JsonObject>([
    { from: [{ source: { requestPrincipals: [`${issuer}/*`] } }] },
    { from: [{ source: { requestPrincipals: ['*'] } }] },
    { from: [{ source: { notRequestPrincipals: ['*'] } }] },
    { when: [{ key: 'request.auth.claims[role]', values: random.some(WORDS.claims, 2) }] },
    { when: [{ key: 'request.auth.claims[iss]', notValues: [issuer] }], to: [{ operation: { methods: ['GET'] } }] },
  ]);
  const action = random.rarely(4) ? 'DENY' : 'ALLOW';
  return [
    object('security.istio.io/v1', 'RequestAuthentication', `asking-${app}`, { selector, jwtRules }),
    object('security.istio.io/v1', 'AuthorizationPolicy', `asking-${app}`, { selector, action, rules: [asked] }),
  ];
}

/** A call to the gateway, with a token for it, another one, or both. */
export function randomTokensCall(random: Random): JsonObject {
  const { sni: _, ...request } = randomRequest(random);
  const { header: __, ...behind } = randomToken(random);
  const tokens = [
    ...(random.rarely(5) ? [] : [{ ...randomToken(random), header: OWN }]),
    ...(random.rarely(5) ? [] : [behind]),
  ];
  return {
    from: { plaintext: true, ip: random.one(WORDS.ips) },
    to: { gateway: 'shop/gw', port: 80, ip: '10.1.0.9' },
    request: { ...request, tokens },
  };
}
