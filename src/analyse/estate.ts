/** Which objects there are, by kind: what every check asks first. */
import { admit } from '../admission/admit';
import type { Admission } from '../admission/admission';
import { asRecord } from './raw-field';
import { apiGroup } from '../istio/api-group';
import type { JsonObject } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import { type MeshSettings, readMeshSettings } from '../policy/mesh-settings';
import { workloadKindOf } from '../policy/read-workload';
import { type ComparedValue, valuesOf } from './authorization-fields';
import { type Inventory, inventoryOf } from './inventory';
import type * as RuleComparers from './rule-comparer';
import { type RulesInForce, rulesInForceIn } from './rules-in-force';

/** Kinds that some check looks at. */
export type KnownKind =
  | 'AuthorizationPolicy'
  | 'PeerAuthentication'
  | 'RequestAuthentication'
  | 'DestinationRule'
  | 'Gateway'
  | 'VirtualService'
  | 'Namespace'
  | 'Service'
  | 'Workload';

export interface Estate {
  readonly manifests: readonly Manifest[];
  readonly of: (kind: KnownKind) => readonly Manifest[];
  readonly settings: MeshSettings;
  /** whether somebody gave the settings; otherwise they are Istio's defaults, which may not be those of the mesh */
  readonly knowsSettings: boolean;
  /** every value that the AuthorizationPolicy compares with; read once, however many checks ask */
  readonly values: (policy: Manifest) => readonly ComparedValue[];
  /** typed, and found by namespace and labels; made when it is first asked for */
  readonly inventory: () => Inventory;
  /** which rules of AuthorizationPolicies are in force together */
  readonly rulesInForce: () => RulesInForce;
  /** who compares rules as sets of requests; loaded when it is first asked for */
  readonly comparer: () => RuleComparers.RuleComparer;
  /** what it could not compare, and why, in sentences */
  readonly notCompared: () => readonly string[];
  /** what the cluster would answer to the object; asked once, however many checks ask */
  readonly admission: (manifest: Manifest) => Admission;
}

const GROUPS: Readonly<Record<Exclude<KnownKind, 'Workload'>, string>> = {
  AuthorizationPolicy: 'security.istio.io',
  PeerAuthentication: 'security.istio.io',
  RequestAuthentication: 'security.istio.io',
  DestinationRule: 'networking.istio.io',
  Gateway: 'networking.istio.io',
  VirtualService: 'networking.istio.io',
  Namespace: '',
  Service: '',
};

/** The estate of these manifests, indexed once. */
export function estateOf(manifests: readonly Manifest[], given?: MeshSettings): Estate {
  const byKind = new Map<KnownKind, Manifest[]>();
  for (const manifest of manifests) {
    const kind = knownKindOf(manifest);
    if (kind === undefined) continue;
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [manifest]);
    else list.push(manifest);
  }
  const admissions = new Map<Manifest, Admission>();
  const admission = (manifest: Manifest) => {
    const answer = admissions.get(manifest) ?? admit(manifest.object);
    admissions.set(manifest, answer);
    return answer;
  };
  const settings = given ?? readMeshSettings();
  const values = new Map<Manifest, readonly ComparedValue[]>();
  let inventory: Inventory | undefined;
  let inForce: RulesInForce | undefined;
  let comparer: RuleComparers.RuleComparer | undefined;
  const inventoryOnce = (): Inventory => (inventory ??= inventoryOf(manifests, settings));
  return {
    manifests,
    of: (kind) => byKind.get(kind) ?? [],
    settings,
    knowsSettings: given !== undefined,
    values(policy) {
      const known = values.get(policy) ?? valuesOf(policy);
      values.set(policy, known);
      return known;
    },
    inventory: inventoryOnce,
    rulesInForce: () => (inForce ??= rulesInForceIn(inventoryOnce().mesh)),
    comparer: () => (comparer ??= loadComparer().ruleComparerOf(inventoryOnce(), settings)),
    notCompared: () => comparer?.untold() ?? [],
    admission,
  };
}

function loadComparer(): typeof RuleComparers {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a check does not wait, and a start must be quick
  return require('./rule-comparer') as typeof RuleComparers;
}

/** The kind as checks know it, or nothing. */
export function knownKindOf(manifest: Manifest): KnownKind | undefined {
  const { kind } = manifest;
  if (Object.hasOwn(GROUPS, kind) && GROUPS[kind as keyof typeof GROUPS] === groupOf(manifest))
    return kind as KnownKind;
  return workloadKindOf(manifest.object) === undefined ? undefined : 'Workload';
}

/** The API group: `security.istio.io`, or empty for the core group. */
export function groupOf(manifest: Manifest): string {
  return apiGroup(manifest.apiVersion);
}

/** The namespace of a namespaced object: `default` unless written, as kubectl would put it. */
export function namespaceOf(manifest: Manifest): string {
  return manifest.namespace ?? 'default';
}

export function specOf(manifest: Manifest): JsonObject {
  return asRecord(manifest.object.spec);
}

/** Where the pod of a workload stands in its object. */
export function podPath(workload: Manifest): readonly string[] {
  switch (workloadKindOf(workload.object)) {
    case undefined:
    case 'Pod':
      return [];
    case 'CronJob':
      return ['spec', 'jobTemplate', 'spec', 'template'];
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
      return ['spec', 'template'];
  }
}

/** The pod of a workload: its `metadata` and `spec`. */
export function podTemplate(workload: Manifest): JsonObject {
  return podPath(workload).reduce<JsonObject>((at, key) => asRecord(at[key]), workload.object);
}
