/** For each check, manifests on which it fires and a twin, as close as can be, on which it is silent. */
import type { Code } from '../../src/findings/catalogue';
import { operated } from './checks/manifests';

export interface Twins {
  readonly code: Code;
  readonly what: string;
  /** manifests, and the place and words of the finding that they deserve */
  readonly fires: string;
  readonly field: string;
  readonly says: RegExp;
  readonly silent: string;
}

const object = (kind: string, spec: string, name = 'x', apiVersion = 'security.istio.io/v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
const policy = (spec: string, name = 'x') => object('AuthorizationPolicy', spec, name);
const mtls = (spec: string, name = 'x') => object('PeerAuthentication', spec, name);
const jwt = (rule: string, name = 'x') =>
  object('RequestAuthentication', `{jwtRules: [{issuer: "https://i", audiences: [a], ${rule}}]}`, name);
const needToken = policy('{rules: [{from: [{source: {requestPrincipals: ["https://i/*"]}}]}]}', 'need');
const deployment = (account: string) =>
  object('Deployment', `{template: {metadata: {labels: {app: web}}, spec: {${account}}}}`, 'web', 'apps/v1');
const service = (port: string) => object('Service', `{selector: {app: web}, ports: [${port}]}`, 'web', 'v1');
const all = (...texts: string[]) => texts.join('---\n');

const source = (fields: string) => policy(`{rules: [{from: [{source: {${fields}}}]}]}`);
const operation = (fields: string) => policy(`{rules: [{to: [{operation: {${fields}}}]}]}`);
const condition = (fields: string) => policy(`{rules: [{when: [{${fields}}]}]}`);
const SOURCE = 'spec.rules[0].from[0].source';
const OPERATION = 'spec.rules[0].to[0].operation';
const CONDITION = 'spec.rules[0].when[0]';

/** Twins that differ in one value of one field. */
const values = (
  code: Code,
  build: (fields: string) => string,
  place: string,
  field: string,
  rows: readonly (readonly [bad: string, good: string, says: RegExp])[],
): Twins[] =>
  rows.map(([bad, good, says]) => ({
    code,
    what: `${field} ${bad.slice(0, 60)}`,
    fires: build(`${field}: [${bad}]`),
    field: `${place}.${field}[0]`,
    says,
    silent: build(`${field}: [${good}]`),
  }));

export const TWINS: readonly Twins[] = [
  {
    code: 'ZT001',
    what: 'a word that is no action',
    fires: policy('{action: deny, rules: [{}]}'),
    field: 'spec.action',
    says: /deny/,
    silent: policy('{action: DENY, rules: [{}]}'),
  },
  {
    code: 'ZT001',
    what: 'a kind that Istio does not have',
    fires: object('AuthorisationPolicy', '{}'),
    field: '',
    says: /`AuthorisationPolicy`/,
    silent: object('AuthorisationPolicy', '{}', 'x', 'example.com/v1'),
  },
  {
    code: 'ZT002',
    what: 'a selector without labels',
    fires: policy('{selector: {}}'),
    field: 'spec.selector',
    says: /label/,
    silent: policy('{selector: {matchLabels: {a: b}}}'),
  },
  {
    code: 'ZT003',
    what: 'form',
    fires: policy('{rules: [{form: [{source: {namespaces: [a]}}]}]}'),
    field: 'spec.rules[0].form',
    says: /so the rule matches every request; did you mean `from`\?/,
    silent: policy('{rules: [{from: [{source: {namespaces: [a]}}]}]}'),
  },
  {
    code: 'ZT003',
    what: 'source directly below the rule',
    fires: policy('{rules: [{source: {namespaces: [a]}, to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.rules[0].source',
    says: /matches more requests; did you mean `spec\.rules\[\]\.from\[\]\.source`\?/,
    silent: policy('{rules: [{from: [{source: {namespaces: [a]}}]}]}'),
  },
  {
    code: 'ZT003',
    what: 'actio',
    fires: policy('{actio: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.actio',
    says: /so the action is ALLOW; did you mean `action`\?/,
    silent: policy('{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
  },
  {
    code: 'ZT003',
    what: 'selecter',
    fires: mtls('{selecter: {matchLabels: {a: b}}}'),
    field: 'spec.selecter',
    says: /applies to the whole namespace; did you mean `selector`\?/,
    silent: mtls('{selector: {matchLabels: {a: b}}}'),
  },
  {
    code: 'ZT003',
    what: 'Spec',
    fires: policy('{rules: []}').replace('spec:', 'Spec:'),
    field: 'Spec',
    says: /so the policy is empty; did you mean `spec`\?/,
    silent: policy('{rules: []}'),
  },
  {
    code: 'ZT004',
    what: 'no kind',
    fires: 'apiVersion: v1\nmetadata: {name: x}\n',
    field: '',
    says: /has no `kind`/,
    silent: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
  },
  {
    code: 'ZT004',
    what: 'neither, but a spec; a file of values is none',
    fires: 'spec: {}\n',
    field: '',
    says: /has no `apiVersion` and `kind`/,
    silent: 'replicas: 3\nimage: {tag: x}\n',
  },
  {
    code: 'ZT101',
    what: 'double quotes on values',
    fires: condition(`key: 'request.headers["x-api-version"]', values: [v1]`),
    field: `${CONDITION}.key`,
    says: /`values` never match; write `request\.headers\[x-api-version\]`/,
    silent: condition(`key: 'request.headers[x-api-version]', values: [v1]`),
  },
  {
    code: 'ZT101',
    what: 'single quotes on notValues',
    fires: condition(`key: "request.auth.claims['sub']", notValues: [bad]`),
    field: `${CONDITION}.key`,
    says: /`notValues` never exclude anybody/,
    silent: condition(`key: "request.auth.claims[sub]", notValues: [bad]`),
  },
  ...values('ZT102', operation, OPERATION, 'paths', [
    ['/api/', '/api/*', /write `\/api\/\*`/],
    ['/a/b/', '/', /matches that one path only/],
    ['/login/', '/login/, /login', /matches that one path only/],
  ]),
  {
    code: 'ZT103',
    what: 'deny everything beside an allow of the same workload',
    fires: all(
      policy('{selector: {matchLabels: {app: b}}, action: DENY, rules: [{}]}', 'deny-all'),
      policy('{selector: {matchLabels: {app: b}}, rules: [{to: [{operation: {methods: [GET]}}]}]}', 'allow'),
    ),
    field: 'spec.rules[0]',
    says: /what `allow` allows stays denied/,
    silent: all(
      policy('{selector: {matchLabels: {app: b}}, action: DENY, rules: [{}]}', 'deny-all'),
      policy('{selector: {matchLabels: {app: c}}, rules: [{to: [{operation: {methods: [GET]}}]}]}', 'allow'),
    ),
  },
  {
    code: 'ZT103',
    what: 'a dry run denies nothing',
    fires: all(policy('{action: DENY, rules: [{}]}', 'deny-all'), policy('{rules: [{}]}', 'a')),
    field: 'spec.rules[0]',
    says: /stays denied/,
    silent: all(
      policy('{action: DENY, rules: [{}]}', 'deny-all').replace(
        'namespace: shop',
        'namespace: shop, annotations: {istio.io/dry-run: "true"}',
      ),
      policy('{rules: [{}]}', 'a'),
    ),
  },
  {
    code: 'ZT104',
    what: 'an empty rule',
    fires: policy('{rules: [{}]}'),
    field: 'spec.rules[0]',
    says: /allows every request/,
    silent: policy('{}'),
  },
  {
    code: 'ZT104',
    what: 'only with ALLOW',
    fires: policy('{action: ALLOW, rules: [{to: [{operation: {methods: [GET]}}]}, {}]}'),
    field: 'spec.rules[1]',
    says: /allows every request/,
    silent: policy('{action: AUDIT, rules: [{}]}'),
  },
  ...values('ZT105', source, SOURCE, 'principals', [
    ['spiffe://cluster.local/ns/a/sa/b', 'cluster.local/ns/a/sa/b', /write `cluster\.local\/ns\/a\/sa\/b`/],
  ]),
  {
    code: 'ZT106',
    what: 'from: []',
    fires: policy('{rules: [{from: [], to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.rules[0].from',
    says: /`from` is an empty list, .* allows more than it says/,
    silent: policy('{rules: [{to: [{operation: {methods: [GET]}}]}]}'),
  },
  {
    code: 'ZT106',
    what: 'when: null in a DENY',
    fires: policy('{action: DENY, rules: [{when: , to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.rules[0].when',
    says: /`when` is null, .* denies more than it says/,
    silent: policy('{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
  },
  {
    code: 'ZT106',
    what: 'principals: [] beside another field',
    fires: source('principals: [], namespaces: [a]'),
    field: `${SOURCE}.principals`,
    says: /`principals` is an empty list/,
    silent: source('namespaces: [a]'),
  },
  ...values('ZT107', source, SOURCE, 'principals', [
    ['"a b"', '"*"', /has a blank/],
    ['"*a*"', '"*/sa/a"', /reads it literally/],
    ['cluster.local/ns/*/sa/b', '"*/ns/a/sa/b"', /reads it literally/],
    ['frontend', 'cluster.local/ns/shop/sa/frontend', /is no identity/],
    ['cluster.local/ns/Shop/sa/a', 'cluster.local/ns/shop/sa/a', /no namespace is called `Shop`/],
    ['"cluster.local/ns/Shop/*"', '"cluster.local/ns/shop/*"', /no namespace is called `Shop`/],
    ['cluster.local/ns/shop/sa/Web', 'cluster.local/ns/shop/sa/web.1', /no service account is called `Web`/],
  ]),
  ...values('ZT107', source, SOURCE, 'namespaces', [
    ['a/b', 'a-b', /cannot exist/],
    ['Shop', 'shop', /cannot exist/],
    ['"a*b"', '"a*"', /literally|cannot exist/],
  ]),
  ...values('ZT107', source, SOURCE, 'serviceAccounts', [
    ['Shop/Web', 'shop/web', /cannot exist/],
    ['"shop / web"', 'web', /cannot exist/],
  ]),
  ...values('ZT107', source, SOURCE, 'ipBlocks', [
    ['"::ffff:10.0.0.1"', '10.0.0.1', /IPv4 written as IPv6.*write `10\.0\.0\.1`/],
    ['"::ffff:10.0.0.0/104"', '"::ffff:10.0.0.0/64"', /write `10\.0\.0\.0\/8`/],
    ['"fe80::1%eth0"', '"fe80::1"', /has a zone/],
  ]),
  ...values('ZT107', operation, OPERATION, 'methods', [
    ['get', 'GET', /write `GET`/],
    ['"GET,POST"', 'PURGE', /not an HTTP method/],
    ['"G*T"', '"G*"', /literally/],
    ['FOO', 'POST', /not an HTTP method/],
    ['/pkg.Service/Method', 'POST', /write it in `paths`/],
  ]),
  ...values('ZT107', operation, OPERATION, 'hosts', [
    ['"http://a.com"', 'a.com', /write `a\.com`/],
    ['a.com/path', '"*.a.com"', /can never match/],
  ]),
  ...values('ZT107', operation, OPERATION, 'paths', [
    ['api', '/api', /write `\/api`/],
    ['"/a*b"', '"/a*"', /`\{\*\}`|literally/],
    ['"/a?b=c"', '/a', /query or fragment/],
    ['"*a*"', '"*/a"', /literally/],
  ]),
  ...values('ZT107', operation, OPERATION, 'ports', [['"0"', '"80"', /nothing listens|no port/]]),
  {
    code: 'ZT107',
    what: 'a key that only looks right',
    fires: condition('key: "request.headersx[y]", values: [a]'),
    field: `${CONDITION}.key`,
    says: /unknown to Istio/,
    silent: condition('key: "request.headers[y]", values: [a]'),
  },
  {
    code: 'ZT107',
    what: 'a claim with two closing brackets',
    fires: condition('key: "request.auth.claims[a]]", values: [a]'),
    field: `${CONDITION}.key`,
    says: /names nothing/,
    silent: condition('key: "request.auth.claims[a][b]", values: [a]'),
  },
  ...values('ZT108', operation, OPERATION, 'paths', [
    ['"foo/{*}"', '"/foo/{*}"', /write `\/foo\/\{\*\}`/],
    ['"{**}"', '"/{**}"', /every selected proxy dies/],
  ]),
  ...values('ZT109', source, SOURCE, 'principals', [
    [`"*/${'a'.repeat(40_000)}"`, `"*/${'a'.repeat(400)}"`, /40002 characters/],
  ]),
  {
    code: 'ZT109',
    what: 'a line feed in a header name',
    fires: condition('key: "request.headers[a\\nb]", values: [a]'),
    field: `${CONDITION}.key`,
    says: /line break/,
    silent: condition('key: "request.headers[a-b]", values: [a]'),
  },
  {
    code: 'ZT109',
    what: 'a line feed in a prefix',
    fires: all(jwt('fromHeaders: [{name: a, prefix: "x\\n"}]'), needToken),
    field: 'spec.jwtRules[0].fromHeaders[0].prefix',
    says: /line break/,
    silent: all(jwt('fromHeaders: [{name: a, prefix: "x "}]'), needToken),
  },
  {
    code: 'ZT110',
    what: 'a header that Envoy joins',
    fires: policy('{action: DENY, rules: [{when: [{key: "request.headers[User-Agent]", values: [bot]}]}]}'),
    field: `${CONDITION}.values[0]`,
    says: /`user-agent` sent twice/,
    silent: policy('{action: DENY, rules: [{when: [{key: "request.headers[x-kind]", values: [bot]}]}]}'),
  },
  {
    code: 'ZT110',
    what: 'a host in one spelling',
    fires: policy('{action: DENY, rules: [{to: [{operation: {hosts: [a.com]}}]}]}'),
    field: `${OPERATION}.hosts[0]`,
    says: /add `a\.com:\*` and `a\.com\.`/,
    silent: policy('{action: ALLOW, rules: [{to: [{operation: {hosts: [a.com]}}]}]}'),
  },
  {
    code: 'ZT110',
    what: 'a suffix of hosts, for which no form helps',
    fires: policy('{action: DENY, rules: [{to: [{operation: {hosts: ["*.a.com"]}}]}]}'),
    field: `${OPERATION}.hosts[0]`,
    says: /no pattern can/,
    silent: policy('{action: DENY, rules: [{to: [{operation: {hosts: [a.com, "a.com:*", a.com.]}}]}]}'),
  },
  ...values('ZT111', source, SOURCE, 'requestPrincipals', [
    ['"*/*"', '"*"', /reads it literally/],
    ['"https://i/*x"', '"https://i/*"', /reads it literally/],
    ['"https://i"', '"https://i/sub"', /never matches/],
  ]),
  {
    code: 'ZT111',
    what: 'upper case in a server name',
    fires: condition('key: connection.sni, values: [A.com]'),
    field: `${CONDITION}.values[0]`,
    says: /write `a\.com`/,
    silent: condition('key: connection.sni, values: [a.com]'),
  },
  ...values('ZT111', operation, OPERATION, 'paths', [
    ['/a/../b', '/b', /dot segments/],
    ['"/a b"', '/a%20b', /never arrives so/],
    ['/é', '/%C3%A9', /never arrives so/],
  ]),
  {
    code: 'ZT112',
    what: 'a public address at a workload',
    fires: condition('key: source.ip, values: [203.0.113.0/24]'),
    field: `${CONDITION}.values[0]`,
    says: /sees the gateway's/,
    silent: condition('key: source.ip, values: [10.0.0.0/8]'),
  },
  {
    code: 'ZT112',
    what: 'an address that peers can have',
    fires: condition('key: source.ip, values: ["2001:db8::1"]'),
    field: `${CONDITION}.values[0]`,
    says: /sees the gateway's/,
    silent: condition('key: source.ip, values: ["::ffff:10.0.0.0/104"]'),
  },
  {
    code: 'ZT112',
    what: 'at a gateway it may be right',
    fires: policy('{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {ipBlocks: [203.0.113.1]}}]}]}'),
    field: `${SOURCE}.ipBlocks[0]`,
    says: /sees the gateway's/,
    silent: policy(
      '{selector: {matchLabels: {istio: ingressgateway}}, rules: [{from: [{source: {ipBlocks: [203.0.113.1]}}]}]}',
    ),
  },
  {
    code: 'ZT113',
    what: 'a TCP port behind a DENY of paths',
    fires: all(
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}'),
      deployment(''),
      service('{port: 6379, name: tcp-redis}'),
    ),
    field: 'spec.rules[0]',
    says: /port 6379 of Service `web` is TCP/,
    silent: all(
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}'),
      deployment(''),
      service('{port: 80, name: http-web}'),
    ),
  },
  {
    code: 'ZT113',
    what: 'a port of a gateway, which goes by what its servers speak',
    fires: all(
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}'),
      deployment(''),
      service('{port: 443, name: https}'),
    ),
    field: 'spec.rules[0]',
    says: /port 443 of Service `web` is TCP/,
    silent: all(
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}'),
      deployment('containers: [{name: istio-proxy, args: [proxy, router]}]'),
      service('{port: 443, name: https}'),
    ),
  },
  {
    code: 'ZT113',
    what: 'a rule that names its ports',
    fires: all(
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}]}'),
      deployment(''),
      service('{port: 1, appProtocol: tcp}'),
    ),
    field: 'spec.rules[0]',
    says: /is TCP/,
    silent: all(
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/a], ports: ["80"]}}]}]}'),
      deployment(''),
      service('{port: 1, appProtocol: tcp}'),
    ),
  },
  {
    code: 'ZT114',
    what: 'case of the annotation',
    fires: policy('{}').replace('namespace: shop', 'namespace: shop, annotations: {istio.io/Dry-Run: "true"}'),
    field: 'metadata.annotations[istio.io/Dry-Run]',
    says: /the policy is enforced/,
    silent: policy('{}').replace('namespace: shop', 'namespace: shop, annotations: {istio.io/dry-run: "true"}'),
  },
  {
    code: 'ZT115',
    what: 'action: null',
    fires: policy('{action: , rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.action',
    says: /means ALLOW/,
    silent: policy('{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
  },
  {
    code: 'ZT116',
    what: 'selector: null',
    fires: mtls('{selector: , mtls: {mode: DISABLE}}'),
    field: 'spec.selector',
    says: /applies to the whole namespace/,
    silent: mtls('{mtls: {mode: DISABLE}}'),
  },
  {
    code: 'ZT116',
    what: 'a label from an empty template',
    fires: policy('{selector: {matchLabels: {app: }}}'),
    field: 'spec.selector.matchLabels.app',
    says: /`app` is null and dropped/,
    silent: policy('{selector: {matchLabels: {app: web}}}'),
  },
  {
    code: 'ZT116',
    what: 'an empty label',
    fires: policy('{selector: {matchLabels: {app: ""}}}'),
    field: 'spec.selector.matchLabels.app',
    says: /`app` is empty/,
    silent: policy('{selector: {matchLabels: {app: a}}}'),
  },
  {
    code: 'ZT117',
    what: 'service account not bound',
    fires: all(source('principals: [cluster.local/ns/shop/sa/frontend]'), deployment('')),
    field: `${SOURCE}.principals[0]`,
    says: /no workload of namespace `shop` runs under service account `frontend`, only under `default`/,
    silent: all(source('principals: [cluster.local/ns/shop/sa/frontend]'), deployment('serviceAccountName: frontend')),
  },
  {
    code: 'ZT117',
    what: 'a namespace that is not here',
    fires: all(source('principals: [cluster.local/ns/shop/sa/x]'), deployment('')),
    field: `${SOURCE}.principals[0]`,
    says: /no workload/,
    silent: all(source('principals: [cluster.local/ns/elsewhere/sa/x]'), deployment('')),
  },
  {
    code: 'ZT117',
    what: 'a namespace in which no operator makes pods',
    fires: all(source('principals: [cluster.local/ns/shop/sa/x]'), deployment('')),
    field: `${SOURCE}.principals[0]`,
    says: /no workload/,
    silent: all(source('principals: [cluster.local/ns/shop/sa/x]'), deployment(''), operated),
  },
  {
    code: 'ZT118',
    what: 'a policy on a Service',
    fires: policy('{targetRefs: [{kind: Service, name: a}], rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}]}'),
    field: `${SOURCE}.ipBlocks[0]`,
    says: /`10\.0\.0\.0\/8` never matches; use `remoteIpBlocks`/,
    silent: policy(
      '{targetRefs: [{kind: Service, name: a}], rules: [{from: [{source: {remoteIpBlocks: [10.0.0.0/8]}}]}]}',
    ),
  },
  {
    code: 'ZT118',
    what: 'an exception',
    fires: policy('{targetRefs: [{kind: Service, name: a}], rules: [{from: [{source: {notIpBlocks: [10.0.0.0/8]}}]}]}'),
    field: `${SOURCE}.notIpBlocks[0]`,
    says: /`10\.0\.0\.0\/8` excludes nobody; use `notRemoteIpBlocks`/,
    silent: policy(
      '{targetRefs: [{kind: Service, name: a}], rules: [{from: [{source: {notRemoteIpBlocks: [10.0.0.0/8]}}]}]}',
    ),
  },
  {
    code: 'ZT201',
    what: 'mode: null',
    fires: mtls('{mtls: {mode: }}'),
    field: 'spec.mtls.mode',
    says: /inherited/,
    silent: mtls('{mtls: {mode: STRICT}}'),
  },
  {
    code: 'ZT202',
    what: 'two for one namespace',
    fires: all(mtls('{mtls: {mode: STRICT}}', 'a'), mtls('{mtls: {mode: DISABLE}}', 'b')),
    field: '',
    says: /`a` already decides mutual TLS for namespace `shop`/,
    silent: all(
      mtls('{mtls: {mode: STRICT}}', 'a'),
      mtls('{selector: {matchLabels: {a: b}}, mtls: {mode: DISABLE}}', 'b'),
    ),
  },
  {
    code: 'ZT301',
    what: 'nothing asks for a token',
    fires: all(jwt(''), operation('methods: [GET]')),
    field: 'spec.jwtRules',
    says: /a request without one passes/,
    silent: all(jwt(''), needToken),
  },
  {
    code: 'ZT302',
    what: 'no audiences',
    fires: all(jwt('').replace('audiences: [a], ', ''), needToken),
    field: 'spec.jwtRules[0]',
    says: /any audience/,
    silent: all(jwt(''), needToken),
  },
  {
    code: 'ZT303',
    what: 'one issuer twice',
    fires: all(jwt('}, {issuer: "https://i", audiences: [b]'), needToken),
    field: 'spec.jwtRules[1].issuer',
    says: /has a rule already/,
    silent: all(jwt('}, {issuer: "https://j", audiences: [b]'), needToken),
  },
  ...(
    [
      ['{"keys":[]}', '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}', /has no key/],
      ['{"keys":[{"kty":"RSA","alg":"HS256"}]}', '{"keys":[{"kty":"RSA","alg":"RS256"}]}', /algorithm `HS256`/],
      ['{"keys":[{"kty":"oct","k":"AQAB"}]}', '{"keys":[{"kty":"EC","alg":"ES256"}]}', /can make tokens/],
      ['{"keys":[{"kty":"RSA","use":"enc"}]}', '{"keys":[{"kty":"RSA","use":"sig"}]}', /for encryption/],
    ] as const
  ).map(([bad, good, says]): Twins => ({
    code: 'ZT304',
    what: bad,
    fires: all(jwt(`jwks: '${bad}'`), needToken),
    field: 'spec.jwtRules[0].jwks',
    says,
    silent: all(jwt(`jwks: '${good}'`), needToken),
  })),
  ...(
    [
      ['http://i/keys', /without TLS/],
      ['http://169.254.169.254/x', /link-local/],
      ['https://127.0.0.1/x', /istiod or the proxy itself/],
      ['https://u:p@i/x', /credentials/],
      ['https:', /names no host/],
    ] as const
  ).map(([bad, says]): Twins => ({
    code: 'ZT305',
    what: bad,
    fires: all(jwt(`jwksUri: '${bad}'`), needToken),
    field: 'spec.jwtRules[0].jwksUri',
    says,
    silent: all(jwt(`jwksUri: 'https://i/keys'`), needToken),
  })),
  {
    code: 'ZT306',
    what: 'payload into Authorization',
    fires: all(jwt('outputPayloadToHeader: Authorization'), needToken),
    field: 'spec.jwtRules[0].outputPayloadToHeader',
    says: /would replace/,
    silent: all(jwt('outputPayloadToHeader: x-jwt-payload'), needToken),
  },
  {
    code: 'ZT307',
    what: 'a role of any issuer',
    fires: all(
      jwt('}, {issuer: "https://j", audiences: [b]'),
      condition('key: "request.auth.claims[role]", values: [admin]'),
    ),
    field: CONDITION,
    says: /any of 2 issuers/,
    silent: all(jwt(''), condition('key: "request.auth.claims[role]", values: [admin]')),
  },
  {
    code: 'ZT307',
    what: 'the rule names the issuer',
    fires: all(
      jwt('}, {issuer: "https://j", audiences: [b]'),
      policy('{rules: [{when: [{key: "request.auth.claims[role]", values: [a]}]}]}'),
    ),
    field: CONDITION,
    says: /any of 2 issuers/,
    silent: all(
      jwt('}, {issuer: "https://j", audiences: [b]'),
      policy(
        '{rules: [{from: [{source: {requestPrincipals: ["https://i/*"]}}], when: [{key: "request.auth.claims[role]", values: [a]}]}]}',
      ),
    ),
  },
  {
    code: 'ZT308',
    what: 'an identity passes without the token',
    fires: all(
      policy(
        '{rules: [{from: [{source: {requestPrincipals: ["*"]}}], to: [{operation: {paths: ["/api/secure/*"]}}]}]}',
        'jwt',
      ),
      policy('{rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {paths: ["/api/*"]}}]}]}', 'plain'),
    ),
    field: 'spec.rules[0]',
    says: /rule 0 of `plain` allows such requests without a token/,
    silent: all(
      policy(
        '{rules: [{from: [{source: {requestPrincipals: ["*"]}}], to: [{operation: {paths: ["/api/secure/*"]}}]}]}',
        'jwt',
      ),
      policy('{rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {paths: ["/api/data"]}}]}]}', 'plain'),
    ),
  },
  {
    code: 'ZT308',
    what: 'a DENY of requests without token',
    fires: all(
      condition('key: "request.auth.claims[role]", values: [a]'),
      policy('{rules: [{to: [{operation: {methods: [GET]}}]}]}', 'p'),
    ),
    field: 'spec.rules[0]',
    says: /rule 0 of `p`/,
    silent: all(
      condition('key: "request.auth.claims[role]", values: [a]'),
      policy('{rules: [{to: [{operation: {methods: [GET]}}]}]}', 'p'),
      policy('{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ["*"]}}]}]}', 'guard'),
    ),
  },
  {
    code: 'ZT401',
    what: 'no selector',
    fires: object('Gateway', '{servers: []}', 'g', 'networking.istio.io/v1'),
    field: 'spec.selector',
    says: /every gateway workload/,
    silent: object('Gateway', '{selector: {istio: ingressgateway}, servers: []}', 'g', 'networking.istio.io/v1'),
  },
  {
    code: 'ZT501',
    what: 'v1beta1',
    fires: policy('{}').replace('/v1', '/v1beta1'),
    field: 'apiVersion',
    says: /write `security\.istio\.io\/v1`/,
    silent: policy('{}'),
  },
  {
    code: 'ZT501',
    what: 'v1alpha3, and a kind that has no v1',
    fires: object('DestinationRule', '{host: a}', 'd', 'networking.istio.io/v1alpha3'),
    field: 'apiVersion',
    says: /write `networking\.istio\.io\/v1`/,
    silent: object('EnvoyFilter', '{}', 'd', 'networking.istio.io/v1alpha3'),
  },
  {
    code: 'ZT502',
    what: 'IstioOperator',
    fires: object('IstioOperator', '{}', 'o', 'install.istio.io/v1alpha1'),
    field: 'kind',
    says: /nothing in the cluster reads/,
    silent: object('IstioOperator', '{}', 'o', 'example.com/v1'),
  },
];
