/** Are several Sidecars for one workload, so that only the oldest counts? */
import { groupBy } from '../../policy/group-by';
import type { Sidecar } from '../../policy/model';
import { byAge } from '../../policy/object-order';
import type { Check } from '../check-rule';
import type { Inventory } from '../inventory';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';

/** One that selects pods goes before one that is for the whole namespace, which is as it should be. */
export const sidecarsOfOneWorkload: Check = {
  code: 'ZT437',
  *find(estate) {
    const inventory = estate.inventory();
    for (const [, all] of groupBy(inventory.mesh.sidecars, ({ namespace }) => namespace)) {
      const sorted = [...all].sort(byAge);
      for (const [index, sidecar] of sorted.entries()) {
        const older = sorted
          .slice(0, index)
          .filter((one) => one.name !== sidecar.name && isWide(one) === isWide(sidecar));
        const rival = older
          .map((one) => ({ one, shared: sharedBy(inventory, one, sidecar) }))
          .find(({ shared }) => shared !== undefined);
        if (rival === undefined) continue;
        const message = `\`${rival.one.name}\` is for ${rival.shared}, too, and only the oldest of them counts; join them`;
        yield { manifest: inventory.manifestOf(sidecar), path: ['spec'], message };
      }
    }
  },
};

function isWide({ selector }: Sidecar): boolean {
  return Object.keys(selector).length === 0;
}

/** Those that both select, for a message; without pods, only equal selectors surely meet. */
function sharedBy({ workloadsWith }: Inventory, a: Sidecar, b: Sidecar): string | undefined {
  if (isWide(a)) return `the whole namespace \`${a.namespace}\``;
  const [ofA, ofB] = [a, b].map(({ selector }) => JSON.stringify(Object.entries(selector).sort()));
  if (ofA === ofB) return 'pods with the same labels';
  const inA = new Set(workloadsWith(a.selector, a.namespace));
  const shared = workloadsWith(b.selector, b.namespace).filter((one) => inA.has(one));
  return shared.length === 0 ? undefined : listed(shared.map(nameOf));
}
