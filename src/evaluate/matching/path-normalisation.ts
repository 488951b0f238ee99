/** How Envoy rewrites a path before any policy looks at it, as Istio configures it. */
import type { Behaviour } from '../../istio/behaviour';
import type { PathNormalization } from '../../policy/mesh-settings';

/**
 * The request target as policies see it: fragment cut, path rewritten, query kept. Undefined when Envoy answers 400.
 * @see istio api mesh/v1alpha1/config.proto, `ProxyPathNormalization`, and envoy source/common/http/path_utility.cc
 */
export function normalisePath(
  target: string,
  option: PathNormalization,
  { dotSegmentsMayHaveParameters }: Behaviour,
): string | undefined {
  if (!/^[\x21-\x7e]*$/.test(target)) return undefined; // the HTTP parser takes printable ASCII only
  const [path, query] = splitQuery(target.replace(/#.*$/, ''));
  if (option === 'NONE') return path + query;
  if (!path.startsWith('/') || path.includes('%00')) return undefined;
  const slashes = option === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path;
  const bare = dotSegmentsMayHaveParameters ? withoutParameters(slashes) : slashes;
  const canonical = withoutDots(canonicalEscapes(bare.replaceAll('\\', '/')));
  return (option === 'BASE' ? canonical : mergeSlashes(canonical)) + query;
}

/** The path, and the query with its `?`, empty when there is none. */
export function splitQuery(target: string): readonly [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark)];
}

/** A segment `..;x` or `.;x` counts as dots; servers that know path parameters would read it so. */
function withoutParameters(path: string): string {
  if (!path.includes(';')) return path;
  return path
    .split('/')
    .map((segment) => segment.replace(/^(\.\.?);.*$/, '$1'))
    .join('/');
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ENCODED = /["<>^`{|}]/;

/** Decodes escapes of unreserved characters, and encodes raw characters that a path may not have. */
function canonicalEscapes(path: string): string {
  if (!path.includes('%') && !ENCODED.test(path)) return path;
  let output = '';
  let brokenPercent = -1; // place in `output` of the last `%` that begins no escape
  for (let at = 0; at < path.length; at++) {
    const character = path.charAt(at);
    const escape = /^%[0-9a-f]{2}/i.exec(path.slice(at, at + 3))?.[0];
    if (escape !== undefined) {
      const decoded = String.fromCharCode(parseInt(escape.slice(1), 16));
      output += UNRESERVED.test(decoded) ? decoded : escape;
      at += 2;
      if (UNRESERVED.test(decoded) && completesEscape(output, brokenPercent, path.charAt(at + 1))) {
        // a decoded character must not make an escape of what was none
        output = `${output.slice(0, brokenPercent)}%25${output.slice(brokenPercent + 1)}`;
      }
    } else {
      if (character === '%') brokenPercent = output.length;
      output += ENCODED.test(character) ? encodeURIComponent(character) : character;
    }
  }
  return output;
}

function completesEscape(output: string, percent: number, next: string): boolean {
  if (percent < 0 || output.length - percent > 3) return false;
  const digits = output.length - percent === 2 ? output.slice(percent + 1) + next : output.slice(percent + 1);
  return /^[0-9a-f]{2}$/i.test(digits);
}

/** RFC 3986, 5.2.4; a trailing `.` or `..` leaves a trailing slash. */
function withoutDots(path: string): string {
  if (!path.includes('/.')) return path;
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  segments.forEach((segment, index) => {
    const isDots = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDots) kept.push(segment);
    else if (index === segments.length - 1) kept.push('');
  });
  return `/${kept.join('/')}`;
}

/** A path of slashes only keeps two of them. */
function mergeSlashes(path: string): string {
  if (!path.includes('//')) return path;
  const segments = path.split('/').filter((segment) => segment !== '');
  return `/${segments.join('/')}${path.endsWith('/') ? '/' : ''}`;
}
