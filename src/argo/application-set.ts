/** What does an ApplicationSet look like that makes an Application of each folder, in each cluster? */
import { applicationSpec, type SyncChoices } from './application';

/** Which clusters, and which folders. */
export interface ApplicationSetParts extends SyncChoices {
  readonly name: string;
  readonly project: string;
  readonly repository: string;
  readonly revision: string;
  /** the files of a folder that are read; all if undefined */
  readonly include: string | undefined;
  /** labels of the clusters' Secrets */
  readonly clusterLabels: Readonly<Record<string, string>>;
  /** the folder that holds one folder a cluster; the root of the repository if there is none */
  readonly folder: string | undefined;
  /** the label whose value names the folder of a cluster, instead of the cluster's own name */
  readonly folderLabel: string | undefined;
}

/**
 * The `spec`: clusters first, as the folders are those of the cluster. The project is literal: a templated one would
 * let whoever adds a folder choose their own permissions.
 * @see argo-cd applicationset/generators/matrix.go
 */
export function applicationSetSpec(parts: ApplicationSetParts) {
  const { name, project, repository, revision, folder, folderLabel, clusterLabels } = parts;
  const ofCluster = folderLabel === undefined ? '{{.name}}' : `{{index .metadata.labels "${folderLabel}"}}`;
  const path = [folder, ofCluster, '*'].filter((part) => part !== undefined).join('/');
  return {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [
      {
        matrix: {
          generators: [
            { clusters: { selector: clusterSelector(clusterLabels, folderLabel) } },
            { git: { repoURL: repository, revision, directories: [{ path }] } },
          ],
        },
      },
    ],
    // an Application that goes must not leave a namespace without its policies
    syncPolicy: { preserveResourcesOnDeletion: true },
    template: {
      metadata: { name: `${name}-{{.nameNormalized}}-{{.path.basenameNormalized}}` },
      spec: applicationSpec({
        ...parts,
        project,
        folder: '{{.path.path}}',
        cluster: { server: '{{.server}}' },
        namespace: '{{.path.basename}}',
      }),
    },
  };
}

/** `index` gives no error for a label that is not there, so only clusters that have it are taken. */
function clusterSelector(matchLabels: Readonly<Record<string, string>>, folderLabel: string | undefined) {
  const labels = { matchLabels: { ...matchLabels } };
  return folderLabel === undefined
    ? labels
    : { ...labels, matchExpressions: [{ key: folderLabel, operator: 'Exists' }] };
}
