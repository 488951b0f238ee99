/** Does a rule match nothing, only what others match, or nothing that they do? Told for whatever may be sent. */
import type { Request } from '../policy/request';
import type { Region } from '../sets/region';
import { otherAtom, valuesOf } from './axis';
import { type KnownOfCallers, requestIn } from './request-in';
import { strangersOf } from './strangers';
import type { PlacedRule, Reader } from './rule-reading';
import type { RuleSpace } from './rule-space';
import { HTTP, PROTOCOL, regionOn, TCP } from './space';

/** Questions about rules. LAW: an answer of yes holds at every workload where the rules are in force. */
export interface RuleComparison {
  readonly readers: readonly Reader[];
  /** no request is one that the rule may match, for these readers */
  readonly isNever: (rule: PlacedRule, readers: readonly Reader[]) => boolean;
  /** nothing that the rule may match is what one of the others may match */
  readonly isApart: (rule: PlacedRule, from: readonly PlacedRule[]) => boolean;
  /** the fewest of the others that surely match, together, whatever the rule may match; undefined: all do not */
  readonly coverOf: (rule: PlacedRule, by: readonly PlacedRule[]) => readonly PlacedRule[] | undefined;
  /** there is such a request of HTTP */
  readonly isThere: (wanted: Wanted) => boolean;
  /** such a request, of HTTP if there is one; undefined: there is none, or none that a case can tell */
  readonly exampleOf: (wanted: Wanted) => Request | undefined;
}

/** A request that all of these rules surely match, and none of those may. */
export interface Wanted {
  readonly matches: readonly PlacedRule[];
  readonly butNot?: readonly PlacedRule[];
  /** without a token that counts */
  readonly hasNoToken?: true;
}

/** Answers about the rules of this space. */
export function comparisonIn(rules: RuleSpace): RuleComparison {
  const { space, place, truth } = rules;
  const { regions } = space;
  const { readers } = place;
  const anyOf = (some: readonly PlacedRule[], reader: Reader, part: 'yes' | 'maybe'): Region =>
    regions.unionOf(some.map((one) => truth(one, reader)[part]));
  const isCovered = (rule: PlacedRule, by: readonly PlacedRule[]): boolean =>
    readers.every((reader) => regions.isSubset(truth(rule, reader).maybe, anyOf(by, reader, 'yes')));
  return {
    readers,
    isNever: (rule, those) => those.every((reader) => regions.isEmpty(truth(rule, reader).maybe)),
    isApart: (rule, from) =>
      readers.every((reader) =>
        regions.isEmpty(regions.intersect(truth(rule, reader).maybe, anyOf(from, reader, 'maybe'))),
      ),
    coverOf(rule, by) {
      if (!isCovered(rule, by)) return undefined;
      return by.reduce<readonly PlacedRule[]>((kept, one) => {
        const fewer = kept.filter((other) => other !== one);
        return isCovered(rule, fewer) ? fewer : kept;
      }, by);
    },
    isThere: (wanted) => !regions.isEmpty(regionOf(rules, wanted, 'http')),
    exampleOf: (wanted) => exampleOf(rules, wanted),
  };
}

const SAMPLES: KnownOfCallers = {
  isAddressKnown: false,
  identityOf: (space, atom) => strangersOf(space, [], atom).identity,
};

function exampleOf(rules: RuleSpace, wanted: Wanted): Request | undefined {
  const { space } = rules;
  const { caller, regions } = space;
  const known = regionOn(space, caller, valuesOf(caller));
  const plaintext = regionOn(space, caller, 1n << BigInt(otherAtom(caller, 'plaintext')));
  for (const [reader, protocol] of [['http', HTTP] as const, ['tcp', TCP] as const]) {
    const sent = regions.intersect(regionOf(rules, wanted, reader), regions.box(new Map([[PROTOCOL, protocol]])));
    const request =
      requestIn({ kind: 'identity', identity: '*' }, { space, region: regions.intersect(sent, known) }, SAMPLES) ??
      requestIn({ kind: 'plaintext' }, { space, region: regions.intersect(sent, plaintext) }, SAMPLES);
    if (request !== undefined) return request;
  }
  return undefined;
}

function regionOf({ space, truth, withoutToken }: RuleSpace, wanted: Wanted, reader: Reader): Region {
  const { regions } = space;
  const { matches, butNot = [], hasNoToken = false } = wanted;
  const others = regions.unionOf(butNot.map((rule) => truth(rule, reader).maybe));
  const within = regions.subtract(hasNoToken ? withoutToken : regions.all, others);
  return matches.reduce((left, rule) => regions.intersect(left, truth(rule, reader).yes), within);
}
