/** What NetworkPolicies said about one hop: the egress of one end, then the ingress of the other. */
import { nameOf } from '../../policy/metadata';
import type { AskedNetwork } from '../course/asked';
import type { NearMiss, Step } from '../explanation';
import type { NearRule } from '../network/near-rule';
import { explainSide, nearInWords } from '../network/network-because';
import type { SideVerdict } from '../network/network-side';

/** The steps, and for a refusal the rules that come nearest. */
export function explainNetwork({ answer }: AskedNetwork): {
  readonly steps: readonly Step[];
  readonly nearest: readonly NearMiss[];
} {
  const { verdict, because, sides } = answer;
  const judged = sides.filter(({ kind }) => kind !== 'unjudged');
  if (verdict === 'undecided' || judged.length === 0) {
    const outcome = verdict === 'undecided' ? 'undecided' : 'skip';
    const why = because.join('; ') || 'neither end is a pod that a NetworkPolicy could select';
    return { steps: [{ layer: 'network', outcome, why }], nearest: [] };
  }
  const refused = judged.findIndex(({ kind }) => kind === 'refused');
  const met = refused < 0 ? judged : judged.slice(0, refused + 1);
  return { steps: met.map(stepOf), nearest: met.flatMap(nearestOf) };
}

function stepOf(side: SideVerdict): Step {
  const why = explainSide(side)[0] ?? '';
  const at = side.subject.replaceAll('`', '');
  switch (side.kind) {
    case 'unjudged':
    case 'open':
      return { layer: 'network', at, outcome: 'skip', why };
    case 'admitted':
      return { layer: 'network', at, outcome: 'pass', policy: nameOf(side.by), rule: side.by.index, why };
    case 'refused': {
      const [only, ...others] = side.isolating;
      const policy = only === undefined || others.length > 0 ? {} : { policy: nameOf(only) };
      return { layer: 'network', at, outcome: 'deny', ...policy, why };
    }
    case 'undecided':
      return { layer: 'network', at, outcome: 'undecided', why };
  }
}

/** So many are told at most. */
const MOST = 5;

function nearestOf(side: SideVerdict): readonly NearMiss[] {
  if (side.kind !== 'refused') return [];
  return side.near.slice(0, MOST).map((near) => ({
    policy: nameOf(near.rule),
    rule: near.rule.index,
    missed: near.misses.map((miss) => fieldOf(side.direction, miss.field)),
    why: sentenceOf(near, side.direction),
  }));
}

function fieldOf(direction: SideVerdict['direction'], field: 'peer' | 'port'): string {
  if (field === 'port') return `${direction}.ports`;
  return direction === 'ingress' ? 'ingress.from' : 'egress.to';
}

function sentenceOf(near: NearRule, direction: SideVerdict['direction']): string {
  const isTunnel = near.misses.some(({ field, got }) => field === 'port' && got === '`15008/TCP`');
  const hint = isTunnel ? ' (calls in ambient come in a tunnel to port 15008)' : '';
  return nearInWords(near, direction) + hint;
}
