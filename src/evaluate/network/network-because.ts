/** The judgement on one end of a connection in sentences. */
import type { ObjectName } from '../../policy/model';
import { nameOf } from '../../policy/metadata';
import type { NearRule, NetworkRuleName } from './near-rule';
import type { SideVerdict } from './network-side';

/** Why this end admits the connection or not: first what was found, then the rules that nearly admit it. */
export function explainSide(side: SideVerdict): readonly string[] {
  const { direction, subject } = side;
  const way = `${direction} of ${subject}`;
  switch (side.kind) {
    case 'unjudged':
      return [];
    case 'open':
      return [`no NetworkPolicy isolates ${way}`];
    case 'admitted':
      return [`${ruleInWords(side.by, direction)} admits the call: ${way} is isolated by ${listed(side.isolating)}`];
    case 'refused':
      return [
        `${way} is isolated by ${listed(side.isolating)}, and no rule admits the call`,
        ...side.near.filter(({ misses }) => misses.length === 1).map((near) => nearInWords(near, direction)),
      ];
    case 'undecided':
      return [`cannot tell for ${way}: not known is ${side.missing.join('; ')}`];
  }
}

/** What the rule wanted, and what it got: one sentence. */
export function nearInWords({ rule, misses }: NearRule, direction: string): string {
  return `${ruleInWords(rule, direction)} wants ${misses.map(({ wants, got }) => `${wants}, got ${got}`).join('; and ')}`;
}

function ruleInWords(rule: NetworkRuleName, direction: string): string {
  return `${direction} rule ${rule.index} of NetworkPolicy \`${nameOf(rule)}\``;
}

function listed(names: readonly ObjectName[]): string {
  return names.length === 0 ? 'no policy for sure' : names.map((name) => `\`${nameOf(name)}\``).join(', ');
}
