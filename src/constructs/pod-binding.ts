/**
 * How a cdk8s-plus workload is bound to an identity: its service account is set, and labels are found that select its
 * pods.
 */
import { ApiObject, JsonPatch } from 'cdk8s';
import { type AbstractPod, Pod, Workload } from 'cdk8s-plus-28';
import { checkSelectorLabels } from '../istio/names';
import { shown } from '../istio/shown';

/** cdk8s-plus selects pods by this label, a hash of the construct path: it changes when the construct moves. */
const PATH_LABEL = 'cdk8s.io/metadata.addr';

/** Where the pod spec stands in each kind. */
const POD_SPEC: Readonly<Record<string, string>> = {
  Pod: '/spec',
  Deployment: '/spec/template/spec',
  StatefulSet: '/spec/template/spec',
  DaemonSet: '/spec/template/spec',
  Job: '/spec/template/spec',
  CronJob: '/spec/jobTemplate/spec/template/spec',
};

/** The annotation that makes pods a gateway. */
const TEMPLATES = 'inject.istio.io/templates';

interface PodMetadata {
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** Which service account the workload was bound to, kept on its object. */
const BOUND = Symbol.for('cdk8s-zero-trust.ServiceAccount');

/** One workload behind an identity. @internal */
export interface PodBinding {
  readonly path: string;
  readonly problems: string[];
  /** labels that select its pods, fit for a policy */
  readonly selector: () => { [key: string]: string };
  /** every label of its pods that is known */
  readonly labels: () => { [key: string]: string };
  /** whether the pods are told to be a gateway */
  readonly isGateway: () => boolean;
}

/**
 * Runs the pods of the workload under the service account, and labels them `app: <name>` if nothing else selects them.
 * @param more labels that the pods get besides
 * @internal
 */
export function bindPods(
  workload: AbstractPod,
  name: string,
  namespace: string,
  more: { [key: string]: string } = {},
): PodBinding {
  if (!(workload instanceof Pod || workload instanceof Workload)) return notAWorkload(workload);
  const object = ApiObject.of(workload);
  const podSpec = POD_SPEC[object.kind];
  const metadata = workload instanceof Workload ? workload.podMetadata : workload.metadata;
  const written = (): PodMetadata => (metadata.toJson() as PodMetadata | undefined) ?? {};
  const labels = (): { [key: string]: string } => ({ ...written().labels });
  const chosen = (): { [key: string]: string } =>
    withoutPathLabel(workload instanceof Workload ? workload.matchLabels : {});
  if (Object.keys(chosen()).length === 0 && labels().app === undefined) metadata.addLabel('app', name);
  for (const [key, value] of Object.entries(more)) metadata.addLabel(key, value);
  const problems = bindingProblems(workload, object, name, namespace);
  if (podSpec !== undefined && problems.length === 0) {
    object.addJsonPatch(JsonPatch.add(`${podSpec}/serviceAccountName`, name));
    Object.defineProperty(object, BOUND, { value: name });
  }
  return {
    path: workload.node.path,
    problems,
    labels,
    isGateway: () => (written().annotations?.[TEMPLATES] ?? '').split(',').some((one) => one.trim() === 'gateway'),
    selector: () => (Object.keys(chosen()).length > 0 ? chosen() : { app: labels().app ?? name }),
  };
}

/** The pods with these labels, whoever writes them. @internal */
export function bindSelected(labels: { [key: string]: string }): PodBinding {
  const problems = checkSelectorLabels(labels);
  const known = problems.length > 0 ? {} : { ...labels };
  return { path: shown(labels), problems, selector: () => known, labels: () => known, isGateway: () => false };
}

function bindingProblems(workload: AbstractPod, object: ApiObject, name: string, namespace: string): string[] {
  const path = workload.node.path;
  const problems: string[] = [];
  const own = (object as ApiObject & { [BOUND]?: string })[BOUND] ?? workload.serviceAccount?.name;
  if (own !== undefined && own !== name) {
    problems.push(
      `workload \`${path}\` already runs as service account \`${own}\`; remove its \`serviceAccount\`, or attach it to that identity`,
    );
  }
  if (object.metadata.namespace !== namespace) {
    problems.push(
      object.metadata.namespace === undefined
        ? `workload \`${path}\` names no namespace; give its chart \`namespace: '${namespace}'\`, as a service account is only valid in its own`
        : `workload \`${path}\` is in namespace \`${object.metadata.namespace}\`, and the identity is in \`${namespace}\`; a pod runs as a service account of its own namespace`,
    );
  }
  return problems;
}

function notAWorkload(given: unknown): PodBinding {
  const path = shown(given).replace(/^"(.*)"$/, '$1');
  return {
    path,
    problems: [
      `\`${path}\` is not a workload of cdk8s-plus-28; use \`select(labels)\` and set the service account where it is written`,
    ],
    labels: () => ({}),
    isGateway: () => false,
    selector: () => ({}),
  };
}

function withoutPathLabel(labels: { [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== PATH_LABEL));
}
