/** Whether a policy is only tried out. */
import type { Manifest } from '../policy/manifest';
import { asRecord } from './raw-field';

/** The annotation that makes a policy a dry run, and no other spelling of it. */
export const DRY_RUN = 'istio.io/dry-run';

/** @see Go's strconv.ParseBool, with which Istio reads the annotation */
export function isDryRun(policy: Manifest): boolean {
  const value = asRecord(asRecord(policy.object.metadata).annotations)[DRY_RUN];
  return typeof value === 'string' && /^(1|t|T|TRUE|true|True)$/.test(value);
}
