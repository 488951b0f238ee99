/**
 * A call from outside is denied as it was tried: would another request of the same route pass? Tokens and addresses
 * are not made up: the question is what becomes of those who have none that counts.
 */
import { textsOf } from '../../policy/condition-value';
import type { JsonObject } from '../../policy/json-object';
import { nameOf } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import { type Condition, type Rule, rulesOf } from '../../policy/rule';
import type { Explanation, HopCall, NearMiss } from '../explanation';
import { MOST_TOLD } from '../telling/nearest-rules';
import { type Asked, coversAll } from './outside-cover';

/** So many requests are tried in place of one. */
const MOST = 32;

/** What policies ask of a request that everybody may send. */
type Sent = Extract<Condition['attribute']['kind'], 'path' | 'method' | 'host' | 'header'>;

/** Requests for which the policies that deny might decide otherwise; what is given stays as it is. */
export function otherRequests(mesh: Mesh, { verdict, nearest }: Explanation, tried: JsonObject): readonly JsonObject[] {
  const rules = [...new Set(nearest.map(({ policy }) => policy))].flatMap((name) => rulesNamed(mesh, name));
  const trunk = String(tried.path ?? '/').replace(/\/?(\?.*)?$/, '');
  const beside =
    verdict.verdict === 'deny' && verdict.by !== undefined
      ? [{ method: 'POST' }, ...[`${trunk}/x`, `${trunk}x`].filter((path) => path !== 'x').map((path) => ({ path }))]
      : [];
  return [...rules.flatMap(sentBy), ...beside].slice(0, MOST);
}

/** Why it is not known that every such request is denied, in a sentence. */
export function doubtOf(mesh: Mesh, explanation: Explanation, tried: Omit<Asked, 'arrived'>): string | undefined {
  const { verdict, nearest } = explanation;
  const { given } = tried;
  const near = nearest.find(({ missed }) => missed.every((field) => isOpen(field, given))) ?? untold(mesh, explanation);
  if (near !== undefined) return `other requests may pass than the one that was tried: ${near.why}`;
  if (verdict.verdict !== 'deny' || verdict.by === undefined) return undefined;
  const [policy = '', place] = verdict.by.split('#');
  const asked = { ...tried, arrived: arrivedAt(explanation) };
  const isSure = rulesNamed(mesh, policy)
    .filter(({ index }) => index === Number(place))
    .every((rule) => coversAll(rule, asked));
  return isSure ? undefined : `other requests may pass than the one that was tried: \`${verdict.by}\` denies some`;
}

/** The call at the end of its last hop. */
function arrivedAt({ steps }: Explanation): HopCall | undefined {
  return [...steps].reverse().find(({ call }) => call !== undefined)?.call;
}

/** Whether the field is about something that was made up: no identity, address, port or token. */
function isOpen(field: NearMiss['missed'][number], given: JsonObject): boolean {
  const [, name = ''] = /^to\.(?:not)?(path|method|host)s$/i.exec(field) ?? [];
  if (name !== '') return given[name.toLowerCase()] === undefined;
  // a header of any other name is refused by every proxy
  return /^when\.request\.headers\[[\w!#$%&'*+.^`|~-]+\]$/.test(field);
}

/** A rule that is not among the nearest, as only some are told, and that may mean the caller. */
function untold(mesh: Mesh, explanation: Explanation): { readonly why: string } | undefined {
  const { nearest } = explanation;
  if (nearest.length < MOST_TOLD) return undefined;
  const from = arrivedAt(explanation)?.from;
  const identity = from !== undefined && 'identity' in from ? from.identity : '';
  const policies = [...new Set(nearest.map(({ policy }) => policy))];
  for (const policy of policies) {
    const told = nearest.filter((near) => near.policy === policy).map(({ rule }) => rule);
    const other = rulesNamed(mesh, policy).find((rule) => !told.includes(rule.index) && mayMean(rule, identity));
    if (other !== undefined) return { why: `rule ${other.index} of \`${policy}\`` };
  }
  return undefined;
}

function mayMean(rule: Rule, identity: string): boolean {
  const callers = conditionsOf(rule).filter(({ attribute: { kind } }) => kind === 'principal');
  return (
    callers.length === 0 ||
    callers.some(({ values }) => values.some(({ text }) => text.includes('*') || text === identity))
  );
}

/** By `namespace/policy`. */
function rulesNamed(mesh: Mesh, name: string): Rule[] {
  return mesh.authorizationPolicies.filter((policy) => nameOf(policy) === name).flatMap(({ rules }) => rulesOf(rules));
}

function conditionsOf({ clauses }: Rule): Condition[] {
  return clauses.flatMap(({ alternatives }) => alternatives.flat());
}

/** A request for each alternative of the rule, with the first value of each field, and each path. */
function sentBy({ clauses }: Rule): JsonObject[] {
  return clauses
    .filter(({ part }) => part === 'to')
    .flatMap(({ alternatives }) => alternatives)
    .flatMap((conditions) => {
      const of = (kind: Sent) => conditions.flatMap((one) => (one.attribute.kind === kind ? textsOf(one.values) : []));
      const [method] = of('method');
      const sent = method === undefined ? {} : { method: method.replace(/\*/g, 'GET') };
      const paths = of('path').map((path) => path.replace(/\{\*{1,2}\}|\*/g, 'x'));
      return paths.length === 0
        ? [sent]
        : paths.map((path) => ({ ...sent, path: path.startsWith('/') ? path : `/${path}` }));
    });
}
