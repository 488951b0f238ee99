/** Which namespaces do the manifests know? */
import type { Estate } from './estate';

/** Those that have a Namespace object, and those that some object is in. */
export function knownNamespaces(estate: Estate): ReadonlySet<string> {
  const named = estate.inventory().mesh.namespaces.map(({ name }) => name);
  const lived = estate.manifests.flatMap(({ namespace }) => namespace ?? []);
  return new Set([...named, ...lived, estate.settings.rootNamespace]);
}
