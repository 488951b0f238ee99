/** Which host does a call name, where nobody says one? */
import type { Target } from './request';

/** The host that a caller would write. */
export function defaultHost(to: Target): string {
  switch (to.kind) {
    case 'service':
      return to.service.name;
    case 'workload':
      return to.workload.name;
    case 'gateway':
      return to.gateway.name;
    case 'host':
      return to.host;
  }
}
