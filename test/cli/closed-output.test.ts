import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireBuild, ROOT } from './real-cli';

beforeAll(requireBuild);

/** The command without arguments, which tells on standard error how it is used. */
function started() {
  const child = spawn(process.execPath, [join(ROOT, 'lib/cli/main.js')]);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return { child, ended };
}

test('who closes standard error early, as `2>&1 | head` does, waits for nothing', async () => {
  const { child, ended } = started();
  child.stderr.destroy();
  const inTime = new Promise((resolve) => setTimeout(resolve, 10_000, 'it still runs').unref());
  const end = await Promise.race([ended, inTime]);
  child.kill('SIGKILL');
  expect(end).toBe(2);
}, 20_000);

test('who reads it is told how the command is used', async () => {
  const { child, ended } = started();
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  expect(await ended).toBe(2);
  expect(told).toContain('Usage: zero-trust');
}, 20_000);
