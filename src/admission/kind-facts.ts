/** Which kind an object claims to be, and what Istio's custom resource definitions say of that kind. */
import type { KindFacts } from './schema';
import { SCHEMA_FACTS } from './schema-facts';

/** The facts of the kind of this name in this group, whatever the version. */
export function tryKindFacts(apiVersion: unknown, kind: unknown): KindFacts | undefined {
  const group = typeof apiVersion === 'string' ? apiVersion.replace(/\/[^/]*$/, '') : '';
  return SCHEMA_FACTS.find((facts) => facts.kind === kind && facts.group === group);
}

/** Whether the API server serves the kind in this version. */
export function isServed({ group, versions }: KindFacts, apiVersion: unknown): boolean {
  return versions.some((version) => `${group}/${version}` === apiVersion);
}
