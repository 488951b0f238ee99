/** The format of case files, as data: which keys there are, and what each may hold. */
import type { JsonObject } from '../policy/json-object';
import { tryIpAddress } from '../policy/ip-block';
import type { Mapping, Shape } from './shape';

const TEXT: Shape = { kind: 'text' };
/** text that means something when it is empty */
const ANY_TEXT: Shape = { kind: 'text', mayBeEmpty: true };
const FLAG: Shape = { kind: 'flag' };
const TEXTS: Shape = { kind: 'list', of: TEXT, atLeast: 0 };
const PORT: Shape = { kind: 'whole', least: 1, most: 65535 };
const STATUS: Shape = { kind: 'whole', least: 100, most: 599 };

/** `namespace/name` of an object. */
const NAME: Shape = {
  kind: 'text',
  wrong: (text) => (/^[^/\s]+\/[^/\s]+$/.test(text) ? undefined : `is \`${text}\`; expected \`namespace/name\``),
};
const ADDRESS: Shape = {
  kind: 'text',
  wrong: (text) => (tryIpAddress(text) === undefined ? `is \`${text}\`; expected an IP address` : undefined),
};
const IDENTITY: Shape = {
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

const FROM: Mapping = mapping({ workload: NAME, identity: IDENTITY, plaintext: FLAG, ip: ADDRESS }, [], (from) => {
  const given = ['workload', 'identity', 'plaintext'].filter((key) => key in from && from[key] !== false);
  return given.length > 1
    ? `names ${given.map((key) => `\`${key}\``).join(' and ')}; a caller is one of them`
    : undefined;
});

const TO: Mapping = mapping(
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

const TOKEN: Mapping = mapping({
  claims: { kind: 'foreign' },
  state: { kind: 'word', of: ['valid', 'expired', 'not-yet-valid', 'bad-signature', 'malformed'] },
  header: TEXT,
  prefix: ANY_TEXT,
  param: TEXT,
  cookie: TEXT,
});

const HEADERS: Shape = {
  kind: 'map',
  of: {
    kind: 'either',
    of: [ANY_TEXT, { kind: 'list', of: ANY_TEXT, atLeast: 1 }],
    accepts: 'text, or a list of texts',
  },
};

const REQUEST: Mapping = mapping({
  method: TEXT,
  path: TEXT,
  host: TEXT,
  headers: HEADERS,
  sni: TEXT,
  tls: FLAG,
  remoteIp: ADDRESS,
  token: { kind: 'foreign' },
  tokens: { kind: 'list', of: TOKEN, atLeast: 0 },
});

/** A call: who, whom, and what. */
export const CALL: Mapping = mapping({ from: FROM, to: TO, request: REQUEST }, ['from', 'to']);

const VERDICT: Shape = { kind: 'word', of: ['allow', 'deny'] };

/** What the engine judges of a call. */
export const JUDGED: Readonly<Record<string, Shape>> = {
  verdict: VERDICT,
  status: STATUS,
  layer: { kind: 'word', of: ['network', 'mtls', 'jwt', 'custom', 'authorization'] },
  by: RULE,
};

const TLS: Shape = { kind: 'word', of: ['istio_mutual', 'simple', 'mutual', 'none', 'hbone'] };

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
export const OUTCOME: Mapping = mapping({ ...JUDGED, ...WHOLE_WAY }, [], saysSomething);

const EXPECT: Shape = {
  kind: 'either',
  of: [
    VERDICT,
    mapping({ ...JUDGED, ...WHOLE_WAY, anyOf: { kind: 'list', of: OUTCOME, atLeast: 1 } }, [], saysSomething),
  ],
  accepts: '`allow`, `deny` or a mapping such as `{ verdict: deny, status: 403 }`',
};

/** One case. */
export const CASE: Mapping = mapping({ id: TEXT, because: TEXT, ...CALL.keys, expect: EXPECT }, [
  'id',
  'from',
  'to',
  'expect',
]);

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
const PROVIDER: Mapping = mapping(
  { name: TEXT, ...Object.fromEntries(PROVIDERS.map((name): [string, Shape] => [name, { kind: 'foreign' }])) },
  ['name'],
);
const NORMALIZATION: Shape = {
  kind: 'word',
  of: ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'DEFAULT'],
};

/** What MeshConfig says about security. Other keys of MeshConfig decide nothing, and may be a misspelt one. */
export const MESH: Mapping = mapping({
  istioVersion: TEXT,
  trustDomain: TEXT,
  trustDomainAliases: TEXTS,
  caCertificates: { kind: 'list', of: { kind: 'foreign' }, atLeast: 0 },
  rootNamespace: TEXT,
  pathNormalization: {
    kind: 'either',
    of: [NORMALIZATION, mapping({ normalization: NORMALIZATION })],
    accepts: 'a normalization, such as `BASE`',
  },
  extensionProviders: { kind: 'list', of: PROVIDER, atLeast: 0 },
  enableAutoMtls: FLAG,
  outboundTrafficPolicy: mapping({ mode: { kind: 'word', of: ['ALLOW_ANY', 'REGISTRY_ONLY'] } }),
  defaultConfig: { kind: 'foreign' },
  defaultServiceExportTo: TEXTS,
  defaultVirtualServiceExportTo: TEXTS,
  defaultDestinationRuleExportTo: TEXTS,
});

/** An object of Kubernetes; its readers know the rest. */
const OBJECT: Shape = { kind: 'foreign' };

/** A case file. */
export const CASE_FILE: Mapping = mapping(
  {
    id: TEXT,
    description: ANY_TEXT,
    manifests: {
      kind: 'list',
      of: { kind: 'either', of: [TEXT, OBJECT], accepts: 'a file, a folder or an object' },
      atLeast: 0,
    },
    secrets: { kind: 'list', of: NAME, atLeast: 0 },
    mesh: MESH,
    cases: { kind: 'list', of: CASE, atLeast: 1 },
  },
  ['cases'],
);

function mapping(
  keys: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
  wrong?: (mapping: JsonObject) => string | undefined,
): Mapping {
  return { kind: 'mapping', keys, required, ...(wrong === undefined ? {} : { wrong }) };
}

function saysSomething(mapping: JsonObject): string | undefined {
  return Object.keys(mapping).length === 0 ? 'is empty, and would hold whatever happens' : undefined;
}
