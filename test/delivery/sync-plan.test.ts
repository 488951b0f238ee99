import * as fc from 'fast-check';
import { type DeliveredObject, deliveredObject, keyOf, shownObject } from '../../src/delivery/delivered-object';
import { deletionPlan } from '../../src/delivery/deletion-plan';
import { PRUNING, type SyncStep, syncPlan } from '../../src/delivery/sync-plan';
import type { JsonObject } from '../../src/policy/json-object';

const API_VERSIONS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  VirtualService: 'networking.istio.io/v1',
  Sidecar: 'networking.istio.io/v1',
  Gateway: 'networking.istio.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  Deployment: 'apps/v1',
  Job: 'batch/v1',
};

/** `Kind namespace/name`, or `Kind name`, with annotations of Argo CD by their short names. */
function object(shown: string, annotations: Readonly<Record<string, string>> = {}, rest: JsonObject = {}) {
  const [kind = '', path = ''] = shown.split(' ');
  const [name, namespace] = path.split('/').reverse();
  return deliveredObject({
    apiVersion: API_VERSIONS[kind] ?? 'v1',
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key.includes('/') ? key : `argocd.argoproj.io/${key}`,
          value,
        ]),
      ),
    },
    ...rest,
  });
}

const wave = (number: number): Readonly<Record<string, string>> => ({ 'sync-wave': String(number) });

/** The steps as lines: `-20 apply A x, A y`. */
function lines(steps: readonly SyncStep[]): string[] {
  return steps.map(
    ({ phase, wave: number, action, objects }) =>
      `${phase === 'Sync' ? '' : `${phase} `}${number} ${action} ${objects.map(shownObject).join(', ')}`,
  );
}

