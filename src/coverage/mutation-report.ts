/** What became of the mutants of all meshes that case files speak of: what every reporter of them shows. */
import { showFieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import { nameOf } from '../policy/metadata';
import type { Fate, JudgedMutant } from './mutation-run';
import type { Mutant, Policy } from './mutant';
import type { Place, PlacesOf } from './place';

/** A change, in words. */
export interface Change {
  readonly mutation: string;
  readonly kind: Policy['kind'];
  /** `namespace/name` */
  readonly policy: string;
  /** as in YAML; empty: the policy as a whole */
  readonly field: string;
  readonly change: string;
  readonly place?: Place;
}

/** A change that no case notices, and the id of the one of `cases` that would. */
export interface Survivor extends Change {
  readonly noticedBy: string;
}

/** A change that no case notices, and why it is not known whether one could. */
export interface UnclearChange extends Change {
  readonly because: string;
}

/** A whole run. */
export interface MutationReport {
  readonly survivors: readonly Survivor[];
  readonly unclear: readonly UnclearChange[];
  /** cases that notice all survivors, as case files write them */
  readonly cases: readonly JsonObject[];
  readonly counts: Readonly<Record<'mutants' | 'killed' | 'survived' | 'equivalent' | 'undecided', number>>;
}

/** Mutants of one mesh, with the places of its policies. */
export interface JudgedMesh {
  readonly judged: readonly JudgedMutant[];
  readonly placesOf: PlacesOf;
}

/** The report. A policy that stands in several meshes is told once: a case of any of them is enough. */
export function mutationReport(meshes: readonly JudgedMesh[]): MutationReport {
  const fates = new Map<string, { readonly change: Change; fate: Fate }>();
  for (const { judged, placesOf } of meshes) {
    const places = placesOf(judged.map(({ mutant: { before, field } }) => ({ policy: before.policy, field })));
    judged.forEach(({ mutant, fate }, index) => {
      const change = changeOf(mutant, places[index]);
      const key = JSON.stringify(change);
      const known = fates.get(key);
      if (known === undefined) fates.set(key, { change, fate });
      else if (WEIGHT[fate.kind] > WEIGHT[known.fate.kind]) known.fate = fate;
    });
  }
  const all = [...fates.values()];
  const count = (kind: Fate['kind']) => all.filter(({ fate }) => fate.kind === kind).length;
  const noticing = all.flatMap(({ fate }) => (fate.kind === 'survived' ? [fate.noticing] : []));
  return {
    survivors: all.flatMap(({ change, fate }) =>
      fate.kind === 'survived' ? [{ ...change, noticedBy: fate.noticing.read.id }] : [],
    ),
    unclear: all.flatMap(({ change, fate }) => (fate.kind === 'unknown' ? [{ ...change, because: fate.because }] : [])),
    cases: [...new Set(noticing)].map(({ written }) => written),
    counts: {
      mutants: all.length,
      killed: count('killed'),
      survived: count('survived'),
      equivalent: count('equivalent'),
      undecided: count('unknown'),
    },
  };
}

/** What counts of a policy that stands in several meshes. */
const WEIGHT: Readonly<Record<Fate['kind'], number>> = { killed: 3, survived: 2, unknown: 1, equivalent: 0 };

function changeOf({ mutation, before: { kind, policy }, field, change }: Mutant, place: Place | undefined): Change {
  return {
    mutation,
    kind,
    policy: nameOf(policy),
    field: showFieldPath(field),
    change,
    ...(place === undefined ? {} : { place }),
  };
}
