/** Do the manifests hold all that a cluster has, so that what is not among them does not exist? */
import type { Estate } from './estate';

/** A dump holds the namespaces that Kubernetes makes; the folder of a team, or of the platform, does not. */
export function holdsWholeCluster(estate: Estate): boolean {
  return estate.inventory().namespace('kube-system') !== undefined;
}
