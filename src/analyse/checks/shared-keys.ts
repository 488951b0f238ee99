/** Do rules for different issuers verify with the same keys, so that one issuer can speak for the other? */
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { mayMeet } from '../reach-of-policy';
import type { Manifest } from '../../policy/manifest';
import type { FieldPath } from '../../policy/field-path';
import { jwtRules } from '../jwt-rules';

export const sharedKeys: Check = {
  code: 'ZT314',
  *find(estate) {
    const seen = new Map<string, KeyUse[]>();
    for (const use of keyUses(estate)) {
      const before = seen.get(use.keys) ?? [];
      const other = before.find(
        ({ issuer, manifest }) => issuer !== use.issuer && mayMeet(estate, manifest, use.manifest),
      );
      if (other !== undefined) {
        const message = `issuer \`${use.issuer}\` has the keys of \`${other.issuer}\`, so either can make tokens of the other; give each issuer keys of its own, or trust one issuer`;
        yield { manifest: use.manifest, path: use.path, message };
      }
      seen.set(use.keys, [...before, use]);
    }
  },
};

interface KeyUse {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly issuer: string;
  readonly keys: string;
}

function* keyUses(estate: Estate): Generator<KeyUse> {
  for (const manifest of estate.of('RequestAuthentication')) {
    for (const { path, rule } of jwtRules(manifest)) {
      for (const field of ['jwks', 'jwksUri']) {
        const keys = rule[field];
        if (typeof keys !== 'string' || keys === '' || typeof rule.issuer !== 'string') continue;
        yield { manifest, path: [...path, field], issuer: rule.issuer, keys: keys.trim() };
      }
    }
  }
}
