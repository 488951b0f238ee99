/** The promises that the first screen makes by its form. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

test('the first program has at most ten lines', () => {
  const program = codeBlocks(readme).find((block) => block.language === 'ts')?.text ?? '';
  expect(linesOf(program)).toBeLessThanOrEqual(10);
});

test('the quick start is two commands', () => {
  const section = /^## Quick start$([\s\S]*?)^## /m.exec(readme)?.[1] ?? '';
  expect(codeBlocks(section).map(({ language, text }) => [language, text])).toEqual([
    ['sh', 'npm ci && npm run demo'],
    ['sh', 'npm ci && npm run check'],
  ]);
});

test('the quick start example has at most twenty lines', () => {
  expect(linesOf(readFileSync(join(ROOT, 'examples/quick-start/main.ts'), 'utf8'))).toBeLessThanOrEqual(20);
});

function linesOf(program: string): number {
  return program.split('\n').filter((line) => line.trim() !== '').length;
}
