/** What one document says, as Kubernetes would read it, or everything that is wrong with it. */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Json } from './json-object';
import { NOT_JSON, resolveScalar } from './kubernetes-scalar';
import { linesOf, type ReadProblem } from './source-text';
import { positionsOf, type SourceDocument } from './split-documents';
import { eventsOf } from './yaml-events';

/**
 * Nodes that aliases may add to a document. go-yaml refuses more than 400,000 decoded nodes of which nearly all come
 * from aliases.
 * @see sigs.k8s.io/yaml goyaml.v2/decode.go `allowedAliasRatio`
 */
const MAX_ALIAS_NODES = 400_000;

/** Values that one document may have: a parser's event takes about a hundred bytes, so this bounds its memory. */
const MAX_VALUES = 6_000_000;

const TAB = 'a tab indents this line; YAML takes only spaces';
const TEMPLATE = '`{{` begins a template, which is no YAML yet; render it first, as by `helm template`';
const NO_KEY = 'a key must be a word, a number or text: not a list, a mapping or nothing';

export type Reading = { readonly value: Json; readonly problems: readonly ReadProblem[] };

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

/** The value of the document; `undefined` when it is empty. With problems, the value is not to be trusted. */
export function readDocument(document: SourceDocument): Reading {
  const first = { file: document.file, line: document.firstLine, column: 1 };
  if (mayHaveMoreValuesThan(MAX_VALUES, document.text)) {
    return {
      value: undefined,
      problems: [{ ...first, message: `it may hold more than ${MAX_VALUES} values; split it` }],
    };
  }
  try {
    return compose(document, eventsOf(document.text));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { value: undefined, problems: [syntaxProblem(document, error)] };
  }
}

/** The text of a mapping's key as JSON has it, or nothing when it cannot be one: `80: x` has the key `"80"`. */
export function keyOf(text: string, event: Event | undefined): string | undefined {
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const value = scalarOf(text, event);
  return value === null || value === NOT_JSON ? undefined : String(value);
}

/** Whether a key merges other mappings into this one. */
export function isMergeKey(text: string, event: Event | undefined): boolean {
  return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && getScalarValue(text, event) === '<<';
}

/** The offset where a node begins, with its quote; nothing for an empty value. */
export function startOf(event: Event | undefined): number | undefined {
  if (event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING) return event.start;
  if (event?.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event?.type !== EVENT_ID.SCALAR || event.valueStart < 0) return undefined;
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? event.valueStart - 1 : event.valueStart;
}

/** Each value but the first needs one of these marks before it. INVARIANT: counts at least the values. */
function mayHaveMoreValuesThan(limit: number, text: string): boolean {
  if (text.length <= limit) return false;
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charCodeAt(at);
    // [ { , : - ?
    if (mark === 91 || mark === 123 || mark === 44 || mark === 58 || mark === 45 || mark === 63) marks += 1;
  }
  return marks > limit;
}

