/** What does a case expect that holds today? */
import type { Allowed, Denied } from '../evaluate/verdict';
import type { JsonObject } from '../policy/json-object';

/** The verdict as cases expect it. A denial names its layer, lest it pass for another reason. */
export function expectationOf(verdict: Allowed | Denied): string | JsonObject {
  if (verdict.verdict === 'allow' || verdict.layer === undefined) return verdict.verdict;
  return { verdict: 'deny', layer: verdict.layer };
}
