/** Does a selector, or a label in it, vanish because it is null or empty? */
import type { Check } from '../check-rule';
import { specOf } from '../estate';
import { SELECTING_KINDS } from '../policy-scope';
import { asRecord } from '../raw-field';

export const selectorOfEverything: Check = {
  code: 'ZT116',
  *find(estate) {
    for (const manifest of SELECTING_KINDS.flatMap((kind) => estate.of(kind))) {
      const spec = specOf(manifest);
      const selector = asRecord(spec.selector);
      const path = ['spec', 'selector'];
      if (spec.selector === null) {
        yield {
          manifest,
          path,
          message: '`selector` is null and dropped, so the policy applies to the whole namespace',
        };
      }
      if (selector.matchLabels === null) {
        const message = '`matchLabels` is null and dropped, so the policy applies to the whole namespace';
        yield { manifest, path: [...path, 'matchLabels'], message };
      }
      for (const [label, value] of Object.entries(asRecord(selector.matchLabels))) {
        const at = [...path, 'matchLabels', label];
        if (value === null) {
          const message = `label \`${label}\` is null and dropped, so the policy selects more than it says; fill the value`;
          yield { manifest, path: at, message };
        } else if (value === '') {
          const message = `label \`${label}\` is empty, which selects only pods whose label is empty, too; fill the value`;
          yield { manifest, path: at, message };
        }
      }
    }
  },
};
