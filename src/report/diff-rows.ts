/** A comparison as people read it: callers that gain or lose the same, for the same reason, in one row. */
import type { Change } from '../reach/changes';
import type { ReachComparison, Difference } from '../reach/compare';
import type { Doubt } from '../reach/differences';
import { nameOf } from '../policy/metadata';
import { callerInWords } from './reach-rows';
import type { DiffOptions, FailOn } from './diff-options';
import { listed } from './listed';

/** Callers that gain or lose the same. */
export interface DiffRow {
  readonly kind: 'wider' | 'narrower';
  readonly differences: readonly [Difference, ...Difference[]];
}

/** Callers of whom the same cannot be told. */
export interface DoubtRow {
  readonly doubts: readonly [Doubt, ...Doubt[]];
}

/** The rows, in the order of the comparison. */
export function diffRowsOf({ wider, narrower }: ReachComparison): readonly DiffRow[] {
  return [
    ...together(wider, keyOf).map((differences): DiffRow => ({ kind: 'wider', differences })),
    ...together(narrower, keyOf).map((differences): DiffRow => ({ kind: 'narrower', differences })),
  ];
}

/** What cannot be told, in the same way. */
export function doubtRowsOf({ undecided }: ReachComparison): readonly DoubtRow[] {
  return together(undecided, ({ to, port, because }) => JSON.stringify([to, port, because])).map((doubts) => ({
    doubts,
  }));
}

function keyOf({ to, port, requests, cause, except }: Difference): string {
  return JSON.stringify([to, port, requests, cause, except]);
}

function together<T>(items: readonly T[], key: (item: T) => string): readonly [T, ...T[]][] {
  const rows = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const row = rows.get(key(item));
    if (row === undefined) rows.set(key(item), [item]);
    else row.push(item);
  }
  return [...rows.values()];
}

/** What shows it for all of a row: that of the first of which a call can be told. */
export function witnessAmong<W>(of: readonly { readonly witness?: W }[]): W | undefined {
  return of.find(({ witness }) => witness !== undefined)?.witness;
}

/** The callers of a row; of very many, how many there are. */
export function callersInWords(of: readonly Pick<Difference, 'from' | 'except'>[], most: number): string {
  const names = of.map(({ from }) => callerInWords(from));
  const except = of[0]?.except ?? [];
  const but = except.length === 0 ? '' : ` except ${listed(except, most)}`;
  return `${listed(names, most)}${names.length > 1 ? ` (${names.length})` : ''}${but}`;
}

/** `AuthorizationPolicy shop/allow-web`. */
export function changeInWords({ kind, namespace, name }: Change): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${nameOf({ namespace, name })}`;
}

/** A change with where it stands: `AuthorizationPolicy shop/allow-web (changed, dist/shop.yaml:12)`. */
export function placedChange(change: Change, { writtenAt }: DiffOptions): string {
  const { file, line, construct } = writtenAt(change) ?? {};
  const place = file === undefined ? [] : [`${file}:${line}`];
  const details = [change.how, ...place, ...(construct === undefined ? [] : [`construct ${construct}`])];
  return `${changeInWords(change)} (${details.join(', ')})`;
}

/** Whether such a difference fails the run. */
export function isFailing(kind: DiffRow['kind'], failOn: FailOn): boolean {
  return failOn === 'any' || failOn === kind;
}

/** The summary, as JSON has it. */
export function summaryOfDiff({ wider, narrower, undecided, changes }: ReachComparison) {
  return { wider: wider.length, narrower: narrower.length, undecided: undecided.length, changes: changes.length };
}
