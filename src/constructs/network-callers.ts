/**
 * Who can be meant by a source of an AuthorizationPolicy, as far as NetworkPolicies can tell callers apart: never
 * fewer than Istio lets in. What a source leaves out (`not…`) and what only a proxy sees is left to Istio.
 */
import type { AuthorizationPolicySpecRulesFromSource as IstioSource } from '../../imports/security.istio.io';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import type { KnownPods } from './known-pods';
import { bothEnds, type NetworkEnd } from './network-end';

/**
 * The callers that the source may mean; none, if its fields contradict each other.
 *
 * @param trustDomain that of the called workload
 * @internal
 */
export function callersIn(source: IstioSource, trustDomain: string, pods: KnownPods): NetworkEnd[] {
  const principals = source.principals?.flatMap((pattern) => behindPrincipal(pattern, trustDomain, pods));
  const namespaces = source.namespaces?.map(inNamespace);
  // the address that a client has behind a gateway (`remoteIpBlocks`) is not that of the connection
  const blocks = source.ipBlocks?.map((block): NetworkEnd => ({ kind: 'block', block }));
  return [principals, namespaces, blocks]
    .filter((ends) => ends !== undefined)
    .reduce<NetworkEnd[]>(
      (met, ends) => met.flatMap((a) => ends.map((b) => bothEnds(a, b)).filter((end) => end !== undefined)),
      [{ kind: 'anyone' }],
    );
}

/** Whether only callers with an mTLS identity are meant. @internal */
export function needsIdentity({ principals, namespaces }: IstioSource): boolean {
  return principals !== undefined || namespaces !== undefined;
}

/**
 * Pods of this cluster, where the pattern leaves no other choice. Those of another trust domain are somewhere else, and
 * what begins with `*` may be.
 */
function behindPrincipal(pattern: string, trustDomain: string, pods: KnownPods): NetworkEnd[] {
  const workloads = pods.runningAs(pattern);
  if (workloads.length > 0) return workloads.map((target) => ({ kind: 'workload', target }));
  const [, domain, namespace] = /^([^/*]+)\/(?:ns\/([^/*]+)\/)?/.exec(pattern) ?? [];
  // in a principal `cluster.local` points to the trust domain of the mesh
  if (domain !== trustDomain && domain !== DEFAULT_TRUST_DOMAIN) return [{ kind: 'anyone' }];
  return [namespace === undefined ? { kind: 'anyPod' } : { kind: 'namespace', namespace }];
}

/** Selectors have no patterns. */
function inNamespace(pattern: string): NetworkEnd {
  return pattern.includes('*') ? { kind: 'anyPod' } : { kind: 'namespace', namespace: pattern };
}
