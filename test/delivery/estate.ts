/** The estate of the simulations: three workloads, two intended edges, and one workload that nobody calls. */
import { evaluator } from '../../src/evaluate/evaluate';
import { deliveredObject } from '../../src/delivery/delivered-object';
import type { Gap } from '../../src/delivery/gap';
import { type Rollout, rolloutOf } from '../../src/delivery/rollout';
import { PRUNING, type SyncSettings } from '../../src/delivery/sync-plan';
import type { JsonObject } from '../../src/policy/json-object';

const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Sidecar: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  Gateway: 'gateway.networking.k8s.io/v1',
};

/** An object of this kind, in `shop` or where its name says. */
export function made(kind: string, path: string, rest: JsonObject = {}, labels: JsonObject = {}): JsonObject {
  const [name, namespace] = path.split('/').reverse();
  const isSecurity = /^(AuthorizationPolicy|PeerAuthentication|RequestAuthentication)$/.test(kind);
  return {
    apiVersion: VERSIONS[kind] ?? (isSecurity ? 'security.istio.io/v1' : 'v1'),
    kind,
    metadata: { name, ...(kind === 'Namespace' ? {} : { namespace: namespace ?? 'shop' }), labels },
    ...rest,
  };
}

export const namespace = (name = 'shop', labels: JsonObject = { 'istio-injection': 'enabled' }) =>
  made('Namespace', name, {}, labels);

/** A Deployment with its Service, under its own service account. */
export const workload = (path: string, { account, pods = {} }: { account?: string; pods?: JsonObject } = {}) => {
  const [name] = path.split('/').reverse();
  return [
    made('Deployment', path, {
      spec: {
        template: {
          metadata: { labels: { app: name, ...pods } },
          spec: {
            serviceAccountName: account ?? name,
            containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }],
          },
        },
      },
    }),
    made('Service', path, { spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } }),
  ];
};

export const principal = (name: string, space = 'shop') => `cluster.local/ns/${space}/sa/${name}`;
export const from = (...names: string[]) => [{ source: { principals: names.map((name) => principal(name)) } }];
export const policy = (name: string, app: string | undefined, spec: JsonObject = {}) =>
  made('AuthorizationPolicy', name, {
    spec: { ...(app === undefined ? {} : { selector: { matchLabels: { app } } }), ...spec },
  });
export const allow = (name: string, app: string, ...callers: string[]) =>
  policy(name, app, { rules: [{ from: from(...callers) }] });
export const denyAll = () => policy('deny-all', undefined);
export const strict = (mode = 'STRICT') => made('PeerAuthentication', 'default', { spec: { mtls: { mode } } });

/** web calls api, api calls db, and nobody calls job. */
export const WORKLOADS = ['web', 'api', 'db'].flatMap((name) => workload(name));
export const ALLOWS = [allow('api-allow', 'api', 'web'), allow('db-allow', 'db', 'api')];

export type Waves = Readonly<Record<string, number>>;

/** Waves by kind, or by kind and name. */
export const waved = (objects: readonly JsonObject[], waves: Waves): JsonObject[] =>
  objects.map((object) => {
    const { name } = object.metadata as { name: string };
    const wave = waves[`${String(object.kind)} ${name}`] ?? waves[String(object.kind)];
    return wave === undefined ? object : annotated(object, { 'argocd.argoproj.io/sync-wave': String(wave) });
  });

export const annotated = (object: JsonObject, added: Readonly<Record<string, string>>): JsonObject => {
  const metadata = object.metadata as JsonObject;
  return { ...object, metadata: { ...metadata, annotations: { ...(metadata.annotations as JsonObject), ...added } } };
};

export const pruneLast = (object: JsonObject) =>
  annotated(object, { 'argocd.argoproj.io/sync-options': 'PruneLast=true' });

export const GREENFIELD: Waves = {
  Namespace: -30,
  NetworkPolicy: -25,
  PeerAuthentication: -20,
  'AuthorizationPolicy deny-all': -20,
  RequestAuthentication: -15,
  AuthorizationPolicy: -10,
  Deployment: 0,
  Service: 0,
};

export const BROWNFIELD: Waves = {
  Namespace: -30,
  RequestAuthentication: -15,
  AuthorizationPolicy: -10,
  Deployment: 0,
  Service: 0,
  'AuthorizationPolicy deny-all': 20,
  PeerAuthentication: 30,
};

/** A Deployment whose pods are made anew. */
export function rolled(object: JsonObject): JsonObject {
  if (object.kind !== 'Deployment') return object;
  const { template } = object.spec as { template: { metadata: { labels: JsonObject } } };
  const labels = { ...template.metadata.labels, restarted: 'yes' };
  return { ...object, spec: { template: { ...template, metadata: { labels } } } };
}

interface Options {
  readonly settings?: SyncSettings;
  /** settings of MeshConfig, before and in the end */
  readonly config?: { readonly before: JsonObject; readonly after: JsonObject };
}

/** The rollout from these objects to those. */
export function rollout(
  live: readonly JsonObject[],
  wanted: readonly JsonObject[] | 'deleted',
  { settings = PRUNING, config = { before: {}, after: {} } }: Options = {},
): Rollout {
  const read = (objects: readonly JsonObject[]) => objects.map((object) => deliveredObject(object, 'default'));
  const { rollout: result, errors } = rolloutOf(
    {
      live: read(live),
      wanted: wanted === 'deleted' ? wanted : read(wanted),
      settings,
      config,
    },
    { judgeOf: evaluator },
  );
  expect(errors).toEqual([]);
  return result;
}

/** `exposure 5-8 web>api`: what goes wrong in a course, after which step, until which, and for whom. */
export function lines(
  { gaps, undecided }: Pick<Rollout, 'gaps' | 'undecided'>,
  course: Gap['course'] = 'sync',
): string[] {
  const shown = (name: string) => name.replace(/^shop\//, '');
  const caller = (gap: Gap) =>
    'workload' in gap.from ? shown(gap.from.workload) : 'identity' in gap.from ? gap.from.identity : 'plaintext';
  return [
    ...gaps
      .filter((gap) => gap.course === course)
      .map((gap) => `${gap.kind} ${gap.after}-${gap.until ?? ''} ${caller(gap)}>${shown(gap.to)}`),
    ...undecided.filter((doubt) => doubt.course === course).map(({ because }) => `undecided ${because.join()}`),
  ];
}
