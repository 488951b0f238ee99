/** An object as YAML that people can paste: block style, quotes only where they are needed. */
import { isObject, type Json, type JsonObject } from './json-object';

/** The lines of the object. INVARIANT: read again, they are the same object. */
export function yamlLines(object: JsonObject): readonly string[] {
  return Object.entries(object).flatMap(([key, value]) => entry(scalar(key), value));
}

function entry(key: string, value: Json): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return [`${key}:`, ...value.flatMap(item).map(indented)];
  if (isObject(value) && Object.keys(value).length > 0) return [`${key}:`, ...yamlLines(value).map(indented)];
  return scalarBehind(`${key}:`, value);
}

function item(value: Json): readonly string[] {
  if (!isObject(value) || Object.keys(value).length === 0) return scalarBehind('-', value);
  return yamlLines(value).map((line, index) => (index === 0 ? `- ${line}` : indented(line)));
}

/** Printable text of several lines, which a block shows as it stands. */
const LINES = /^[!-~][ -~]*\n([ -~\n]*[!-~]\n)?$/;

function scalarBehind(indicator: string, value: Json): readonly string[] {
  if (typeof value !== 'string' || !LINES.test(value)) return [`${indicator} ${scalar(value)}`];
  return [`${indicator} |`, ...value.slice(0, -1).split('\n').map(indented)];
}

/** JSON is YAML; a plain word needs no quotes, unless YAML takes it for something else. */
function scalar(value: Json): string {
  const isWord = typeof value === 'string' && /^[A-Za-z/][A-Za-z0-9_./-]*$/.test(value);
  return isWord && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value) ? value : (JSON.stringify(value) ?? 'null');
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
