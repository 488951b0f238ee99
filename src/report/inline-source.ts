/** What lets the style or the script of a page run, and nothing else? Its hash, in a content security policy. */
import { createHash } from 'node:crypto';

/** The source of this inline text. @see https://www.w3.org/TR/CSP3/#match-element-to-source-list */
export function inlineSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
