/** How messages show a value that may be of any kind. */

/** A value as a message shows it: a text in quotes, so that `"8080"` is not taken for a number. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  const path = (value as { node?: { path?: unknown } }).node?.path;
  if (typeof path === 'string') return path;
  const { name = 'Object' } = (value.constructor ?? Object) as { name?: string };
  if (name !== 'Object') return name;
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return 'object';
  }
}
