import * as fc from 'fast-check';
import { deliveredObject, keyOf } from '../../src/delivery/delivered-object';
import type { Gap } from '../../src/delivery/gap';
import type { Course } from '../../src/delivery/course';
import { syncPassage } from '../../src/delivery/passage';
import type { Rollout } from '../../src/delivery/rollout';
import { PRUNING } from '../../src/delivery/sync-plan';
import { evaluator } from '../../src/evaluate/evaluate';
import { groupBy } from '../../src/policy/group-by';
import type { JsonObject } from '../../src/policy/json-object';
import { readMesh } from '../../src/policy/read-mesh';
import type { Caller, Request } from '../../src/policy/request';
import { allow, annotated, denyAll, from, made, namespace, policy, rollout, strict, workload } from './estate';
import { move, movingIn, passedIn, type There } from './every-state';

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
const LATE = [annotated(made('ServiceAccount', 'late'), { 'argocd.argoproj.io/sync-wave': '9' })];
/** What is added in a last wave decides in which waves the way back prunes: one that failed before prunes otherwise. */
const inWaves = objectsIn(fc.constantFrom(-5, 0, 5)).map((objects) => [...objects, ...LATE]);
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

const read = (objects: readonly JsonObject[]) => objects.map((object) => deliveredObject(object, 'default'));

/** How open each probe is when these are there; undefined: it cannot be told. */
function ranksIn(objects: readonly JsonObject[]): readonly (number | undefined)[] {
  const judge = evaluator(readMesh(objects));
  return PROBES.map((probe) => RANKS[judge(probe).verdict]);
}

/** Whether what becomes of each probe then is told, as far as it is decided. */
function teller([old, next]: readonly (readonly (number | undefined)[])[], { gaps, undecided }: Rollout) {
  const counts = { told: 0, silent: 0 };
  const tell = (state: There, isMeant: (course: Course) => boolean): void => {
    const now = ranksIn([...state.values()]);
    PROBES.forEach(({ from: caller }, index) => {
      const ranks = [old?.[index], now[index], next?.[index]];
      if (ranks.includes(undefined)) return;
      const [a = 0, b = 0, c = 0] = ranks;
      const kind = b > Math.max(a, c) ? 'exposure' : b < Math.min(a, c) ? 'outage' : undefined;
      if (kind === undefined) return void counts.silent++;
      counts.told++;
      const isTold = gaps.some(
        (gap) => isMeant(gap.course) && gap.kind === kind && gap.to === 'shop/api' && isOf(caller, gap),
      );
      const isDoubted = undecided.some((doubt) => doubt.from !== undefined && isOf(caller, { from: doubt.from }));
      expect(isTold || isDoubted).toBe(true);
    });
  };
  return { counts, tell };
}

describe('laws of a rollout', () => {
  test('what a call meets in any order of any step is told, as far as it is decided', () => {
    let [told, silent] = [0, 0];
    fc.assert(
      fc.property(someObjects, someObjects, (before, after) => {
        const result = rollout(before, after);
        const { counts, tell } = teller([ranksIn(before), ranksIn(after)], result);
        passedIn(syncPassage(read(before), read(after), PRUNING), (state) =>
          tell(state, (course) => course === 'sync'),
        );
        [told, silent] = [told + counts.told, silent + counts.silent];
        // every gap was seen by the engine of calls
        expect(result.gaps.every(({ witness }) => witness !== undefined)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect([told > 0, silent > 0]).toEqual([true, true]);
  });

  test('whatever of a wave a sync that fails has done, what a call meets on the way back is told, and it ends as it began', () => {
    let [told, silent] = [0, 0];
    const failing = fc.record({ wave: fc.nat(), done: fc.nat() });
    fc.assert(
      fc.property(inOneWave, inWaves, failing, (before, after, { wave, done }) => {
        const passage = syncPassage(read(before), read(after), PRUNING);
        const waves = [...groupBy(passage.steps, (step) => `${step.phase} ${step.wave}`).values()];
        const there: There = new Map(passage.before.map((one) => [keyOf(one), one.object]));
        const last = wave % Math.max(waves.length, 1);
        const keys = new Map(passage.after.map((one) => [keyOf(one), JSON.stringify(one.object)]));
        let number = 0;
        for (const [index, steps] of waves.slice(0, last + 1).entries()) {
          for (const step of steps) {
            const moving = movingIn(step, there, keys).filter(() => index < last || (done >> number++) % 2 !== 0);
            move(there, step, moving);
          }
        }
        const result = rollout(before, after);
        const { counts, tell } = teller([ranksIn(before), ranksIn(after)], result);
        const back = syncPassage(read([...there.values()]), read(before), PRUNING);
        const end = passedIn(back, (state) => tell(state, () => true));
        const sorted = (objects: Iterable<JsonObject>) => [...objects].map((one) => JSON.stringify(one)).sort();
        expect(sorted(end.values())).toEqual(sorted(before));
        [told, silent] = [told + counts.told, silent + counts.silent];
      }),
      { numRuns: 60 },
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
