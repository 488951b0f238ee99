/** What docs/testing.md shows is what comes out. `UPDATE_DOCS=1` writes it there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSubject } from '../../src/analyse/check-subject';
import * as testCommand from '../../src/cli/commands/test';
import { fakeIo } from '../cli/fake-io';
import { SHOP } from '../jest/shop';
import { codeBlocks, withBlocks } from './code-blocks';

const ROOT = join(__dirname, '../..');
const PAGE = join(ROOT, 'docs/testing.md');
const page = readFileSync(PAGE, 'utf8');
const blocks = codeBlocks(page);
const blockOf = (language: string) => blocks.find((block) => block.language === language) as (typeof blocks)[number];

test('the report of the case file', async () => {
  const io = fakeIo({ 'shop.cases.yaml': blockOf('yaml').text, 'dist/shop.yaml': SHOP });
  const options = {
    files: ['shop.cases.yaml'],
    format: 'text',
    color: 'never',
    watch: false,
    coverage: false,
    mutate: false,
  } as const;
  expect(await testCommand.run(options, io)).toBe(1);
  const shown = withBlocks(page, new Map([[blockOf('text'), io.printed.out.trimEnd()]]));
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, shown);
  expect(readFileSync(PAGE, 'utf8')).toBe(shown);
});

test('what the cases touch', async () => {
  const io = fakeIo({ 'shop.cases.yaml': blockOf('yaml').text, 'dist/shop.yaml': SHOP });
  const options = { format: 'text', color: 'never', watch: false, coverage: true, mutate: false } as const;
  await testCommand.run({ files: ['shop.cases.yaml'], ...options }, io);
  const told = io.printed.out.split('\n\n').filter((part) => /^(partly .*payments-deny|touched:)/.test(part));
  const block = blocks.filter(({ language }) => language === 'text')[1] as (typeof blocks)[number];
  const shown = withBlocks(readFileSync(PAGE, 'utf8'), new Map([[block, told.join('\n\n')]]));
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, shown);
  expect(readFileSync(PAGE, 'utf8')).toBe(shown);
});

test('the matchers are those of the quick start', () => {
  const own = blocks.filter(({ comment }) => comment === 'quick start').map(({ text }) => text);
  expect(own).toHaveLength(2);
  const quickStart = readFileSync(join(ROOT, 'examples/quick-start/main.test.ts'), 'utf8');
  expect(own.filter((text) => !quickStart.includes(text))).toEqual([]);
});

test('the program that checks prints what stands below it', () => {
  const [program, printed] = ['check', 'check prints'].map((comment) => blocks.find((one) => one.comment === comment));
  const lines: string[] = [];
  const run = new Function('check', 'text', 'console', program?.text.replace(/^import .*$/gm, '') ?? 'nothing');
  run(checkSubject, blocks.find(({ comment }) => comment === 'open.yaml')?.text, {
    log: (...words: string[]) => void lines.push(words.join(' ')),
  });
  expect(lines.join('\n')).toBe(printed?.text);
});
