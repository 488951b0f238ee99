/** `zero-trust test --coverage`: the report in its three forms. */
import * as testCommand from '../../src/cli/commands/test';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { SHOP } from '../jest/shop';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const CASES = `manifests: [dist/]
cases: [{ id: charges, from: { workload: shop/orders }, to: { service: shop/payments, port: 80 }, request: { method: POST, path: /charges }, expect: allow }]`;

const zeroTrust = async (line: string, mesh = SHOP) => {
  const io = fakeIo({ 'dist/mesh.yaml': mesh, 'a.yaml': CASES, 'b.yaml': CASES });
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
   "partly     AuthorizationPolicy shop/payments-deny
     --> dist/mesh.yaml:45
     rule 0: never matched, missed by 1 case (line 52)

   partly     PeerAuthentication shop/default
     --> dist/mesh.yaml:31
     mode \`STRICT\`: matched by 1 case (line 34)
       no case: a call in plaintext (line 34)

   touched: 3 of 3 policies, 2 of 3 rules, 5 of 8 values

   1 passed, 0 failed, 0 undecided, 1 case in 1 file
   "
  `);
});

test('as JSON: policies, and lines as lcov counts them; the cases of several files are added up', async () => {
  const { out } = await zeroTrust('test a.yaml b.yaml --coverage --format json');
  const { coverage } = JSON.parse(out) as { coverage: { policies: unknown[]; lines: object; summary: object } };
  expect(coverage.policies).toHaveLength(3);
  expect(coverage.lines).toEqual({ 'dist/mesh.yaml': { 31: 2, 34: 0, 36: 2, 42: 2, 43: 2, 45: 2, 52: 0 } });
  expect(coverage.summary).toMatchObject({ policies: { touched: 3, all: 3 }, rules: { touched: 2, all: 3 } });
});

test('as a page, in which no value is markup, and which asks no network', async () => {
  const { out } = await zeroTrust(
    'test a.yaml --coverage --format html',
    SHOP.replace('[/charges]', "['/<img src=x>']"),
  );
  expect(out).toContain('<html lang="en">');
  expect(out).toContain('`/&#60;img src=x&#62;` of `paths` of rule 0');
  expect(out).not.toMatch(/<img|<script|https?:|url\(/);
  expect(out.match(/<table>/g)).toHaveLength(out.match(/<caption>/g)?.length ?? 0);
  expect(out.match(/<details/g)).toHaveLength(3);
});

test.each([
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
