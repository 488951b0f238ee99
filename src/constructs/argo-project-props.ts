import type { Construct } from 'constructs';
import { checkRepository } from '../argo/given-values';
import { checkKindName } from '../argo/permissions';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { ARGO_CLUSTER, type ArgoCluster, isArgoCluster } from './argo-cluster';
import { ARGO_CD_NAMESPACE } from './argo-object';
import { type FieldChecks, hasMembers, isText, judgedElsewhere, listOf, optional, shapeOfList } from './given-shape';

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

/** @internal */
export const PROJECT_FIELDS: FieldChecks<ArgoProjectProps> = {
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

/** What is wrong with props of the right kinds. @internal */
export function projectProblems(props: ArgoProjectProps, id: string): string[] {
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

/** Whether it is a construct, such as a chart. @internal */
export function isConstruct(value: unknown): boolean {
  return hasMembers(value, 'node') && hasMembers((value as Construct).node, 'findAll');
}
