/** Header lines as Envoy keeps them: most names line by line, some in one slot. */
import { joinedHeaders } from '../../istio/joined-headers';
import type { Header } from '../../policy/request';

/** The values that Envoy keeps under this name (lower case). */
export function valuesOf(headers: readonly Header[], name: string): readonly string[] {
  const values = headers.filter(([candidate]) => candidate === name).map(([, value]) => value.trim());
  return joinedHeaders.has(name) ? joined(values) : values;
}

/** The lines of a header as one. */
export function joined(lines: readonly string[]): readonly string[] {
  return lines.length > 1 ? [lines.join(',')] : lines;
}

/** The headers without these names (lower case). */
export function withoutHeaders(headers: readonly Header[], names: readonly string[]): readonly Header[] {
  return headers.filter(([name]) => !names.includes(name));
}

/** The headers, in which this name (lower case) has this one value. */
export function withHeader(headers: readonly Header[], name: string, value: string): readonly Header[] {
  return [...withoutHeaders(headers, [name]), [name, value]];
}
