/** What does an Application look like that syncs rendered manifests safely? */
import type { ClusterReference } from './cluster-reference';

/** What Argo CD takes from where, and puts where. */
export interface ApplicationParts extends SyncChoices {
  readonly project: string;
  readonly repository: string;
  readonly revision: string;
  readonly folder: string;
  /** which files are manifests; without it, all that look like some */
  readonly include: string | undefined;
  readonly cluster: ClusterReference;
  /** what Argo CD compares with the destinations of the project; the objects carry namespaces of their own */
  readonly namespace: string;
}

/** What may be chosen about syncing. */
export interface SyncChoices {
  /** whether changes are applied, and undone, without anybody asking for it */
  readonly automated: boolean;
  /** whether objects that are in sync are left alone */
  readonly applyOutOfSyncOnly: boolean;
}

/** The `spec`. */
export function applicationSpec(parts: ApplicationParts) {
  return {
    project: parts.project,
    source: {
      repoURL: parts.repository,
      targetRevision: parts.revision,
      path: parts.folder,
      directory: { recurse: true, ...(parts.include === undefined ? {} : { include: parts.include }) },
    },
    destination: { ...parts.cluster, namespace: parts.namespace },
    syncPolicy: syncPolicy(parts),
  };
}

function syncPolicy({ automated, applyOutOfSyncOnly }: SyncChoices) {
  return {
    ...(automated ? { automated: { prune: true, selfHeal: true } } : {}),
    syncOptions: [
      ...(applyOutOfSyncOnly ? ['ApplyOutOfSyncOnly=true'] : []),
      // of two Applications that own one object, the second would undo what the first says
      'FailOnSharedResource=true',
    ],
    // Istio's webhook is first asked in the middle of a sync, and may not answer yet
    retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
  };
}
