import type { SyncChoices } from '../argo/application';
import { checkRepository, checkRevision } from '../argo/given-values';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import type { ArgoCluster } from './argo-cluster';
import { type FieldChecks, hasMembers, isFlag, isText, optional, required } from './given-shape';
import type { IArgoProject } from './argo-project';

/** What Argo CD takes from where, and how it keeps it in sync. */
export interface ArgoSyncProps {
  /**
   * Its name.
   * @default - the id of the construct
   */
  readonly name?: string;
  /** The project that permits it. */
  readonly project: IArgoProject;
  /** The repository that rendered manifests are committed to, in full. */
  readonly repository: string;
  /** The branch, tag or commit, such as `environments/production`. */
  readonly revision: string;
  /**
   * Whether Argo CD applies what is committed, prunes what is gone, and undoes what others change, without anybody
   * asking. Without it somebody syncs by hand, as is wise for what holds for a whole mesh.
   * @default true
   */
  readonly automated?: boolean;
  /**
   * Whether objects that are in sync are left alone, which saves requests to the API server where there are thousands.
   * @default false
   */
  readonly applyOutOfSyncOnly?: boolean;
}

/** @internal */
export const SYNC_FIELDS: FieldChecks<ArgoSyncProps> = {
  name: optional(isText, 'a text'),
  project: required(isProject, 'an `ArgoProject`, or `ArgoProject.fromName(…)`'),
  repository: required(isText, 'a text such as `https://git.example.com/shop/rendered.git`'),
  revision: required(isText, 'a text such as `environments/production`'),
  automated: optional(isFlag, '`true` or `false`'),
  applyOutOfSyncOnly: optional(isFlag, '`true` or `false`'),
};

/** What is wrong with props of the right kinds. @internal */
export function syncProblems({ project, repository, revision }: ArgoSyncProps): string[] {
  return [
    checkDnsSubdomain('project', project.projectName),
    checkDnsLabel('namespace of the project', project.projectNamespace),
    checkRepository(repository),
    checkRevision(revision),
  ].filter((problem) => problem !== undefined);
}

/** @internal */
export function syncChoices({ automated = true, applyOutOfSyncOnly = false }: ArgoSyncProps): SyncChoices {
  return { automated, applyOutOfSyncOnly };
}

/** What a project of this app does not permit; of those of others nothing is known. @internal */
export function refusals(
  project: IArgoProject,
  repository: string,
  cluster?: ArgoCluster,
  namespace?: string,
): string[] {
  return isJudging(project) ? project._refusals(repository, cluster, namespace) : [];
}

interface JudgingProject extends IArgoProject {
  _refusals(repository: string, cluster?: ArgoCluster, namespace?: string): string[];
}

function isJudging(project: IArgoProject): project is JudgingProject {
  return hasMembers(project, '_refusals');
}

function isProject(value: unknown): boolean {
  return hasMembers(value, 'projectName', 'projectNamespace');
}
