import type { ClusterReference } from '../argo/cluster-reference';
import { checkClusterName, checkServer } from '../argo/given-values';
import { hasMembers } from './given-shape';

/**
 * One cluster that Argo CD delivers to. There is no such thing as "any cluster" here.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export class ArgoCluster {
  /** The cluster that Argo CD itself runs in. */
  public static own(): ArgoCluster {
    return ArgoCluster.server('https://kubernetes.default.svc');
  }

  /** The cluster whose API server has this address. */
  public static server(url: string): ArgoCluster {
    return new ArgoCluster({ server: url }, checkServer(url));
  }

  /** The cluster that is registered under this name. */
  public static named(name: string): ArgoCluster {
    return new ArgoCluster({ name }, checkClusterName(name));
  }

  private constructor(
    /** @internal */
    public readonly _reference: ClusterReference,
    private readonly problem: string | undefined,
  ) {}

  /** @internal */
  public _problems(): string[] {
    return this.problem === undefined ? [] : [this.problem];
  }

  /** How messages name it. @internal */
  public get _shown(): string {
    return 'server' in this._reference ? this._reference.server : this._reference.name;
  }
}

/** @internal */
export const ARGO_CLUSTER = 'an `ArgoCluster`, such as `ArgoCluster.own()`';

/** @internal */
export function isArgoCluster(value: unknown): value is ArgoCluster {
  return hasMembers(value, '_reference', '_problems');
}
