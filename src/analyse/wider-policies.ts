/** Which AuthorizationPolicies apply wherever a given one does? */
import { groupBy } from '../policy/group-by';
import { selects } from '../policy/in-force';
import type { AuthorizationPolicy } from '../policy/model';

/** For each policy those of the same namespace, or the root one, that surely reach all of its workloads; itself too. */
export function widerPolicies(
  policies: readonly AuthorizationPolicy[],
  rootNamespace: string,
): (policy: AuthorizationPolicy) => readonly AuthorizationPolicy[] {
  const enforced = policies.filter(({ dryRun }) => !dryRun);
  const byScope = groupBy(enforced, scopeOf);
  const wide = (namespace: string) => byScope.get(JSON.stringify([namespace, { kind: 'everything' }])) ?? [];
  // a selector is found by one of its labels
  const selecting = groupBy(
    enforced.filter(({ attachment }) => attachment.kind === 'selector'),
    labelsInOrder,
  );
  return (policy) => {
    const { attachment, namespace } = policy;
    const same = byScope.get(scopeOf(policy)) ?? [];
    if (attachment.kind !== 'selector') {
      const isWide = attachment.kind === 'everything' && namespace !== rootNamespace;
      return isWide ? [...same, ...wide(rootNamespace)] : same;
    }
    const namespaces = [...new Set([namespace, rootNamespace])];
    const partly = Object.entries(attachment.labels)
      .flatMap(([key, value]) => namespaces.flatMap((one) => selecting.get(JSON.stringify([one, key, value])) ?? []))
      .filter((other) => other.attachment.kind === 'selector' && selects(other.attachment.labels, attachment.labels));
    return [...new Set([...same, ...partly, ...namespaces.flatMap(wide)])];
  };
}

function scopeOf({ attachment, namespace }: AuthorizationPolicy): string {
  return JSON.stringify([namespace, attachment]);
}

/** Found by the first of its labels, which whoever it reaches has, too. */
function labelsInOrder({ attachment, namespace }: AuthorizationPolicy): string {
  const [first] = attachment.kind === 'selector' ? Object.entries(attachment.labels).sort() : [];
  // an empty selector reaches nothing in ambient, so that it is not known to be wide
  return JSON.stringify([namespace, ...(first ?? [])]);
}
