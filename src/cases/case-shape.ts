/** The format of case files, as data: which keys there are, and what each may hold. */
import { methodMeant } from '../istio/http-methods';
import { isRequestTarget } from '../istio/request-target';
import { isObject, type JsonObject } from '../policy/json-object';
import { tryIpAddress } from '../policy/ip-block';
import { ANY_TEXT, closed, FLAG, listOf, type Mapping, type Shape, TEXT, wordOf } from '../policy/shape';

const TEXTS: Shape = listOf(TEXT);
/** A port. */
export const PORT: Shape = { kind: 'whole', least: 1, most: 65535 };
const STATUS: Shape = { kind: 'whole', least: 100, most: 599 };

/** `namespace/name` of an object. */
export const NAME: Shape = {
  kind: 'text',
  wrong: (text) => (/^[^/\s]+\/[^/\s]+$/.test(text) ? undefined : `is \`${text}\`; expected \`namespace/name\``),
};
const ADDRESS: Shape = {
  kind: 'text',
  wrong: (text) => (tryIpAddress(text) === undefined ? `is \`${text}\`; expected an IP address` : undefined),
};
/** An mTLS identity. */
export const IDENTITY: Shape = {
  kind: 'text',
  wrong: (text) =>
    text.startsWith('spiffe://')
      ? `is \`${text}\`; an identity is written without \`spiffe://\`: \`${text.slice('spiffe://'.length)}\``
      : undefined,
};
const RULE: Shape = {
  kind: 'text',
  wrong: (text) => {
    const [, name] = /^([^/\s]+\/[^/\s#]+)(#\d+)?$/.exec(text) ?? [];
    return /#\d+$/.test(text) && name !== undefined
      ? undefined
      : `is \`${text}\`; expected \`namespace/name#index\`${name === undefined ? '' : `, such as \`${name}#0\``}`;
  },
};

const FROM: Mapping = closed({ workload: NAME, identity: IDENTITY, plaintext: FLAG, ip: ADDRESS }, [], (from) => {
  const given = ['workload', 'identity', 'plaintext'].filter((key) => key in from && from[key] !== false);
  return given.length > 1
    ? `names ${given.map((key) => `\`${key}\``).join(' and ')}; a caller is one of them`
    : undefined;
});

const TO: Mapping = closed(
  { workload: NAME, service: NAME, gateway: NAME, host: TEXT, port: PORT, ip: ADDRESS, subset: TEXT },
  ['port'],
  (to) => {
    const given = ['workload', 'service', 'gateway', 'host'].filter((key) => key in to);
    if (given.length === 0) return 'names nothing to call; expected `workload`, `service`, `gateway` or `host`';
    const together = given.map((key) => `\`${key}\``).join(' and ');
    return given.length === 1 || given.join() === 'workload,service'
      ? undefined
      : `names ${together}; only \`workload\` beside \`service\` goes together`;
  },
);

const TOKEN: Mapping = closed({
  claims: { kind: 'foreign' },
  state: wordOf('valid', 'expired', 'not-yet-valid', 'bad-signature', 'malformed'),
  header: TEXT,
  prefix: ANY_TEXT,
  param: TEXT,
  cookie: TEXT,
});

const HEADERS: Shape = {
  kind: 'map',
  of: {
    kind: 'either',
    of: [ANY_TEXT, listOf(ANY_TEXT, 1)],
    accepts: 'text, or a list of texts',
  },
};

/** It would be denied for its case, whatever the policies say. */
const METHOD: Shape = {
  kind: 'text',
  wrong: (text) => {
    const meant = methodMeant(text);
    return meant === undefined
      ? undefined
      : `is \`${text}\`; methods are compared with their case, and expected is \`${meant}\``;
  },
};
/** What begins otherwise is answered with 400, whatever the policies say. */
const PATH: Shape = {
  kind: 'text',
  wrong: (text) =>
    isRequestTarget(text) ? undefined : `is \`${text}\`; a path begins with \`/\`, such as \`/${text}\``,
};

const REQUEST: Mapping = closed(
  {
    method: METHOD,
    path: PATH,
    host: TEXT,
    headers: HEADERS,
    sni: TEXT,
    tls: FLAG,
    remoteIp: ADDRESS,
    token: { kind: 'foreign' },
    tokens: listOf(TOKEN),
    tcp: FLAG,
  },
  [],
  ({ tcp, headers, ...others }) => {
    if (tcp === true) {
      const lost = Object.keys({ ...others, ...(headers === undefined ? {} : { headers }) }).find(
        (key) => key !== 'sni' && key !== 'tls',
      );
      return lost === undefined
        ? undefined
        : `has \`${lost}\` beside \`tcp: true\`, which sends no HTTP; leave one of them out`;
    }
    // they would be lost beside the request's own, and the case would be about another host or path
    const own = Object.keys(isObject(headers) ? headers : {}).find((name) => /^(host$|:)/i.test(name));
    return own === undefined
      ? undefined
      : `has the header \`${own}\`; write \`host\`, \`method\` and \`path\` beside \`headers\``;
  },
);

