/** Text as Markdown takes it. */

/**
 * Text that means only itself in a cell: words between backticks stay code, all else loses its power, so that a value
 * in a manifest can neither break the table nor mention, link or show anything.
 */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1
        ? part.replaceAll('|', '\\|')
        : part.replace(/[\\`*_[\]<>&|@#~!]/g, (mark) => `&#${mark.charCodeAt(0)};`),
    )
    .join('');
}

/** A row of a table, whose cells are escaped. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
