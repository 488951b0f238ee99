/** The blocks of docs/explain.md are what the command prints. `UPDATE_DOCS=1` writes them there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as explain from '../../src/cli/commands/explain';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from '../cli/fake-io';
import { NO_COMMANDS } from '../cli/no-commands';
import { type CodeBlock, codeBlocks, withBlocks } from './code-blocks';

const PAGE = join(__dirname, '../../docs/explain.md');

/** What a command line of the page prints, in the files that it shows. */
async function printed(line: string, files: Readonly<Record<string, string>>): Promise<string> {
  const io = fakeIo(files);
  const [, , ...args] = line.split(' '); // npx zero-trust
  await runProgram(args, io, {
    ...NO_COMMANDS,
    explain: () => Promise.resolve(explain),
  });
  return (io.printed.out + io.printed.err).trimEnd();
}

test('each command of docs/explain.md prints what is shown below it', async () => {
  const text = readFileSync(PAGE, 'utf8');
  const blocks = codeBlocks(text);
  const files = Object.fromEntries(
    blocks.flatMap(({ comment, text: content }) => {
      const name = /^file: (.*)$/.exec(comment)?.[1];
      return name === undefined ? [] : [[name, content]];
    }),
  );
  const shown = new Map<CodeBlock, string>();
  for (const [index, block] of blocks.entries()) {
    const below = blocks[index + 1];
    if (block.language === 'sh' && below !== undefined) shown.set(below, await printed(block.text, files));
  }
  expect(shown.size).toBe(3);
  const expected = withBlocks(text, shown);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, expected);
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
});
