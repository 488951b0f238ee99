/** Hints on what is sent: path, method, host and headers. */
import { textPattern } from '../../istio/text-pattern';
import { headerLines } from '../matching/match-condition';
import { matchesString } from '../matching/match-string';
import { splitQuery } from '../matching/path-normalisation';
import { quoted } from '../shown-value';
import type { SeenCall } from './seen-call';

/** Why the path is not among these, which are no templates. */
export function hintOnPath(wanted: readonly string[], { request, sent = '' }: SeenCall): string | undefined {
  const path = splitQuery(request?.target ?? '')[0];
  const hint = firstHint(wanted, (pattern) => hintOnPattern(pattern, path));
  return hint ?? (splitQuery(sent)[0] === path ? undefined : `normalised from ${quoted(sent)}`);
}

function hintOnPattern(pattern: string, path: string): string | undefined {
  if (differsInCase(pattern, path)) return 'case differs';
  if (`${pattern}/` === path || pattern === `${path}/`) return 'a slash at the end differs';
  if (pattern === `${path}/*`) return `\`${pattern}\` asks for the slash: add \`${path}\``;
  if (pattern.includes('?')) return 'paths are compared without the query';
  if (pattern.includes('*')) return hintOnStar(pattern);
  if (pattern.endsWith('/') && path.startsWith(pattern)) return `\`${pattern}\` is exact: write \`${pattern}*\``;
  return path.startsWith(`${pattern}/`) ? `\`${pattern}\` is exact: add \`${pattern}/*\`` : undefined;
}

function hintOnStar(pattern: string): string | undefined {
  const isLiteral = pattern.replace(/^\*/, '').replace(/\*$/, '').includes('*') || /^\*.+\*$/.test(pattern);
  return isLiteral ? `a \`*\` in \`${pattern}\` is read literally: write \`{*}\` for one segment` : undefined;
}

/** Why the method is not among these. */
export function hintOnMethod(wanted: readonly string[], { request }: SeenCall): string | undefined {
  return firstHint(wanted, (method) => (differsInCase(method, request?.method ?? '') ? 'case differs' : undefined));
}

/** Why the host is not among these. */
export function hintOnHost(wanted: readonly string[], { request }: SeenCall): string | undefined {
  const host = (request?.host ?? '').toLowerCase();
  const bare = host.replace(/:\d+$/, '');
  return firstHint(wanted, (pattern) => {
    const lower = pattern.toLowerCase();
    const wants = textPattern(lower);
    if (bare !== host && matchesString(wants, bare)) return `the host is sent with its port: add \`${pattern}:*\``;
    if (host.endsWith('.') && matchesString(wants, host.slice(0, -1))) return 'the host is sent with a dot at its end';
    return host.startsWith(`${lower}.`) ? `\`${pattern}\` is exact, and the longer name was sent` : undefined;
  });
}

/** Why no line of this header is among these. */
export function hintOnHeader(wanted: readonly string[], name: string, { request }: SeenCall): string | undefined {
  const lines = request === undefined ? [] : headerLines(request, name);
  return firstHint(wanted, (value) => (lines.some((line) => differsInCase(value, line)) ? 'case differs' : undefined));
}

/** Whether the pattern would match if case did not count. */
export function differsInCase(pattern: string, text: string): boolean {
  return (
    !matchesString(textPattern(pattern), text) && matchesString(textPattern(pattern.toLowerCase()), text.toLowerCase())
  );
}

function firstHint(values: readonly string[], hint: (value: string) => string | undefined): string | undefined {
  for (const value of values) {
    const found = hint(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
