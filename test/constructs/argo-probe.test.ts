import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { ArgoCluster, ArgoProbe, type ArgoProbeProps, ArgoProject, Operation, ServiceIdentity } from '../../src';
import * as argoProbe from '../../src/cli/commands/argo-probe';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from '../cli/fake-io';
import { NO_COMMANDS } from '../cli/no-commands';
import { manifestOf, manifestsOf, problemsOf } from './manifests';
import { newProbedShop, PROBED_CASES, type ProbedShop } from './probed-shop';

const oneCase = (more: string) =>
  `cases:\n  - { id: a, to: { service: shop/orders, port: 80 }, request: { path: /orders/17 }, expect: allow, ${more} }\n`;
const FRONTEND = 'from: { workload: shop/frontend }';

function newProbe(more: (shop: ProbedShop) => Partial<ArgoProbeProps> = () => ({})): { app: App } & ProbedShop {
  const app = new App();
  const shop = newProbedShop(app);
  const given = { callers: [shop.frontend], contents: shop.contents, caseFiles: [PROBED_CASES] };
  new ArgoProbe(new Chart(app, 'probes'), 'probe', { ...given, ...more(shop) });
  return { app, ...shop };
}

const scriptIn = (app: App, account = 'frontend'): string =>
  manifestOf(app, 'Job', `zero-trust-probe-${account}`).spec.template.spec.containers[0].args[0];

test('the Job is the one that the command prints for the same manifests', async () => {
  const { app } = newProbe();
  const manifests = manifestsOf(app);
  const shop = manifests.filter(({ kind }) => kind !== 'Job');
  const io = fakeIo({ 'cases.yaml': PROBED_CASES, 'shop.json': JSON.stringify({ kind: 'List', items: shop }) });
  const commands = { ...NO_COMMANDS, argoProbe: () => Promise.resolve(argoProbe) };
  await runProgram('argo probe cases.yaml --manifests shop.json'.split(' '), io, commands);
  const printed = parseAllDocuments(io.printed.out).map((document) => document.toJS());
  expect(printed).toEqual(manifests.filter(({ kind }) => kind === 'Job'));
  expect(printed).toHaveLength(1);
});

test('there is one Job for each caller, and the cases of others are not probed', () => {
  const caseFiles = [
    PROBED_CASES,
    `${oneCase('from: { workload: shop/orders }').replace('expect: allow', 'expect: deny')}`,
  ];
  const one = newProbe(() => ({ caseFiles }));
  expect(manifestOf(one.app, 'Job', 'zero-trust-probe-frontend').metadata.annotations?.['zero-trust/not-probed']).toBe(
    'nobody-else-does: it is of a caller without identity, and a Job runs as somebody\n' +
      'a: `shop/orders` is not among the callers that may be probed\n',
  );
  const both = newProbe(({ frontend, orders }) => ({ caseFiles, callers: [frontend, orders] }));
  expect(scriptIn(both.app, 'orders')).toMatch(/^probe a deny orders\.shop\.svc:80 /m);
});

test('nothing is said where all is probed', () => {
  const { app } = newProbe(() => ({ caseFiles: [oneCase(FRONTEND)] }));
  expect(Object.keys(manifestOf(app, 'Job', 'zero-trust-probe-frontend').metadata.annotations ?? {})).toEqual([
    'argocd.argoproj.io/hook',
    'argocd.argoproj.io/hook-delete-policy',
  ]);
});

test('what is added to the charts after the probe counts, at each synth', () => {
  const caseFiles = [oneCase(`${FRONTEND}, id: metrics`).replace('id: a, ', '').replace('/orders/17', '/metrics')];
  const { app, orders, frontend } = newProbe(() => ({ caseFiles }));
  expect(problemsOf(app)).toEqual([
    expect.stringContaining(
      'no case of `shop/frontend` can be probed, so that its Job would prove nothing; `metrics`: for a Job',
    ),
  ]);
  orders.allowFrom(frontend, Operation.get('/metrics'));
  expect(scriptIn(app)).toMatch(/^probe metrics allow /m);
});

test('the image and the methods are chosen', () => {
  const caseFiles = [
    oneCase(FRONTEND).replace('expect: allow', 'expect: deny').replace('{ path', '{ method: PUT, path'),
  ];
  const image = 'registry.example.com/curl:9';
  const { app } = newProbe(() => ({ caseFiles, image, sendWrites: true }));
  expect(manifestOf(app, 'Job', 'zero-trust-probe-frontend').spec.template.spec.containers[0].image).toBe(image);
  expect(scriptIn(app)).toContain('--request PUT');
  expect(problemsOf(newProbe(() => ({ caseFiles })).app)).toEqual([
    expect.stringContaining('`PUT` may change something'),
  ]);
});

test('an app may be the contents, with several probes in it, whose Jobs a project permits', () => {
  const { app, orders } = newProbe();
  const chart = new Chart(app, 'more');
  const caseFiles = [oneCase('from: { workload: shop/orders }').replace('allow', 'deny')];
  new ArgoProbe(chart, 'probe', { callers: [orders], contents: [app], caseFiles });
  const argo = new Chart(app, 'argo');
  const repositories = ['https://git.example.com/shop/rendered.git'];
  new ArgoProject(argo, 'shop', { contents: [chart], repositories, clusters: [ArgoCluster.own()] });
  expect(scriptIn(app, 'orders')).toMatch(/^probe a deny /m);
  expect(manifestOf(app, 'AppProject', 'shop').spec.namespaceResourceWhitelist).toEqual([
    { group: 'batch', kind: 'Job' },
  ]);
});

test('the settings of a case file count', () => {
  const text = oneCase('from: { identity: example.com/ns/shop/sa/frontend }');
  const { app } = newProbe(() => ({ caseFiles: [`mesh: { trustDomain: example.com }\n${text}`] }));
  expect(scriptIn(app)).toMatch(/^probe a allow /m);
  expect(problemsOf(newProbe(() => ({ caseFiles: [text] })).app)).toEqual([
    expect.stringContaining('a Job gets an identity of the trust domain `cluster.local`'),
  ]);
});

test('a caller whose account somebody else owns is one, where a workload of the contents runs as it', () => {
  const known = newProbe(({ contents: [chart] }) => ({
    callers: [ServiceIdentity.fromServiceAccount(chart as Chart, 'known', { namespace: 'shop', name: 'frontend' })],
  }));
  expect(scriptIn(known.app)).toMatch(/^probe the-frontend-reads-an-order allow /m);
  const unknown = newProbe(({ contents: [chart] }) => ({
    callers: [ServiceIdentity.fromServiceAccount(chart as Chart, 'unknown', { namespace: 'shop', name: 'batch' })],
    caseFiles: [oneCase('from: { identity: cluster.local/ns/shop/sa/batch }')],
  }));
  expect(problemsOf(unknown.app)).toEqual([expect.stringContaining('no workload runs as `shop/batch`')]);
});

describe('case files', () => {
  test.each([
    ['no YAML', 'a: b: c', '`caseFiles[0]`, line 1: '],
    ['an unknown key', oneCase(`${FRONTEND}, becuase: x`), '`caseFiles[0]`, line 2: '],
    ['a workload that is not there', oneCase('from: { workload: shop/frontent }'), '`caseFiles[0]`: case `a`: '],
  ])('%s is told, with its place', (_, text, place) => {
    const { app } = newProbe(() => ({ caseFiles: [text] }));
    expect(problemsOf(app)).toEqual([expect.stringContaining(place)]);
    expect(problemsOf(newProbe(() => ({ caseFiles: [oneCase(FRONTEND)] })).app)).toEqual([]);
  });
});
