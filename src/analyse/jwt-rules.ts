/** Which JWT rules does a RequestAuthentication have, and where do they stand? */
import type { FieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import { specOf } from './estate';
import { asItems, asRecord } from './raw-field';

/** The JWT rules of a policy, with their places. */
export function jwtRules(policy: Manifest): readonly { readonly path: FieldPath; readonly rule: JsonObject }[] {
  return asItems(specOf(policy).jwtRules).map((rule, index) => ({
    path: ['spec', 'jwtRules', index],
    rule: asRecord(rule),
  }));
}
