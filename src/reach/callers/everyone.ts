/** Which workloads may call, in any of several meshes? Arranged once, as an open port lists them all. */
import { groupBy } from '../../policy/group-by';
import { nameOf } from '../../policy/metadata';
import { compareText } from '../../policy/object-order';
import { remember } from '../../policy/remember';
import type { TextPattern } from '../../sets/text-pattern';
import type { ReachCaller } from './caller';
import type { Terrain } from '../ways/terrain';

/** A workload that may call. */
export interface KnownWorkload {
  readonly name: string;
  readonly from: Extract<ReachCaller, { readonly kind: 'workload' }>;
}

/** All of them. */
export interface Everyone {
  /** by each name once, in order of names */
  readonly workloads: readonly KnownWorkload[];
  /** their places in that order, by name */
  readonly places: ReadonlyMap<string, number>;
  /** the same, by namespace */
  readonly homes: ReadonlyMap<string, readonly number[]>;
  /** the crowd of each, where these patterns tell identities apart */
  readonly crowds: (patterns: readonly TextPattern[]) => readonly number[];
}

/** As many lists of patterns are kept for further targets. */
const MOST_LISTS = 16;

/**
 * The workloads of these meshes. LAW: of those in one crowd the same becomes, whatever they call, but for those whose
 * identity is spelt out there, and those that are at home there.
 */
export function everyoneIn(meshes: readonly (readonly Terrain[])[]): Everyone {
  const terrains = meshes.flat();
  const byName = new Map<string, KnownWorkload>();
  for (const { namespace, name: own } of terrains.flatMap(({ mesh }) => mesh.workloads)) {
    const workload = { namespace, name: own };
    const name = nameOf(workload);
    byName.set(name, { name, from: { kind: 'workload', workload } });
  }
  const workloads = [...byName.values()].sort((a, b) => compareText(a.name, b.name));
  return {
    workloads,
    places: new Map(workloads.map(({ name }, place) => [name, place])),
    homes: groupBy(workloads.keys(), (place) => workloads[place]?.from.workload.namespace ?? ''),
    crowds: remember(
      (patterns) => {
        const views = terrains.map((terrain) => crowdIn(terrain, patterns));
        const numbers = new Map<string, number>();
        return workloads.map(({ name }) => {
          const key = views.map((crowdOf) => crowdOf(name)).join(' | ');
          const number = numbers.get(key) ?? numbers.size;
          numbers.set(key, number);
          return number;
        });
      },
      (patterns) => JSON.stringify(patterns),
      MOST_LISTS,
    ),
  };
}

function crowdIn(terrain: Terrain, patterns: readonly TextPattern[]): (name: string) => string {
  const speakers = terrain.speakers();
  const shapes = terrain.shapesOf(patterns);
  return (name) => {
    const speaker = speakers.get(name);
    if (speaker === undefined) return 'absent';
    // NetworkPolicies look at labels, and tell of pods by name
    if (speaker.alone === undefined || shapes === undefined || terrain.hasNetworkPolicies) return name;
    const { identity, ip = '' } = speaker.alone;
    return `${speaker.likeness} ${ip} ${shapes.get(identity) ?? ''}`;
  };
}
