/** The orders in which Istio sorts what it finds, where the first one counts. */
import type { Metadata } from './model';

/**
 * Oldest first; what has no time goes before all, as Go's zero time does, and of equal age the name, then the
 * namespace, decides.
 * @see istio pilot/pkg/model/config.go, `sortConfigByCreationTime`
 */
export function byAge(a: Metadata, b: Metadata): number {
  const age = (object: Metadata): number => object.created ?? Number.MIN_SAFE_INTEGER;
  return age(a) - age(b) || compareText(a.name, b.name) || compareText(a.namespace, b.namespace);
}

/** The order of Go's strings: by bytes, which is by code point. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  // code units are in another order than code points only where there are surrogates
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const SURROGATE = /[\ud800-\udfff]/;