describe('a sync', () => {
  it('without waves starts workloads before any policy is there, and sorts policies by name alone', () => {
    const wanted = [
      'AuthorizationPolicy shop/deny-all',
      'AuthorizationPolicy shop/allow-web-to-api',
      'AuthorizationPolicy shop/api-require-jwt',
      'RequestAuthentication shop/jwt',
      'PeerAuthentication shop/default',
      'Sidecar shop/default-sidecar',
      'Gateway shop/edge',
      'VirtualService shop/api',
      'Deployment shop/web',
      'Deployment shop/api',
      'Service shop/api',
      'ServiceAccount shop/web',
      'NetworkPolicy shop/default-deny',
      'Namespace shop',
    ].map((shown) => object(shown));
    expect(lines(syncPlan([], wanted))).toEqual([
      '0 apply Namespace shop',
      '0 apply NetworkPolicy shop/default-deny',
      '0 apply ServiceAccount shop/web',
      '0 apply Service shop/api',
      '0 apply Deployment shop/api, Deployment shop/web',
      '0 apply AuthorizationPolicy shop/allow-web-to-api',
      '0 apply VirtualService shop/api',
      '0 apply AuthorizationPolicy shop/api-require-jwt',
      '0 apply PeerAuthentication shop/default',
      '0 apply Sidecar shop/default-sidecar',
      '0 apply AuthorizationPolicy shop/deny-all',
      '0 apply Gateway shop/edge',
      '0 apply RequestAuthentication shop/jwt',
    ]);
  });

  it('runs phases in turn, and waves within them', () => {
    const wanted = [
      object('Deployment shop/web'),
      object('AuthorizationPolicy shop/web-allow', wave(-10)),
      object('Job shop/probe', { hook: 'PostSync' }),
      object('Job shop/migrate', { hook: 'PreSync', ...wave(5) }),
      object('Job shop/undo', { hook: 'SyncFail' }),
    ];
    expect(lines(syncPlan([], wanted))).toEqual([
      'PreSync 5 apply Job shop/migrate',
      '-10 apply AuthorizationPolicy shop/web-allow',
      '0 apply Deployment shop/web',
      'PostSync 0 apply Job shop/probe',
      'SyncFail 0 apply Job shop/undo',
    ]);
  });

  it('prunes before it applies, so that a renamed policy is gone before its successor is there', () => {
    const before = [object('AuthorizationPolicy shop/web')];
    expect(lines(syncPlan(before, [object('AuthorizationPolicy shop/web-allow')]))).toEqual([
      '0 prune AuthorizationPolicy shop/web',
      '0 apply AuthorizationPolicy shop/web-allow',
    ]);
  });

  it('prunes with PruneLast after everything else, by the options of the object that is there', () => {
    const before = [object('AuthorizationPolicy shop/web', { 'sync-options': 'PruneLast=true, ServerSideApply=true' })];
    expect(lines(syncPlan(before, [object('AuthorizationPolicy shop/web-allow', wave(3))]))).toEqual([
      '3 apply AuthorizationPolicy shop/web-allow',
      '4 prune AuthorizationPolicy shop/web',
    ]);
  });

  it('takes PruneLast of the Application for every object', () => {
    const plan = syncPlan([object('Deployment shop/old', wave(7))], [object('Deployment shop/new')], {
      ...PRUNING,
      pruneLast: true,
    });
    expect(lines(plan)).toEqual(['0 apply Deployment shop/new', '8 prune Deployment shop/old']);
  });

  it('prunes against the order of creation: the waves of prunes change places', () => {
    const before = [
      object('Namespace shop', wave(-30)),
      object('AuthorizationPolicy shop/web-allow', wave(-10)),
      object('Deployment shop/web'),
    ];
    expect(lines(syncPlan(before, [object('Service shop/web', wave(-10))]))).toEqual([
      '-30 prune Deployment shop/web',
      '-10 prune AuthorizationPolicy shop/web-allow',
      '-10 apply Service shop/web',
      '0 prune Namespace shop',
    ]);
  });

  it('leaves what may not be pruned, and everything where the sync does not prune', () => {
    const kept = object('Namespace shop', { 'sync-options': 'Prune=false' });
    const gone = object('Deployment shop/web');
    expect(lines(syncPlan([kept, gone], []))).toEqual(['0 prune Deployment shop/web']);
    expect(syncPlan([kept, gone], [], { ...PRUNING, prune: false })).toEqual([]);
  });

  it('pulls a Namespace forward to the first object in it, into its phase and wave', () => {
    const wanted = [
      object('Namespace shop', wave(5)),
      object('Namespace other', wave(5)),
      object('Job shop/migrate', { hook: 'PreSync', ...wave(-1) }),
      object('Deployment shop/web'),
    ];
    expect(lines(syncPlan([], wanted))).toEqual([
      'PreSync -1 apply Namespace shop',
      'PreSync -1 apply Job shop/migrate',
      '0 apply Deployment shop/web',
      '5 apply Namespace other',
    ]);
  });

  it('pulls a CustomResourceDefinition forward to the first object of its kind', () => {
    const definition = object('CustomResourceDefinition policies', wave(2), {
      spec: { group: 'security.istio.io', names: { kind: 'AuthorizationPolicy' } },
    });
    expect(lines(syncPlan([], [object('AuthorizationPolicy shop/a', wave(1)), definition]))).toEqual([
      '1 apply CustomResourceDefinition policies',
      '1 apply AuthorizationPolicy shop/a',
    ]);
  });

  it('has no order between two kinds of one name, which may begin with either', () => {
    const wanted = [object('VirtualService shop/api'), object('HTTPRoute shop/api'), object('Gateway shop/edge')];
    expect(lines(syncPlan([], wanted))).toEqual([
      '0 apply HTTPRoute shop/api, VirtualService shop/api',
      '0 apply Gateway shop/edge',
    ]);
  });

  it('updates an object whose API version changes, and prunes nothing', () => {
    const old = deliveredObject({
      apiVersion: 'security.istio.io/v1beta1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'web', namespace: 'shop' },
    });
    expect(lines(syncPlan([old], [object('AuthorizationPolicy shop/web')]))).toEqual([
      '0 apply AuthorizationPolicy shop/web',
    ]);
  });

  it('ignores what is to be skipped, and runs no hook of a deletion', () => {
    expect(syncPlan([], [object('Job shop/a', { hook: 'Skip' }), object('Job shop/b', { hook: 'PreDelete' })])).toEqual(
      [],
    );
  });

  it('gives objects without namespace that of the Application, and takes it off Namespaces', () => {
    const read = ['ConfigMap', 'Namespace'].map((kind) =>
      deliveredObject({ apiVersion: 'v1', kind, metadata: { name: 'x' } }, 'shop'),
    );
    expect(read.map(shownObject)).toEqual(['ConfigMap shop/x', 'Namespace x']);
  });

  it.each([
    ['5', 5],
    ['+5', 5],
    ['-5', -5],
    ['', 0],
    ['1.5', 0],
    [' 5', 0],
  ])('reads wave `%s` as %d', (text, expected) => {
    expect(object('Service shop/a', { 'sync-wave': text }).wave).toBe(expected);
  });

  it('takes the weight of a Helm hook where no wave is given', () => {
    const hook = object('Job shop/a', { 'helm.sh/hook': 'pre-install,test', 'helm.sh/hook-weight': '-4' });
    expect([hook.wave, hook.phases, hook.isHook]).toEqual([-4, ['PreSync'], true]);
  });
});

