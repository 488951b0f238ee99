/** Does the API server drop a field that it does not know? */
import { readFieldPath } from '../../policy/field-path';
import { istioObjects } from '../admission-problems';
import type { Check } from '../check-rule';
import { aboutUnknownField } from '../unknown-field';

export const unknownField: Check = {
  code: 'ZT003',
  *find(estate) {
    for (const manifest of istioObjects(estate)) {
      for (const field of estate.admission(manifest).unknownFields) {
        const path = readFieldPath(field);
        yield { manifest, path, message: aboutUnknownField(manifest, path) };
      }
    }
  },
};
