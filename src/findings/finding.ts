/** One thing that is wrong, or may be, with the user's manifests. */
import type { Category, Code, Severity } from './catalogue';

/** An object as people and tools name it. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A place in a file. Lines and columns count from 1, documents from 0. */
export interface Location {
  readonly file: string;
  readonly document: number;
  readonly line: number;
  readonly column: number;
  /** the text of that line, for excerpts */
  readonly excerpt: string;
}

export interface Finding {
  readonly code: Code;
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly message: string;
  readonly object?: ObjectName;
  /** the field as `spec.rules[1].to[0].operation.paths[0]`; empty when the whole object is meant */
  readonly field: string;
  readonly location?: Location;
  /** a request that shows the effect, in the shape of case files */
  readonly witness?: Readonly<Record<string, unknown>>;
}

/** How bad, worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether a finding is as bad as the threshold, or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** `AuthorizationPolicy shop/allow-web`. */
export function showObject(object: ObjectName): string {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return `${object.kind} ${name}`;
}
