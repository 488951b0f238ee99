/** Which hosts may the proxies of a namespace know? One Sidecar is for all of it, and one for each that knows more. */
import type { Construct } from 'constructs';
import {
  Sidecar,
  type SidecarSpec,
  SidecarSpecOutboundTrafficPolicyMode as Mode,
} from '../../imports/networking.istio.io';
import { SyncWave } from './argo-cd';
import { sortedUnique } from './field-values';
import { addObject } from './istio-object';
import type { IWorkloadIdentity } from './workload-identity';
import type { ZeroTrustNamespace } from './zero-trust-namespace';

const EGRESS = Symbol.for('cdk8s-zero-trust.Egress');
/** Every Service of the cluster that is exported: which of them may be called, their own policies say. */
const CLUSTER = '*/*.svc.cluster.local';

/** @internal */
export class EgressScope {
  /** The scope of this namespace; with the first one its egress is closed. */
  public static of(namespace: ZeroTrustNamespace): EgressScope {
    const owner = namespace as ZeroTrustNamespace & { [EGRESS]?: EgressScope };
    if (owner[EGRESS] === undefined) Object.defineProperty(owner, EGRESS, { value: new EgressScope(namespace) });
    return owner[EGRESS] as EgressScope;
  }

  /** hosts that every workload of the namespace may call */
  private readonly forAll: string[] = [];
  private readonly forCallers = new Map<IWorkloadIdentity, string[]>();

  private constructor(private readonly namespace: ZeroTrustNamespace) {
    addObject(namespace, 'Sidecar', {
      gvk: Sidecar.GVK,
      name: 'default',
      namespace: namespace.namespaceName,
      wave: SyncWave.BASELINE,
      inDeny: { wave: SyncWave.CLOSING, of: () => [this.namespace.namespaceName] },
      restricts: true,
      isHeldBack: true,
      spec: () => specOf(this.forAll),
    });
  }

  /** Lets these callers, or without any the whole namespace, know the hosts. */
  public add(hosts: readonly string[], callers: readonly IWorkloadIdentity[] | undefined): void {
    if (callers === undefined) {
      this.forAll.push(...hosts);
      return;
    }
    for (const caller of callers) this.hostsOf(caller).push(...hosts);
  }

  /** The most specific Sidecar is taken whole, so it repeats what holds for all. */
  private hostsOf(caller: IWorkloadIdentity): string[] {
    const known = this.forCallers.get(caller);
    if (known !== undefined) return known;
    const hosts: string[] = [];
    this.forCallers.set(caller, hosts);
    const { scope, id } = caller._target.construct.node;
    addObject(scope as Construct, `${id}.egress`, {
      gvk: Sidecar.GVK,
      name: `${caller.serviceAccountName}-egress`,
      namespace: this.namespace.namespaceName,
      wave: SyncWave.BASELINE,
      inDeny: { wave: SyncWave.CALLERS, of: () => [this.namespace.namespaceName] },
      restricts: true,
      isHeldBack: true,
      spec: () => ({
        workloadSelector: { labels: caller._target.selector() },
        ...specOf([...this.forAll, ...hosts]),
      }),
    });
    return hosts;
  }
}

function specOf(hosts: readonly string[]): SidecarSpec {
  return {
    outboundTrafficPolicy: { mode: Mode.REGISTRY_UNDERSCORE_ONLY },
    egress: [{ hosts: [CLUSTER, ...sortedUnique(hosts.map((host) => `./${host}`))] }],
  };
}
