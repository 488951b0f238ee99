/** What is a NetworkPolicy with one of its rules changed, and where does that rule stand? */
import type { FieldPath } from '../policy/field-path';
import type { NetworkPolicy } from '../policy/model';
import type { Direction, NetworkRule } from '../policy/network-policy';
import type { Edit } from './mutant';

/** A rule, and the direction that it grants. */
export interface WrittenNetworkRule {
  readonly direction: Direction;
  readonly rule: NetworkRule;
}

/** A change in a rule: its field within the rule, the sentence, and the rule as it is then, if it stays. */
export interface NetworkRuleEdit {
  readonly field: FieldPath;
  readonly change: string;
  readonly rule?: NetworkRule;
}

/** The edits of the policy that change one rule of one direction. */
export function networkRuleEdits(
  policy: NetworkPolicy,
  editsOf: (written: WrittenNetworkRule) => readonly NetworkRuleEdit[],
): readonly Edit<NetworkPolicy>[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const granted = policy[direction];
    if (granted.kind === 'untouched') return [];
    return granted.rules.flatMap((written) =>
      editsOf({ direction, rule: written }).map(({ field, change, rule }) => ({
        field: ['spec', direction, written.index, ...field],
        change: `\`${direction}\` rule ${written.index}: ${change}`,
        after: {
          ...policy,
          [direction]: {
            kind: 'isolated',
            rules: granted.rules.flatMap((one) => (one !== written ? [one] : rule === undefined ? [] : [rule])),
          },
        },
      })),
    );
  });
}
