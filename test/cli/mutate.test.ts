/** `zero-trust test --mutate`: exit codes, the report, and what does not pass for a success. */
import * as testCommand from '../../src/cli/commands/test';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { SHOP } from '../jest/shop';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const STRICT = SHOP.split('---')
  .filter((one) => !one.includes('AuthorizationPolicy'))
  .join('---');
const CASE = (id: string, from: string, expected: string) =>
  `manifests: [dist/]\ncases: [{ id: ${id}, from: ${from}, to: { workload: shop/payments, port: 8080 }, request: {}, expect: ${expected} }]`;
const ORDERS = CASE('orders', '{ workload: shop/orders }', 'allow');
const PLAINTEXT = CASE('plaintext', '{ plaintext: true }', 'deny');
const FILES = { 'dist/mesh.yaml': STRICT, 'orders.yaml': ORDERS, 'plaintext.yaml': PLAINTEXT };

const zeroTrust = async (line: string, files: Record<string, string> = FILES) => {
  const io = fakeIo(files);
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    test: () => Promise.resolve(testCommand),
  });
  return { code, ...io.printed };
};

test('0 when every change is noticed, by whichever case file', async () => {
  expect(await zeroTrust('test orders.yaml plaintext.yaml --mutate')).toEqual({
    code: ExitCode.Good,
    out: `2 changes to policies: 2 noticed, 0 not noticed, 0 that change nothing, 0 undecided

2 passed, 0 failed, 0 undecided, 2 cases in 2 files
`,
    err: '',
  });
});

test('1 when one is not, with its place and a case that would notice it', async () => {
  const { code, out } = await zeroTrust('test orders.yaml --mutate');
  expect(code).toBe(ExitCode.Found);
  expect(out).toMatchInlineSnapshot(`
   "survived  drop-policy in PeerAuthentication shop/default: the policy is left out
     --> dist/mesh.yaml:31
   survived  relax-mtls in PeerAuthentication shop/default: \`mode\` becomes \`PERMISSIVE\`
     --> dist/mesh.yaml:34, spec.mtls.mode
     this case would notice them:
       - id: default-drop-policy
         because: "it must not be that in PeerAuthentication shop/default the policy is left out"
         from:
           plaintext: true
         to:
           workload: shop/orders
           port: 8080
         request: {}
         expect:
           verdict: deny
           layer: mtls

   2 changes to policies: 0 noticed, 2 not noticed, 0 that change nothing, 0 undecided

   1 passed, 0 failed, 0 undecided, 1 case in 1 file
   "
  `);
});

test('without the option nothing is changed', async () => {
  const { code, out } = await zeroTrust('test orders.yaml');
  expect([code, out]).toEqual([ExitCode.Good, '1 passed, 0 failed, 0 undecided, 1 case in 1 file\n']);
});

test('the case that is printed, in a case file, notices', async () => {
  const { out } = await zeroTrust('test orders.yaml --mutate');
  const [, printed = ''] = /would notice them:\n([\s\S]*?)\n\n/.exec(out) ?? [];
  const added = `manifests: [dist/]\ncases:\n${printed}\n`;
  const run = await zeroTrust('test orders.yaml added.yaml --mutate', { ...FILES, 'added.yaml': added });
  expect([run.code, run.err]).toEqual([ExitCode.Good, '']);
});

test('the same as JSON', async () => {
  const { out } = await zeroTrust('test orders.yaml --mutate --format json');
  const { mutation } = JSON.parse(out) as { mutation: { cases: { id: string }[] } };
  expect(mutation).toMatchObject({
    survivors: [
      {
        mutation: 'drop-policy',
        change: 'the policy is left out',
        object: { kind: 'PeerAuthentication', namespace: 'shop', name: 'default' },
        field: '',
        location: { file: 'dist/mesh.yaml', line: 31 },
        case: 'default-drop-policy',
      },
      { mutation: 'relax-mtls', field: 'spec.mtls.mode', location: { line: 34 }, case: 'default-drop-policy' },
    ],
    undecided: [],
    summary: { mutants: 2, killed: 0, survived: 2, equivalent: 0, undecided: 0 },
  });
  expect(mutation.cases.map(({ id }) => id)).toEqual(['default-drop-policy']);
});

test('3 when it is not known whether a change could be noticed', async () => {
  const idle = STRICT.replace('name: default, namespace: shop', 'name: default, namespace: nobody');
  const proven = await zeroTrust('test orders.yaml --mutate', { ...FILES, 'dist/mesh.yaml': idle });
  expect([proven.code, proven.out.split(',')[2]]).toEqual([ExitCode.Good, ' 2 that change nothing']);
  // nothing is proven of what stands before a gateway
  const gateway = `${idle}---
apiVersion: v1
kind: Pod
metadata: { name: gateway, namespace: nobody, annotations: { inject.istio.io/templates: gateway } }
spec: { containers: [{ name: main }] }
`;
  const { code, out } = await zeroTrust('test orders.yaml --mutate', { ...FILES, 'dist/mesh.yaml': gateway });
  expect(code).toBe(ExitCode.Undecided);
  expect(out).toContain('undecided  drop-policy in PeerAuthentication nobody/default: the policy is left out');
});

test('no policy is changed before every case holds', async () => {
  const failing = ORDERS.replace('allow', 'deny');
  const { code, out, err } = await zeroTrust('test orders.yaml --mutate', { ...FILES, 'orders.yaml': failing });
  expect([code, err]).toEqual([ExitCode.Found, 'no policy was changed: first every case must hold\n']);
  expect(out).toContain('0 passed, 1 failed');
});

test('that there is nothing to change is no success', async () => {
  const none = STRICT.split('---')
    .filter((one) => !one.includes('PeerAuthentication'))
    .join('---');
  const { code, out, err } = await zeroTrust('test orders.yaml --mutate', { ...FILES, 'dist/mesh.yaml': none });
  expect([code, out]).toEqual([ExitCode.Wrong, '']);
  expect(err).toContain('`--mutate` found no policy to change');
});
