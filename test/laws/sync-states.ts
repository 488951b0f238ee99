/**
 * Through which states does a cluster go when Argo CD syncs one app over another? Waves one by one; a wave removes
 * first, and then applies one by one, in any order. The NetworkPolicies of a wave come at once, as in no order would
 * one of them do without the others.
 */
import type { Manifest } from '../constructs/manifests';

interface Step {
  readonly wave: number;
  readonly isPrune: boolean;
  readonly apply: (cluster: Map<string, Manifest>) => void;
  /** steps of one batch leave no state between them */
  readonly batch?: string;
}

/** Every state between the two, in the order that `shuffled` gives to the steps of a wave. */
export function statesBetween(
  before: readonly Manifest[],
  after: readonly Manifest[],
  shuffled: <T>(steps: readonly T[]) => T[],
): Manifest[][] {
  const [old, young] = [byKey(before), byKey(after)];
  const applied = [...young]
    .filter(([key, object]) => JSON.stringify(old.get(key)) !== JSON.stringify(object))
    .map(([key, object]) => stepOf(object, waveOf(object), false, (cluster) => cluster.set(key, object)));
  const removed = [...old].filter(([key]) => !young.has(key));
  const mirrored = mirror(removed.map(([, object]) => waveOf(object)));
  const last = Math.max(0, ...[...young.values()].map(waveOf)) + 1;
  const pruned = removed.map(([key, object]) =>
    stepOf(object, isPrunedLast(object) ? last : (mirrored.get(waveOf(object)) ?? 0), true, (cluster) =>
      cluster.delete(key),
    ),
  );
  const cluster = new Map(old);
  return inOrder([...pruned, ...applied], shuffled).flatMap((batch) => {
    for (const step of batch) step.apply(cluster);
    return [[...cluster.values()]];
  });
}

function inOrder(steps: readonly Step[], shuffled: <T>(steps: readonly T[]) => T[]): Step[][] {
  const waves = [...new Set(steps.map(({ wave }) => wave))].sort((a, b) => a - b);
  return waves.flatMap((wave) =>
    [true, false].flatMap((isPrune) => {
      const own = steps.filter((step) => step.wave === wave && step.isPrune === isPrune);
      const batches = new Map<unknown, Step[]>();
      for (const step of own) {
        const key = step.batch ?? step;
        batches.set(key, [...(batches.get(key) ?? []), step]);
      }
      return shuffled([...batches.values()]);
    }),
  );
}

function stepOf({ kind }: Manifest, wave: number, isPrune: boolean, apply: Step['apply']): Step {
  return { wave, isPrune, apply, ...(kind === 'NetworkPolicy' ? { batch: kind } : {}) };
}

/** Removal goes through the waves of what is removed in the reverse order. */
function mirror(waves: readonly number[]): Map<number, number> {
  const distinct = [...new Set(waves)].sort((a, b) => a - b);
  return new Map(distinct.map((wave, index) => [wave, distinct[distinct.length - 1 - index] ?? wave]));
}

function waveOf({ metadata: { annotations = {} } }: Manifest): number {
  return Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0);
}

function isPrunedLast({ metadata: { annotations = {} } }: Manifest): boolean {
  return (annotations['argocd.argoproj.io/sync-options'] ?? '').split(',').includes('PruneLast=true');
}

function byKey(objects: readonly Manifest[]): Map<string, Manifest> {
  return new Map(
    objects.map((object) => {
      const { namespace = '', name } = object.metadata;
      return [[object.apiVersion, object.kind, namespace, name].join('/'), object];
    }),
  );
}
