/** Does a policy hold a value with which Envoy rejects the whole listener? */
import { conditionsOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { specOf } from '../estate';
import { asItems, asRecord } from '../raw-field';

/** A principal that begins with a star becomes a regular expression: Envoy refuses one of 40,000 characters. */
const MAX_PRINCIPAL = 10_000;

export const refusedByEnvoy: Check = {
  code: 'ZT109',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      for (const { attribute, value, path } of estate.values(manifest)) {
        if (attribute !== 'source.principal' || !value.startsWith('*') || value.length <= MAX_PRINCIPAL) continue;
        const message = `the principal has ${value.length} characters, and Envoy refuses patterns of tens of thousands; split it`;
        yield { manifest, path, message };
      }
      for (const { path, fields } of rulesOf(manifest).flatMap(conditionsOf)) {
        if (typeof fields.key !== 'string' || !/[\r\n]/.test(fields.key)) continue;
        const message = 'the condition key has a line break, with which Envoy refuses the listener; remove it';
        yield { manifest, path: [...path, 'key'], message };
      }
    }
    for (const manifest of estate.of('RequestAuthentication')) {
      for (const [index, rule] of asItems(specOf(manifest).jwtRules).entries()) {
        for (const [at, header] of asItems(asRecord(rule).fromHeaders).entries()) {
          const { prefix } = asRecord(header);
          if (typeof prefix !== 'string' || !/[\r\n]/.test(prefix)) continue;
          const message = "the header's prefix has a line break, with which Envoy refuses the listener; remove it";
          yield { manifest, path: ['spec', 'jwtRules', index, 'fromHeaders', at, 'prefix'], message };
        }
      }
    }
  },
};
