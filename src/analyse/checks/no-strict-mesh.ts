/** Is there no PeerAuthentication that requires mutual TLS in the whole mesh? */
import type { Check } from '../check-rule';
import { aboutUnknownMesh, knowsMeshPolicies } from '../mtls-in-force';
import { rootManifest } from '../root-manifest';

export const noStrictMesh: Check = {
  code: 'ZT209',
  *find(estate) {
    const manifest = rootManifest(estate);
    if (manifest === undefined || estate.inventory().mesh.workloads.length === 0) return;
    const wide = estate
      .inventory()
      .peerAuthenticationsIn(estate.settings.rootNamespace)
      .filter(({ selector }) => Object.keys(selector ?? {}).length === 0);
    // one that is weaker is the finding ZT208
    if (wide.some(({ mode }) => mode !== 'UNSET')) return;
    yield {
      manifest,
      path: [],
      message: `namespaces without a PeerAuthentication of their own accept plaintext; write one with \`mode: STRICT\` in \`${estate.settings.rootNamespace}\``,
    };
  },
  *assumes(estate) {
    if (estate.of('PeerAuthentication').length > 0 && !knowsMeshPolicies(estate)) yield aboutUnknownMesh(estate);
  },
};
