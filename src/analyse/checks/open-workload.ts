/** Is there a workload that no AuthorizationPolicy closes, so that everybody may call it, without identity too? */
import type { Workload } from '../../policy/model';
import { isGateway } from '../../policy/proxy-labels';
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { hasEmptySelector, selectedBy } from '../policy-scope';

/** One finding a namespace: what is missing is mostly the default deny of it. */
export const openWorkload: Check = {
  code: 'ZT127',
  *find(estate) {
    for (const [namespace, open] of openWorkloads(estate)) {
      if (!isJudged(estate, namespace)) continue;
      const { manifestOf } = estate.inventory();
      const names = listed(open.map(({ name }) => name));
      const message = `no ALLOW policy applies to ${names}, so whatever no policy denies is allowed, also without identity; close namespace \`${namespace}\` with an AuthorizationPolicy of \`spec: {}\``;
      yield { manifest: manifestOf(open[0]), path: [], message };
    }
  },
  *assumes(estate) {
    const spaces = [...openWorkloads(estate).keys()].filter((namespace) => !isJudged(estate, namespace));
    if (estate.of('AuthorizationPolicy').length === 0 || spaces.length === 0) return;
    yield `no AuthorizationPolicy of ${listed(spaces)} or of the root namespace is among the manifests, so whether workloads there are closed was not judged`;
  },
};

type Some = [Workload, ...Workload[]];

/** Only where policies are kept, too: the folder of an application may leave them to another one. */
function isJudged(estate: Estate, namespace: string): boolean {
  return estate
    .of('AuthorizationPolicy')
    .some((policy) => [namespace, estate.settings.rootNamespace].includes(namespaceOf(policy)));
}

function openWorkloads(estate: Estate): ReadonlyMap<string, Some> {
  const { mesh, dataPlaneOf } = estate.inventory();
  const closing = estate
    .of('AuthorizationPolicy')
    .filter((policy) => actionOf(policy) === 'ALLOW' && !isDryRun(policy));
  const closed = new Set<Workload>();
  for (const policy of closing) {
    for (const workload of selectedBy(estate, policy)) {
      // ztunnel attaches a policy with an empty selector to nothing
      if (!hasEmptySelector(policy) || dataPlaneOf(workload) !== 'ambient') closed.add(workload);
    }
  }
  const open = new Map<string, Some>();
  for (const workload of mesh.workloads) {
    if (closed.has(workload) || !isCalled(workload)) continue;
    // what is surely outside the mesh no policy could close, and whether a pod is in it must be told
    if (!['sidecar', 'ambient'].includes(dataPlaneOf(workload))) continue;
    const others = open.get(workload.namespace);
    if (others === undefined) open.set(workload.namespace, [workload]);
    else others.push(workload);
  }
  return open;
}

/** A gateway is there for everybody, and a Job for nobody. */
function isCalled(workload: Workload): boolean {
  return !isGateway(workload) && workload.kind !== 'Job' && workload.kind !== 'CronJob';
}
