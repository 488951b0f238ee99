/** Which remedies work? Each that comes into question is tried by looking at the whole way again. */
import { type Bearing, bearingIn } from './bearing';
import { type DeliveredObject, keyOf } from './delivered-object';
import type { Gap } from './gap';
import type { About } from './passed-states';
import type { Remedy } from './remedy';
import { candidatesFor, type Move, type Remediable, type Remedied } from './remedy-candidates';

/** What is tried, and how. */
export interface Trial extends Remedied {
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
  const known = new Set(trial.gaps.map(keyOfGap));
  const asked = new Set(targets);
  const isAgainst = (gap: Gap): boolean => asked.has(gap.to) || !known.has(keyOfGap(gap));
  for (const changes of distinct(candidatesFor(targets, bearings, trial))) {
    const objects = new Set(changes.map(({ key }) => key));
    const about: About = { targets: asked, objects };
    if (trial.gapsWith(changed(trial.delivery, changes), about, isAgainst).some(isAgainst)) continue;
    return {
      changes: changes.map(({ change }) => change),
      isEarlier: trial.delivery.wanted === 'deleted' || changes.some(({ change }) => change.kind === 'pruneLast'),
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
