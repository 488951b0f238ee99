/** Random apps whose namespaces and workloads are isolated, together with the pods that they speak of. */
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  DataPlane,
  MtlsMode,
  MutualTls,
  NetworkIsolation,
  Operation,
  ServiceIdentity,
  Source,
  type SourceProps,
  WorkloadNetworkIsolation,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import type { JsonObject } from '../../src/policy/json-object';
import { manifestsOf } from '../constructs/manifests';

type Plane = 'sidecar' | 'ambient' | 'waypoint' | 'none';

interface PlainNamespace {
  readonly plane: Plane;
  readonly isIsolated: boolean;
}

/** A workload: `w<i>` runs as service account `w<i>`, its pods are labelled `app: w<i>`. */
export interface PlainWorkload {
  readonly namespace: number;
  /** whether the app knows its pods: only then routes lead there */
  readonly isBound: boolean;
  readonly isIsolated: boolean;
  readonly isDeclaring: boolean;
  readonly isPermissive: boolean;
}

export interface PlainRoute {
  readonly to: number;
  readonly from: readonly PlainSource[];
  readonly ports: readonly number[];
  /** whether it speaks of HTTP, where the target can tell */
  readonly isHttp: boolean;
}

/** Whoever is named: workloads by number, and what `Source.of` takes. `undefined`: everybody. */
export type PlainSource = ({ readonly identities?: readonly number[] } & Omit<SourceProps, 'identities'>) | 'anyone';

export interface PlainApp {
  readonly namespaces: readonly PlainNamespace[];
  readonly workloads: readonly PlainWorkload[];
  readonly routes: readonly PlainRoute[];
}

export const NAMESPACES = ['one', 'two', 'three'];
/** The last workload of each namespace is one that the app does not know. */
export const WORKLOADS = 6;
export const PORTS = [8080, 9090, 5432];
/** Those of each workload's Service, which bears its name. */
const EXPOSED = PORTS.map((port) => ({ port, targetPort: port }));

const workloadNumber = fc.nat({ max: WORKLOADS - 1 });
const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });

const PRINCIPALS = [
  ...['*', '*/sa/w1', 'cluster.local/*', 'cluster.local/ns/two/*', 'cluster.local/ns/t*'],
  ...['cluster.local/ns/one/sa/stranger', 'cluster.local/ns/two/sa/w2', 'elsewhere.example/ns/one/sa/w1'],
];
const BLOCKS = ['10.0.0.0/8', '10.0.0.5/30', '10.0.0.1', '203.0.113.0/24'];

/** Sources that name identities only. */
export const identities: fc.Arbitrary<PlainSource> = fc.record({
  identities: fc.uniqueArray(workloadNumber, { minLength: 1, maxLength: 3 }),
});

const anySource: fc.Arbitrary<PlainSource> = fc.oneof(
  { weight: 3, arbitrary: identities },
  { weight: 1, arbitrary: fc.constant<PlainSource>('anyone') },
  {
    weight: 4,
    arbitrary: fc
      .record(
        {
          identities: fc.uniqueArray(workloadNumber, { minLength: 1, maxLength: 2 }),
          principals: some(PRINCIPALS),
          notPrincipals: some(PRINCIPALS.slice(1)),
          namespaces: some([...NAMESPACES, 't*']),
          notNamespaces: some(NAMESPACES),
          ipBlocks: some(BLOCKS),
          notIpBlocks: some(BLOCKS),
          remoteIpBlocks: some(BLOCKS),
        },
        { requiredKeys: [] },
      )
      .filter((props) => Object.keys(props).some((field) => !field.startsWith('not'))),
  },
);

const plane = fc.constantFrom<Plane>('sidecar', 'sidecar', 'ambient', 'waypoint', 'waypoint', 'none');
const isOften = fc.integer({ min: 0, max: 3 }).map((n) => n > 0);

