/** `zero-trust import`: what is printed where, and how it ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as importCommand from '../../src/cli/commands/import';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const SHOP = readFileSync(join(__dirname, '..', 'adoption', 'shop.yaml'), 'utf8');
/** Without the workload that no Service leads to: nothing tells what callers speak to it. */
const CLEAR = SHOP.split('---\n')
  .filter((one) => !/kind: Deployment\nmetadata: \{ name: orders|orders-quoted/.test(one))
  .join('---\n');

const zeroTrust = async (line: string, text = CLEAR) => {
  const io = fakeIo({ 'shop.yaml': text });
  const code = await runProgram(line.split(' '), io, { ...NO_COMMANDS, import: () => Promise.resolve(importCommand) });
  return { code, ...io.printed, written: io.written };
};

test('the program goes to standard output, and what became of the policies to standard error', async () => {
  const { code, out, err } = await zeroTrust('import shop.yaml');
  expect(code).toBe(ExitCode.Good);
  expect(out).toContain(
    "payments.allowFrom(orders, Operation.post('/charges', '/charges/*'), Operation.get('/health'));",
  );
  expect(err).toBe(
    '5 policies: 4 as constructs, 1 as they were\n' +
      '  RequestAuthentication shop/jwt (shop.yaml:47) as it was: a JwtProtectedApi would also demand the token, which this does not\n' +
      'proven: at 1 port everybody may send what they could before\n',
  );
});

test('the program goes to the file that is named', async () => {
  const { out, written } = await zeroTrust('import shop.yaml --output main.ts');
  expect(out).toBe('');
  expect([...written.keys()]).toEqual(['main.ts']);
});

test('what could not be proven ends with 3, and is told', async () => {
  const { code, err } = await zeroTrust('import shop.yaml', SHOP);
  expect(code).toBe(ExitCode.Undecided);
  expect(err).toContain('not proven:\n  shop/orders to shop/orders, port 8080: what the proxy of the caller speaks');
});

test('where there are no policies, there is no program', async () => {
  const { code, out, err } = await zeroTrust('import shop.yaml', CLEAR.split('---\n')[0]);
  expect({ code, out, err }).toEqual({ code: ExitCode.Good, out: '', err: 'no policies among these objects\n' });
});

test('what a cluster would refuse is not imported', async () => {
  const { code, err } = await zeroTrust('import shop.yaml', CLEAR.replace('name: payments-no', 'name: Payments'));
  expect(code).toBe(ExitCode.Wrong);
  expect(err).toContain('a cluster would refuse some of these objects; mend them first\nshop.yaml:');
});

test('a policy that stands twice, as in two overlays of one base, is not imported: the cluster holds one of them', async () => {
  const policy = CLEAR.split('---\n').find((one) => one.includes('payments-no')) ?? '';
  const { code, out, err } = await zeroTrust('import shop.yaml', `${CLEAR}\n---\n${policy}`);
  expect({ code, out }).toEqual({ code: ExitCode.Wrong, out: '' });
  expect(err).toMatch(
    /^shop\.yaml:\d+:1: AuthorizationPolicy `shop\/payments-no` stands here again, and a cluster holds one; give only what is applied\n$/,
  );
});
