/** Does a DestinationRule for some pods take a wider rule away from all the others? */
import type { DestinationRule } from '../../policy/model-destination-rule';
import { groupBy } from '../../policy/group-by';
import { coversHost, fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';

/**
 * The rules of the most specific host of a namespace are taken before anybody looks at their selectors, so that pods
 * which none of them selects get no rule at all. Measured; no rule means auto mTLS.
 */
export const ruleHiddenBySelector: Check = {
  code: 'ZT417',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const rules of groupBy(mesh.traffic.destinationRules, ({ namespace }) => namespace).values()) {
      const stars = rules.filter(({ host, selector }) => host.startsWith('*') && selector === undefined);
      const open = new Set(rules.filter(({ selector }) => selector === undefined).map(hostOf));
      for (const rule of rules) {
        if (rule.selector === undefined || open.has(hostOf(rule))) continue;
        const hidden = stars.find(({ host }) => host !== rule.host && coversHost(host, hostOf(rule)));
        if (hidden === undefined) continue;
        const message = `pods that \`workloadSelector\` does not select no longer get \`${hidden.name}\` for \`${rule.host}\`, but no rule at all; add a rule for the host without selector`;
        yield { manifest: manifestOf(rule), path: ['spec', 'workloadSelector'], message };
      }
    }
  },
};

function hostOf({ host, namespace }: DestinationRule): string {
  return fullHost(host, namespace);
}
