import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AppProject, type AppProjectSpec } from '../../imports/argoproj.io';
import { type Permissions, type PermittedObject, permissionProblems, permissionsFor } from '../argo/permissions';
import { projectSpec } from '../argo/project';
import type { ArgoCluster } from './argo-cluster';
import { objectsBelow } from './argo-contents';
import { addArgoObject, ARGO_CD_NAMESPACE, type Written } from './argo-object';
import { type ArgoProjectProps, PROJECT_FIELDS, projectProblems } from './argo-project-props';
import { fieldProblems, reportProblems } from './given-shape';
import { ZeroTrustApp } from './zero-trust-app';

/** A project of Argo CD, ours or somebody else's. */
export interface IArgoProject {
  /** Its name. */
  readonly projectName: string;
  /** The namespace of Argo CD, where its Applications are, too. */
  readonly projectNamespace: string;
}

/**
 * The least that Argo CD must be permitted to deliver some charts: an AppProject with exactly their kinds, their
 * namespaces, and the names of objects without namespace, computed at synth.
 *
 * A project cannot say which kind belongs to which namespace: each kind is permitted in each of the namespaces. Give
 * charts that different people may change a project each.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 * @example
 * new ArgoProject(argoChart, 'shop', {
 *   contents: [shopChart],
 *   repositories: ['https://git.example.com/shop/rendered.git'],
 *   clusters: [ArgoCluster.named('production')],
 * });
 */
export class ArgoProject extends Construct implements IArgoProject {
  /** A project that somebody else owns. */
  public static fromName(name: string, namespace: string = ARGO_CD_NAMESPACE): IArgoProject {
    return { projectName: name, projectNamespace: namespace };
  }

  public readonly projectName: string;
  public readonly projectNamespace: string;
  /** The AppProject, unless what was given is not understood. */
  public readonly apiObject?: ApiObject;

  private readonly props: ArgoProjectProps;
  /** as of the last synth: each Application asks */
  private judged?: Permissions;

  public constructor(scope: Construct, id: string, props: ArgoProjectProps) {
    super(scope, id);
    const misshapen = fieldProblems('a project', props, PROJECT_FIELDS);
    const problems = misshapen.length > 0 ? misshapen : projectProblems(props, id);
    this.props = problems.length > 0 ? NOTHING : copyOf(props);
    this.projectName = this.props.name ?? id;
    this.projectNamespace = this.props.namespace ?? ARGO_CD_NAMESPACE;
    if (problems.length > 0) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    ZeroTrustApp.of(this).addCheck({ atSynth: () => this.contentProblems() });
    this.apiObject = addArgoObject(this, {
      gvk: AppProject.GVK,
      name: this.projectName,
      namespace: this.projectNamespace,
      spec: (): Written<AppProjectSpec> =>
        projectSpec({
          repositories: this.props.repositories,
          clusters: this.props.clusters.map((cluster) => cluster._reference),
          permissions: this.permissions(),
        }),
    });
  }

  /** Why it would not permit such an Application. @internal */
  public _refusals(repository: string, cluster?: ArgoCluster, namespace?: string): string[] {
    const { repositories, clusters } = this.props;
    const { namespaces } = this.judged ?? this.permissions();
    const within = (what: string, value: string | undefined, permitted: readonly string[]) =>
      value === undefined || permitted.includes(value)
        ? []
        : [
            `project \`${this.projectName}\` does not permit ${what} \`${value}\`, but ${permitted.map((each) => `\`${each}\``).join(', ')}; use one of them, or add it to the project`,
          ];
    if (this.apiObject === undefined) return [];
    return [
      ...within('repository', repository, repositories),
      ...within(
        'cluster',
        cluster?._shown,
        clusters.map((each) => each._shown),
      ),
      ...within('namespace', namespace, namespaces),
    ];
  }

  private objects(): PermittedObject[] {
    const { contents, alsoPermit = [] } = this.props;
    return [...objectsBelow(contents), ...alsoPermit.map((object) => ({ ...object, place: '`alsoPermit`' }))];
  }

  private permissions(): Permissions {
    return permissionsFor(this.objects(), this.props.clusterKinds ?? []);
  }

  private contentProblems(): string[] {
    this.judged = this.permissions();
    return permissionProblems(this.objects(), this.props.clusterKinds ?? []).map(
      (problem) => `project \`${this.projectName}\`: ${problem}`,
    );
  }
}

const NOTHING: ArgoProjectProps = { contents: [], repositories: [], clusters: [] };

/** What was judged is what is written, whatever becomes of the lists that were given. */
function copyOf(props: ArgoProjectProps): ArgoProjectProps {
  const { contents, repositories, clusters } = props;
  return {
    ...props,
    contents: [...contents],
    repositories: [...repositories],
    clusters: [...clusters],
    clusterKinds: [...(props.clusterKinds ?? [])],
    alsoPermit: (props.alsoPermit ?? []).map((object) => ({ ...object })),
  };
}
