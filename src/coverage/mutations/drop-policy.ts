/** What if the policy were not there? */
import type { Edit } from '../mutant';

/** For policies of any kind. */
export const dropPolicy = {
  name: 'drop-policy',
  edits: (): readonly Edit<never>[] => [{ field: [], change: 'the policy is left out' }],
};
