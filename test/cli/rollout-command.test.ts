import * as rollout from '../../src/cli/commands/rollout';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import {
  allow,
  ALLOWS,
  denyAll,
  made,
  namespace,
  pruneLast,
  strict,
  waved,
  workload,
  WORKLOADS,
} from '../delivery/estate';
import type { JsonObject } from '../../src/policy/json-object';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const list = (items: readonly JsonObject[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const [API_ALLOW] = ALLOWS as [JsonObject];
const APP = [namespace(), ...WORKLOADS, ...ALLOWS, denyAll(), strict()];
const others = APP.filter((object) => object !== API_ALLOW);
const FILTER = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'lua', namespace: 'shop' },
  spec: { configPatches: [{ applyTo: 'HTTP_FILTER', match: { context: 'SIDECAR_INBOUND' } }] },
};
const FILES = {
  'empty.yaml': '',
  'app.json': list(APP),
  'last.json': list([...others, pruneLast(API_ALLOW)]),
  'renamed.json': list([...others, allow('api', 'api', 'web')]),
  // web may come by another policy before the first lets it in no more, and what comes last is no policy
  'moved.json': list([
    ...others,
    allow('api-allow', 'api', 'db'),
    ...waved([allow('api-early', 'api', 'web')], { AuthorizationPolicy: -5 }),
    ...waved([made('ServiceAccount', 'late')], { ServiceAccount: 9 }),
  ]),
  // web gets another account, and the policy names that one
  'account.json': list([
    ...others.filter(({ kind, metadata }) => kind !== 'Deployment' || (metadata as JsonObject).name !== 'web'),
    ...workload('web', { account: 'web-two' }).slice(0, 1),
    allow('api-allow', 'api', 'web-two'),
  ]),
  'twice.json': list([...APP, allow('api-allow', 'api', 'db')]),
  'same.json': list([...APP, API_ALLOW]),
  'filter.json': list([...APP, FILTER]),
  'both.json': list([...others, allow('api', 'api', 'web'), FILTER]),
  'app.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { syncPolicy: { syncOptions: [PruneLast=true] } }\n',
  'keeping.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { syncPolicy: { automated: {} } }\n',
};

const zeroTrust = async (line: string) => {
  const io = fakeIo(FILES);
  const code = await runProgram(line.split(' '), io, { ...NO_COMMANDS, rollout: () => Promise.resolve(rollout) });
  return { code, ...io.printed, written: io.written };
};

