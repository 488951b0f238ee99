/** Whether a policy is only tried out, as its manifest says. */
import type { Manifest } from '../policy/manifest';
import { isTrial } from '../policy/read-authorization-policy';
import { asRecord } from './raw-field';

export { DRY_RUN } from '../policy/read-authorization-policy';

export function isDryRun(policy: Manifest): boolean {
  return isTrial(asRecord(asRecord(policy.object.metadata).annotations));
}
