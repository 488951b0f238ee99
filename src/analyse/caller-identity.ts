/** Which values of a rule ask for the caller's mTLS identity? */
import type { ComparedValue } from './authorization-fields';

/** Whether the value is compared with what only a certificate tells. */
export function isIdentity({ attribute }: Pick<ComparedValue, 'attribute'>): boolean {
  return /^source\.(principal|namespace|serviceAccount|trustDomain)$/.test(attribute);
}
