import { checkLabelValue } from '../istio/names';

/** What stands in front of a workload and can enforce policies. @internal */
export type Enforcement = 'http' | 'tcp' | 'nothing';

/**
 * What stands in front of the workloads of a namespace and enforces its policies.
 *
 * @see https://istio.io/latest/docs/overview/dataplane-modes/
 */
export class DataPlane {
  /** A sidecar in each pod, of the default revision. */
  public static sidecar(): DataPlane {
    return new DataPlane({ 'istio-injection': 'enabled' }, 'http');
  }

  /** A sidecar in each pod, of this control plane revision or tag. */
  public static revision(revision: string): DataPlane {
    return new DataPlane({ 'istio.io/rev': revision }, 'http');
  }

  /** ztunnel on each node: identities, namespaces, addresses and ports are enforced, nothing about HTTP. */
  public static ambient(): DataPlane {
    return new DataPlane({ 'istio.io/dataplane-mode': 'ambient' }, 'tcp');
  }

  /** None: the namespace stays out of the mesh, and nothing enforces its policies. */
  public static none(): DataPlane {
    return new DataPlane({ 'istio-injection': 'disabled' }, 'nothing');
  }

  private constructor(
    /** The labels of the namespace that switch it on. */
    public readonly labels: { [key: string]: string },
    /** @internal */
    public readonly _enforcement: Enforcement,
  ) {}

  /** @internal */
  public _problems(): string[] {
    const [[label = '', value = '']] = Object.entries(this.labels) as [[string, string]];
    if (value === '') return [`label \`${label}\` has no value; give the revision or tag of the control plane`];
    const problem = checkLabelValue(label, value);
    return problem === undefined ? [] : [problem];
  }
}
