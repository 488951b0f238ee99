/** What manifests tell of the labels that a pod or a namespace has in the cluster, and whether a selector matches. */
import type { LabelRequirement, LabelSelector } from '../../policy/label-selector';
import type { Labels, Namespace, Workload } from '../../policy/model';
import type { InformedAnswer } from '../matching/informed-answer';
import { answerOf, everyOf, NO, unknownFor, YES } from '../matching/informed-answer';

/** Labels as far as manifests tell them. */
export interface KnownLabels {
  /** whose labels, in messages */
  readonly owner: string;
  readonly labels: Labels;
  /** keys that are there, with values that only the cluster knows */
  readonly generated: readonly string[];
  /** keys that may or may not be there; `all`: any key that is not among the others */
  readonly possible: readonly string[] | 'all';
}

const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';
const JOB_NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const JOB_UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

/**
 * Keys that a controller sets on the pods it makes, over the template's own.
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const GENERATED: Readonly<Record<Workload['kind'], readonly string[]>> = {
  Deployment: ['pod-template-hash'],
  StatefulSet: ['controller-revision-hash', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'],
  DaemonSet: ['controller-revision-hash', 'pod-template-generation'],
  ReplicaSet: [],
  ReplicationController: [],
  Job: JOB_UID_LABELS,
  CronJob: [...JOB_UID_LABELS, ...JOB_NAME_LABELS],
  Pod: [],
};

/** Keys that the scheduler, a Job with an index, or Istio's injection may add. */
const POSSIBLE: readonly string[] = [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'batch.kubernetes.io/job-completion-index',
  'security.istio.io/tlsMode',
  'service.istio.io/canonical-name',
  'service.istio.io/canonical-revision',
];

/** What a Deployment's own labels do not tell of those of its pods. */
export const OF_DEPLOYMENTS: Pick<KnownLabels, 'generated' | 'possible'> = {
  generated: GENERATED.Deployment,
  possible: POSSIBLE,
};

/** The labels of the pods of this workload. */
export function podLabels(workload: Workload): KnownLabels {
  const { kind, name, namespace, labels } = workload;
  const jobName = kind === 'Job' ? Object.fromEntries(JOB_NAME_LABELS.map((key) => [key, name])) : {};
  return {
    owner: `the pods of \`${namespace}/${name}\``,
    labels: { ...labels, ...jobName },
    generated: GENERATED[kind],
    possible: POSSIBLE,
  };
}

/** The labels of this namespace. Its name is one of them, written or not; without manifest no other is known. */
export function namespaceLabels(name: string, namespace: Namespace | undefined): KnownLabels {
  return {
    owner: `namespace \`${name}\`${namespace === undefined ? ', which is not among the manifests' : ''}`,
    labels: { ...namespace?.labels, [NAMESPACE_NAME_LABEL]: name },
    generated: [],
    possible: namespace === undefined ? 'all' : [],
  };
}

/** Whether the selector matches. The empty one matches whatever the labels are. */
export function matchesSelector(selector: LabelSelector, known: KnownLabels): InformedAnswer {
  return everyOf(selector.requirements, (requirement) => meets(known, requirement));
}

/**
 * A missing key satisfies NotIn, and no `In`, not even of the empty value.
 * @see kubernetes apimachinery pkg/labels/selector.go, `Requirement.Matches`
 */
function meets(known: KnownLabels, requirement: LabelRequirement): InformedAnswer {
  const { key, operator } = requirement;
  const isThere = presenceOf(key, known);
  const value = isThere.is === 'yes' && !known.generated.includes(key) ? known.labels[key] : undefined;
  switch (operator) {
    case 'Exists':
      return isThere;
    case 'DoesNotExist':
      return isThere.is === 'unknown' ? isThere : answerOf(isThere.is === 'no');
    case 'In':
    case 'NotIn':
      if (isThere.is === 'unknown') return isThere;
      if (isThere.is === 'no') return answerOf(operator === 'NotIn');
      if (value === undefined) return unknownFor(`the value of label \`${key}\` of ${known.owner}`);
      return answerOf(requirement.values.includes(value) === (operator === 'In'));
  }
}

function presenceOf(key: string, { owner, labels, generated, possible }: KnownLabels): InformedAnswer {
  if (generated.includes(key) || Object.hasOwn(labels, key)) return YES;
  return possible === 'all' || possible.includes(key) ? unknownFor(`label \`${key}\` of ${owner}`) : NO;
}
