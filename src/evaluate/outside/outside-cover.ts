/** Does a rule that denies one request of a route deny every other, too, whatever is sent? */
import type { TextPattern } from '../../istio/text-pattern';
import { ofKind } from '../../policy/condition-value';
import type { JsonObject } from '../../policy/json-object';
import type { Condition, Rule } from '../../policy/rule';
import type { HopCall } from '../explanation';
import type { Takes } from './outside-routes';

/** What is known of the requests that a route takes. */
export interface Asked {
  /** absent where they are no HTTP */
  readonly takes?: Takes;
  /** the request that was tried, as it was sent, and as it came to the rule */
  readonly sent: JsonObject;
  readonly arrived: HopCall | undefined;
  /** what was not made up */
  readonly given: JsonObject;
}

/** Whether it surely does. Nothing is said of what stands in a template, or behind a pattern of the route. */
export function coversAll({ clauses }: Rule, asked: Asked): boolean {
  return clauses.every(({ alternatives }) =>
    alternatives.some((conditions) =>
      // of one alternative all is met by the request that the rule denied
      conditions.every((one) => (alternatives.length === 1 && isFixed(one, asked)) || isAlwaysMet(one, asked)),
    ),
  );
}

/** Whether the condition is about what everybody may send. */
export function isSent({ attribute: { kind } }: Condition): boolean {
  return kind === 'path' || kind === 'method' || kind === 'host' || kind === 'header';
}

/** Whether all requests of the route are alike in this. */
function isFixed(condition: Condition, { given, takes }: Asked): boolean {
  const { kind } = condition.attribute;
  if (!isSent(condition) || given[kind] !== undefined) return true;
  return (
    (kind === 'path' && takes?.path.kind === 'exact' && !takes.path.ignoresCase) ||
    (kind === 'method' && takes?.match.method?.kind === 'exact')
  );
}

function isAlwaysMet({ attribute: { kind }, values, notValues }: Condition, asked: Asked): boolean {
  if (notValues.length > 0) return false;
  if (kind === 'port') return ofKind(values, 'port').some(({ port }) => port === asked.arrived?.port);
  const patterns = ofKind(values, 'text').map(({ pattern }) => pattern);
  if (kind === 'path') return arePathsMet(patterns, asked);
  if (kind === 'method') return patterns.some((pattern) => pattern.kind === 'any');
  return kind === 'host' && isHostMet(patterns, asked);
}

/** A path that is rewritten on the way may be any other. */
function arePathsMet(patterns: readonly TextPattern[], { takes, sent, arrived }: Asked): boolean {
  const isBelow = (path: string): boolean =>
    patterns.some((one) => one.kind === 'any' || (one.kind === 'prefix' && path.startsWith(one.text)));
  if (isBelow('/')) return true;
  if (takes === undefined || arrived?.request?.path !== sent.path) return false;
  const { path } = takes;
  if (path.kind === 'regex' || path.ignoresCase) return false;
  const isNamed = patterns.some((one) => one.kind === 'exact' && one.text === path.value);
  switch (path.kind) {
    case 'exact':
      return isNamed || isBelow(path.value);
    case 'prefix':
      return isBelow(path.value);
    case 'segments':
      return isBelow(path.value) || (isNamed && isBelow(`${path.value}/`));
  }
}

/** A host may be sent with any port. */
function isHostMet(patterns: readonly TextPattern[], { takes, sent, arrived }: Asked): boolean {
  if (patterns.some((one) => one.kind === 'any')) return true;
  const host = takes?.host.toLowerCase();
  if (host === undefined || host.startsWith('*') || arrived?.request?.host !== sent.host) return false;
  return (
    patterns.some((one) => one.kind === 'exact' && one.text === host) &&
    patterns.some((one) => one.kind === 'prefix' && `${host}:`.startsWith(one.text))
  );
}
