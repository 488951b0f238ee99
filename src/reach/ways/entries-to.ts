/** Through which ports of gateways is a target reached, and whose tokens are told apart there? */
import { groupBy } from '../../policy/group-by';
import { isNamed } from '../../policy/metadata';
import type { JwtRule } from '../../policy/model';
import { isGateway } from '../../policy/proxy-labels';
import type { Target } from '../../policy/request';
import { areApart, areSoughtElsewhere, placesInWords } from '../formulas/token-places';
import type { EntryReading } from './entry-reading';
import { jwtRulesOnEntry, readEntry, takesSeveral } from './entry-reading';
import type { PortTarget } from './port-target';
import type { Terrain } from './terrain';

/** A name by which gateways are called, and what is asked on the ways through them. */
export interface ReadEntries {
  readonly to: Target;
  readonly readings: readonly EntryReading[];
}

/**
 * The ways through gateways. Where a request may need a token for a gateway and another one behind it, or those of an
 * issuer stand elsewhere for others, the gateway's are told apart, if nobody else on any way looks where they stand.
 * `ownRules`: the rules about tokens on the ways that lead there directly.
 */
export function entriesTo(
  terrains: readonly Terrain[],
  target: PortTarget,
  ownRules: readonly (readonly JwtRule[])[],
): ReadonlyMap<Terrain, readonly ReadEntries[]> {
  const readWith = (apart: ReadonlySet<string>): ReadonlyMap<Terrain, readonly ReadEntries[]> =>
    new Map(terrains.map((terrain) => [terrain, readEntries(terrain, target, apart)]));
  const readingsIn = (entries: ReadonlyMap<Terrain, readonly ReadEntries[]>): readonly EntryReading[] =>
    [...entries.values()].flatMap((those) => those.flatMap(({ readings }) => readings));
  const together = readWith(new Set());
  const all = [...ownRules, ...readingsIn(together).flatMap(jwtRulesOnEntry)].flat();
  const several = readingsIn(together).filter((entry) => {
    const { rules } = entry.door.envoy.tokens;
    const others = all.filter((rule) => !rules.includes(rule));
    return takesSeveral(entry) || areSoughtElsewhere(rules, others);
  });
  if (several.length === 0) return together;
  const apart = readWith(new Set(several.map(({ door }) => placesInWords(door.envoy.tokens.rules))));
  const entered = readingsIn(apart);
  const byPlaces = [...rulesApart(entered)];
  const shared = [...ownRules, ...entered.flatMap(jwtRulesOnEntry)].flat();
  const isApart = byPlaces.every(([places, rules]) => {
    const others = byPlaces.flatMap(([other, those]) => (other === places ? [] : those.flat()));
    return areApart(rules.flat(), [...shared, ...others]);
  });
  return isApart ? apart : together;
}

/** The rules of gateways whose tokens are told apart, by their places. */
export function rulesApart(entered: readonly EntryReading[]): ReadonlyMap<string, readonly (readonly JwtRule[])[]> {
  const tokens = entered.map(({ door }) => door.envoy.tokens).filter(({ apart }) => apart !== undefined);
  const groups = groupBy(tokens, ({ apart = '' }) => apart);
  return new Map([...groups].map(([apart, those]) => [apart, those.map(({ rules }) => rules)]));
}

function readEntries(terrain: Terrain, target: PortTarget, apart: ReadonlySet<string>): readonly ReadEntries[] {
  const { leads, near, waysOf } = terrain;
  const isItself = near(target.workload.namespace).workloads.filter(isNamed(target.workload)).some(isGateway);
  if (isItself) return []; // whoever comes to a gateway calls it
  return leads.doorsTo(target).flatMap(({ to }) => {
    const readings = waysOf(to).flatMap((way) =>
      way.kind === 'way' ? (readEntry(terrain, way, target, apart) ?? []) : [],
    );
    return readings.length === 0 ? [] : [{ to, readings }];
  });
}
