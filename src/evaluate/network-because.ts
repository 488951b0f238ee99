/** The judgement on one end of a connection in sentences. */
import type { ObjectName } from '../policy/model';
import { nameOf } from './network-index';
import type { NetworkMiss, NetworkRuleName, SideVerdict } from './network-side';

/** Why this end admits the connection or not: first what was found, then the rules that nearly admit it. */
export function explainSide(side: SideVerdict): readonly string[] {
  const way = `${side.direction} of ${side.subject.shown}`;
  switch (side.kind) {
    case 'unjudged':
      return [];
    case 'open':
      return [`no NetworkPolicy isolates ${way}`];
    case 'admitted':
      return [`${ruleOf(side.by, side.direction)} admits the call: ${way} is isolated by ${policies(side.isolating)}`];
    case 'refused':
      return [
        `${way} is isolated by ${policies(side.isolating)}, and no rule admits the call`,
        ...side.misses.flatMap((miss) => explainMiss(miss, side)),
      ];
    case 'undecided':
      return [`cannot tell for ${way}: not known is ${side.missing.join('; ')}`];
  }
}

/** Only a rule that fits in one respect is near. */
function explainMiss({ rule, missed }: NetworkMiss, { direction }: SideVerdict): readonly string[] {
  const [first, ...others] = missed;
  if (first === undefined || others.length > 0) return [];
  const peer = direction === 'ingress' ? 'caller' : 'destination';
  return [
    first === 'port'
      ? `${ruleOf(rule, direction)} has this ${peer}, but not this port`
      : `${ruleOf(rule, direction)} has this port, but not this ${peer}`,
  ];
}

function ruleOf(rule: NetworkRuleName, direction: string): string {
  return `${direction} rule ${rule.index} of NetworkPolicy \`${nameOf(rule)}\``;
}

function policies(names: readonly ObjectName[]): string {
  if (names.length === 0) return 'no policy for sure';
  return names.map((name) => `\`${nameOf(name)}\``).join(', ');
}