function compose(document: SourceDocument, events: readonly Event[]): Reading {
  const { text } = document;
  const problems: ReadProblem[] = [];
  const anchors = new Map<string, { value: Json; size: number } | 'open'>();
  let at = 0;
  let size = 0;
  let offset = 0;
  let isTooLarge = false;

  let position: ReturnType<typeof positionsOf> | undefined;
  const problem = (message: string, where = offset) => {
    position ??= positionsOf(document);
    problems.push({ file: document.file, ...position(where), message });
  };

  const node = (): Json => {
    const event = events[at++] as Event;
    size += 1;
    if (event.type === EVENT_ID.ALIAS) return alias(text.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return undefined;
    offset = startOf(event) ?? offset;
    const anchor = event.anchorStart >= 0 ? text.slice(event.anchorStart, event.anchorEnd) : undefined;
    const before = size - 1;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const value =
      event.type === EVENT_ID.SCALAR ? scalar(event) : event.type === EVENT_ID.SEQUENCE ? sequence() : mapping();
    if (anchor !== undefined) anchors.set(anchor, { value, size: size - before });
    return value;
  };

  const alias = (name: string, where: number): Json => {
    offset = where;
    const anchored = anchors.get(name);
    if (anchored === undefined) return void problem(`alias \`*${name}\` names no anchor before it`);
    if (anchored === 'open') return void problem(`alias \`*${name}\` stands inside what it names, which has no end`);
    size += anchored.size;
    // counted before anything copies or walks the value, so memory stays bounded
    if (size <= events.length + MAX_ALIAS_NODES) return anchored.value;
    size -= anchored.size;
    // one is enough: what the others would add is not known to be wrong by itself
    if (isTooLarge) return undefined;
    isTooLarge = true;
    problem(
      `alias \`*${name}\` makes the document more than ${MAX_ALIAS_NODES} values larger; write it out, or split it`,
    );
    return undefined;
  };

  const scalar = (event: ScalarEvent): Json => {
    const value = scalarOf(text, event);
    if (value !== NOT_JSON) return value;
    return void problem(`\`${getScalarValue(text, event)}\` is not a number that JSON has; quote it if it is text`);
  };

  const sequence = (): Json[] => {
    const items: Json[] = [];
    while (events[at]?.type !== EVENT_ID.POP) items.push(node());
    at += 1;
    return items;
  };

  const mapping = (): Record<string, Json> => {
    const result: Record<string, Json> = {};
    const own = new Set<string>();
    while (events[at]?.type !== EVENT_ID.POP) {
      const key = events[at];
      const where = (offset = startOf(key) ?? offset);
      if (isMergeKey(text, key)) {
        at += 1;
        merge(result, own, node(), where);
        continue;
      }
      const name = keyOf(text, key);
      if (name === undefined) problem(text.startsWith('{{', where - 1) ? TEMPLATE : NO_KEY, where);
      node();
      if (name !== undefined && own.has(name)) {
        const hint = name === 'apiVersion' ? '; where another object begins, write a line `---` before it' : '';
        problem(`key \`${name}\` stands twice in one mapping${hint}`, where);
      }
      const value = node();
      if (name === undefined) continue;
      own.add(name);
      // not by assignment: the key `__proto__` would change the object instead of being one of its keys
      if (name === '__proto__') Object.defineProperty(result, name, { value, enumerable: true });
      else result[name] = value;
    }
    at += 1;
    return result;
  };

  const merge = (result: Record<string, Json>, own: ReadonlySet<string>, from: Json, where: number) => {
    for (const source of Array.isArray(from) ? from : [from]) {
      // an alias that brought nothing was told where it stands
      if (source === undefined) continue;
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        problem('`<<` merges a mapping or a list of mappings', where);
        continue;
      }
      for (const [name, value] of Object.entries(source as Record<string, Json>)) {
        // go-yaml 2 lets the merged value win here, YAML 1.1 the written one: refuse what readers disagree on
        if (own.has(name)) problem(`\`<<\` brings key \`${name}\`, written before it; put \`<<\` first`, where);
        else if (!Object.hasOwn(result, name)) result[name] = value;
        size += 1;
      }
    }
  };

  if (events.length === 0) return { value: undefined, problems };
  at = 1;
  const value = events[at]?.type === EVENT_ID.POP ? undefined : node();
  if (at + 1 < events.length) {
    const next = events.slice(at + 1).find((e) => e.type === EVENT_ID.SCALAR && e.valueStart >= 0) as ScalarEvent;
    problem('another document begins after `...`, and kubectl drops it; part documents by `---`', next?.valueStart);
  }
  return { value, problems };
}

function scalarOf(text: string, event: ScalarEvent): string | number | boolean | null | typeof NOT_JSON {
  const word = getScalarValue(text, event);
  const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
  if (tag === '!!binary') return Buffer.from(word, 'base64').toString('utf8');
  if (tag !== '' && /^!!(int|float|bool|null)$/.test(tag)) return resolveScalar(word);
  return tag === '' && event.style === SCALAR_STYLE.PLAIN ? resolveScalar(word) : word;
}

function syntaxProblem(document: SourceDocument, error: YAMLException): ReadProblem {
  const offset = error.mark?.position ?? 0;
  const lineStart =
    Math.max(document.text.lastIndexOf('\n', offset - 1), document.text.lastIndexOf('\r', offset - 1)) + 1;
  const [line = ''] = linesOf(document.text.slice(lineStart));
  const tab = /^[ \t]*/.exec(line)?.[0].indexOf('\t') ?? -1;
  const at = positionsOf(document)(tab >= 0 ? lineStart + tab : offset);
  return { file: document.file, ...at, message: tab >= 0 ? TAB : reasonOf(error, line) };
}

function reasonOf({ reason }: YAMLException, line: string): string {
  if (line.includes('{{'))
    return '`{{` begins a template, which is no YAML yet; render it first, as by `helm template`';
  if (reason === 'deficient indentation') return 'the line begins too far left to go on with what is before; indent it';
  return reason || 'not YAML';
}
