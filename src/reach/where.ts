/** Which requests does an invariant mean? Conditions in the words of policies, as a set of requests. */
import { behavioursOf } from '../istio/behaviour';
import type { MeshSettings } from '../policy/mesh-settings';
import type { Condition } from '../policy/rule';
import type { Formula } from './formulas/formula';
import { allOf } from './formulas/formula';
import type { RequestSet } from './space/request-set';
import { conditionFormula } from './formulas/rule-formula';
import type { Scene } from './formulas/scene';
import type { Space } from './space/space';
import { requestsWithToken } from './ways/token-reading';
import { truthOf } from './space/truth';
import { valuesOf } from './space/axis';

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
  const identified = valuesOf(space.caller);
  const view = { space, identified, named: identified, authenticated: requestsWithToken(space) };
  return { space, region: truthOf(allOf(formulas), view).yes };
}
