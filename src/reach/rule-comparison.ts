/** Does a rule match nothing, only what others match, or nothing that they do? Told for whatever may be sent. */
import type { ObjectName } from '../policy/model';
import type { Request } from '../policy/request';
import type { Bits } from '../sets/bits';
import { single } from '../sets/bits';
import type { Region } from '../sets/region';
import { otherAtom, valuesOf } from './space/axis';
import type { ReachCaller } from './callers/caller';
import { SCHEME } from './formulas/identity-forms';
import { type KnownOfCallers, requestIn } from './space/request-in';
import { strangersOf } from './callers/strangers';
import type { PlacedRule, Reader } from './ways/rule-reading';
import type { RuleSpace } from './space/rule-space';
import { HTTP, PROTOCOL, regionOn, TCP } from './space/space';

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
  /** whether there may be such a request, for some reader: no means that there is none */
  readonly mayBeThere: (wanted: Wanted) => boolean;
  /** such requests: of each of these workloads that has one, of another identity, and without one; plain ones first */
  readonly examplesOf: (wanted: Wanted, workloads: readonly KnownIdentity[]) => Iterable<Request>;
}

/** A workload, and the identity that it has, without scheme. */
export interface KnownIdentity {
  readonly workload: ObjectName;
  readonly identity: string;
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
    mayBeThere: ({ matches, butNot = [] }) =>
      readers.some((reader) => {
        const within = regions.complement(anyOf(butNot, reader, 'yes'));
        const left = matches.reduce((rest, one) => regions.intersect(rest, truth(one, reader).maybe), within);
        return !regions.isEmpty(left);
      }),
    examplesOf: (wanted, workloads) => examplesOf(rules, wanted, workloads),
  };
}

const SAMPLES: KnownOfCallers = {
  isAddressKnown: false,
  identityOf: (space, atom) => strangersOf(space, [], atom).identity,
};

function exampleOf(rules: RuleSpace, wanted: Wanted): Request | undefined {
  const [first] = examplesOf(rules, wanted, []);
  return first;
}

/** What is heard as HTTP, what is not, and what ztunnel takes whole. */
const HEARD: readonly (readonly [Reader, Bits])[] = [
  ['http', HTTP],
  ['tcp', TCP],
  ['ztunnel', HTTP | TCP],
];

function* examplesOf(rules: RuleSpace, wanted: Wanted, workloads: readonly KnownIdentity[]): Generator<Request> {
  const { space, place } = rules;
  const { caller, regions } = space;
  const atomOf = (identity: string): number | undefined =>
    caller.kind === 'texts' ? caller.atoms.atomOf(SCHEME + identity) : undefined;
  const callers: readonly (readonly [ReachCaller, Bits])[] = [
    ...workloads.flatMap(({ workload, identity }): readonly (readonly [ReachCaller, Bits])[] => {
      const atom = atomOf(identity);
      return atom === undefined ? [] : [[{ kind: 'workload', workload }, single(atom)]];
    }),
    [{ kind: 'identity', identity: '*' }, valuesOf(caller)],
    [{ kind: 'plaintext' }, single(otherAtom(caller, 'plaintext'))],
  ];
  for (const [reader, protocol] of HEARD) {
    if (!place.readers.includes(reader)) continue;
    const heard = regions.box(new Map([[PROTOCOL, protocol]]));
    const sent = regions.intersect(regionOf(rules, wanted, reader), heard);
    if (regions.isEmpty(sent)) continue;
    for (const [from, atoms] of callers) {
      const request = requestIn(
        from,
        { space, region: regions.intersect(sent, regionOn(space, caller, atoms)) },
        SAMPLES,
      );
      if (request !== undefined) yield request;
    }
  }
}

function regionOf({ space, truth, withoutToken }: RuleSpace, wanted: Wanted, reader: Reader): Region {
  const { regions } = space;
  const { matches, butNot = [], hasNoToken = false } = wanted;
  const others = regions.unionOf(butNot.map((rule) => truth(rule, reader).maybe));
  const within = regions.subtract(hasNoToken ? withoutToken : regions.all, others);
  return matches.reduce((left, rule) => regions.intersect(left, truth(rule, reader).yes), within);
}
