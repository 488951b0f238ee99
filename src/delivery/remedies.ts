/** Which remedies come into question, and which of them work? Each is tried by looking at the whole way again. */
import type { AuthorizationPolicy, NetworkPolicy } from '../policy/model';
import { type Bearing, bearingIn } from './bearing';
import type { ChangedObject } from './changed-object';
import { type Cluster, isWorkload } from './cluster';
import { type DeliveredObject, keyOf, shownObject } from './delivered-object';
import type { Gap } from './gap';
import { isMadeAnew } from './hooks-anew';
import type { About } from './passed-states';
import type { DeliveryChange, Remedy } from './remedy';

/** A delivery of which a remedy changes how objects are delivered. */
export interface Remediable {
  readonly live: readonly DeliveredObject[];
  readonly wanted: readonly DeliveredObject[] | 'deleted';
  /** keys of what changes in a second sync only */
  readonly later?: ReadonlySet<string>;
}

/** What is tried, and how. */
export interface Trial {
  readonly cluster: Cluster;
  readonly delivery: Remediable;
  /** the gaps on the way itself */
  readonly gaps: readonly Gap[];
  /** the gaps of a changed delivery, at these targets and where these objects bear, up to one that is enough */
  readonly gapsWith: (delivery: Remediable, about: About, isEnough: (gap: Gap) => boolean) => readonly Gap[];
}

/** As many targets are tried each by itself, where nothing helps all of them. */
const MOST_TARGETS = 12;

/** Remedies that work: one for all if there is one, else one for each target that has one. */
export function remediesOf(trial: Trial): readonly Remedy[] {
  const targets = [...new Set(trial.gaps.map(({ to }) => to))];
  if (targets.length === 0) return [];
  const bearing = bearingIn(trial.cluster);
  const bearingOn = (target: string): Bearing => {
    const [namespace = '', name = ''] = target.split('/');
    return bearing.on({ namespace, name });
  };
  const forAll = tried(trial, targets, targets.map(bearingOn));
  if (forAll !== undefined) return [forAll];
  if (targets.length === 1) return [];
  return targets.slice(0, MOST_TARGETS).flatMap((target) => tried(trial, [target], [bearingOn(target)]) ?? []);
}

/** The first of these that works. */
function tried(trial: Trial, targets: readonly string[], bearings: readonly Bearing[]): Remedy | undefined {
  const own = [...new Set(bearings.flatMap((bears) => bears.own))];
  const guards = own.filter(({ object }) => isGuard(object));
  // many targets share their callers
  const callers = [...new Set(bearings.flatMap((bears) => bears.callers))].flat();
  const pods = [...new Set([...own, ...callers])].filter(({ object }) => isWorkload(object));
  const isDeletion = trial.delivery.wanted === 'deleted';
  const candidates = isDeletion
    ? [inOrder(guards, pods, trial), [...inOrder(guards, pods, trial), ...spacesLast(targets, pods, trial)]]
    : [...candidatesOf(guards, pods, trial), ...inTwoSyncs(own, trial)];
  const known = new Set(trial.gaps.map(keyOfGap));
  const asked = new Set(targets);
  const isAgainst = (gap: Gap): boolean => asked.has(gap.to) || !known.has(keyOfGap(gap));
  for (const changes of distinct(candidates)) {
    const objects = new Set(changes.map(({ key }) => key));
    const about: About = { targets: asked, objects };
    if (trial.gapsWith(changed(trial.delivery, changes), about, isAgainst).some(isAgainst)) continue;
    return {
      changes: changes.map(({ change }) => change),
      isEarlier: isDeletion || changes.some(({ change }) => change.kind === 'pruneLast'),
      targets,
    };
  }
  return undefined;
}

/** Each once, and only those that change something. */
function distinct(candidates: readonly (readonly Move[])[]): readonly (readonly Move[])[] {
  const keyed = candidates.map((moves) => [JSON.stringify(moves), moves] as const);
  return [...new Map(keyed).values()].filter(({ length }) => length > 0);
}

interface Move {
  readonly key: string;
  readonly change: DeliveryChange;
}

/** From the smallest to the largest. */
function candidatesOf(
  guards: readonly ChangedObject[],
  pods: readonly ChangedObject[],
  trial: Trial,
): readonly (readonly Move[])[] {
  const applied = guards.filter(({ how }) => how !== 'removed');
  const waves = [...applied, ...pods].map(({ object }) => object.wave);
  const [first, last] = [Math.min(...waves, 0), Math.max(...waves, 0)];
  const keptLonger = guards
    .filter(({ how, object }) => how === 'removed' && !object.options.has('PruneLast=true'))
    .map(({ key, object }): Move => ({ key, change: { kind: 'pruneLast', object: shownObject(object) } }));
  const opening = applied.filter((one) => opens(one, trial.cluster));
  const closing = applied.filter((one) => !opens(one, trial.cluster));
  const openFirst = opening.map((one) => moveTo(one, first - (isValidator(one) ? 2 : 1)));
  const closeLast = closing.map((one) => moveTo(one, last + 1));
  // callers may get their proxies, and so their identities, in this very sync
  const afterPods = [...opening.map((one) => moveTo(one, last + 1)), ...closing.map((one) => moveTo(one, last + 2))];
  return [
    keptLonger,
    openFirst,
    closeLast,
    [...keptLonger, ...openFirst],
    [...keptLonger, ...closeLast],
    inOrder(guards, pods, trial),
    afterPods,
    [...keptLonger, ...afterPods],
  ];
}

