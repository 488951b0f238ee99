import * as fc from 'fast-check';
import { manifestsOf } from '../constructs/manifests';
import { newShop, type Shop } from '../constructs/shop';
import { matchesRule, meansRequest, type PlainRequest, plainRequest, type PlainRule } from './plain-matcher';
import { addRoutes, type PlainRoute, plainRoute } from './routes';

const ACTIONS = ['ALLOW', 'DENY'] as const;
const routes = fc.array(plainRoute, { maxLength: 6 });
const requests = fc.array(plainRequest, { minLength: 1, maxLength: 40 });

/** The rules of the backend's policy for this action, as its YAML has them. */
function rulesOf(shop: Shop, action: string): PlainRule[] {
  return manifestsOf(shop.app)
    .filter((m) => m.kind === 'AuthorizationPolicy' && m.metadata.name.startsWith(`backend-${action.toLowerCase()}`))
    .flatMap((m) => (m.spec.rules ?? []) as PlainRule[]);
}

function rendered(action: 'ALLOW' | 'DENY', plain: readonly PlainRoute[]): PlainRule[] {
  const shop = newShop();
  addRoutes(shop, action, plain);
  return rulesOf(shop, action);
}

const isMatched = (rules: readonly PlainRule[], request: PlainRequest) =>
  rules.some((rule) => matchesRule(rule, request));

/** each run synthesizes whole apps */
const RUNS = { numRuns: 40 };

describe('merging routes into one policy', () => {
  test.each(ACTIONS)('keeps the meaning of %s: a rule matches exactly where a route means the request', (action) => {
    fc.assert(
      fc.property(routes, requests, (plain, asked) => {
        const rules = rendered(action, plain);
        for (const request of asked) {
          expect(isMatched(rules, request)).toBe(plain.some((route) => meansRequest(route, request)));
        }
      }),
      RUNS,
    );
  });

  test.each(ACTIONS)('adding a route of %s closes nothing that a rule matched before', (action) => {
    fc.assert(
      fc.property(routes, plainRoute, requests, (plain, added, asked) => {
        const before = rendered(action, plain);
        const after = rendered(action, [...plain, added]);
        for (const request of asked.filter((each) => isMatched(before, each)))
          expect(isMatched(after, request)).toBe(true);
      }),
      RUNS,
    );
  });

  test('a repeated route changes nothing', () => {
    fc.assert(
      fc.property(routes, (plain) => {
        expect(rendered('ALLOW', [...plain, ...plain])).toEqual(rendered('ALLOW', plain));
      }),
      RUNS,
    );
  });

  test('routes with the same operations and conditions share a rule', () => {
    fc.assert(
      fc.property(routes, (plain) => {
        const texts = rendered('ALLOW', plain).map(({ to, when }) => JSON.stringify([to, when]));
        expect(new Set(texts).size).toBe(texts.length);
      }),
      RUNS,
    );
  });
});
