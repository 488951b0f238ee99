import * as check from '../../src/cli/commands/check';
import { progressOn } from '../../src/cli/progress';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const clock = (...times: number[]) => ({ now: () => times.shift() ?? Infinity });

test('says nothing within the first second, then at most ten times a second, and cleans up', () => {
  const io = fakeIo({}, { errIsTerminal: true, ...clock(0, 999, 1000, 1000, 1050, 1100, 1100) });
  const progress = progressOn(io);
  for (const words of ['a', 'b', 'c', 'd']) progress.tell(words);
  progress.end();
  progress.end();
  expect(io.printed.err).toBe('\r\u001b[Kb…\r\u001b[Kd…\r\u001b[K');
});

test('tells at once what is known to last', () => {
  const io = fakeIo({}, { errIsTerminal: true, ...clock(0, 1) });
  progressOn(io).tell('reading', true);
  expect(io.printed.err).toContain('reading…');
});

test('nobody is told where nobody looks', () => {
  const io = fakeIo({}, clock(0));
  progressOn(io).tell('reading', true);
  expect(io.printed.err).toBe('');
});

test.each([
  ['a terminal', true, '\r\u001b[Kreading 1 of 1 files…\r\u001b[Kchecking: 0 of'],
  ['a file', false, ''],
])('a long check and %s', async (_, errIsTerminal, expected) => {
  const io = fakeIo({ 'a.yaml': 'kind: X\napiVersion: v1\n' }, { errIsTerminal, now: slow() });
  await runProgram(['check', 'a.yaml'], io, {
    ...NO_COMMANDS,
    check: () => Promise.resolve(check),
  });
  expect(io.printed.err.slice(0, expected.length)).toBe(expected);
  expect(io.printed.err.endsWith('\u001b[K')).toBe(errIsTerminal);
  expect(io.printed.out).toContain('no findings');
});

/** A second passes at each look at the clock. */
function slow(): () => number {
  let seconds = 0;
  return () => 1000 * seconds++;
}
