/** What Istio's webhook says of headers that a route adds, sets or removes (VirtualService). */
import type { Findings } from './admission';
import { shown } from './json';
import { at, child, type Message, text, textEntries, texts } from './message';

/** @see istio pkg/config/validation/virtualservice.go, `validateHTTPRoute`, the part on headers */
export function checkHeaders(headers: Message | undefined, findings: Findings): void {
  if (headers === undefined) return;
  for (const direction of ['request', 'response']) {
    const operations = child(headers, direction);
    if (operations === undefined) continue;
    for (const operation of ['add', 'set']) {
      for (const [name, value] of textEntries(operations, operation)) {
        findings.reject(at(operations, operation), nameProblem(name, direction === 'request'));
        findings.reject(at(operations, operation), valueProblem(value));
      }
    }
    for (const name of texts(operations, 'remove')) findings.reject(at(operations, 'remove'), nameProblem(name, false));
  }
}

/** The host of the request is set in one place. @see istio virtualservice.go, `validateAuthorityRewrite` */
export function checkAuthority(route: Message, findings: Findings): void {
  const rewrite = child(route, 'rewrite');
  const headers = child(route, 'headers');
  const request = headers === undefined ? undefined : child(headers, 'request');
  let current = rewrite === undefined ? '' : text(rewrite, 'authority');
  if (request === undefined) return;
  for (const [name, value] of [...textEntries(request, 'set'), ...textEntries(request, 'add')]) {
    if (!isAuthority(name)) continue;
    if (current !== '')
      return findings.reject(request.field, `the host is set to ${shown(current)} and to ${shown(value)}; set it once`);
    current = value;
  }
}

/** @see istio pkg/config/validation/validation.go, `ValidateHTTPHeaderWithAuthorityOperationName` */
function nameProblem(name: string, mayBeAuthority: boolean): string | undefined {
  if (name === '') return 'a header has no name';
  if (!name.startsWith(':') && name.toLowerCase() !== 'host') return undefined;
  return mayBeAuthority && isAuthority(name) ? undefined : `header ${shown(name)} cannot be changed here; remove it`;
}

function isAuthority(name: string): boolean {
  return [':authority', 'host'].includes(name.toLowerCase());
}

/** @see istio pkg/config/validation/validation.go, `ValidateHTTPHeaderValue` */
function valueProblem(value: string): string | undefined {
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) return `header value ${shown(value)} has control characters`;
  return isFormat(value)
    ? undefined
    : `header value ${shown(value)} has a lone \`%\`; write \`%%\`, or a whole \`%VARIABLE%\``;
}

/**
 * Variables stand as `%NAME%` or `%NAME(arguments)%`; arguments are one text up to `)`, or a list of quoted texts.
 * A text may also end in a quote, whereupon a list goes on.
 * @see istio pkg/config/validation/header_value_validator.go, `validateHeaderValue`
 */
function isFormat(value: string): boolean {
  let state: State = 'literal';
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (state === 'literal' && character === '%' && value.charAt(at + 1) === '%') at++;
    else if (state === 'text' && character === '\\') {
      if (++at >= value.length) return false;
    } else {
      const next = step(state, character);
      if (next === undefined) return false;
      state = next;
    }
  }
  return state === 'literal';
}

type State = 'literal' | 'name' | 'arguments' | 'list' | 'text' | 'afterText' | 'afterList' | 'afterArguments';

/** What comes after a character; blanks are skipped between parts, anything else there is wrong. */
function step(state: State, character: string): State | undefined {
  const blank = character === ' ' ? state : undefined;
  switch (state) {
    case 'literal':
      return character === '%' ? 'name' : 'literal';
    case 'name':
      return character === '%' ? 'literal' : character === '(' ? 'arguments' : 'name';
    case 'arguments':
      return character === '[' ? 'list' : (blank ?? 'text');
    case 'list':
      return character === '"' ? 'text' : blank;
    case 'text':
      return character === ')' ? 'afterArguments' : character === '"' ? 'afterText' : 'text';
    case 'afterText':
      return character === ',' ? 'list' : character === ']' ? 'afterList' : blank;
    case 'afterList':
      return character === ')' ? 'afterArguments' : blank;
    case 'afterArguments':
      return character === '%' ? 'literal' : blank;
  }
}
