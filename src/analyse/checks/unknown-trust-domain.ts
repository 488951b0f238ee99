/** Does a principal name a trust domain of which no caller can be, as TLS refuses all others before policies look? */
import { DEFAULT_TRUST_DOMAIN } from '../../istio/limits';
import { ownTrustDomains } from '../../policy/mesh-settings';
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';
import { hasTargets, selectorLabels } from '../reach-of-policy';

/** @see istio pilot/pkg/security/authn/utils/utils.go: a sidecar accepts peers of the mesh's own trust domains */
export const unknownTrustDomain: Check = {
  code: 'ZT120',
  *find(estate) {
    if (!estate.knowsSettings) return;
    const { trustDomain } = estate.settings;
    const own = ownTrustDomains(estate.settings);
    const known = new Set([...own, ...estate.settings.caTrustDomains, DEFAULT_TRUST_DOMAIN]);
    for (const { manifest, path, domain, value } of namedDomains(estate)) {
      if (known.has(domain)) {
        const ambient = domain === trustDomain ? [] : ambientWorkloads(estate, manifest);
        if (ambient.length === 0) continue;
        const message = `ztunnel compares it as it is, and no caller of ${listed(ambient.map(nameOf))} has trust domain \`${domain}\`; write \`${trustDomain}${value.slice(domain.length)}\``;
        yield { manifest, path, message };
        continue;
      }
      const message = `trust domain \`${domain}\` is neither the mesh's nor one of its aliases, so no caller has it; the mesh's is ${listed(own)}`;
      yield { manifest, path, message };
    }
  },
  *assumes(estate) {
    const others = [...namedDomains(estate)].map(({ domain }) => domain).filter((one) => one !== DEFAULT_TRUST_DOMAIN);
    if (!estate.knowsSettings && others.length > 0)
      yield `the trust domains ${listed(others)} in principals are taken to be the mesh's own, as no MeshConfig was given`;
  },
};

function* namedDomains(estate: Estate) {
  for (const manifest of estate.of('AuthorizationPolicy')) {
    // a gateway with ISTIO_MUTUAL asks for no trust domain
    if (hasTargets(manifest) || /gateway/i.test(JSON.stringify(selectorLabels(manifest)))) continue;
    if (actionOf(manifest) === 'CUSTOM') continue;
    for (const { attribute, value, path } of estate.values(manifest)) {
      const domain = attribute === 'source.principal' ? /^([^*/:]+)\/ns\//.exec(value)?.[1] : undefined;
      if (domain !== undefined) yield { manifest, path, domain, value };
    }
  }
}
