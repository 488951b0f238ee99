/** Which requests does an invariant mean? Conditions in the words of policies, as a set of requests. */
import { behavioursOf } from '../istio/behaviour';
import type { MeshSettings } from '../policy/mesh-settings';
import type { Condition } from '../policy/rule';
import type { Formula } from './formula';
import { allOf } from './formula';
import type { RequestSet } from './request-set';
import { conditionFormula } from './rule-formula';
import type { Scene } from './scene';
import { axisIn, regionOn } from './space';
import type { Space } from './space';
import { truthOf } from './truth';
import { valuesOf } from './axis';

/** The conditions as they are read where everything is seen. */
export function whereFormulas(conditions: readonly Condition[], { istioVersion }: MeshSettings): readonly Formula[] {
  const scene: Scene = {
    behaviour: behavioursOf(istioVersion)[0],
    chain: 'http',
    port: 0,
    trustDomains: undefined,
    source: { kind: 'asked', about: { kind: 'source' } },
    remote: { kind: 'asked', about: { kind: 'remote' } },
    destination: { kind: 'asked', about: { kind: 'destination' } },
    readsTokens: true,
    rewritten: new Map(),
  };
  return conditions.map((condition) => conditionFormula(condition, scene));
}

/** The requests for which all of these hold: what is said about HTTP holds for no other. */
export function setWhere(space: Space, formulas: readonly Formula[]): RequestSet {
  const { caller, regions } = space;
  const issuers = axisIn(space, { kind: 'issuer' });
  const identified = valuesOf(caller);
  const authenticated = issuers === undefined ? regions.none : regionOn(space, issuers, valuesOf(issuers));
  const view = { space, identified, named: identified, authenticated };
  return { space, region: truthOf(allOf(formulas), view).yes };
}
