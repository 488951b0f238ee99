import * as fc from 'fast-check';
import { deliveredObject, keyOf } from '../../src/delivery/delivered-object';
import type { Gap } from '../../src/delivery/gap';
import type { Course } from '../../src/delivery/moment';
import { syncPassage } from '../../src/delivery/passage';
import type { Rollout } from '../../src/delivery/rollout';
import { PRUNING } from '../../src/delivery/sync-plan';
import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import { readMesh } from '../../src/policy/read-mesh';
import type { Caller, Request } from '../../src/policy/request';
import { allow, annotated, denyAll, from, made, namespace, policy, rollout, strict, workload } from './estate';

const FIXED = [namespace(), ...workload('web'), ...workload('api')];
const network = (name: string, ingress: readonly object[]) =>
  made('NetworkPolicy', name, { spec: { podSelector: {}, policyTypes: ['Ingress'], ingress } });

/** Policies that may be there or not, each in some forms. */
const CHOICES: readonly (readonly JsonObject[])[] = [
  [
    allow('a', 'api', 'web'),
    allow('a', 'api', 'db'),
    policy('a', 'api', { action: 'DENY', rules: [{ from: from('web') }] }),
  ],
  [
    policy('b', 'api', { rules: [{ from: from('web'), to: [{ operation: { paths: ['/x'] } }] }] }),
    policy('b', 'api', { rules: [{ to: [{ operation: { paths: ['/'] } }] }] }),
  ],
  [policy('c', 'api', { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/x'] } }] }] })],
  [
    policy('d', undefined, {
      action: 'DENY',
      rules: [{ from: [{ source: { notPrincipals: ['cluster.local/ns/shop/sa/web'] } }] }],
    }),
  ],
  [denyAll()],
  [strict(), strict('PERMISSIVE')],
  [network('deny', [])],
  [network('open', [{ from: [{ podSelector: {} }] }])],
];

const placed = (forms: readonly JsonObject[], waves: fc.Arbitrary<number>) =>
  fc.option(fc.record({ object: fc.constantFrom(...forms), wave: waves, last: fc.boolean() }), { freq: 2 });
const objectsIn = (waves: fc.Arbitrary<number>) =>
  fc.tuple(...CHOICES.map((forms) => placed(forms, waves))).map((some): readonly JsonObject[] => [
    ...FIXED,
    ...some.flatMap((one): readonly JsonObject[] =>
      one === null
        ? []
        : [
            annotated(one.object, {
              'argocd.argoproj.io/sync-wave': String(one.wave),
              ...(one.last ? { 'argocd.argoproj.io/sync-options': 'PruneLast=true' } : {}),
            }),
          ],
    ),
  ]);
const someObjects = objectsIn(fc.constantFrom(0, 0, 0, 1));
/** Waves of prunes are mirrored, so that those of one namespace matter to another one. */
const inOneWave = objectsIn(fc.constant(0));

const CALLERS: readonly Caller[] = [
  { kind: 'workload', workload: { namespace: 'shop', name: 'web' } },
  { kind: 'mtls', identity: 'cluster.local/ns/other/sa/other' },
  { kind: 'plaintext' },
];
const PROBES: readonly Request[] = CALLERS.flatMap((caller) =>
  ['/', '/x'].map((path) => ({
    from: caller,
    to: { kind: 'workload', workload: { namespace: 'shop', name: 'api' }, port: 8080 },
    http: { method: 'GET', path, host: 'api', headers: [], tokens: [] },
  })),
);
const RANKS = { deny: 0, depends: 1, allow: 2, undecided: undefined } as const;

/** Whether the gap is one of this caller. */
function isOf({ kind }: Caller, { from: who, except = [] }: Pick<Gap, 'from' | 'except'>): boolean {
  switch (kind) {
    case 'workload':
      return 'workload' in who ? who.workload === 'shop/web' : 'identity' in who && !except.includes('shop/web');
    case 'mtls':
      return 'identity' in who;
    case 'plaintext':
      return 'plaintext' in who;
  }
}

/** The same object in a namespace of its own. */
function elsewhere(object: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(object).replaceAll('shop', 'mall')) as JsonObject;
}

/** What goes wrong at `shop` for callers that are there in any case. */
function shownIn({ gaps, undecided }: Rollout, course: Course): readonly string[] {
  const isHere = ({ to, course: when }: { readonly to: string; readonly course: Course }) =>
    when === course && to.startsWith('shop/');
  const isNew = ({ from: who }: Gap) => 'workload' in who && who.workload.startsWith('mall/');
  const seen = gaps.filter((gap) => isHere(gap) && !isNew(gap));
  const shown = seen.map(({ kind, from: who, to }) => `${kind} ${JSON.stringify(who)} ${to}`);
  return [...new Set([...shown, ...undecided.filter(isHere).flatMap(({ because }) => because)])].sort();
}

describe('laws of a rollout', () => {
  test('what a call meets in any order of any step is told, as far as it is decided', () => {
    let [told, silent] = [0, 0];
    fc.assert(
      fc.property(someObjects, someObjects, (before, after) => {
        const read = (objects: readonly JsonObject[]) => objects.map((object) => deliveredObject(object, 'default'));
        const passage = syncPassage(read(before), read(after), PRUNING);
        const ranksIn = (objects: readonly JsonObject[]) => {
          const judge = evaluator(readMesh(objects));
          return PROBES.map((probe) => RANKS[judge(probe).verdict]);
        };
        const [old, next] = [ranksIn(before), ranksIn(after)];
        const { gaps, undecided } = rollout(before, after);
        const there = new Map(passage.before.map((one) => [keyOf(one), one.object]));
        const keys = new Map(passage.after.map((one) => [keyOf(one), JSON.stringify(one.object)]));
        for (const { action, objects } of passage.steps) {
          const moving = objects.filter(
            (one) => action === 'prune' || JSON.stringify(there.get(keyOf(one))) !== keys.get(keyOf(one)),
          );
          for (let choice = 0; choice < 2 ** moving.length; choice++) {
            const state = new Map(there);
            moving.forEach((one, index) => {
              if ((choice >> index) % 2 === 0) return;
              if (action === 'prune') state.delete(keyOf(one));
              else state.set(keyOf(one), one.object);
            });
            const now = ranksIn([...state.values()]);
            PROBES.forEach(({ from: caller }, index) => {
              const ranks = [old[index], now[index], next[index]];
              if (ranks.includes(undefined)) return;
              const [a = 0, b = 0, c = 0] = ranks;
              const kind = b > Math.max(a, c) ? 'exposure' : b < Math.min(a, c) ? 'outage' : undefined;
              if (kind === undefined) return void silent++;
              told++;
              const isTold = gaps.some(
                (gap) => gap.course === 'sync' && gap.kind === kind && gap.to === 'shop/api' && isOf(caller, gap),
              );
              const isDoubted = undecided.some(
                (doubt) => doubt.from !== undefined && isOf(caller, { from: doubt.from }),
              );
              expect(isTold || isDoubted).toBe(true);
            });
          }
          for (const one of moving) {
            if (action === 'prune') there.delete(keyOf(one));
            else there.set(keyOf(one), one.object);
          }
        }
        // every gap was seen by the engine of calls
        expect(gaps.every(({ witness }) => witness !== undefined)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect([told > 0, silent > 0]).toEqual([true, true]);
  });

  test('what goes wrong in one namespace is told alike when another one changes side by side', () => {
    let told = 0;
    fc.assert(
      fc.property(inOneWave, inOneWave, inOneWave, inOneWave, (before, after, otherBefore, otherAfter) => {
        const alone = rollout(before, after);
        const both = rollout([...before, ...otherBefore.map(elsewhere)], [...after, ...otherAfter.map(elsewhere)]);
        for (const course of ['sync', 'failedSync', 'rollback'] as const) {
          const said = shownIn(alone, course);
          told += said.length;
          expect(shownIn(both, course)).toEqual(said);
        }
      }),
      { numRuns: 10 },
    );
    expect(told).toBeGreaterThan(0);
  });

  test('where no objects differ there are no gaps, in whatever order they are read', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        const shuffled = [...objects].reverse();
        expect(rollout(objects, shuffled)).toMatchObject({ steps: [], rollback: [], gaps: [], undecided: [] });
      }),
      { numRuns: 20 },
    );
  });
});
