import type { Course } from '../../src/delivery/course';
import type { Rollout } from '../../src/delivery/rollout';
import type { JsonObject } from '../../src/policy/json-object';
import { denyAll, from, lines, made, namespace, policy, rollout, strict, waved, workload } from './estate';

const pods = (name: string, containerPort = 8080) =>
  made('Deployment', name, {
    spec: {
      template: {
        metadata: { labels: { app: name } },
        spec: { serviceAccountName: name, containers: [{ name: 'main', ports: [{ name: 'http', containerPort }] }] },
      },
    },
  });
const service = (targetPort: number | string, app = 'api', port = 80) =>
  made('Service', 'api', { spec: { selector: { app }, ports: [{ name: 'http', port, targetPort }] } });
const allowAt = (port: number) =>
  policy('api-allow', 'api', { rules: [{ from: from('web'), to: [{ operation: { ports: [String(port)] } }] }] });
const REST = [namespace(), ...workload('web'), denyAll(), strict()];
const unfollowed = (live: readonly JsonObject[], wanted: readonly JsonObject[]) =>
  movesIn(rollout([...REST, ...live], [...REST, ...wanted]));
const movesIn = (result: Rollout, course?: Course) =>
  lines(result, course).filter((line) => line.includes('are not followed'));

describe('a Service that leads to another port in the end', () => {
  const told = (one: number, other: number) =>
    `undecided calls to port 80 of Service shop/api are not followed: it leads to port ${one} of shop/api at one end, and to port ${other} of shop/api at the other`;

  test('is told where its policy changes apart from it, on the way there and on the way back', () => {
    const [live, wanted] = [
      [...REST, pods('api'), service(8080), allowAt(8080)],
      [...REST, pods('api', 9090), service(9090), allowAt(9090)],
    ];
    const result = rollout(live, wanted);
    expect(movesIn(result)).toEqual([told(8080, 9090)]);
    expect(movesIn(result, 'rollback')).toEqual([told(8080, 9090)]);
    const doubt = result.undecided.find(({ because }) => because.some((one) => one.includes('are not followed')));
    expect(doubt).toMatchObject({ course: 'sync', to: 'shop/api', port: 9090, after: 1 });
    expect(doubt).not.toHaveProperty('from');
  });

  test('is told in any order of waves, and where the name of the port moves in the pods', () => {
    const live = [pods('api'), service('http'), allowAt(8080)];
    const wanted = [pods('api', 9090), service('http'), allowAt(9090)];
    expect(unfollowed(live, wanted)).toEqual([told(8080, 9090)]);
    expect(unfollowed(live, waved(wanted, { AuthorizationPolicy: -1, Deployment: 1 }))).toEqual([told(8080, 9090)]);
  });

  test('is not told where nothing else changes: every state is as at one end', () => {
    expect(unfollowed([pods('api'), service(8080)], [pods('api'), service(9090)])).toEqual([]);
    expect(unfollowed([pods('api'), service('http')], [pods('api', 9090), service('http')])).toEqual([]);
  });

  test('is not told where it has another port of its own: no call can be made at both ends', () => {
    const live = [pods('api'), service(8080), allowAt(8080)];
    expect(unfollowed(live, [pods('api', 9090), service(9090, 'api', 81), allowAt(9090)])).toEqual([]);
  });

  test('is not told where the port stays, whatever else changes', () => {
    expect(unfollowed([pods('api'), service(8080)], [pods('api', 9090), service(8080), allowAt(8080)])).toEqual([]);
  });
});

describe('a Service that leads to other pods in the end', () => {
  const green = policy('green', 'green', { rules: [{ from: from('web') }] });

  test('is told where those are there at both ends', () => {
    const both = [pods('api'), pods('green')];
    expect(unfollowed([...both, service(8080)], [...both, service(8080, 'green'), green])).toEqual([
      'undecided calls to port 80 of Service shop/api are not followed: it leads to port 8080 of shop/api at one end, and to port 8080 of shop/green at the other',
    ]);
  });

  test('is not told of pods that join others', () => {
    const joined = made('Deployment', 'green', { spec: (pods('api') as { spec: JsonObject }).spec });
    const plain = [pods('api'), service(8080), pods('green')];
    expect(unfollowed(plain, [pods('api'), service(8080), joined, allowAt(8080)])).toEqual([]);
  });
});
