/** On which line and column of its file a field stands: asked only for the few documents that a finding names. */
import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';
import type { FieldPath } from './field-path';
import type { Position } from './source-text';
import { positionIn, type SourceDocument } from './split-documents';
import { eventsOf, isMergeKey, keyOf, startOf } from './yaml-document';

/**
 * The place of a field: its value when that is one word, else its key. Of a field that is not there, the place of the
 * nearest field around it, which is where it would have to be written.
 */
export function locate(document: SourceDocument, path: FieldPath): Position {
  return locateAll(document, [path])[0] as Position;
}

/** The places of several fields of one document, which is parsed once. */
export function locateAll(document: SourceDocument, paths: readonly FieldPath[]): Position[] {
  const events = eventsOf(document);
  const anchors = new Map<string, number>();
  events.forEach((event, index) => {
    if ('anchorStart' in event && event.type !== EVENT_ID.ALIAS && event.anchorStart >= 0) {
      anchors.set(document.text.slice(event.anchorStart, event.anchorEnd), index);
    }
  });
  return paths.map((path) => positionIn(document, find(document.text, events, anchors, path)));
}

function find(text: string, events: readonly Event[], anchors: ReadonlyMap<string, number>, path: FieldPath): number {
  let at = 1;
  let offset = startOf(events[at]) ?? 0;
  for (const step of path) {
    const next = childOf(text, events, anchors, at, step);
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
function childOf(
  text: string,
  events: readonly Event[],
  anchors: ReadonlyMap<string, number>,
  index: number,
  step: string | number,
): { readonly key?: number; readonly value: number } | undefined {
  const at = follow(text, events, anchors, index);
  const parent = events[at];
  let child = at + 1;
  if (parent?.type === EVENT_ID.SEQUENCE) {
    for (let item = 0; events[child]?.type !== EVENT_ID.POP; item += 1, child = skip(events, child)) {
      if (item === step) return { value: child };
    }
    return undefined;
  }
  if (parent?.type !== EVENT_ID.MAPPING) return undefined;
  const merged: number[] = [];
  for (; events[child]?.type !== EVENT_ID.POP; child = skip(events, skip(events, child))) {
    if (isMergeKey(text, events[child])) merged.push(child + 1);
    else if (keyOf(text, events[child]) === String(step)) return { key: child, value: skip(events, child) };
  }
  for (const source of merged) {
    const list = follow(text, events, anchors, source);
    if (events[list]?.type === EVENT_ID.MAPPING) {
      const found = childOf(text, events, anchors, list, step);
      if (found !== undefined) return found;
    }
    if (events[list]?.type !== EVENT_ID.SEQUENCE) continue;
    for (let item = list + 1; events[item]?.type !== EVENT_ID.POP; item = skip(events, item)) {
      const found = childOf(text, events, anchors, item, step);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The node that an alias names, or the node itself. */
function follow(text: string, events: readonly Event[], anchors: ReadonlyMap<string, number>, index: number): number {
  const event = events[index];
  if (event?.type !== EVENT_ID.ALIAS) return index;
  return anchors.get(text.slice(event.anchorStart, event.anchorEnd)) ?? index;
}

/** Where the node after this one begins. */
function skip(events: readonly Event[], index: number): number {
  let depth = 0;
  let at = index;
  do {
    const type = events[at]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth += 1;
    else if (type === EVENT_ID.POP) depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
}
