/** Which rules of NetworkPolicies does a connection touch? A refusal touches all rules that did not admit it. */
import type { NetworkVerdict } from '../../evaluate/network/network';
import { isNamed } from '../../policy/metadata';
import type { Mesh, NetworkPolicy } from '../../policy/model';
import type { Direction } from '../../policy/network-policy';
import type { Touch, TouchedRule, Untouched } from '../policy-coverage';

/** The rules of both directions; and of each that isolates, that it refuses all else. */
export function untouchedNetwork(policy: NetworkPolicy): Untouched['rules'] {
  return linesOf(policy).map(({ direction, index }) => {
    const field = index === undefined ? ['spec', direction] : ['spec', direction, index];
    const shown = index === undefined ? `\`${direction}\`` : `\`${direction}\` rule ${index}`;
    const region = index === undefined ? 'a connection that it refuses' : 'a connection that it admits';
    return { field, shown, values: [], regions: [{ field, shown: region }] };
  });
}

/** The policies that isolate either end. Of several rules that admit a connection, the first counts. */
export function touchesOfNetwork(mesh: Mesh): (answer: NetworkVerdict) => readonly Touch[] {
  return ({ sides }) =>
    sides.flatMap((side) => {
      if (side.kind === 'unjudged' || side.kind === 'open') return [];
      return side.isolating.flatMap((name) =>
        mesh.networkPolicies.filter(isNamed(name)).map((policy): Touch => {
          const rules = linesOf(policy).flatMap(({ direction, index }, rule): readonly TouchedRule[] => {
            if (direction !== side.direction) return [];
            if (index === undefined) {
              const isRefused = side.kind === 'refused';
              return [{ rule, isMatched: isRefused, regions: isRefused ? [0] : [] }];
            }
            const isAdmitting = side.kind === 'admitted' && isNamed(side.by)(policy) && side.by.index === index;
            return [{ rule, isMatched: isAdmitting, regions: isAdmitting ? [0] : [] }];
          });
          return { policy, rules };
        }),
      );
    });
}

/** The rules, and for each direction that isolates a line without rule. */
function linesOf(policy: NetworkPolicy): readonly { readonly direction: Direction; readonly index?: number }[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const granted = policy[direction];
    if (granted.kind === 'untouched') return [];
    return [{ direction }, ...granted.rules.map(({ index }) => ({ direction, index }))];
  });
}
