/** No field of the traffic kinds is lost unseen: the reader types it, or it stands here with the reason why not. */
import { isDeepStrictEqual } from 'node:util';
import type { Schema } from '../../src/admission/schema';
import { SCHEMA_FACTS } from '../../src/admission/schema-facts';
import { isObject } from '../../src/policy/json-object';
import { readMesh } from '../../src/policy/read-mesh';
import { GATEWAY_API_FIELDS } from './gateway-api-fields';

interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** What decides neither whether a call arrives, nor where, nor as what. */
const IGNORED: Readonly<Record<string, readonly RegExp[]>> = {
  // pools, retries and load balancing choose among equal pods; a hash is told from PASSTHROUGH by its absence
  DestinationRule: [/connectionPool/, /outlierDetection/, /loadBalancer\.(?!simple)/, /retryBudget/],
  // where an endpoint stands, and its share
  ServiceEntry: [/locality$/, /endpoints\[\]\.weight$/],
  WorkloadEntry: [/locality$/, /^weight$/],
  // only answers of browsers' questions, time, and statistics
  VirtualService: [
    /corsPolicy/,
    /fault\.delay/,
    /fault\.abort\.(grpcStatus|http2Error)/,
    /retries/,
    /timeout$/,
    /statPrefix/,
    /match\[\]\.name$/,
    /mirror_?[pP]ercent/,
    /mirrors\[\]\.percentage/,
  ],
  // what a certificate looks like, versions and ciphers; `targetPort` and `defaultEndpoint` are not read by Istio
  Gateway: [
    /tls\.(caCertCredentialName|caCertificates|caCrl|cipherSuites|ecdhCurves|insecureSkipVerify|privateKey)/,
    /tls\.(maxProtocolVersion|minProtocolVersion|verifyCertificate)/,
    /tlsCertificates\[\]\.(caCertificates|privateKey)/,
    /port\.targetPort/,
    /defaultEndpoint/,
  ],
  // the listener's own TLS is told by its mode alone
  Sidecar: [/[cC]onnectionPool/, /ingress\[\]\.tls\.(?!mode)/, /port\.(name|targetPort)$/],
  // what is measured and traced
  Telemetry: [/^metrics/, /^tracing/],
  ProxyConfig: [/^concurrency/, /^image/],
  // sessions, time, and who takes part without being asked: Istio does not read `useDefaultGateways`
  HTTPRoute: [
    /sessionPersistence/,
    /timeouts/,
    /retry/,
    /useDefaultGateways/,
    /requestMirror\.(fraction|percent)/,
    /filters\[\]\.(cors|extensionRef|externalAuth)/,
  ],
  // listeners of other objects, and the gateway's certificate for its backends
  KubernetesGateway: [
    /allowedListeners/,
    /defaultScope/,
    /tls\.backend/,
    /options/,
    /parametersRef/,
    /validation\.mode/,
  ],
};

const KINDS = SCHEMA_FACTS.filter(({ kind }) => kind in IGNORED);

describe('every field of the schema changes what is read, or is ignored on purpose', () => {
  test.each(KINDS.map((facts) => [facts.kind, facts] as const))('%s', (kind, facts) => {
    const leaves = leavesOf(facts.spec, '');
    expect(leaves.length).toBeGreaterThan(2);
    expect(unread(`${facts.group}/v1`, kind, leaves)).toEqual(ignored(kind, leaves));
  });

  test.each(Object.entries(GATEWAY_API_FIELDS))('%s of the Gateway API', (name, fields) => {
    const kind = name.replace('Kubernetes', '');
    const leaves = fields.map(([path, value = 'x']) => ({ path, value }));
    expect(unread(GATEWAY_API, kind, leaves)).toEqual(ignored(name, leaves));
  });
});

function ignored(kind: string, leaves: readonly Leaf[]): string[] {
  return leaves.map(({ path }) => path).filter((path) => IGNORED[kind]?.some((pattern) => pattern.test(path)));
}

/** The fields that make no difference to the mesh, in an object that has what they need around them. */
function unread(apiVersion: string, kind: string, leaves: readonly Leaf[]): string[] {
  const read = (spec: unknown) => readMesh([{ apiVersion, kind, metadata: { name: 'x', namespace: 'shop' }, spec }]);
  return leaves
    .filter(({ path, value }) => {
      const steps = path.split(/(?=\[\])|\./).filter((step) => step !== '');
      return isDeepStrictEqual(read(written(apiVersion, steps, value)), read(written(apiVersion, steps, undefined)));
    })
    .map(({ path }) => path);
}

/** The object with this value at these steps; `undefined` leaves out the last one. Lists have a second, empty item. */
function written(api: string, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const inner = written(api, rest, value);
  if (step === '[]') {
    if (inner === undefined) return [];
    return isObject(inner) ? [inner, {}] : [inner];
  }
  return { ...contextOf(api, step, rest[0]), ...(inner === undefined ? {} : { [step]: inner }) };
}

/** What else must be written for the field to mean something. */
function contextOf(api: string, step: string, next: string | undefined): Record<string, unknown> {
  if ((next === undefined || next === '[]') && TLS_FIELDS.has(step)) return { mode: 'MUTUAL' };
  if (step === 'tls' && next === 'mode')
    return api === GATEWAY_API ? { protocol: 'HTTPS' } : { port: { protocol: 'HTTPS' } };
  const filter = FILTERS[step];
  if (filter !== undefined) return { type: filter };
  if (step === 'replacePrefixMatch') return { type: 'ReplacePrefixMatch' };
  if (step === 'replaceFullPath') return { type: 'ReplaceFullPath' };
  return {};
}

const TLS_FIELDS = new Set([
  'sni',
  'subjectAltNames',
  'caCertificates',
  'caCrl',
  'clientCertificate',
  'privateKey',
  'credentialName',
  'insecureSkipVerify',
]);
const FILTERS: Readonly<Record<string, string>> = {
  requestHeaderModifier: 'RequestHeaderModifier',
  responseHeaderModifier: 'ResponseHeaderModifier',
  requestRedirect: 'RequestRedirect',
  urlRewrite: 'URLRewrite',
  requestMirror: 'RequestMirror',
};

function leavesOf(schema: Schema, path: string): Leaf[] {
  const at = (step: string) => (path === '' ? step : `${path}.${step}`);
  if (schema.fields) return Object.entries(schema.fields).flatMap(([name, field]) => leavesOf(field, at(name)));
  if (schema.items) return leavesOf(schema.items, `${path}[]`);
  if (schema.values) return leavesOf(schema.values, at('7'));
  return [{ path, value: valueOf(schema) }];
}

/** A value that is no zero value. */
function valueOf({ type, words }: Schema): unknown {
  if (type === 'integer' || type === 'number' || type === 'int-or-string') return 7;
  if (type === 'boolean') return true;
  return words?.filter((word) => word !== 'ISTIO_MUTUAL').at(-1) ?? 'text';
}
