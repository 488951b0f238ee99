/** The object at which findings stand that are about the mesh as a whole. */
import type { Manifest } from '../policy/manifest';
import type { Estate } from './estate';

/** The root namespace itself, or the first of Istio's policies in it; none when that namespace is not kept here. */
export function rootManifest(estate: Estate): Manifest | undefined {
  const space = estate.inventory().namespace(estate.settings.rootNamespace);
  if (space !== undefined) return estate.inventory().manifestOf(space);
  return (['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication'] as const)
    .flatMap((kind) => estate.of(kind))
    .find(({ namespace }) => namespace === estate.settings.rootNamespace);
}
