/** Which objects name a waypoint by label, and which Gateway is it? */
import type { FieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import type { Gateway, Labels } from '../policy/model';
import { USE_WAYPOINT, USE_WAYPOINT_NAMESPACE } from '../policy/waypoint';
import { type Estate, podPath } from './estate';

/** A label that names a waypoint. */
export interface WaypointUse {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly userNamespace: string;
  /** the waypoint's */
  readonly namespace: string;
  readonly name: string;
  /** absent when it is not among the manifests */
  readonly gateway: Gateway | undefined;
  /** what the waypoint must be for: one of these */
  readonly kinds: readonly string[];
}

/** The uses by Namespaces, Services, ServiceEntries and pods; `none` is no use. */
export function waypointUses(estate: Estate): readonly WaypointUse[] {
  const { gatewaysIn, manifestOf, mesh } = estate.inventory();
  const use = (
    object: object,
    labels: Labels,
    userNamespace: string,
    kinds: readonly string[],
    above: FieldPath = [],
  ) => {
    const name = labels[USE_WAYPOINT];
    if (name === undefined || name === 'none') return [];
    const namespace = labels[USE_WAYPOINT_NAMESPACE] ?? userNamespace;
    // a Gateway of Istio's own API may have the same name
    const gateway = gatewaysIn(namespace).find((one) => one.name === name && one.api.kind === 'kubernetes');
    const path = [...above, 'metadata', 'labels', USE_WAYPOINT];
    return [{ manifest: manifestOf(object), path, userNamespace, namespace, name, gateway, kinds }];
  };
  return [
    ...mesh.namespaces.flatMap((one) => use(one, one.labels, one.name, ['service', 'workload'])),
    ...mesh.services.flatMap((one) => use(one, one.labels, one.namespace, ['service'])),
    ...mesh.traffic.serviceEntries.flatMap((one) => use(one, one.labels, one.namespace, ['service'])),
    ...mesh.workloads.flatMap((one) => use(one, one.labels, one.namespace, ['workload'], podPath(manifestOf(one)))),
  ];
}
