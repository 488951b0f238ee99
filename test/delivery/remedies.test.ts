import type { DeliveryChange } from '../../src/delivery/remedy';
import type { JsonObject } from '../../src/policy/json-object';
import {
  allow,
  ALLOWS,
  annotated,
  BROWNFIELD,
  denyAll,
  GREENFIELD,
  lines,
  made,
  namespace,
  pruneLast,
  rolled,
  rollout,
  strict,
  waved,
  workload,
  WORKLOADS,
} from './estate';

const RUNNING = [namespace(), ...WORKLOADS];
const APP = [...RUNNING, ...ALLOWS, denyAll(), strict()];
const [API_ALLOW] = ALLOWS as [JsonObject];
const RENAMED = [...APP.filter((object) => object !== API_ALLOW), allow('api', 'api', 'web')];

const isNamed = ({ metadata }: JsonObject, name: string) => (metadata as { name: string }).name === name;

/** The objects as a remedy wants them delivered. */
const remedied = (objects: readonly JsonObject[], changes: readonly DeliveryChange[]) =>
  objects.map((object) => {
    const { namespace: space, name } = object.metadata as { namespace?: string; name: string };
    const shown = `${String(object.kind)} ${space === undefined ? name : `${space}/${name}`}`;
    return changes
      .filter((change) => change.object === shown)
      .reduce(
        (made, change) =>
          annotated(
            made,
            change.kind === 'wave'
              ? { 'argocd.argoproj.io/sync-wave': String(change.wave) }
              : change.kind === 'pruneLast'
                ? { 'argocd.argoproj.io/sync-options': 'PruneLast=true' }
                : {},
          ),
        object,
      );
  });

describe('a remedy', () => {
  test.each([
    ['an install without waves', [], APP],
    ['policies before running workloads', RUNNING, waved(APP, GREENFIELD)],
    ['an install in the order for running workloads', [], waved(APP, BROWNFIELD)],
    ['a rename', APP, RENAMED],
  ] as const)('for %s, written into the manifests, leaves no gap', (_, live, wanted) => {
    const { remedies, gaps } = rollout(live, wanted);
    const inSync = gaps.filter(({ course }) => course === 'sync');
    expect(inSync.length).toBeGreaterThan(0);
    const changes = remedies.flatMap((remedy) => remedy.changes);
    expect(new Set(remedies.flatMap(({ targets }) => targets))).toEqual(new Set(inSync.map(({ to }) => to)));
    expect(lines(rollout(remedied(live, changes), remedied(wanted, changes)))).toEqual([]);
  });

  test.each([
    ['without waves', APP],
    ['in the order for running workloads', waved(APP, BROWNFIELD)],
  ] as const)('for a deletion %s, written into what is there, leaves no gap', (_, live) => {
    const { remedies } = rollout(live, 'deleted');
    expect(remedies).toMatchObject([{ isEarlier: true }]);
    const changes = remedies.flatMap((remedy) => remedy.changes);
    expect(lines(rollout(remedied(live, changes), 'deleted'), 'deletion')).toEqual([]);
  });

  test('is two syncs where no wave and no PruneLast of a policy helps', () => {
    const [deployment] = workload('api') as [JsonObject];
    const others = APP.filter((object) => !(object.kind === 'Deployment' && isNamed(object, 'api')));
    const wanted = [...others, { ...deployment, kind: 'StatefulSet' }];
    expect(lines(rollout(APP, wanted))).toEqual(['outage 1-2 web>api']);
    expect(rollout(APP, wanted).remedies).toEqual([
      {
        changes: [{ kind: 'later', object: 'Deployment shop/api', action: 'prune' }],
        isEarlier: false,
        targets: ['shop/api'],
      },
    ]);
    // as it says: both at first, then one of them
    const both = [...wanted, deployment];
    expect([...lines(rollout(APP, both)), ...lines(rollout(both, wanted))]).toEqual([]);
  });

  test('is a second sync of what closes where what stands against it goes last', () => {
    const rule = made('DestinationRule', 'api', {
      spec: { host: 'api.shop.svc.cluster.local', trafficPolicy: { tls: { mode: 'DISABLE' } } },
    });
    const [live, open] = [[...RUNNING, pruneLast(rule)], RUNNING];
    const { gaps, remedies } = rollout(live, [...open, strict()]);
    expect(lines({ gaps, undecided: [] })).toContain('outage 1-2 web>api');
    expect(remedies).toEqual([
      {
        changes: [{ kind: 'later', object: 'PeerAuthentication shop/default', action: 'apply' }],
        isEarlier: false,
        targets: ['shop/api'],
      },
    ]);
    expect([...lines(rollout(live, open)), ...lines(rollout(open, [...open, strict()]))]).toEqual([]);
  });

  test('is none where a caller gets another account and the policy names that one', () => {
    const [web] = workload('web', { account: 'web-two' }) as [JsonObject];
    const others = APP.filter(
      (object) => object !== API_ALLOW && !(object.kind === 'Deployment' && isNamed(object, 'web')),
    );
    const { gaps, remedies } = rollout(APP, [...others, web, allow('api-allow', 'api', 'web-two')]);
    expect(lines({ gaps, undecided: [] })).toEqual(['outage 1-2 web>api']);
    expect(remedies).toEqual([]);
  });

  describe('where pods get their sidecars in the same sync', () => {
    const [web, , api, service] = ['web', 'api'].flatMap((name) => workload(name)) as JsonObject[];
    const bare = [namespace('shop', {}), web, api, service] as JsonObject[];
    const meshed = [namespace(), ...[web, api].map((one) => rolled(one as JsonObject)), service] as JsonObject[];

    test('is the policies after the pods, and what closes after what opens', () => {
      const wanted = [...meshed, API_ALLOW, strict()];
      const { gaps, remedies } = rollout(bare, wanted);
      expect(lines({ gaps, undecided: [] })).toEqual(['outage 3-4 web>api']);
      expect(remedies).toMatchObject([
        {
          changes: [
            { object: 'AuthorizationPolicy shop/api-allow', wave: 1 },
            { object: 'PeerAuthentication shop/default', wave: 2 },
          ],
        },
      ]);
      const changes = remedies.flatMap((remedy) => remedy.changes);
      const mended = rollout(bare, remedied(wanted, changes));
      expect(lines({ gaps: mended.gaps, undecided: [] })).toEqual([]);
    });

    test('is none where they come after them', () => {
      const { gaps, remedies } = rollout(
        bare,
        waved([...meshed, API_ALLOW, strict()], { AuthorizationPolicy: 1, PeerAuthentication: 2 }),
      );
      expect(lines({ gaps, undecided: [] })).toEqual([]);
      expect(remedies).toEqual([]);
    });
  });

  test('is no second sync where there is nothing to keep', () => {
    const { remedies } = rollout(RUNNING, waved(APP, GREENFIELD));
    expect(remedies.flatMap(({ changes }) => changes.map(({ kind }) => kind))).not.toContain('later');
  });

  test('is none where nothing goes wrong', () => {
    expect(rollout([], waved(APP, GREENFIELD)).remedies).toEqual([]);
  });
});
