/** What stands in front of a workload and can enforce policies: a sidecar, a waypoint, ztunnel. @internal */
export type Enforcement = 'http' | 'waypoint' | 'tcp' | 'nothing';

/** Whether ztunnel stands in front of the pods themselves. @internal */
export function isAmbient(enforcement: Enforcement): boolean {
  switch (enforcement) {
    case 'tcp':
    case 'waypoint':
      return true;
    case 'http':
    case 'nothing':
      return false;
  }
}
