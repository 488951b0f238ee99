/** Which call is decided otherwise in a mutant? One is looked for among those that its rules and values suggest. */
import type { CaseRequest } from '../../cases/case-request';
import { readCase } from '../../policy/read-case';
import type { DecidedOtherwise, DecidingMesh, FindDifference } from '../difference';
import type { MeshNames } from '../mesh-names';
import { callsAbout } from './calls';
import { placesIn } from './places';
import { simplest } from './simplest';

/** So many calls are tried for one mutant. */
const MOST_CALLS = 1000;

/**
 * Looks for calls in this mesh, of these callers among others. It finds what there is mostly, and proves nothing where
 * it finds none.
 */
export function searchIn({ mesh, decide: before }: DecidingMesh, { principal }: MeshNames): FindDifference {
  const callers = { principals: principal, trustDomain: mesh.settings.trustDomain };
  const placesOf = placesIn(mesh);
  return (mutant, { decide: after }) => {
    const differs = (call: CaseRequest) => differenceOn(call, before, after);
    const tried = new Set<string>();
    for (const call of callsAbout(mutant, placesOf(mutant), callers)) {
      const key = JSON.stringify(call);
      if (tried.has(key)) continue;
      const found = differs(call);
      if (found !== undefined) return simplest(found, differs);
      tried.add(key);
      if (tried.size === MOST_CALLS) break;
    }
    return { kind: 'unknown', because: `none of ${tried.size} calls that were tried is decided otherwise` };
  };
}

type Decide = DecidingMesh['decide'];

/** What an external authorizer decides, or nobody can tell, is no difference that a case could show. */
export function differenceOn(
  call: CaseRequest,
  decideBefore: Decide,
  decideAfter: Decide,
): DecidedOtherwise | undefined {
  const request = readCase({ ...call });
  const before = decideBefore(request);
  if (before.verdict !== 'allow' && before.verdict !== 'deny') return undefined;
  const after = decideAfter(request);
  if (after.verdict !== 'allow' && after.verdict !== 'deny') return undefined;
  return before.verdict === after.verdict ? undefined : { kind: 'found', call, before, after };
}
