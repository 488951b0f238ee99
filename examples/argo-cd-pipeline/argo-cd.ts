import type { Chart } from 'cdk8s';
import { ArgoApplication, ArgoCluster, ArgoProject } from 'cdk8s-zero-trust';

/** Where rendered manifests are committed to. */
const REPOSITORY = 'https://git.example.com/shop/fleet.git';
const REVISION = 'environments';

/** What holds for a whole mesh is synced by hand. */
const BY_HAND = ['istio-system'];

/**
 * An Application for each folder of a cluster, with a project that permits what is in that folder, and nothing else.
 * @param scope has the name of the cluster
 */
export function addDelivery(scope: Chart, namespaces: readonly Chart[]): void {
  const name = scope.node.id;
  const cluster = ArgoCluster.named(name);
  for (const chart of namespaces) {
    const namespace = chart.node.id;
    const project = new ArgoProject(scope, `${namespace}-project`, {
      name: `${name}-${namespace}`,
      contents: [chart],
      repositories: [REPOSITORY],
      clusters: [cluster],
    });
    new ArgoApplication(scope, namespace, {
      name: `${name}-${namespace}`,
      project,
      repository: REPOSITORY,
      revision: REVISION,
      folder: `${name}/${namespace}`,
      cluster,
      namespace,
      automated: !BY_HAND.includes(namespace),
    });
  }
}