describe('rollout', () => {
  test('ends with 1 when something fails on the way, and tells where, for whom, and what helps', async () => {
    const { code, out, err } = await zeroTrust('rollout app.json renamed.json');
    expect([code, err]).toEqual([ExitCode.Found, '']);
    expect(out).toContain(
      `outage  shop/api, port 8080: everything
  from shop/web
  after step 1 (wave 0, prune AuthorizationPolicy shop/api-allow), until step 2
  for example GET / from shop/web to shop/api, port 8080
    before: allow (by shop/api-allow#0); then: deny (403, authorization); in the end: allow (by shop/api#0)
`,
    );
    expect(out).toContain(
      'remedy  `argocd.argoproj.io/sync-options: PruneLast=true` on AuthorizationPolicy shop/api-allow',
    );
    expect(out).toContain('0 exposures, 1 outage, 0 undecided; 2 steps\n');
  });

  test('takes no object that stands twice on one side with different content, and names both places', async () => {
    const { code, err } = await zeroTrust('rollout app.json twice.json');
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(
      /twice\.json:1:\d+: `AuthorizationPolicy shop\/api-allow` stands here and, with other content, at `twice\.json:1:\d+`;/,
    );
    expect((await zeroTrust('rollout twice.json --delete')).code).toBe(ExitCode.Wrong);
    expect((await zeroTrust('rollout app.json same.json')).code).toBe(ExitCode.Good);
  });

  test('says where no remedy was found, in each format, and nothing of it where there is one', async () => {
    const rest = 'no order that was tried helps; a sync of other manifests in between may';
    const outOf = async (line: string) => (await zeroTrust(line)).out;
    const changed = 'rollout app.json account.json';
    expect(await outOf(changed)).toContain(`\nno remedy found  for shop/api: ${rest}\n`);
    expect(await outOf(`${changed} --format markdown`)).toContain(`\nNo remedy found for shop/api: ${rest}.\n`);
    expect(JSON.parse(await outOf(`${changed} --format json`))).toMatchObject({
      remedies: [],
      withoutRemedy: ['shop/api'],
    });
    const renamed = 'rollout app.json renamed.json';
    expect(await outOf(renamed)).not.toContain('no remedy found');
    expect(await outOf(`${renamed} --format markdown`)).not.toContain('No remedy found');
    expect(JSON.parse(await outOf(`${renamed} --format json`))).toMatchObject({ withoutRemedy: [] });
  });

  test('ends with 0 when nothing does, whatever happens on the way back unless that is asked for', async () => {
    expect((await zeroTrust('rollout last.json renamed.json')).code).toBe(ExitCode.Good);
    expect((await zeroTrust('rollout last.json renamed.json --fail-on any')).code).toBe(ExitCode.Found);
    expect((await zeroTrust('rollout app.json renamed.json --fail-on none')).code).toBe(ExitCode.Good);
    expect(await zeroTrust('rollout app.json app.json')).toMatchObject({
      code: ExitCode.Good,
      out: '0 exposures, 0 outages, 0 undecided; 0 steps\n',
    });
  });

  test('ends with 3 when something could not be decided', async () => {
    expect((await zeroTrust('rollout filter.json both.json')).code).toBe(ExitCode.Undecided);
  });

  test('reads off the Application whether a sync prunes, and when', async () => {
    expect((await zeroTrust('rollout app.json renamed.json --app app.yaml')).code).toBe(ExitCode.Good);
    const kept = await zeroTrust('rollout app.json renamed.json --app keeping.yaml --format json');
    expect(kept.code).toBe(ExitCode.Good);
    expect(JSON.parse(kept.out)).toMatchObject({
      steps: [{ action: 'apply', objects: ['AuthorizationPolicy shop/api'] }],
    });
  });

  test('a first install starts from nothing, and a deletion has one side', async () => {
    expect((await zeroTrust('rollout empty.yaml app.json')).out).toContain('6 exposures, 0 outages');
    const deleted = JSON.parse((await zeroTrust('rollout --delete app.json --format json')).out) as {
      steps: object[];
      exposures: object[];
    };
    expect([deleted.steps.length, deleted.exposures.length]).toEqual([1, 6]);
  });

  test('tells programs the steps, the gaps with a request to replay, and what was tried', async () => {
    const { out } = await zeroTrust('rollout app.json renamed.json --format json');
    expect(JSON.parse(out)).toMatchObject({
      steps: [
        { wave: 0, phase: 'Sync', action: 'prune', objects: ['AuthorizationPolicy shop/api-allow'] },
        { wave: 0, phase: 'Sync', action: 'apply', objects: ['AuthorizationPolicy shop/api'] },
      ],
      exposures: [],
      outages: [
        {
          after: 1,
          until: 2,
          from: { workload: 'shop/web' },
          to: 'shop/api',
          port: 8080,
          requests: [{}],
          witness: {
            request: { from: { workload: 'shop/web' }, to: { workload: 'shop/api', port: 8080 } },
            before: { verdict: 'allow' },
            between: { verdict: 'deny', status: 403 },
            after: { verdict: 'allow' },
          },
        },
      ],
      ifItFails: { exposures: [], outages: [] },
      rollback: { outages: [{ after: 1, until: 2 }] },
      rollbackOfFailed: { ways: [], exposures: [], outages: [] },
      remedies: [
        {
          changes: [{ kind: 'pruneLast', object: 'AuthorizationPolicy shop/api-allow' }],
          isEarlier: true,
          targets: ['shop/api'],
        },
      ],
      undecided: [],
      summary: { steps: 2, exposures: 0, outages: 1, undecided: 0 },
    });
  });

  test('tells what only the way back from a sync that failed adds, and fails by it where that is asked for', async () => {
    const { code, out } = await zeroTrust('rollout app.json moved.json');
    expect(code).toBe(ExitCode.Good);
    expect(out).toContain(`outage  shop/api, port 8080: everything
  from shop/web
  on the way back from a sync that failed in wave 0, after step 1 (wave -5, prune AuthorizationPolicy shop/api-early), until step 2
  for example GET / from shop/web to shop/api, port 8080
    before: allow (by shop/api-allow#0); then: deny (403, authorization); as wanted: allow (by shop/api-early#0)
`);
    expect(out).toContain(
      '0 exposures, 0 outages, 0 undecided; 3 steps\non the way back from a sync that failed, besides: 0 exposures, 1 outage, 0 undecided\n',
    );
    expect((await zeroTrust('rollout app.json moved.json --fail-on any')).code).toBe(ExitCode.Found);
    const told = JSON.parse((await zeroTrust('rollout app.json moved.json --format json')).out) as object;
    expect(told).toMatchObject({
      rollback: { outages: [] },
      rollbackOfFailed: {
        ways: [
          {
            way: 1,
            failed: 2,
            steps: [
              { wave: -5, action: 'prune', objects: ['AuthorizationPolicy shop/api-early'] },
              { wave: 0, action: 'apply', objects: ['AuthorizationPolicy shop/api-allow'] },
            ],
          },
        ],
        exposures: [],
        outages: [{ way: 1, after: 1, until: 2, to: 'shop/api' }],
      },
      summary: { outages: 0, rollbackOfFailed: { exposures: 0, outages: 1, undecided: 0 } },
    });
    expect((await zeroTrust('rollout app.json moved.json --format markdown')).out).toContain(
      'on the way back from a sync that failed in wave 0, after step 1',
    );
  });

  test('writes a table for a comment', async () => {
    const { out } = await zeroTrust('rollout app.json renamed.json --format markdown');
    expect(out).toContain('### zero-trust rollout: 0 exposures, 1 outage, 0 undecided');
    expect(out).toContain('on the way back: 0 exposures, 1 outage, 0 undecided\n');
    expect(out).toContain('<summary>2 steps</summary>');
    expect(out).toMatch(/\| ⛔ outage \| shop\/api:8080 \| shop\/web \|/);
    expect((await zeroTrust('rollout last.json renamed.json --app app.yaml --format markdown')).out).toContain(
      'nothing opens or fails on the way\n\n<details>',
    );
  });

  test.each([
    ['rollout app.json', /got 1 path; expected two, before and after/],
    ['rollout --delete app.json renamed.json', /`rollout --delete` takes one path/],
    ['rollout app.json renamed.json --app app.json', /app.json: there is no Application of Argo CD; expected one/],
    ['rollout app.json nothing.yaml', /nothing.yaml/],
  ])('ends with 2 on wrong use: %s', async (line, says) => {
    const { code, err } = await zeroTrust(line);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });
});
