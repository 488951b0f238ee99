/** Which routes of a VirtualService can never be chosen, as Istio's webhook warns: those before them take all. */
import type { Findings } from './admission';
import { isObject, shown } from './json';
import { child, childEntries, children, isSet, type Message, number, text } from './message';

/** What an HTTP match with a prefix asks for; Istio compares the rest as texts that begin with one another. */
interface PrefixMatch {
  readonly field: string;
  readonly prefix: string;
  readonly port: number;
  readonly method: string;
  readonly authority: string;
  readonly maps: readonly ReadonlyMap<string, string>[];
}

/** Maps whose emptiness says nothing. */
const MAPS = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'];

/** @see istio pkg/config/validation/validation.go, `analyzeUnreachableHTTPRules` and those of TCP and TLS */
export function warnOfUnusedRules(routes: readonly Message[], findings: Findings): void {
  const seen = new Map<string, string>();
  const prefixes: PrefixMatch[] = [];
  let catchAll: string | undefined;
  for (const route of routes) {
    const matches = children(route, 'match');
    if (matches.length === 0) {
      if (catchAll !== undefined) findings.warn(route.field, `this is never reached, as ${catchAll} takes everything`);
      catchAll = route.field;
      continue;
    }
    let duplicates = 0;
    for (const match of matches) {
      const key = canonical(match);
      const twin = seen.get(key);
      if (catchAll !== undefined) findings.warn(match.field, `this is never reached, as ${catchAll} takes everything`);
      else if (twin !== undefined) {
        findings.warn(match.field, `this is never reached, as ${twin} matches the same`);
        duplicates++;
      } else {
        seen.set(key, match.field);
        const prefix = tryPrefixMatch(match);
        if (prefix !== undefined) prefixes.push(prefix);
      }
    }
    if (duplicates === matches.length) findings.warn(route.field, 'this is never reached, as its matches stand before');
  }
  warnOfCoveredPrefixes(prefixes, findings);
}

function warnOfCoveredPrefixes(prefixes: readonly PrefixMatch[], findings: Findings): void {
  prefixes.forEach((earlier, index) => {
    for (const later of prefixes.slice(index + 1))
      if (later.prefix !== earlier.prefix && covers(earlier, later))
        findings.warn(
          later.field,
          `prefix ${shown(later.prefix)} is never reached, as ${earlier.field} takes ${shown(earlier.prefix)}`,
        );
  });
}

/** @see istio pkg/config/validation/validation.go, `coveredValidation` */
function covers(earlier: PrefixMatch, later: PrefixMatch): boolean {
  return (
    later.prefix.startsWith(earlier.prefix) &&
    later.port === earlier.port &&
    earlier.method.startsWith(later.method) &&
    earlier.authority.startsWith(later.authority) &&
    earlier.maps.every((map, index) => isCovered(map, later.maps[index] ?? new Map<string, string>()))
  );
}

function isCovered(earlier: ReadonlyMap<string, string>, later: ReadonlyMap<string, string>): boolean {
  return (
    earlier.size === later.size &&
    [...earlier].every(([key, value]) => {
      const other = later.get(key);
      return other !== undefined && value.startsWith(other);
    })
  );
}

/** @see istio pkg/config/validation/validation.go, `genMatchHTTPRoutes` */
function tryPrefixMatch(match: Message): PrefixMatch | undefined {
  const uri = child(match, 'uri');
  const prefix = uri === undefined ? '' : text(uri, 'prefix');
  if (prefix === '') return undefined;
  const maps = ['headers', 'queryParams', 'withoutHeaders'].map(
    (name) => new Map(childEntries(match, name).map(([key, value]) => [key, exactOrPrefix(value)])),
  );
  return {
    field: match.field,
    prefix,
    port: number(match, 'port'),
    method: exactOrPrefix(child(match, 'method')) || 'exact GET',
    authority: exactOrPrefix(child(match, 'authority')),
    maps,
  };
}

function exactOrPrefix(match: Message | undefined): string {
  const [exact, prefix] = match === undefined ? ['', ''] : [text(match, 'exact'), text(match, 'prefix')];
  if (exact !== '') return `exact ${exact}`;
  return prefix === '' ? '' : `prefix ${prefix}`;
}

/** A match as protobuf keeps it: sorted, without its name and without what equals a default. */
function canonical(match: Message): string {
  const kept = Object.keys(match.json)
    .sort()
    .filter((name) => name !== 'name' && isSet(match, name) && !isDefault(name, match.json[name]))
    .map((name) => [name, sorted(match.json[name])]);
  return JSON.stringify(kept);
}

function isDefault(name: string, value: unknown): boolean {
  return (
    value === '' ||
    value === 0 ||
    value === false ||
    (MAPS.includes(name) && isObject(value) && Object.keys(value).length === 0)
  );
}

function sorted(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((key) => [key, sorted(value[key])]);
}
