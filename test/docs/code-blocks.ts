/** The code blocks of a Markdown page, in order. */

/** A fenced block, and the HTML comment right above it. */
export interface CodeBlock {
  /** number of the first line of its text, from 0 */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** what the comment above says, such as `only: Namespace/shop` */
  readonly comment: string;
}

export function codeBlocks(page: string): CodeBlock[] {
  const lines = page.split('\n');
  const blocks: CodeBlock[] = [];
  for (let start = 0; start < lines.length; start += 1) {
    const language = /^```(\w+)$/.exec(lines[start] ?? '')?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', start + 1);
    if (end < 0) throw new Error(`line ${start + 1}: the block has no end`);
    const comment = /^<!-- (.*) -->$/.exec(lines[start - 1] ?? '')?.[1] ?? '';
    blocks.push({ line: start + 1, language, text: lines.slice(start + 1, end).join('\n'), comment });
    start = end;
  }
  return blocks;
}

/** The page with the text of these blocks replaced. */
export function withBlocks(page: string, replaced: ReadonlyMap<CodeBlock, string>): string {
  const lines = page.split('\n');
  for (const [block, text] of [...replaced].sort(([a], [b]) => b.line - a.line)) {
    const count = block.text === '' && lines[block.line] === '```' ? 0 : block.text.split('\n').length;
    lines.splice(block.line, count, ...text.split('\n'));
  }
  return lines.join('\n');
}
