/** Does a DENY rule compare paths in a mesh that does not normalise them, so that another spelling gets past it? */
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';

export const pathsNotNormalised: Check = {
  code: 'ZT145',
  *find(estate) {
    if (estate.settings.pathNormalization !== 'NONE') return;
    for (const manifest of estate.of('AuthorizationPolicy')) {
      // what a DENY names, or an ALLOW excepts
      const isDeny = actionOf(manifest) === 'DENY';
      const dodged = estate
        .values(manifest)
        .find(({ attribute, negated }) => attribute === 'paths' && negated !== isDeny);
      if (dodged === undefined) continue;
      const message = `the mesh does not normalise paths, so \`/x/..${dodged.value}\` is not \`${dodged.value}\` here and may be to the server; set \`pathNormalization\` to BASE or stronger`;
      yield { manifest, path: dodged.path, message };
    }
  },
};
