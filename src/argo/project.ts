/** What does an AppProject look like that permits what is listed, and nothing else? */
import type { ClusterReference } from './cluster-reference';
import type { Permissions } from './permissions';

/** What a project permits, and from where to where. */
export interface ProjectParts {
  readonly repositories: readonly string[];
  readonly clusters: readonly ClusterReference[];
  readonly permissions: Permissions;
}

/**
 * The `spec`. INVARIANT: some namespaced kind is permitted. An empty list would be dropped the first time that Argo CD
 * writes the project, and no list means every kind.
 */
export function projectSpec({ repositories, clusters, permissions }: ProjectParts) {
  const { namespaces, clusterKinds, namespacedKinds } = permissions;
  return {
    sourceRepos: [...new Set(repositories)].sort(),
    destinations: clusters.flatMap((cluster) => namespaces.map((namespace) => ({ ...cluster, namespace }))),
    ...(clusterKinds.length === 0 ? {} : { clusterResourceWhitelist: [...clusterKinds] }),
    namespaceResourceWhitelist: [...namespacedKinds],
  };
}