/** An app whose routes have such sources. */
export function appWith(source: fc.Arbitrary<PlainSource>): fc.Arbitrary<PlainApp> {
  return fc.record({
    namespaces: fc.tuple(...NAMESPACES.map(() => fc.record({ plane, isIsolated: isOften }))),
    workloads: fc.array(
      fc.record({
        namespace: fc.nat({ max: NAMESPACES.length - 1 }),
        isBound: isOften,
        isIsolated: fc.boolean(),
        isDeclaring: isOften,
        isPermissive: fc.boolean(),
      }),
      { minLength: WORKLOADS, maxLength: WORKLOADS },
    ),
    routes: fc.array(
      fc.record({
        to: workloadNumber,
        from: fc.array(source, { minLength: 1, maxLength: 2 }),
        ports: fc.subarray(PORTS),
        isHttp: fc.boolean(),
      }),
      { minLength: 2, maxLength: 8 },
    ),
  });
}

/** An app with sources of all kinds. */
export const anyApp = appWith(anySource);

/** What the app writes, and the pods of its workloads and of strangers, each with an address. */
export function deployed(plain: PlainApp): readonly JsonObject[] {
  return [...(manifestsOf(synthesizable(plain)) as unknown as JsonObject[]), ...podsOf(plain)];
}

/** The name of the workload: `namespace/name`. */
export function nameOf(plain: PlainApp, workload: number): string {
  return `${NAMESPACES[plain.workloads[workload]?.namespace ?? 0] ?? ''}/w${workload}`;
}

/** The identity of the workload. */
function principalOf({ workloads }: PlainApp, number: number): string {
  return `cluster.local/ns/${NAMESPACES[workloads[number]?.namespace ?? 0] ?? ''}/sa/w${number}`;
}

/** Whether routes can lead there, and the app isolates it. */
export function isIsolated({ namespaces, workloads }: PlainApp, number: number): boolean {
  const { namespace, isBound, isIsolated: isAlone } = workloads[number] as PlainWorkload;
  const { isIsolated: isFenced, plane: kind } = namespaces[namespace] as PlainNamespace;
  return isFenced || (isBound && isAlone && kind !== 'waypoint');
}

/** Whether the route is written: others are refused by the constructs. */
export function isWritten(plain: PlainApp, { to, from }: PlainRoute): boolean {
  const { namespaces, workloads } = plain;
  const { namespace, isBound } = workloads[to] as PlainWorkload;
  const unseen = UNSEEN[(namespaces[namespace] as PlainNamespace).plane];
  if (!isBound || unseen === undefined) return false;
  const called = from.flatMap((source) => (source === 'anyone' ? [] : (source.identities ?? [])));
  const planes = called.map((i) => namespaces[workloads[i]?.namespace ?? 0]?.plane);
  // who runs outside the mesh has no identity, however it is named
  const spelt = from.flatMap((source) => (source === 'anyone' ? [] : (source.principals ?? [])));
  const isOutside = (i: number): boolean => namespaces[workloads[i]?.namespace ?? 0]?.plane === 'none';
  const outside = workloads.flatMap((_, i) => (isOutside(i) ? principalOf(plain, i) : []));
  if (planes.includes('none') || spelt.some((principal) => outside.includes(principal))) return false;
  // sidecars go past waypoints
  if (namespaces[namespace]?.plane === 'waypoint' && planes.includes('sidecar')) return false;
  return !from.some((source) => unseen.some((field) => field in Object(source)));
}

/** What policies there cannot tell; none where there are no policies. */
const UNSEEN: { readonly [kind in Plane]: readonly string[] | undefined } = {
  sidecar: [],
  ambient: ['remoteIpBlocks'],
  waypoint: ['ipBlocks', 'notIpBlocks'],
  none: undefined,
};

const DATA_PLANES: { readonly [kind in Plane]: () => DataPlane } = {
  sidecar: () => DataPlane.sidecar(),
  ambient: () => DataPlane.ambient(),
  waypoint: () => DataPlane.ambientWithWaypoint(),
  none: () => DataPlane.none(),
};