/** What goes stays until all else is there, or what closes waits for a sync of its own, or both. */
function inTwoSyncs(own: readonly ChangedObject[], { cluster, delivery }: Trial): readonly (readonly Move[])[] {
  // the second would delete such hooks once more
  if (delivery.wanted !== 'deleted' && delivery.wanted.some(isMadeAnew)) return [];
  const gone = own.filter(({ how }) => how === 'removed');
  const spaces = cluster.changed.filter(
    // it would take them with it
    ({ how, object: { kind, name } }) =>
      how === 'removed' && kind === 'Namespace' && gone.some(({ object }) => object.namespace === name),
  );
  const leaving = [...gone, ...spaces].map(moveLater);
  const closing = own
    .filter((one) => one.how !== 'removed' && isGuard(one.object) && !opens(one, cluster))
    .map(moveLater);
  return [leaving, closing, [...leaving, ...closing]];
}

function moveLater({ key, how, object }: ChangedObject): Move {
  return { key, change: { kind: 'later', object: shownObject(object), action: how === 'removed' ? 'prune' : 'apply' } };
}

/** The order for a new namespace: what closes, then who accepts tokens, then what opens, and the workloads last. */
function inOrder(
  guards: readonly ChangedObject[],
  pods: readonly ChangedObject[],
  { cluster, delivery }: Trial,
): readonly Move[] {
  const first = Math.min(0, ...pods.map(({ object }) => object.wave));
  return guards
    .filter(({ how }) => delivery.wanted === 'deleted' || how !== 'removed')
    .map((one) => moveTo(one, first - (isValidator(one) ? 2 : opens(one, cluster) ? 1 : 3)));
}

/** A Namespace takes all with it, so that it goes after all that is in it. */
function spacesLast(targets: readonly string[], pods: readonly ChangedObject[], { cluster }: Trial): readonly Move[] {
  const first = Math.min(0, ...pods.map(({ object }) => object.wave));
  return cluster.changed
    .filter(({ object: { kind, name } }) => kind === 'Namespace' && targets.some((one) => one.startsWith(`${name}/`)))
    .map((one) => moveTo(one, first - 4));
}

function moveTo({ key, object }: ChangedObject, wave: number): Move {
  return { key, change: { kind: 'wave', object: shownObject(object), wave } };
}

/** Whether it says what may be sent. Workloads and Services come in an order of their own. */
function isGuard({ group, kind }: DeliveredObject): boolean {
  return (
    group === 'security.istio.io' || (group === 'networking.k8s.io' && kind === 'NetworkPolicy') || kind === 'Sidecar'
  );
}

function isValidator({ object: { kind } }: ChangedObject): boolean {
  return kind === 'RequestAuthentication';
}

/** Whether somebody gets in by it. */
function opens({ key, object: { kind } }: ChangedObject, cluster: Cluster): boolean {
  const { before, after } = cluster.partsOf(key);
  const [part] = [...after, ...before];
  if (kind === 'RequestAuthentication') return true;
  if (kind === 'NetworkPolicy') {
    const { ingress } = part as NetworkPolicy;
    return ingress.kind === 'isolated' && ingress.rules.length > 0;
  }
  if (kind !== 'AuthorizationPolicy') return false;
  const { action, rules } = part as AuthorizationPolicy;
  return action.kind === 'ALLOW' && rules.kind !== 'never';
}

function changed({ live, wanted }: Remediable, moves: readonly Move[]): Remediable {
  const changes = new Map(moves.map(({ key, change }) => [key, change]));
  const change = (one: DeliveredObject): DeliveredObject => {
    const move = changes.get(keyOf(one));
    switch (move?.kind) {
      case undefined:
        return one;
      case 'wave':
        return { ...one, wave: move.wave };
      case 'pruneLast':
        return { ...one, options: new Set([...one.options, 'PruneLast=true']) };
      case 'later':
        return one;
    }
  };
  const later = new Set(moves.flatMap(({ key, change: { kind } }) => (kind === 'later' ? key : [])));
  // on the way itself, only waves of what is applied count
  return { live: live.map(change), wanted: wanted === 'deleted' ? wanted : wanted.map(change), later };
}

function keyOfGap({ kind, from, to, port }: Gap): string {
  return JSON.stringify([kind, from, to, port]);
}
