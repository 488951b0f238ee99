/**
 * Every TypeScript block of the docs runs, and the block below it is what came out. `UPDATE_DOCS=1` writes it there.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import { type Manifest, synthesize } from '../meaning/synthesize';
import { type CodeBlock, codeBlocks, withBlocks } from './code-blocks';
import { type Outcome, runBlock } from './run-block';
import { shownYaml } from './shown-yaml';

const ROOT = join(__dirname, '../..');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`)
    .sort(),
];
const EXAMPLES = readdirSync(join(ROOT, 'examples')).sort();

// what is said aloud goes to standard error, and no block shows it
beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));

describe.each(PAGES)('%s', (page) => {
  test('the code yields what is shown', () => {
    expectShown(page, blocksOfPage);
  });
});

describe.each(EXAMPLES)('examples/%s/README.md', (example) => {
  test('the YAML marked `only` is what the example writes', () => {
    const { addCharts } = jest.requireActual<{ addCharts: (app: App) => void }>(`../../examples/${example}/main`);
    const manifests = synthesize(addCharts);
    expectShown(`examples/${example}/README.md`, (blocks) => markedBlocks(blocks, manifests));
  });
});

function expectShown(page: string, outcomes: (blocks: readonly CodeBlock[]) => Map<CodeBlock, string>): void {
  const path = join(ROOT, page);
  const text = readFileSync(path, 'utf8');
  const shown = withBlocks(text, outcomes(codeBlocks(text)));
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, shown);
  expect(readFileSync(path, 'utf8')).toBe(shown);
}

/** A `ts` block, then what it writes or prints (`yaml`), or how it is refused (`text`). Others are marked `by hand`. */
function blocksOfPage(blocks: readonly CodeBlock[]): Map<CodeBlock, string> {
  const outcomes = new Map<CodeBlock, string>();
  let outcome: Outcome | undefined;
  for (const block of blocks) {
    if (block.language === 'ts') {
      outcome = runBlock(block.text);
      const next = blocks[blocks.indexOf(block) + 1];
      if (outcome.refused !== undefined && next?.language !== 'text') throw new Error(outcome.refused);
    } else if (outcome !== undefined && block.comment !== 'by hand') {
      if (block.language === 'text') outcomes.set(block, outcome.refused?.trimEnd() ?? 'not refused');
      if (block.language === 'yaml') outcomes.set(block, yamlOf(outcome, block.comment));
    }
  }
  return outcomes;
}

function yamlOf(outcome: Outcome, comment: string): string {
  return outcome.printed === '' ? shownYaml(outcome.manifests, comment) : outcome.printed.trimEnd();
}

function markedBlocks(blocks: readonly CodeBlock[], manifests: readonly Manifest[]): Map<CodeBlock, string> {
  const marked = blocks.filter((block) => block.language === 'yaml' && block.comment.startsWith('only: '));
  return new Map(marked.map((block) => [block, shownYaml(manifests, block.comment)]));
}
