/** Do several PeerAuthentications select one workload, of which only the oldest counts? */
import type { Manifest } from '../../policy/manifest';
import type { Workload } from '../../policy/model';
import { byAge } from '../../policy/object-order';
import { readMetadata } from '../../policy/read-metadata';
import type { Check } from '../check-rule';
import { nameOf, selectedBy } from '../policy-scope';
import { selectorLabels } from '../reach-of-policy';

export const mtlsOfOneWorkload: Check = {
  code: 'ZT205',
  *find(estate) {
    const selecting = estate
      .of('PeerAuthentication')
      .filter((policy) => Object.keys(selectorLabels(policy)).length > 0 && estate.admission(policy).accepted);
    const sorted = [...selecting].sort((a, b) => byAge(readMetadata(a.object), readMetadata(b.object)));
    const winners = new Map<Workload, Manifest>();
    for (const manifest of sorted) {
      const beaten = selectedBy(estate, manifest).find((workload) => winners.has(workload));
      for (const workload of selectedBy(estate, manifest)) if (!winners.has(workload)) winners.set(workload, manifest);
      const winner = beaten === undefined ? undefined : winners.get(beaten);
      // with the same labels it is the finding ZT202
      if (beaten === undefined || winner === undefined || hasSameLabels(winner, manifest)) continue;
      const message = `\`${winner.name}\` also selects \`${nameOf(beaten)}\`, and only the oldest counts there, with all its ports: of equal age the first by name; keep one a workload`;
      yield { manifest, path: ['spec', 'selector'], message };
    }
  },
};

function hasSameLabels(a: Manifest, b: Manifest): boolean {
  const shown = (policy: Manifest) => JSON.stringify(Object.entries(selectorLabels(policy)).sort());
  return shown(a) === shown(b);
}
