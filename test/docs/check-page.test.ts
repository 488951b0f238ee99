/** What the page on `zero-trust check` shows is what the command prints. `UPDATE_DOCS=1` writes it there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as check from '../../src/cli/commands/check';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from '../cli/fake-io';
import { NO_COMMANDS } from '../cli/no-commands';
import { codeBlocks, withBlocks } from './code-blocks';

const PAGE = join(__dirname, '../../docs/check.md');

test('each command of the page prints what stands below it', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const blocks = codeBlocks(page);
  const files = Object.fromEntries(blocks.map(({ comment, text }) => [comment, `${text}\n`]));
  const shown = new Map<(typeof blocks)[number], string>();
  for (const block of blocks.filter(({ comment }) => comment.startsWith('zero-trust '))) {
    const io = fakeIo(files);
    await runProgram(block.comment.split(' ').slice(1), io, {
      ...NO_COMMANDS,
      check: () => Promise.resolve(check),
    });
    shown.set(block, `${io.printed.out}${io.printed.err}`.trimEnd());
  }
  expect(shown.size).toBeGreaterThan(0);
  const current = withBlocks(page, shown);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, current);
  expect(readFileSync(PAGE, 'utf8')).toBe(current);
});
