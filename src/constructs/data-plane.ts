import { checkLabelValue } from '../istio/names';
import type { Enforcement } from './enforcement';
import { fieldProblems } from './given-shape';
import { isWaypoint, type Waypoint } from './waypoint';
import { WAYPOINT_OPTIONS, type WaypointOptions } from './waypoint-props';

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
    return new DataPlane(AMBIENT, 'tcp');
  }

  /**
   * ztunnel on each node, and a waypoint of the namespace's own before its Services, which enforces all that a sidecar
   * would, except addresses of peers.
   */
  public static ambientWithWaypoint(options: WaypointOptions = {}): DataPlane {
    return new DataPlane(AMBIENT, 'waypoint', fieldProblems('a waypoint', options, WAYPOINT_OPTIONS), { options });
  }

  /** The same with a waypoint that stands before several namespaces. */
  public static ambientBehind(waypoint: Waypoint): DataPlane {
    return isWaypoint(waypoint)
      ? new DataPlane(AMBIENT, 'waypoint', [], { waypoint })
      : new DataPlane(AMBIENT, 'tcp', [
          '`DataPlane.ambientBehind(…)` names no `Waypoint`; give one, or write `DataPlane.ambientWithWaypoint()`',
        ]);
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
    private readonly ownProblems: string[] = [],
    /** @internal */
    public readonly _waypoint: { readonly waypoint?: Waypoint; readonly options?: WaypointOptions } = {},
  ) {}

  /** Whether ztunnel stands before the pods. @internal */
  public get _isAmbient(): boolean {
    return this.labels === AMBIENT;
  }

  /** @internal */
  public _problems(): string[] {
    const [[label = '', value = '']] = Object.entries(this.labels) as [[string, string]];
    if (value === '') return [`label \`${label}\` has no value; give the revision or tag of the control plane`];
    const problem = checkLabelValue(label, value);
    return problem === undefined ? this.ownProblems : [problem];
  }
}

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
