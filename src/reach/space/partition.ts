/** What becomes of each request: the sets that are allowed, denied, left to an authorizer, or that cannot be told. */
import type { Region } from '../../sets/region';
import type { Regions } from '../../sets/regions';

/** INVARIANT: the four are disjoint, and together everything. */
export interface Partition {
  readonly allow: Region;
  readonly deny: Region;
  /** allowed if an external authorizer agrees */
  readonly depends: Region;
  readonly undecided: Region;
  /** the authorizer */
  readonly on?: string;
  /** why some of it cannot be told, in sentences; empty where all can */
  readonly because: readonly string[];
}

/** Everything is allowed, or denied. */
export function wholly(regions: Regions, verdict: 'allow' | 'deny'): Partition {
  const { all, none } = regions;
  return { allow: none, deny: none, depends: none, undecided: none, because: [], [verdict]: all };
}

/** Nothing can be told, for these reasons. */
export function untold(regions: Regions, because: readonly string[]): Partition {
  const { all, none } = regions;
  return { allow: none, deny: none, depends: none, undecided: all, because };
}

/** From what is denied, cannot be told and depends: in this order, each of what the ones before leave. */
export function sorted(
  regions: Regions,
  parts: { readonly deny: Region; readonly undecided: Region; readonly depends: Region },
  because: readonly string[],
  on?: string,
): Partition {
  const undecided = regions.subtract(parts.undecided, parts.deny);
  const settled = regions.union(parts.deny, undecided);
  const depends = regions.subtract(parts.depends, settled);
  const allow = regions.complement(regions.union(settled, depends));
  return {
    allow,
    deny: parts.deny,
    depends,
    undecided,
    because: regions.isEmpty(undecided) ? [] : because,
    ...(on === undefined || regions.isEmpty(depends) ? {} : { on }),
  };
}

/** Of stages that are met one after the other, each must let the request through. INVARIANT: there is one at least. */
export function inTurn(regions: Regions, stages: readonly Partition[]): Partition {
  const [first, ...others] = stages;
  if (first !== undefined && others.length === 0) return first;
  return sorted(
    regions,
    {
      deny: regions.unionOf(stages.map(({ deny }) => deny)),
      undecided: regions.unionOf(stages.map(({ undecided }) => undecided)),
      depends: regions.unionOf(stages.map(({ depends }) => depends)),
    },
    reasonsOf(stages),
    // the first authorizer that is asked speaks for all
    stages.find(({ on }) => on !== undefined)?.on,
  );
}

/** Of alternatives: what becomes of a request is told where all agree; `reason` says what they differ by. */
export function inCommon(regions: Regions, alternatives: readonly Partition[], reason: string): Partition {
  const [first, ...others] = alternatives;
  if (first === undefined) return untold(regions, ['nothing is called']);
  if (others.every((other) => other === first)) return first;
  const inAll = (part: (each: Partition) => Region): Region =>
    others.reduce((common, other) => regions.intersect(common, part(other)), part(first));
  const isOneAsked = alternatives.every(({ on }) => on === undefined || on === first.on);
  const [allow, deny] = [inAll((each) => each.allow), inAll((each) => each.deny)];
  const depends = isOneAsked ? inAll((each) => each.depends) : regions.none;
  const undecided = regions.complement(regions.unionOf([allow, deny, depends]));
  const because = regions.isEmpty(undecided) ? [] : [...new Set([reason, ...reasonsOf(alternatives)])];
  const on = first.on === undefined || regions.isEmpty(depends) ? {} : { on: first.on };
  return { allow, deny, depends, undecided, because, ...on };
}

/** The first partition within a set of requests, and the second outside of it. */
export function within(regions: Regions, inside: Region, one: Partition, other: Partition): Partition {
  if (one === other) return one;
  const merged = (part: (each: Partition) => Region): Region =>
    regions.union(regions.intersect(inside, part(one)), regions.subtract(part(other), inside));
  const on = one.on ?? other.on;
  return {
    allow: merged((each) => each.allow),
    deny: merged((each) => each.deny),
    depends: merged((each) => each.depends),
    undecided: merged((each) => each.undecided),
    because: reasonsOf([one, other]),
    ...(on === undefined ? {} : { on }),
  };
}

function reasonsOf(partitions: readonly Partition[]): readonly string[] {
  const telling = partitions.filter(({ because }) => because.length > 0);
  if (telling.length <= 1) return telling[0]?.because ?? [];
  return [...new Set(telling.flatMap(({ because }) => because))];
}
