/** Which sidecars do running pods have? Those that their Namespace asked for when they were made: none is restarted. */
import { nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import { hasSidecar } from '../policy/sidecar-injection';
import type { State } from './state';

/** A Namespace whose labels may have changed, and the workloads in it. */
export interface Relabelled {
  readonly key: string;
  readonly name: string;
  readonly workloads: readonly MadeWorkload[];
}

/** A workload as it was and as it will be. */
export interface MadeWorkload {
  readonly key: string;
  readonly before: Workload | undefined;
  readonly after: Workload | undefined;
  /** whether its pods are made anew when it is applied */
  readonly restarts: boolean;
}

/** Of the workloads whose pods are older than the labels of their Namespace: what they are, by name. */
export function olderPods(
  { isApplied, isMadeUnder }: State,
  spaces: readonly Relabelled[],
  ends: readonly [Mesh, Mesh],
): ReadonlyMap<string, Workload> {
  const older = new Map<string, Workload>();
  for (const { key: space, name, workloads } of spaces) {
    const isRelabelled = isApplied(space);
    for (const { key, restarts, ...one } of workloads) {
      const workload = isApplied(key) ? one.after : one.before;
      const isYounger = restarts && isMadeUnder(key, space, isApplied);
      if (workload === undefined || isYounger === isRelabelled) continue;
      const { before, after } = sidecarOf(workload, name, ends);
      const made = isYounger ? after : before;
      if (made !== 'unknown' && before !== after) older.set(nameOf(workload), madeWith(workload, made === 'yes'));
    }
  }
  return older;
}

/** Whether some pods would have another proxy if they were made anew. */
export function asksOtherProxies({ name, workloads }: Relabelled, ends: readonly [Mesh, Mesh]): boolean {
  const all = workloads.flatMap(({ before, after }) => [before ?? [], after ?? []].flat());
  return all.some((workload) => {
    const { before, after } = sidecarOf(workload, name, ends);
    return before !== after;
  });
}

/** What the labels of the Namespace ask for, before and after. */
function sidecarOf(workload: Workload, space: string, [before, after]: readonly [Mesh, Mesh]) {
  return {
    before: hasSidecar(workload, labelsOf(before, space), before.settings.behaviour),
    after: hasSidecar(workload, labelsOf(after, space), after.settings.behaviour),
  };
}

function labelsOf({ namespaces }: Mesh, asked: string): Workload['labels'] | undefined {
  return namespaces.find(({ name }) => name === asked)?.labels;
}

/** What the injector leaves on pods, and what keeps it from them. */
function madeWith(workload: Workload, sidecar: boolean): Workload {
  const { labels, annotations } = workload;
  return sidecar
    ? { ...workload, annotations: { ...annotations, 'sidecar.istio.io/status': '{}' } }
    : { ...workload, labels: { ...labels, 'sidecar.istio.io/inject': 'false' } };
}
