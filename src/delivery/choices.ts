/** Objects that change side by side: in which combinations need they be looked at, so that nothing is overlooked? */
import { groupBy } from '../policy/group-by';
import { nameOf } from '../policy/metadata';
import type { AuthorizationPolicy, NetworkPolicy } from '../policy/model';
import { remember } from '../policy/remember';
import { type PodPolicy, type SharedProxies, sharedProxies } from '../reach/shared-proxies';
import type { Bearing } from './bearing';
import type { ChangedObject } from './changed-object';
import { type Cluster, isWorkload } from './cluster';
import type { Moment } from './moment';

/** The keys of objects that have not changed yet, while the others have; those that leave have not either. */
export type Without = ReadonlySet<string>;

/** As many combinations are looked at, at one moment, for one target. */
const MOST_CHOICES = 64;

/**
 * Combinations such that what is allowed, or refused, in any combination of these changes is so in one of them;
 * undefined: they would be too many.
 *
 * LAW: more DENY policies close more, so that all and none are enough. LAW: more ALLOW policies open more, but the
 * first closes; so do NetworkPolicies for what comes in: all, none and each alone are enough. LAW: what a caller may
 * send depends on no other caller, so that what changes in one namespace is combined, and namespaces go side by side.
 */
export function choicesOf(
  { isOpen }: Moment,
  { own, callers }: Bearing,
  { effectOf, unsureOf }: Effects,
): readonly Without[] | undefined {
  const ownOpen = own.filter(({ key }) => isOpen(key));
  const sort = (kind: Effect) => ownOpen.filter((change) => effectOf(change) === kind);
  const besides = besideEachOther(
    callers.flatMap((some) => {
      const open = unsureOf(some).filter(({ key }) => isOpen(key));
      return open.length === 0 ? [] : [open];
    }),
  );
  const groups = { allow: sort('allows'), grant: sort('grants'), deny: sort('denies') };
  const extremes = Object.values(groups)
    .filter((group) => group.length > 0)
    .map((group): readonly Without[] => [present(group, group), present(group, [])]);
  const singles = [groups.allow, groups.grant].flatMap((group) =>
    group.length < 2
      ? []
      : group.map((one) => union([...otherGroups(group).map((all) => present(all, all)), present(group, [one])])),
  );
  const alone = sort('any').map(({ key }): readonly Without[] => [new Set(), new Set([key])]);
  const factors = [...alone, besides, ...extremes];
  if (sizeOf(factors) + sizeOf([...alone, besides]) * singles.length > MOST_CHOICES) return undefined;
  const all = [
    ...product(factors),
    ...product([...alone, besides]).flatMap((out) => singles.map((single) => union([out, single]))),
  ];
  return distinct(all);

  function otherGroups(group: readonly ChangedObject[]): readonly (readonly ChangedObject[])[] {
    return Object.values(groups).filter((other) => other !== group);
  }
}

/** What a change does to what may be sent. */
type Effect =
  /** it opens or closes, or both: neither side of it can be left out */
  | 'any'
  | 'allows'
  | 'grants'
  | 'denies'
  /** who is not there sends nothing, and gets nothing: as soon as it may be there, it is taken to be */
  | 'isComing'
  /** as long as it may be there, it is taken to be */
  | 'isLeaving';

/** What each change of a cluster does. */
export interface Effects {
  readonly effectOf: (change: ChangedObject) => Effect;
  /** keys of what is taken to be there as long as it may be */
  readonly leaving: ReadonlySet<string>;
  /** those of these changes that open or close, or both */
  readonly unsureOf: (changes: readonly ChangedObject[]) => readonly ChangedObject[];
}

export function effectsIn(cluster: Cluster): Effects {
  const twins = twinsAmong(cluster.deciding);
  const { isAboutGateway } = sharedProxies([cluster.before, cluster.after]);
  const effectOf = remember((change: ChangedObject) => effectIn(change, { cluster, twins, isAboutGateway }));
  return {
    effectOf,
    leaving: keysOf(cluster.deciding.filter((change) => effectOf(change) === 'isLeaving')),
    unsureOf: remember((changes: readonly ChangedObject[]) => changes.filter((one) => effectOf(one) === 'any')),
  };
}

