/** Does a CUSTOM policy ask a provider that the mesh does not define, so that whatever it matches is refused? */
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { type Estate, specOf } from '../estate';
import { didYouMean, listed } from '../names-in-messages';
import { asRecord } from '../raw-field';

export const undefinedProvider: Check = {
  code: 'ZT146',
  *find(estate) {
    if (!estate.knowsSettings) return;
    const known = estate.settings.extensionProviders.map(({ name }) => name);
    for (const { manifest, name } of askedProviders(estate)) {
      if (known.includes(name)) continue;
      const message = `MeshConfig defines no extension provider \`${name}\`, so every request that the policy matches is refused${didYouMean(name, known) || '; define it there'}`;
      yield { manifest, path: ['spec', 'provider', 'name'], message };
    }
  },
  *assumes(estate) {
    const names = askedProviders(estate).map(({ name }) => name);
    if (!estate.knowsSettings && names.length > 0)
      yield `the extension providers ${listed(names)} are taken to be defined, as no MeshConfig was given`;
  },
};

function askedProviders(estate: Estate) {
  return estate.of('AuthorizationPolicy').flatMap((manifest) => {
    const { name } = asRecord(specOf(manifest).provider);
    return actionOf(manifest) === 'CUSTOM' && typeof name === 'string' && name !== '' ? [{ manifest, name }] : [];
  });
}
