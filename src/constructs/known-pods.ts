/** What an app tells of pods: which run as a principal, and what stands in front of those of a namespace. */
import type { Construct } from 'constructs';
import { type Enforcement, isAmbient } from './enforcement';
import type { NetworkPods } from './network-pods';
import type { NetworkEnd } from './network-end';
import { isNamespace, type ZeroTrustNamespace } from './zero-trust-namespace';

/** @internal */
export class KnownPods {
  private readonly byPrincipal = new Map<string, NetworkPods[]>();
  private readonly planes: ReadonlyMap<string, Enforcement>;

  /** @param targets the identities with workloads */
  public constructor(scope: Construct, targets: readonly NetworkPods[]) {
    for (const target of targets) {
      const { principal } = target.identity;
      const same = this.byPrincipal.get(principal);
      if (same === undefined) this.byPrincipal.set(principal, [target]);
      else same.push(target);
    }
    const namespaces = scope.node.root.node.findAll().filter(isNamespace) as unknown as ZeroTrustNamespace[];
    this.planes = new Map(namespaces.map(({ namespaceName, dataPlane }) => [namespaceName, dataPlane._enforcement]));
  }

  /** The identities with workloads that have this principal. */
  public runningAs(principal: string): readonly NetworkPods[] {
    return this.byPrincipal.get(principal) ?? [];
  }

  /** Whether the pods of the workload are of ambient. */
  public isAmbient({ identity }: NetworkPods): boolean {
    return isAmbient(identity.enforcement);
  }

  /** Whether this end may call through a tunnel. In an app without ambient nobody does. */
  public mayTunnel(end: NetworkEnd): boolean {
    const plane = this.planeOf(end);
    return plane === undefined ? [...this.planes.values()].some(isAmbient) : isAmbient(plane);
  }

  private planeOf(end: NetworkEnd): Enforcement | undefined {
    switch (end.kind) {
      case 'workload':
        return end.target.identity.enforcement;
      case 'namespace':
      case 'pods':
        return this.planes.get(end.namespace);
      case 'anyone':
      case 'anyPod':
      case 'block':
        return undefined;
    }
  }
}
