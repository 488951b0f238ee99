/**
 * What PeerAuthentications become in ambient: DENY policies on callers without identity. istiod converts them in two
 * steps, of which one attaches policies to a workload and the other writes them, and the two do not always agree: a
 * workload may then refer to a policy that is never sent, and is open.
 */
import type { ConditionValue } from '../../policy/condition-value';
import { selects } from '../../policy/in-force';
import type { Mesh, MtlsMode, PeerAuthentication, Workload } from '../../policy/model';
import type { Condition } from '../../policy/rule';
import { writtenPort } from '../../policy/written-port';
import type { Layer4Condition } from '../matching/layer4-rule';
import type { ConnectionRule } from '../matching/match-connection';
import { askable } from '../matching/match-connection';

/** One way in which istiod may convert. Policies of the same age make several: it takes whichever comes first. */
export type ConvertedMtls = readonly ConnectionRule[];

/** All that istiod may send for a workload, and the policies of the same age that it chooses from. */
export interface MtlsConversions {
  /** INVARIANT: never empty */
  readonly outcomes: readonly ConvertedMtls[];
  readonly tied: readonly PeerAuthentication[];
  /** the oldest of each level: mesh, namespace, workload */
  readonly inForce: readonly PeerAuthentication[];
}

const NO_IDENTITY: Layer4Condition = {
  attribute: { kind: 'principal' },
  field: 'notPrincipals',
  values: [],
  notValues: [{ kind: 'principal', text: '*', pattern: { kind: 'any' } }],
};

/** The DENY rules that hold for connections to this workload, for each choice that istiod may make. */
export function convertedMtls(mesh: Mesh, workload: Workload): MtlsConversions {
  const seen = policiesSeenBy(mesh, workload);
  const namespaceModes = modesOf(seen.namespace);
  const meshModes = modesOf(seen.mesh);
  const outcomes = oldest(seen.workload).flatMap((own) =>
    meshModes.flatMap((meshMode) =>
      namespaceModes.flatMap((namespaceMode) => {
        const attached = attach(own, isStrictAbove(meshMode, namespaceMode));
        if (!attached.ports || own === undefined) return [attached.strict ? [rule([[NO_IDENTITY]])] : []];
        return portConversions(mesh, own);
      }),
    ),
  );
  const levels = [seen.mesh, seen.namespace, seen.workload].map((policies) =>
    oldest(policies).flatMap((policy) => policy ?? []),
  );
  const tied = levels.flatMap((first) => (first.length > 1 ? first : []));
  return { outcomes, tied, inForce: levels.flat() };
}

interface Seen {
  readonly mesh: readonly PeerAuthentication[];
  readonly namespace: readonly PeerAuthentication[];
  readonly workload: readonly PeerAuthentication[];
}

/**
 * The policies that istiod sees for a workload. Here `selector: {}` is no selector, except in the root namespace seen
 * from elsewhere; a policy with labels in the root namespace is ignored.
 * @see istio pilot/pkg/serviceregistry/ambient/workloads.go, `fetchPeerAuthentications`
 */
function policiesSeenBy(mesh: Mesh, workload: Workload): Seen {
  const { rootNamespace } = mesh.settings;
  const own = mesh.peerAuthentications.filter((policy) => policy.namespace === workload.namespace);
  const wide = own.filter((policy) => Object.keys(policy.selector ?? {}).length === 0);
  if (workload.namespace === rootNamespace) return { mesh: wide, namespace: [], workload: [] };
  const selecting = own.filter((policy) => !wide.includes(policy) && selects(policy.selector ?? {}, workload.labels));
  return { mesh: withoutSelector(mesh, rootNamespace), namespace: wide, workload: selecting };
}

function withoutSelector(mesh: Mesh, namespace: string): readonly PeerAuthentication[] {
  return mesh.peerAuthentications.filter((policy) => policy.namespace === namespace && policy.selector === undefined);
}

/**
 * Those that may be the oldest; nothing, where there are none. Names do not break a tie, and a policy that was never
 * applied has no age to compare.
 */
function oldest(policies: readonly PeerAuthentication[]): readonly (PeerAuthentication | undefined)[] {
  if (policies.length === 0) return [undefined];
  const first = Math.min(...policies.map((policy) => policy.created ?? Infinity));
  return policies.filter((policy) => policy.created === undefined || policy.created === first);
}

