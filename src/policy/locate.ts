/** On which line and column of its file a field stands: asked only for the few documents that a finding names. */
import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';
import type { FieldPath } from './field-path';
import type { Position } from './source-text';
import { positionsOf, type SourceDocument } from './split-documents';
import { isMergeKey, keyOf, startOf } from './yaml-document';
import { eventsOf } from './yaml-events';

/**
 * The place of a field: its value when that is one word, else its key. Of a field that is not there, the place of the
 * nearest field around it, which is where it would have to be written.
 */
export function locate(document: SourceDocument, path: FieldPath): Position {
  return locateAll(document, [path])[0] as Position;
}

/** The places of several fields of one document, which is parsed once. */
export function locateAll(document: SourceDocument, paths: readonly FieldPath[]): Position[] {
  const tree = treeOf(document);
  const position = positionsOf(document);
  return paths.map((path) => position(find(tree, path)));
}

/** The events of a document, with the shortcuts that make a step to a child cheap. */
interface Tree {
  readonly text: string;
  readonly events: readonly Event[];
  /** where the node after each node begins */
  readonly next: Uint32Array;
  /** where each anchor's node begins */
  readonly anchors: ReadonlyMap<string, number>;
  /** where the items of the lists that were looked into begin */
  readonly items: Map<number, readonly number[]>;
}

function treeOf(document: SourceDocument): Tree {
  const events = eventsOf(document.text);
  const next = new Uint32Array(events.length);
  const anchors = new Map<string, number>();
  const open: number[] = [];
  events.forEach((event, index) => {
    if (event.type === EVENT_ID.POP) return void (next[open.pop() ?? 0] = index + 1);
    if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) next[index] = index + 1;
    else open.push(index);
    if (event.type !== EVENT_ID.ALIAS && event.type !== EVENT_ID.DOCUMENT && event.anchorStart >= 0) {
      anchors.set(document.text.slice(event.anchorStart, event.anchorEnd), index);
    }
  });
  return { text: document.text, events, next, anchors, items: new Map() };
}

function find(tree: Tree, path: FieldPath): number {
  const { events } = tree;
  let at = 1;
  let offset = startOf(events[at]) ?? 0;
  for (const step of path) {
    const next = childOf(tree, at, step);
    if (next === undefined) break;
    at = next.value;
    const value = events[at];
    const isWord =
      value?.type === EVENT_ID.SCALAR &&
      value.style !== SCALAR_STYLE.LITERAL_BLOCK &&
      value.style !== SCALAR_STYLE.FOLDED_BLOCK;
    const start = isWord || next.key === undefined ? startOf(value) : undefined;
    offset = start ?? (next.key === undefined ? undefined : startOf(events[next.key])) ?? offset;
  }
  return offset;
}

/** Where the events of a list's item, or of a mapping's value and its key, begin. */
function childOf(tree: Tree, index: number, step: string | number): { key?: number; value: number } | undefined {
  const { text, events, next } = tree;
  const at = follow(tree, index);
  const after = (node: number) => next[node] as number;
  const parent = events[at];
  let child = at + 1;
  if (parent?.type === EVENT_ID.SEQUENCE) {
    const value = typeof step === 'number' ? itemsOf(tree, at)[step] : undefined;
    return value === undefined ? undefined : { value };
  }
  if (parent?.type !== EVENT_ID.MAPPING) return undefined;
  const merged: number[] = [];
  for (; events[child]?.type !== EVENT_ID.POP; child = after(after(child))) {
    if (isMergeKey(text, events[child])) merged.push(after(child));
    else if (keyOf(text, events[child]) === String(step)) return { key: child, value: after(child) };
  }
  for (const source of merged.flatMap((node) => sourcesOf(tree, node))) {
    const found = childOf(tree, source, step);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The mappings that a merge key brings: one, or a list of them. */
function sourcesOf(tree: Tree, index: number): readonly number[] {
  const at = follow(tree, index);
  return tree.events[at]?.type === EVENT_ID.SEQUENCE ? itemsOf(tree, at) : [at];
}

/** Where the items of a list begin: counted once, as somebody may ask for every one of a long list. */
function itemsOf(tree: Tree, list: number): readonly number[] {
  const known = tree.items.get(list);
  if (known !== undefined) return known;
  const items: number[] = [];
  for (let item = list + 1; tree.events[item]?.type !== EVENT_ID.POP; item = tree.next[item] as number) {
    items.push(item);
  }
  tree.items.set(list, items);
  return items;
}

/** The node that an alias names, or the node itself. */
function follow({ text, events, anchors }: Tree, index: number): number {
  const event = events[index];
  if (event?.type !== EVENT_ID.ALIAS) return index;
  return anchors.get(text.slice(event.anchorStart, event.anchorEnd)) ?? index;
}