interface Known extends Pick<SharedProxies, 'isAboutGateway'> {
  readonly cluster: Cluster;
  readonly twins: ReadonlySet<string>;
}

function effectIn({ key, how, object }: ChangedObject, { cluster, twins, isAboutGateway }: Known): Effect {
  if (how === 'changed' || twins.has(nameOf(object))) return 'any';
  // so it is with a Service, without which no port is told to speak HTTP
  const isService = object.group === '' && object.kind === 'Service';
  if (isWorkload(object) || isService) return how === 'added' ? 'isComing' : 'isLeaving';
  // nothing can be applied to a Namespace that is not there
  if (object.kind === 'Namespace') return 'isComing';
  const { before, after } = cluster.partsOf(key);
  const [part] = [...before, ...after];
  const isNetworkPolicy = object.group === 'networking.k8s.io';
  if (!isNetworkPolicy && (object.group !== 'security.istio.io' || object.kind !== 'AuthorizationPolicy')) return 'any';
  // a waypoint or a gateway and what is behind it each have a first policy of their own
  if (isAboutGateway(part as PodPolicy)) return 'any';
  if (isNetworkPolicy) return (part as NetworkPolicy).egress.kind === 'untouched' ? 'grants' : 'any';
  const { action, attachment, dryRun } = part as AuthorizationPolicy;
  if (dryRun || attachment.kind === 'targets') return 'any';
  return action.kind === 'ALLOW' ? 'allows' : action.kind === 'DENY' ? 'denies' : 'any';
}

/** Names of workloads that one object leaves to another, such as a Deployment to a StatefulSet. */
function twinsAmong(changes: readonly ChangedObject[]): ReadonlySet<string> {
  const names = changes.flatMap(({ object }) => (isWorkload(object) ? nameOf(object) : []));
  return new Set([...groupBy(names, (name) => name)].flatMap(([name, same]) => (same.length > 1 ? name : [])));
}

/** In each namespace all combinations, where its workloads count as one: no caller depends on another. */
function besideEachOther(callers: readonly (readonly ChangedObject[])[]): readonly Without[] {
  const spaces = callers.map((changes) => {
    const pods = changes.filter(({ object }) => isWorkload(object));
    const rest = changes.filter(({ object }) => !isWorkload(object));
    const units = [...(pods.length === 0 ? [] : [pods]), ...rest.map((one) => [one])];
    // beyond the limit all the same
    if (2 ** units.length > MOST_CHOICES) return Array.from({ length: MOST_CHOICES + 1 }, (): Without => new Set());
    return product(units.map((unit): readonly Without[] => [new Set(), keysOf(unit)]));
  });
  const most = Math.max(1, ...spaces.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) =>
    union(spaces.map((space) => space[index % space.length] ?? new Set())),
  );
}

/** Without the changes that would keep these of the group from being there, and no others. */
function present(group: readonly ChangedObject[], there: readonly ChangedObject[]): Without {
  return keysOf(group.filter((one) => (one.how === 'added') !== there.includes(one)));
}

function keysOf(changes: readonly ChangedObject[]): Without {
  return new Set(changes.map(({ key }) => key));
}

function product(factors: readonly (readonly Without[])[]): readonly Without[] {
  return factors.reduce<readonly Without[]>(
    (made, factor) => made.flatMap((out) => factor.map((more) => union([out, more]))),
    [new Set()],
  );
}

function sizeOf(factors: readonly (readonly Without[])[]): number {
  return factors.reduce((size, { length }) => size * length, 1);
}

function union(sets: readonly Without[]): Without {
  return new Set(sets.flatMap((set) => [...set]));
}

function distinct(sets: readonly Without[]): readonly Without[] {
  return [...new Map(sets.map((set) => [[...set].sort().join(' '), set])).values()];
}
