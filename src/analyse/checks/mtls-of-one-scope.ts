/** Are there several PeerAuthentications of one scope, of which only the oldest counts? */
import type { Check } from '../check-rule';
import { namespaceOf } from '../estate';
import { selectorLabels } from '../reach-of-policy';

/** @see https://istio.io/latest/docs/reference/config/security/peer_authentication/, "the oldest one" */
export const mtlsOfOneScope: Check = {
  code: 'ZT202',
  *find(estate) {
    const first = new Map<string, string>();
    for (const manifest of estate.of('PeerAuthentication')) {
      const labels = Object.entries(selectorLabels(manifest)).sort();
      const scope = JSON.stringify([namespaceOf(manifest), labels]);
      const other = first.get(scope);
      if (other === undefined) first.set(scope, manifest.name);
      else if (other !== manifest.name) {
        const where = labels.length === 0 ? `namespace \`${namespaceOf(manifest)}\`` : 'the same workloads';
        const message = `\`${other}\` already decides mutual TLS for ${where}, and only the oldest of them counts; keep one`;
        yield { manifest, path: [], message };
      }
    }
  },
};
