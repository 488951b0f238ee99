import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ApplicationSet, type ApplicationSetSpec } from '../../imports/argoproj.io';
import { applicationSetSpec } from '../argo/application-set';
import { checkClusterLabel, checkFolder } from '../argo/given-values';
import { checkDnsLabel, checkLabelValue } from '../istio/names';
import { RENDERED } from './argo-application';
import { addArgoObject, type Written } from './argo-object';
import { type ArgoSyncProps, refusals, SYNC_FIELDS, syncChoices, syncProblems } from './argo-sync-props';
import { type FieldChecks, fieldProblems, isText, isTextMap, optional, reportProblems, required } from './given-shape';
import { ZeroTrustApp } from './zero-trust-app';

/** Which clusters get which folders. */
export interface ArgoApplicationSetProps extends ArgoSyncProps {
  /** Labels of the Secrets by which Argo CD knows clusters: all of them must be there. */
  readonly clusterLabels: { [key: string]: string };
  /**
   * The folder that holds one folder a cluster, in which there is one a namespace.
   * @default - the root of the repository
   */
  readonly folder?: string;
  /**
   * A label of a cluster's Secret whose value names its folder, where several clusters share one, such as `tier`.
   * @default - the folder has the name of the cluster
   */
  readonly folderLabel?: string;
}

/**
 * One Application for each folder `<cluster>/<namespace>/`, in each cluster with some labels: clusters and namespaces
 * that come later are delivered without a change here.
 *
 * The folder's name is the namespace that Argo CD asks the project for. Where an Application goes, with its folder or
 * with the set, its objects stay: nothing loses its policies by a mistake in a repository.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Matrix/
 * @example
 * new ArgoApplicationSet(argoChart, 'shop', {
 *   project,
 *   repository: 'https://git.example.com/shop/rendered.git',
 *   revision: 'main',
 *   clusterLabels: { mesh: 'shop' },
 * });
 */
export class ArgoApplicationSet extends Construct {
  /** The ApplicationSet, unless what was given is not understood. */
  public readonly apiObject?: ApiObject;

  public constructor(scope: Construct, id: string, props: ArgoApplicationSetProps) {
    super(scope, id);
    const misshapen = fieldProblems('an application set', props, FIELDS);
    const problems = misshapen.length > 0 ? misshapen : valueProblems(props, id);
    if (problems.length > 0) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    const { name = id, project, repository, revision, folder, folderLabel } = props;
    const clusterLabels = { ...props.clusterLabels };
    ZeroTrustApp.of(this).addCheck({
      atSynth: () => refusals(project, repository).map((problem) => `application set \`${name}\`: ${problem}`),
    });
    this.apiObject = addArgoObject(this, {
      gvk: ApplicationSet.GVK,
      name,
      namespace: project.projectNamespace,
      spec: (): Written<ApplicationSetSpec> =>
        applicationSetSpec({
          name,
          project: project.projectName,
          repository,
          revision,
          include: RENDERED,
          clusterLabels,
          folder,
          folderLabel,
          ...syncChoices(props),
        }),
    });
  }
}

const FIELDS: FieldChecks<ArgoApplicationSetProps> = {
  ...SYNC_FIELDS,
  clusterLabels: required(isTextMap, "labels such as `{ mesh: 'shop' }`"),
  folder: optional(isText, 'a text such as `clusters`'),
  folderLabel: optional(isText, 'a text such as `tier`'),
};

function valueProblems(props: ArgoApplicationSetProps, id: string): string[] {
  const { clusterLabels, folder, folderLabel } = props;
  return [
    checkDnsLabel('application set', props.name ?? id),
    ...syncProblems(props),
    folder === undefined ? undefined : checkFolder(folder),
    folderLabel === undefined ? undefined : checkClusterLabel(folderLabel),
    Object.keys(clusterLabels).length === 0
      ? '`clusterLabels` is empty, which would deliver to every cluster that Argo CD knows; name at least one label'
      : undefined,
    ...Object.entries(clusterLabels).flatMap(([key, value]) => [checkClusterLabel(key), checkLabelValue(key, value)]),
  ].filter((problem) => problem !== undefined);
}
