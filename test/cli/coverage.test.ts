/** `zero-trust test --coverage`: the report in its three forms. */
import * as testCommand from '../../src/cli/commands/test';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { SHOP } from '../jest/shop';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const CASES = `manifests: [dist/]
cases: [{ id: charges, from: { workload: shop/orders }, to: { service: shop/payments, port: 80 }, request: { method: POST, path: /charges }, expect: allow }]`;

const INVARIANTS = `invariants:
  - { name: only orders, onlyCallers: { to: { workload: shop/payments }, callers: [{ workload: shop/orders }] } }`;

const zeroTrust = async (line: string, mesh = SHOP) => {
  const io = fakeIo({
    'dist/mesh.yaml': mesh,
    'a.yaml': CASES,
    'b.yaml': CASES,
    'i.yaml': INVARIANTS,
    'typo.yaml': INVARIANTS.replace('shop/payments', 'shop/payment'),
  });
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    test: () => Promise.resolve(testCommand),
  });
  return { code, ...io.printed };
};

test('the gaps, with their lines; they fail nothing', async () => {
  const { code, out } = await zeroTrust('test a.yaml --coverage');
  expect(code).toBe(ExitCode.Good);
  expect(out).toMatchInlineSnapshot(`
   "partly     AuthorizationPolicy shop/payments-allow
     --> dist/mesh.yaml:36
     rule 0: matched by 1 case, 1 of 4 regions tried (line 42)
       no case: a call that only \`principals\` keeps from it (line 42)
       no case: a call that only \`methods\` keeps from it (line 43)
       no case: a call that only \`paths\` keeps from it (line 43)
     these cases would touch more, and hold now:
       - id: payments-allow-region
         because: "AuthorizationPolicy shop/payments-allow, rule 0: a call that only \`principals\` keeps from it"
         from:
           identity: cluster.local/ns/a/sa/a
         to:
           workload: shop/payments
           port: 8080
         request:
           method: POST
           path: /charges
         expect:
           verdict: deny
           layer: authorization
       - id: payments-allow-region-2
         because: "AuthorizationPolicy shop/payments-allow, rule 0: a call that only \`methods\` keeps from it"
         from:
           workload: shop/orders
         to:
           workload: shop/payments
           port: 8080
         request:
           path: /charges
         expect:
           verdict: deny
           layer: authorization
       - id: payments-allow-region-3
         because: "AuthorizationPolicy shop/payments-allow, rule 0: a call that only \`paths\` keeps from it"
         from:
           workload: shop/orders
         to:
           workload: shop/payments
           port: 8080
         request:
           method: POST
         expect:
           verdict: deny
           layer: authorization

   partly     AuthorizationPolicy shop/payments-deny
     --> dist/mesh.yaml:45
     rule 0: never matched, missed by 1 case, 1 of 2 regions tried (line 52)
       no case: a call that it takes (line 52)
     this case would touch more, and holds now:
       - id: payments-deny-region
         because: "AuthorizationPolicy shop/payments-deny, rule 0: a call that it takes"
         from:
           workload: shop/orders
         to:
           workload: shop/payments
           port: 8080
         request:
           method: TRACE
         expect:
           verdict: deny
           layer: authorization

   partly     PeerAuthentication shop/default
     --> dist/mesh.yaml:31
     mode \`STRICT\`: matched by 1 case, 1 of 2 regions tried (line 34)
       no case: a call in plaintext (line 34)
     this case would touch more, and holds now:
       - id: default-region
         because: "PeerAuthentication shop/default, mode \`STRICT\`: a call in plaintext"
         from:
           plaintext: true
         to:
           workload: shop/orders
           port: 8080
         request: {}
         expect:
           verdict: deny
           layer: mtls

   touched: 3 of 3 policies, 2 of 3 rules, 4 of 6 values, 3 of 8 regions

   1 passed, 0 failed, 0 undecided, 1 case in 1 file
   "
  `);
});

test('as JSON: policies, and lines as lcov counts them; the cases of several files are added up', async () => {
  const { out } = await zeroTrust('test a.yaml b.yaml --coverage --format json');
  const { coverage } = JSON.parse(out) as {
    coverage: { policies: unknown[]; lines: object; branches: object; summary: object };
  };
  expect(coverage.policies).toHaveLength(3);
  expect(coverage.lines).toEqual({ 'dist/mesh.yaml': { 31: 2, 34: 2, 36: 2, 42: 2, 43: 2, 45: 2, 52: 0 } });
  expect(coverage.branches).toEqual({ 'dist/mesh.yaml': { 34: [0, 2], 42: [2, 0, 0, 0], 52: [0, 2] } });
  expect(coverage.summary).toMatchObject({ policies: { touched: 3, all: 3 }, rules: { touched: 2, all: 3 } });
});

test('invariants touch the regions that they speak of, and those of another mesh are refused', async () => {
  const tried = async (line: string) => {
    const { out } = await zeroTrust(`${line} --coverage --format json`);
    const { coverage } = JSON.parse(out) as { coverage: { summary: { regions: object } } };
    return coverage.summary.regions;
  };
  expect(await tried('test a.yaml')).toEqual({ touched: 3, all: 8 });
  expect(await tried('test a.yaml --invariants i.yaml')).toEqual({ touched: 6, all: 8 });
  const { code, err } = await zeroTrust('test a.yaml --coverage --invariants typo.yaml');
  expect(code).toBe(ExitCode.Wrong);
  expect(err).toContain('typo.yaml:2');
});

test('as a page, in which no value is markup, and which asks no network', async () => {
  const { out } = await zeroTrust(
    'test a.yaml --coverage --format html',
    SHOP.replace('[/charges]', "['/<img src=x>']"),
  );
  expect(out).toContain('<html lang="en">');
  expect(out).toMatch(/content="default-src 'none'; style-src 'sha256-[^']+'"/);
  expect(out).toContain('`/&#60;img src=x&#62;` of `paths` of rule 0');
  expect(out).not.toMatch(/<img|<script|https?:|url\(/);
  expect(out.match(/<table>/g)).toHaveLength(out.match(/<caption>/g)?.length ?? 0);
  expect(out.match(/<details/g)).toHaveLength(3);
});

test('the page says of each region who touches it, and has the cases that would', async () => {
  const { out } = await zeroTrust('test a.yaml --coverage --invariants i.yaml --format html');
  expect(out).toContain('>a call that only `methods` keeps from it</th><td>none; payments-allow-region would</td>');
  expect(out).toContain('>a call that only `principals` keeps from it</th><td>none, and 1 invariant</td>');
  expect(out).toContain('that would touch more, and hold now</h3>\n<pre>- id: payments-allow-region\n');
});

test.each([
  [
    'test a.yaml --invariants i.yaml',
    '`--invariants` tells what invariants touch; expected `--coverage` beside it, or `zero-trust prove`\n',
  ],
  [
    'test a.yaml --format html',
    '`--format html` is a page of what `--coverage` finds; expected `--coverage` beside it\n',
  ],
  [
    'test a.yaml --coverage --format junit',
    '`--format junit` does not tell what `--coverage` finds; expected `text` or `json`\n',
  ],
  [
    'test a.yaml --coverage --mutate --format html',
    '`--format html` does not tell what `--mutate` finds; expected `text` or `json`\n',
  ],
])('%s', async (line, message) => {
  expect(await zeroTrust(line)).toEqual({ code: ExitCode.Wrong, out: '', err: message });
});
