import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AppProject, type AppProjectSpec } from '../../imports/argoproj.io';
import { checkRepository } from '../argo/given-values';
import {
  checkKindName,
  type Permissions,
  type PermittedObject,
  permissionProblems,
  permissionsFor,
} from '../argo/permissions';
import { projectSpec } from '../argo/project';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { ARGO_CLUSTER, type ArgoCluster, isArgoCluster } from './argo-cluster';
import { objectsBelow } from './argo-contents';
import { addArgoObject, ARGO_CD_NAMESPACE, type Written } from './argo-object';
import {
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isText,
  judgedElsewhere,
  listOf,
  optional,
  reportProblems,
  shapeOfList,
} from './given-shape';
import { ZeroTrustApp } from './zero-trust-app';

/** A project of Argo CD, ours or somebody else's. */
export interface IArgoProject {
  /** Its name. */
  readonly projectName: string;
  /** The namespace of Argo CD, where its Applications are, too. */
  readonly projectNamespace: string;
}

/** An object that was delivered before, or that comes from elsewhere. */
export interface ArgoObjectReference {
  /** Such as `gateway.networking.k8s.io/v1`. */
  readonly apiVersion: string;
  /** Such as `HTTPRoute`. */
  readonly kind: string;
  /**
   * Its namespace.
   * @default - none: its kind has no namespace
   */
  readonly namespace?: string;
  /** Its name. */
  readonly name: string;
}

/** What may be delivered from where to where. */
export interface ArgoProjectProps {
  /**
   * Its name.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The namespace of Argo CD.
   * @default argocd
   */
  readonly namespace?: string;
  /** Charts, or the app, whose objects may be written. What is added to them later counts as well. */
  readonly contents: Construct[];
  /** The repositories that they are committed to, each in full. */
  readonly repositories: string[];
  /** The clusters that they go to. */
  readonly clusters: ArgoCluster[];
  /**
   * Kinds without namespace that are not Kubernetes's own, such as `ClusterIssuer.cert-manager.io`.
   * @default - none
   */
  readonly clusterKinds?: string[];
  /**
   * Objects that are permitted beside the contents: those that were removed, until Argo CD has pruned them. It does not
   * see what its project does not permit, so that the last object of a kind, or of a namespace, would stay for ever.
   * @default - none
   */
  readonly alsoPermit?: ArgoObjectReference[];
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
    const misshapen = fieldProblems('a project', props, FIELDS);
    const problems = misshapen.length > 0 ? misshapen : valueProblems(props, id);
    this.props = problems.length > 0 ? NOTHING : props;
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
          repositories: props.repositories,
          clusters: props.clusters.map((cluster) => cluster._reference),
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

const FIELDS: FieldChecks<ArgoProjectProps> = {
  name: optional(isText, 'a text'),
  namespace: optional(isText, 'a text'),
  contents: judgedElsewhere,
  repositories: judgedElsewhere,
  clusters: judgedElsewhere,
  clusterKinds: listOf(isText, 'a text such as `ClusterIssuer.cert-manager.io`'),
  alsoPermit: listOf(
    (object) => hasMembers(object, 'apiVersion', 'kind', 'name') && Object.values(object as object).every(isText),
    '`{ apiVersion, kind, namespace, name }`',
  ),
};

function valueProblems(props: ArgoProjectProps, id: string): string[] {
  const { name = id, namespace = ARGO_CD_NAMESPACE, contents, repositories, clusters, clusterKinds = [] } = props;
  return [
    checkDnsSubdomain('project', name),
    checkDnsLabel('namespace', namespace),
    ...mustList('contents', contents, isConstruct, 'a chart, or the app'),
    ...mustList('repositories', repositories, isText, 'a text', checkRepository),
    ...mustList('clusters', clusters, isArgoCluster, ARGO_CLUSTER, (cluster) => cluster._problems()[0]),
    ...clusterKinds.map(checkKindName),
  ].filter((problem) => problem !== undefined);
}

/** A list that must be given and must not be empty: nothing would be permitted. */
function mustList<T>(
  field: string,
  values: readonly T[],
  isRight: (value: unknown) => boolean,
  accepted: string,
  check: (value: T) => string | undefined = () => undefined,
): string[] {
  if (values === undefined) return [`\`${field}\` is missing; give a list; each entry is ${accepted}`];
  const misshapen = shapeOfList(field, values, isRight, accepted);
  if (misshapen.length > 0) return misshapen;
  if (values.length === 0) return [`\`${field}\` is an empty list, so nothing would be permitted; name at least one`];
  return values.flatMap((value) => check(value) ?? []);
}

function isConstruct(value: unknown): boolean {
  return hasMembers(value, 'node') && hasMembers((value as Construct).node, 'findAll');
}
