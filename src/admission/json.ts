/** Parsed JSON, before anything is known of it. */

import { isObject } from '../policy/json-object';

export { isObject, type JsonObject } from '../policy/json-object';

/** Whether the object has the field, with whatever value: CEL's `has()`. */
export function has(value: unknown, field: string): boolean {
  return isObject(value) && Object.hasOwn(value, field);
}

/** A value as a message shows it, short enough for one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > 80 ? `${line.slice(0, 77)}...` : line}\``;
}

/** Words as a message lists them. */
export function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
