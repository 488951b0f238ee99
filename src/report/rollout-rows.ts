/** A rollout as people read it: callers to whom the same happens in one row, and times in words. */
import { shownObject } from '../delivery/delivered-object';
import type { Gap, GapDoubt, Time } from '../delivery/gap';
import type { Course } from '../delivery/course';
import type { Remedy } from '../delivery/remedy';
import type { Rollout } from '../delivery/rollout';
import type { SyncStep } from '../delivery/sync-plan';
import { groupBy } from '../policy/group-by';
import { counted } from './counted';
import { listed } from './listed';

/** Callers to whom the same happens. */
export interface GapRow {
  readonly gaps: readonly [Gap, ...Gap[]];
}

/** Whether it happens on the way itself, and not only when something fails, or on the way back. */
export function isAsked(course: Course): boolean {
  return course === 'sync' || course === 'deletion';
}

const COURSES: readonly Course[] = ['sync', 'deletion', 'failedSync', 'rollback', 'rollbackOfFailed'];

/** The rows, by course, then exposures before outages, then in order of time. */
export function gapRowsOf({ gaps }: Pick<Rollout, 'gaps'>): readonly GapRow[] {
  const rows = new Map<string, [Gap, ...Gap[]]>();
  for (const gap of gaps) {
    const { kind, course, after, without, failed, until, to, port, requests, except } = gap;
    const key = JSON.stringify([kind, course, after, without, failed, until, to, port, requests, except]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [gap]);
    else row.push(gap);
  }
  const ordersOf = ({ gaps: [{ course, kind, after, failed }] }: GapRow) => [
    COURSES.indexOf(course),
    failed?.way ?? 0,
    kind === 'exposure' ? 0 : 1,
    after,
  ];
  const compared = (a: readonly number[], b: readonly number[]) =>
    a.map((order, index) => order - (b[index] ?? 0)).find((order) => order !== 0) ?? 0;
  return [...rows.values()].map((some) => ({ gaps: some })).sort((a, b) => compared(ordersOf(a), ordersOf(b)));
}

const MOST_OBJECTS = 5;

/** `after step 3 (wave 0, apply Deployment shop/api), until step 5`. */
export function timeInWords(time: Time & { readonly until?: number }, rollout: Rollout): string {
  const { course, after, without, failed, until } = time;
  const step = stepsOf(time, rollout)[after - 1];
  const place = step === undefined ? `step ${after}` : `step ${after} (${stepInWords(step)})`;
  const missing = without.length === 0 ? '' : ` without ${listed(without, MOST_OBJECTS)}`;
  const end = until === undefined ? '' : until === after ? ', until it is done' : `, until step ${until}`;
  switch (course) {
    case 'sync':
    case 'deletion':
      return `${without.length === 0 ? 'after' : 'in'} ${place}${missing}${end}`;
    case 'rollback':
      return `on the way back ${without.length === 0 ? 'after' : 'in'} ${place}${missing}${end}`;
    case 'failedSync':
      return `if the sync fails in ${waveInWords(step)}${missing}`;
    case 'rollbackOfFailed': {
      const refused =
        failed === undefined || failed.refused.length === 0 ? '' : ` without ${listed(failed.refused, MOST_OBJECTS)}`;
      const last = failed === undefined ? undefined : rollout.steps[(rollout.waysBack[failed.way]?.failed ?? 0) - 1];
      const way = `on the way back from a sync that failed in ${waveInWords(last)}${refused}`;
      return after === 0 ? way : `${way}, ${without.length === 0 ? 'after' : 'in'} ${place}${missing}${end}`;
    }
  }
}

/** Those that the time counts. */
function stepsOf({ course, failed }: Time, { steps, rollback, waysBack }: Rollout): readonly SyncStep[] {
  switch (course) {
    case 'sync':
    case 'deletion':
    case 'failedSync':
      return steps;
    case 'rollback':
      return rollback;
    case 'rollbackOfFailed':
      return waysBack[failed?.way ?? 0]?.steps ?? [];
  }
}

function waveInWords(step: SyncStep | undefined): string {
  const { phase = 'Sync', wave = 0 } = step ?? {};
  return `${phase === 'Sync' ? '' : `${phase}, `}wave ${wave}`;
}

