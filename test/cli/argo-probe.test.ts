import { parseAllDocuments } from 'yaml';
import * as argoProbe from '../../src/cli/commands/argo-probe';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { oneCase, SHOP } from '../probe/estate';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const caseFile = (cases: readonly object[], more: object = {}) =>
  JSON.stringify({ manifests: ['shop.yaml'], ...more, cases });
const READS = oneCase('reads', 'allow');
const NO_BATCH = oneCase('no-batch', 'deny', { from: { workload: 'shop/batch' } });
const WRITES = oneCase('writes', 'allow', { request: { method: 'POST', path: '/orders/1' } });
const FILES = {
  'shop.yaml': SHOP,
  'cases.yaml': caseFile([READS, NO_BATCH, WRITES]),
  'more.yaml': caseFile([oneCase('no-admin', 'deny', { request: { path: '/admin' } })]),
  'bare.yaml': caseFile([READS], { manifests: [] }),
  'writes.yaml': caseFile([WRITES]),
  'misspelt.yaml': caseFile([oneCase('a', 'allow', { from: { workload: 'shop/frontent' } })]),
};

async function probe(line: string) {
  const io = fakeIo(FILES);
  const commands = { ...NO_COMMANDS, argoProbe: () => Promise.resolve(argoProbe) };
  const code = await runProgram(`argo probe ${line}`.split(' '), io, commands);
  const jobs = parseAllDocuments(io.printed.out).map((document) => document.toJS());
  return { code, ...io.printed, jobs, written: io.written };
}

const scriptOf = (job: { spec: { template: { spec: { containers: { args: string[] }[] } } } }) =>
  job.spec.template.spec.containers[0]?.args[0];

test('prints a Job for each account, and tells what is not probed, also in each Job', async () => {
  const { code, err, jobs } = await probe('cases.yaml');
  const because = '`POST` may change something where it is let through; it is sent where writes are asked for';
  expect({ code, err }).toEqual({ code: ExitCode.Good, err: `not probed: writes: ${because}\n` });
  expect(jobs.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
    ['Job', 'shop', 'zero-trust-probe-batch'],
    ['Job', 'shop', 'zero-trust-probe-frontend'],
  ]);
  for (const { metadata } of jobs) {
    expect(metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'PostSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'zero-trust/not-probed': `writes: ${because}\n`,
    });
  }
  expect(scriptOf(jobs[1])).toContain(
    '\nprobe reads allow orders.shop.svc:80 --request GET --request-target /orders/17\n',
  );
});

test('case files of one account share its Job', async () => {
  const { jobs } = await probe('cases.yaml more.yaml');
  expect(jobs).toHaveLength(2);
  expect(scriptOf(jobs[1])).toMatch(/^probe reads allow .*\nprobe no-admin deny .*$/m);
});

test('takes manifests, an image, and writes, and writes to a file', async () => {
  const { code, out, err, written } = await probe(
    'bare.yaml writes.yaml --manifests shop.yaml --image registry.example.com/curl:9 --writes --output jobs.yaml',
  );
  expect({ code, out, err }).toEqual({ code: ExitCode.Good, out: '', err: '' });
  const job = parseAllDocuments(written.get('jobs.yaml') ?? '')[0]?.toJS();
  expect(job.spec.template.spec.containers[0].image).toBe('registry.example.com/curl:9');
  expect(scriptOf(job)).toContain('--request POST');
});

test('ends with 1 where nothing can be probed', async () => {
  const { code, out, err } = await probe('writes.yaml');
  expect({ code, out }).toEqual({ code: ExitCode.Found, out: '' });
  expect(err).toMatch(/^not probed: writes: .*\nno case can be probed, so that there is no Job\n$/);
});

test.each([
  ['an image that moves', 'cases.yaml --image curl:latest', 'image `curl:latest` has no fixed tag or digest'],
  ['a name that nobody has', 'misspelt.yaml', 'is `shop/frontent`: no workload of this name is among the manifests'],
  ['a file that is not there', 'nowhere.yaml', 'nowhere.yaml:1:1: '],
  ['manifests that are not there', 'cases.yaml --manifests nowhere.yaml', 'nowhere.yaml:1:1: '],
  ['no case file', '--writes', 'missing required argument'],
])('refuses %s', async (_, line, message) => {
  const { code, out, err } = await probe(line);
  expect({ code, out }).toEqual({ code: ExitCode.Wrong, out: '' });
  expect(err).toContain(message);
});
