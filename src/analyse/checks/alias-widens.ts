/** Do aliases of the trust domain let in more callers than the principals of policies say? */
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';

/** Told once, at the first policy that it concerns. */
export const aliasWidens: Check = {
  code: 'ZT147',
  *find(estate) {
    const { trustDomain, trustDomainAliases } = estate.settings;
    if (trustDomainAliases.length === 0) return;
    const own = new Set([trustDomain, ...trustDomainAliases, 'cluster.local']);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW') continue;
      const widened = estate
        .values(manifest)
        .find(
          ({ attribute, negated, value }) =>
            attribute === 'source.principal' && !negated && own.has(value.slice(0, Math.max(0, value.indexOf('/')))),
        );
      if (widened === undefined) continue;
      const message = `the aliases ${listed(trustDomainAliases)} stand for the trust domain in principals, so callers of theirs are let in by this and every other policy, too; drop aliases that are no longer needed`;
      yield { manifest, path: widened.path, message };
      return;
    }
  },
};
