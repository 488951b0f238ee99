/** Does a policy select labels that no workload of its namespace has? */
import type { Manifest } from '../../policy/manifest';
import type { Labels, Workload } from '../../policy/model';
import { GATEWAY_NAME_LABEL } from '../../policy/proxy-labels';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { SELECTING_KINDS, selectedBy } from '../policy-scope';
import { namespacesWithPodMakers } from '../pod-makers';
import { selectorLabels } from '../reach-of-policy';
import { isSetByCluster } from '../set-by-cluster';
import { holdsWholeCluster } from '../whole-cluster';

/**
 * A namespace is compared with as soon as one workload of it is among the manifests: what deploys into a namespace is
 * mostly kept together. Policies of the root namespace select in all, so that only a dump of the cluster tells.
 */
export const selectorWithoutWorkload: Check = {
  code: 'ZT125',
  *find(estate) {
    const candidatesOf = candidatesIn(estate);
    for (const manifest of selectingPolicies(estate)) {
      const candidates = candidatesOf(manifest);
      if (candidates.length === 0 || selectedBy(estate, manifest).length > 0 || mayBeMadeElsewhere(manifest)) continue;
      const labels = selectorLabels(manifest);
      const where = isOfRoot(estate, manifest) ? '' : ` of namespace \`${namespaceOf(manifest)}\``;
      yield {
        manifest,
        path: ['spec', 'selector', 'matchLabels'],
        message: `no workload${where} has ${shown(labels)}, so the policy applies to nothing${hint(labels, candidates)}`,
      };
    }
  },
  *assumes(estate) {
    if (estate.inventory().mesh.workloads.length === 0) return;
    const candidatesOf = candidatesIn(estate);
    const unknown = selectingPolicies(estate).filter((policy) => candidatesOf(policy).length === 0);
    if (unknown.length === 0) return;
    yield `not all workloads are among the manifests that policies of ${listed(unknown.map(namespaceOf))} may select, so selectors there were not compared with any`;
  },
};

/** Finds the workloads that a policy could select; none when those here do not tell. */
function candidatesIn(estate: Estate): (policy: Manifest) => readonly Workload[] {
  const { mesh, workloadsIn } = estate.inventory();
  const others = namespacesWithPodMakers(estate);
  return (policy) => {
    const namespace = namespaceOf(policy);
    if (isOfRoot(estate, policy)) return holdsWholeCluster(estate) ? mesh.workloads : [];
    return others.has(namespace) ? [] : workloadsIn(namespace);
  };
}

function isOfRoot(estate: Estate, policy: Manifest): boolean {
  return namespaceOf(policy) === estate.settings.rootNamespace;
}

function selectingPolicies(estate: Estate): readonly Manifest[] {
  return SELECTING_KINDS.flatMap((kind) => estate.of(kind)).filter(
    (policy) =>
      Object.keys(selectorLabels(policy)).length > 0 &&
      // in the root namespace such a PeerAuthentication selects nothing at all, which is the finding ZT207
      !(policy.kind === 'PeerAuthentication' && isOfRoot(estate, policy)),
  );
}

/** Labels that the cluster sets, and pods that istiod makes for a Gateway of the Gateway API. */
function mayBeMadeElsewhere(policy: Manifest): boolean {
  const labels = selectorLabels(policy);
  const gateway = labels[GATEWAY_NAME_LABEL] ?? labels['istio.io/gateway-name'];
  if (gateway !== undefined) return true; // whether such a Gateway exists is another question than which pods there are
  return Object.keys(labels).some(isSetByCluster);
}

/** The workload that has most of it: the same value under another key, or the same key with another value. */
function hint(labels: Labels, candidates: readonly Workload[]): string {
  for (const [key, value] of Object.entries(labels)) {
    const other = candidates
      .flatMap((workload) => Object.entries(workload.labels))
      .find(([otherKey, otherValue]) => otherKey !== key && otherValue === value);
    if (other !== undefined) return `; did you mean ${shown({ [other[0]]: other[1] })}?`;
  }
  const [key = ''] = Object.keys(labels);
  const values = candidates.flatMap((workload) => workload.labels[key] ?? []);
  return values.length === 0 ? `; no workload has a label \`${key}\`` : `; \`${key}\` is ${listed(values)} there`;
}

function shown(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `\`${key}: ${value}\``)
    .join(' and ');
}