describe('deleting an Application', () => {
  it('takes the highest wave first, with all that is in it side by side', () => {
    const live = [
      object('Namespace shop', wave(-30)),
      object('AuthorizationPolicy shop/allow-nothing', wave(-20)),
      object('Deployment shop/web'),
      object('Service shop/web'),
    ];
    expect(lines(deletionPlan(live))).toEqual([
      '0 prune Deployment shop/web, Service shop/web',
      '-20 prune AuthorizationPolicy shop/allow-nothing',
      '-30 prune Namespace shop',
    ]);
  });

  it('keeps what may not be deleted', () => {
    expect(deletionPlan([object('Namespace shop', { 'sync-options': 'Delete=false' })])).toEqual([]);
  });
});

const anObject: fc.Arbitrary<DeliveredObject> = fc
  .record({
    kind: fc.constantFrom(
      'Namespace',
      'Deployment',
      'Service',
      'AuthorizationPolicy',
      'VirtualService',
      'HTTPRoute',
      'Job',
    ),
    namespace: fc.constantFrom('a', 'b'),
    name: fc.constantFrom('a', 'b', 'c'),
    number: fc.integer({ min: -2, max: 2 }),
    hook: fc.option(fc.constantFrom('PreSync', 'Sync', 'PreSync,PostSync'), { freq: 8 }),
    options: fc.option(fc.constantFrom('Prune=false', 'PruneLast=true', 'Delete=false'), { freq: 3 }),
  })
  .map(({ kind, namespace, name, number, hook, options }) =>
    object(`${kind} ${namespace}/${name}`, {
      ...wave(number),
      ...(hook === null ? {} : { hook }),
      ...(options === null ? {} : { 'sync-options': options }),
    }),
  );
const someObjects = fc.uniqueArray(anObject, { selector: keyOf, maxLength: 12 });
const shuffled = someObjects.chain((objects) =>
  fc.record({
    objects: fc.constant(objects),
    permuted: fc.shuffledSubarray([...objects], { minLength: objects.length, maxLength: objects.length }),
  }),
);

describe('laws of a sync', () => {
  it('every permutation of what is there and what is wanted gives the same steps', () => {
    fc.assert(
      fc.property(shuffled, shuffled, (live, wanted) => {
        expect(lines(syncPlan(live.permuted, wanted.permuted))).toEqual(lines(syncPlan(live.objects, wanted.objects)));
        const steps = (objects: readonly DeliveredObject[]) =>
          deletionPlan(objects).map(({ objects: gone }) => gone.map(shownObject).sort());
        expect(steps(live.permuted)).toEqual(steps(live.objects));
      }),
    );
  });

  it('no object is lost: each is applied once in each of its phases, and pruned once or kept for a reason', () => {
    fc.assert(
      fc.property(someObjects, someObjects, (live, wanted) => {
        const steps = syncPlan(live, wanted);
        // a hook of two phases that is pulled forward is applied twice side by side
        const done = (action: string, key: string) =>
          steps.flatMap((step) => (step.action === action ? step.objects : [])).filter((each) => keyOf(each) === key)
            .length;
        for (const each of wanted) expect(done('apply', keyOf(each))).toBe(each.phases.length);
        const keys = new Set(wanted.map(keyOf));
        for (const each of live) {
          const stays = keys.has(keyOf(each)) || each.isHook || each.options.has('Prune=false');
          expect(done('prune', keyOf(each))).toBe(stays ? 0 : 1);
        }
        const sum = steps.reduce((count, { objects }) => count + objects.length, 0);
        const applied = wanted.reduce((count, { phases }) => count + phases.length, 0);
        const pruned = live.filter((each) => done('prune', keyOf(each)) === 1).length;
        expect(sum).toBe(applied + pruned);
      }),
    );
  });

  it('phases and waves never go back, and within a wave nothing is pruned after something was applied', () => {
    fc.assert(
      fc.property(someObjects, someObjects, (live, wanted) => {
        const phases = ['PreSync', 'Sync', 'PostSync', 'SyncFail'];
        const places = syncPlan(live, wanted).map(
          (step) => [phases.indexOf(step.phase), step.wave, step.action === 'prune' ? 0 : 1] as const,
        );
        const isAfter = ([p, w, a]: readonly [number, number, number], [q, v, b]: readonly [number, number, number]) =>
          p - q || w - v || a - b;
        places.slice(1).forEach((place, index) => {
          expect(isAfter(place, places[index] ?? place)).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('a Namespace is there before what is applied in it', () => {
    fc.assert(
      fc.property(someObjects, (wanted) => {
        const steps = syncPlan([], wanted);
        const stepWith = (wants: (each: DeliveredObject) => boolean) =>
          steps.findIndex((step) => step.objects.some(wants));
        const namespaces = wanted.filter(({ kind, isHook }) => kind === 'Namespace' && !isHook);
        const early = namespaces.filter(({ name }) => {
          const inside = stepWith((each) => each.namespace === name);
          return inside >= 0 && stepWith((each) => each.kind === 'Namespace' && each.name === name) >= inside;
        });
        expect(early).toEqual([]);
      }),
    );
  });
});
