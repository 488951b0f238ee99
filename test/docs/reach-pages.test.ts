/** The pages on `reach`, `diff`, `prove`, `rollout` and `argo` show what is printed. `UPDATE_DOCS=1` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as argo from '../../src/cli/commands/argo';
import * as argoProbe from '../../src/cli/commands/argo-probe';
import * as diff from '../../src/cli/commands/diff';
import * as prove from '../../src/cli/commands/prove';
import * as reach from '../../src/cli/commands/reach';
import * as rollout from '../../src/cli/commands/rollout';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from '../cli/fake-io';
import { NO_COMMANDS } from '../cli/no-commands';
import { codeBlocks, withBlocks } from './code-blocks';

test.each(['reach', 'diff', 'prove', 'rollout', 'argo'])(
  'each command of the page on %s prints what stands below it',
  async (name) => {
    const path = join(__dirname, `../../docs/${name}.md`);
    const page = readFileSync(path, 'utf8');
    const blocks = codeBlocks(page);
    const files = Object.fromEntries(blocks.map(({ comment, text }) => [comment, `${text}\n`]));
    const shown = new Map<(typeof blocks)[number], string>();
    for (const block of blocks.filter(({ comment }) => comment.startsWith('zero-trust '))) {
      const io = fakeIo(files);
      await runProgram(block.comment.split(' ').slice(1), io, {
        ...NO_COMMANDS,
        reach: () => Promise.resolve(reach),
        diff: () => Promise.resolve(diff),
        prove: () => Promise.resolve(prove),
        rollout: () => Promise.resolve(rollout),
        argo: () => Promise.resolve(argo),
        argoProbe: () => Promise.resolve(argoProbe),
      });
      shown.set(block, `${io.printed.out}${io.printed.err}`.trimEnd());
    }
    expect(shown.size).toBeGreaterThan(0);
    const current = withBlocks(page, shown);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(path, current);
    expect(readFileSync(path, 'utf8')).toBe(current);
  },
);
