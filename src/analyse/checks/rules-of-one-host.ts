/** Do several DestinationRules of a namespace speak of one host, so that a part of them is lost? */
import { groupBy } from '../../policy/group-by';
import type { DestinationRule } from '../../policy/model-destination-rule';
import { byAge } from '../../policy/object-order';
import { fullHost } from '../../policy/short-host';
import type { Check, Observation } from '../check-rule';

/** @see istio pilot/pkg/model/destination_rule.go, `mergeDestinationRule` */
export const rulesOfOneHost: Check = {
  code: 'ZT402',
  *find(estate) {
    const { mesh, manifestOf } = estate.inventory();
    const unselective = mesh.traffic.destinationRules.filter(({ selector }) => selector === undefined);
    const keyOf = ({ host, namespace }: DestinationRule) => `${namespace}/${fullHost(host, namespace)}`;
    for (const rules of groupBy(unselective, keyOf).values()) {
      const [first, ...others] = [...rules].sort(byAge);
      if (first === undefined) continue;
      for (const rule of others) {
        // one object in two files, such as a base and its overlay, is not two rules
        const lost = rule.name === first.name ? undefined : lostBeside(first, rule);
        if (lost !== undefined) yield { manifest: manifestOf(rule), ...lost };
      }
    }
  },
};

/** Of two rules that are shown alike, the older one's policy counts, and all subsets; of others, the newest rule. */
function lostBeside(first: DestinationRule, rule: DestinationRule): Omit<Observation, 'manifest'> | undefined {
  const both = `\`${first.name}\` is a rule for \`${rule.host}\`, too`;
  if (!isSameList(first.exportTo, rule.exportTo)) {
    const message = `${both}, with another \`exportTo\`, so that only the newest of them counts; join them`;
    return { path: ['spec', 'exportTo'], message };
  }
  if (first.trafficPolicy !== undefined && rule.trafficPolicy !== undefined) {
    const message = `${both}, and only the \`trafficPolicy\` of the oldest counts; join them`;
    return { path: ['spec', 'trafficPolicy'], message };
  }
  const index = rule.subsets.findIndex(({ name }) => first.subsets.some((subset) => subset.name === name));
  if (index < 0) return undefined;
  const message = `${both}, and of two subsets \`${rule.subsets[index]?.name}\` that of the oldest counts; join them`;
  return { path: ['spec', 'subsets', index, 'name'], message };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}