/** `wave 0, apply Deployment shop/api`. */
export function stepInWords(step: SyncStep): string {
  const { action, objects } = step;
  const named = listed(objects.map(shownObject), MOST_OBJECTS);
  return `${waveInWords(step)}, ${action} ${named}`;
}

/** What to do, in a sentence. */
export function remedyInWords({ changes, isEarlier }: Remedy): string {
  const said = [...groupBy(changes, adviceOf)].map(
    ([advice, some]) =>
      `${advice} ${listed(
        some.map(({ object }) => object),
        MOST_OBJECTS,
      )}`,
  );
  return `${said.join('; ')}${isEarlier ? ', in a sync of its own before' : ''}`;
}

/** Where something goes wrong on the way itself, and no remedy was found. */
export function withoutRemedy({ gaps, remedies }: Pick<Rollout, 'gaps' | 'remedies'>): readonly string[] {
  const helped = new Set(remedies.flatMap(({ targets }) => targets));
  const targets = gaps.filter(({ course }) => isAsked(course)).map(({ to }) => to);
  return [...new Set(targets)].filter((target) => !helped.has(target));
}

/** What there is to say of it, behind their names. */
export const NO_ORDER_HELPS = 'no order that was tried helps; a sync of other manifests in between may';

function adviceOf(change: Remedy['changes'][number]): string {
  switch (change.kind) {
    case 'wave':
      return `\`argocd.argoproj.io/sync-wave: "${change.wave}"\` on`;
    case 'pruneLast':
      return '`argocd.argoproj.io/sync-options: PruneLast=true` on';
    case 'later':
      return change.action === 'prune'
        ? 'two syncs, of which the first keeps, and the second removes,'
        : 'two syncs, of which the first leaves as it is, and the second applies,';
  }
}

/** What cannot be told, once for each reason, target and course. */
export function doubtsOf({ undecided }: Pick<Rollout, 'undecided'>): readonly GapDoubt[] {
  const keys = undecided.map(({ course, failed, to, port, because }) =>
    JSON.stringify([course, failed?.way, to, port, because]),
  );
  return undecided.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** What goes wrong in some courses, as the summary counts it. */
interface GapCounts {
  readonly exposures: number;
  readonly outages: number;
  readonly undecided: number;
}

/** `1 exposure, 0 outages, 0 undecided`. */
export function countsInWords({ exposures, outages, undecided }: GapCounts): string {
  return `${counted(exposures, 'exposure')}, ${counted(outages, 'outage')}, ${undecided} undecided`;
}

/** What a failed sync and the way back add, a line each; nothing where they add nothing. */
export function besidesInWords(rollout: Rollout): readonly string[] {
  const { ifItFails, rollback, rollbackOfFailed } = summaryOfRollout(rollout);
  return [
    ...(hasAny(ifItFails) ? [`if it fails, besides: ${countsInWords(ifItFails)}`] : []),
    ...(hasAny(rollback) ? [`on the way back: ${countsInWords(rollback)}`] : []),
    ...(hasAny(rollbackOfFailed)
      ? [`on the way back from a sync that failed, besides: ${countsInWords(rollbackOfFailed)}`]
      : []),
  ];
}

/** Whether anything goes wrong there, or may. */
export function hasAny({ exposures, outages, undecided }: GapCounts): boolean {
  return exposures + outages + undecided > 0;
}

/** The summary, as JSON has it. */
export function summaryOfRollout({ steps, gaps, undecided }: Rollout) {
  const count = (kind: Gap['kind'], isCounted: (course: Course) => boolean) =>
    gaps.filter((gap) => gap.kind === kind && isCounted(gap.course)).length;
  const of = (isCounted: (course: Course) => boolean): GapCounts => ({
    exposures: count('exposure', isCounted),
    outages: count('outage', isCounted),
    undecided: undecided.filter(({ course }) => isCounted(course)).length,
  });
  return {
    steps: steps.length,
    ...of(isAsked),
    ifItFails: of((course) => course === 'failedSync'),
    rollback: of((course) => course === 'rollback'),
    rollbackOfFailed: of((course) => course === 'rollbackOfFailed'),
  };
}