/** The modes that the oldest may have; undefined where there is none. */
function modesOf(policies: readonly PeerAuthentication[]): readonly (MtlsMode | undefined)[] {
  return [...new Set(oldest(policies).map((policy) => policy?.mode))];
}

function isStrictAbove(mesh: MtlsMode | undefined, namespace: MtlsMode | undefined): boolean {
  return (namespace === undefined || namespace === 'UNSET' ? mesh : namespace) === 'STRICT';
}

function isOpen(mode: MtlsMode | undefined): boolean {
  return mode === 'PERMISSIVE' || mode === 'DISABLE';
}

/**
 * What is attached to a workload: the strict policy, or the one about the ports of its own PeerAuthentication.
 * @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `convertedSelectorPeerAuthentications`
 */
function attach(
  own: PeerAuthentication | undefined,
  isParentStrict: boolean,
): { readonly strict: boolean; readonly ports: boolean } {
  const strict = own?.mode === 'STRICT' || (isParentStrict && !isOpen(own?.mode));
  const modes = [...(own?.portModes.values() ?? [])];
  // DISABLE makes an exception where the policy itself is STRICT, and none where it inherits that
  const isException = own?.mode === 'STRICT' ? isOpen : (mode: MtlsMode) => mode === 'PERMISSIVE';
  if (strict) return modes.some(isException) ? { strict: false, ports: true } : { strict, ports: false };
  return { strict, ports: modes.includes('STRICT') };
}

/**
 * What the policy about the ports may say. The policies above it are looked up anew, and here `selector: {}` is a
 * selector; of several the two steps need not choose the same.
 * @see istio pilot/pkg/serviceregistry/ambient/policies.go, `PeerAuthDerivedPolicies`
 */
function portConversions(mesh: Mesh, own: PeerAuthentication): readonly ConvertedMtls[] {
  const namespaceModes = modesOf(withoutSelector(mesh, own.namespace));
  const meshModes = modesOf(withoutSelector(mesh, mesh.settings.rootNamespace));
  return meshModes.flatMap((meshMode) => namespaceModes.map((mode) => convertPorts(own, meshMode, mode)));
}

/**
 * The rules about ports, of which any denies; none when istiod sends no such policy.
 * @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `convertPeerAuthentication`
 */
function convertPorts(
  own: PeerAuthentication,
  mesh: MtlsMode | undefined,
  namespace: MtlsMode | undefined,
): ConvertedMtls {
  const inheritsMesh = namespace === undefined || namespace === 'UNSET';
  // as istiod brackets it: a STRICT mesh covers the port even when the policy itself is not UNSET
  const isStrictPortCovered =
    own.mode === 'STRICT' || (own.mode === 'UNSET' && namespace === 'STRICT') || (inheritsMesh && mesh === 'STRICT');
  // a namespace policy that is UNSET hides the mesh here
  const isOpenPortCovered =
    isOpen(own.mode) || (own.mode === 'UNSET' && (namespace === undefined ? mesh : namespace) !== 'STRICT');

  const ports = [...own.portModes];
  const strictPorts = isStrictPortCovered ? [] : ports.filter(([, mode]) => mode === 'STRICT');
  const openPorts = isOpenPortCovered ? [] : ports.filter(([, mode]) => isOpen(mode));
  if (own.mode === 'STRICT' && openPorts.length === 0) return [];

  const isParentStrict = isStrictAbove(mesh, namespace);
  const denials = strictPorts.map(([port]) => rule([[NO_IDENTITY, portCondition({ values: [portValue(port)] })]]));
  const exceptions = openPorts.map(([port]) => [portCondition({ notValues: [portValue(port)] })]);
  const strictness = own.mode === 'STRICT' || (isParentStrict && openPorts.length > 0) ? [[NO_IDENTITY]] : [];
  const clauses = [...strictness, ...exceptions];
  return clauses.length === 0 ? denials : [...denials, rule(clauses)];
}

function portCondition(values: Partial<Pick<Condition, 'values' | 'notValues'>>): Layer4Condition {
  return { attribute: { kind: 'port' }, field: 'portLevelMtls', values: [], notValues: [], ...values };
}

function portValue(port: number): ConditionValue {
  return { kind: 'port', text: String(port), port: writtenPort(port) };
}

/** A rule whose clauses have one entry each. */
function rule(entries: readonly (readonly Layer4Condition[])[]): ConnectionRule {
  return askable({ index: 0, clauses: entries.map((entry) => [entry]) });
}