function synthesizable(plain: PlainApp): App {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const spaces = plain.namespaces.map(({ plane: kind }, i) => {
    return new ZeroTrustNamespace(chart, NAMESPACES[i] ?? '', { dataPlane: DATA_PLANES[kind]() });
  });
  // before the identities and routes, which must count all the same
  plain.namespaces.forEach(({ isIsolated: isFenced }, i) => {
    const namespace = spaces[i];
    if (isFenced && namespace !== undefined) new NetworkIsolation(chart, `network${i}`, { namespace });
  });
  const owned = plain.workloads.map(({ namespace, isBound, isDeclaring }, i) => {
    const ports = isDeclaring ? [WorkloadPort.http(8080), WorkloadPort.http(9090), WorkloadPort.tcp(5432)] : [];
    const identity = new ServiceIdentity(chart, `w${i}`, {
      namespace: spaces[namespace] as ZeroTrustNamespace,
      ports,
      ...(plain.namespaces[namespace]?.plane === 'waypoint' ? { services: [{ name: `w${i}`, ports: EXPOSED }] } : {}),
    });
    if (isBound) identity.select({ app: `w${i}` });
    return identity;
  });
  plain.workloads.forEach(({ namespace, isBound, isIsolated: isAlone, isPermissive }, i) => {
    const [target, space] = [owned[i] as ServiceIdentity, plain.namespaces[namespace] as PlainNamespace];
    // which labels a waypoint has is not known: it might be the workload
    if (isBound && isAlone && !space.isIsolated && space.plane !== 'waypoint')
      new WorkloadNetworkIsolation(chart, `alone${i}`, { target });
    if (isBound && isPermissive && (space.plane === 'sidecar' || space.plane === 'ambient')) {
      new MutualTls(chart, `mtls${i}`, { target, mode: MtlsMode.PERMISSIVE, reason: 'callers without proxy' });
    }
  });
  for (const route of plain.routes.filter((each) => isWritten(plain, each))) addRoute(plain, owned, route);
  return app;
}

function addRoute(plain: PlainApp, owned: readonly ServiceIdentity[], { to, from, ports, isHttp }: PlainRoute): void {
  const { namespace, isDeclaring } = plain.workloads[to] as PlainWorkload;
  const onPorts = ports.length === 0 ? {} : { ports: [...ports] };
  const isSeen =
    isHttp &&
    ['sidecar', 'waypoint'].includes(plain.namespaces[namespace]?.plane ?? '') &&
    !(isDeclaring && ports.includes(5432));
  const operation = { ...onPorts, ...(isSeen ? { methods: ['GET'] } : {}) };
  for (const source of from) {
    owned[to]?.allowFrom(
      sourceOf(source, owned),
      ...(Object.keys(operation).length === 0 ? [] : [Operation.of(operation)]),
    );
  }
}

function sourceOf(source: PlainSource, owned: readonly ServiceIdentity[]): Source {
  if (source === 'anyone') return Source.anyone();
  const { identities: numbers, ...props } = source;
  const named = numbers?.map((i) => owned[i] as ServiceIdentity);
  return Source.of({ ...props, ...(named === undefined ? {} : { identities: named }) });
}

function podsOf({ workloads }: PlainApp): JsonObject[] {
  return [
    ...workloads.map(({ namespace }, i) => service(`w${i}`, NAMESPACES[namespace] ?? '')),
    ...workloads.map(({ namespace }, i) => pod(`w${i}`, NAMESPACES[namespace] ?? '', `10.0.0.${i + 1}`)),
    ...NAMESPACES.map((namespace, i) => pod('stranger', namespace, `10.0.1.${i + 1}`)),
  ];
}

function service(name: string, namespace: string): JsonObject {
  const ports = EXPOSED.map(({ port }) => ({ name: port === 5432 ? 'tcp' : `http-${port}`, port, targetPort: port }));
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: { app: name }, ports } };
}

function pod(name: string, namespace: string, podIP: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      serviceAccountName: name,
      containers: [{ name: 'main', ports: PORTS.map((containerPort) => ({ containerPort })) }],
    },
    status: { podIP },
  };
}
