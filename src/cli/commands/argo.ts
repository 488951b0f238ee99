/** `zero-trust argo`: what must Argo CD be told to deliver these manifests, and no more? */
import { applicationSpec } from '../../argo/application';
import { applicationSetSpec } from '../../argo/application-set';
import type { ClusterReference } from '../../argo/cluster-reference';
import {
  checkClusterLabel,
  checkClusterName,
  checkFolder,
  checkRepository,
  checkRevision,
  checkServer,
} from '../../argo/given-values';
import { checkKindName, type PermittedObject, permissionProblems, permissionsFor } from '../../argo/permissions';
import { projectSpec } from '../../argo/project';
import { healthSettings, SETTINGS_LABELS, SETTINGS_NAME, SETTINGS_SYNC_OPTIONS } from '../../argo/settings';
import { visible } from '../../findings/visible';
import { checkDnsLabel, checkDnsSubdomain, checkLabelValue } from '../../istio/names';
import type { JsonObject } from '../../policy/json-object';
import { placeOf } from '../../policy/manifest';
import { yamlLines } from '../../policy/yaml-text';
import { whyNothing } from '../empty-input';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { withProgress } from '../progress';
import { readAll, readInput, showProblems } from '../read-input';
import { writeReport } from '../write-report';

interface Common {
  /** the namespace of Argo CD */
  readonly namespace: string;
  readonly output?: string;
}

interface OfManifests extends Common {
  readonly paths: readonly string[];
  readonly name: string;
  readonly clusterKind?: readonly string[];
}

interface OfCommitted extends OfManifests {
  readonly project: string;
  readonly repository: string;
  readonly revision: string;
}

export interface ArgoProjectOptions extends OfManifests {
  readonly repository: readonly string[];
  readonly cluster: readonly string[];
}

export interface ArgoApplicationOptions extends OfCommitted {
  readonly folder: string;
  readonly cluster: string;
}

export interface ArgoApplicationSetOptions extends OfCommitted {
  readonly clusterLabel: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly folderLabel?: string;
}

export type ArgoHealthOptions = Common;

/** Prints an AppProject that permits these manifests, and nothing else. */
export async function runProject(options: ArgoProjectOptions, io: Io): Promise<ExitCode> {
  const { name, namespace, repository, cluster, clusterKind = [] } = options;
  refuse([
    checkDnsSubdomain('`--name`', name),
    checkDnsLabel('`--namespace`', namespace),
    ...repository.map(checkRepository),
    ...cluster.map(checkCluster),
    ...clusterKind.map(checkKindName),
  ]);
  const objects = await objectsOf(options, io);
  const problems = permissionProblems(objects, clusterKind);
  if (problems.length > 0) return tell(problems, io);
  const spec = projectSpec({
    repositories: repository,
    clusters: cluster.map(clusterOf),
    permissions: permissionsFor(objects, clusterKind),
  });
  return print(argoObject('AppProject', name, namespace, spec), options, io);
}

/** Prints an Application that syncs these manifests, once they are committed to the folder. */
export async function runApplication(options: ArgoApplicationOptions, io: Io): Promise<ExitCode> {
  const { name, namespace, project, repository, revision, folder, cluster, clusterKind = [] } = options;
  refuse([
    checkDnsSubdomain('`--name`', name),
    checkDnsLabel('`--namespace`', namespace),
    checkDnsSubdomain('`--project`', project),
    checkRepository(repository),
    checkRevision(revision),
    checkFolder(folder),
    checkCluster(cluster),
    ...clusterKind.map(checkKindName),
  ]);
  const objects = await objectsOf(options, io);
  const problems = permissionProblems(objects, clusterKind);
  if (problems.length > 0) return tell(problems, io);
  const spec = applicationSpec({
    project,
    repository,
    revision,
    folder,
    include: includedOf(objects),
    cluster: clusterOf(cluster),
    // any that the project permits; there is one, as the objects have no problems
    namespace: permissionsFor(objects, clusterKind).namespaces[0] as string,
    automated: true,
    applyOutOfSyncOnly: false,
  });
  return print(argoObject('Application', name, namespace, spec), options, io);
}

