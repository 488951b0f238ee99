/** Which ways lead back from a sync that failed half-way to what was there before it? */
import type { Untold } from './course';
import { type DeliveredObject, isNamespace, keyOf } from './delivered-object';
import { keysOf } from './hooks-anew';
import { type Passage, syncPassage } from './passage';
import { endOfAll, failedSyncs, type SyncEnd } from './sync-ends';
import type { SyncSettings, SyncStep } from './sync-plan';
import { type KeyedTurn, type Timelines, withTurns } from './timeline';

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

/** The way back from the end of a sync, by the sync that leads from there. */
export function wayBackFromEnd(passage: Passage, back: Passage): WayBack {
  return wayFrom(endOfAll(passage), passage, back);
}

/** The ways back from each wave in which a sync may fail. */
export function waysBack(passage: Passage, settings: SyncSettings): readonly WayBack[] {
  return failedSyncs(passage).flatMap(({ end, sorts, alternatives }) => {
    if (alternatives === undefined) return [untoldWay(end, passage, sorts)];
    const ways = alternatives.map((one) => wayFrom(one, passage, syncPassage(one.live, passage.before, settings)));
    return ways.filter((way, index) => !ways.slice(0, index).some((other) => isPartOf(way, other)));
  });
}

/** Fails closed: in which order the objects go that the failed sync has added is not known, nor what they meet. */
function untoldWay({ failed, applied }: SyncEnd, { steps }: Passage, sorts: number): WayBack {
  // each sync deletes hooks, also those that the failed one did not get to
  const hooks = steps.flatMap(({ objects }) => objects.filter(({ isHook }) => isHook).map(keyOf));
  const because = `in which order the way back prunes depends on which of ${sorts} sorts of objects, by their own waves, that wave has added: more than are looked at`;
  const untold = [{ keys: new Set([...applied.keys(), ...hooks]), because }];
  return { failed, perhaps: new Set(), steps: [], timelines: new Map(), untold };
}

/** The sync from such an end, told by the objects that the failed one was to change. */
function wayFrom({ failed, applied: atFirst }: Omit<SyncEnd, 'live'>, passage: Passage, back: Passage): WayBack {
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
