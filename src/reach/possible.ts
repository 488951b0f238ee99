/** Is there any request for which conditions hold, whoever sends it, and whatever the policies say? */
import type { MeshSettings } from '../policy/mesh-settings';
import type { Condition } from '../policy/rule';
import { bareSpace, unlessBeyond } from './beyond';
import { literalsIn, reasonsIn } from './formulas/formula';
import { isEmpty } from './space/request-set';
import { setWhere, whereFormulas } from './where';

/** Anywhere: which requests there are does not depend on where they are sent. */
const ANYWHERE = { workload: { namespace: '', name: '' }, port: 0 };

/** Whether there may be one. LAW: where some request meets all of them, it says so; where it cannot tell, too. */
export function isPossible(conditions: readonly Condition[], settings: MeshSettings): boolean {
  const formulas = whereFormulas(conditions, settings);
  if (reasonsIn(formulas).length > 0) return true; // what cannot be told may be
  return unlessBeyond(
    () => {
      const space = bareSpace(ANYWHERE, literalsIn(formulas), settings.pathNormalization);
      return !isEmpty(setWhere(space, formulas));
    },
    () => true,
  );
}
