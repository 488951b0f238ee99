/** What lets the style or the script of a page run, and nothing else? Its hash, in a content security policy. */
import type * as crypto from 'node:crypto';

/** The source of this inline text. @see https://www.w3.org/TR/CSP3/#match-element-to-source-list */
export function inlineSource(text: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only pages need it, and every command would wait
  const { createHash } = require('node:crypto') as typeof crypto;
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