/** A call: who, whom, and what. */
export const CALL: Mapping = closed({ from: FROM, to: TO, request: REQUEST }, ['from', 'to']);

const VERDICT: Shape = wordOf('allow', 'deny');

const DENIED: Readonly<Record<string, Shape>> = {
  status: STATUS,
  layer: wordOf('network', 'mtls', 'jwt', 'custom', 'authorization'),
  by: RULE,
};

/** What of a denial is compared, besides that it is one. */
export const DENIAL: Mapping = closed(DENIED);

/** What the engine judges of a call. */
export const JUDGED: Readonly<Record<string, Shape>> = { verdict: VERDICT, ...DENIED };

const TLS: Shape = wordOf('istio_mutual', 'simple', 'mutual', 'none', 'hbone');

/** What belongs to the whole way of a call: the caller's proxy, and where a gateway sends it. */
const WHOLE_WAY: Readonly<Record<string, Shape>> = {
  tls: TLS,
  inner: TLS,
  sni: TEXT,
  destinationRule: NAME,
  routedTo: TEXT,
  subset: TEXT,
  path: TEXT,
  host: TEXT,
  headers: { kind: 'foreign' },
  location: TEXT,
  body: TEXT,
  waypoint: TEXT,
};

/** One outcome, of which something must be said. */
const OUTCOME: Mapping = closed({ ...JUDGED, ...WHOLE_WAY }, [], saysSomething);

const EXPECT: Shape = {
  kind: 'either',
  of: [VERDICT, closed({ ...JUDGED, ...WHOLE_WAY, anyOf: listOf(OUTCOME, 1) }, [], saysSomething)],
  accepts: '`allow`, `deny` or a mapping such as `{ verdict: deny, status: 403 }`',
};

/** One case. */
const CASE: Mapping = closed({ id: TEXT, because: TEXT, ...CALL.keys, expect: EXPECT }, ['id', 'from', 'to', 'expect']);

/** @see istio api mesh/v1alpha1/config.proto, `MeshConfig.ExtensionProvider` */
const PROVIDERS = [
  'envoyExtAuthzHttp',
  'envoyExtAuthzGrpc',
  'zipkin',
  'lightstep',
  'datadog',
  'stackdriver',
  'opencensus',
  'skywalking',
  'opentelemetry',
  'prometheus',
  'envoyFileAccessLog',
  'envoyHttpAls',
  'envoyTcpAls',
  'envoyOtelAls',
  'sds',
];
const PROVIDER: Mapping = closed(
  { name: TEXT, ...Object.fromEntries(PROVIDERS.map((name): [string, Shape] => [name, { kind: 'foreign' }])) },
  ['name'],
);
const NORMALIZATION: Shape = wordOf('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'DEFAULT');

/** What MeshConfig says about security. Other keys of MeshConfig decide nothing, and may be a misspelt one. */
export const MESH: Mapping = closed({
  istioVersion: TEXT,
  trustDomain: TEXT,
  trustDomainAliases: TEXTS,
  caCertificates: listOf({ kind: 'foreign' }),
  rootNamespace: TEXT,
  pathNormalization: {
    kind: 'either',
    of: [NORMALIZATION, closed({ normalization: NORMALIZATION })],
    accepts: 'a normalization, such as `BASE`',
  },
  extensionProviders: listOf(PROVIDER),
  enableAutoMtls: FLAG,
  outboundTrafficPolicy: closed({ mode: wordOf('ALLOW_ANY', 'REGISTRY_ONLY') }),
  defaultConfig: { kind: 'foreign' },
  defaultServiceExportTo: TEXTS,
  defaultVirtualServiceExportTo: TEXTS,
  defaultDestinationRuleExportTo: TEXTS,
});

/** An object of Kubernetes; its readers know the rest. */
const OBJECT: Shape = { kind: 'foreign' };

/** A case file. */
export const CASE_FILE: Mapping = closed(
  {
    id: TEXT,
    description: ANY_TEXT,
    manifests: listOf({ kind: 'either', of: [TEXT, OBJECT], accepts: 'a file, a folder or an object' }),
    secrets: listOf(NAME),
    mesh: MESH,
    cases: listOf(CASE, 1),
  },
  ['cases'],
);

function saysSomething(mapping: JsonObject): string | undefined {
  return Object.keys(mapping).length === 0 ? 'is empty, and would hold whatever happens' : undefined;
}
