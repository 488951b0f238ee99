/** Which ways lead back from a sync that failed half-way to what was there before it? */
import { groupBy } from '../policy/group-by';
import { type DeliveredObject, keyOf } from './delivered-object';
import { asThere } from './hooks-anew';
import type { Untold } from './moment';
import { type Passage, syncPassage } from './passage';
import type { SyncSettings, SyncStep } from './sync-plan';
import { isAppliedBefore, type KeyedTurn, type Timelines, timelinesOf, withTurns } from './timeline';

/** A sync to what was there before, from where another one failed, or ended. */
export interface WayBack {
  /** the number of the last step, from 1, of the wave that failed */
  readonly failed: number;
  /** keys of what that wave was to change: each may have been changed, or not */
  readonly perhaps: ReadonlySet<string>;
  /** those that change something; none where their order is not known */
  readonly steps: readonly SyncStep[];
  /** what becomes of what the failed sync was to change: *applied* is what it wanted */
  readonly timelines: Timelines;
  readonly untold: readonly Untold[];
}

/** Where a sync ended. */
interface End {
  readonly failed: number;
  /** what earlier waves have changed is as in the second end; what the wave that failed was to change: undefined */
  readonly applied: ReadonlyMap<string, boolean | undefined>;
  /** all that may be there */
  readonly live: readonly DeliveredObject[];
}

/** Of more sorts that the wave that failed may have added, the way back is untold: each may be there, or not. */
const MOST_SORTS = 4;

/** The way back from the end of a sync, by the sync that leads from there. */
export function wayBackFromEnd(passage: Passage, back: Passage): WayBack {
  const { steps } = passage;
  return wayFrom({ failed: steps.length, applied: appliedBefore(passage, steps.length) }, passage, back);
}

/** The ways back from each wave in which a sync may fail. */
export function waysBack(passage: Passage, settings: SyncSettings): readonly WayBack[] {
  return endsOf(passage).flatMap((end) => {
    const sorts = sortsOf(end, passage);
    if (sorts.length > MOST_SORTS) return [untoldWay(end, passage, sorts.length)];
    const ways = alternativesOf(end, sorts).map((one) =>
      wayFrom(one, passage, syncPassage(one.live, passage.before, settings)),
    );
    return ways.filter((way, index) => !ways.slice(0, index).some((other) => isPartOf(way, other)));
  });
}

/** Each wave of the passage, as it fails. */
function endsOf(passage: Passage): readonly End[] {
  const there = new Map(passage.before.map((one) => [keyOf(one), one]));
  const numbered = passage.steps.map((step, index) => ({ ...step, index }));
  return [...groupBy(numbered, ({ phase, wave }) => `${phase} ${wave}`).values()].map((wave): End => {
    const applied = new Map<string, boolean | undefined>(appliedBefore(passage, wave[0]?.index ?? 0));
    for (const { action, objects } of wave) {
      for (const one of objects) {
        applied.set(keyOf(one), undefined);
        // what goes is wanted again, whether it has gone or not
        if (action === 'apply') there.set(keyOf(asThere(one)), asThere(one));
        else there.delete(keyOf(one));
      }
    }
    return { failed: (wave.at(-1)?.index ?? 0) + 1, applied, live: [...there.values()] };
  });
}

function appliedBefore(passage: Passage, step: number): ReadonlyMap<string, boolean> {
  const applied = [...timelinesOf(passage)].map(([key, one]) => [key, isAppliedBefore(one, step) === true] as const);
  return new Map(applied.filter(([, isApplied]) => isApplied));
}

/** What the wave that failed may have added, by what decides when it is pruned. */
function sortsOf(end: End, { before }: Passage): readonly Sort[] {
  const wanted = new Set(before.map(keyOf));
  const added = end.live.filter((one) => !wanted.has(keyOf(one)) && isPerhaps(end, one));
  return [...groupBy(added, (one) => `${isNamespace(one)} ${one.wave}`).values()];
}

/** Objects of which one is enough for the waves of prunes to be the same. */
type Sort = readonly DeliveredObject[];

/** Fails closed: in which order the objects go that the failed sync has added is not known, nor what they meet. */
function untoldWay({ failed, applied }: End, { steps }: Passage, sorts: number): WayBack {
  // each sync deletes hooks, also those that the failed one did not get to
  const hooks = steps.flatMap(({ objects }) => objects.filter(({ isHook }) => isHook).map(keyOf));
  const because = `in which order the way back prunes depends on which of ${sorts} sorts of objects, by their own waves, that wave has added: more than are looked at`;
  const untold = [{ keys: new Set([...applied.keys(), ...hooks]), because }];
  return { failed, perhaps: new Set(), steps: [], timelines: new Map(), untold };
}

