import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Application, type ApplicationSpec } from '../../imports/argoproj.io';
import { applicationSpec } from '../argo/application';
import { checkFolder } from '../argo/given-values';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { ARGO_CLUSTER, type ArgoCluster, isArgoCluster } from './argo-cluster';
import { addArgoObject, type Written } from './argo-object';
import { type ArgoSyncProps, refusals, SYNC_FIELDS, syncChoices, syncProblems } from './argo-sync-props';
import { type FieldChecks, fieldProblems, isFlag, isText, optional, reportProblems, required } from './given-shape';
import { ZeroTrustApp } from './zero-trust-app';

/** Which folder Argo CD delivers to which cluster. */
export interface ArgoApplicationProps extends ArgoSyncProps {
  /** The folder of rendered manifests, such as `production/shop`, with all below it; `.` is the whole repository. */
  readonly folder: string;
  /** The cluster that it goes to. */
  readonly cluster: ArgoCluster;
  /**
   * A namespace that the project permits. Argo CD asks for one, and would put objects there that name none: those of
   * this library all name theirs.
   */
  readonly namespace: string;
  /**
   * Whether Argo CD deletes the objects when the Application is deleted. Otherwise they stay, so that what is protected
   * stays protected.
   * @default false
   */
  readonly deleteObjects?: boolean;
}

/**
 * A folder of rendered manifests that Argo CD keeps in sync with a cluster: only files that cdk8s wrote, pruned and
 * healed by itself, failing where another Application owns the same object.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 * @example
 * new ArgoApplication(argoChart, 'shop', {
 *   project,
 *   repository: 'https://git.example.com/shop/rendered.git',
 *   revision: 'environments/production',
 *   folder: 'production/shop',
 *   cluster: ArgoCluster.named('production'),
 *   namespace: 'shop',
 * });
 */
export class ArgoApplication extends Construct {
  /** The Application, unless what was given is not understood. */
  public readonly apiObject?: ApiObject;

  public constructor(scope: Construct, id: string, props: ArgoApplicationProps) {
    super(scope, id);
    const misshapen = fieldProblems('an application', props, FIELDS);
    const problems = misshapen.length > 0 ? misshapen : valueProblems(props, id);
    if (problems.length > 0) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    const { name = id, project, repository, revision, folder, cluster, namespace, deleteObjects = false } = props;
    ZeroTrustApp.of(this).addCheck({
      atSynth: () =>
        refusals(project, repository, cluster, namespace).map((problem) => `application \`${name}\`: ${problem}`),
    });
    this.apiObject = addArgoObject(this, {
      gvk: Application.GVK,
      name,
      namespace: project.projectNamespace,
      ...(deleteObjects ? { finalizers: ['resources-finalizer.argocd.argoproj.io'] } : {}),
      spec: (): Written<ApplicationSpec> =>
        applicationSpec({
          project: project.projectName,
          repository,
          revision,
          folder,
          include: RENDERED,
          cluster: cluster._reference,
          namespace,
          ...syncChoices(props),
        }),
    });
  }
}

/** What cdk8s writes; whatever else lies beside it, such as its `construct-metadata.json`, is no manifest. @internal */
export const RENDERED = '*.k8s.yaml';

const FIELDS: FieldChecks<ArgoApplicationProps> = {
  ...SYNC_FIELDS,
  folder: required(isText, 'a text such as `production/shop`'),
  cluster: required(isArgoCluster, ARGO_CLUSTER),
  namespace: required(isText, 'a text such as `shop`'),
  deleteObjects: optional(isFlag, '`true` or `false`'),
};

function valueProblems(props: ArgoApplicationProps, id: string): string[] {
  return [
    checkDnsSubdomain('application', props.name ?? id),
    ...syncProblems(props),
    checkFolder(props.folder),
    ...props.cluster._problems(),
    checkDnsLabel('namespace', props.namespace),
  ].filter((problem) => problem !== undefined);
}
