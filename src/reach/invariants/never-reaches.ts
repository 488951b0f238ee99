/** These callers never reach this target, neither themselves nor, if so asked, through workloads that they may call. */
import { nameOf } from '../../policy/metadata';
import { distance } from '../../policy/near-word';
import { isGateway } from '../../policy/proxy-labels';
import type { Request } from '../../policy/request';
import type { PortTarget, ReachCaller } from '../analyst';
import { unlessBeyond } from '../beyond';
import type { Known } from '../forbidden';
import type { Invariant, NeverReaches } from '../invariant';
import { nameOfCaller } from '../matrix';
import { intersect, isEmpty, type RequestSet } from '../space/request-set';
import { notYet, orVacuously, type Proof, type Vacuity } from '../proof';
import { identitiesIn, isCalled, isCaller } from '../selection';
import { withUnseenEntries } from '../unseen-entries';
import { provenAbsent } from '../violation';

/**
 * These callers never reach this.
 *
 * @example neverReaches({ name: '…', from: { namespace: 'dev' }, to: { namespace: 'prod' }, transitively: true })
 */
export function neverReaches(props: NeverReaches): Invariant {
  return { kind: 'neverReaches', ...props };
}

/** Whether they never do. */
export function proveNeverReaches(known: Known, invariant: NeverReaches): Proof {
  return orVacuously(provenNever(known, invariant), () => nobodyYet(known, invariant));
}

function provenNever(given: Known, invariant: NeverReaches): Proof {
  const { analyst, mesh } = given;
  const isFromOutside = invariant.from.internet === true;
  const known = isFromOutside ? { ...given, analyst: withUnseenEntries(analyst, mesh) } : given;
  const direct = proveFrom(known, invariant, (from) => isFrom(known, invariant, from));
  if (invariant.transitively !== true || direct.kind === 'fails') return direct;
  const ways = waysFrom(known, invariant);
  const through = proveFrom(known, invariant, (from) => from.kind === 'workload' && ways.has(nameOf(from.workload)));
  if (through.kind !== 'fails') {
    const because = [direct, through].flatMap((proof) => (proof.kind === 'undecided' ? proof.because : []));
    if (because.length > 0) return { kind: 'undecided', because: [...new Set(because)] };
    // it says something unless neither part does
    return through.kind === 'holds' && through.vacuity !== undefined ? direct : { kind: 'holds' };
  }
  return withWay(known, invariant, ways, through);
}

/** Callers whom neither workloads nor policies have: a misspelt name is such a one, too. */
function nobodyYet(known: Known, { from, to, transitively }: NeverReaches): Vacuity | undefined {
  const { mesh, analyst, identities } = known;
  const { identity, namespace = '', internet } = from;
  if (internet === true) {
    const isThere = mesh.gateways.length > 0 || mesh.workloads.some(isGateway);
    return isThere ? undefined : notYet('no gateway is among the manifests, through which anybody could come');
  }
  if (identities === undefined) return undefined;
  if (mesh.workloads.some((workload) => isCaller(mesh, from, { kind: 'workload', workload }))) return undefined;
  const targets = analyst.targets.filter((target) => transitively === true || isCalled(to, target));
  if (targets.some((target) => analyst.isNamed(target, identities))) return undefined;
  if (identity !== undefined) {
    const because = `no workload has the identity \`${identity}\`, and no policy names it`;
    // most of an identity is what all have
    const near = identitiesIn(mesh).filter((one) => distance(one, identity) <= 2);
    return notYet(because, identity, near);
  }
  const because = `no workload of namespace \`${namespace}\` is among the manifests, and no policy names it`;
  const namespaces = mesh.workloads.map((one) => one.namespace);
  return notYet(because, namespace, namespaces);
}

/** Whoever has no name in the manifests may yet be one of them. */
function isFrom({ mesh, identities }: Known, { from: asked }: NeverReaches, from: ReachCaller): boolean {
  return from.kind === 'identity' ? identities !== undefined : isCaller(mesh, asked, from);
}

/** What they send of that which is sent by somebody whom the manifests do not name. */
function partOf({ analyst, identities }: Known, from: ReachCaller, set: RequestSet, target: PortTarget): RequestSet {
  return from.kind === 'identity' && identities !== undefined
    ? intersect(set, analyst.where(target, [identities]))
    : set;
}

function proveFrom(known: Known, { to }: NeverReaches, isMeant: (caller: ReachCaller) => boolean): Proof {
  return provenAbsent(known, {
    to: (target) => isCalled(to, target),
    from: (caller, target) => isMeant(caller) && !isItself(caller, target),
    part: (...sent) => partOf(known, ...sent),
  });
}

/** A workload that calls itself goes nowhere. */
function isItself(from: ReachCaller, { workload }: PortTarget): boolean {
  return from.kind === 'workload' && nameOf(from.workload) === nameOf(workload);
}

/** How a workload is reached: by whom, at which port. */
type Ways = ReadonlyMap<string, { readonly from: ReachCaller; readonly target: PortTarget }>;

/** The workloads that they may reach, perhaps through others, each with the last call on the shortest way there. */
function waysFrom(known: Known, invariant: NeverReaches): Ways {
  const { analyst } = known;
  const callersOf = analyst.targets.map((target) => ({
    target,
    name: nameOf(target.workload),
    callers: analyst
      .reach(target)
      .filter(({ from, sets: [sent] }) => sent !== undefined && maySend(from, sent.possibly, target))
      .map(({ from }) => from),
  }));
  function maySend(...sent: [ReachCaller, RequestSet, PortTarget]): boolean {
    return unlessBeyond(
      () => !isEmpty(partOf(known, ...sent)),
      () => true, // whether it does is asked once more, and then leaves the invariant undecided
    );
  }
  const ways = new Map<string, { readonly from: ReachCaller; readonly target: PortTarget }>();
  let isCallerNow = (from: ReachCaller): boolean => isFrom(known, invariant, from);
  for (;;) {
    const found = callersOf.flatMap(({ target, name, callers }) => {
      const from = ways.has(name)
        ? undefined
        : callers.find((caller) => isCallerNow(caller) && !isItself(caller, target));
      return from === undefined ? [] : [{ name, from, target }];
    });
    if (found.length === 0) return ways;
    found.forEach(({ name, ...way }) => ways.has(name) || ways.set(name, way));
    const names = new Set(found.map(({ name }) => name));
    isCallerNow = (from) => from.kind === 'workload' && names.has(nameOf(from.workload));
  }
}

/** The calls that lead to the counterexample; a way of which a call is not sure leaves the invariant undecided. */
function withWay(known: Known, invariant: NeverReaches, ways: Ways, proof: Proof & { readonly kind: 'fails' }): Proof {
  const { counterexample } = proof;
  const { from: last } = counterexample.request;
  const through: Request[] = [counterexample.request];
  let next = last.kind === 'workload' ? ways.get(nameOf(last.workload)) : undefined;
  while (next !== undefined) {
    const { from, target } = next;
    const step = provenAbsent(known, {
      to: (one) => nameOf(one.workload) === nameOf(target.workload) && one.port === target.port,
      from: (one) => nameOfCaller(one) === nameOfCaller(from),
      meant: { conditions: [] },
      part: (...sent) => partOf(known, ...sent),
    });
    if (step.kind !== 'fails') return step;
    through.unshift(step.counterexample.request);
    next = from.kind === 'workload' && !isFrom(known, invariant, from) ? ways.get(nameOf(from.workload)) : undefined;
  }
  return { ...proof, counterexample: { ...counterexample, through } };
}