/**
 * Waves of prunes are mirrored among those of what is pruned, so that it matters whether the wave that failed left
 * anything of a sort. What it leaves nothing of is as if it had failed before.
 */
function alternativesOf(end: End, sorts: readonly Sort[]): readonly End[] {
  return subsetsOf(sorts).flatMap((left): readonly End[] => {
    const out = new Set(left.flat().flatMap(keysOf));
    const applied = new Map([...end.applied].filter(([key]) => !out.has(key)));
    const isSame = left.length > 0 && [...applied.values()].every((one) => one !== undefined);
    return isSame ? [] : [{ ...end, applied, live: end.live.filter((one) => !out.has(keyOf(one))) }];
  });
}

function isPerhaps({ applied }: End, one: DeliveredObject): boolean {
  return keysOf(one).some((key) => applied.has(key) && applied.get(key) === undefined);
}

/** Its key, and that of the hook that takes its place. */
function keysOf(one: DeliveredObject): readonly [plain: string, anew: string] {
  return [keyOf(asThere(one)), keyOf({ ...one, isAnew: true })];
}

function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.reduce<readonly (readonly T[])[]>(
    (made, item) => [...made, ...made.map((some) => [...some, item])],
    [[]],
  );
}

/** The sync from such an end, told by the objects that the failed one was to change. */
function wayFrom({ failed, applied: atFirst }: Omit<End, 'live'>, passage: Passage, back: Passage): WayBack {
  const known = new Set(passage.steps.flatMap(({ objects }) => objects.map(keyOf)));
  const wanted = new Set(passage.before.map(keyOf));
  const applied = new Map(atFirst);
  const isOther = (key: string, isApplied: boolean): boolean =>
    known.has(key) && (applied.has(key) ? applied.get(key) : false) !== isApplied;
  const [steps, turns, untold]: [SyncStep[], KeyedTurn[], Untold[]] = [[], [], []];
  for (const step of back.steps) {
    const objects = step.objects.filter((one) => {
      const turned = turnsOf(one, step);
      for (const [key, isApplied] of turned) {
        applied.set(key, isApplied);
        turns.push({ key, turn: { step: steps.length, isApplied } });
      }
      return turned.length > 0;
    });
    if (objects.length > 0) steps.push({ ...step, objects });
  }
  const spaces = new Set(
    steps.flatMap(({ action, objects }) => (action === 'prune' ? objects.filter(isNamespace) : [])).map(keyOf),
  );
  const ordered = turns.map(
    // it goes when nothing is in it any more
    ({ key, turn }) => (spaces.has(key) ? { key, turn: { ...turn, step: steps.length - 1 } } : { key, turn }),
  );
  const perhaps = new Set([...atFirst].flatMap(([key, one]) => (one === undefined ? key : [])));
  return { failed, perhaps, steps, timelines: withTurns(atFirst, ordered), untold };

  /** What of the objects of the failed sync becomes otherwise by this step. */
  function turnsOf(
    one: DeliveredObject,
    { action }: SyncStep,
  ): readonly (readonly [key: string, isApplied: boolean])[] {
    const [plain, anew] = keysOf(one);
    const isMadeAnew = action === 'prune' && wanted.has(plain);
    if (
      isMadeAnew
        ? known.has(plain) && !known.has(anew)
        : action === 'apply' && isOther(plain, false) && isOther(anew, false)
    ) {
      untold.push({ keys: new Set([plain, anew]), because: HOOK });
    }
    const turned: readonly (readonly [string, boolean])[] = [
      [plain, isMadeAnew],
      [anew, false],
    ];
    return turned.filter(([key, isApplied]) => isOther(key, isApplied));
  }
}

const HOOK = 'a hook that bears on it is deleted first on the way there or on the way back, and not on both';

/** Whether its steps are those of the other one, as far as what it changes is concerned. */
function isPartOf(way: WayBack, other: WayBack): boolean {
  const own = new Set(way.steps.flatMap(({ objects }) => objects.map(keyOf)));
  const shown = ({ steps }: WayBack) =>
    steps.flatMap(({ phase, wave, action, objects }) => {
      const keys = objects.map(keyOf).filter((key) => own.has(key));
      return keys.length === 0 ? [] : [`${phase} ${wave} ${action} ${keys.sort().join(' ')}`];
    });
  return shown(way).join(' | ') === shown(other).join(' | ');
}

function isNamespace({ group, kind }: DeliveredObject): boolean {
  return group === '' && kind === 'Namespace';
}
