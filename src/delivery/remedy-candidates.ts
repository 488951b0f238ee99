/** Which changes to how objects are delivered might keep anything from opening or failing, before any is tried? */
import type { AuthorizationPolicy, NetworkPolicy } from '../policy/model';
import type { Bearing } from './bearing';
import type { ChangedObject } from './changed-object';
import { type Cluster, isWorkload } from './cluster';
import { type DeliveredObject, shownObject } from './delivered-object';
import { isMadeAnew } from './hooks-anew';
import type { DeliveryChange } from './remedy';

/** A delivery of which a remedy changes how objects are delivered. */
export interface Remediable {
  readonly live: readonly DeliveredObject[];
  readonly wanted: readonly DeliveredObject[] | 'deleted';
  /** keys of what changes in a second sync only */
  readonly later?: ReadonlySet<string>;
}

/** A delivery, and the cluster that it changes. */
export interface Remedied {
  readonly cluster: Cluster;
  readonly delivery: Remediable;
}

/** What may help these targets, on which this bears, in the order in which it is to be tried. */
export function candidatesFor(
  targets: readonly string[],
  bearings: readonly Bearing[],
  remedied: Remedied,
): readonly (readonly Move[])[] {
  const { delivery } = remedied;
  const own = [...new Set(bearings.flatMap((bears) => bears.own))];
  const guards = own.filter(({ object }) => isGuard(object));
  // many targets share their callers
  const callers = [...new Set(bearings.flatMap((bears) => bears.callers))].flat();
  const pods = [...new Set([...own, ...callers])].filter(({ object }) => isWorkload(object));
  const isDeletion = delivery.wanted === 'deleted';
  return isDeletion
    ? [inOrder(guards, pods, remedied), [...inOrder(guards, pods, remedied), ...spacesLast(targets, pods, remedied)]]
    : [...candidatesOf(guards, pods, remedied), ...inTwoSyncs(own, remedied)];
}

/** A change to how one object is delivered, by its key. */
export interface Move {
  readonly key: string;
  readonly change: DeliveryChange;
}

/** From the smallest to the largest. */
function candidatesOf(
  guards: readonly ChangedObject[],
  pods: readonly ChangedObject[],
  remedied: Remedied,
): readonly (readonly Move[])[] {
  const applied = guards.filter(({ how }) => how !== 'removed');
  const waves = [...applied, ...pods].map(({ object }) => object.wave);
  const [first, last] = [Math.min(...waves, 0), Math.max(...waves, 0)];
  const keptLonger = guards
    .filter(({ how, object }) => how === 'removed' && !object.options.has('PruneLast=true'))
    .map(({ key, object }): Move => ({ key, change: { kind: 'pruneLast', object: shownObject(object) } }));
  const opening = applied.filter((one) => opens(one, remedied.cluster));
  const closing = applied.filter((one) => !opens(one, remedied.cluster));
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
    inOrder(guards, pods, remedied),
    afterPods,
    [...keptLonger, ...afterPods],
  ];
}

/** What goes stays until all else is there, or what closes waits for a sync of its own, or both. */
function inTwoSyncs(own: readonly ChangedObject[], { cluster, delivery }: Remedied): readonly (readonly Move[])[] {
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
  { cluster, delivery }: Remedied,
): readonly Move[] {
  const first = Math.min(0, ...pods.map(({ object }) => object.wave));
  return guards
    .filter(({ how }) => delivery.wanted === 'deleted' || how !== 'removed')
    .map((one) => moveTo(one, first - (isValidator(one) ? 2 : opens(one, cluster) ? 1 : 3)));
}

/** A Namespace takes all with it, so that it goes after all that is in it. */
function spacesLast(
  targets: readonly string[],
  pods: readonly ChangedObject[],
  { cluster }: Remedied,
): readonly Move[] {
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
