/** Does a policy at a gateway with ISTIO_MUTUAL name callers without their trust domain, which nothing checks there? */
import type { Check } from '../check-rule';
import type { Manifest } from '../../policy/manifest';
import { actionOf } from '../authorization-fields';
import type { Estate } from '../estate';
import { selectorLabels } from '../reach-of-policy';

export const foreignTrustAtGateway: Check = {
  code: 'ZT151',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW' || !isAtMutualGateway(estate, manifest)) continue;
      const values = estate.values(manifest);
      const named = values.find(
        ({ attribute, negated, value }) =>
          !negated &&
          (/^source\.(namespace|serviceAccount)$/.test(attribute) ||
            (attribute === 'source.principal' && value.startsWith('*'))),
      );
      if (named === undefined || values.some(({ attribute }) => attribute === 'source.trustDomain')) continue;
      const message = `this gateway accepts every trust domain under the mesh's root, so \`${named.value}\` of another mesh is let in, too; write whole \`principals\``;
      yield { manifest, path: named.path, message };
    }
  },
};

/** A classic Gateway with such a server, for pods with the labels that the policy selects. */
function isAtMutualGateway(estate: Estate, policy: Manifest): boolean {
  const labels = Object.entries(selectorLabels(policy));
  if (labels.length === 0) return false;
  return estate.inventory().mesh.gateways.some(({ api, servers }) => {
    if (api.kind !== 'istio' || !servers.some(({ tls }) => tls === 'istio-mutual')) return false;
    return labels.every(([key, value]) => api.selector[key] === value);
  });
}