/** Prints an ApplicationSet that syncs manifests such as these, from a folder for each cluster and namespace. */
export async function runApplicationSet(options: ArgoApplicationSetOptions, io: Io): Promise<ExitCode> {
  const { name, namespace, project, repository, revision, clusterLabel, clusterKind = [] } = options;
  const { folder, folderLabel } = options;
  refuse([
    checkDnsLabel('`--name`', name),
    checkDnsLabel('`--namespace`', namespace),
    checkDnsSubdomain('`--project`', project),
    checkRepository(repository),
    checkRevision(revision),
    ...Object.entries(clusterLabel).flatMap(([key, value]) => [checkClusterLabel(key), checkLabelValue(key, value)]),
    folder === undefined ? undefined : checkFolder(folder),
    folderLabel === undefined ? undefined : checkClusterLabel(folderLabel),
    ...clusterKind.map(checkKindName),
  ]);
  const objects = await objectsOf(options, io);
  const problems = permissionProblems(objects, clusterKind);
  if (problems.length > 0) return tell(problems, io);
  const spec = applicationSetSpec({
    ...{ name, project, repository, revision, folder, folderLabel },
    clusterLabels: clusterLabel,
    include: includedOf(objects),
    automated: true,
    applyOutOfSyncOnly: false,
  });
  return print(argoObject('ApplicationSet', name, namespace, spec), options, io);
}

/** Prints the health check of AuthorizationPolicies in ambient, as a part of `argocd-cm`. */
export function runHealth(options: ArgoHealthOptions, io: Io): Promise<ExitCode> {
  refuse([checkDnsLabel('`--namespace`', options.namespace)]);
  const metadata = {
    name: SETTINGS_NAME,
    namespace: options.namespace,
    labels: SETTINGS_LABELS,
    annotations: { 'argocd.argoproj.io/sync-options': SETTINGS_SYNC_OPTIONS.join(',') },
  };
  return Promise.resolve(
    print(yamlLines({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: healthSettings() }), options, io),
  );
}

interface WrittenObject extends PermittedObject {
  readonly file: string;
}

async function objectsOf({ paths }: OfManifests, io: Io): Promise<WrittenObject[]> {
  return withProgress(io, async (progress) => {
    const input = await readInput(paths, io);
    const read = readAll(input.files, progress);
    const problems = [...input.problems, ...read.problems, ...whyNothing(input.files, read)];
    if (problems.length > 0) throw new WrongUse(showProblems(problems));
    return read.manifests.map((manifest) => {
      const { apiVersion, kind, namespace, name, document } = manifest;
      const place = `${document.file}:${placeOf(manifest, []).line}`;
      return { apiVersion, kind, namespace, name, place, file: document.file };
    });
  });
}

/** The files that Argo CD is to read: all, unless cdk8s has named them. */
function includedOf(objects: readonly WrittenObject[]): string | undefined {
  return objects.every(({ file }) => file.endsWith('.k8s.yaml')) ? '*.k8s.yaml' : undefined;
}

function argoObject(kind: string, name: string, namespace: string, spec: JsonObject): readonly string[] {
  return yamlLines({ apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name, namespace }, spec });
}

function checkCluster(cluster: string): string | undefined {
  return isAddress(cluster) ? checkServer(cluster) : checkClusterName(cluster);
}

function clusterOf(cluster: string): ClusterReference {
  return isAddress(cluster) ? { server: cluster } : { name: cluster };
}

function isAddress(cluster: string): boolean {
  return cluster.includes('://');
}

function refuse(checks: readonly (string | undefined)[]): void {
  const problems = checks.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new WrongUse(problems.map(visible));
}

/** The manifests can be read, and no project can be made for them. */
function tell(problems: readonly string[], io: Io): ExitCode {
  io.err(`${problems.map(visible).join('\n')}\n`);
  return ExitCode.Found;
}

function print(lines: readonly string[], options: Common, io: Io): ExitCode {
  writeReport(`${lines.join('\n')}\n`, options, io);
  return ExitCode.Good;
}
